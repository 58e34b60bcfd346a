"""What somebody refuses to say takes some harm for granted: "would not name the two men killed"."""

from __future__ import annotations

from sayso.lexicon.cues import withholding
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.narration import SPEECH_ACTS
from sayso.stages.claims.withheld import cue_is_withheld
from sayso.text.parse import Parse, Token

OPEN = frozenset(("whether", "if", "that"))
"""Words that open what a refusal leaves open."""

KNOWN = frozenset("the its his her their those these".split())
"""Words before a noun of which a reader is taken to know."""


def takes_for_granted(scene: ClaimContext, index: int) -> bool:
    """Return whether an attribution only withholds a detail of a harm that it takes for granted.

    "The army refused to name the two soldiers killed": it claims nothing, and that two were killed
    is the outlet's. What it would not say with "whether" or "that" nobody says.
    """
    attribution = scene.attributions[index]
    if attribution.manner == "direct" or not _withholds(scene, index):
        return False
    said = [token for span in attribution.content for token in scene.parse.within(span)]
    if any(token.lower in OPEN and token.dep in ("mark", "det") for token in said):
        return False
    harmed = {
        clause.index
        for noun in said
        if _is_known(scene.parse, noun)
        for clause in scene.parse.dependents(noun, "acl", "relcl")
    }
    around = (scene.events[i] for span in attribution.content for i in scene.triggers.inside(span))
    acts = (scene.parse.at(each.trigger.start) for each in around if each.kind not in SPEECH_ACTS)
    return any(act is not None and act.index in harmed for act in acts)


def _withholds(scene: ClaimContext, index: int) -> bool:
    if cue_is_withheld(scene, index):
        return True
    words = [t for span in scene.attributions[index].cue for t in scene.parse.within(span)]
    above = [scene.parse.head(word) for word in words if word.dep == "xcomp"]
    return any(word.lemma.lower() in withholding("withholds") for word in (*words, *above))


def _is_known(parse: Parse, noun: Token) -> bool:
    return any(mark.lower in KNOWN for mark in parse.dependents(noun, "det", "poss"))
