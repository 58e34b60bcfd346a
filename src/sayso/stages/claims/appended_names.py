"""Names in the words of a source: in a list, and after a comma behind who is introduced."""

from __future__ import annotations

import re

from sayso.lexicon.quantities import is_a
from sayso.record import Span
from sayso.stages.claims.sources import SourcePhrase
from sayso.text.parse import Parse, Token

LISTED = re.compile(r", and |, | and ")
SMALL = "of|for|the|and|al|de|del|des|du|di|da|la|el|bin|abu|van|von|y"
NAME_PART = re.compile(rf"(?:the )?[^\W\d_a-z][^\s,]*(?: (?:[^\W_a-z][^\s,]*|{SMALL}))*")

NAME_AFTER_COMMA = re.compile(
    r"^[^,]*?\b(?P<what>[^\W\d_A-Z][\w-]*(?: (?:of|for|in) [^,]+)?), "
    rf"(?P<name>(?:the )?[^\W\d_a-z][^\s,]*(?: (?:[^\W\d_a-z][^\s,]*|{SMALL}))*)(?:,.*)?$"
)
"""One body or person with its name behind a comma: "a war monitor, the Yemen Watch, said"."""


def may_own_name(parse: Parse, head: Token, start: int) -> bool:
    """Return whether a name at code point `start`, after a comma, is of `head` itself.

    "The wife of the commander, Hassan", "a report on the company, Wagner": the name is of the noun
    before the comma, where that is singular; of "one of the survivors, Amna Ali" it can't be.
    """
    before = [token for token in parse.within(Span(head.start, start)) if token.pos != "PUNCT"]
    if not before or before[-1].index == head.index:
        return not (head.lower in AREAS or is_a(head.lower, "area") or is_a(head.lower, "place"))
    one_of = any(token.lower == "one" for token in before[1:])
    return before[-1].tag == "NNS" and not one_of


def _is_one(head: Token) -> bool:
    """Return whether a head is one person or body that it does not name: "one of them"."""
    if head.lower in ("one", "another"):
        return True
    return head.tag == "NN" and not head.text[:1].isupper()


AREAS = frozenset(
    "department prefecture county state municipality commune canton capital ward parish township"
    " division oblast raion cercle territory constituency island zone country republic camp"
    " port suburb quarter".split()
)
"""Nouns for places, whose name may stand behind them."""


def name_after_comma(source: SourcePhrase) -> Span | None:
    """Return the name after a comma of the one person or body that a source introduces."""
    head, match = source.head, NAME_AFTER_COMMA.match(source.span.of(source.text))
    if head is None or match is None or not _is_one(head):
        return None
    start = source.span.start + match.start("name")
    if head.start > start or not may_own_name(source.parse, head, start):
        return None
    return Span(start, start + len(match["name"]))
