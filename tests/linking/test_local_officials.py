"""Officials whose country no word gives: whose state they speak for."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.linking.features import statement_features
from sayso.linking.local import OFFICIALS, Official, leads_community, speakers_in
from sayso.record import Claimant
from sayso.record.trace import decide


def side(text: str, name: str) -> str:
    """The side of the first claimant whose name holds `name`."""
    found = statement_features(read(text))
    sides = [each.side for each in found if name in each.claim.claimant.name]
    assert sides, [each.claim.claimant.name for each in found]
    return sides[0].shown


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("The army said its soldiers killed nine rebels near Maiduguri in Nigeria.", "army", "NGA"),
        (
            "Police said a bomb killed four people at a bus stop in Quetta, Pakistan.",
            "Police",
            "PAK",
        ),
        (
            "Russian shells killed three people in Kherson, the regional governor said."
            " Russia's Defence Ministry said it struck an arms depot.",
            "governor",
            "UKR",
        ),
        (
            "The mayor of the town said Israeli aircraft hit a clinic in Nabatieh, Lebanon.",
            "mayor",
            "LBN",
        ),
        (
            "The army said rebels backed by Rwanda had entered Goma in Congo. Rwanda denied it.",
            "army",
            "officials",
        ),
        ("The camp leader said shells fell near Goma in Congo.", "leader", "camp leader"),
    ],
)
def test_whose_state_an_official_speaks_for(text: str, name: str, shown: str) -> None:
    assert side(text, name) == shown


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("camp leader", True),
        ("village elders", True),
        ("tribal chief", True),
        ("police chief", False),
        ("opposition leader", False),
    ],
)
def test_who_leads_a_community_is_no_official(name: str, leads: bool) -> None:
    assert leads_community(Claimant(name, name, False, None, "GOV")) is leads


def test_examples_of_the_rules_make_them_fire() -> None:
    for rule in OFFICIALS:
        reading = read(f"{rule.example}. Sake lies in Congo.")
        speakers = [each.claimant for each in reading.claims or () if not each.narrated]
        decided = decide(OFFICIALS, Official(speakers[0], speakers_in(reading)))
        assert decided == (rule.name, "COD")
