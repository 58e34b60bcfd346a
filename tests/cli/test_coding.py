"""`sayso code` and `sayso codebook`: rows, fields set and taken back, tables there and back."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest

from sayso.cli.exits import Exit
from sayso.ledger import open_ledger
from sayso.settings.codebooks import FILLERS
from tests.cli.conftest import Sayso
from tests.linking.made import ARMY, DOCTORS, Says, report
from tests.settings.test_codebooks import OWN

KILLED = "9 people were killed when bombs fell on the market of Kutum"
FIGURES = (("9 people", 9.0, "person", "killed"),)


@pytest.fixture
def market(tmp_path: Path) -> Path:
    path = tmp_path / "market.sqlite"
    says = Says(DOCTORS, KILLED, figures=FIGURES, place="Kutum")
    denies = Says(ARMY, "its planes had bombed the market of Kutum", polarity="denies")
    with closing(open_ledger(path, "add")) as store:
        store.add(report("a", says, denies, outlet="Harbour Post"))
        store.add(report("b", says, outlet="Savanna Press", hours=2))
    return path


def judgements(ledger: Path) -> list[dict[str, str]]:
    with closing(open_ledger(ledger)) as store:
        return [dict(each.changes) | {"by": each.by} for each in store.judgements()]


def test_a_row_is_shown_with_the_words_it_stands_on(sayso: Sayso, market: Path) -> None:
    ended = sayso("code", "kutum", "--codebook", "ucdp", "--ledger", market)
    lines = ended.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("low "))
    assert lines[at].split() == ["low", "9", "[read]"]
    assert lines[at + 1].startswith(f"{'':<22}“{KILLED}” Sudan Doctors Network, ")
    assert any(line.split() == ["best", "-"] for line in lines)
    assert "left to fill: date_start, date_end, type_of_violence" in ended.err


def test_fields_are_set_shown_and_taken_back(sayso: Sayso, market: Path) -> None:
    command = ("code", "kutum", "--codebook", "ucdp", "--ledger", market)
    values = ("--set", "best=9", "--set", "type_of_violence=3", "--by", "Maria")
    tried = sayso(*command, *values, "--dry-run")
    assert tried.out.splitlines() == [
        "would be coded: best: nothing becomes “9”",
        "would be coded: type_of_violence: nothing becomes “3”",
    ]
    assert judgements(market) == []
    assert sayso(*command, *values).out.startswith("best: nothing becomes “9”")
    assert judgements(market) == [
        {"codebook": "ucdp 1", "best": "9", "type_of_violence": "3", "by": "Maria"}
    ]
    shown = sayso(*command).out
    assert "best                  9  [Maria]" in shown
    undo = ("code", "undo", "kutum", "best", "--codebook", "ucdp", "--ledger", market)
    assert "local has coded nothing in best that holds" in sayso(*undo).err
    assert sayso(*undo, "--by", "Maria").out == "best: Maria’s “9” is taken back\n"
    assert any(line.split() == ["best", "-"] for line in sayso(*command).out.splitlines())


def test_what_was_read_stays_beside_what_was_coded(sayso: Sayso, market: Path) -> None:
    command = ("code", "kutum", "--codebook", "ucdp", "--ledger", market)
    sayso(*command, "--set", "low=8")
    assert f"low                   8  [local]\n{'':<22}read: 9\n" in sayso(*command).out


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("best=many", "best: “many” is no number. Write digits, as 54."),
        ("best", "'best' is no FIELD=VALUE"),
        ("nosuch=1", "The codebook ucdp has no field 'nosuch'."),
    ],
)
def test_a_wrong_value_is_refused(sayso: Sayso, market: Path, value: str, wrong: str) -> None:
    ended = sayso("code", "kutum", "--codebook", "ucdp", "--ledger", market, "--set", value)
    assert ended.code == Exit.USAGE
    assert wrong in " ".join(ended.err.split())
    assert judgements(market) == []


def test_an_unknown_incident_or_codebook_ends_with_its_code(sayso: Sayso, market: Path) -> None:
    ended = sayso("code", "nosuch", "--ledger", market)
    assert ended.code == Exit.UNKNOWN_ID
    assert "No incident has 'nosuch'" in ended.err
    ended = sayso("code", "kutum", "--codebook", "nosuch", "--ledger", market)
    assert ended.code == Exit.USAGE
    assert "There is no codebook 'nosuch'" in " ".join(ended.err.split())


def test_a_table_comes_back_edited(sayso: Sayso, market: Path, tmp_path: Path) -> None:
    file = tmp_path / "coded.csv"
    exported = ("export", "--format", "coded", "--codebook", "airwars", "--ledger", market)
    assert sayso(*exported, "--out", file).err == f"1 coded incidents written to {file}\n"
    text = file.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows[0] |= {"grade": "Weak: one source alone", "people_killed_max": "10", "location": ""}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    command = ("code", "table", file, "--codebook", "airwars", "--ledger", market)
    tried = sayso(*command, "--dry-run")
    where = f"would be coded: line 2, {rows[0]['incident'][:10]}"
    assert tried.out.splitlines() == [
        f"{where} location: Kutum becomes nothing", f"{where} grade: nothing becomes weak",
        f"{where} people_killed_max: 9 becomes 10",
    ]  # fmt: skip
    assert judgements(market) == []
    kept = sayso(*command, "--by", "Maria", "--yes")
    assert "3 cells kept, of 1 row." in kept.err
    (made,) = judgements(market)
    assert made == {
        "codebook": "airwars 1", "grade": "weak", "people_killed_max": "10", "location": "",
        "by": "Maria",
    }  # fmt: skip
    (again,) = csv.DictReader(io.StringIO(sayso(*exported).out, newline=""))
    assert (again["people_killed_max"], again["read_people_killed_max"]) == ("10", "9")
    assert (again["grade"], again["read_grade"], again["location"]) == ("weak", "", "")
    assert "1 row, and no cell was changed." in sayso(*command).err
    wrong = sayso("code", "table", file, "--codebook", "ucdp", "--ledger", market)
    assert wrong.code == Exit.USAGE
    assert "columns that the codebook ucdp has no field for" in " ".join(wrong.err.split())


def test_an_own_codebook_is_checked_shown_and_used(
    sayso: Sayso, market: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    assert sayso("codebook", "check", own).out == "harm 2: 2 fields, 1 filled by the record.\n"
    shown = sayso("codebook", "show", own).out
    assert "dead  People killed  (number, required, filled by killed_low)" in shown
    assert "  fair: Two sources\n  weak\n" in shown
    monkeypatch.setenv("SAYSO_CODEBOOK", str(own))
    assert "dead                  9  [read]" in sayso("code", "kutum", "--ledger", market).out
    out = sayso("export", "--format", "coded", "--ledger", market).out
    assert out.splitlines()[0] == "incident,dead,grade,codebook,state"
    own.write_text(OWN.replace('"number"', '"count"'), encoding="utf-8")
    refused = sayso("codebook", "check", own)
    assert refused.code == Exit.USAGE
    assert "line 9: field 1 (dead), kind: 'count' is none of" in " ".join(refused.err.split())


def test_codebooks_and_fillers_are_listed(sayso: Sayso) -> None:
    names = [line.split()[0] for line in sayso("codebook", "list").out.splitlines()]
    assert names == ["acled", "ucdp", "airwars"]
    listed = [line.split()[0] for line in sayso("codebook", "fillers").out.splitlines()]
    assert listed == list(FILLERS)
    assert "filled by a person alone, masked in exports" in sayso("codebook", "show", "airwars").out


def test_what_is_coded_is_copied_and_verified(sayso: Sayso, market: Path, tmp_path: Path) -> None:
    sayso("code", "kutum", "--codebook", "ucdp", "--ledger", market, "--set", "best=9")
    copy = tmp_path / "copy.sqlite"
    assert sayso("ledger", "copy", market, copy).code == Exit.DONE
    assert judgements(copy) == judgements(market) != []
    assert sayso("verify", "--ledger", copy).code == Exit.DONE
