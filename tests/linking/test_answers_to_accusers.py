"""Who is accused and denies any part in it, in one report: the plainest contradiction."""

from __future__ import annotations

from itertools import combinations

import pytest

from sayso import read
from sayso.linking.answers import answers_of, shipped_models
from sayso.linking.features import statement_features
from sayso.linking.relations import relation_of


def contradicts(text: str) -> bool:
    """Return whether two statements of a report contradict each other."""
    answers = [answers_of(each) for each in statement_features(read(text))]
    related = (relation_of(*pair, shipped_models()) for pair in combinations(answers, 2))
    return any(relation is not None and relation.kind == "contradict" for relation in related)


@pytest.mark.parametrize(
    "text",
    [
        "The Congolese army blamed M23 rebels and the Rwandan army. M23 denied responsibility.",
        "Mali's army blamed JNIM for the attack on the bus near Mopti. JNIM denied responsibility.",
        "Ukraine accused Russia of shelling the market in Kherson. Russia denied it.",
        "Sudan's army said the RSF bombed a clinic in El Fasher. The RSF denied the accusation.",
        "Lebanon accused Israel of striking an ambulance. The Israeli military denied striking it.",
    ],
)
def test_the_accused_who_denies_it_contradicts_the_accuser(text: str) -> None:
    assert contradicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mali's army blamed JNIM for the attack near Mopti. Algeria denied responsibility.",
        "Ukraine accused Russia of shelling Kherson. Belarus denied any part in it.",
    ],
)
def test_who_is_not_accused_answers_no_accusation(text: str) -> None:
    assert not contradicts(text)
