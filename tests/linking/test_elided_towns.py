"""Towns that a figure's sentence leaves out: round-ups, bulletins with headings, datelines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sayso.actions.read import default_pipeline
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.linker import link
from sayso.record import Document, Reading

DAY = datetime(2024, 5, 11, 18, tzinfo=UTC)


def _read(text: str, outlet: str = "Lakeside Wire", hour: int = 18) -> Reading:
    published = DAY.replace(hour=hour)
    return default_pipeline().read(
        Document(text, outlet=outlet, published=published, language="en")
    )


def _with(reading: Reading, words: str) -> StatementFeatures:
    return next(each for each in statement_features(reading) if words in each.words)


@pytest.mark.parametrize(
    ("text", "words", "towns"),
    [
        (
            "Raids across the state\n\nGunmen attacked Mopti at dawn. Six people were killed.",
            "Six people",
            ["Mopti"],
        ),
        (
            "A day in Darfur\n\nKutum. A drone struck the fuel market. Four people were killed.\n\n"
            "Mellit. Men on motorcycles opened fire at the well. Two people were killed.",
            "Two people",
            ["Mellit"],
        ),
        (
            "The day\n\n- Shwebo: a grenade killed three clerks. Five were hurt.\n\n"
            "- Monywa: soldiers shot two farmers.",
            "Five were hurt",
            ["Shwebo"],
        ),
        (
            "Army shells town\n\nShells fell on Goma on Friday. In Bukavu, the day was no quieter."
            " A drone hit a bus station. Nine people were killed.",
            "Nine people",
            ["Bukavu"],
        ),
        (
            "Toll rises\n\nBAMAKO - Gunmen raided Gao on Saturday. Eleven people were killed.",
            "Eleven people",
            ["Gao"],
        ),
    ],
)
def test_a_figure_is_of_the_town_named_before_it(text: str, words: str, towns: list[str]) -> None:
    assert [town.name for town in _with(_read(text), words).located] == towns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # A place that no gazetteer knows stands nearer.
        (
            "Raids\n\nGunmen attacked Mopti at dawn. In Kuruwende, they burned the market. Six"
            " people were killed.",
            "Six people",
        ),
        # The figure is counted over more than the town.
        (
            "Raids\n\nGunmen attacked Mopti at dawn. Across the region 31 people were killed.",
            "31 people",
        ),
        # A town in which something was long ago.
        (
            "Base raided\n\nFighters killed 18 soldiers at a base. In 2019 gunmen raided Gao. Today"
            " 12 vehicles were burned.",
            "18 soldiers",
        ),
    ],
)
def test_a_figure_of_somewhere_else_has_no_town(text: str, words: str) -> None:
    assert _with(_read(text), words).located == ()


def _relations(*reports: Reading) -> set[tuple[str, str]]:
    ledger = link(reports)
    return {
        (relation.relation, relation.rule)
        for incident in ledger.incidents
        for relation in incident.relations
    }


def test_figures_of_two_towns_are_not_set_against_each_other() -> None:
    wire = _read(
        "Shelling in Darfur kills 27\n\nShells hit the market of El Fasher on Saturday. Medics said"
        " 27 people were killed.\n\nIn Kutum, a drone hit fuel sellers. Nine people were killed."
    )
    bulletin = _read(
        "Bulletin of Saturday\n\nKutum. A drone struck the fuel sellers. Four people were killed."
        "\n\nMellit. Gunmen opened fire at the well. Two people were killed.",
        "Darfur Bulletin",
        20,
    )
    ledger = link((wire, bulletin))
    words = {claim.id: claim.appearances[0].words for claim in ledger.claims}
    against = {
        frozenset(words[claim] for claim in relation.claims)
        for incident in ledger.incidents
        for relation in incident.relations
        if relation.relation in ("contradict", "update")
    }
    assert against <= {frozenset(("Nine people were killed", "Four people were killed"))}


def test_nobody_killed_contradicts_a_toll_of_the_same_town() -> None:
    governor = _read(
        "Grenade in El Tarra\n\nA grenade killed four people at a police post in El Tarra,"
        " Colombia, on Saturday, the governor's office said."
    )
    police = _read(
        "Grenade in El Tarra\n\nThe grenade at the police post in El Tarra, Colombia, killed nobody"
        " on Saturday, the army said.",
        "Valley Post",
        20,
    )
    assert ("contradict", "none_or_some") in _relations(governor, police)


def test_nobody_else_killed_leaves_room() -> None:
    governor = _read(
        "Grenade in El Tarra\n\nA grenade killed four people at a police post in El Tarra,"
        " Colombia, on Saturday, the governor's office said."
    )
    police = _read(
        "Grenade in El Tarra\n\nNobody else was killed by the grenade at the police post in El"
        " Tarra, Colombia, on Saturday, the army said.",
        "Valley Post",
        20,
    )
    assert not any(kind == "contradict" for kind, _ in _relations(governor, police))


def test_a_camp_that_no_gazetteer_knows_is_another_place() -> None:
    market = _read(
        "Bombs on a market\n\nA warplane bombed the market in Kutum, Sudan, on Saturday, killing 12"
        " people, residents said. The death toll in Kutum has risen to 18, the hospital said."
    )
    army = _read(
        "Army on the market in Kutum\n\nThe army in Sudan denied on Saturday that it had bombed a"
        " market in Kutum. The governor said that the militia had shelled the displacement camp of"
        " Abu Tarig on the same day and killed seven people.",
        "Valley Post",
        20,
    )
    towns = {
        claim.town
        for claim in link((market, army)).claims
        for figure in claim.quantities
        if figure.low == 7.0
    }
    assert towns == {"Abu Tarig"}


def test_a_region_is_no_town_of_its_own() -> None:
    reading = _read(
        "Eighteen dead in Darfur market strike\n\nBombs fell on the market in Kutum. Eighteen"
        " people were killed, the hospital said."
    )
    assert "darfur" not in _with(reading, "Eighteen dead").site
