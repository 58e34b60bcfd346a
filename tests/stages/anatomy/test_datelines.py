"""Datelines of one name before a dash."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.stages.anatomy.datelines import dateline_length


@pytest.mark.parametrize(
    "line",
    [
        "Port-au-Prince - ",
        "El Fasher - ",
        "Cartagena de Indias – ",
        "San Salvador - ",
        "Goma, 3 March - ",
    ],
)
def test_a_town_that_the_gazetteer_knows_leads_a_report_in(line: str) -> None:
    words = f"{line}The police said on Sunday that they had arrested 40 men."
    assert dateline_length(words) == len(line.rstrip())


@pytest.mark.parametrize(
    "words",
    [
        "Hamas - The group said on Sunday that it would not go.",
        "Analysis - Why the war in Sudan goes on and on.",
        "Lavrov - We need peace here and we need it now.",
        "Kyiv – Moscow trade fire again",
    ],
)
def test_a_body_a_label_or_a_pair_does_not(words: str) -> None:
    assert dateline_length(words) == 0


def test_a_dateline_is_no_claimant() -> None:
    text = "El Fasher - The Joint Force said on Monday that it had repelled an attack."
    assert [claim.claimant.name for claim in read(text).claims or ()] == ["Joint Force"]


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        (
            "BOGOTA - A drone dropped a grenade on a football pitch in El Plateado, killing a boy"
            " of ten, the Colombian army said.",
            "El Plateado",
            "COL",
        ),
        (
            "OUAGADOUGOU (AFP) - Gunmen attacked the town of Santa Rosa in the east of Burkina"
            " Faso, killing nine, residents said.",
            "Santa Rosa",
            "BFA",
        ),
    ],
)
def test_a_town_is_not_put_into_a_country_of_which_nobody_spoke(
    text: str, place: str, country: str
) -> None:
    found = [each for each in read(text).places or () if each.as_said.of(text) == place]
    assert all(each.country in (country, None) for each in found)
