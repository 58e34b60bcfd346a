"""Who makes a claim in a language without a parser: the words of its source, led to a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.issuers import SPEAKING, body_of, speaks_for_itself
from sayso.lexicon.multilingual import person_in, source_words
from sayso.record import Attribution, Claimant
from sayso.record.trace import Rule, decide
from sayso.stages.claims.claimants import UNNAMED
from sayso.stages.multilingual.bodies import bodies_in

WORD = re.compile(r"[^\W\d_][\w'’ʼ-]*")

PROMPT = re.compile(r"[@#]\w+")


@dataclass(frozen=True, slots=True)
class WordedSource:
    """The words of a source in a language, whoever spoke before, the nearest first, and the words
    of the text before it."""

    said: str
    code: str
    earlier: Sequence[Claimant]
    before: str = ""


Test = Callable[[WordedSource], Claimant | None]


def _pronoun(source: WordedSource) -> Claimant | None:
    """Return who spoke before, for a pronoun or a bare title."""
    said, words = source.said.strip(), source_words(source.code)
    titled = any(pattern.fullmatch(said) for pattern, _ in words.titles)
    if not titled and not words.pronouns.fullmatch(said):
        return None
    before = next((each for each in source.earlier if each.named), None) or _mentioned(source)
    if before is not None:
        return Claimant(source.said, before.name, before.named, before.country, before.role)
    return None if titled else replace(UNNAMED, said=source.said)


def _mentioned(source: WordedSource) -> Claimant | None:
    """Return the last person by name and surname in the words before."""
    names = [_without_title(source.code, each) for each in _capitalized_runs(source.before)]
    return Claimant(names[-1], names[-1], True) if names else None


def _unnamed(source: WordedSource) -> Claimant | None:
    """Return somebody without a name: "источники в Минобороны" are not the ministry."""
    met = source_words(source.code).unnamed.search(source.said)
    if met is None or source.said[: met.start()].count(" ") > FEW_BEFORE:
        return None
    bodies = bodies_in(source.code, source.said)
    country = bodies[0].body.country if bodies else None
    return Claimant(source.said, source.said, False, country)


FEW_BEFORE = 2
"""Words that may stand before the noun of an unnamed source: "двое местных жителей"."""


def _person(source: WordedSource) -> Claimant | None:
    """Return a person by name and surname, with the sector of the title or body beside."""
    bodies = bodies_in(source.code, source.said)
    apart = "".join(
        " , " if any(each.start <= at < each.end for each in bodies) else letter
        for at, letter in enumerate(source.said)
    )
    for name in map(partial(_without_title, source.code), _capitalized_runs(apart)):
        country, role = _standing(source, bodies[0].body.country if bodies else None)
        role = role or (bodies[0].body.role if bodies else None)
        return Claimant(source.said, name, True, country, role)
    return None


def _without_title(code: str, name: str) -> str:
    """Return a name without the title that it begins with: a sentence begins with a capital."""
    first, _, rest = name.partition(" ")
    titled = any(pattern.fullmatch(first) for pattern, _ in source_words(code).titles)
    return rest if titled and " " in rest else name


def _known_person(source: WordedSource) -> Claimant | None:
    """Return a person in office or command, by the name that English reports have."""
    person = person_in(source.code, source.said)
    if person is None:
        return None
    _, role = _standing(source, None)
    return Claimant(source.said, person.name, True, person.country, role)


def _capitalized_runs(words: str) -> Iterator[str]:
    """Yield two or more words with capitals, and small letters after them, that stand together: a
    name and a surname."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(words):
        follows = bool(run) and not words[run[-1].end() : word.start()].strip(" .")
        if run and not (follows and _is_name(word.group())):
            if len(run) > 1:
                yield words[run[0].start() : run[-1].end()]
            run = []
        if _is_name(word.group()):
            run.append(word)
    if len(run) > 1:
        yield words[run[0].start() : run[-1].end()]


def _is_name(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word[1:2].islower())


def _standing(source: WordedSource, country: str | None) -> tuple[str | None, str | None]:
    for pattern, role in source_words(source.code).titles:
        if pattern.search(source.said):
            return country, role or None
    return country, None


def _body(source: WordedSource) -> Claimant | None:
    """Return a body that is known, by its English name."""
    bodies = bodies_in(source.code, source.said)
    if not bodies:
        return None
    body = bodies[0].body
    return Claimant(source.said, body.name, True, body.country, body.role)


def _other(source: WordedSource) -> Claimant | None:
    """Return the words of the source; with a capital inside they name somebody."""
    country, role = _standing(source, None)
    words = WORD.findall(source.said)
    # The first word has a capital where the sentence begins with it: that names nobody yet.
    capitals = any(word[0].isupper() for word in words[1:]) or words[:1] == [source.said.upper()]
    named = bool(PROMPT.match(source.said)) or capitals
    return Claimant(source.said, source.said, named, country, role)


CLAIMANTS: tuple[Rule[Test], ...] = (
    Rule("no name", "источники в Минобороны", _unnamed),
    Rule("pronoun", "он", _pronoun),
    Rule("known person", "президент Зеленський", _known_person),
    Rule("person", "губернатор Иван Петров", _person),
    Rule("known body", "Минобороны РФ", _body),
    Rule("own words", "волонтеры", _other),
)


def claimant_of(
    text: str, attribution: Attribution, code: str, earlier: Sequence[Claimant]
) -> Claimant:
    """Return who makes an attribution's claims; `earlier` are those before, the nearest first."""
    if not attribution.source:
        return UNNAMED
    said = " ".join(attribution.source[0].of(text).split())
    start = attribution.source[0].start
    before = text[max(0, start - LOOKED_BACK) : start]
    decided = decide(CLAIMANTS, WordedSource(said, code, earlier, before))
    return decided[1] if decided is not None else UNNAMED


LOOKED_BACK = 300
"""Letters before a pronoun in which a person may be named."""


def publisher_of(outlet: str | None, code: str) -> Claimant | None:
    """Return the body that publishes a text and speaks for itself; None where no body does."""
    if not outlet:
        return None
    bodies = [each.body for each in bodies_in(code, outlet) if each.body.role in SPEAKING]
    if bodies:
        return Claimant("", bodies[0].name, True, bodies[0].country, bodies[0].role)
    if not speaks_for_itself(outlet):
        return None
    name = body_of(outlet)
    country, role = describe(name)
    return Claimant("", name, True, country, role)
