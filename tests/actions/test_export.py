"""One filter, one function: what is written is what the filter lets pass."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from sayso.actions.export import ALL, Exporting, export, export_to
from sayso.exports.formats import FACTS, ExportFormat
from sayso.ledger import ClaimFilter, open_ledger
from sayso.ledger.stores.sqlite import SqliteStore
from sayso.record import Actor, Judgement, Reading
from sayso.record.wire import from_json
from sayso.settings.sides import read_sides
from tests.exports.making import shelled
from tests.exports.test_withheld import told
from tests.made import market_reading, narrated_reading, words

FILTERS = (
    ClaimFilter(),
    ClaimFilter(claimant="doctors"),
    ClaimFilter(outlet="gulf"),
    ClaimFilter(event="casualties"),
    ClaimFilter(polarity="denies"),
    ClaimFilter(attributed=True),
    ClaimFilter(document="m-1"),
    ClaimFilter(claimant="nobody"),
)
OF_CLAIMS = tuple(each for each in ExportFormat if each is not ExportFormat.WARC)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading(given_id="m-1"))
        store.add(shelled())
        store.add(narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer"))
    return path


def exported(ledger: Path, how: Exporting, kind: ExportFormat = ExportFormat.CSV) -> str:
    out = io.BytesIO()
    export(ledger, kind, out, how)
    return out.getvalue().decode("utf-8")


def rows(ledger: Path, how: Exporting = ALL) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(ledger, how), newline="")))


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_an_export_has_the_claims_that_the_same_filter_lists(
    ledger: Path, wanted: ClaimFilter
) -> None:
    with closing(open_ledger(ledger)) as store:
        listed = [each.statement.claim.id for each in store.claims(wanted)]
    how = Exporting(wanted)
    assert [each["claim_id"] for each in rows(ledger, how)] == listed
    lines = exported(ledger, how, ExportFormat.JSONL).splitlines()
    read = [from_json(json.loads(line)) for line in lines]
    assert [claim.id for each in read for claim in each.claims or ()] == listed


def test_the_hits_of_a_search_can_be_all_that_is_written(ledger: Path) -> None:
    key = rows(ledger)[1]["claim_id"]
    hits = Exporting(claims=frozenset({key, "0" * 24}))
    assert [each["claim_id"] for each in rows(ledger, hits)] == [key]
    assert rows(ledger, replace(hits, wanted=ClaimFilter(claimant="gulf"))) == []


@pytest.mark.parametrize("kind", OF_CLAIMS)
def test_each_format_is_written_from_a_ledger_with_something_and_with_nothing(
    ledger: Path, kind: ExportFormat, tmp_path: Path
) -> None:
    assert export(ledger, kind, io.BytesIO()) > 0
    empty = tmp_path / "empty.sqlite"
    open_ledger(empty, "add").close()
    assert export(empty, kind, io.BytesIO()) == 0
    assert FACTS[kind].contents


def test_linked_claims_tell_their_incident(ledger: Path) -> None:
    assert {each["incident"] for each in rows(ledger)} == {""}
    told = rows(ledger, Exporting(incidents=True))
    assert all(each["incident"] and int(each["origins"]) >= 1 for each in told)


def test_what_a_person_judged_is_told_and_what_was_taken_back_is_not(ledger: Path) -> None:
    first = rows(ledger)[0]["claim_id"]
    with closing(open_ledger(ledger, "add")) as store:
        when = datetime(2026, 3, 4, tzinfo=UTC)
        store.judge(Judgement("wrong", (first,), "Amal", when, "another market"))
        assert rows(ledger)[0]["judged"] == "wrong"
        later = when.replace(day=5)
        store.judge(Judgement("undecided", (first,), "Amal", later, "my mistake"))
    assert rows(ledger)[0]["judged"] == ""


def test_the_last_verdict_on_a_claim_holds_whoever_gave_it(ledger: Path) -> None:
    first, second = (each["claim_id"] for each in rows(ledger)[:2])
    when = datetime(2026, 3, 4, tzinfo=UTC)
    told = []
    with closing(open_ledger(ledger, "add")) as store:
        for day, (verdict, claims, by) in enumerate(
            (
                ("wrong", (first,), "Amal"),
                ("rival", (first, second), "Amal"),
                ("undecided", (first, second), "Amal"),
                ("right", (first,), "Omar"),
            ),
            5,
        ):
            store.judge(Judgement(verdict, claims, by, when.replace(day=day), ""))  # type: ignore[arg-type]
            told.append(rows(ledger)[0]["judged"])
    assert told == ["wrong", "wrong", "wrong", "right"]


def test_sides_are_told_where_settings_give_them(ledger: Path) -> None:
    settings = read_sides(
        '[[conflict]]\nname = "Sudan"\n[[conflict.side]]\nname = "Army"\ncountries = ["SDN"]\n'
        '[[conflict.side]]\nname = "RSF"\nactors = ["Rapid Support Forces"]\n'
    )
    sides = {
        each["claimant"]: each["claimant_side"] for each in rows(ledger, Exporting(sides=settings))
    }
    assert sides["Sudanese Armed Forces"] == "Army"
    assert sides["Gulf Observer"] == ""


@pytest.mark.parametrize("kind", OF_CLAIMS)
def test_names_of_the_harmed_are_in_no_format_unless_asked_for(
    tmp_path: Path, kind: ExportFormat
) -> None:
    text = shelled().document.text.replace("At least 54 people were", "Nadia Othman, 54, was")
    reading = narrated_reading(text, outlet="Savanna Press")
    (claim,) = reading.claims or ()
    name = words(text, "Nadia Othman")
    (event,) = shelled().events or ()
    killed = replace(event, trigger=words(text, "killed"), target=name, means=None)
    (place,) = shelled().places or ()
    reading = replace(
        reading,
        events=(killed,),
        claims=(replace(claim, event=0, places=(0,)),),
        actors=(Actor(name, "Nadia Othman", "person"),),
        places=(replace(place, as_said=words(text, "Omdurman", after="market in ")),),
    )
    ledger = tmp_path / "names.sqlite"
    with closing(open_ledger(ledger, "add")) as store:
        store.add(reading)
    for names in (False, True):
        out = tmp_path / "out"
        export_to(ledger, kind, out, Exporting(names=names))
        # These two have no words of the text but claimants and headlines.
        told = names and kind not in (ExportFormat.GDELT_MENTIONS, ExportFormat.UCDP)
        assert ("Othman" in _all_words(out, kind)) is told


def test_names_are_withheld_by_all_that_is_told_whatever_is_written(tmp_path: Path) -> None:
    ledger = tmp_path / "obeid.sqlite"
    with closing(open_ledger(ledger, "add")) as store:
        store.add(told())
    some = exported(ledger, Exporting(ClaimFilter(claimant="tawfik")), ExportFormat.JSONL)
    assert "Widad Salih" in some
    assert "Maha Daoud" not in some  # whose own claim is not among those written


def _all_words(out: Path, kind: ExportFormat) -> str:
    if kind is ExportFormat.PARQUET:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        return str(pq.read_table(out).to_pylist())
    if kind is ExportFormat.TIMEMAP:
        import zipfile

        archive = zipfile.ZipFile(out)
        return "".join(archive.read(name).decode() for name in archive.namelist())
    return out.read_text(encoding="utf-8")


def test_a_file_that_could_not_be_finished_is_as_it_was(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    out.write_text("of yesterday")

    def stopped(_readings: object, _expected: int) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_to(ledger, ExportFormat.CSV, out, ALL, stopped)  # type: ignore[arg-type]
    assert out.read_text() == "of yesterday"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["claims.csv", "market.sqlite"]


def test_memory_does_not_grow_with_the_ledger(tmp_path: Path) -> None:
    class Sink(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, some: object) -> int:
            return len(bytes(some))  # type: ignore[call-overload]

    sink = cast("BinaryIO", Sink())

    def peak(documents: int) -> int:
        ledger = tmp_path / f"{documents}.sqlite"
        with closing(open_ledger(ledger, "add")) as store:
            for number in range(documents):
                store.add(narrated_reading(f"Shells fell {number} times. " * 200))
        export(ledger, ExportFormat.CSV, sink)  # what is loaded once is loaded
        tracemalloc.start()
        export(ledger, ExportFormat.CSV, sink)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    # 60 more texts of some 5,000 characters would be 300 KB more, were they held.
    assert peak(80) - peak(20) < 150_000


def test_documents_without_what_is_wanted_are_not_even_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading())
        for number in range(5):
            store.add(narrated_reading(f"Drone {number} fell."))
    looked_at: list[str] = []
    real = SqliteStore.reading

    def noted(store: SqliteStore, key: str) -> Reading:
        looked_at.append(key)
        return real(store, key)

    monkeypatch.setattr(SqliteStore, "reading", noted)
    how = Exporting(wanted=ClaimFilter(event="casualties"))
    assert export(path, ExportFormat.JSONL, io.BytesIO(), how) == 1
    assert looked_at == [market_reading().document.fingerprint]
