"""How far two statements of one event stand against each other in words, as named features.

"Rebels took the bridge" and "the garrison holds it" deny each other without a word of denial. What
two have in common that others of the event have not, what one denies that the other says, and
topics that stand against each other (`lexicon/data/opposed_topics.tsv`) say so together; how much
each says is learned (`training/relations`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from operator import itemgetter

from sayso.lexicon.comparison import opposed_topics, statement_topics
from sayso.linking.features import StatementFeatures
from sayso.linking.words import WORD, Terms, cosine, rarity, spoken, term, terms_of, weighted
from sayso.models.linear import LinearModel

NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|neither|nor|nothing|nowhere|without|hardly|cannot|untrue|false"
    r"|den(?:y|ies|ied|ying)|dismiss\w*|reject\w*|repudiat\w*|refut\w*|disput\w*|contradict\w*"
    r"|scorn|baseless|lie|slander|fabricat\w*|fairy|invention|invented)\b|n[’']t\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(
    r"[,;:.!?]|\b(?:but|and that|while|whereas|although|though|because|since|except|only"
    r"|other than)\b",
    re.IGNORECASE,
)
"""Where what a word of negation denies ends."""

GENERIC = frozenset(
    map(
        term,
        "claim claims report reports said say says saying accusation allegation story talk rumour"
        " charge tale area man men people made went come came day night time place one two three"
        " four five six seven eight nine ten".split(),
    )
)
"""Terms that many statements of one event share and that say nothing of what they speak of."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a statement speaks of in words.

    `own` are the terms of the speaker's name, `names` those of capitalized words, `denied` those
    after a word of negation; `denials` are from where to where those words are.
    """

    words: str
    side: str
    speaker: str
    day: int | None
    own: frozenset[str]
    terms: Terms
    names: frozenset[str]
    denied: frozenset[str]
    denials: tuple[tuple[int, int], ...]


def wording_of(features: StatementFeatures) -> Wording:
    """Return what a statement speaks of in words."""
    side, name = features.side, features.claim.claimant.name
    known = f"{side.kind} {side.name}" if side.kind not in ("nobody", "officials") else name
    return wording(features.words, name, known, features.published, features.answer == "no")


def wording(
    words: str, speaker: str, side: str, published: datetime | None, denied: bool = False
) -> Wording:
    """Return what the words of a speaker speak of; `side` names whom the speaker speaks for.

    `denied` says that the speaker denies what the words say: without a word of negation in them,
    that is all of it.
    """
    denials = list(_denied_stretches(words))
    if denied and not denials:
        denials = [(0, len(words))]
    counts = terms_of(words)
    capitals = (each for number, each in enumerate(WORD.findall(words)) if number)
    return Wording(
        words,
        side,
        speaker,
        published.toordinal() if published else None,
        frozenset(term(each.lower()) for each in WORD.findall(speaker)),
        weighted(counts) if counts else {},
        frozenset(term(each.lower()) for each in capitals if each[:1].isupper()),
        frozenset(_denied_terms(words, denials)),
        tuple(denials),
    )


def topics_in(said: Wording) -> frozenset[str]:
    """Return the topics that a statement speaks of, those in what it denies with "not " before
    them: classes of `statement_topics.tsv`."""
    topics = set()
    for topic, pattern in statement_topics().items():
        for match in pattern.finditer(said.words):
            inside = any(start <= match.start() < end for start, end in said.denials)
            topics.add(f"{NOT}{topic}" if inside else topic)
    return frozenset(topics)


NOT = "not "


def _denied_stretches(words: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where words of negation reach."""
    for negation in NEGATION.finditer(words):
        end = CLAUSE_END.search(words, negation.end() + SHORTEST)
        yield negation.start(), end.start() if end else len(words)


SHORTEST = 3
"""Letters that a denial has at least: in "not, he said, one soldier" it goes on after a comma."""


def _denied_terms(words: str, stretches: Sequence[tuple[int, int]]) -> Iterator[str]:
    said = " ".join(words[start:end] for start, end in stretches)
    return (each for each in terms_of(said) if each not in GENERIC)


Features = dict[str, float]


