"""Reports of several events: each event's incident holds its claims, and no incident mixes two."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions.read import default_pipeline
from sayso.linking.event_settings import TextSettings
from sayso.linking.linker import link
from sayso.linking.passages import passages_of
from sayso.linking.seats import NO_SCENE, SEATS, is_named
from sayso.linking.segments import SHIFTS, dated, news_days
from sayso.record import Document, Reading, Span
from sayso.record.trace import tracing

LEDGERS = tuple(
    Path(__file__).with_name(name) for name in ("roundups.txt", "asides.txt", "asides_later.txt")
)
SENTENCE = re.compile(r"\[(\w+)\] (.*)")


class Report:
    """A report with the event of each of its sentences."""

    def __init__(self, outlet: str, published: str, headline: str) -> None:
        self.outlet, self.published = outlet, datetime.fromisoformat(published).replace(tzinfo=UTC)
        self.text = headline
        self.events: list[tuple[int, str]] = []

    def add(self, event: str, sentence: str) -> None:
        self.text += "\n\n"
        self.events.append((len(self.text), event))
        self.text += sentence

    def event_at(self, position: int) -> str | None:
        """Return the event of the sentence at a position; None in the headline."""
        return next((event for at, event in reversed(self.events) if at <= position), None)

    def read(self) -> Reading:
        document = Document(self.text, outlet=self.outlet, published=self.published, language="en")
        return default_pipeline().read(document)


def ledgers() -> dict[str, list[Report]]:
    held: dict[str, list[Report]] = {}
    name = ""
    for line in (
        line for path in LEDGERS for line in path.read_text(encoding="utf-8").splitlines()
    ):
        if line.startswith("== "):
            name = line[3:]
            held[name] = []
        elif line.startswith("-- "):
            held[name].append(Report(*(each.strip() for each in line[3:].split("|"))))
        elif (found := SENTENCE.match(line)) is not None:
            held[name][-1].add(found[1], found[2])
    return held


@pytest.mark.parametrize("name", ledgers())
def test_each_event_has_its_incident(name: str) -> None:
    reports = ledgers()[name]
    readings = [each.read() for each in reports]
    events = {
        claim.id: event
        for report, reading in zip(reports, readings, strict=True)
        for claim in reading.claims or ()
        if (event := report.event_at(claim.evidence.start)) is not None
    }
    incidents: dict[str, set[str]] = defaultdict(set)
    homes: dict[str, set[str]] = defaultdict(set)
    for folded in link(readings).claims:
        for met in folded.appearances:
            if met.claim in events:
                incidents[folded.incident].add(events[met.claim])
                homes[events[met.claim]].add(folded.incident)
    assert all(len(each) == 1 for each in incidents.values())
    background = "background" in name or "since" in name
    for event, held in homes.items():
        assert len(held) <= (2 if background and event != "A" else 1)


@pytest.mark.parametrize("rule", SHIFTS, ids=lambda each: each.name)
def test_a_text_turns_to_another_event(rule) -> None:  # type: ignore[no-untyped-def]
    text, published = rule.example, datetime(2025, 8, 17, tzinfo=UTC)
    reading = default_pipeline().read(Document(text, published=published, language="en"))
    cut = text.index(". ") + 2
    topic = dated(TextSettings(reading).of(Span(0, cut)), news_days(published))
    assert rule.test(TextSettings(reading).of(Span(cut, len(text))), topic)


@pytest.mark.parametrize("rule", NO_SCENE, ids=lambda each: each.name)
def test_a_town_is_named_for_another_reason(rule) -> None:  # type: ignore[no-untyped-def]
    reading = default_pipeline().read(Document(rule.example, language="en"))
    towns = [each for each in reading.places or () if each.precision == "town"]
    assert not is_named(reading, towns[-1], (rule,))


def test_a_paragraph_is_cut_where_it_turns_to_long_before() -> None:
    text = (
        "Gunmen kill five herders near Korakora\n\n"
        "Gunmen killed five herders near Korakora on Tuesday, a chief said.\n\n"
        "Police said that three had died. Raiders killed 41 people in the county in January."
    )
    published = datetime(2024, 5, 22, tzinfo=UTC)
    reading = default_pipeline().read(Document(text, published=published, language="en"))
    lead, background = passages_of(reading)
    assert [span.of(text)[:6] for span in lead.spans] == ["Gunmen", "Gunmen", "Police"]
    assert [span.of(text)[:7] for span in background.spans] == ["Raiders"]


def test_where_the_wounded_died_is_no_scene() -> None:
    text = "Shells fell on a bus stop in Toretsk. Two of the wounded died in Kramatorsk."
    reading = default_pipeline().read(Document(text, language="en"))
    towns = [each for each in reading.places or () if each.as_said.of(text) == "Kramatorsk"]
    assert not is_named(reading, towns[0], NO_SCENE)


@pytest.mark.parametrize(
    "text",
    [
        "A rocket hit a clinic in Kadugli. Seven patients were killed.",
        "Soldiers killed 12 civilians in the market quarter of Sake.",
        "Bombs fell on a hospital in Loikaw.",
    ],
)
def test_a_hospital_that_was_hit_and_a_quarter_of_a_town_are_scenes(text: str) -> None:
    reading = default_pipeline().read(Document(text, language="en"))
    (town,) = (each for each in reading.places or () if each.precision == "town")
    assert is_named(reading, town, NO_SCENE)


def test_items_that_towns_head_are_passages_though_nothing_was_done() -> None:
    text = (
        "Daily note\n\nMarib city: attack on a gas depot. The registers show 18 dead.\n\n"
        "Hays: explosion of a mine under a bus. The clinic recorded one death.\n\n"
        "Taiz: sniper fire, one girl killed."
    )
    published = datetime(2021, 7, 24, tzinfo=UTC)
    reading = default_pipeline().read(Document(text, published=published, language="en"))
    towns = [{each.name for each in passage.towns} for passage in passages_of(reading)]
    assert {"Hays"} in towns
    assert {"Taiz"} in towns


def test_a_mayor_speaks_where_it_happened() -> None:
    text = "Two people were killed by shells, the mayor of Kyiv said."
    reading = default_pipeline().read(Document(text, language="en"))
    assert all(is_named(reading, each, SEATS) for each in reading.places or ())


def test_what_parts_a_report_is_traced() -> None:
    report = ledgers()["short round-up lebanon"][0]
    with tracing() as steps:
        assert len(passages_of(report.read())) == 3
    assert [each.rule for each in steps if each.detail == "another event of the report"] == [
        "other town",
        "other town",
    ]
