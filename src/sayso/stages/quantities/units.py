"""The counted noun: "drone" in "102 Ukrainian drones"."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.lexicon.quantities import is_a, is_plural, not_counts, role_of, singular
from sayso.text.number_words import VAGUE
from sayso.text.parse import Parse, Token

REACH = 9
"""Tokens looked at after a figure: "12 newly made, Iranian-designed long-range attack drones"."""

MODIFIERS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "POS", "HYPH", "NN", "NNP", "AFX", "FW"})
HARMED = frozenset({"dead", "wounded", "injured", "killed", "missing", "displaced", "detained"})
"""Adjectives that are nouns after "the": "half of the dead"."""

STAND_INS = frozenset({"other", "more", "another", "additional", "them", "those", "which", "whom"})
"""Words that stand for what was counted before."""


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """`name` is the singular head noun; `head` its token; `end` where its words end.

    `stands_in` tells that the noun is only "others", "more", "of them" or left out: what was
    counted before is counted again, and `name` is None. `part` tells that it is some of them:
    "five of them", "669 of them children".
    """

    name: str | None
    head: Token | None
    end: int
    stands_in: bool = False
    part: bool = False


def find_unit(
    parse: Parse, after: int, last: int, count: float, numeral: Token | None = None
) -> CountedUnit | None:
    """What the figure counts, looking from token `after` to token `last`, half-open.

    None where no noun is said: "63 killed". `count` tells whether a singular noun will do.
    Where the words that follow do not tell, the parser's head of `numeral` does.
    """
    window = parse.tokens[after : min(last, after + REACH)]
    if window and window[0].lower == "of":
        return _of_unit(parse, window, after + 1, last, count)
    head = _noun_head(window, count)
    if head is None:
        if window and window[0].lower in {"more", "others", "other"}:
            return CountedUnit(None, window[0], window[0].end, stands_in=True)
        head = _parsed_head(parse, numeral, after)
    if head is None:
        return None
    if head.lower in {"others", "other"}:
        return CountedUnit(None, head, head.end, stands_in=True)
    return _joint(parse, head, singular(head.text))


def _parsed_head(parse: Parse, numeral: Token | None, after: int) -> Token | None:
    """The plural noun that the parser puts over the numeral: "two Medal of Honor recipients"."""
    if numeral is None or numeral.dep != "nummod":
        return None
    head = parse.head(numeral)
    near = after <= head.index < after + REACH and head.sentence == numeral.sentence
    plain = role_of(head.lower, "modifier", None) is None
    return head if near and plain and head.tag in {"NNS", "NNPS"} else None


def _of_unit(
    parse: Parse, window: tuple[Token, ...], after: int, last: int, count: float
) -> CountedUnit | None:
    """The noun of "hundreds of people", "63 of its soldiers"; "of them" stands in."""
    following = parse.tokens[after : min(last, after + REACH)]
    if following and following[0].lower in STAND_INS:
        if len(following) > 1 and following[1].tag == "NNS" and following[0].lower == "them":
            kind = following[1]
            return CountedUnit(singular(kind.text), window[0], kind.end, part=True)
        return CountedUnit(None, window[0], following[0].end, stands_in=True, part=True)
    skipped = after
    for token in following:
        if token.tag not in {"DT", "PRP$", "PDT", "CD"} and token.lower not in {"about", "some"}:
            break
        skipped += 1
    harmed = parse.tokens[skipped] if skipped < min(last, after + REACH) else None
    if harmed is not None and skipped > after and harmed.lower in HARMED:
        return CountedUnit("person", harmed, harmed.end)
    least = count if count < 1 else 2
    head = _noun_head(parse.tokens[skipped : min(last, skipped + REACH)], least)
    if head is None:
        return None
    if head.lower in {"others", "other"}:
        return CountedUnit(None, window[0], head.end, stands_in=True)
    return _joint(parse, head, singular(head.text))


def _noun_head(window: tuple[Token, ...], count: float) -> Token | None:
    """The last noun of the run of adjectives and nouns that `window` opens with."""
    head: Token | None = None
    many: Token | None = None
    for index, token in enumerate(window):
        following = window[index + 1] if index + 1 < len(window) else None
        if _ends_run(token, following, head):
            break
        if _is_noun(token):
            head = token
            many = token if token.tag in {"NNS", "NNPS"} else many
    if head is None:
        return None
    plural = head.tag in {"NNS", "NNPS"} or is_plural(head.text)
    incoming = is_a(singular(head.text), "incoming")
    single = count <= 1 and head.tag == "NN"
    return head if plural or single or incoming else many


def _is_noun(token: Token) -> bool:
    if not any(letter.isalpha() for letter in token.text):
        return False
    if token.tag in {"NN", "NNS", "NNP", "NNPS"}:
        return role_of(token.lower, "modifier", None) is None or token.tag in {"NNS", "NNPS"}
    return False


def _ends_run(token: Token, following: Token | None, head: Token | None) -> bool:
    """Whether the noun phrase is over before `token`."""
    next_tag = following.tag if following is not None else ""
    if token.lower in not_counts()["weekday"]:
        return True
    if token.tag in {"NNS", "NNPS"}:
        return False
    plural = head is not None and (
        head.tag in {"NNS", "NNPS"} or (head.tag == "NN" and is_plural(head.text))
    )
    if token.lower == "more" and next_tag in {"VBN", "VBD"}:
        return True
    if token.tag in MODIFIERS:
        if plural and token.tag not in {"NN", "NNP"}:
            return True
        if plural and head is not None and token.tag == "NNP" and head.tag == "NNS":
            return True
        suffers = token.tag in {"VBN", "JJ", "NNP", "VBD"} and head is None
        role = role_of(token.lower, "modifier", None) or role_of(token.lemma, "object", "person")
        return bool(suffers and role and not next_tag.startswith(("NN", "JJ")))
    if token.tag == "RB":
        return plural or not next_tag.startswith(("JJ", "VBN"))
    if token.tag == "RBS" or token.lower in {"more", "less"}:
        return False
    if token.tag == "CD":
        if any(letter.isalpha() for letter in token.text) and "-" in token.text:
            return not next_tag.startswith("NN")
        after_name = head is not None and head.tag == "NNP" and not plural
        return not next_tag.startswith("NN") or not (after_name or next_tag == "NNP")
    if token.text == ",":
        return head is not None or not next_tag.startswith(("JJ", "VBN"))
    if token.lower in {"and", "or"}:
        return head is None or plural or not next_tag.startswith(("JJ", "NN", "VBN"))
    return token.text not in {"“", "”", '"', "‘", "-"}


def _joint(parse: Parse, head: Token, name: str) -> CountedUnit:
    """One count over two nouns: 158 "missiles and drones" are not 158 missiles."""
    if head.tag not in {"NNS", "NNPS"}:
        return CountedUnit(name, head, head.end)
    ahead = parse.tokens[head.index + 1 : head.index + 3]
    if [each.lower for each in ahead] == ["of", "war"]:
        return CountedUnit(name, head, ahead[1].end)
    for other in parse.dependents(head, "conj"):
        between = parse.tokens[head.index + 1 : other.index]
        plain = all(each.tag in {"CC", "JJ", "NN", "NNP", "HYPH", "VBG"} for each in between)
        plain = plain and other.lower not in VAGUE
        if other.tag == "NNS" and plain and 0 < len(between) <= 4 and between[0].lower == "and":
            own = parse.dependents(other, "nummod", "det", "poss", "relcl", "acl")
            if not own:
                return CountedUnit(f"{name} and {singular(other.text)}", head, other.end)
    return CountedUnit(name, head, head.end)
