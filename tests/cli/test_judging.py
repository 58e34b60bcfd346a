"""`sayso judge`: claims accepted, rejected, corrected, with their copies, and taken back."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from sayso.cli.exits import Exit
from sayso.ledger import open_ledger
from sayso.record import Reading
from tests.cli.conftest import Sayso
from tests.linking.made import ARMY, DOCTORS, Says, report

KILLED = "9 people were killed when bombs fell on the market of Kutum"
FIGURES = (("9 people", 9.0, "person", "killed"),)


@pytest.fixture
def readings() -> list[Reading]:
    says = Says(DOCTORS, KILLED, figures=FIGURES, place="Kutum")
    denies = Says(ARMY, "its planes had bombed the market of Kutum", polarity="denies")
    return [
        report("a", says, denies, outlet="Harbour Post"),
        report("b", says, outlet="Savanna Press", hours=2),
        report("c", says, outlet="Gulf Observer", hours=3),
    ]


@pytest.fixture
def market(tmp_path: Path, readings: list[Reading]) -> Path:
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for reading in readings:
            store.add(reading)
    return path


def rows(sayso: Sayso, ledger: Path) -> dict[str, dict[str, str]]:
    out = sayso("export", "--ledger", ledger, "--format", "csv").out
    return {each["claim_id"]: each for each in csv.DictReader(io.StringIO(out.lstrip("\ufeff")))}


def compared(sayso: Sayso, ledger: Path) -> str:
    return sayso("compare", "kutum", "--ledger", ledger).out


def test_a_correction_is_shown_exported_and_taken_back(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    killed = (readings[0].claims or ())[0].id
    before, read = compared(sayso, market), rows(sayso, market)
    command = ("judge", "correct", killed[:10], "figures=12 killed", "claimant=Kutum hospital")
    planned = sayso(*command, "--ledger", market, "--dry-run")
    assert "would be judged" in planned.out
    assert "“9 people killed” becomes “12 people killed”" in planned.out
    assert rows(sayso, market) == read
    done = sayso(*command, "--ledger", market, "--by", "Maria", "--why", "misread")
    assert done.code == 0
    assert "12 people" in compared(sayso, market)
    assert "Kutum hospital" in compared(sayso, market)
    row = rows(sayso, market)[killed]
    assert (row["claimant"], row["read_claimant"]) == ("Kutum hospital", "Sudan Doctors Network")
    assert (row["low"], row["read_figures"]) == ("12", "9 people killed")
    assert (row["corrected"], row["corrected_by"]) == ("claimant, figures", "Maria")
    shown = sayso("show", killed, "--ledger", market).out
    assert "12 people: 12 person killed exact" in shown
    assert "figures by Maria; read: 9 people killed" in shown
    packed = json.loads(
        sayso("export", "--ledger", market, "--format", "jsonl").out.splitlines()[0]
    )
    assert packed["claims"][0]["corrections"][1]["read"] == "9 people killed"
    found = sayso("claims", "--ledger", market).out
    assert "hospital" in found
    undone = sayso("judge", "undo", killed, "--ledger", market, "--by", "Maria")
    assert undone.code == 0
    assert compared(sayso, market) == before
    assert rows(sayso, market)[killed] == read[killed] | {"judged": ""}


def test_what_is_said_of_all_copies_reaches_each(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    ids = [(each.claims or ())[0].id for each in readings]
    done = sayso("judge", "correct", ids[1], "figures=12 killed", "--copies", "--ledger", market)
    assert len(done.out.splitlines()) == 3
    assert {rows(sayso, market)[each]["low"] for each in ids} == {"12"}
    assert "9 people" not in "".join(
        line for line in compared(sayso, market).splitlines() if "killed" not in line
    )
    undone = sayso("judge", "undo", ids[1], "--copies", "--ledger", market)
    assert len(undone.out.splitlines()) == 3
    assert {rows(sayso, market)[each]["low"] for each in ids} == {"9"}
    sayso("judge", "reject", ids[2], "--copies", "--ledger", market)
    assert {rows(sayso, market)[each]["judged"] for each in ids} == {"wrong"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("correct", "{}", "figures=banana"), "no figure"),
        (("correct", "{}", "figures"), "FIELD=VALUE"),
        (("correct", "{}", "colour=red"), "Only these"),
        (("correct", "{}", "polarity=asserts"), "Nothing was changed"),
        (("pair", "rival", "{}"), "two claims"),
        (("pair", "splendid", "{}", "{}"), "Give one of"),
        (("undo", "{}"), "judged nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(
    sayso: Sayso, market: Path, readings: list[Reading], given: tuple[str, ...], says: str
) -> None:
    claim = (readings[0].claims or ())[0].id
    ended = sayso("judge", *(each.format(claim) for each in given), "--ledger", market)
    assert ended.code == Exit.USAGE
    assert says in " ".join(ended.err.split())
    with closing(open_ledger(market)) as store:
        assert not store.judgements()


def test_a_claim_that_is_not_there_is_said_to_be(sayso: Sayso, market: Path) -> None:
    ended = sayso("judge", "reject", "0" * 24, "--ledger", market)
    assert ended.code == Exit.UNKNOWN_ID


def test_incidents_are_merged_moved_and_put_back(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    def shown() -> list[list[str]]:
        out = sayso("incidents", "--ledger", market, "--format", "jsonl").out
        return sorted(sorted(json.loads(line)["documents"]) for line in out.splitlines())

    claim = (readings[0].claims or ())[0].id
    assert shown() == [["a", "b", "c"]]
    planned = sayso("incidents", "move", claim, "b", "--ledger", market, "--dry-run")
    assert planned.out.startswith("would be judged: 1 of 4 appearances leave")
    assert shown() == [["a", "b", "c"]]
    assert sayso("incidents", "move", claim, "b", "--ledger", market).code == 0
    assert shown() == [["a", "c"], ["b"]]
    other = (readings[1].claims or ())[0].id
    merged = sayso("incidents", "merge", claim, other, "--ledger", market, "--why", "one market")
    assert "becomes part of" in merged.out
    assert shown() == [["a", "b", "c"]]
    assert sayso("incidents", "undo", claim, "--ledger", market).code == 0
    assert shown() == [["a", "c"], ["b"]]
    refused = sayso("incidents", "merge", claim, claim, "--ledger", market)
    assert refused.code == Exit.USAGE
    assert "one incident already" in " ".join(refused.err.split())


def edited(table: str, cells: dict[str, dict[str, str]]) -> str:
    """The table with other cells in the rows of some claims, as a German spreadsheet writes it."""
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    for row in rows:
        row.update(cells.get(row["claim_id"], {}))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def test_a_table_comes_back_from_a_spreadsheet_with_changed_cells(
    sayso: Sayso, market: Path, readings: list[Reading], tmp_path: Path
) -> None:
    killed, denied = (each.id for each in readings[0].claims or ())
    other = (readings[1].claims or ())[0].id
    written = sayso("export", "--ledger", market, "--format", "csv").out
    table = tmp_path / "coded.csv"
    table.write_text(written, encoding="utf-8")
    same = sayso("judge", "table", table, "--ledger", market, "--yes")
    assert "no cell differs" in same.err
    cells = {
        killed: {"quantities": "12 people [killed]; 3 houses [hit]"},
        other: {"claimant": "Kutum hospital", "judged": "right"},
        denied: {"judged": "wrong"},
    }
    table.write_text(edited(written, cells), encoding="utf-8")
    planned = sayso("judge", "table", table, "--ledger", market, "--dry-run")
    assert [line.partition(", ")[2].partition(" ")[2] for line in planned.out.splitlines()] == [
        "figures: 12 people killed; 3 houses hit", "is wrong", "claimant: Kutum hospital",
        "is right",
    ]  # fmt: skip
    with closing(open_ledger(market)) as store:
        assert not store.judgements()
    kept = sayso("judge", "table", table, "--ledger", market, "--yes", "--by", "Maria")
    assert "4 judgements kept" in kept.err
    now = rows(sayso, market)
    assert (now[killed]["low"], now[killed]["corrected_by"]) == ("12", "Maria")
    assert (now[other]["claimant"], now[other]["judged"]) == ("Kutum hospital", "right")
    assert now[denied]["judged"] == "wrong"
    again = sayso("judge", "table", table, "--ledger", market, "--yes")
    assert "no cell differs" in again.err


def test_a_table_with_a_cell_that_is_not_understood_changes_nothing(
    sayso: Sayso, market: Path, readings: list[Reading], tmp_path: Path
) -> None:
    killed = (readings[0].claims or ())[0].id
    other = (readings[1].claims or ())[0].id
    written = sayso("export", "--ledger", market, "--format", "csv").out
    table = tmp_path / "coded.csv"
    cells = {killed: {"polarity": "denies"}, other: {"quantities": "banana"}}
    table.write_text(edited(written, cells), encoding="utf-8")
    ended = sayso("judge", "table", table, "--ledger", market, "--yes")
    assert ended.code == Exit.USAGE
    assert "line" in ended.err
    assert "no figure" in " ".join(ended.err.split())
    with closing(open_ledger(market)) as store:
        assert not store.judgements()
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no table of claims" in sayso("judge", "table", table, "--ledger", market).err


def test_a_table_does_not_undo_what_another_corrected_since(
    sayso: Sayso, market: Path, readings: list[Reading], tmp_path: Path
) -> None:
    killed = (readings[0].claims or ())[0].id
    table = tmp_path / "coded.csv"
    written = sayso("export", "--ledger", market, "--format", "csv").out
    table.write_text(written, encoding="utf-8")
    sayso("judge", "correct", killed, "figures=12 killed", "--by", "Omar", "--ledger", market)
    ended = sayso("judge", "table", table, "--ledger", market, "--yes")
    assert ended.code == Exit.USAGE
    assert "corrected by Omar since" in " ".join(ended.err.split())


def test_an_export_says_of_a_claim_what_holds_after_a_step_back(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    killed = (readings[0].claims or ())[0].id
    ledger = ("--ledger", market)
    sayso("judge", "correct", killed, "figures=12 killed", *ledger)
    sayso("judge", "accept", killed, *ledger)
    sayso("judge", "undo", killed, *ledger)
    row = rows(sayso, market)[killed]
    assert (row["low"], row["judged"]) == ("12", "corrected")
    sayso("judge", "reject", killed, *ledger)
    sayso("judge", "accept", killed, *ledger)
    sayso("judge", "undo", killed, *ledger)
    assert rows(sayso, market)[killed]["judged"] == "wrong"
    assert "9 people" in sayso("compare", "kutum", *ledger).out, "the copies stay"
    assert "12 people" not in sayso("compare", "kutum", *ledger).out


def test_a_missed_claim_is_added_listed_exported_and_taken_back(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    document, words = readings[0].document.fingerprint, "bombs fell on the market of Kutum"
    before = rows(sayso, market)
    command = ("judge", "add", document[:10], words, "claimant=Kutum Radio", "place=Kutum")
    planned = sayso(*command, "--ledger", market, "--dry-run")
    assert "claimant: “Kutum Radio”" in planned.out
    assert rows(sayso, market) == before
    done = sayso(*command, "--ledger", market, "--by", "Maria")
    assert done.code == 0
    (claim,) = rows(sayso, market).keys() - before.keys()
    row = rows(sayso, market)[claim]
    assert (row["claimant"], row["words"]) == ("Kutum Radio", words)
    assert (row["corrected"], row["corrected_by"], row["judged"]) == ("added", "Maria", "added")
    assert row["incident"] == before[(readings[0].claims or ())[0].id]["incident"]
    listed = sayso("list", "--claims", "--claimant", "kutum radio", "--ledger", market).out
    assert claim[:10] in listed
    assert (readings[0].claims or ())[0].id[:10] not in listed
    assert claim[:10] not in sayso(
        "list", "--claims", "--claimant", "Doctors", "--ledger", market
    ).out  # fmt: skip
    assert claim[:10] in sayso("list", "--claims", "--limit", "9", "--ledger", market).out
    filtered = sayso("export", "--claimant", "Kutum Radio", "--ledger", market, "--format", "csv")
    assert [each["claim_id"] for each in csv.DictReader(io.StringIO(filtered.out))] == [claim]
    assert "by Maria" in sayso("show", claim[:10], "--ledger", market).out
    assert "Kutum Radio" in sayso("claims", "--ledger", market).out
    sayso("judge", "correct", claim, "claimant=The mayor", "--ledger", market, "--by", "Omar")
    assert rows(sayso, market)[claim]["corrected"] == "added, claimant"
    for by in ("Omar", "Maria"):
        assert sayso("judge", "undo", claim, "--ledger", market, "--by", by).code == 0
    assert rows(sayso, market) == before
    gone = sayso("show", claim, "--ledger", market)
    assert gone.code == Exit.UNKNOWN_ID
    assert "took it back" in gone.err


def test_a_claim_is_split_and_joined(sayso: Sayso, market: Path, readings: list[Reading]) -> None:
    killed = (readings[0].claims or ())[0].id
    before = rows(sayso, market)
    split = sayso("judge", "split", killed[:10], "--before", "when bombs fell", "--ledger", market)
    assert split.code == 0
    after = rows(sayso, market)
    (second,) = after.keys() - before.keys()
    assert after[killed]["words"] == "9 people were killed"
    assert after[second]["words"] == "when bombs fell on the market of Kutum"
    assert (after[killed]["low"], after[second]["low"]) == ("9", "")
    assert sayso("judge", "join", killed, second, "--ledger", market).code == 0
    joined = rows(sayso, market)
    assert joined[killed]["words"] == KILLED
    assert joined[second]["judged"] == "wrong"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (["words nobody wrote", "claimant=Radio"], "doesn't say"),
        (["bombs fell", "claimant="], "Say whose claim"),
        (["bombs fell", "Radio"], "FIELD=VALUE"),
        (["bombs fell", "claimant=Radio", "figures=banana"], "is no figure"),
    ],
)
def test_what_can_not_be_added_says_why(
    sayso: Sayso, market: Path, readings: list[Reading], fields: list[str], says: str
) -> None:
    document = readings[0].document.fingerprint
    refused = sayso("judge", "add", document, *fields, "--ledger", market)
    assert refused.code == Exit.USAGE
    assert says in " ".join(refused.err.split())


def test_filters_look_at_what_is_shown(sayso: Sayso, market: Path, readings: list[Reading]) -> None:
    killed = (readings[0].claims or ())[0].id

    def listed(*options: str) -> set[str]:
        out = sayso("export", *options, "--ledger", market, "--format", "csv").out
        exported = {each["claim_id"] for each in csv.DictReader(io.StringIO(out))}
        out = sayso("list", "--claims", *options, "--ledger", market).out
        assert {each for each in exported if each[:10] in out} == exported
        return exported

    before = listed("--claimant", "Doctors")
    assert killed in before
    sayso("judge", "correct", killed, "claimant=Kutum hospital", "--ledger", market)
    assert listed("--claimant", "Doctors") == before - {killed}
    assert listed("--claimant", "kutum hosp") == {killed}
    assert listed("--claimant", "kutum hosp", "--search", "market") == {killed}
    assert listed("--claimant", "kutum hosp", "--search", "convoy") == set()
    found = sayso("search", "bombs", "market", "--ledger", market).out
    assert "Kutum hospital" in found
    sayso("judge", "undo", killed, "--ledger", market)
    assert listed("--claimant", "Doctors") == before


def test_what_reviewers_differ_on_is_printed_and_adjudicated(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    killed = (readings[0].claims or ())[0].id
    assert "No claim was judged by two" in sayso("judge", "agreement", "--ledger", market).err
    sayso("judge", "accept", killed, "--by", "Ada", "--ledger", market)
    sayso("judge", "correct", killed, "figures=12 killed", "--by", "Omar", "--ledger", market)
    told = sayso("judge", "agreement", "--ledger", market).out
    assert "figures     1 claim, 0 alike" in told
    assert "figures: Ada: 9 people killed; Omar: 12 people killed" in told
    deciding = ("judge", "adjudicate", killed[:10], "figures=9 people killed", "--by", "Maria")
    assert "would be judged" in sayso(*deciding, "--dry-run", "--ledger", market).out
    assert sayso(*deciding, "--ledger", market).code == 0
    assert "Omar" not in sayso("judge", "agreement", "--ledger", market).out
    row = rows(sayso, market)[killed]
    assert (row["low"], row["corrected"], row["judged"]) == ("9", "", "adjudicated")
    refused = sayso("judge", "adjudicate", killed, "figures=1 killed", "place=", "--ledger", market)
    assert refused.code == Exit.USAGE


def test_a_rejected_claim_is_marked_where_it_is_listed(
    sayso: Sayso, market: Path, readings: list[Reading]
) -> None:
    killed = (readings[0].claims or ())[0].id
    document = readings[0].document.fingerprint
    assert "rejected" not in sayso("list", "--claims", "--ledger", market).out
    sayso("judge", "reject", killed, "--by", "Maria", "--ledger", market)
    assert sayso("list", "--claims", "--ledger", market).out.count("rejected") == 1
    assert sayso("show", document, "--ledger", market).out.count("rejected") == 1
    assert "wrong, by Maria" in sayso("show", killed, "--ledger", market).out
    sayso("judge", "undo", killed, "--by", "Maria", "--ledger", market)
    assert "rejected" not in sayso("list", "--claims", "--ledger", market).out
    assert "judged" not in sayso("show", killed, "--ledger", market).out
