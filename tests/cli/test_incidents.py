"""`sayso claims`, `incidents`, `compare`, `history` and `framing`."""

from __future__ import annotations

import csv
import html
import io
import json
from contextlib import closing
from pathlib import Path

import docx
import pytest
from jsonschema import Draft202012Validator

from sayso.accounts import LOCAL
from sayso.actions.review import judge
from sayso.cli.exits import Exit
from sayso.exports.linked_jsonl import claim_schema, incident_schema
from sayso.index.service import IncidentIndex
from sayso.ledger import open_ledger
from tests.cli.conftest import Sayso
from tests.linking.made import ARMY, DOCTORS, MINISTRY, RSF, Says, report, statement
from tests.made import market_reading

BOMBED = "people were killed when bombs fell on the market of Kutum"


def toll(who: object, number: int) -> Says:
    figures = ((f"{number} people", float(number), "person", "killed"),)
    return Says(who, f"{number} {BOMBED}", figures=figures, place="Kutum")  # type: ignore[arg-type]


DENIED = Says(ARMY, "its planes bombed the market of Kutum", "air_strike", polarity="denies")
REPORTS = [
    report("m1", toll(DOCTORS, 38), title="Bombs fall on Kutum market", outlet="Harbour Post"),
    report("m2", toll(DOCTORS, 54), DENIED, title="Kutum toll rises", outlet="Gulf", hours=20),
    report("m3", toll(RSF, 90), title="Ninety dead in Kutum market", outlet="=Savanna", hours=22),
]


@pytest.fixture
def market(tmp_path: Path) -> Path:
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for each in REPORTS:
            store.add(each)
    return path


def test_the_schemas_are_valid() -> None:
    Draft202012Validator.check_schema(claim_schema())
    Draft202012Validator.check_schema(incident_schema())


def test_every_line_fits_its_schema_and_leads_back_to_the_text(sayso: Sayso, market: Path) -> None:
    claims = [
        json.loads(line)
        for line in sayso("claims", "--ledger", market, "--format", "jsonl").out.splitlines()
    ]
    incidents = [
        json.loads(line)
        for line in sayso("incidents", "--ledger", market, "--format", "jsonl").out.splitlines()
    ]
    for each in claims:
        Draft202012Validator(claim_schema()).validate(each)
        assert set(each) == set(claim_schema()["properties"])
    for each in incidents:
        Draft202012Validator(incident_schema()).validate(each)
        assert set(each) == set(incident_schema()["properties"])
    (incident,) = incidents
    assert incident["documents"] == ["m1", "m2", "m3"]
    assert set(incident["claims"]) == {each["id"] for each in claims}
    assert {each["incident"] for each in claims} == {incident["id"]}
    texts = {each.document.id: each.document.text for each in REPORTS}
    for each in claims:
        for met in each["appearances"]:
            start, end = met["evidence"]
            assert texts[met["document"]][start:end] == met["words"]
    rivals = {tuple(each["claims"]) for each in incident["rivals"]}
    assert rivals
    assert rivals <= {(a["id"], b["id"]) for a in claims for b in claims}
    assert [each["what"] for each in incident["history"]] == ["killed: 38 people, then 54 people"]


def test_tables_tell_the_same(sayso: Sayso, market: Path) -> None:
    listed = sayso("incidents", "--ledger", market).out.split()  # the title runs over lines
    assert {*"Air strike in Kutum, reported 3 June 2025".split()} <= {*listed}
    assert "Sudan Doctors" in sayso("claims", "--ledger", market).out
    one = sayso("claims", "--ledger", market, "--limit", 1)
    assert "3 more claims" in one.err
    told = sayso("history", "--ledger", market).out
    assert "38 people, then 54 people" in told.replace("\n", " ") or "38 people" in told
    assert "2025-06-04" in told
    assert "38 people" not in sayso("history", "--since", "2025-07-01", "--ledger", market).out


def test_an_incident_is_named_by_its_words_its_id_or_a_claim(sayso: Sayso, market: Path) -> None:
    by_words = sayso("compare", "kutum", "--ledger", market)
    assert "they can't both hold" in by_words.out
    assert "Rapid Support Forces" in by_words.out
    assert "90 people" in by_words.out
    by_claim = sayso("compare", statement(REPORTS[1])[:10], "--ledger", market)
    assert by_claim.out == by_words.out
    ranges = sayso("compare", "kutum", "--view", "range", "--ledger", market).out
    assert "38–54" not in ranges
    assert "How many people were killed? 38 people (Sudan Doctors Network" in " ".join(
        ranges.split()
    )