class Contrasts:
    """The statements of one event, numbered, and how far any two stand against each other.

    What two have in common says more the fewer others of the event have it.
    """

    def __init__(self, statements: Sequence[Wording]) -> None:
        self.statements = statements
        held: dict[str, list[int]] = defaultdict(list)
        for number, statement in enumerate(statements):
            for name in statement.terms.keys() - GENERIC:
                held[name].append(number)
        self._spread = {name: len(numbers) for name, numbers in held.items()}
        self._lengths = [
            math.sqrt(1 + sum(rarity(name) for name in each.terms)) for each in statements
        ]
        self._topics: dict[int, frozenset[str]] = {}
        pairs = {pair for numbers in held.values() for pair in combinations(numbers, 2)}
        self._alike = {
            pair: self._likeness(*pair) for pair in sorted(pairs) if self._comparable(*pair)
        }
        self._rivals: dict[int, list[float]] = defaultdict(list)
        for (one, other), alike in self._alike.items():
            self._rivals[one].append(alike)
            self._rivals[other].append(alike)

    @property
    def pairs(self) -> Iterable[tuple[int, int]]:
        """The pairs of two speakers of two sides that have a term in common, by number."""
        return self._alike

    def _topics_of(self, number: int) -> frozenset[str]:
        if number not in self._topics:
            self._topics[number] = topics_in(self.statements[number])
        return self._topics[number]

    def _comparable(self, one: int, other: int) -> bool:
        left, right = self.statements[one], self.statements[other]
        return left.side != right.side and left.speaker != right.speaker

    def common(self, one: int, other: int) -> dict[str, float]:
        """Return the terms of both, by rarity and by how few others of the event have them."""
        left, right = self.statements[one], self.statements[other]
        names = (left.terms.keys() & right.terms.keys()) - GENERIC - left.own - right.own
        return {name: rarity(name) / (self._spread[name] - 1) for name in sorted(names)}

    def _likeness(self, one: int, other: int) -> float:
        total = sum(self.common(one, other).values())
        return ALIKE_SCALE * total / (self._lengths[one] * self._lengths[other])

    def nearest(self, most: int) -> Iterator[tuple[int, int]]:
        """Yield the pairs of which one is among the `most` others that are most like the other."""
        least = {
            number: sorted(alike, reverse=True)[:most][-1] for number, alike in self._rivals.items()
        }
        for (one, other), alike in self._alike.items():
            if alike >= min(least[one], least[other]):
                yield one, other

    def features(self, one: int, other: int) -> Features:
        """Return the named features of two statements, by number."""
        left, right = self.statements[one], self.statements[other]
        common, alike = self.common(one, other), self._alike[one, other]
        weight = sum(rarity(name) for name in common)
        ranks = [
            1 / (1 + sum(each > alike for each in self._rivals[number])) for number in (one, other)
        ]
        held: dict[str, float] = {
            "common words": min(weight, 20) / 20,
            "some in common": float(weight > 0),
            "much in common": float(weight > 5),
            "alike": cosine(left.terms, right.terms),
            "alike in this event": min(alike, 2),
            "common in this event": min(sum(common.values()), 15) / 15,
            "rarest in this event": min(max(common.values(), default=0.0), 8) / 8,
            "common words in number": min(len(common), 4) / 4,
            "nearest": sum(ranks) / 2 if alike > 0 else 0.0,
            "nearest to each other": float(alike > 0 and sum(ranks) == len(ranks)),
            "common name": float(bool(left.names & right.names - left.own - right.own)),
            "names the speaker": float(_names_speaker(left, right) or _names_speaker(right, left)),
            "one denies": float(bool(left.denials) != bool(right.denials)),
            "both deny": float(bool(left.denials) and bool(right.denials)),
            "other day": float(
                left.day is not None and right.day is not None and left.day != right.day
            ),
            **_denial(left, right),
            **_opposed(self._topics_of(one), self._topics_of(other)),
        }
        held.update(_together(held))
        return {name: value for name, value in sorted(held.items()) if value}


ALIKE_SCALE = 3.0


def _together(held: Mapping[str, float]) -> Features:
    """Return products of features: what is opposed says more where two are about one thing."""
    opposed = bool(held["opposed topics"] or held["denied topics"])
    denied = held.get("denied words said", 0.0)
    neither = not (opposed or denied or held["one denies"])
    return {
        "opposed": float(opposed or denied > 0),
        "neither opposed nor denied": float(neither),
        "alike, neither opposed nor denied": held["alike"] * neither,
        "opposed, nearest": held["nearest"] * opposed,
        "opposed, alike": held["alike"] * opposed,
        "denied by one": denied * held["one denies"],
        "denied by one, nearest": denied * held["nearest"] * held["one denies"],
        "denies, names the speaker": held["names the speaker"] * held["one denies"],
    }


def _names_speaker(speaks: Wording, names: Wording) -> bool:
    return not (speaks.own - GENERIC).isdisjoint(names.terms)


