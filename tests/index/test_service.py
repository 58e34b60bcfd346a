"""The index beside a ledger: brought up to date bit by bit, it is what linking everything gives."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.accounts import LOCAL
from sayso.actions.review import judge
from sayso.exports.linked_jsonl import claim_json, incident_json
from sayso.index import columns
from sayso.index import service as desks
from sayso.index.search import filter_of, ids_of, newest, page_of, places_of, search_claims
from sayso.index.service import IncidentIndex
from sayso.ledger import LedgerError, open_ledger, sidecar_path
from sayso.linking.claimants import entry_id, identity_of, keys_within, local_claimants
from sayso.linking.corrected import added_by_document, by_claim_of, corrected
from sayso.linking.features import statement_features
from sayso.linking.linker import LinkedLedger, link
from sayso.linking.register import RegisterEntry, form_of, name_judgements, register_of
from sayso.record import Judgement, Reading, Span, Verdict
from sayso.record.wire import dumps, pack
from sayso.views.incident_list import cards, incidents
from tests.linking.made import (
    ARMY,
    DOCTORS,
    KYIV,
    MINISTRY,
    MOSCOW,
    RSF,
    Says,
    Who,
    judgement,
    report,
    statement,
)

EXAMPLES = 400 if os.environ.get("SAYSO_FUZZ") else 15
"""Histories of a ledger: one takes more than a second. `make fuzz` draws more, and others."""

TAILS = (
    "when warplanes bombed the crowded livestock market of Kutum",
    "as barrel bombs fell on the market of Kutum at noon",
    "in the shelling of the Nyala bus station and its market",
    "when drones hit grain silos in the Danube port of Izmail",
    "after a drone struck the fuel depot beside the Izmail ferry",
)
LAMIN = Who("Governor Musa Lamin", "SDN", "GOV")
WHO = (
    ARMY, DOCTORS, MINISTRY, RSF, KYIV, MOSCOW, None, LAMIN, Who("Lamin"),
    Who("Sudanese Ministry of Defence", "SDN", "GOV"), Who("Ibrahim Lamin", "SDN", "MIL"),
    Who("officials", "SDN", "GOV", named=False), Who("RSF", "SDN", "REB"),
)  # fmt: skip
OUTLETS = ("Harbour Post", "Savanna Press", "Gulf Observer", "Red Sea Daily")


def told(number: int) -> Reading:
    """A report of one of a few happenings, with one to three statements."""
    order = random.Random(number)  # noqa: S311
    tail = order.choice(TAILS)
    says = []
    for _ in range(order.randint(1, 3)):
        count = order.choice((3, 9, 21, 38))
        words = f"{count} people"
        place = next((each for each in ("Kutum", "Nyala", "Izmail") if each in tail), None)
        says.append(
            Says(
                order.choice(WHO),
                f"{words} were killed {tail}",
                figures=((words, count, "person", "killed"),),
                place=place,
                polarity=order.choice(("asserts", "asserts", "denies")),
            )
        )
    return report(
        f"r{number}",
        *says,
        outlet=order.choice(OUTLETS),
        hours=order.choice((0, 3, 9, 30, 80, 140)),
        title=order.choice(("Market bombed", "Port struck by drones", "Dozens dead, medics say")),
        agency=order.choice((None, None, "Reuters")),
    )


VERDICTS: tuple[Verdict, ...] = (
    "same_claim", "different_claims", "same_incident", "different_incidents", "rival",
    "not_rivals", "undecided", "wrong", "right", "same_claimant", "different_claimants",
    "claimant_alias", "undecided_claimants", "incident_title", "incident_place", "incident_day",
    "incident_note", "corrected", "corrected",
    "adjudicated", "coded", "undecided_coding",
)  # fmt: skip
ON_ONE = (
    "wrong", "right", "claimant_alias", "incident_title", "incident_place", "incident_day",
    "incident_note", "corrected", "adjudicated",
)  # fmt: skip
CORRECTIONS: tuple[tuple[str, str], ...] = (
    ("figures", "21 people killed"), ("figures", "54 people injured; 2 houses hit"),
    ("claimant", "Sudan Doctors Network"), ("claimant", "the outlet"), ("polarity", "denies"),
    ("place", "Nyala (SDN, GeoNames 367308)"), ("place", ""), ("when", "2025-06-03"),
    ("event", "air_strike"),
)  # fmt: skip


INCIDENT_VALUES: dict[Verdict, tuple[str, ...]] = {
    "incident_place": ("place", "Nyala (SDN, GeoNames 367308)", "", "nowhere"),
    "incident_day": ("day", "2025-06-02", "2025-06-01/2025-06-04", "", "someday"),
    "incident_note": ("note", "Two markets have this name.", ""),
}
"""Fields of incidents with what is set in them; the last of place and day are none."""


def addition(order: random.Random, reading: Reading, hours: int) -> Judgement:
    """A claim that somebody adds in a report, of some of its words."""
    text = reading.document.text
    words = [each.span() for each in re.finditer(r"\w+", text)]
    first = order.randrange(len(words) - 2)
    span = Span(words[first][0], words[min(first + order.randint(1, 12), len(words) - 1)][1])
    said = judgement("added", f"added-{order.random()}", hours=hours)
    fields = dict(order.sample(CORRECTIONS, 3))
    return replace(
        said,
        changes=(
            ("document", reading.document.fingerprint), ("span", f"{span.start}-{span.end}"),
            ("evidence", span.of(text)), *fields.items(),
        ),
    )  # fmt: skip


def history_of(seed: int) -> list[list[Reading | Judgement]]:
    """Documents and judgements on them, in any order, cut into what comes at a time."""
    order = random.Random(seed)  # noqa: S311
    steps: list[Reading | Judgement] = []
    here: list[str] = []
    for at, number in enumerate(order.sample(range(40), order.randint(2, 14))):
        reading = told(number)
        steps.append(reading)
        here += [each.id for each in reading.claims or ()]
        while order.random() < 0.2:
            said = addition(order, reading, hours=100 + at + len(steps))
            here.append(said.claims[0])
            steps.append(said)
        while order.random() < 0.3:
            verdict = order.choice(VERDICTS)
            taken_back = verdict == "undecided" and order.random() < 0.5
            few = 1 if verdict in ON_ONE or taken_back else 2
            if len(here) >= few:
                said = judgement(verdict, *order.sample(here, few), hours=100 + at + len(steps))
                if verdict == "claimant_alias":
                    alias = order.choice(("Kutum Medics", "Sudan Doctors Network", "Moscow"))
                    said = replace(said, changes=(("alias", alias),))
                if verdict == "incident_title":
                    title = order.choice(("Market and port", "A night of drones", ""))
                    said = replace(said, changes=(("title", title),))
                if verdict in INCIDENT_VALUES:
                    name, *values = INCIDENT_VALUES[verdict]
                    said = replace(said, changes=((name, order.choice(values)),))
                if verdict in ("coded", "undecided_coding"):
                    said = replace(said, changes=(("codebook", "harm 1"), ("best", "9")))
                if verdict in ("corrected", "adjudicated"):
                    kept = order.choice((("claim", "kept"), ("claim", "rejected")))
                    about = (kept,) if verdict == "adjudicated" else ()
                    said = replace(said, changes=(*about, *order.sample(CORRECTIONS, 2)))
                steps.append(said)
    cuts = sorted(order.sample(range(1, len(steps)), min(len(steps) - 1, order.randint(0, 5))))
    return [steps[one:other] for one, other in pairwise([0, *cuts, len(steps)])]


def as_kept(desk: IncidentIndex) -> tuple[list[str], set[str]]:
    desk.catch_up()
    state = desk.state()
    every = [state.incidents[each.id] for each in incidents(desk, 0, 1_000)]
    claims = {dumps(pack(each)) for one in every for each in state.of(one)}
    return [dumps(pack(each)) for each in every], claims


def rows_as_kept(desk: IncidentIndex) -> list[object]:
    """The claims as search has them: rows, what facets count, what words find, where they are."""
    index = desk.index
    counted = [
        sorted(zip(index.columns.names[facet], index.counts(facet).tolist(), strict=True))
        for facet in ("side", "event", "polarity", "place", "spot", "day")
        if facet in index.columns.names
    ]
    named = [[pair for pair in each if pair[1]] for each in counted]
    found = [
        sorted(ids_of(desk, filter_of([("q", words)])))
        for words in ("Network", "killed", "outlet", "Harbour")
    ]
    rows = [replace(each, form=0, number=0) for each in index.claims(" ORDER BY c.document, c.id")]
    forms = "SELECT name, country, side, claims FROM forms WHERE claims > 0 ORDER BY 1, 2, 3"
    places = [(each.name, each.claims) for each in index.places(each.id for each in rows)]
    return [rows, named, found, index.rows(forms), sorted(places)]


def names_as_kept(desk: IncidentIndex) -> tuple[set[RegisterEntry], dict[str, str]]:
    """The register, and by which of its entries each statement's claimant is shown."""
    state = desk.state()
    every = [each.id for one in incidents(desk, 0, 1_000) for each in state.of(one)]
    statements = [place.claim for key in every for place in state.claims[key].appearances]
    return set(state.register.listed()), state.register.names(statements)


