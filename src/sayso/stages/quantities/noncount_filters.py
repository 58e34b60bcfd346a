"""Numbers that count nothing: dates, ages, names of weapons and units, labels, scores."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.quantities import is_plural, not_counts, role_of, singular
from sayso.stages.quantities.modifiers import Amount
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
        found = LAST_WORD.search(self.before.rstrip())
        return found[0] if found else ""

    @property
    def next_plural(self) -> bool:
        """Whether the next word, or the one after an adjective, is a noun that can be counted."""
        token = self.following
        for _ in range(3):
            if token is None:
                return False
            if token.tag in {"NNS", "NNPS"} or (token.tag == "NN" and is_plural(token.text)):
                return True
            if token.tag not in {"JJ", "JJR", "VBN", "VBG", "NN", "NNP"}:
                return False
            index = token.index + 1
            same = index < len(self.parse.tokens)
            token = self.parse.tokens[index] if same else None
        return False


Rule = Callable[[AmountInContext], bool]


def score(figure: AmountInContext) -> bool:
    """ "2-0", and "1-2" beside the words of sport."""
    amount = figure.amount
    if amount.kind == "score":
        return True
    near = {word.strip(".,").lower() for word in (figure.before + " " + figure.after).split()}
    small = amount.dashed and amount.high is not None and amount.high < 15
    small = small and not figure.next_plural
    return small and bool(near & not_counts()["score"])


def designation(figure: AmountInContext) -> bool:
    """ "Su-34", "S-300", "F-16s", "30th", "10:30", "9/11", "two-state"."""
    text, amount = figure.text, figure.amount
    left, right = text[max(0, amount.first - 2) : amount.first], text[amount.last : amount.last + 2]
    if re.search(r"[A-Z] -$", figure.before):
        return True
    if left and amount.measure != "money" and amount.low >= 0 and not _below(figure):
        if left[-1].isalnum() or left[-1] in "_#№@":
            return True
        if left[-1] in "-–‑−./:\\" and left[:-1].isalnum():
            return True
    if amount.unit is not None or amount.end > amount.last or not right:
        return False
    if right[0].isalnum() or right[0] == "_" or (right[0] in "'’" and right[1:] == "s"):
        return True
    return right[0] in "-–‑:/." and right[1:].isalnum()


def _below(figure: AmountInContext) -> bool:
    """ "sub-7 nanometre": the hyphen bounds the figure."""
    return figure.amount.unit is not None and figure.text.startswith("sub-", figure.amount.start)


def clock(figure: AmountInContext) -> bool:
    """ "at 7.30pm", "10 GMT"."""
    return bool(CLOCK_AFTER.match(figure.text, figure.amount.number)) or bool(
        CLOCK_AFTER.match(figure.text, figure.amount.last)
    )


def leading_zero(figure: AmountInContext) -> bool:
    """Telephone numbers and codes: "0800 123 456", "+44 20", "007"."""
    said = figure.said
    before = figure.before[-1:]
    return (len(said) > 1 and said[0] == "0" and said[1].isdecimal()) or (
        before == "+" and figure.amount.unit is None
    )


def year(figure: AmountInContext) -> bool:
    """ "in 2022", "the 2019 list", "2014-2022"; "2000 people" is a count."""
    amount = figure.amount
    if amount.unit is not None or not PLAIN_YEAR.fullmatch(figure.said) or amount.whole:
        return False
    if amount.high != amount.low:
        return amount.high is not None and 1600 <= amount.low < amount.high < 2200
    plain = figure.last_word.lower().strip(".,") not in YEAR_BEFORE
    counted = plain and figure.next_plural and (amount.bound != "exact" or amount.low % 10 == 0)
    return amount.low >= 1600 and not counted and amount.bound in {"exact", "about"}


def telephone(figure: AmountInContext) -> bool:
    """ "+44 20 7946 0000": one of three or more groups of digits."""
    amount, start = figure.amount, max(0, figure.amount.first - LONGEST_CALL)
    if amount.unit is not None or amount.kind != "digits":
        return False
    for call in CALL.finditer(figure.text, start, amount.number + LONGEST_CALL):
        if call.start() <= amount.first and amount.number <= call.end():
            return call.end() - call.start() > amount.number - amount.first
    return False


def calendar_day(figure: AmountInContext) -> bool:
    """ "5 January", "Jan. 2", "Nov. 5-6", "the 5 of May"."""
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
    starts = not ahead_of_month or ahead_of_month[-1].lower() == "in"
    return not (starts and figure.next_plural)


def year_after_day(figure: AmountInContext) -> bool:
    """The year of "Jan. 2, 2024"."""
    return bool(PLAIN_YEAR.fullmatch(figure.said)) and bool(
        re.search(r"\d,\s?$", figure.before) and not figure.next_plural
    )


def age(figure: AmountInContext) -> bool:
    """ "the 76-year-old", "aged 5", "Ivan Petrov, 42,", "at the age of 48"."""
    amount = figure.amount
    if OLD_AFTER.match(figure.text, amount.last) and amount.low <= OLDEST:
        return True
    words = [word.strip(".,(").lower() for word in figure.before.split()[-3:]]
    ages = not_counts()["age_before"]
    if words and (words[-1] in ages or " ".join(words[-2:]) in ages):
        return True
    if len(words) > 1 and words[-2] in ages and words[-1] in {"between", "from", "under", "over"}:
        return True
    if len(words) > 2 and words[-3] in ages and words[-1] in {"and", "to"}:
        return True
    return _age_after_name(figure)


def _age_after_name(figure: AmountInContext) -> bool:
    amount, token = figure.amount, figure.previous
    if amount.kind != "digits" or amount.grouped or amount.unit or not 0 < amount.low < 116:
        return False
    if token is None or token.text not in {",", "("} or token.index == 0:
        return False
    name = figure.parse.tokens[token.index - 1]
    named = name.tag in {"NNP", "NNPS"} and name.sentence == token.sentence
    return named and bool(AGE_AFTER.match(figure.text, amount.end))


def label(figure: AmountInContext) -> bool:
    """ "article 5", "UN resolution 2334", "day 399", "Leopard 2 tanks", "No. 10"."""
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


def after_name(figure: AmountInContext) -> bool:
    """ "Windows 11", "iPhone 11 Pro", "COP 27": a name runs into the number."""
    amount, token = figure.amount, figure.previous
    if amount.unit or amount.kind != "digits" or amount.grouped or amount.bound != "exact":
        return False
    if token is None or token.tag not in {"NNP", "NNPS"} or figure.next_plural or amount.whole:
        return False
    if token.end + 1 < amount.first + (figure.parse.tokens[token.index].start - token.start):
        return False
    return not _governs(token.lower) and not _suffers(figure.following)


def _governs(word: str) -> bool:
    """Whether a word of a Title Case Headline is a verb that gives a role: "Kills 12"."""
    stems = {word, word[:-1], word[:-2], word[:-2] + "e", word[:-3], word[:-3] + "e"}
    return any(role_of(stem, "object", "person") for stem in stems)


def _suffers(token: Token | None) -> bool:
    """Whether the next word tells what happened to the counted: "12 dead", "30 wounded"."""
    if token is None:
        return False
    modifier = role_of(token.lower, "modifier", None) or role_of(
        token.lemma.lower(), "object", None
    )
    return modifier is not None or token.lower in {"were", "was", "are", "have", "people"}


def before_name(figure: AmountInContext) -> bool:
    """ "10 Downing Street", "Group of Seven", "Six-Day War", "787 Dreamliner"."""
    amount, token = figure.amount, figure.following
    if amount.unit or amount.bound != "exact" or amount.whole or amount.low < 2:
        return False
    capital = figure.said[:1].isupper() and amount.first > 0 and amount.kind == "words"
    if capital and not figure.next_plural and not _suffers(token):
        title = token is not None and token.text[:1].isupper()
        return not title or token is None or not is_plural(token.text)
    if token is None or token.tag != "NNP" or figure.next_plural or _suffers(token):
        return False
    return not is_plural(token.text) and token.text[:1].isupper() and amount.kind == "digits"


def list_number(figure: AmountInContext) -> bool:
    """ "1. The ministry said", "(3) Fire"."""
    amount = figure.amount
    opens = not figure.before.strip(" (#")
    follows = figure.after[:2].rstrip() in {".", ")", ":", ".)"}
    return opens and follows and amount.kind == "digits" and not amount.grouped


def moment(figure: AmountInContext) -> bool:
    """ "past 24 hours", "two years ago": when, not how long; "a 30-day ceasefire" is a duration."""
    amount = figure.amount
    if amount.measure != "duration" or amount.low > OLDEST:
        return False
    around = figure.text[amount.end :].lstrip(" -'’").lower()[:16]
    ago = any(around.startswith(word) for word in not_counts()["moment_after"])
    outer = figure.before.split()[-1:]
    if figure.opening is not None and figure.opening.tag.startswith("VB"):
        return ago
    return ago or bool(outer and outer[0].lower() in not_counts()["moment_before"])


def pronoun_one(figure: AmountInContext) -> bool:
    """ "one" that counts nothing: "no one", "one of the biggest", "one day", "the one that"."""
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
    return any(each.tag in {"JJS", "RBS"} for each in ahead if each.sentence == token.sentence)


NOT_COUNTS: tuple[Rule, ...] = (
    score,
    designation,
    clock,
    leading_zero,
    telephone,
    year,
    calendar_day,
    year_after_day,
    age,
    label,
    after_name,
    before_name,
    list_number,
    moment,
    pronoun_one,
)


def counts_nothing(figure: AmountInContext) -> str | None:
    """The name of the first rule by which the figure counts nothing, or None: it counts."""
    for rule in NOT_COUNTS:
        if rule(figure):
            return rule.__name__
    return None
