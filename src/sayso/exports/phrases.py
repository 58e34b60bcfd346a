"""A claim in one line that says whose it is: for shapes that know events but no claimants."""

from __future__ import annotations

from sayso.exports.chosen import Chosen
from sayso.exports.encoding import one_line

HOW: dict[str, str] = {
    "asserts": "says",
    "denies": "denies",
    "acknowledges": "acknowledges",
    "doubts": "doubts",
}
NOT_ACTUAL: dict[str, str] = {
    "planned": " (planned)",
    "threatened": " (threatened)",
    "demanded": " (demanded)",
    "hypothetical": " (hypothetical)",
    "historical": " (of the past)",
}


def sentence(chosen: Chosen) -> str:
    """ "Kyiv Air Force denies: the drone was shot down"; "Harbour Post reports: ..." for narration.

    No line of it reads as a fact of its own.
    """
    claim = chosen.resolved.claim
    narrates = claim.narrated and claim.polarity == "asserts"
    how = "reports" if narrates else HOW[claim.polarity]
    modality = NOT_ACTUAL.get(claim.modality, "")
    return f"{one_line(claim.claimant.name)} {how}{modality}: {one_line(chosen.resolved.evidence)}"