def names_as_linked(
    readings: Sequence[Reading], judgements: Sequence[Judgement]
) -> tuple[set[RegisterEntry], dict[str, str]]:
    by_claim = by_claim_of(judgements)
    added = added_by_document(by_claim)
    shown = [corrected(each, by_claim, added) for each in readings]
    features = [each for one in shown for each in statement_features(one)]
    registered = {
        each.key: (each.claim.claimant, each.side.shown or each.side.kind)
        for each in features
        if not each.claim.narrated and identity_of(each.claim.claimant).kind != "unnamed"
    }
    register = register_of(((key, *held) for key, held in registered.items()), judgements)
    by_id = {entry.id: entry for entry in register}
    forms = {key: form_of(claimant) for key, (claimant, _) in registered.items()}
    judged = name_judgements(judgements, forms.get)
    names = {}
    found = link(readings, judgements)
    held = {each.id: each for each in found.claims}
    for incident in found.incidents:
        inside = {p.claim for key in incident.claims for p in held[key].appearances}
        local = keys_within(local_claimants(each for each in features if each.key in inside))
        for key in inside:
            if key in local:
                names[key] = by_id[judged.root(entry_id(local[key][0]))].name
            elif key in registered:
                names[key] = by_id[judged.entry(forms[key])].name
    return set(register), names


