"""The counted noun: "drone" in "102 Ukrainian drones"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.lexicon.quantities import is_a, is_plural, not_counts, role_of, singular
from sayso.record.trace import Rule, decide, trace
from sayso.text.number_words import VAGUE
from sayso.text.parse import Parse, Token

REACH = 9
"""Tokens looked at after an amount: "12 newly made, Iranian-designed long-range attack drones"."""

MODIFIERS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "POS", "HYPH", "NN", "NNP", "AFX", "FW"})
HARMED = frozenset(
    "dead wounded injured killed missing displaced detained arrested abducted captured freed"
    " evacuated rescued".split()
)
"""Adjectives that are nouns after "the": "half of the dead"."""

SUBSTITUTES = frozenset(
    {"other", "more", "another", "additional", "them", "those", "which", "whom"}
)
"""Words that stand for what was counted before."""

OTHERS = frozenset({"others", "other"})
APPROXIMATE = frozenset({"about", "some"})


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """`name` is the singular head noun; `head` its token; `end` where its words end.

    `stands_in` says that the noun is only "others", "more", "of them" or left out: what was
    counted before is counted again, and `name` is None. `part` says that it is some of them:
    "five of them", "669 of them children". `rule` names the rule of UNITS that read it.
    """

    name: str | None
    head: Token | None
    end: int
    stands_in: bool = False
    part: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class UnitWindow:
    """Tokens `after` to `last`, half-open, in which the unit of `count` is looked for.

    `numeral` is the token of the amount, where its parse may help.
    """

    parse: Parse
    after: int
    last: int
    count: float
    numeral: Token | None

    def from_token(self, first: int) -> tuple[Token, ...]:
        return self.parse.tokens[first : min(self.last, first + REACH)]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.from_token(self.after)

    @property
    def after_of(self) -> tuple[Token, ...]:
        """Return the tokens after an opening "of"; none where it does not open with one."""
        opens = self.tokens[:1]
        return self.from_token(self.after + 1) if opens and opens[0].lower == "of" else ()

    @property
    def after_article(self) -> tuple[Token, ...]:
        """Return the tokens after "of the", "of some 40", "of its" or a bare "of"."""
        skipped = self.after + 1
        for token in self.after_of:
            if token.tag not in {"DT", "PRP$", "PDT", "CD"} and token.lower not in APPROXIMATE:
                break
            skipped += 1
        return self.from_token(skipped) if self.after_of else ()


def find_unit(
    parse: Parse, after: int, last: int, count: float, numeral: Token | None = None
) -> CountedUnit | None:
    """Return what the amount counts, looking from token `after` to token `last`, half-open.

    None where no noun is said: "63 killed". `count` decides whether a singular noun will do.
    Where the words that follow do not decide, the parser's head of `numeral` does.
    """
    window = UnitWindow(parse, after, last, count, numeral)
    decided = decide(UNITS, window)
    return None if decided is None else replace(decided[1], rule=decided[0])


def _kind_of_them(window: UnitWindow) -> CountedUnit | None:
    """Return "child" of "669 of them children"."""
    tokens = window.after_of
    if len(tokens) < 2 or tokens[0].lower != "them" or tokens[1].tag != "NNS":
        return None
    return CountedUnit(singular(tokens[1].text), window.tokens[0], tokens[1].end, part=True)


def _of_them(window: UnitWindow) -> CountedUnit | None:
    """Return a stand-in for "five of them", "two of those"."""
    tokens = window.after_of
    if not tokens or tokens[0].lower not in SUBSTITUTES:
        return None
    return CountedUnit(None, window.tokens[0], tokens[0].end, stands_in=True, part=True)


def _of_harmed(window: UnitWindow) -> CountedUnit | None:
    """Return "person" of "half of the dead"; without "the" it is an adjective."""
    tokens = window.after_article
    skipped = tokens[0].index - window.after - 1 if tokens else 0
    if not 0 < skipped < REACH or tokens[0].lower not in HARMED:
        return None
    return CountedUnit("person", tokens[0], tokens[0].end)


def _of_noun(window: UnitWindow) -> CountedUnit | None:
    """Return the noun of "hundreds of people", "63 of its soldiers"."""
    least = window.count if window.count < 1 else 2
    head = _noun_head(window.after_article, least)
    if head is None:
        return None
    if head.lower in OTHERS:
        return CountedUnit(None, window.tokens[0], head.end, stands_in=True)
    return _joint(window.parse, head, singular(head.text))


def _shared_noun(window: UnitWindow) -> CountedUnit | None:
    """Return the noun of "9 missile and 61 air strikes", which both numbers count."""
    tokens = window.parse.tokens[window.after : window.last]
    own = next((at for at, each in enumerate(tokens[:3]) if each.tag == "CC"), 0)
    modifiers = tokens[:own]
    if not own or window.count <= 1 or not all(map(_modifies_singly, modifiers)):
        return None
    numeral = next((at for at in range(own + 1, len(tokens)) if tokens[at].tag != "CD"), 0)
    if numeral <= own + 1:
        return None
    head = _noun_head(tokens[numeral : numeral + REACH], 2)
    if head is None or head.tag != "NNS" or head.index == tokens[numeral].index:
        return None
    return CountedUnit(singular(head.text), head, modifiers[-1].end)


def _modifies_singly(token: Token) -> bool:
    """Return whether it may stand before a noun left out: the "missile" of "9 missile and ..."."""
    return token.tag in {"NN", "NNP", "JJ"} and not is_plural(token.text)


def _noun(window: UnitWindow) -> CountedUnit | None:
    """Return the noun that follows: "102 Ukrainian drones"; "26 others" stands in."""
    if window.after_of or _past_its_clause(window):
        return None
    return _noun_or_others(window, _noun_head(window.tokens, window.count))


def _past_its_clause(window: UnitWindow) -> bool:
    """Return whether a comma ends the clause of a bare number: "has risen to 115, local police"."""
    numeral, tokens = window.numeral, window.tokens
    if numeral is None or not tokens or tokens[0].text != "," or numeral.dep != "pobj":
        return False
    return window.parse.head(numeral).lower in {"to", "at", "past"}


def _more(window: UnitWindow) -> CountedUnit | None:
    """Return a stand-in for "12 more", where no noun follows it."""
    first = window.tokens[0] if window.tokens else None
    if first is None or first.lower not in {"more", *OTHERS}:
        return None
    return CountedUnit(None, first, first.end, stands_in=True)


def _parsed_noun(window: UnitWindow) -> CountedUnit | None:
    """Return the plural that the parser puts over it: "two Medal of Honor recipients"."""
    if window.tokens and window.tokens[0].lower == "of":
        return None
    head = _parsed_head(window.parse, window.numeral, window.after)
    return _noun_or_others(window, head)


def _noun_or_others(window: UnitWindow, head: Token | None) -> CountedUnit | None:
    if head is None:
        return None
    if head.lower in OTHERS:
        return CountedUnit(None, head, head.end, stands_in=True)
    return _joint(window.parse, head, singular(head.text))


UNITS: tuple[Rule[Callable[[UnitWindow], CountedUnit | None]], ...] = (
    Rule("kind of them", "Shells killed 90 people, 40 of them children.", _kind_of_them),
    Rule("of them", "Crews fired 20 rockets, and five of them missed.", _of_them),
    Rule("of the harmed", "Half of the dead were farmers.", _of_harmed),
    Rule("noun after of", "Hundreds of soldiers were killed.", _of_noun),
    Rule("noun shared with the next", "Crews flew 9 cargo and 61 combat sorties.", _shared_noun),
    Rule("noun", "Crews shot down 102 Ukrainian drones.", _noun),
    Rule("others", "Shells killed two guards and wounded 12 more.", _more),
    Rule("noun by the parser", "Crews fired 12 Shahed-136 drones.", _parsed_noun),
)


def _parsed_head(parse: Parse, numeral: Token | None, after: int) -> Token | None:
    """Return the plural noun that the parser puts over the numeral; None where it puts none."""
    if numeral is None or numeral.dep != "nummod":
        return None
    head = parse.head(numeral)
    near = after <= head.index < after + REACH and head.sentence == numeral.sentence
    plain = role_of(head.lower, "modifier", None) is None
    return head if near and plain and head.tag in {"NNS", "NNPS"} else None


def _noun_head(window: tuple[Token, ...], count: float) -> Token | None:
    """Return the last noun of the run of adjectives and nouns that `window` opens with."""
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


@dataclass(frozen=True, slots=True)
class RunToken:
    """A token that may go on with a noun phrase: `following` it, and the phrase's `head` so far."""

    token: Token
    following: Token | None
    head: Token | None

    @property
    def next_tag(self) -> str:
        return self.following.tag if self.following is not None else ""

    @property
    def plural(self) -> bool:
        """Return whether the phrase has a plural head already."""
        head = self.head
        return head is not None and (
            head.tag in {"NNS", "NNPS"} or (head.tag == "NN" and is_plural(head.text))
        )


