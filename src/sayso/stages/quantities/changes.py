"""By how much something rose or fell: "up nearly 5 percent", "fell by 12", "+0.3%"."""

from __future__ import annotations

import re
from typing import Literal, cast

from sayso.lexicon.quantities import changes
from sayso.record import Change
from sayso.stages.quantities.noncount_filters import AmountInContext
from sayso.text.parse import Parse, Token

SHARES = frozenset({"percent", "percentage point", "basis point", "point", "degree", "cent"})
"""Units that say by how much, whatever the verb: "gained 1%", "shed 40 points"."""

FURTHEST = 5
"""Words between the verb and its amount: "rose sharply by another 12 percent"."""

PASSED_OVER = frozenset(
    "a an another further additional just only as some about around nearly almost roughly".split()
)
"""What may stand between the verb and its amount, as adverbs may."""

DIRECTIONS = {"upward": "up", "upwards": "up", "downward": "down", "downwards": "down"}
COMPARED = re.compile(r"\W{0,2}(?:[a-z]+ ){0,2}(?:from|on|compared|since|year)\b")

AGENTIVE = frozenset({"cut", "lift", "raise", "extend", "expand", "exceed", "hike", "slash"})
"""Verbs whose "by" may name who did it: "the road was cut by two landslides"."""

Reach = Literal["share", "money", "measure", "bare", "count"]


def change_of(figure: AmountInContext, unit: str | None) -> Change | None:
    """Return "up" or "down" by the words that lead up to the amount, else None.

    `unit` is what is counted or measured.
    """
    before = figure.opening
    reach = _reach(figure, unit)
    if reach == "share" and figure.before.endswith("+"):
        return "up"
    if before is None or figure.amount.measure == "duration":
        return None
    if before.lower == "of":
        return _look(figure.parse.head(before), "of") if reach in {"share", "money"} else None
    return _from_word(figure, before, reach)


def _reach(figure: AmountInContext, unit: str | None) -> Reach:
    """Return how far the words of change may be trusted with this unit."""
    if unit in SHARES:
        return "share"
    if figure.amount.measure == "money":
        return "money"
    if figure.amount.measure is not None:
        return "measure"
    return "bare" if unit is None else "count"


def _from_word(figure: AmountInContext, before: Token, reach: Reach) -> Change | None:
    """Return the change by the nearest word that says one: a particle, "by", a verb."""
    tokens = figure.parse.tokens
    for index in range(before.index, max(-1, before.index - FURTHEST), -1):
        token = tokens[index]
        if token.sentence != before.sentence:
            return None
        if token.lower in {"up", "down"}:
            return _particle(figure, token, reach)
        if token.lower == "by":
            return _by(figure.parse, token, reach)
        if token.tag not in {"RB", "RBR"} and token.lower not in PASSED_OVER:
            return _direct(token, reach)
    return None


def _particle(figure: AmountInContext, particle: Token, reach: Reach) -> Change | None:
    """Return the change in "up 5%", "ended down 1%"; "makes up 5%" and "shot down 40" have none."""
    previous = figure.parse.tokens[particle.index - 1] if particle.index else None
    same = previous is not None and previous.sentence == particle.sentence
    if previous is not None and same and previous.tag.startswith("VB"):
        moves = any(_look(previous, place) for place in ("direct", "share", "slight", "copula"))
        if not moves:
            return None
    if reach not in {"share", "money"} and not COMPARED.match(figure.after):
        return None
    return cast(Change, particle.lower)


def _by(parse: Parse, by: Token, reach: Reach) -> Change | None:
    """Return the change in "fell by 12"; an agent ("cut by two landslides") is none."""
    if by.index and parse.tokens[by.index - 1].lower in DIRECTIONS:
        return cast(Change, DIRECTIONS[parse.tokens[by.index - 1].lower])
    if by.dep == "agent" and reach == "count" and parse.head(by).lemma in AGENTIVE:
        return None
    for word in (parse.head(by), parse.tokens[by.index - 1]):
        for place in ("direct", "share", "slight", "by"):
            change = _look(word, place)
            if change is not None:
                return change
    return None


def _direct(verb: Token, reach: Reach) -> Change | None:
    """Return the change in "rose 5%", "gained 40 points"; "dropped four bombs" has none."""
    if reach == "count":
        return None
    places = {
        "share": ("direct", "share", "slight"),
        "money": ("direct", "share"),
        "bare": ("direct", "share"),
        "measure": ("direct",),
    }[reach]
    return next((change for place in places if (change := _look(verb, place))), None)


def _look(word: Token, place: str) -> Change | None:
    change = changes().get((word.lemma.lower(), place)) or changes().get((word.lower, place))
    return cast(Change, change) if change else None