def as_linked(found: LinkedLedger) -> tuple[list[str], set[str]]:
    return (
        [dumps(pack(each)) for each in found.incidents],
        {dumps(pack(each)) for each in found.claims},
    )


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("desk")  # type: ignore[return-value]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 1 << 40))
def test_whatever_the_order_it_comes_to_what_linking_everything_does(
    folder: Path, seed: int
) -> None:
    path = folder / f"{seed}.sqlite"
    for left_over in folder.glob(f"{seed}.*"):
        left_over.unlink()
    readings: list[Reading] = []
    judgements: list[Judgement] = []
    desk = IncidentIndex(path)
    try:
        for number, batch in enumerate(history_of(seed)):
            if (seed >> number) % 3 == 0:  # as another command does, with nothing in memory
                desk.close()
                desk = IncidentIndex(path)
            for each in batch:
                if isinstance(each, Judgement):
                    judgements.append(each) if desk.store.judge(each) else None
                else:
                    desk.store.add(each)
                    readings.append(each)
            assert as_kept(desk) == as_linked(link(readings, judgements))
            assert names_as_kept(desk) == names_as_linked(readings, judgements)
        rows = rows_as_kept(desk)
    finally:
        desk.close()
    with_new_eyes = IncidentIndex(path)
    try:
        assert as_kept(with_new_eyes) == as_linked(link(readings, judgements))
        assert names_as_kept(with_new_eyes) == names_as_linked(readings, judgements)
        assert rows_as_kept(with_new_eyes) == rows
    finally:
        with_new_eyes.close()
    made_anew = IncidentIndex(path, in_memory=True)
    try:
        made_anew.catch_up()
        assert rows_as_kept(made_anew) == rows
    finally:
        made_anew.close()


