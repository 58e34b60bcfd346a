"""What the record fills of a coded row: right values, and claims whose words hold them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayso.actions.coding import row_of
from sayso.actions.export import ALL, export
from sayso.exports.coded_rows import READ, CodedRow
from sayso.exports.formats import ExportFormat
from sayso.exports.withheld import MASK
from sayso.index.service import IncidentIndex
from sayso.ledger import open_ledger
from sayso.record import Reading
from sayso.settings.codebooks import COUNTED, read_codebook, shipped_codebook, shipped_names
from sayso.text.numerals import find_numerals
from tests.examples.test_samples import REPORTS, reading
from tests.linking.made import ARMY, DOCTORS, RSF, Says, report


@dataclass(frozen=True)
class Sample:
    """A sample's ledger with the rows of its largest incident by codebook, and all readings."""

    path: Path
    rows: Mapping[str, CodedRow]
    words: Mapping[str, str]


def rows_of(index: IncidentIndex, *, masked: bool = False) -> dict[str, CodedRow]:
    index.catch_up()
    state = index.state()
    incident = next(iter(state.largest(1)))
    return {
        name: row_of(index, state, incident, shipped_codebook(name), masked=masked)
        for name in shipped_names()
    }


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sample]]:
    """Both samples, read once."""
    made = {}
    with ExitStack() as opened:
        for name in ("barrage", "market"):
            path = tmp_path_factory.mktemp(name) / "ledger.sqlite"
            readings = [
                reading(f"{name}/{each.name}") for each in REPORTS if each.parent.name == name
            ]
            index = opened.enter_context(closing(IncidentIndex(path)))
            for each in readings:
                index.store.add(each)
            words = {
                claim.id: claim.evidence.of(each.document.text)
                for each in readings
                for claim in each.claims or ()
            }
            made[name] = Sample(path, rows_of(index), words)
        yield made


def values(row: CodedRow, *names: str) -> dict[str, str]:
    return {name: row.cell(name).value for name in names}


def test_the_market_is_filled_as_its_reports_say(samples: dict[str, Sample]) -> None:
    rows = samples["market"].rows
    expected = {
        "event_date": "2025-11-30", "time_precision": "2",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike", "disorder_type": "Political violence",
        "country": "Sudan", "admin1": "North Darfur", "admin2": "", "location": "Kutum",
        "latitude": "14.2", "longitude": "24.67", "geo_precision": "1", "fatalities": "10",
        "source": "Darfur Voice; Savanna Press; Gulf Observer; Red Sea Daily; Cape Dispatch",
        "inter1": "State Forces", "tags": "", "source_scale": "",
    }  # fmt: skip
    assert values(rows["acled"], *expected) == expected
    expected = {
        "date_start": "2025-11-30", "date_end": "2025-12-03", "date_prec": "2", "low": "10",
        "best": "", "high": "27", "number_of_sources": "4", "where_prec": "1",
        "source_headline": "Sudan's air force kills 14 in market massacre",
    }  # fmt: skip
    assert values(rows["ucdp"], *expected) == expected
    expected = {
        "people_killed_min": "10", "people_killed_max": "27", "people_injured_min": "30",
        "people_injured_max": "", "civilians_killed_min": "", "grade": "", "victims": "",
    }  # fmt: skip
    assert values(rows["airwars"], *expected) == expected
    assert "Sudanese army" in rows["airwars"].cell("denied_by").value.split("; ")
    assert [each.field.name for each in rows["airwars"].missing] == [
        "grade", "civilians_killed_min", "civilians_killed_max",
    ]  # fmt: skip


def test_the_barrage_is_filled_as_its_reports_say(samples: dict[str, Sample]) -> None:
    rows = samples["barrage"].rows
    expected = {"low": "3", "best": "", "high": "5", "side_a": "Russian forces", "side_b": "",
                "where_coordinates": "Zaporizhzhia", "country": "Ukraine"}  # fmt: skip
    assert values(rows["ucdp"], *expected) == expected


@pytest.mark.parametrize("name", ["barrage", "market"])
def test_each_cell_stands_on_claims_of_the_ledger(samples: dict[str, Sample], name: str) -> None:
    sample = samples[name]
    for row in sample.rows.values():
        for cell in row.cells:
            assert cell.by == (READ if cell.value else "")
            assert set(cell.read.claims) <= set(sample.words)
            assert bool(cell.read.claims) == bool(cell.value), cell.field.name


@pytest.mark.parametrize("name", ["barrage", "market"])
def test_a_number_of_people_stands_in_the_words_of_its_claims(
    samples: dict[str, Sample], name: str
) -> None:
    counts = [f"{each}_{end}" for each in COUNTED for end in ("low", "high")]
    compared = 0
    for row in samples[name].rows.values():
        for cell in row.cells:
            if cell.field.fill in counts and cell.value:
                for claim in cell.read.claims:
                    said = {each.low for each in find_numerals(samples[name].words[claim])}
                    assert float(cell.value) in said, (cell.field.name, samples[name].words[claim])
                    compared += 1
    assert compared > 4


