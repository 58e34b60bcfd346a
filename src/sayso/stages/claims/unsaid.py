"""Speech that did not happen: what somebody should say, was not heard to say, denied to have said.

"The families want the army to admit that its shells hit the school": the army admits nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from sayso.record.trace import Rule
from sayso.stages.claims.context import ClaimContext
from sayso.text.parse import Parse, Token
from sayso.text.syntax import own_subject

WANTING = frozenset(
    "ask beg challenge dare demand expect implore instruct invite like love need order prefer press"
    " pressure push request tell urge wait want wish".split()
)
"""Verbs of those who would have another say something."""

HEARING = frozenset(("hear", "see", "know"))
NOBODY = frozenset(("nobody", "none", "neither"))


def _verb(scene: ClaimContext, index: int) -> Token | None:
    cue = [t for span in scene.attributions[index].cue for t in scene.parse.within(span)]
    verbs = [token for token in cue if token.pos == "VERB"]
    return verbs[-1] if verbs else None


def _only_wanted(scene: ClaimContext, index: int) -> bool:
    """Return whether another one wants somebody to say it: "want the army to admit that …"."""
    parse, verb = scene.parse, _verb(scene, index)
    if verb is None or verb.tag != "VB":
        return False
    waited = any(each.lower == "for" for each in parse.dependents(verb, "mark"))
    if verb.dep not in ("ccomp", "xcomp") and not waited:
        return False
    above = parse.head(verb)
    if not any(each.lower == "to" for each in parse.dependents(verb, "aux")):
        return False
    others = own_subject(parse, verb) is not None or bool(parse.dependents(above, "dobj"))
    passive = bool(parse.dependents(above, "auxpass"))
    return above.lemma.lower() in WANTING and above.index < verb.index and (others or passive)


def _not_heard(scene: ClaimContext, index: int) -> bool:
    """Return whether it was not heard: "nobody heard the mayor say that …"."""
    parse, verb = scene.parse, _verb(scene, index)
    if verb is None or verb.tag not in ("VB", "VBP") or verb.dep != "ccomp":
        return False
    above = parse.head(verb)
    if above.lemma.lower() not in HEARING or above.index > verb.index:
        return False
    who = own_subject(parse, above)
    nobody = who is not None and (
        who.lower in NOBODY or any(each.lower == "no" for each in parse.subtree(who))
    )
    return nobody or bool(parse.dependents(above, "neg"))


def _denied_to_be_said(scene: ClaimContext, index: int) -> bool:
    """Return whether another one denies that it was said: "rejected reports that he had claimed".

    What stands in a relative clause was said all the same, and so was what a noun names ("rejected
    Western claims that …").
    """
    verb, parent = _verb(scene, index), scene.attributions[index].parent
    if verb is None or verb.tag not in ("VBD", "VBZ", "VBP", "VBN"):
        return False
    while parent is not None:
        outer = _verb(scene, parent)
        denies = scene.attributions[parent].stance == "denies"
        if denies and outer is not None and _is_what_is_denied(scene.parse, verb, outer):
            return True
        parent = scene.attributions[parent].parent
    return False


def _is_what_is_denied(parse: Parse, verb: Token, outer: Token) -> bool:
    """Return whether the clause of `verb` is the content of `outer`, or of a report it rejects."""
    above = parse.head(verb)
    if verb.dep == "acl" and any(each.lower == "that" for each in parse.dependents(verb, "mark")):
        return above.dep == "dobj" and parse.head(above).index == outer.index
    return verb.dep == "ccomp" and above.index == outer.index and verb.index > outer.index


UNSAID: tuple[Rule[Callable[[ClaimContext, int], bool]], ...] = (
    Rule(
        "only wanted to be said",
        "The families want the army to admit that its shells hit the school.",
        _only_wanted,
    ),
    Rule(
        "not heard",
        "Nobody heard the mayor say that the bridge was mined.",
        _not_heard,
    ),
    Rule(
        "denied to have been said",
        "The spokesman rejected reports that the governor had claimed 40 deaths.",
        _denied_to_be_said,
    ),
)
"""Why words that stand with a verb of saying were not said; the first that holds is named."""