def test_no_such_incident(sayso: Sayso, market: Path) -> None:
    ended = sayso("compare", "Zzz", "--ledger", market)
    assert ended.code == Exit.UNKNOWN_ID
    assert "sayso incidents" in ended.err


def test_the_page_of_an_incident_escapes_words_and_asks_nothing(
    sayso: Sayso, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.sqlite"
    words = "<script>alert(1)</script> fell on the market of Kutum"
    with closing(open_ledger(path, "add")) as store:
        store.add(report("h", Says(DOCTORS, words), title="<b>Kutum</b>"))
    page = sayso("compare", "kutum", "--format", "html", "--ledger", path).out
    assert "<script" not in page
    assert "<b>Kutum" not in page
    assert "default-src 'none'" in html.unescape(page)
    assert "http" not in page.replace("http-equiv", "")


def test_voices_as_csv(sayso: Sayso, market: Path) -> None:
    written = sayso("framing", "--format", "csv", "--ledger", market).out
    rows = list(csv.DictReader(io.StringIO(written)))
    whole = {(each["outlet"], each["side"]): each for each in rows if each["what"] == "all"}
    assert whole["Gulf", "SDN"]["claims"] == "1"
    assert ("'=Savanna", "Rapid Support Forces") in whole
    assert "Gulf" in sayso("framing", "--ledger", market).out


def test_what_a_person_judged_is_in_the_tables(sayso: Sayso, market: Path) -> None:
    first, second = statement(REPORTS[0]), statement(REPORTS[2])
    with closing(IncidentIndex(market)) as index:
        judge(index, LOCAL, "different_incidents", [first, second], "two days")
    lines = sayso("incidents", "--ledger", market, "--format", "jsonl").out.splitlines()
    assert len(lines) == 2


KUTUM = "Shelling of the market in Kutum"


def titles(sayso: Sayso, market: Path) -> tuple[str, str | None, str]:
    """The title of the one incident, who gave it, and how it was read."""
    line = json.loads(sayso("incidents", "--ledger", market, "--format", "jsonl").out)
    Draft202012Validator(incident_schema()).validate(line)
    return line["title"], line["titled_by"], line["read_title"]


def test_an_incident_is_named_and_back(sayso: Sayso, market: Path) -> None:
    read = titles(sayso, market)
    assert read[1:] == (None, read[0])
    name = ("incidents", "title", "kutum", KUTUM, "--ledger", market)
    planned = sayso(*name, "--dry-run")
    assert planned.out.startswith("would be judged: ")
    assert f"“{read[0]}” becomes “{KUTUM}”" in planned.out
    assert titles(sayso, market) == read
    done = sayso(*name, "--by", "Maria", "--why", "two events that day")
    assert (done.code, done.out) == (0, planned.out.removeprefix("would be judged: "))
    assert titles(sayso, market) == (KUTUM, "Maria", read[0])
    with closing(open_ledger(market)) as store:
        (kept,) = store.judgements()
    assert (kept.why, kept.changes) == ("two events that day", (("title", KUTUM),))
    assert KUTUM in " ".join(sayso("compare", "shelling", "--ledger", market).out.split())
    assert f"<h1>{KUTUM}" in sayso("compare", "kutum", "--format", "html", "--ledger", market).out
    back = ("incidents", "title", statement(REPORTS[2])[:8], "--undo", "--ledger", market)
    assert f"“{KUTUM}” becomes “{read[0]}”" in sayso(*back, "--dry-run").out
    assert titles(sayso, market)[0] == KUTUM
    assert sayso(*back).code == 0
    assert titles(sayso, market) == read


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("kutum",), Exit.USAGE, "or --undo"),
        (("kutum", "  "), Exit.USAGE, "or --undo"),
        (("kutum", "x", "--undo"), Exit.USAGE, "or --undo"),
        (("kutum", "--undo"), Exit.USAGE, "none to take back"),
        (("kutum", "x" * 201), Exit.USAGE, "200 characters at most"),
        (("kutum", "a\u202eb"), Exit.USAGE, "visible characters"),
        (("zzz", "x"), Exit.UNKNOWN_ID, "sayso incidents"),
    ],
)
def test_what_can_be_no_title_is_refused(
    sayso: Sayso, market: Path, words: tuple[str, ...], code: Exit, says: str
) -> None:
    ended = sayso("incidents", "title", *words, "--ledger", market)
    assert (ended.code, says in " ".join(ended.err.split())) == (code, True), ended.err
    with closing(open_ledger(market)) as store:
        assert store.judgements() == ()


def test_options_before_the_verb_are_refused_and_not_lost(sayso: Sayso, market: Path) -> None:
    ended = sayso("incidents", "--ledger", market, "title", "kutum", KUTUM)
    assert (ended.code, "after 'title'" in " ".join(ended.err.split())) == (Exit.USAGE, True)
    assert titles(sayso, market)[0] != KUTUM


