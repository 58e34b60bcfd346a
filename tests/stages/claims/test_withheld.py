"""Speech that was withheld makes no claim; what is denied, planned or supposed is said so."""

from __future__ import annotations

import pytest

from tests.stages.claims.test_claims import attributed, read


@pytest.mark.parametrize(
    "sentence",
    [
        "The navy never said that the frigate had sunk.",
        "The governor would not say how many villagers had been shot.",
        "Regional officials declined to confirm that 7 miners were abducted.",
        "The junta has yet to confirm that its drones struck the wedding.",
        "No commander claimed responsibility for the ambush that killed 9 soldiers.",
        "Police could not confirm that two tankers had burned.",
        "The minister refrained from saying that the rebels had taken the airport.",
        "The coast guard neither confirmed nor ruled out that the ferry was hit.",
        "The ministry did not specify where the drones came from.",
        "The minister left the hall without saying that the raid had failed.",
        "The army fell short of claiming that it had won the battle.",
        "None of the rebels said that the bridge was mined.",
        "The officer asked whether the rebels had shelled the town.",
    ],
)
def test_withheld_speech_makes_no_claim(sentence: str) -> None:
    assert not read(sentence).claims


@pytest.mark.parametrize(
    "sentence",
    [
        "Not only did the army say that it had taken the hill.",
        "The envoy went on to say that two ships were seized.",
        "The governor, who did not attend the talks, said 14 people were killed.",
        "The general did not hesitate to say that his men had burned the village.",
    ],
)
def test_speech_beside_a_negation_is_a_claim(sentence: str) -> None:
    assert attributed(read(sentence))


@pytest.mark.parametrize(
    ("sentence", "polarity", "modality"),
    [
        ("It is untrue that our troops fired on the convoy, the colonel said.", "denies", "actual"),
        ("The rebels said it was not the case that they had shelled it.", "denies", "actual"),
        (
            '"They say that we burned the village. We did not," Captain Sidi Traore said.',
            "denies",
            "actual",
        ),
        ("The nuclear agency said there was no leak at the plant.", "denies", "actual"),
        ("The governor said an attack on the dam cannot be ruled out.", "asserts", "hypothetical"),
        (
            "The mayor said that if shelling resumes, 3,000 people will be evacuated.",
            "asserts",
            "hypothetical",
        ),
        ("The aid agency warned that the blockade may lead to famine.", "asserts", "hypothetical"),
        ("The spokesman said the ministry would release the names.", "asserts", "planned"),
        ("The junta said it could hear shelling near the palace.", "asserts", "actual"),
    ],
)
def test_what_is_denied_planned_or_supposed(sentence: str, polarity: str, modality: str) -> None:
    (claim,) = read(sentence).claims or ()
    assert (claim.polarity, claim.modality) == (polarity, modality)


def test_a_question_asserts_nothing() -> None:
    assert not read("Did rebels shell the hospital in Goma?").claims