@pytest.mark.parametrize("name", ["barrage", "market"])
def test_an_export_has_the_rows_that_are_shown(samples: dict[str, Sample], name: str) -> None:
    """As an ACLED-shaped and a UCDP-shaped export say the same of the same incident."""
    out = io.BytesIO()
    export(samples[name].path, ExportFormat.CODED, out, ALL)
    coded = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    row = samples[name].rows["acled"]
    (ours,) = (each for each in coded if each["incident"] == row.incident)
    masked = [each for each in row.cells if MASK in ours[each.field.name]]
    for cell in row.cells:
        if cell not in masked:
            assert ours[cell.field.name] == cell.value, cell.field.name
    out = io.BytesIO()
    export(samples[name].path, ExportFormat.ACLED, out, ALL)
    shaped = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    same = set(ours) & set(shaped[0]) - {"fatalities", "tags", "admin1", "country"}
    assert len(same) > 12
    assert {each: ours[each] for each in same} == {each: shaped[0][each] for each in same}
    assert len(coded) == len(shaped), "rows are those of an ACLED-shaped export"


# Reports made by hand.

BOMBS = "were killed when bombs fell on the market of Kutum"


def one_row(where: Path, *says: Says, codebook: str = "airwars") -> CodedRow:
    readings = [
        report(f"r{number}", each, outlet=f"Outlet {number}", hours=number, title="Kutum bombed")
        for number, each in enumerate(says)
    ]
    return row_over(where, readings, codebook)


def row_over(where: Path, readings: list[Reading], codebook: str) -> CodedRow:
    with closing(IncidentIndex(where / "made.sqlite")) as index:
        for each in readings:
            index.store.add(each)
        return rows_of(index)[codebook]


def toll(who: object, words: str, low: float, unit: str, bound: str = "exact") -> Says:
    said = f"{words} {BOMBS}"
    figures = ((words, low, unit, "killed"),)
    return Says(who, said, figures=figures, place="Kutum", bound=bound)  # type: ignore[arg-type]


def test_civilians_are_counted_only_where_claims_call_them_so(tmp_path: Path) -> None:
    row = one_row(
        tmp_path,
        toll(DOCTORS, "12 people", 12, "person"),
        toll(RSF, "nine civilians", 9, "civilian"),
        toll(ARMY, "four children", 4, "child"),
    )
    expected = {
        "people_killed_min": "12", "people_killed_max": "12", "civilians_killed_min": "9",
        "civilians_killed_max": "9", "children_killed_min": "4", "women_killed_min": "",
    }  # fmt: skip
    assert values(row, *expected) == expected


def test_an_open_end_is_no_number(tmp_path: Path) -> None:
    row = one_row(tmp_path, toll(DOCTORS, "at least 40 people", 40, "person", "at_least"))
    assert values(row, "people_killed_min", "people_killed_max") == {
        "people_killed_min": "40", "people_killed_max": "",
    }  # fmt: skip


def test_dozens_fill_nothing(tmp_path: Path) -> None:
    row = one_row(tmp_path, toll(DOCTORS, "dozens of people", 24, "person", "at_least"))
    assert values(row, "people_killed_min", "people_killed_max") == {
        "people_killed_min": "", "people_killed_max": "",
    }  # fmt: skip


def test_a_value_that_the_list_has_not_fills_nothing(tmp_path: Path) -> None:
    written = (
        'name = "own"\nversion = 1\ntitle = "Own"\n[[field]]\nname = "what"\ntitle = "What"\n'
        'kind = "choice"\nfill = "kind"\nchoices = ["air_strike"]\n'
    )
    with closing(IncidentIndex(tmp_path / "made.sqlite")) as index:
        index.store.add(report("a", toll(DOCTORS, "12 people", 12, "person")))
        index.catch_up()
        state = index.state()
        incident = next(iter(state.largest(1)))
        assert incident.kind not in (None, "air_strike")
        narrow = read_codebook(written, "own.toml")
        wide = read_codebook(written.replace("air_strike", str(incident.kind)), "own.toml")
        assert row_of(index, state, incident, narrow, masked=False).cell("what").value == ""
        filled = row_of(index, state, incident, wide, masked=False).cell("what")
        assert filled.value == incident.kind
        assert filled.read.claims


def test_an_empty_ledger_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    open_ledger(path, "add").close()
    out = io.BytesIO()
    assert export(path, ExportFormat.CODED, out, ALL) == 0
    assert out.getvalue().decode().startswith("incident,event_date,")
