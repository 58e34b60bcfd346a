"""Words of a country or a capital that name an actor, not a place: "US-flagged", "Kiev lost".

The places layer keeps them, resolved, as toponyms; a claim does not carry them, since what it
tells of did not happen there.
"""

from __future__ import annotations

from collections.abc import Callable

from sayso.lexicon import places as lexicon
from sayso.record import Place
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.text.parse import Parse, Token

ACTING_KINDS = frozenset({"country", "capital"})


def names_actor(parse: Parse, place: Place) -> bool:
    """Return whether the words of `place` say who, not where, by a rule of ACTOR_WORDS."""
    if place.kind not in ACTING_KINDS:
        return False
    words = parse.within(place.as_said)
    if not words:
        return False
    rule = first_that_holds(ACTOR_WORDS, parse, words)
    if rule is not None:
        trace("place", place.as_said, "dropped", rule, "no claim carries it")
    return rule is not None


def _of_ownership(parse: Parse, words: list[Token]) -> bool:
    """Return whether a hyphen joins it to "flagged" or the like."""
    following = parse.tokens[words[-1].index + 1 : words[-1].index + 3]
    if len(following) < 2 or following[0].text not in {"-", "‑", "–"}:
        return False
    return following[1].lower in lexicon.words("of_actor")


def _owns_body(parse: Parse, words: list[Token]) -> bool:
    """Return whether an army, a ministry or the like is that of the country."""
    root = parse.root(words)
    if root.dep not in {"poss", "compound"}:
        return False
    owned = parse.head(root).lower
    own_deed = root.dep == "poss" and owned in lexicon.words("relation")
    return own_deed or owned in lexicon.words("body")


def _owns_what_moves(parse: Parse, words: list[Token]) -> bool:
    """Return whether ships, aircraft or people of the country are meant, which go elsewhere.

    "A U.S. drone" over the Black Sea is not in the U.S.
    """
    root = parse.root(words)
    if root.dep not in {"poss", "compound", "nmod", "amod"}:
        return False
    owned, moving = parse.head(root), lexicon.words("moving")
    part = owned.dep in {"compound", "nmod"} and parse.head(owned).lower not in moving
    return owned.lower in moving and not part


def _wages(parse: Parse, words: list[Token]) -> bool:
    """Return whether it is the subject of what only people do."""
    root = parse.root(words)
    verb = parse.head(root)
    return root.dep == "nsubj" and verb.lemma.lower() in lexicon.words("waging")


def _agent(parse: Parse, words: list[Token]) -> bool:
    """Return whether something was done by it."""
    root = parse.root(words)
    return root.dep == "pobj" and parse.head(root).dep == "agent"


def _spoken_to(parse: Parse, words: list[Token]) -> bool:
    """Return whether it is accused, warned or urged; who is attacked is a place all the same."""
    root = parse.root(words)
    addressed = root.dep in {"dobj", "dative"}
    return addressed and parse.head(root).lemma.lower() in lexicon.words("addressing")


ACTOR_WORDS: tuple[Rule[Callable[[Parse, list[Token]], bool]], ...] = (
    Rule(
        "flagged or backed by", "Rebels hit a Liberia-flagged tanker off Hodeidah.", _of_ownership
    ),
    Rule("owner of a body", "Ethiopia's air force bombed Mekelle.", _owns_body),
    Rule("owner of what moves", "Rebels sank a Panama ship off Hodeidah.", _owns_what_moves),
    Rule("wages war", "Moscow lost two bombers at Belaya, the adviser said.", _wages),
    Rule("agent of a passive", "Nine trucks were hit by Israel near Tyre.", _agent),
    Rule("accused or spoken to", "Rebels in Goma accused Rwanda of an attack.", _spoken_to),
)
