"""Who acts or speaks in a sentence, with name, title, kind, country and sector."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.pipeline import Pipeline
from sayso.record import Actor, Document
from sayso.stages.actors import ACTORS
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING

READER = Pipeline((ANATOMY, PARSING, ACTORS))


def actors(text: str) -> tuple[Actor, ...]:
    found = READER.read(Document(text)).actors
    assert found is not None
    return found


def met(text: str, said: str) -> Actor:
    """The actor whose words are `said`."""
    found = actors(text)
    for actor in found:
        if actor.as_said.of(text) == said:
            return actor
    raise AssertionError(f"no {said!r} among {[each.as_said.of(text) for each in found]}")


def said_in(text: str) -> list[str]:
    return [actor.as_said.of(text) for actor in actors(text)]


@pytest.mark.parametrize(
    ("text", "said", "name", "title", "country", "role"),
    [
        (
            "Army spokesperson Selam Tesfaye said the town was quiet.",
            "Army spokesperson Selam Tesfaye",
            "Selam Tesfaye",
            "Army spokesperson",
            None,
            "MIL",
        ),
        (
            "Kenyan Foreign Minister Alfred Mutua flew to Port Sudan.",
            "Kenyan Foreign Minister Alfred Mutua",
            "Alfred Mutua",
            "Kenyan Foreign Minister",
            "KEN",
            "GOV",
        ),
        (
            "The head of Sumy's military administration, Ihor Kalchenko, reported two fires.",
            "The head of Sumy's military administration, Ihor Kalchenko",
            "Ihor Kalchenko",
            "head of Sumy's military administration",
            "UKR",
            "GOV",
        ),
        (
            "Leila Haddad, a spokeswoman for the Red Crescent, said the convoy was stopped.",
            "Leila Haddad, a spokeswoman for the Red Crescent",
            "Leila Haddad",
            "spokeswoman for the Red Crescent",
            None,
            "NGO",
        ),
        (
            "Lt. Gen. Baru Okello ordered the retreat.",
            "Lt. Gen. Baru Okello",
            "Baru Okello",
            "Lt. Gen.",
            None,
            "MIL",
        ),
        ("Later Narendra Modi spoke.", "Narendra Modi", "Narendra Modi", None, "IND", "GOV"),
    ],
)  # fmt: skip
def test_a_person_has_a_name_a_title_a_country_and_a_sector(
    text: str, said: str, name: str, title: str | None, country: str | None, role: str
) -> None:
    actor = met(text, said)
    assert (actor.name, actor.title) == (name, title)
    assert (actor.kind, actor.country, actor.role) == ("person", country, role)
    assert actor.named


@pytest.mark.parametrize(
    ("text", "said", "name", "kind", "country", "role"),
    [
        (
            "Sudan’s Interior Ministry denied the report.",
            "Sudan’s Interior Ministry",
            "Sudan’s Interior Ministry",
            "ministry",
            "SDN",
            "GOV",
        ),
        (
            "The Ethiopian Air Force bombed a depot.",
            "The Ethiopian Air Force",
            "Ethiopian Air Force",
            "force",
            "ETH",
            "MIL",
        ),
        (
            "On Monday the IDF said a rocket fell short.",
            "the IDF",
            "IDF",
            "force",
            "ISR",
            "MIL",
        ),
        ("M23 seized the airport.", "M23", "M23", "armed_group", "COD", "REB"),
        (
            "The Houthis fired at a ship.",
            "The Houthis",
            "Houthis",
            "armed_group",
            "YEM",
            "REB",
        ),
        (
            "The general staff of Mali’s armed forces confirmed the ambush.",
            "The general staff of Mali’s armed forces",
            "general staff of Mali’s armed forces",
            "force",
            "MLI",
            "MIL",
        ),
        (
            "Doctors Without Borders closed its clinic.",
            "Doctors Without Borders",
            "Doctors Without Borders",
            "organisation",
            None,
            "HLH",
        ),
        (
            "The World Health Organization (WHO) counted nine attacks.",
            "The World Health Organization (WHO)",
            "World Health Organization",
            "organisation",
            None,
            "HLH",
        ),
        (
            "Turkish forces shelled the hill.",
            "Turkish forces",
            "Turkish forces",
            "force",
            "TUR",
            "MIL",
        ),
    ],
)
def test_a_body_has_a_kind_a_country_and_a_sector(
    text: str, said: str, name: str, kind: str, country: str | None, role: str
) -> None:
    actor = met(text, said)
    assert (actor.name, actor.kind, actor.country, actor.role) == (name, kind, country, role)
    assert actor.named


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Western diplomats doubt the figure.", "Western diplomats"),
        ("Two officials familiar with the talks said a deal was near.", "Two officials"),
        ("Witnesses said the shooting lasted an hour.", "Witnesses"),
        ("A senior commander denied it.", "A senior commander"),
        ("Residents of Nyala heard drones.", "Residents of Nyala"),
        ("There were reports that the bridge had fallen.", "reports"),
        ("Analysts expect a new offensive.", "Analysts"),
    ],
)
def test_unnamed_sources_are_found_and_marked(text: str, said: str) -> None:
    assert not met(text, said).named


def test_a_capital_that_speaks_is_a_government() -> None:
    actor = met("Khartoum accused Abu Dhabi of arming the rebels.", "Khartoum")
    assert (actor.kind, actor.country, actor.role) == ("government", "SDN", "GOV")


@pytest.mark.parametrize(
    "text",
    [
        "A blast was heard in Khartoum on Friday.",
        "Three shells fell near Kyiv.",
        "Refugees fled from Sudan to Chad.",
    ],
)
def test_a_country_or_capital_where_something_happens_is_no_actor(text: str) -> None:
    assert not {"Khartoum", "Kyiv", "Sudan", "Chad"} & set(said_in(text))


def test_a_place_after_a_colon_at_the_end_of_a_headline_speaks() -> None:
    assert "Kyiv" in said_in("Nine killed in overnight barrage: Kyiv")


def test_relative_clauses_stay_outside() -> None:
    text = "General Musa Bello, who led the raid, said it was over."
    assert met(text, "General Musa Bello").name == "Musa Bello"


def test_the_sector_follows_the_day_of_the_report() -> None:
    text = "Olaf Scholz spoke in the Bundestag."
    then = READER.read(Document(text, published=datetime(2023, 5, 1, tzinfo=UTC))).actors or ()
    later = READER.read(Document(text, published=datetime(2025, 9, 1, tzinfo=UTC))).actors or ()
    assert (then[0].role, later[0].role) == ("GOV", "LEG")


def test_actors_come_in_text_order_and_point_at_a_fullest_mention() -> None:
    text = (
        "Minister Sara Nyong met Peter Okot. He thanked her. Nyong said they had agreed, and the"
        " minister left. The army said it would wait."
    )
    found = actors(text)
    assert [each.as_said for each in found] == sorted(
        (each.as_said for each in found), key=lambda span: (span.start, -span.end)
    )
    for each in found:
        if each.refers_to is not None:
            assert found[each.refers_to].refers_to is None


WORDS = st.sampled_from(
    "he she it they The Ministry minister Moscow said that , . “ ” ' ’s ( ) — : the of and Hamas"
    " General Putin who its U.S. \n\n [ / al - Sudan's reported 12 soldiers É İ \u2060".split(" ")
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_no_text_crashes_it_and_no_chain_is_longer_than_one(text: str) -> None:
    found = actors(text)
    for each in found:
        assert each.as_said.of(text).strip()
        assert each.refers_to is None or found[each.refers_to].refers_to is None


def test_a_people_that_claims_is_its_country_and_names_no_one() -> None:
    claim = met("Chad rejected Sudanese claims that its planes had bombed a market.", "Sudanese")
    assert (claim.country, claim.kind, claim.named) == ("SDN", "country", False)
    assert not [a for a in actors("The Sudanese market burned.") if a.name == "Sudanese"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FACT accused the army of a massacre of civilians.", "the army"),
        ("Chad accused the rebels of an attack on a market.", "the rebels"),
        ("The mayor suspected the militia of the killing of two teachers.", "the militia"),
        ("The report accused the army of Chad of looting.", "the army of Chad"),
        ("Villagers warned the garrison of an attack.", "the garrison"),
        ("Ankara accused the head of the navy of treason.", "the head of the navy"),
        ("Prosecutors accused the Ministry of Defence of waste.", "the Ministry of Defence"),
        ("A tribunal acquitted two soldiers of murder.", "two soldiers"),
        ("Kabul accused the Army of the North of an ambush.", "the Army of the North"),
        ("The spokesman of the army of the north spoke.", "The spokesman of the army of the north"),
    ],
)
def test_what_somebody_is_accused_of_is_no_part_of_the_name(text: str, said: str) -> None:
    met(text, said)


@pytest.mark.parametrize("end", ["", ".", "\n\nThe army spoke."])
def test_a_title_may_end_the_text(end: str) -> None:
    assert actors(f"Musa Lamin, government spokesman{end}")[0].name == "Musa Lamin"
