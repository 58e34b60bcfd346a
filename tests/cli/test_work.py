"""`sayso work`: assign, state, tag, note, list and undo; and what exports have of it."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from sayso.accounts import People, people_path
from sayso.cli.exits import Exit
from sayso.ledger import open_ledger
from tests.accounts.making import PASSWORD
from tests.cli.conftest import Sayso
from tests.exports.test_withheld import told
from tests.web.site import QUICK


@pytest.fixture
def keys(ledger: Path) -> list[str]:
    with closing(open_ledger(ledger)) as store:
        return [each.fingerprint for each in store.documents()]


@pytest.fixture
def users(ledger: Path) -> None:
    with closing(People(people_path(ledger), QUICK)) as people:
        people.add_user("maria", "reviewer", PASSWORD)
        people.add_user("rita", "reader", PASSWORD)


def judged(ledger: Path) -> int:
    with closing(open_ledger(ledger)) as store:
        return len(store.judgements())


def rows(sayso: Sayso, ledger: Path, *options: str) -> list[dict[str, str]]:
    out = sayso("export", "--ledger", ledger, "--format", "csv", *options).out
    return list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))


@pytest.mark.usefixtures("users")
def test_work_is_assigned_done_listed_and_taken_back(
    sayso: Sayso, ledger: Path, keys: list[str]
) -> None:
    asked = ("work", "assign", "maria", "--search", "market", "--ledger", ledger)
    tried = sayso(*asked, "--dry-run")
    assert f"would be noted: document {keys[0][:10]}: assignee: nobody becomes maria" in tried.out
    assert judged(ledger) == 0
    assert sayso(*asked).code == 0
    nothing = sayso(*asked)
    assert (nothing.code, judged(ledger)) == (Exit.USAGE, 1)
    assert "Nothing is left to assign" in " ".join(nothing.err.split())
    mine = sayso("work", "list", "--assignee", "maria", "--ledger", ledger).out
    assert keys[0][:10] in mine
    assert keys[1][:10] not in mine
    assert keys[1][:10] in sayso("work", "list", "--unassigned", "--ledger", ledger).out
    done = sayso("work", "state", "done", *keys, "--by", "maria", "--ledger", ledger)
    assert done.out.count("state: new becomes done") == 2
    listed = sayso("work", "list", "--state", "done", "--limit", "1", "--ledger", ledger)
    assert "1 of 2; --limit shows more." in listed.err
    back = sayso("work", "undo", keys[0], "--by", "maria", "--ledger", ledger)
    assert "state: done becomes new" in back.out
    with closing(People(people_path(ledger), QUICK)) as people:
        log = people.log()
    assert [(who, did) for _, who, did, _ in log] == [
        ("command line", "changed work as maria"), ("command line", "changed work as maria"),
        ("command line", "changed work as local"),
    ]  # fmt: skip
    assert "2 documents: state: new becomes done (2)" in log[1][3]


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize(
    ("options", "why"),
    [(("assign", "eve", "m-1"), "no user 'eve' who may review. There are: maria"),
     (("assign", "rita", "m-1"), "no user 'rita' who may review"),
     (("assign", "maria"), "Give ids, or --search"),
     (("assign", "maria", "m-1", "--search", "x"), "Give ids, or --search"),
     (("assign", "maria", "--search", "market", "--of", "incident"), "by their ids"),
     (("list", "--unassigned", "--assignee", "maria"), "not both"),
     (("state", "new", "m-1"), "Nothing would change"),
     (("undo", "m-1"), "local has noted nothing"),
     (("tag", "x" * 41, "m-1"), "40 characters")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    sayso: Sayso, ledger: Path, options: tuple[str, ...], why: str
) -> None:
    ended = sayso("work", *options, "--ledger", ledger)
    assert ended.code == Exit.USAGE
    assert why in " ".join(ended.err.replace("│", "").split())
    assert judged(ledger) == 0


def test_without_users_work_is_ones_own(sayso: Sayso, ledger: Path) -> None:
    assert sayso("work", "assign", "maria", "m-1", "--ledger", ledger).code == Exit.USAGE
    assert "nobody becomes local" in sayso("work", "assign", "local", "m-1", "--ledger", ledger).out
    assert not people_path(ledger).exists()
    unknown = sayso("work", "tag", "x", "nowhere", "--ledger", ledger)
    assert "No document has the id 'nowhere'" in " ".join(unknown.err.split())
    out = sayso("work", "assign", "nobody", "m-1", "--ledger", ledger).out
    assert "local becomes nobody" in out


def test_claims_and_incidents_are_tagged_and_noted(sayso: Sayso, ledger: Path) -> None:
    claim = rows(sayso, ledger)[0]["claim_id"]
    assert (
        sayso("work", "tag", "Toll, x", claim[:10], "--of", "claim", "--ledger", ledger).code == 0
    )
    noted = sayso("work", "note", "of two days", claim, "--of", "incident", "--ledger", ledger)
    assert "incident" in noted.out
    listed = sayso("work", "list", "--of", "incident", "--ledger", ledger).out
    assert "new" in listed
    gone = sayso("work", "tag", "x", claim, "--of", "claim", "--remove", "--ledger", ledger)
    assert "tags: toll, x becomes toll" in gone.out
    assert sayso("verify", "--ledger", ledger).code == 0


def test_exports_have_tags_notes_state_and_assignee(
    sayso: Sayso, ledger: Path, keys: list[str]
) -> None:
    plain = sayso("export", "--ledger", ledger, "--format", "jsonl").out
    assert '"work"' not in plain
    assert {(each["tags"], each["state"]) for each in rows(sayso, ledger)} == {("", "")}
    claim = rows(sayso, ledger)[0]["claim_id"]
    for change in (("assign", "local"), ("state", "in_work"), ("tag", "urgent"), ("note", "=look")):
        assert sayso("work", *change, keys[0], "--ledger", ledger).code == 0
    sayso("work", "tag", "toll", claim, "--of", "claim", "--ledger", ledger)
    first, second, third = rows(sayso, ledger)
    told = [first[name] for name in ("tags", "notes", "state", "assignee")]
    assert told == ["toll; urgent", "'=look (local)", "in_work", "local"]
    assert (second["tags"], second["state"]) == ("urgent", "in_work")
    assert [third[name] for name in ("tags", "notes", "state", "assignee")] == [""] * 4
    packed, bare = map(
        json.loads, sayso("export", "--ledger", ledger, "--format", "jsonl").out.splitlines()
    )
    assert packed["work"]["state"] == "in_work"
    assert packed["work"]["notes"][0]["words"] == "=look"
    assert packed["work"]["claims"] == {claim: {"tags": ["toll"], "notes": []}}
    assert "work" not in bare
    whole = json.loads(sayso("export", "--ledger", ledger, "--format", "json").out)
    assert whole[0]["work"] == packed["work"]


def test_a_note_names_no_private_person_harmed_unless_names_are_asked_for(
    sayso: Sayso, tmp_path: Path
) -> None:
    path = tmp_path / "harm.sqlite"
    with closing(open_ledger(path, "add")) as store:
        key = store.add(told()).document
    sayso("work", "note", "Salma Idris’s sister, Maha, called.", key, "--ledger", path)
    masked = rows(sayso, path)[0]["notes"]
    assert masked.endswith("sister, ████, called. (local)")
    assert "Salma" not in masked
    assert "Salma" not in sayso("export", "--ledger", path, "--format", "jsonl").out
    assert "Salma Idris’s sister" in rows(sayso, path, "--with-names")[0]["notes"]
