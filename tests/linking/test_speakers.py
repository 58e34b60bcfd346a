"""On whose side a named person is, where only one report of an event says so."""

from __future__ import annotations

from sayso import read
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.folding import same_side
from sayso.linking.speakers import with_known_sides


def statements(*texts: str) -> list[StatementFeatures]:
    return [each for text in texts for each in statement_features(read(text))]


def sides(features: list[StatementFeatures], name: str) -> set[str]:
    return {each.side.shown for each in features if each.claim.claimant.name == name}


INTRODUCED = (
    "Niger's interior minister Adamou Djibo said that two people were killed in Torodi.",
    "A mine killed three people in Torodi, Adamou Djibo said.",
)


def test_a_person_stands_on_the_side_that_one_report_gives() -> None:
    features = statements(*INTRODUCED)
    assert sides(features, "Adamou Djibo") == {"NER", "Adamou Djibo"}
    assert sides(with_known_sides(features), "Adamou Djibo") == {"NER"}


def test_one_person_never_speaks_against_himself() -> None:
    first, *_, last = statements(*INTRODUCED)
    assert first.side != last.side
    assert same_side(first, last)


def test_a_spokesperson_of_the_ministry_speaks_for_the_ministry_of_the_report() -> None:
    features = statements(
        "The Malian Defence Ministry said that its troops took Ber. The Ministry denied losses. "
        "Ministry spokesman Bakary Sidibe said that 20 rebels were killed."
    )
    assert sides(with_known_sides(features), "Bakary Sidibe") == {"MLI"}


def test_who_is_introduced_on_two_sides_stays_on_neither() -> None:
    features = statements(
        "Mali's army spokesman Omar Sow said that the town was taken.",
        "Niger's army spokesman Omar Sow said that the town was taken.",
        "The town was taken, Omar Sow said.",
    )
    assert "Omar Sow" in sides(with_known_sides(features), "Omar Sow")