def _ends_run(token: Token, following: Token | None, head: Token | None) -> bool:
    """Return whether the noun phrase is over before `token`, by the first rule that decides."""
    run = RunToken(token, following, head)
    decided = decide(RUN_ENDS, run)
    if decided is None:
        return False
    rule, ends = decided
    trace("quantity", token.span, "made", rule, ENDS if ends else GOES_ON)
    return ends


ENDS, GOES_ON = "the counted noun ends before it", "within the counted noun"


def _weekday(run: RunToken) -> bool | None:
    return True if run.token.lower in not_counts()["weekday"] else None


def _plural_noun(run: RunToken) -> bool | None:
    return False if run.token.tag in {"NNS", "NNPS"} else None


def _more_harmed(run: RunToken) -> bool | None:
    """End before "more" of "12 more wounded": it is the noun."""
    return True if run.token.lower == "more" and run.next_tag in {"VBN", "VBD"} else None


def _modifier_of_next(run: RunToken) -> bool | None:
    """End at "12 soldiers | wounded": no adjective belongs to a plural before it."""
    modifies = run.token.tag in MODIFIERS - {"NN", "NNP"}
    return True if modifies and run.plural else None


def _name_after_plural(run: RunToken) -> bool | None:
    """End at "12 soldiers | Kyiv": a name begins something else after a common plural."""
    common = run.plural and run.head is not None and run.head.tag == "NNS"
    return True if common and run.token.tag == "NNP" else None