def test_a_rival_that_was_replaced_since_is_marked(sayso: Sayso, tmp_path: Path) -> None:
    path = tmp_path / "anew.sqlite"
    says = ((0, MINISTRY, 38), (1, RSF, 90), (20, MINISTRY, 54))
    with closing(open_ledger(path, "add")) as store:
        for hours, who, count in says:
            name, outlet = f"r{hours}", f"Outlet {hours}"
            store.add(report(name, toll(who, count), outlet=outlet, hours=hours, title="Bombs"))
    told = " ".join(sayso("compare", "kutum", "--ledger", path).out.split())
    assert told.count("replaced since: ") == 1
    assert "replaced since: figures that can't both hold: 38 people killed, 90 people" in told
    assert told.index("replaced since: ") > told.index("can't both hold: 90 people killed, 54")
    page = sayso("compare", "kutum", "--format", "html", "--ledger", path).out
    assert page.count("Replaced since:") == 1
    assert page.index("Replaced since:") > page.index("hold: 90 people killed, 54")


def test_inputs_can_be_read_first(sayso: Sayso, tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("Shells fell on El Fasher on Monday, the army said.")
    ended = sayso("incidents", "--add", source, "--ledger", tmp_path / "new.sqlite")
    assert ended.code == 0
    assert "1 document added" in ended.err
    assert "El Fasher" in ended.out.replace("\n", " ") or "Shells" in ended.out


def test_a_dossier_is_written_once_and_over_another_only_when_told(
    sayso: Sayso, market: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kutum.docx"
    asked = ("incidents", "dossier", "kutum", "--ledger", market, "--out", out)
    ended = sayso(*asked)
    assert ended.code == 0
    assert f"with 4 claims written to {out}" in ended.err
    words = "\n".join(each.text for each in docx.Document(str(out)).paragraphs)
    for number in (38, 54, 90):
        assert f"“{number} {BOMBED}”" in words
    first = out.read_bytes()
    refused = sayso(*asked)
    assert refused.code == Exit.UNWRITTEN
    assert "is there already" in refused.err
    assert sayso(*asked, "--force", "--with-names").code == 0
    assert out.read_bytes() != first
    assert sayso(*asked, "--force").code == 0
    assert out.read_bytes() == first
    assert sayso(*asked[:-1], market, "--force").code == Exit.UNWRITTEN
    assert sayso(*asked[:-1], tmp_path / "no" / "k.docx").code == Exit.UNWRITTEN
    nowhere = sayso(*asked[:2], "nowhere", *asked[3:], "--force")
    assert nowhere.code == Exit.UNKNOWN_ID
    assert out.read_bytes() == first


def test_a_dossier_needs_no_index_that_can_be_written(
    sayso: Sayso, market: Path, tmp_path: Path
) -> None:
    out, later = tmp_path / "a.docx", tmp_path / "b.docx"
    asked = ("incidents", "dossier", "kutum", "--ledger", market, "--out")
    assert sayso(*asked, out).code == 0
    index = market.with_suffix(".desk")
    index.unlink()
    index.mkdir()  # no file can be made there
    ended = sayso(*asked, later)
    assert ended.code == 0
    assert "linked anew, in memory" in ended.err
    assert later.read_bytes() == out.read_bytes()


def test_the_documents_of_one_incident_can_be_exported_alone(sayso: Sayso, market: Path) -> None:
    with closing(open_ledger(market, "add")) as store:
        store.add(market_reading())
    asked = ("export", "--ledger", market, "--format", "bibtex")
    everything = sayso(*asked).out
    assert everything.count("@article{") == 4
    kutum = sayso(*asked, "--of-incident", "kutum").out
    assert kutum.count("@article{") == 3
    assert "Omdurman" in everything
    assert "Omdurman" not in kutum
    assert sayso(*asked, "--of-incident", "kutum", "--outlet", "gulf").out.count("@article{") == 1
    assert sayso(*asked, "--of-incident", "nowhere").code == Exit.UNKNOWN_ID


def test_where_no_index_can_be_kept_the_results_are_the_same(sayso: Sayso, market: Path) -> None:
    commands = (
        ("claims",), ("claims", "--limit", 2), ("incidents",), ("compare", "kutum"), ("history",),
        ("incidents", "--format", "jsonl"), ("claims", "--format", "jsonl"),
        ("export", "--incidents"), ("export", "--format", "acled"),
    )  # fmt: skip
    kept = [sayso(*each, "--ledger", market) for each in commands]
    index = market.with_suffix(".desk")
    index.unlink()
    index.mkdir()
    made = [sayso(*each, "--ledger", market) for each in commands]
    assert [each.out for each in made] == [each.out for each in kept]
    assert all("can't be made" in each.err and "in memory" in each.err for each in made)
    assert not any("index" in each.err for each in kept)


def test_one_document_is_no_documents(sayso: Sayso, tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading())
    shown = sayso("compare", "omdurman", "--ledger", path).out
    assert "1 document, 1 independent origin ·" in shown


def test_two_outlets_and_two_sides_stand_beside_each_other(
    sayso: Sayso, market: Path, tmp_path: Path
) -> None:
    terms = tmp_path / "terms.toml"
    terms.write_text('[lists]\nharm = ["kill*", "bombs fell"]\n', encoding="utf-8")
    beside = ("framing", "--ledger", str(market), "--terms", str(terms), "--format", "csv")
    written = sayso(*beside, "--outlet", "Gulf", "--outlet", "Harbour Post").out
    rows = list(csv.DictReader(io.StringIO(written)))
    used = {row["group"]: row for row in rows if row["measure"] == "terms: harm"}
    assert [used[each]["part"] for each in ("Gulf", "Harbour Post")] == ["2", "2"]
    assert used["difference"]["part"] == ""
    voices = {(row["measure"], row["group"]): row["part"] for row in rows}
    assert voices["voice: SDN", "Gulf"] == "1"
    shown = sayso("framing", "--ledger", market, "--side", "SDN", "--side", "Rapid Support Forces")
    assert "passive without an agent" in shown.out
    assert "says nothing of why" in shown.err
    # Each side speaks in one article, so no number has an interval and none is explained.
    assert "bootstrap" not in shown.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--outlet", "Gulf"), "Give two names"),
        (("--outlet", "Gulf", "--side", "SDN"), "Give two names"),
        (("--outlet", "Gulf", "--outlet", "Nobody"), "No claim is of the outlet"),
        (("--side", "SDN", "--side", "RUS", "--terms", "nosuch.toml"), "can't be read"),
    ],
)
def test_what_cannot_stand_beside_is_said(
    sayso: Sayso, market: Path, options: tuple[str, ...], message: str
) -> None:
    ended = sayso("framing", "--ledger", market, *options)
    assert ended.code == Exit.USAGE
    assert message in " ".join(ended.err.split())