def _denial(left: Wording, right: Wording) -> Features:
    """Return how much of what one denies the other says."""
    held: Features = {}
    for no, yes in ((left, right), (right, left)):
        denied = {name: rarity(name) for name in sorted(no.denied - no.own)}
        if not denied:
            continue
        said = sum(weight for name, weight in denied.items() if name in yes.terms)
        made = {
            "denied words said": said / sum(denied.values()),
            "denied words": min(said, 15) / 15,
            "denied by both": float(not no.denied.isdisjoint(yes.denied)),
            "denied and accused": float(_names_speaker(no, yes) and said > 0),
        }
        held = {name: max(value, held.get(name, 0.0)) for name, value in made.items()}
    return held


def _opposed(left: frozenset[str], right: frozenset[str]) -> Features:
    """Return the topics by which two stand against each other, and whether one denies a topic."""
    mine, theirs = left - right, right - left
    held: Features = {}
    for one, other in product(sorted(mine), sorted(theirs)):
        if frozenset((one, other)) in opposed_topics():
            held[BETWEEN.join(sorted((one, other)))] = 1.0
    opposed = len(held)
    denied = sum(f"{NOT}{each}" in theirs for each in mine)
    denied += sum(f"{NOT}{each}" in mine for each in theirs)
    held["opposed topics"] = min(opposed, 3) / 3
    held["denied topics"] = min(denied, 2) / 2
    if "fired first" in left & right:
        held["both say who fired"] = 1.0
    return held


BETWEEN = " / "

NO_TOPIC = "did it happen"
"""The question that two answer where one denies what the other says."""


def _topics_of(feature: str) -> frozenset[str]:
    return frozenset(feature.split(BETWEEN))


def _opposed_by(features: Iterable[str]) -> str:
    """Return the first feature that names opposed topics; "" of none."""
    return next((name for name in features if _topics_of(name) in opposed_topics()), "")


@dataclass(frozen=True, slots=True)
class Contrast:
    """How likely two statements contradict each other in words, 0 to 1, why, and on what."""

    score: float
    why: str
    asked: str


MOST_STATEMENTS = 400
"""Statements of one event that are compared in words: pairs grow with their square, and what has
more is a war and no event."""

NEAREST = 6
"""Statements of other sides that each is compared with, those most like it in its event."""


class EventContrasts:
    """The contrasts between statements of one event, by their keys, as a model sees them."""

    def __init__(self, statements: Iterable[StatementFeatures], model: LinearModel) -> None:
        held = {each.key: each for each in statements}
        self._model = model
        self._number = {key: number for number, key in enumerate(held)}
        few = len(held) <= MOST_STATEMENTS
        self._contrasts = Contrasts([wording_of(each) for each in held.values()] if few else [])
        near = self._contrasts.nearest(NEAREST)
        self._held = {pair: self._contrast(pair) for pair in near}

    def between(self, left: StatementFeatures, right: StatementFeatures) -> Contrast | None:
        """Return the contrast of two statements; None where nothing stands against anything."""
        numbers = self._number.get(left.key, -1), self._number.get(right.key, -1)
        return self._held.get((min(numbers), max(numbers)))

    def _contrast(self, pair: tuple[int, int]) -> Contrast | None:
        features = self._contrasts.features(*pair)
        if OPPOSITION.isdisjoint(features):
            return None
        score = self._model.probabilities(features)["contradict"]
        opposed = _opposed_by(features)
        asked = opposed_topics().get(_topics_of(opposed), NO_TOPIC)
        return Contrast(score, self._why(pair, opposed), asked)

    def pairs(self, least: float) -> Iterator[tuple[str, str]]:
        """Yield the keys of statements near each other of which one denies something, or whose
        contrast scores `least`."""
        keys = list(self._number)
        for (one, other), contrast in sorted(self._held.items(), key=itemgetter(0)):
            denies = any(self._contrasts.statements[each].denials for each in (one, other))
            if denies or (contrast is not None and contrast.score >= least):
                yield keys[one], keys[other]

    def _why(self, pair: tuple[int, int], opposed: str) -> str:
        words = self._contrasts.statements[pair[0]].words
        common = sorted(self._contrasts.common(*pair).items(), key=lambda each: -each[1])
        about = ", ".join(spoken([name for name, _ in common[:COMMON_SHOWN]], words))
        what = opposed.replace(BETWEEN, " or ") or "one denies what the other says"
        return f"{what} ({about})" if about else what


COMMON_SHOWN = 3

OPPOSITION = frozenset(("opposed topics", "denied topics", "both say who fired", "denied by one"))
"""Features of which a pair has one: what is only alike is said by both."""
