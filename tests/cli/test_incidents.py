"""`sayso claims`, `incidents`, `compare`, `history` and `framing`."""

from __future__ import annotations

import csv
import html
import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayso.accounts import LOCAL
from sayso.actions.review import judge
from sayso.cli.exits import Exit
from sayso.exports.linked_jsonl import claim_schema, incident_schema
from sayso.index.service import IncidentIndex
from sayso.ledger import open_ledger
from tests.cli.conftest import Sayso
from tests.linking.made import ARMY, DOCTORS, RSF, Says, report, statement

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


def test_inputs_can_be_read_first(sayso: Sayso, tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("Shells fell on El Fasher on Monday, the army said.")
    ended = sayso("incidents", "--add", source, "--ledger", tmp_path / "new.sqlite")
    assert ended.code == 0
    assert "1 document added" in ended.err
    assert "El Fasher" in ended.out.replace("\n", " ") or "Shells" in ended.out


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
