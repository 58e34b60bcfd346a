"""Which phrases mean a time here: "May" may be a verb, 1984 a count, "a year" a rate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.lexicon.actors import first_names, fold
from sayso.record import Span
from sayso.record.trace import Rule, first_that_holds, is_tracing, trace
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

    def span(self, phrase: TimeExpression) -> Span:
        """Return the words of `phrase` in the document."""
        return Span(self.offset + phrase.start, self.offset + phrase.end)

    def first(self, phrase: TimeExpression) -> Token | None:
        """Return the first token of `phrase`."""
        return self.parse.at(self.offset + phrase.start)

    def last(self, phrase: TimeExpression) -> Token | None:
        """Return the last token of `phrase`."""
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


def is_verb(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether "may", "march" or "fall" is a verb."""
    if phrase.kind != "date" or setting.words(phrase) not in VERBS:
        return False
    token = setting.last(phrase)
    return token is not None and token.pos in {"AUX", "VERB"}


def is_count(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether a bare four-digit number counts something, where it would else be a year."""
    if phrase.kind != "date" or not phrase.year or not setting.words(phrase).isdigit():
        return False
    before = setting.text[max(0, phrase.start - 9) : phrase.start].lower()
    if before.endswith(BEFORE_YEAR):
        return False
    recent = 1900 <= phrase.year <= 2100
    if before.endswith(DETERMINED) and recent:
        return False
    if not before.endswith(NEAR_YEAR) and (before.endswith(COUNTED) or not recent):
        return True
    token = setting.first(phrase)
    if token is None or token.dep != "nummod":
        return False
    head = setting.parse.head(token)
    return head.tag == "NNS" or head.text == "%"


def is_age(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether it says how old someone is; a 3-month-old truce lasted, a baby did not."""
    if phrase.kind != "duration":
        return False
    if setting.words(phrase).endswith("-old"):
        return bool(CHILDREN.match(setting.text[phrase.end - 4 : phrase.end + 30].lower()))
    return setting.text[phrase.end : phrase.end + 8].lower().startswith(AGES)


def has_clause(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether a clause says which one it is: "the year that the war began"."""
    if phrase.kind != "unit" or setting.words(phrase) not in OPEN_UNITS:
        return False
    token = setting.last(phrase)
    return token is not None and bool(setting.parse.dependents(token, "relcl"))


TITLE_BEFORE = re.compile(
    r"(?<![\w])(?<!the )(?<!The )(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|Col|Gen|Maj|Lt|Capt|Sgt|Cpl|Rev"
    r"|Colonel|General|Major|Lieutenant|Captain|Sergeant|Corporal|Commander|Brigadier|Private"
    r"|Admiral|Pastor|Bishop|Archbishop|Reverend|Imam|Sheikh|Nurse|Teacher|Inspector|Father|Sister|Brother|Judge|Professor|Senator|Chief|Minister|President"
    r"|Premier|Secretary|Governor|Mayor)\.? (?:[A-Z]\w+ )?$"
)
"""A title, perhaps with a given name, right before the name of a person."""

GROUP_AFTER = re.compile(
    r" (?:[A-Z][\w’'-]+ ){0,2}(?:Brigades?|Battalions?|Regiment|Division|Movement|Coalition|Group"
    r"|Martyrs|Army|Front|Organi[sz]ation|Militia|Squad|Cell|Faction|Legion|Corps|Company|Unit|group|movement|gang|faction)\b"
)
GROUP_BEFORE = re.compile(r"(?<!\w)(?:Black|Red|Green|White) $")
ON_BEFORE = re.compile(r"(?i:(?<!\w)(?:on|since|until|by|after|before|from|in|of)) $")
NAMES_ALONE = {"may", "march", "april", "june", "august", "sunday", "monday", "friday"}
"""Months and days that are given names or family names too."""


def is_person(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether a person is called so: by a title before it, or a name and a verb."""
    words = setting.words(phrase)
    if phrase.kind not in {"date", "weekday"} or words not in NAMES_ALONE:
        return False
    if TITLE_BEFORE.search(setting.text[max(0, phrase.start - 40) : phrase.start]):
        return True
    token = setting.first(phrase)
    if token is None or _named_in_full(token, setting.parse):
        return token is not None
    if token.dep not in {"nsubj", "nsubjpass"} or phrase.kind == "weekday":
        return False
    names = setting.parse.dependents(token, "compound")
    alone = all(name.tag == "NNP" and name.text[:1].isupper() for name in names)
    return bool(names) and alone and names[-1].index == token.index - 1


def _named_in_full(token: Token, parse: Parse) -> bool:
    """Return whether it is a part of a person's full name: "Winnie Monday", "April Okello".

    The word after a family name may be a day of the press ("Trump Monday said"), so the name
    before it must be a first name.
    """
    for name in parse.names_with(token):
        if name.label != "PERSON":
            continue
        words = parse.tokens[name.first : name.last]
        capitals = len(words) > 1 and all(word.text[:1].isupper() for word in words[:2])
        leads = token.index == name.first or fold(words[0].text) in first_names()
        leads = leads or token.dep in {"nsubj", "nsubjpass"}
        before = parse.tokens[name.first - 1] if name.first else None
        return capitals and leads and (before is None or before.lower not in DATING)
    return False


DATING = frozenset("on since until by after before from in of last this next early late".split())
"""What stands before a month or a day, and seldom before a person."""


def is_group(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether a group is called so: "the October 7 Brigade", "Black September"."""
    if phrase.kind != "date" or phrase.month is None or phrase.year:
        return False
    before = setting.text[max(0, phrase.start - 12) : phrase.start]
    if phrase.day is None and GROUP_BEFORE.search(before):
        return True
    return bool(GROUP_AFTER.match(setting.text, phrase.end)) and not ON_BEFORE.search(before)


NOT_TIMES: tuple[Rule[Callable[[TimeExpression, Setting], bool]], ...] = (
    Rule("verb, not a month", "May the guns fall silent.", is_verb),
    Rule("name of a person", "Colonel March spoke to rebels.", is_person),
    Rule("name of a group", "The October 7 Brigade shelled a convoy.", is_group),
    Rule("count, not a year", "The army lost about 2000 men.", is_count),
    Rule("age", "The mayor is 52 years old.", is_age),
    Rule("named by its clause", "It was the year that the war began.", has_clause),
)


def is_time(phrase: TimeExpression, setting: Setting) -> bool:
    """Return whether `phrase` is about time: no rule of NOT_TIMES says otherwise."""
    rule = first_that_holds(NOT_TIMES, phrase, setting)
    if rule is not None and is_tracing():
        trace("moment", setting.span(phrase), "dropped", rule)
    return rule is None


def with_rate(phrase: TimeExpression, setting: Setting) -> TimeExpression:
    """Return "a day" of "40 sorties a day" as a SET, which TIMEX3 calls a rate."""
    if phrase.kind != "duration" or setting.words(phrase) not in RATES:
        return phrase
    token = setting.first(phrase)
    before = setting.parse.tokens[token.index - 1] if token and token.index else None
    if before is None or not (before.pos in RATED or before.lower in {"once", "twice"}):
        return phrase
    if is_tracing():
        trace("moment", setting.span(phrase), "changed", "rate", "a SET")
    return replace(phrase, kind="set", type="SET")
