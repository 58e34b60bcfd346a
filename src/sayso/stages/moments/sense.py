"""Which phrases mean a time here: "May" may be a verb, 1984 a count, "second" a rank."""

from __future__ import annotations

from dataclasses import replace

from sayso.stages.moments.phrase import Phrase
from sayso.text.parse import Parse

COUNTED = ("about ", "some ", "than ", "nearly ", "least ", "most ", "almost ", "roughly ")


def meant(phrase: Phrase, parse: Parse, offset: int, text: str) -> bool:
    """Whether `phrase` of the block `text`, which starts at `offset`, speaks of time."""
    return all(rule(phrase, parse, offset, text) for rule in RULES)


def not_a_verb(phrase: Phrase, parse: Parse, offset: int, text: str) -> bool:
    """May and March at the head of a clause are verbs."""
    words = text[phrase.start : phrase.end].lower()
    if phrase.kind != "date" or words not in {"may", "march", "the fall", "fall", "spring"}:
        return True
    token = parse.at(offset + phrase.end - 1)
    return token is None or token.pos not in {"AUX", "VERB"}


def not_a_count(phrase: Phrase, parse: Parse, offset: int, text: str) -> bool:
    """A bare four-digit number is a year unless it counts something."""
    words = text[phrase.start : phrase.end]
    if phrase.kind != "date" or not phrase.year or not words.isdigit():
        return True
    before = text[max(0, phrase.start - 9) : phrase.start].lower()
    told = before.endswith(("in ", "since ", "by ", "of ", "until ", "from ", "before ", "after "))
    if not told and (before.endswith(COUNTED) or not 1900 <= phrase.year <= 2100):
        return False
    if told and not before.endswith(("of ", "from ", "by ", "after ")):
        return True
    token = parse.at(offset + phrase.start)
    head = parse.head(token) if token else None
    counts = token is not None and head is not None and token.dep == "nummod" and head.tag == "NNS"
    if counts or (
        head is not None and token is not None and token.dep == "nummod" and head.text == "%"
    ):
        return False
    return 1900 <= phrase.year <= 2100 or told


def not_an_age(phrase: Phrase, parse: Parse, offset: int, text: str) -> bool:
    """52 years old is no length of time that anything took."""
    if phrase.kind != "duration":
        return True
    after = text[phrase.end : phrase.end + 8].lower()
    return not after.startswith((" old", "-old", "s-old", "s old", " of age", "-olds"))


RATED = ("NOUN", "PROPN", "NUM", "SYM")


def rated(phrase: Phrase, parse: Parse, offset: int, text: str) -> Phrase:
    """$2 billion a year, 40 sorties a day: a rate, which TIMEX3 calls a SET."""
    words = text[phrase.start : phrase.end].lower().split()
    if phrase.kind != "duration" or len(words) != 2 or words[0] not in {"a", "an"}:
        return phrase
    token = parse.at(offset + phrase.start)
    before = parse.tokens[token.index - 1] if token and token.index else None
    if before is None or not (before.pos in RATED or before.lower in {"once", "twice"}):
        return phrase
    return replace(phrase, kind="set", type="SET")


RULES = (not_a_verb, not_a_count, not_an_age)
