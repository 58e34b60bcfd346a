"""What a bomb was put at, and on whom a deed is laid."""

from __future__ import annotations

import pytest

from evaluation.events import read_text


def roles(text: str, kinds: frozenset[str]) -> list[tuple[str | None, str | None, str | None]]:
    """Initiator, target and means of each event of `kinds`, in words."""
    _, events = read_text(text)
    return [
        tuple(None if span is None else span.of(text) for span in (e.initiator, e.target, e.means))  # type: ignore[misc]
        for e in events
        if e.kind in kinds
    ]


@pytest.mark.parametrize(
    ("sentence", "initiator", "target", "means"),
    [
        ("A bomb planted at a cinema in Tacna was deactivated.", None, "a cinema", "A bomb"),
        ("Rebels dynamited two bridges near Usulutan.", "Rebels", "two bridges", None),
        (
            "A mine placed by guerrillas on a railway killed a farmer.",
            "guerrillas",
            "a railway",
            "A mine",
        ),
        ("A bomb exploded in front of a bank in Cali.", None, "a bank", "A bomb"),
        ("Extremists placed a bomb inside a bus in Temuco.", "Extremists", "a bus", "a bomb"),
        ("Two bombs went off outside the consulate in Arequipa.", None, "the consulate", None),
        ("The rebels planted explosives under a bridge in Lempa.", "The rebels", "a bridge", None),
        ("Power pylons were dynamited by the insurgents.", "the insurgents", "Power pylons", None),
        ("A car bomb exploded next to a hotel in Medellin.", None, "a hotel", "A car bomb"),
        ("A roadside bomb exploded in Kidal.", None, "Kidal", "A roadside bomb"),
        ("A device left by militants in Herat exploded.", "militants", None, "A device"),
    ],
)
def test_the_target_of_a_charge_is_what_it_was_put_at(
    sentence: str, initiator: str | None, target: str | None, means: str | None
) -> None:
    first = roles(sentence, frozenset({"remote_explosive"}))[0]
    assert first[:2] == (initiator, target)
    assert means is None or first[2] == means


@pytest.mark.parametrize(
    ("sentence", "initiator", "target"),
    [
        ("The army blamed the attack on the rebels.", "the rebels", None),
        ("The bombing of the market was attributed to Boko Haram.", "Boko Haram", "the market"),
        ("Officials pinned the explosion on separatists.", "separatists", None),
        ("The raid on the port was blamed on pirates.", "pirates", "the port"),
        ("Kyiv blamed Russia for the attack on the dam.", None, "the dam"),
        ("Police ascribed the murder of the mayor to a cartel.", "a cartel", "the mayor"),
    ],
)
def test_a_deed_laid_on_someone_is_theirs(
    sentence: str, initiator: str | None, target: str | None
) -> None:
    deeds = frozenset({"strike", "attack_on_civilians", "ground_clash", "casualties"})
    assert roles(sentence, deeds)[0][:2] == (initiator, target)
