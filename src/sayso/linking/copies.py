"""Copies of one report: shortened, edited, with another headline, they go back to one origin.

MinHash with locality-sensitive hashing (Broder 1997; Indyk & Motwani 1998) over rare pairs of
neighbouring terms finds which documents are worth comparing, at a low threshold, since a shortened
copy shares few of all pairs. What decides is how much of the shorter document stands in the other:
nearly all its terms, and about half of its neighbouring pairs of terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sayso.lexicon.comparison import empty_terms
from sayso.linking.blocking import bands_of
from sayso.linking.clusters import Pair
from sayso.linking.words import WORD, rarity, term
from sayso.record import BODY_KINDS, Reading

RARE_PAIR = 8.0
"""The rarities of two terms together, as much as "Russian missile" has. Unlike reports share few
such pairs, so that not many documents are compared in vain; at 10 copies are lost: recall .975, not
.99, of shortened and edited texts."""

TERMS_KEPT = 0.72
PAIRS_KEPT = 0.45
"""Shares of the shorter document that a copy keeps. Of 500 feed items shortened to a half with a
tenth of their words changed, 95 in 100 keep more than .80 and .58; reports by different hands on
one incident keep .83 and .64 at most, and nearly always less than .72 or .45."""

FEW_PAIRS = 14
PAIRS_KEPT_OF_FEW = 0.8
"""A headline alone, or with a short sentence, has few pairs, and a copy has nearly all of them."""

FEWEST_PAIRS = 3
SERIES_AFTER = timedelta(hours=20)
"""One outlet's report of another day in the same words is the next of a series ("Key events, day
387"), no copy."""


@dataclass(frozen=True, slots=True)
class CopyFeatures:
    """What of a document copies are known by."""

    key: str
    outlet: str | None
    published: datetime | None
    terms: frozenset[str]
    pairs: frozenset[str]
    rare: frozenset[str]


@dataclass(frozen=True, slots=True)
class Copied:
    """Two documents of which one copies the other, or both a third, and the shares they have in
    common of the shorter one's terms and pairs of terms."""

    documents: Pair
    terms: float
    pairs: float

    @property
    def reason(self) -> str:
        """How much the two have in common, in words for a reader."""
        return (
            f"{self.terms:.0%} of the shorter one's words and {self.pairs:.0%} of its pairs of"
            " words stand in the other"
        )


def body_of(reading: Reading) -> CopyFeatures:
    """Return the body of a document; its whole text where no block is one of the body."""
    document = reading.document
    return body_from(document.fingerprint, document.outlet, document.published, body_terms(reading))


def body_terms(reading: Reading) -> list[str]:
    """Return the terms of a document's body in order: all that its body is made of."""
    text = reading.document.text
    spans = [each.span for each in reading.blocks or () if each.kind in BODY_KINDS]
    terms: list[str] = []
    for part in [span.of(text) for span in spans] or [text]:
        terms += _terms_in(part)
    return terms


def body_from(
    key: str, outlet: str | None, published: datetime | None, terms: Sequence[str]
) -> CopyFeatures:
    """Return the body that these terms, in order, make."""
    pairs = list(pairwise(terms))
    return CopyFeatures(
        key=key,
        outlet=outlet,
        published=published,
        terms=frozenset(terms),
        pairs=frozenset(" ".join(each) for each in pairs),
        rare=frozenset(
            f"{one} {two}" for one, two in pairs if rarity(one) + rarity(two) >= RARE_PAIR
        ),
    )


def comparable(body: CopyFeatures) -> bool:
    """Return whether a document says enough to be known as a copy."""
    return len(body.pairs) >= FEWEST_PAIRS and bool(body.rare)


def _terms_in(words: str) -> list[str]:
    empty = empty_terms()
    return [each for each in map(term, WORD.findall(words.lower())) if each not in empty]


def copied(left: CopyFeatures, right: CopyFeatures) -> Copied | None:
    """Return how one document copies the other; None when neither is a copy."""
    if _series(left, right):
        return None
    terms, pairs = _kept(left.terms, right.terms), _kept(left.pairs, right.pairs)
    few = min(len(left.pairs), len(right.pairs)) < FEW_PAIRS
    if terms < TERMS_KEPT or pairs < (PAIRS_KEPT_OF_FEW if few else PAIRS_KEPT):
        return None
    first, second = sorted((left.key, right.key))
    return Copied((first, second), terms, pairs)


def _kept(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of the smaller set that is in the other."""
    fewer = min(len(left), len(right))
    return len(left & right) / fewer if fewer else 0.0


def _series(left: CopyFeatures, right: CopyFeatures) -> bool:
    if left.outlet is None or left.outlet != right.outlet:
        return False
    if left.published is None or right.published is None:
        return False
    naive = (each.published.replace(tzinfo=None) for each in (left, right) if each.published)
    first, second = sorted(naive)
    return second - first > SERIES_AFTER


class Copies:
    """Bodies of documents; each that is added is compared with those there before."""

    def __init__(self) -> None:
        self._bodies: list[CopyFeatures] = []
        self._bands: dict[int, list[int]] = defaultdict(list)

    def add(self, body: CopyFeatures) -> list[Copied]:
        """Add a document; return its copies among those that were there before, sorted."""
        if not comparable(body):
            return []
        copies = [copied(body, other) for other in self.candidates(body) if other.key != body.key]
        for band in bands_of(body.rare):
            self._bands[band].append(len(self._bodies))
        self._bodies.append(body)
        return sorted((copy for copy in copies if copy), key=lambda copy: copy.documents)

    def candidates(self, body: CopyFeatures) -> list[CopyFeatures]:
        """Return the documents that are worth comparing with this one, in the order they came."""
        places = {place for band in bands_of(body.rare) for place in self._bands.get(band, ())}
        return [self._bodies[place] for place in sorted(places)]
