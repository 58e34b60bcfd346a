"""Beliefs that say what happened: "UN observers believe the shell came from the east".

Beliefs, intentions and perceptions make no claims as a rule. But what a named body thinks happened
is its account, and without it the outlet would be taken to assert it.
"""

from __future__ import annotations

from sayso.record import Attribution
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.narration import SPEECH_ACTS
from sayso.text.parse import Token

EVIDENTIAL = frozenset("believe think suspect presume reckon fear assume".split())
"""Verbs of those who draw a conclusion from what they saw; "hope" and "expect" look ahead."""


def judges_what_happened(scene: ClaimContext, attribution: Attribution) -> bool:
    """Return whether a belief of somebody named is about an event that is over or goes on."""
    if attribution.kind != "belief" or not attribution.source or not attribution.cue:
        return False
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    verbs = [token for token in cue if token.lemma.lower() in EVIDENTIAL]
    if not verbs or _supposed(scene, verbs[0]):
        return False
    return not _is_open(scene, attribution) and _has_an_event(scene, attribution)


def _is_open(scene: ClaimContext, attribution: Attribution) -> bool:
    """Return whether what is believed lies ahead or is only possible: "will fall", "if it fell"."""
    said = (token for span in attribution.content for token in scene.parse.within(span))
    return any(token.tag == "MD" or token.lower in ("if", "whether") for token in said)


def _has_an_event(scene: ClaimContext, attribution: Attribution) -> bool:
    """Return whether what is believed has an event that is over or goes on."""
    events = (
        scene.events[index] for span in attribution.content for index in scene.triggers.inside(span)
    )
    return any(event.kind not in SPEECH_ACTS and event.modality == "actual" for event in events)


def _supposed(scene: ClaimContext, verb: Token) -> bool:
    """Return whether a verb is negated or only possible: "do not believe", "might think"."""
    helpers = scene.parse.dependents(verb, "neg", "aux")
    return any(each.dep == "neg" or each.tag == "MD" for each in helpers)