@pytest.mark.parametrize("seed", range(6))
def test_corrections_change_the_chunks_of_columns_that_they_touch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(columns, "CHUNK", 2)
    path = tmp_path / "war.sqlite"
    order = random.Random(seed)  # noqa: S311
    readings = [told(number) for number in order.sample(range(40), 8)]
    claims = [each.id for reading in readings for each in reading.claims or ()]
    with closing(filled(path, readings)) as desk:
        for hours, claim in enumerate(order.sample(claims, 5)):
            said = judgement("corrected", claim, hours=200 + hours)
            desk.store.judge(replace(said, changes=tuple(order.sample(CORRECTIONS, 3))))
            desk.catch_up()
        rows = rows_as_kept(desk)
    with closing(IncidentIndex(path)) as with_new_eyes:
        assert rows_as_kept(with_new_eyes) == rows
    with closing(IncidentIndex(path, in_memory=True)) as made_anew:
        made_anew.catch_up()
        assert rows_as_kept(made_anew) == rows


def filled(path: Path, readings: Sequence[Reading]) -> IncidentIndex:
    desk = IncidentIndex(path)
    for each in readings:
        desk.store.add(each)
    desk.catch_up()
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    """An index of thirty reports, for tests that only look."""
    readings = [told(each) for each in range(30)]
    with closing(filled(tmp_path_factory.mktemp("thirty") / "l.sqlite", readings)) as made:
        yield made


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_the_size_of_batches_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(desks, "BATCH", batch)
    readings = [told(each) for each in range(25)]
    desk = IncidentIndex(tmp_path / "l.sqlite")
    for each in readings:
        desk.store.add(each)
    assert as_kept(desk) == as_linked(link(readings, desk.store.judgements()))
    desk.close()


def test_a_judgement_waits_for_the_second_of_its_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "BATCH", 1)
    market = report("early", Says(DOCTORS, "warplanes bombed the market of Kutum"))
    port = report("late", Says(KYIV, "drones hit silos in the port of Izmail"), hours=600)
    desk = IncidentIndex(tmp_path / "l.sqlite")
    desk.store.add(market)
    desk.store.add(port)
    desk.store.judge(judgement("same_incident", statement(market), statement(port)))
    assert as_kept(desk) == as_linked(link([market, port], desk.store.judgements()))
    assert len(desk.state().incidents) == 1
    desk.close()


def test_titles_are_shown_at_once_and_stay_while_documents_join(tmp_path: Path) -> None:
    tail = "when warplanes bombed the crowded livestock market of Kutum"
    market, late = (
        report(name, Says(DOCTORS, f"{count} people were killed {tail}", place="Kutum"), hours=hour)
        for name, count, hour in (("one", 38, 4), ("two", 61, 0))
    )
    named = judgement("incident_title", statement(market))
    named = replace(named, changes=(("title", "The market of Kutum"),))
    back = replace(named, when=named.when.replace(minute=1), changes=(("title", ""),))
    desk = IncidentIndex(tmp_path / "l.sqlite")
    ledger: list[Reading | Judgement] = []
    for step, title in ((market, None), (named, named), (late, named), (back, None)):
        ledger.append(step)
        desk.store.judge(step) if isinstance(step, Judgement) else desk.store.add(step)
        readings = [each for each in ledger if isinstance(each, Reading)]
        assert as_kept(desk) == as_linked(link(readings, desk.store.judgements()))
        (incident,) = desk.state().incidents.values()
        (shown,) = cards(desk, "day", 0, 9, "2025-06-01")
        assert shown.incident.title == incident.title
        assert (incident.title == "The market of Kutum") == (title is not None)
        assert incident.titled_by == ("Maria" if title else "")
    desk.close()


