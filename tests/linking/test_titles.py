"""What an incident is called: what happened, where and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso import read
from sayso.linking.features import statement_features
from sayso.linking.linker import link
from sayso.linking.titles import TITLED, Happened, TitledWords, headline_of, title_of
from sayso.record import Place, Reading
from sayso.record.trace import Rule
from tests.linking.made import DOCTORS, KYIV, OFFICIALS, PLACES, RSF, Says, report

KUTUM = PLACES["Kutum"]
SEA = Place(KUTUM.as_said, "Red Sea", "sea", "region", 350155, 20.3, 38.0, None, 0.9)
BOMBED = "nine traders died when bombs fell on the market of Kutum"


def instant(day: int, month: int = 6, year: int = 2025, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def titled(
    *readings: Reading,
    kind: str | None = "air_strike",
    place: Place | None = KUTUM,
    first: datetime | None = None,
    last: datetime | None = None,
) -> str:
    """The title of an incident that is the main matter of these readings, in this order."""
    said = [each for reading in readings for each in statement_features(reading)]
    headline = headline_of([each.document for each in readings], said, place)
    return title_of(headline, said, Happened(kind, place, first, last))


def headline(*readings: Reading) -> str:
    """The headline of an incident in Kutum that is the main matter of these readings."""
    said = [each for reading in readings for each in statement_features(reading)]
    found = headline_of([each.document for each in readings], said, KUTUM)
    return found.words if found else ""


def untitled(*says: Says) -> Reading:
    return report("u", *(says or (Says(DOCTORS, BOMBED),)))


def test_a_headline_of_the_report_most_like_the_others_is_its_headline() -> None:
    one = report("a", Says(DOCTORS, BOMBED), title="Traders die in   Kutum\nmarket")
    other = report("b", Says(RSF, BOMBED), title="Kutum market bombed")
    assert headline(one, other) == "Traders die in Kutum market"
    assert headline(other, one) == "Kutum market bombed"


def test_a_headline_about_something_else_gives_way_to_one_that_fits() -> None:
    budget = report("a", Says(DOCTORS, BOMBED), title="Parliament quarrels over its budget")
    other = report("b", Says(RSF, BOMBED), title="Bombs hit traders")
    assert headline(budget, other) == "Bombs hit traders"
    assert headline(budget) == "Parliament quarrels over its budget", (
        "a headline is better than none"
    )
    nameless = report("c", Says(RSF, "nine died"), title="What we know of Kutum")
    assert headline(budget, nameless) == "What we know of Kutum"


def test_a_report_that_says_nothing_itself_may_give_the_headline() -> None:
    silent = report("s", title="Kutum mourns its traders")
    assert headline(silent, untitled()) == "Kutum mourns its traders"


def test_the_headline_that_was_read_in_a_text_is_one() -> None:
    whole = report("a", Says(DOCTORS, BOMBED), title="Kutum market bombed")
    assert headline(replace(whole, document=replace(whole.document, title=None))) == (
        "Kutum market bombed"
    )


@pytest.mark.parametrize(
    ("first", "last", "when"),
    [
        (instant(2), instant(3), "2 June 2025"),
        (instant(2, hour=22), instant(3, hour=4), "2–3 June 2025"),
        (instant(2), instant(2), "2 June 2025"),
        (instant(30, 5), instant(3), "30 May – 2 June 2025"),
        (instant(31, 12, 2024), instant(2, 1), "31 December 2024 – 1 January 2025"),
        (instant(2), None, "reported 3 June 2025"),
        (None, None, "reported 3 June 2025"),
        (instant(1, 1), instant(3), "reported 3 June 2025"),
    ],
)
def test_without_a_headline_it_is_what_where_and_when(
    first: datetime | None, last: datetime | None, when: str
) -> None:
    assert titled(untitled(), first=first, last=last) == f"Air strike in Kutum, {when}"


def test_nothing_happens_in_a_sea() -> None:
    made = titled(untitled(), kind="interception", place=SEA, first=instant(2), last=instant(3))
    assert made == "Interception, Red Sea, 2 June 2025"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("refusal", "Refusal on Kutum"),
        ("ceasefire", "Ceasefire in Kutum"),
        (None, "Statements on Kutum"),
        ("shelling", "Shelling in Kutum"),
    ],
)
def test_the_kind_of_event_names_it(kind: str | None, title: str) -> None:
    assert titled(untitled(), kind=kind) == f"{title}, reported 3 June 2025"


def test_a_country_has_its_article() -> None:
    states = replace(KUTUM, name="US", kind="country", precision="country")
    assert titled(untitled(), place=states) == "Air strike in the US, reported 3 June 2025"


def test_what_happened_nowhere_is_a_headline_as_its_outlets_words_or_who_says_what() -> None:
    named = report("a", Says(DOCTORS, BOMBED), title="Traders die")
    assert titled(named, place=None) == "Harbour Post: “Traders die”"
    assert titled(untitled(), place=None) == f"Sudan Doctors Network: “{BOMBED}”"


def test_words_are_cut_between_words_and_narration_is_the_outlets() -> None:
    long = "the column of trucks left at dawn and " * 5 + "stopped"
    made = titled(untitled(Says(None, long)), place=None)
    assert made.startswith("Harbour Post: “the column of trucks")
    assert made.endswith(" …”")
    assert long.startswith(made.removeprefix("Harbour Post: “").removesuffix(" …”") + " ")
    assert len(made) < 140


def test_headlines_do_not_change_what_an_incident_is() -> None:
    silos = "grain silos burned in the Danube port of Izmail"
    named = [report("a", Says(KYIV, silos, place="Izmail"), title="Silos burn in Izmail")]
    bare = [
        replace(each, document=replace(each.document, title=None), blocks=(each.blocks or ())[1:])
        for each in named
    ]
    (one,), (other,) = link(named).incidents, link(bare).incidents
    assert one.title == other.title == "Casualties in Izmail, reported 3 June 2025"
    assert one.headline is not None
    assert (one.headline.words, one.headline.outlet) == ("Silos burn in Izmail", "Harbour Post")
    assert other.headline is None
    assert one.id == other.id


def test_unnamed_officials_are_named_so() -> None:
    made = titled(untitled(Says(OFFICIALS, BOMBED)), place=None)
    assert made == f"officials: “{BOMBED}”"


@pytest.mark.parametrize("rule", TITLED, ids=lambda each: each.name)
def test_a_title_says_no_more_than_the_words(
    rule: Rule[Callable[[TitledWords], str | None]],
) -> None:
    kinds = ("strike", "ground_clash")
    assert any(rule.test(TitledWords(kind, rule.example)) for kind in kinds)


@pytest.mark.parametrize(
    ("kind", "words", "title"),
    [
        ("strike", "gunmen attacked the market of Kutum and killed nine", "Attack"),
        ("strike", "a blast in the market of Kutum killed nine", "Explosion"),
        ("strike", "missiles hit the market of Kutum and killed nine", "Strike"),
        ("ground_clash", "gunmen on motorcycles shot nine traders in Kutum", "Attack"),
        ("ground_clash", "nine died when two militias clashed in Kutum", "Fighting"),
    ],
)
def test_who_attacks_with_guns_makes_no_strike(kind: str, words: str, title: str) -> None:
    assert titled(report("a", Says(DOCTORS, words)), kind=kind).startswith(f"{title} in Kutum")


def test_where_the_wounded_are_treated_is_no_place_of_a_title() -> None:
    reading = read("Shells killed nine people, the army said. Doctors treated 12 wounded at Zouar.")
    (incident,) = link([reading]).incidents
    assert incident.title == "“Doctors treated 12 wounded at Zouar”"
    assert incident.place is None
