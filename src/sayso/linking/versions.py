"""Versions of one document: a later one replaces a former one in counts; the former is history.

A page is fetched twice, a report comes out anew as "UPDATE 2" or "CORRECTED". Which is the later
one is what the sender says of the hour; nothing here depends on the order in which they came in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sayso.linking.clusters import Pair
from sayso.linking.days import aware
from sayso.linking.features import family_of
from sayso.record import Document, DocumentVersion
from sayso.record.trace import Rule, first_that_holds

OPENS = re.compile(
    r"\W*(?:updates?\s*\d*\b|updated\b|correct(?:ed|ion|s)\b|refil(?:e[ds]?|ing)\b"
    r"|clarif(?:ied|ication)\b)",
    re.IGNORECASE,
)
"""What a report that revises a former one of its outlet begins with: "UPDATE 2-Nine killed"."""

SAYS_SO = re.compile(
    r"\((?:updates?|updated|adds?|corrects?|corrected|recasts?|refiles)\b[^)]{0,80}\)"
    r"|\bthis (?:version|story|report|article) (?:has been |was )?(?:updated"
    r"|correct(?:ed|s)|updates)\b"
    r"|\b(?:earlier|previous) version of this (?:story|report|article)\b",
    re.IGNORECASE,
)
"""Words that say so at its beginning or end."""

HEAD = 400
"""Letters at the beginning, and at the end, in which a report says so."""


@dataclass(frozen=True, slots=True)
class VersionPair:
    """Two documents, the later one last, and whether one has most of the other's words."""

    former: Document
    later: Document
    copied: bool


def one_address(pair: VersionPair) -> bool:
    """Return whether both came from one address."""
    return pair.former.url is not None and pair.former.url == pair.later.url


def one_sender(pair: VersionPair) -> bool:
    """Return whether both have the same id of one outlet."""
    former, later = pair.former, pair.later
    return former.given_id is not None and _of_one(former) == _of_one(later)


def says_so(pair: VersionPair) -> bool:
    """Return whether the later one says that it revises, and has the former one's words."""
    if not pair.copied or family_of(pair.former.outlet) != family_of(pair.later.outlet):
        return False
    text = pair.later.text
    if pair.later.outlet is None:
        return False
    opens = any(map(OPENS.match, (pair.later.title or "", text)))
    return opens or any(map(SAYS_SO.search, (text[:HEAD], text[-HEAD:])))


def _of_one(document: Document) -> tuple[str | None, str | None]:
    return document.given_id, document.outlet


Test = Callable[[VersionPair], bool]

VERSIONS: tuple[Rule[Test], ...] = (
    Rule("one address", "https://post.example/kutum at 9 and at 12", one_address),
    Rule("one sender's id", "post 4417 of a channel, edited", one_sender),
    Rule("says that it revises", "UPDATE 2-Nine killed in Kutum", says_so),
)
"""By what a document is a later version of another."""


def said_at(document: Document) -> datetime | None:
    """Return when the words of a document were given out: its last change, else its publication."""
    when = document.updated or document.published
    return aware(when) if when is not None else None


def versions_in(
    documents: Mapping[str, Document], copies: Iterable[Pair]
) -> tuple[DocumentVersion, ...]:
    """Return what replaces what among documents by fingerprint, in the order of versions.

    A former version is replaced by the next; two of one hour replace neither.
    """
    copied = {pair for pair in copies if documents.keys() >= set(pair)}
    made = []
    for one, other in sorted({*copied, *_with_one_name(documents)}):
        times = said_at(documents[one]), said_at(documents[other])
        if times[0] is None or times[1] is None or times[0] == times[1]:
            continue
        first, last = (one, other) if times[0] < times[1] else (other, one)
        pair = VersionPair(documents[first], documents[last], (one, other) in copied)
        rule = first_that_holds(VERSIONS, pair)
        if rule is not None:
            made.append(DocumentVersion(first, last, rule, max(times[0], times[1])))
    return _next_ones(made)


def _with_one_name(documents: Mapping[str, Document]) -> Iterator[Pair]:
    """Yield pairs of documents of one address, or of one id of an outlet."""
    named: dict[object, list[str]] = defaultdict(list)
    for key in sorted(documents):
        if documents[key].url is not None:
            named[documents[key].url].append(key)
        if documents[key].given_id is not None:
            named[_of_one(documents[key])].append(key)
    for keys in named.values():
        yield from combinations(keys, 2)


def _next_ones(versions: Iterable[DocumentVersion]) -> tuple[DocumentVersion, ...]:
    """Return for each former version the one that came next."""
    following: dict[str, DocumentVersion] = {}
    for version in sorted(versions, key=lambda each: (each.when, each.later)):
        following.setdefault(version.former, version)
    return tuple(sorted(following.values(), key=lambda each: (each.when, each.former)))