def test_what_is_shown_is_what_the_machine_interfaces_say(tmp_path: Path) -> None:
    readings = [told(each) for each in range(12)]
    desk = filled(tmp_path / "l.sqlite", readings)
    state, found = desk.state(), link(readings)
    held = {each.id: each for each in found.claims}
    assert {key: incident_json(each, state.of(each)) for key, each in state.incidents.items()} == {
        each.id: incident_json(each, [held[key] for key in each.claims]) for each in found.incidents
    }
    for claim in found.claims:
        for place in claim.appearances:
            folded = state.folded(place.claim)
            assert folded is not None
            assert claim_json(folded) == claim_json(claim)
            assert state.incident(place.claim).id == claim.incident
    desk.close()


@pytest.mark.parametrize("harm", ["gone", "garbled", "older", "another's"])
def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path, harm: str) -> None:
    readings = [told(each) for each in range(8)]
    desk = filled(tmp_path / "l.sqlite", readings)
    desk.close()
    index = tmp_path / "l.desk"
    assert index.exists()
    if harm == "gone":
        index.unlink()
    elif harm == "garbled":
        index.write_bytes(b"no database" * 1000)
    elif harm == "older":
        import sqlite3

        with sqlite3.connect(index) as connection:
            connection.execute("UPDATE about SET value = '0' WHERE name = 'version'")
        connection.close()
    else:
        other = filled(tmp_path / "other.sqlite", [told(30)])
        other.close()
        index.write_bytes((tmp_path / "other.desk").read_bytes())
    desk = IncidentIndex(tmp_path / "l.sqlite")
    assert as_kept(desk) == as_linked(link(readings))
    desk.close()


def test_an_index_with_judgements_that_a_restored_ledger_lacks_is_made_anew(tmp_path: Path) -> None:
    path, backup = tmp_path / "l.sqlite", tmp_path / "backup.sqlite"
    filled(path, [told(0)]).close()
    shutil.copy(path, backup)
    claim = statement(told(0))
    with closing(IncidentIndex(path)) as desk:
        judge(desk, LOCAL, "wrong", [claim])
        desk.catch_up()
        assert desk.state().folded(claim) is None
    backup.replace(path)
    with closing(open_ledger(path, "add")) as store:
        store.judge(judgement("right", claim, hours=1))
    with closing(IncidentIndex(path)) as desk:
        desk.catch_up()
        assert desk.state().folded(claim) is not None, "what was judged before is not in this one"


def test_an_index_that_is_replaced_while_it_is_open_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with closing(filled(path, [told(0)])) as desk:
        desk.catch_up()
        sidecar_path(path, "desk").unlink()
        desk.store.add(told(1))
        with pytest.raises(LedgerError, match="index beside the ledger was replaced"):
            desk.catch_up()
        assert not sidecar_path(path, "desk").exists()


def test_a_desk_that_is_closed_gives_up_what_it_is_indexing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l.sqlite"
    with closing(IncidentIndex(path, patience=0)) as desk:
        for each in range(30):
            desk.store.add(told(each))
        begun, reading = Event(), desk.store.reading

        def slowly(key: str) -> Reading:
            begun.set()
            sleep(0.5)
            return reading(key)

        monkeypatch.setattr(desk.store, "reading", slowly)
        desk._begin()
        assert begun.wait(20)
        before = monotonic()
        desk.close()
        assert monotonic() - before < 10, "fifteen seconds for all of them"
    with closing(IncidentIndex(path)) as desk:
        desk.catch_up()
        assert desk.state().documents == 30


