"""Which phrases mean a time here: "May" may be a verb, 1984 a count, "a year" a rate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sayso.stages.moments.phrase import TimeExpression
from sayso.text.parse import Parse, Token


@dataclass(frozen=True, slots=True)
class Setting:
    """The block that phrases stand in: its words, where they start, the parse of the document."""

    text: str
    offset: int
    parse: Parse

    def words(self, phrase: TimeExpression) -> str:
        return self.text[phrase.start : phrase.end].lower()

    def first(self, phrase: TimeExpression) -> Token | None:
        """The first token of `phrase`."""
        return self.parse.at(self.offset + phrase.start)

    def last(self, phrase: TimeExpression) -> Token | None:
        """The last token of `phrase`."""
        return self.parse.at(self.offset + phrase.end - 1)


VERBS = {"may", "march", "fall", "the fall", "spring"}
COUNTED = ("about ", "some ", "than ", "nearly ", "least ", "most ", "almost ", "roughly ")
BEFORE_YEAR = ("in ", "since ", "until ", "before ")
NEAR_YEAR = (*BEFORE_YEAR, "by ", "of ", "from ", "after ")
DETERMINED = ("the ", "'s ", "’s ", " its ", " their ")
CHILDREN = re.compile(
    r"-old(?: \w+)?(?: (?:son|daughter|baby|babies|infant|boy|girl|child|twin)|[,.;)]|$)"
)
AGES = (" old", "-old", "s-old", "s old", " of age")
OPEN_UNITS = {"the year", "the month", "the week", "the day"}
RATES = {"a year", "a month", "a week", "a day", "a night", "an hour"}
RATED = ("NOUN", "PROPN", "NUM", "SYM")


def not_a_verb(phrase: TimeExpression, here: Setting) -> bool:
    """May and March may be verbs."""
    if phrase.kind != "date" or here.words(phrase) not in VERBS:
        return True
    token = here.last(phrase)
    return token is None or token.pos not in {"AUX", "VERB"}


def not_a_count(phrase: TimeExpression, here: Setting) -> bool:
    """A bare four-digit number is a year unless it counts something."""
    if phrase.kind != "date" or not phrase.year or not here.words(phrase).isdigit():
        return True
    before = here.text[max(0, phrase.start - 9) : phrase.start].lower()
    if before.endswith(BEFORE_YEAR):
        return True
    told = before.endswith(NEAR_YEAR)
    if before.endswith(DETERMINED) and 1900 <= phrase.year <= 2100:
        return True
    if not told and (before.endswith(COUNTED) or not 1900 <= phrase.year <= 2100):
        return False
    token = here.first(phrase)
    if token is None or token.dep != "nummod":
        return True
    head = here.parse.head(token)
    return head.tag != "NNS" and head.text != "%"


def not_an_age(phrase: TimeExpression, here: Setting) -> bool:
    """52 years old is no length of time that anything took; a 3-month-old truce is, a baby not."""
    if phrase.kind == "duration" and here.words(phrase).endswith("-old"):
        return not CHILDREN.match(here.text[phrase.end - 4 : phrase.end + 30].lower())
    after = here.text[phrase.end : phrase.end + 8].lower()
    return phrase.kind != "duration" or not after.startswith(AGES)


def not_a_clause(phrase: TimeExpression, here: Setting) -> bool:
    """The year that the war began is told by the clause, not by the publication."""
    if phrase.kind != "unit" or here.words(phrase) not in OPEN_UNITS:
        return True
    token = here.last(phrase)
    return token is None or not here.parse.dependents(token, "relcl")


RULES = (not_a_verb, not_a_count, not_an_age, not_a_clause)


def meant(phrase: TimeExpression, here: Setting) -> bool:
    """Whether `phrase` speaks of time."""
    return all(rule(phrase, here) for rule in RULES)


def rated(phrase: TimeExpression, here: Setting) -> TimeExpression:
    """$2 billion a year, 40 sorties a day: a rate, which TIMEX3 calls a SET."""
    if phrase.kind != "duration" or here.words(phrase) not in RATES:
        return phrase
    token = here.first(phrase)
    before = here.parse.tokens[token.index - 1] if token and token.index else None
    if before is None or not (before.pos in RATED or before.lower in {"once", "twice"}):
        return phrase
    return replace(phrase, kind="set", type="SET")
