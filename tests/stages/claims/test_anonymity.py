"""Unnamed sources: how they are described, and why they are not named."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.stages.warnings.sources import says_nothing

PORTRAYALS = [
    (
        "A senior Western official with knowledge of the talks, who asked not to be named because"
        " she was not authorised to speak to the media, said the truce would hold.",
        "A senior Western official with knowledge of the talks",
        "because she was not authorised to speak to the media",
    ),
    (
        "Two officials briefed on the matter said the convoy was hit near Kidal. They spoke on"
        " condition of anonymity, citing the sensitivity of the operation.",
        "Two officials briefed on the matter",
        "citing the sensitivity of the operation",
    ),
    (
        "“They took everyone,” said a resident of Bunyakiri, whose name is being withheld for her"
        " safety.",
        "a resident of Bunyakiri",
        "for her safety",
    ),
    (
        "Fearing arrest, a teacher in Kayah state asked not to be identified. The teacher said"
        " soldiers had burned the school.",
        "a teacher in Kayah state",
        "Fearing arrest",
    ),
    (
        "The drones came from the north, said a military officer who was not authorised to discuss"
        " the attack publicly.",
        "a military officer",
        "was not authorised to discuss the attack publicly",
    ),
    (
        "A nurse posted to Kamina, who would not give her name, said eleven soldiers had died.",
        "A nurse posted to Kamina",
        None,
    ),
    ("A nurse in Kamina said eleven soldiers had died.", "A nurse in Kamina", None),
]


def portrayal(text: str) -> tuple[str, str | None]:
    """Return the description of the unnamed source of a text, and why it is not named."""
    found = {
        (claim.described_as, claim.unnamed_because)
        for claim in read(text).claims or ()
        if not claim.narrated and not claim.claimant.named
    }
    assert len(found) == 1, found
    described, because = found.pop()
    assert described is not None
    return described.of(text), None if because is None else because.of(text)


@pytest.mark.parametrize(("text", "described", "because"), PORTRAYALS)
def test_an_unnamed_source_is_described(text: str, described: str, because: str | None) -> None:
    assert portrayal(text) == (described, because)


@pytest.mark.parametrize(
    "text",
    [
        "Colonel Amadou Diallo said the bank declined to name the client.",
        "Governor Lena Marku spoke on condition that no photographs be taken. She said two died.",
        "The ministry said the identity of the dead pilot was withheld for his family's sake.",
    ],
)
def test_who_is_named_has_neither(text: str) -> None:
    claims = [claim for claim in read(text).claims or () if not claim.narrated]
    assert claims
    assert all(each.unnamed_because is None for each in claims)
    assert all(each.described_as is None for each in claims if each.claimant.named)


@pytest.mark.parametrize(
    ("description", "nothing"),
    [
        ("sources", True),
        ("a senior official", True),
        ("two people with direct knowledge of the talks", True),
        ("officials briefed on the matter", True),
        ("one source familiar with the inquiry", True),
        ("a senior Western official", False),
        ("a resident of Bunyakiri", False),
        ("residents", False),
        ("two police officers", False),
        ("a source close to the militia", False),
    ],
)
def test_a_reader_learns_nothing_of_bare_sources(description: str, nothing: bool) -> None:
    assert says_nothing(description) is nothing