def _harm(run: RunToken) -> bool | None:
    """End at "63 | killed in": a word of harm is no modifier where no noun follows it."""
    token = run.token
    if run.head is not None or token.tag not in {"VBN", "JJ", "NNP"}:
        return None
    if run.next_tag.startswith(("NN", "JJ")):
        return None
    harm = role_of(token.lower, "modifier", None) or role_of(token.lemma, "object", "person")
    return True if harm else None


def _modifier(run: RunToken) -> bool | None:
    return False if run.token.tag in MODIFIERS else None


def _adverb(run: RunToken) -> bool | None:
    """Go on at "12 newly made drones"; end at "12 drones | yesterday" and "12 | later"."""
    if run.token.tag != "RB":
        return None
    return run.plural or not run.next_tag.startswith(("JJ", "VBN"))


def _comparison(run: RunToken) -> bool | None:
    """Go on at "12 more tanks", "two most wanted men"."""
    return False if run.token.tag == "RBS" or run.token.lower in {"more", "less"} else None


def _hyphened_number(run: RunToken) -> bool | None:
    """Go on at "12 four-wheel vehicles"."""
    token = run.token
    if token.tag != "CD" or "-" not in token.text:
        return None
    if not any(letter.isalpha() for letter in token.text):
        return None
    return not run.next_tag.startswith("NN")