def only_line(sayso: Sayso, market: Path) -> dict[str, object]:
    line: dict[str, object] = json.loads(
        sayso("incidents", "--ledger", market, "--format", "jsonl").out
    )
    Draft202012Validator(incident_schema()).validate(line)
    return line


@pytest.mark.parametrize(
    ("name", "typed", "shows", "by"),
    [
        ("place", "Nyala, Sudan", {"place": "Nyala"}, "placed_by"),
        ("day", "9 June 2025", {"earliest": "2025-06-09T00:00:00+00:00"}, "dated_by"),
        ("note", "Two of it.", {"note": "Two of it."}, "noted_by"),
    ],
)
def test_place_day_and_note_are_set_and_taken_back(
    sayso: Sayso, market: Path, name: str, typed: str, shows: dict[str, str], by: str
) -> None:
    read = only_line(sayso, market)
    asked = ("incidents", name, str(read["id"])[:8], typed, "--ledger", market)
    planned = sayso(*asked, "--dry-run")
    assert planned.out.startswith("would be judged: ")
    assert only_line(sayso, market) == read
    done = sayso(*asked, "--by", "Maria", "--why", "its list")
    assert (done.code, done.out) == (0, planned.out.removeprefix("would be judged: "))
    now = only_line(sayso, market)
    assert {**now, **shows, by: "Maria"} == now
    with closing(open_ledger(market)) as store:
        assert store.judgements()[-1].why == "its list"
    undone = sayso("incidents", name, str(read["id"])[:8], "--undo", "--ledger", market)
    assert undone.code == 0
    assert only_line(sayso, market) == read


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("place", "kutum"), "or --undo"),
        (("day", "kutum", "2025-06-03", "--undo"), "or --undo"),
        (("note", "kutum", "--undo"), "nothing to undo"),
        (("place", "kutum", "San Antonio"), "Which San Antonio?"),
        (("day", "kutum", "6/3/2025"), "may be two days"),
    ],
)
def test_what_can_be_no_field_is_refused(
    sayso: Sayso, market: Path, words: tuple[str, ...], says: str
) -> None:
    ended = sayso("incidents", *words, "--ledger", market)
    assert (ended.code, says in " ".join(ended.err.split())) == (Exit.USAGE, True), ended.err
    with closing(open_ledger(market)) as store:
        assert store.judgements() == ()
