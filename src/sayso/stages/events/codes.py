"""Codes of an event in PLOVER, ACLED and CAMEO.

PLOVER codes what is done, not what is talked of: a promised release is AGREE, a planned attack
THREATEN, a demanded withdrawal REQUEST, a refused meeting REJECT (PLOVER codebook, Open Event Data
Alliance 2018, sections on AGREE, REQUEST, REJECT and THREATEN).
"""

from __future__ import annotations

from sayso.lexicon.events import Codes, ontology
from sayso.record import Modality, Polarity

COOPERATIVE = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT", "CONCEDE", "RETREAT", "AID"})
HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST", "MOBILIZE", "THREATEN"})
KEPT = frozenset({"SUPPORT", "AGREE"})
"""Cooperative roots that stay as they are when planned: support pledged is support voiced."""


def root(plover: str | None) -> str | None:
    """Return the root of a PLOVER code: "ASSAULT" of "ASSAULT:drone"."""
    return None if plover is None else plover.partition(":")[0]


def codes_of(
    kind: str, means_class: str | None, polarity: Polarity, modality: Modality, demand: bool
) -> Codes:
    """Return the codes of an event; `demand` keeps a demand apart from an appeal, `means_class` its
    means."""
    rows = ontology()[kind]
    wanted = "demand" if demand else (means_class or "*")
    row = next((each for each in rows if each.when == wanted), rows[-1])
    return Codes(row.when, _turned(row.plover, polarity, modality), row.acled, row.cameo)


def _turned(plover: str | None, polarity: Polarity, modality: Modality) -> str | None:
    """Return the PLOVER code once modality and polarity are known."""
    about = root(plover)
    if about is None:
        return None
    if modality == "planned" and polarity == "asserts":
        if about in COOPERATIVE:
            return plover if about in KEPT else "AGREE"
        return "THREATEN" if about in HOSTILE else plover
    if modality == "threatened" and about != "THREATEN":
        return "THREATEN"
    if modality == "demanded" and about in COOPERATIVE | HOSTILE:
        return "REQUEST" if about in COOPERATIVE else plover
    if polarity == "denies" and about in COOPERATIVE:
        return "REJECT"
    return plover
