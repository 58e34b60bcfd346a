"""Numbers that count nothing: dates, ages, names of weapons and units, labels, scores."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.quantities import is_a, is_plural, not_counts, role_of, singular
from sayso.record.trace import Rule, first_that_holds
from sayso.stages.quantities.modifiers import Amount
from sayso.text.numerals import find_numerals
from sayso.text.parse import Parse, Token

LAST_WORD = re.compile(r"[\w’'.#№-]+$")
CLOCK_AFTER = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock|GMT\b|UTC\b|[CEMPW][ES]T\b|local time)")
OLD_AFTER = re.compile(r"[\s\-‑]?(?:year|month|week|day)s?[\s\-‑]olds?\b|years? of age\b")
AGE_AFTER = re.compile(r"\s*(?:[,.;)\]]|—|–|$)|\s(?:who|was|of|from)\b")
LONGEST_CALL = 20
CALL = re.compile(r"(?<!\d)\+?\d{1,5}(?:[ -]\d{2,5}){2,4}(?!\d)")

OLDEST = 120
"""Years that a person may be old: "a 2,900-year-old temple" is measured."""

PLAIN_YEAR = re.compile(r"(?:1[0-9]|20|21)\d\d")
DAYS_BEFORE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},?"
    r" (?:and|or|to|until) $"
)
DAYS_AFTER = re.compile(
    r"(?:, \d{1,2})?(?:,? (?:and|or) |, ?| ?[–—-] ?)\d{1,2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
)
YEAR_BEFORE = frozenset(
    "in since of from by until till during before after the to around late early mid and between"
    " for fiscal year spring summer autumn fall winter through this last circa".split()
)


@dataclass(frozen=True, slots=True)
class AmountInContext:
    """An amount where it stands: the sentence, up to 48 code points on either side, its tokens.

    `word` is the token that holds the last numeral, `previous` and `following` its neighbours
    in the sentence, `opening` the token before the amount and its bounds; None where there is none.
    """

    amount: Amount
    text: str
    before: str
    after: str
    parse: Parse
    previous: Token | None
    word: Token | None
    following: Token | None
    opening: Token | None

    @property
    def said(self) -> str:
        return self.text[self.amount.first : self.amount.number]

    @property
    def last_word(self) -> str:
        match = LAST_WORD.search(self.before.rstrip())
        return match[0] if match else ""

    @property
    def next_plural(self) -> bool:
        """Return whether the next word, or the one after an adjective, is a countable noun."""
        token = self.following
        for _ in range(5):
            if token is None:
                return False
            if token.tag in {"NNS", "NNPS"} or (token.tag == "NN" and is_plural(token.text)):
                return True
            if token.tag not in {"JJ", "JJR", "VBN", "VBG", "NN", "NNP", "HYPH"}:
                return False
            index = token.index + 1
            same = index < len(self.parse.tokens)
            token = self.parse.tokens[index] if same else None
        return False


def is_score(figure: AmountInContext) -> bool:
    """Return whether it is "2-0", or "1-2" near the words of sport."""
    amount = figure.amount
    if amount.kind == "score":
        return True
    near = {word.strip(".,").lower() for word in (figure.before + " " + figure.after).split()}
    small = amount.dashed and amount.high is not None and amount.high < 15
    small = small and not figure.next_plural
    return small and bool(near & not_counts()["score"])


def is_lettered(figure: AmountInContext) -> bool:
    """Return whether a capital and a spaced dash stand before it, as in "Su -34" of a scan."""
    return bool(re.search(r"[A-Z] -$", figure.before))


def is_glued_before(figure: AmountInContext) -> bool:
    """Return whether a letter or a sign touches its start: "T72", "#12"."""
    left = _touching_before(figure)
    return bool(left) and (left[-1].isalnum() or left[-1] in "_#№@")


def is_joined_before(figure: AmountInContext) -> bool:
    """Return whether a dash, dot or slash joins it to what stands before: "Su-34", "S-300"."""
    left = _touching_before(figure)
    return bool(left) and left[-1] in "-–‑−./:\\" and left[:-1].isalnum()


def _touching_before(figure: AmountInContext) -> str:
    """Return the two characters before it; none for money, negative amounts and "sub-7"."""
    amount = figure.amount
    if amount.measure == "money" or amount.low < 0 or _is_below(figure):
        return ""
    return figure.text[max(0, amount.first - 2) : amount.first]


def is_glued_after(figure: AmountInContext) -> bool:
    """Return whether letters touch its end: "30th", "F-16s", "1990's"."""
    right = _touching_after(figure)
    if not right:
        return False
    return right[0].isalnum() or right[0] == "_" or (right[0] in "'’" and right[1:] == "s")


def is_joined_after(figure: AmountInContext) -> bool:
    """Return whether a dash, colon, dot or slash joins it to the word after: "10:30", "9/11"."""
    right = _touching_after(figure)
    return bool(right) and right[0] in "-–‑:/." and right[1:].isalnum()


def _touching_after(figure: AmountInContext) -> str:
    """Return the two characters after it; none where a measure or a bound follows."""
    amount = figure.amount
    if amount.unit is not None or amount.end > amount.last:
        return ""
    return figure.text[amount.last : amount.last + 2]


def _is_below(figure: AmountInContext) -> bool:
    """Return whether the hyphen of "sub-7 nanometre" bounds the amount."""
    return figure.amount.unit is not None and figure.text.startswith("sub-", figure.amount.start)


def is_clock(figure: AmountInContext) -> bool:
    """Return whether it is an hour: "at 7.30pm", "10 GMT"."""
    return bool(CLOCK_AFTER.match(figure.text, figure.amount.number)) or bool(
        CLOCK_AFTER.match(figure.text, figure.amount.last)
    )


def has_leading_zero(figure: AmountInContext) -> bool:
    """Return whether it is a telephone number or code: "0800 123 456", "+44 20", "007"."""
    said = figure.said
    before = figure.before[-1:]
    return (len(said) > 1 and said[0] == "0" and said[1].isdecimal()) or (
        before == "+" and figure.amount.unit is None
    )


def is_year(figure: AmountInContext) -> bool:
    """Return whether it is "in 2022", "the 2019 list", "2014-2022"; "2000 people" is a count."""
    amount = figure.amount
    if amount.unit is not None or not PLAIN_YEAR.fullmatch(figure.said) or amount.whole:
        return False
    if amount.high != amount.low:
        return amount.high is not None and 1600 <= amount.low < amount.high < 2200
    plain = figure.last_word.lower().strip(".,") not in YEAR_BEFORE
    counted = plain and figure.next_plural and (amount.bound != "exact" or amount.low % 10 == 0)
    return amount.low >= 1600 and not counted and amount.bound in {"exact", "about"}


def is_telephone(figure: AmountInContext) -> bool:
    """Return whether it is one of three or more groups of digits: "44 20 7946 0000"."""
    amount, start = figure.amount, max(0, figure.amount.first - LONGEST_CALL)
    if amount.unit is not None or amount.kind != "digits":
        return False
    for call in CALL.finditer(figure.text, start, amount.number + LONGEST_CALL):
        if call.start() <= amount.first and amount.number <= call.end():
            return call.end() - call.start() > amount.number - amount.first
    return False


def is_calendar_day(figure: AmountInContext) -> bool:
    """Return whether it is the day of "5 January", "Jan. 2", "Nov. 5-6", "the 5 of May"."""
    if figure.amount.unit is not None or figure.amount.kind not in {"digits", "words"}:
        return False
    months = not_counts()["month"]
    after = figure.after.removeprefix(" of").split()
    if after and after[0].strip(".,;)’'s") in months and figure.amount.low <= 31:
        return True
    if DAYS_BEFORE.search(figure.before) and figure.amount.low <= 31 and not figure.next_plural:
        return True
    word = figure.last_word.strip(".")
    if word not in months or figure.before.rstrip()[-1:] == ",":
        return False
    ahead_of_month = figure.before[: figure.before.rindex(word)].split()
    leads = ahead_of_month[-1].lower() if ahead_of_month else "in"
    starts = leads == "in" or leads.isdecimal()
    return not (starts and figure.next_plural)


def is_one_of_days(figure: AmountInContext) -> bool:
    """Return whether it is the first day of "12 and 13 May"."""
    amount = figure.amount
    bare = amount.unit is None and amount.kind == "digits" and amount.low <= 31
    return bare and DAYS_AFTER.match(figure.after) is not None


def is_year_after_day(figure: AmountInContext) -> bool:
    """Return whether it is the year of "Jan. 2, 2024"."""
    return bool(PLAIN_YEAR.fullmatch(figure.said)) and bool(
        re.search(r"\d,\s?$", figure.before) and not figure.next_plural
    )


def is_age(figure: AmountInContext) -> bool:
    """Return whether it is an age: "the 76-year-old", "aged 5", "at the age of 48"."""
    amount = figure.amount
    if OLD_AFTER.match(figure.text, amount.last) and amount.low <= OLDEST:
        return True
    words = [word.strip(".,(").lower() for word in figure.before.split()[-3:]]
    ages = not_counts()["age_before"]
    if words and (words[-1] in ages or " ".join(words[-2:]) in ages):
        return True
    if len(words) > 1 and words[-2] in ages and words[-1] in {"between", "from", "under", "over"}:
        return True
    return len(words) > 2 and words[-3] in ages and words[-1] in {"and", "to"}


def is_age_after_name(figure: AmountInContext) -> bool:
    """Return whether it is the age of "Ivan Petrov, 42,"."""
    amount, token = figure.amount, figure.previous
    if amount.kind != "digits" or amount.grouped or amount.unit or not 0 < amount.low < 116:
        return False
    if token is None or token.text not in {",", "("} or token.index == 0:
        return False
    name = figure.parse.tokens[token.index - 1]
    named = name.tag in {"NNP", "NNPS"} and name.sentence == token.sentence
    return named and bool(AGE_AFTER.match(figure.text, amount.end))


def is_label(figure: AmountInContext) -> bool:
    """Return whether it is "article 5", "resolution 2334", "Leopard 2 tanks", "No. 10"."""
    amount = figure.amount
    signed = amount.measure == "money" and not figure.text[amount.start : amount.first].isalpha()
    if signed or amount.unit == "percent" or amount.kind == "vague":
        return False
    word = figure.last_word
    if not word or figure.before[-1:] not in {" ", "\u00a0", "#", "№", "."}:
        return False
    known = word.lower() in not_counts()["label"] or word.lower().strip(".") in {"no", "nos", "art"}
    if not known or amount.bound != "exact":
        return False
    return word[0].isupper() or not figure.next_plural


def ends_name(figure: AmountInContext) -> bool:
    """Return whether a name runs into it: "Windows 11", "iPhone 11 Pro", "COP 27"."""
    amount, token = figure.amount, figure.previous
    if amount.unit or amount.kind != "digits" or amount.grouped or amount.bound != "exact":
        return False
    if token is None or token.tag not in {"NNP", "NNPS"} or figure.next_plural or amount.whole:
        return False
    if token.end + 1 < amount.first + (figure.parse.tokens[token.index].start - token.start):
        return False
    return not _governs(token.lower) and not _suffers(figure.following)


def _governs(word: str) -> bool:
    """Return whether a word of a Title Case Headline is a verb that gives a role: "Kills 12"."""
    stems = {word, word[:-1], word[:-2], word[:-2] + "e", word[:-3], word[:-3] + "e"}
    return any(role_of(stem, "object", "person") for stem in stems)


def _suffers(token: Token | None) -> bool:
    """Return whether the next word says what happened to the counted: "12 dead", "30 wounded"."""
    if token is None:
        return False
    modifier = role_of(token.lower, "modifier", None) or role_of(
        token.lemma.lower(), "object", None
    )
    return modifier is not None or token.lower in {"were", "was", "are", "have", "people"}


def begins_title(figure: AmountInContext) -> bool:
    """Return whether its capital makes it a part of a name: "Group of Seven", "Six-Day War"."""
    token = figure.following
    capital = figure.said[:1].isupper() and figure.amount.first > 0
    if not (capital and figure.amount.kind == "words" and _may_be_named(figure)):
        return False
    return token is None or not token.text[:1].isupper() or not is_plural(token.text)


def begins_name(figure: AmountInContext) -> bool:
    """Return whether a name follows its digits: "10 Downing Street", "787 Dreamliner"."""
    token = figure.following
    if token is None or token.tag != "NNP" or not _may_be_named(figure):
        return False
    if is_a(token.lower, "person"):  # "21 Filipino and three Indian sailors"
        return False
    if figure.previous is not None and _governs(figure.previous.lower):  # "Injures 60 Near Mosque"
        return False
    named = not is_plural(token.text) and token.text[:1].isupper()
    return named and figure.amount.kind == "digits"


def _may_be_named(figure: AmountInContext) -> bool:
    """Return whether it is bare and nothing after it can be counted."""
    amount = figure.amount
    bare = not amount.unit and amount.bound == "exact" and not amount.whole and amount.low >= 2
    return bare and not figure.next_plural and not _suffers(figure.following)


def is_list_number(figure: AmountInContext) -> bool:
    """Return whether it opens an item of a list: "1. The ministry said", "(3) Fire"."""
    amount = figure.amount
    opens = not figure.before.strip(" (#")
    follows = figure.after[:2].rstrip() in {".", ")", ":", ".)"}
    return opens and follows and amount.kind == "digits" and not amount.grouped


def is_moment(figure: AmountInContext) -> bool:
    """Return whether it says when, not how long: "past 24 hours", "two years ago"."""
    amount = figure.amount
    if amount.measure != "duration" or amount.low > OLDEST:
        return False
    around = figure.text[amount.end :].lstrip(" -'’").lower()[:16]
    ago = any(around.startswith(word) for word in not_counts()["moment_after"])
    outer = figure.before.split()[-1:]
    if figure.opening is not None and figure.opening.tag.startswith("VB"):
        return ago
    return ago or bool(outer and outer[0].lower() in not_counts()["moment_before"])


def is_pronoun(figure: AmountInContext) -> bool:
    """Return whether it is a "one" that counts nothing: "no one", "one of the biggest"."""
    amount = figure.amount
    if figure.said.lower() != "one" or amount.whole or amount.unit == "percent":
        return False
    if figure.last_word.lower() in not_counts()["pronoun_before"]:
        return True
    if amount.unit in not_counts()["one_day"] and figure.text[amount.last] == " ":
        return True
    token = figure.following
    if token is None:
        return False
    if token.lower in not_counts()["one_day"] or singular(token.text) in not_counts()["one_day"]:
        return True
    if token.lower != "of":
        return False
    ahead = figure.parse.tokens[token.index + 1 : token.index + 8]
    return any(word.tag in {"JJS", "RBS"} for word in ahead if word.sentence == token.sentence)


NOT_BEFORE = re.compile(r"\bnot\s+$", re.IGNORECASE)
NOT_ASIDE = re.compile(r"(?:,|\(|—|–)\s*(?:and\s+)?not\s+$", re.IGNORECASE)
BUT_AFTER = re.compile(r"\s+(?:[a-z]+\s+)?but\s+(?:only\s+|just\s+|about\s+|at least\s+)?")
DIED_BUT = re.compile(
    r"\s+(?:[a-z]+\s+){1,4}but\s+(?:only\s+|just\s+|about\s+|at least\s+|more than\s+)?", re.I
)
"""The same with what happened between: "not 20 people died but at least 35"."""

TOLL_BEFORE = re.compile(
    r"\b(?:toll|dead|number|count|tally|deaths|casualties|wounded|injured|killed)\b[^.;]*"
    r"\b(?:to|at)\s+\d[\d,.]*(?:\s+[a-z]+)?,?\s+(?:up\s+|down\s+)?from(?:\s+an?\s+\w+)?\s+$",
    re.IGNORECASE,
)
"""A toll and what it came to, before what it was: "raised the toll to 31 from 26"."""


def is_put_right(figure: AmountInContext) -> bool:
    """Return whether it is denied and another number given: "not 84 but 61 people", "3, not 9,"."""
    but = BUT_AFTER.match(figure.after)
    if but is None and NOT_BEFORE.search(figure.before):
        but = DIED_BUT.match(figure.after)
    if but is not None and NOT_BEFORE.search(figure.before):
        return bool(find_numerals(figure.after[but.end() :][:12]))
    closed = figure.after.lstrip()[:1] in (",", ".", ")", ";", "—", "–", "")
    return closed and bool(NOT_ASIDE.search(figure.before))


def is_earlier_toll(figure: AmountInContext) -> bool:
    """Return whether it is what a toll was before: nobody says that it holds."""
    return bool(TOLL_BEFORE.search(figure.text, 0, figure.amount.start))


TIMES_OVER = re.compile(
    r"(?: of (?:them|those|these|the \w+))? "
    r"(?:twice|(?:two|three|four|five|six|several|many|multiple|\d+) times)\b"
)


def happened_more_than_once(figure: AmountInContext) -> bool:
    """Return whether it says to how many something was done again, which is no toll."""
    return bool(TIMES_OVER.match(figure.after))


PUT_RIGHT = "put right"

NOT_COUNTS: tuple[Rule[Callable[[AmountInContext], bool]], ...] = (
    Rule("score", "The home side won 2-0 in the capital.", is_score),
    Rule("letter and a dash", "The clinic tested COVID -19 patients.", is_lettered),
    Rule("glued to the word before", "A T72 tank was seen.", is_glued_before),
    Rule("joined to the word before", "A Su-34 was seen over the bay.", is_joined_before),
    Rule("glued to the word after", "The 30th brigade withdrew.", is_glued_after),
    Rule("joined to the word after", "Sirens sounded at 11:45 in the port.", is_joined_after),
    Rule("clock", "Sirens sounded at 10 p.m. in the port.", is_clock),
    Rule("leading zero", "Call 0800 for shelter.", has_leading_zero),
    Rule("telephone", "Ring 20 7946 0000 for shelter.", is_telephone),
    Rule("year", "The war began in 2022.", is_year),
    Rule("calendar day", "Fighting resumed on 5 January.", is_calendar_day),
    Rule("one of several days", "Fighting resumed on 5 and 6 January.", is_one_of_days),
    Rule("year after day", "They signed it on May 2, 1581.", is_year_after_day),
    Rule("age", "A girl aged 5 survived.", is_age),
    Rule("age after a name", "Ivan Petrov, 42, was sentenced.", is_age_after_name),
    Rule("label", "Article 5 was never invoked.", is_label),
    Rule("end of a name", "The Zircon 17 missed the ship.", ends_name),
    Rule("begins a title", "The Group of Seven met in Rome.", begins_title),
    Rule("begins a name", "They met at 10 Downing Street.", begins_name),
    Rule("list number", "1. The ministry denied it.", is_list_number),
    Rule("moment", "It was quiet over the past 24 hours.", is_moment),
    Rule(PUT_RIGHT, "Not 84 but 61 people died in the raid.", is_put_right),
    Rule("toll before", "The army raised the death toll to 31 from 26.", is_earlier_toll),
    Rule("done more than once", "Men shot two of them twice.", happened_more_than_once),
    Rule("pronoun", "It was one of the biggest attacks.", is_pronoun),
)


def counts_nothing(figure: AmountInContext) -> str | None:
    """Return the name of the first rule by which the amount counts nothing; None: it counts."""
    return first_that_holds(NOT_COUNTS, figure)