def test_two_sites_over_one_ledger_see_what_either_takes_in(tmp_path: Path) -> None:
    readings = [told(each) for each in range(10)]
    one = filled(tmp_path / "l.sqlite", readings[:4])
    other = IncidentIndex(tmp_path / "l.sqlite")
    for desk, reading in ((one, readings[4]), (other, readings[5]), (one, readings[6])):
        desk.store.add(reading)
        desk.store.judge(judgement("same_incident", statement(readings[0]), statement(reading)))
        desk.catch_up()
    for desk in (one, other):
        desk.catch_up()
        assert desk.index.columns.size == sum(len(each.claims or ()) for each in readings[:7])
    said = one.store.judgements()
    assert as_kept(one) == as_kept(other) == as_linked(link(readings[:7], said))
    one.close()
    other.close()


def test_incidents_come_a_page_at_a_time_by_day_and_by_size(desk: IncidentIndex) -> None:
    whole = [each.incident.id for each in cards(desk, "day", 0, 1_000, "")]
    parts = [each.incident.id for at in range(0, 40, 3) for each in cards(desk, "day", at, 3, "")]
    assert whole == parts
    days = [each.day for each in cards(desk, "day", 0, 1_000, "") if each.day]
    assert days == sorted(days, reverse=True)
    sizes = [len(each.documents) for each in incidents(desk, 0, 1_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert {each.incident.id for each in cards(desk, "size", 0, 1_000, "", 1)} == set(whole)
    assert not cards(desk, "size", 0, 1_000, "9999", 0)


FILTERS = (
    "", "side=SDN", "side=SDN&side=RUS", "outlet=Savanna+Press&polarity=denies", "q=market",
    "q=market+Kutum&side=SDN", "place=Izmail", "place=Izmail&place=Kutum&event=casualties",
    "published_from=2025-06-04", "published_to=2025-06-04&q=port", "q=nothing+of+it", "q=%26",
    "manner=indirect", "warning=nothing", "claimant=Sudanese+army",
    "not_side=SDN", "not_outlet=Savanna+Press&not_outlet=Harbour+Post&side=SDN",
    "not_place=Izmail&q=killed", "not_polarity=denies&polarity=denies", "not_outlet=nobody",
    "not_claimant=Sudanese+army",
)  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_lets_pass_what_it_says_and_facets_count_it(
    desk: IncidentIndex, query: str
) -> None:
    from urllib.parse import parse_qsl

    wanted = filter_of(parse_qsl(query))
    every = desk.index.claims(" WHERE 1")
    places = {
        claim.id: {(reading.places or ())[at].name for at in claim.places}
        for reading in (desk.store.reading(key) for _, key, _ in desk.store.keys_since(0))
        for claim in reading.claims or ()
    }

    def fits(row: object, but: str = "") -> bool:
        asked = {key: values for key, values in wanted.chosen.items() if key != but}
        for facet, values in asked.items():
            if facet == "place":
                if places[row.id].isdisjoint(values):  # type: ignore[attr-defined]
                    return False
            elif facet == "warning" or getattr(row, facet) not in values:
                return False
        for facet, values in wanted.excluded.items():
            held = places[row.id] if facet == "place" else {getattr(row, facet)}  # type: ignore[attr-defined]
            if not held.isdisjoint(values):
                return False
        words = [each.strip('"*').lower() for each in wanted.words.split()]
        searched = f"{row.words} {row.chain} {row.title}".lower()  # type: ignore[attr-defined]
        text = re.findall(r"\w+|&", searched)  # "port" is not in "Rapid Support Forces"
        if words == ["&"]:
            return False  # no word at all
        day = row.published  # type: ignore[attr-defined]
        first, last = wanted.ranges.get("published_from"), wanted.ranges.get("published_to")
        return (
            all(each in text for each in words)
            and (not first or day >= first)
            and (not last or day <= last)
        )

    passing = [each for each in every if fits(each)]
    found = search_claims(desk, wanted, 0, 1_000)
    assert (found.total, found.more) == (len(passing), False)
    assert {each.id for each in found.claims} == {each.id for each in passing}
    assert [each.id for each in page_of(desk, wanted, 0, 1_000)] == [each.id for each in passing]
    assert [each.id for each in newest(desk, wanted, 5)] == [each.id for each in passing[::-1][:5]]
    assert set(ids_of(desk, wanted)) == {each.id for each in passing}
    for facet in ("side", "polarity", "outlet"):
        rows = [each for each in every if fits(each, facet)]
        for value in found.facets[facet]:
            assert value.claims == sum(getattr(each, facet) == value.name for each in rows)
    named = {spot.name: spot.claims for spot in places_of(desk, wanted)}
    for name in ("Kutum", "Nyala", "Izmail"):
        assert named.get(name, 0) == sum(name in places[each.id] for each in passing)


def test_pages_of_a_search_are_all_of_it_once(desk: IncidentIndex) -> None:
    for query in ((), (("q", "market"),), (("side", "SDN"),)):
        wanted = filter_of(query)
        whole = [each.number for each in search_claims(desk, wanted, 0, 1_000).claims]
        parts = [
            each.number
            for at in range(0, 200, 7)
            for each in search_claims(desk, wanted, at, 7).claims
        ]
        assert whole == parts
        assert len(set(whole)) == len(whole)


def test_words_that_nearly_all_have_are_counted_up_to_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.index import search as seeking

    monkeypatch.setattr(seeking, "MOST_HITS", 5)
    desk = filled(tmp_path / "l.sqlite", [told(each) for each in range(12)])
    wanted = filter_of([("q", "killed")])
    found = search_claims(desk, wanted)
    assert (found.total, found.more) == (5, True)
    assert len(ids_of(desk, wanted)) == desk.index.columns.size
    desk.close()


def test_readers_of_a_site_do_not_wait_for_what_others_write(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with closing(IncidentIndex(path, patience=0.01)) as desk, closing(connected(path)) as another:
        desk.store.add(told(0))
        desk.catch_up()
        whole = len(desk.state().incidents)
        another.execute("BEGIN IMMEDIATE")
        desk.store.add(told(1))
        assert desk.state().documents == 1
        assert desk.lag
        # Threads that never read before can read too, while the index waits to be written.
        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(lambda: len(desk.state().incidents)) for _ in range(8)]
            assert {each.result(timeout=20) for each in asked} == {whole}
        another.execute("ROLLBACK")
        while desk.lag:
            desk.wait_until_indexed()
        assert desk.state().documents == 2


def connected(ledger: Path) -> sqlite3.Connection:
    """The index of a ledger, as another process opens it."""
    return sqlite3.connect(sidecar_path(ledger, "desk"), isolation_level=None)


def test_who_judges_sees_it_next(tmp_path: Path) -> None:
    with closing(IncidentIndex(tmp_path / "l.sqlite", patience=0.0)) as desk:
        desk.store.add(told(0))
        desk.catch_up()
        claim = statement(told(0))
        judge(desk, LOCAL, "right", [claim])
        assert [each.verdict for each in desk.state().by_claim[claim]] == ["right"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_threads_that_end_leave_no_file_open(tmp_path: Path) -> None:
    with closing(filled(tmp_path / "l.sqlite", [told(0)])) as desk:
        desk.catch_up()

        def read() -> None:
            assert len(desk.state().incidents) > 0

        def files() -> int:
            for _ in range(20):
                thread = Thread(target=read)
                thread.start()
                thread.join()
            return len(list(Path("/proc/self/fd").iterdir()))

        assert files() == files()
