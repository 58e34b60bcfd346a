"""A ledger as tables: what exports and pages have, typed, and nothing that they withhold."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given

import sayso
from sayso.actions.compare import compare
from sayso.actions.export import Exporting, export
from sayso.actions.notebook import OpenLedger
from sayso.exports.formats import ExportFormat
from sayso.exports.ledger_tables import ANSWERS, DOCUMENTS, INCIDENTS
from sayso.exports.rows import COLUMNS
from sayso.exports.withheld import MASK
from sayso.ledger import LedgerError, NoLedgerError, UnknownIdError, open_ledger
from sayso.record import Reading
from tests.exports.making import odd_readings
from tests.exports.test_withheld import told
from tests.linking.made import ARMY, DOCTORS, RSF, Says, Who, judgement, report, statement

TITLE = "Market of Kutum bombed"


def toll(who: Who | None, words: str, low: float, number: int, bound: str = "exact") -> Reading:
    said = f"{words} were killed when bombs fell on the market of Kutum"
    says = Says(who, said, figures=((words, low, "person", "killed"),), place="Kutum", bound=bound)
    outlet = f"Outlet {number}"
    return report(f"r{number}", says, outlet=outlet, hours=number, title=TITLE)


READINGS = (
    toll(DOCTORS, "At least 12 people", 12, 0, "at_least"),
    toll(RSF, "40 people", 40, 1),
    toll(ARMY, "dozens of people", 24, 2),
    toll(DOCTORS, "18 people", 18, 3),
    toll(RSF, "900 people", 900, 4),
    told(title="Salma Idris is dead", url="https://nile.example/salma-idris"),
)
CORRECTED, REJECTED = statement(READINGS[1]), statement(READINGS[4])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "kutum.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for reading in READINGS:
            store.add(reading)
        corrected = judgement("corrected", CORRECTED)
        store.judge(replace(corrected, changes=(("figures", "30 people killed"),)))
        store.judge(judgement("wrong", REJECTED))
    return path


@pytest.fixture(scope="module")
def ledger(file: Path) -> Iterator[OpenLedger]:
    with sayso.open(file) as opened:
        yield opened


def test_claims_are_those_of_the_parquet_export(ledger: OpenLedger, file: Path) -> None:
    out = io.BytesIO()
    export(file, ExportFormat.PARQUET, out, Exporting(incidents=True))
    written = pq.read_table(out)
    assert ledger.claims(rejected=True).equals(written)
    assert ledger.claims().equals(kept(written))
    assert ledger.claims().schema.names == [each.name for each in COLUMNS]


def kept(table: pa.Table) -> pa.Table:
    """The rows of claims that nobody rejected."""
    right = [each.as_py() != "wrong" for each in table["judged"]]
    assert not all(right)
    return table.filter(pa.array(right))


def test_without_incidents_nothing_is_linked(ledger: OpenLedger) -> None:
    assert set(ledger.claims(incidents=False)["incident"].to_pylist()) == {None}
    assert None not in ledger.claims(event="casualties", claimant="doctors")["incident"].to_pylist()


def test_what_a_person_corrected_holds_and_what_was_read_stands_beside_it(
    ledger: OpenLedger,
) -> None:
    (claim,) = ledger.claims(claimant="support").to_pylist()
    assert (claim["low"], claim["corrected"], claim["corrected_by"]) == (30, "figures", "Maria")
    assert claim["read_figures"] == "40 people killed"
    (answer,) = [each for each in answers(ledger) if each["claim_id"] == CORRECTED]
    assert (answer["answer"], answer["low"], answer["high"]) == ("30 people", 30, 30)
    assert (answer["corrected"], answer["corrected_by"]) == ("figures", "Maria")
    assert answer["read_figures"] == "40 people killed"


def answers(ledger: OpenLedger) -> list[dict[str, Any]]:
    rows = ledger.questions("kutum").to_pylist()
    return [each for each in rows if each["question"] == "How many people were killed?"]


def test_answers_are_the_rows_that_are_compared(ledger: OpenLedger, file: Path) -> None:
    compared = compare(file, "kutum").comparison
    shown = [
        (row.asked, answer.claim.id, answer.words or None, given in side.standing)
        for row in compared.questions
        for side in row.sides
        for given in (*side.standing, *side.earlier)
        for answer in given.answers
    ]
    rows = ledger.questions("kutum").to_pylist()
    columns = ("question", "folded_claim", "answer", "standing")
    assert [tuple(each[name] for name in columns) for each in rows] == shown
    assert len(shown) >= 4


def test_an_answer_has_the_number_of_its_words_its_claimant_and_its_rivals(
    ledger: OpenLedger,
) -> None:
    by_words = {each["answer"]: each for each in answers(ledger)}
    assert set(by_words) == {"At least 12 people", "30 people", "dozens of people", "18 people"}
    first, last = by_words["At least 12 people"], by_words["18 people"]
    assert (first["low"], first["bound"], first["standing"]) == (12, "at_least", False)
    assert (last["claimant"], last["side"]) == ("Sudan Doctors Network", "not a party")
    assert last["words"] == "18 people were killed when bombs fell on the market of Kutum"
    assert last["published"] == datetime(2025, 6, 3, 11, tzinfo=UTC)
    assert last["rivals"] == [by_words["30 people"]["folded_claim"]]
    dozens = by_words["dozens of people"]
    assert (dozens["low"], dozens["high"], dozens["role"]) == (None, None, "killed")


def test_no_answer_of_a_rejected_claim_is_left(ledger: OpenLedger) -> None:
    assert REJECTED not in ledger.questions()["claim_id"].to_pylist()
    assert REJECTED in ledger.claims(rejected=True)["claim_id"].to_pylist()


def test_incidents_are_typed_and_lead_to_their_claims(ledger: OpenLedger) -> None:
    table = ledger.incidents(claimant="support")
    (incident,) = table.to_pylist()
    assert (incident["place"], incident["place_country"]) == ("Kutum", "SDN")
    assert incident["documents"] == ["r0", "r1", "r2", "r3", "r4"]
    assert incident["first_published"] == datetime(2025, 6, 3, 8, tzinfo=UTC)
    assert set(incident["folded_claims"]) == set(
        ledger.claims(outlet="outlet")["folded_claim"].to_pylist()
    )
    assert table.schema.field("earliest").type == pa.timestamp("us")
    assert table.schema.field("documents").type == pa.list_(pa.string())
    assert ledger.incidents().num_rows > table.num_rows
    assert ledger.incidents(claimant="nobody").schema == ledger.incidents().schema


def test_documents_are_those_with_a_claim_that_passes(ledger: OpenLedger) -> None:
    table = ledger.documents()
    assert table["document_id"].to_pylist()[:5] == ["r0", "r1", "r2", "r3", "r4"]
    assert table["claims"].to_pylist() == [1, 1, 1, 1, 1, 2]
    assert table.schema.field("published").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("recorded").type == pa.timestamp("us", tz="UTC")
    assert ledger.documents(claimant="doctors")["document_id"].to_pylist() == ["r0", "r3"]
    assert ledger.documents(search="bombs")["document_id"].to_pylist() == [
        "r0",
        "r1",
        "r2",
        "r3",
        "r4",
    ]


def every_word(table: pa.Table) -> str:
    return repr(table.to_pylist())


@pytest.mark.parametrize("name", ["claims", "incidents", "questions", "documents"])
def test_names_of_private_persons_harmed_are_withheld_unless_asked_for(
    ledger: OpenLedger, name: str
) -> None:
    table = getattr(ledger, name)
    assert not re.search("(?i)salma|hatim|anas|maha", every_word(table()))
    if name != "questions":  # nobody's figure is asked for there
        assert MASK in every_word(table())
        assert "Salma Idris" in every_word(table(names=True))
    assert MASK not in every_word(table(names=True))


def test_a_reading_has_corrections_and_withholds_names(ledger: OpenLedger) -> None:
    (claim,) = ledger.reading("r1").claims or ()
    assert claim.corrections
    fingerprint = ledger.documents()["fingerprint"][5].as_py()
    assert "Salma" not in ledger.reading(fingerprint)._repr_html_()
    assert "Salma" in ledger.reading(fingerprint, names=True)._repr_html_()


def test_claims_have_sides_where_settings_give_them(file: Path, tmp_path: Path) -> None:
    settings = tmp_path / "sides.toml"
    settings.write_text(
        '[[conflict]]\nname = "Sudan"\n[[conflict.side]]\nname = "Army"\n'
        'actors = ["Sudanese army"]\n[[conflict.side]]\nname = "RSF"\nactors = ["RSF"]\n',
        encoding="utf-8",
    )
    with sayso.open(file, settings) as opened:
        sides = opened.claims()["claimant_side"].to_pylist()
    assert set(sides) == {"Army", None}


def test_duckdb_finds_the_tables_by_their_names(ledger: OpenLedger) -> None:
    duckdb = pytest.importorskip("duckdb", reason="queries tables: pip install duckdb")
    claims, incidents = ledger.claims(), ledger.incidents()
    joined = "SELECT DISTINCT incidents.place FROM claims JOIN incidents USING (incident)"
    with duckdb.connect() as base:
        assert base.execute(f"{joined} WHERE outlet = 'Outlet 1'").fetchall() == [("Kutum",)]
    assert claims.num_rows
    assert incidents.num_rows


@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        ({"claimants": "army"}, TypeError, "'claimants' chooses no claims: give one of search,"),
        ({"polarity": "agrees"}, ValueError, "'agrees' is no polarity: give one of asserts,"),
        ({"search": '"market'}, ValueError, "A quotation mark has no other"),
    ],
)
def test_a_word_that_is_none_is_named_with_those_that_are(
    ledger: OpenLedger, wanted: dict[str, Any], error: type[Exception], message: str
) -> None:
    for table in (ledger.claims, ledger.incidents, ledger.documents):
        with pytest.raises(error, match=re.escape(message)):
            table(**wanted)


def test_what_is_not_there_is_said(ledger: OpenLedger, tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError, match="No incident has 'nowhere'"):
        ledger.questions("nowhere")
    with pytest.raises(NoLedgerError, match="There is no ledger"):
        sayso.open(tmp_path / "none.sqlite")


def test_a_closed_ledger_says_so(file: Path) -> None:
    with sayso.open(str(file)) as opened:
        assert opened.documents().num_rows == len(READINGS)
    opened.close()
    for table in (opened.claims, opened.incidents, opened.questions, opened.documents):
        with pytest.raises(LedgerError, match=r"is closed here\. Open it again with sayso\.open"):
            table()
    assert "closed" in repr(opened)
    assert "closed" in opened._repr_html_()


def test_nothing_is_written_to_the_ledger(file: Path) -> None:
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with sayso.open(file) as opened:
        assert opened.claims().num_rows
        assert opened.questions().num_rows
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_a_notebook_shows_a_ledger_in_short_and_escaped(tmp_path: Path) -> None:
    path = tmp_path / "<b onclick=x>.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(READINGS[0])
    with sayso.open(path) as opened:
        shown = opened._repr_html_()
    assert "<b onclick" not in shown
    assert "documents: 1 · claims: 1" in lxml.html.fromstring(shown).text_content()


def test_the_manual_describes_every_column() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    for columns in (INCIDENTS, ANSWERS, DOCUMENTS):
        for column in columns:
            assert f"`{column.name}`" in manual, column.name


@given(odd_readings())
def test_a_reading_shows_all_its_words_and_nothing_runs(reading: Reading) -> None:
    shown = reading._repr_html_()
    assert shown.encode("utf-8")
    bare = re.sub(r"<style>.*?</style>", "", shown)
    tags = set(re.findall(r"<(/?\w+)", bare))
    assert tags <= {
        each for tag in ("div", "p", "b", "mark", "sub", "bdi") for each in (tag, f"/{tag}")
    }
    assert "<mark title=" in shown
