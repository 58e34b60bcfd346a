"""Bulletins in one template, and headlines of one war: what is one event, and what is not."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest

from sayso.actions.read import default_pipeline
from sayso.linking.brief import brief_features, brief_reasons
from sayso.linking.clusters import gather
from sayso.linking.likeness import likeness
from sayso.linking.linker import Linker
from sayso.linking.passages import Passage, passages_of
from sayso.linking.scenes import BRIEF, GROWS
from sayso.linking.series import AGAINST, SERIES, of_a_series
from sayso.record import Document, Reading

BULLETINS = Path(__file__).with_name("bulletins.tsv")


def read(text: str, published: str, outlet: str = "Harbour Post") -> Reading:
    document = Document(
        text, outlet=outlet, published=datetime.fromisoformat(published), language="en"
    )
    return default_pipeline().read(document)


def passage(
    text: str, published: str = "2024-05-06T09:00", outlet: str = "Harbour Post"
) -> Passage:
    return passages_of(read(text, published, outlet))[0]


def rows() -> list[dict[str, str]]:
    with BULLETINS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def incidents() -> dict[str, set[str]]:
    """For each document, by its text, the incidents that it is in: all stand in one ledger."""
    linker, texts = Linker(), {}
    for row in rows():
        reading = read(row["text"], row["published"], row["outlet"])
        texts[reading.document.id] = row["text"]
        linker.add(reading)
    found: dict[str, set[str]] = defaultdict(set)
    for incident in linker.linked().incidents:
        for document in incident.documents:
            found[texts[document]].add(incident.id)
    return found


@pytest.mark.parametrize("series", sorted({row["series"] for row in rows()}))
def test_bulletins_of_other_days_and_towns_stay_apart_and_one_event_is_one_incident(
    series: str, incidents: dict[str, set[str]]
) -> None:
    wrong = [
        (one["text"], other["text"])
        for one, other in combinations([row for row in rows() if row["series"] == series], 2)
        if bool(incidents[one["text"]] & incidents[other["text"]])
        != (one["event"] == other["event"])
    ]
    assert not wrong


def test_no_two_series_meet(incidents: dict[str, set[str]]) -> None:
    series: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        for incident in incidents[row["text"]]:
            series[incident].add(row["series"])
    assert all(len(each) == 1 for each in series.values())


TEMPLATE = (
    "{outlet} sappers cleared {mines} mines from the orchards beside {town} and handed {shells} old"
    " shells to the depot; farmers are asked to keep to marked paths until the survey is finished."
)


def test_each_rule_on_series_tells_its_kind() -> None:
    fired = {rule.name: rule.test for rule in SERIES}
    near = passage(TEMPLATE.format(outlet="Our", mines=14, town="Izmail", shells=6))
    far = passage(TEMPLATE.format(outlet="Our", mines=19, town="Odesa", shells=4))
    assert fired["towns exchanged"](near, far)
    one = passage(TEMPLATE.format(outlet="Our", mines=14, town="Qunfurah", shells=7))
    other = passage(TEMPLATE.format(outlet="Our", mines=19, town="Zarimah", shells=4))
    assert fired["names exchanged"](one, other)
    monday = passage("On 3 June " + TEMPLATE.format(outlet="our", mines=14, town="it", shells=6))
    friday = passage("On 7 June " + TEMPLATE.format(outlet="our", mines=19, town="it", shells=4))
    assert fired["days exchanged"](monday, friday) == (monday.days is not None)
    again = TEMPLATE.format(outlet="Our", mines=19, town="the town", shells=4)
    first = passage(TEMPLATE.format(outlet="Our", mines=14, town="the town", shells=6))
    second = passage(again, "2024-05-07T09:00")
    assert fired["another issue"](first, second)
    assert not fired["another issue"](first, passage(again, "2024-05-07T09:00", "Bay News"))
    assert likeness(first, second) == AGAINST


def test_another_period_is_another_event_whoever_reports_it() -> None:
    one = passage("Over the past 24 hours 41 drones were shot down over the coast, the navy said.")
    other = passage(
        "The navy said that 57 drones were shot down over the coast in the past 24 hours.",
        "2024-05-07T09:00",
        "Bay News",
    )
    assert of_a_series(one, other)


def test_a_growing_toll_is_no_series() -> None:
    text = "A ferry was shelled off the old pier of the town on Sunday, and {} passengers died{}."
    one = passage(text.format(12, ", the harbour master told reporters"))
    other = passage(
        text.format(19, " as the toll rises, the harbour master told reporters"), "2024-05-07T09:00"
    )
    assert GROWS in other.scene
    assert not of_a_series(one, other)


def test_what_counts_against_joining_keeps_a_third_report_from_joining_both() -> None:
    alike = {("a", "b"): AGAINST, ("a", "c"): 6_000, ("b", "c"): 5_000}
    assert gather(["a", "b", "c"], alike, 1_600) == [["a", "c"], ["b"]]


def test_headlines_of_one_event_join_by_what_they_say_though_in_other_words() -> None:
    one = passage("Air raid on fish market in Yemen kills 23")
    other = passage("Yemen: jets bomb market, at least 21 dead", outlet="Bay News")
    abroad = passage("Car bomb at market in Somalia kills 23", outlet="Bay News")
    assert BRIEF in one.scene & other.scene
    assert {"same what", "same how", "same country"} <= brief_features(one, other).keys()
    assert "other country" in brief_features(one, abroad)
    assert likeness(one, other) > 1_600 > likeness(one, abroad)
    assert brief_reasons(one, other).startswith("short reports: ")


def test_a_car_is_no_country_and_a_union_on_strike_harms_nobody() -> None:
    assert "in:CAF" not in passage("Car blast kills nine in Yemen").scene
    assert "in:CAF" in passage("Nine killed at gold mine in CAR").scene
    assert BRIEF not in passage("Dockers' union begins strike over pay").scene