def _number(run: RunToken) -> bool | None:
    """Go on at "20 Leopard 2 tanks"; elsewhere a number begins another amount."""
    if run.token.tag != "CD":
        return None
    after_name = run.head is not None and run.head.tag == "NNP" and not run.plural
    return not run.next_tag.startswith("NN") or not (after_name or run.next_tag == "NNP")


def _comma(run: RunToken) -> bool | None:
    """Go on at "12 new, unmanned boats"; after a noun a comma ends the phrase."""
    if run.token.text != ",":
        return None
    return run.head is not None or not run.next_tag.startswith(("JJ", "VBN"))


def _conjunction(run: RunToken) -> bool | None:
    """Go on at "12 cruise and ballistic missiles"; end at "12 soldiers | and officers"."""
    if run.token.lower not in {"and", "or"}:
        return None
    return run.head is None or run.plural or not run.next_tag.startswith(("JJ", "NN", "VBN"))


def _mark(run: RunToken) -> bool | None:
    """Go on at quotation marks and hyphens: "12 “kamikaze” drones"."""
    return False if run.token.text in {"“", "”", '"', "‘", "-"} else None


def _any_word(_run: RunToken) -> bool | None:
    return True


RUN_ENDS: tuple[Rule[Callable[[RunToken], bool | None]], ...] = (
    Rule("weekday", "The blast killed at least 12 Tuesday, officials said.", _weekday),
    Rule("plural noun", "Shells killed 12 soldiers.", _plural_noun),
    Rule("more before harm", "Gunmen killed two guards and five more were wounded.", _more_harmed),
    Rule("modifier after a plural", "Police found 12 soldiers wounded.", _modifier_of_next),
    Rule("name after a plural", "Shells killed 12 soldiers Kyiv said.", _name_after_plural),
    Rule("harm with no noun", "The blast left 12 wounded in the square.", _harm),
    Rule("modifier", "Crews shot down 102 Ukrainian drones.", _modifier),
    Rule("adverb", "Crews lost 12 newly built tanks.", _adverb),
    Rule("comparison", "Police hold the 10 most dangerous men.", _comparison),
    Rule("hyphened number", "Police found 15 AK-47 rifles.", _hyphened_number),
    Rule("number", "Germany sent at least 20 Leopard 2 tanks.", _number),
    Rule("comma", "Crews lost 12 new, unmanned boats.", _comma),
    Rule("conjunction", "Crews fired 12 cruise and ballistic missiles.", _conjunction),
    Rule("quotation mark", "Crews shot down 12 “kamikaze” drones.", _mark),
    Rule("any other word", "Shells killed 12 in the town.", _any_word),
)


def _joint(parse: Parse, head: Token, name: str) -> CountedUnit:
    """Return one unit for two nouns: 158 "missiles and drones" are not 158 missiles."""
    if head.tag not in {"NNS", "NNPS"}:
        return CountedUnit(name, head, head.end)
    ahead = parse.tokens[head.index + 1 : head.index + 3]
    if [token.lower for token in ahead] == ["of", "war"]:
        return CountedUnit(name, head, ahead[1].end)
    for noun in parse.dependents(head, "conj"):
        between = parse.tokens[head.index + 1 : noun.index]
        plain = all(token.tag in {"CC", "JJ", "NN", "NNP", "HYPH", "VBG"} for token in between)
        plain = plain and noun.lower not in VAGUE
        if noun.tag == "NNS" and plain and 0 < len(between) <= 4 and between[0].lower == "and":
            own = parse.dependents(noun, "nummod", "det", "poss", "relcl", "acl")
            if not own:
                return CountedUnit(f"{name} and {singular(noun.text)}", head, noun.end)
    return CountedUnit(name, head, head.end)
