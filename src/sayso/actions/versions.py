"""What changed between versions of a document: silent edits are news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from sayso.ledger import DocumentSummary, EvidenceError, Store, open_ledger
from sayso.record import Claim, Reading
from sayso.views.failures import Failures

ALIKE = 0.5
"""Words of two claims by one claimant that match so far are one claim, changed."""

MOST_LINES = 2_000
MOST_COMPARED = 400
"""Claims without their like that are compared with each other."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as two lines of a comparison need it: who, and the words."""

    claim: Claim
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """Two versions, one after the other, and how the later differs.

    `claims_changed` are claims of one claimant with other words; `lines` are the lines of the
    text that were replaced, "" for none before or after.
    """

    older: DocumentSummary
    newer: DocumentSummary
    claims_gone: tuple[Said, ...]
    claims_new: tuple[Said, ...]
    claims_changed: tuple[tuple[Said, Said], ...]
    lines: tuple[tuple[str, str], ...]


def changes(
    ledger: Path | str, sought: str | None = None, failures: Failures | None = None
) -> Iterator[Change]:
    """Yield the changes of the document at an address, or with an id, or of all that have versions.

    Oldest first. A damaged version goes to `failures`, or raises without it. Raises LedgerError.
    """
    with closing(open_ledger(ledger)) as store:
        yield from changes_in(store, sought, failures)


def changes_in(
    store: Store, sought: str | None = None, failures: Failures | None = None
) -> Iterator[Change]:
    """Yield the changes that one store holds; see `changes`."""
    groups: dict[str, list[DocumentSummary]] = {}
    for entry in _versions(store, sought):
        key = entry.id if entry.id != entry.fingerprint else entry.url or entry.id
        groups.setdefault(key, []).append(entry)
    for versions in groups.values():
        for older, newer in pairwise(versions):
            try:
                yield compared(store, older, newer)
            except EvidenceError as error:
                if failures is None:
                    raise
                failures.damage(newer.fingerprint, error)


def _versions(store: Store, sought: str | None) -> Sequence[DocumentSummary]:
    if sought is None or "://" in sought:
        return store.versions(sought)
    versions = store.versions(sought)
    if versions:
        return versions
    document = store.reading(sought).document
    return store.versions(document.given_id or document.url or document.id)


def compared(store: Store, older: DocumentSummary, newer: DocumentSummary) -> Change:
    """Return how the claims and lines of one document differ from those of another."""
    before, after = store.reading(older.fingerprint), store.reading(newer.fingerprint)
    gone, new = _unlike(_said(before), _said(after))
    pairs = _pairs(gone, new)
    left, right = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    return Change(
        older,
        newer,
        tuple(each for each in gone if id(each) not in left),
        tuple(each for each in new if id(each) not in right),
        tuple(pairs),
        tuple(_lines(before.document.text, after.document.text)),
    )


def _said(reading: Reading) -> list[Said]:
    text = reading.document.text
    return [
        Said(each, each.claimant.name, " ".join(each.evidence.of(text).split()))
        for each in reading.claims or ()
    ]


def _unlike(before: list[Said], after: list[Said]) -> tuple[list[Said], list[Said]]:
    """Return the claims of each side that the other has not, by claimant, words and polarity."""

    def key(said: Said) -> tuple[str, str, str]:
        return said.who.casefold(), said.words.casefold(), said.claim.polarity

    here, there = {key(each) for each in before}, {key(each) for each in after}
    gone = [each for each in before if key(each) not in there]
    return gone, [each for each in after if key(each) not in here]


def _pairs(gone: list[Said], new: list[Said]) -> list[tuple[Said, Said]]:
    """Return pairs of claims that say nearly the same, or that one claimant changed, best first."""
    scored: list[tuple[float, int, int]] = []
    for i, gone_claim in enumerate(gone[:MOST_COMPARED]):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(gone_claim.words.casefold().split()[:200])
        for j, new_claim in enumerate(new[:MOST_COMPARED]):
            matcher.set_seq1(new_claim.words.casefold().split()[:200])
            if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
                continue
            alike = matcher.ratio()
            if alike >= ALIKE:
                scored.append((-alike - 0.1 * (gone_claim.who == new_claim.who), i, j))
    paired_gone: set[int] = set()
    paired_new: set[int] = set()
    pairs: list[tuple[Said, Said]] = []
    for _, i, j in sorted(scored):
        if i not in paired_gone and j not in paired_new:
            paired_gone.add(i)
            paired_new.add(j)
            pairs.append((gone[i], new[j]))
    return pairs


def _lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of lines that differ."""
    old_lines, new_lines = before.split("\n")[:MOST_LINES], after.split("\n")[:MOST_LINES]
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield "\n".join(old_lines[a:b]).strip(), "\n".join(new_lines[c:d]).strip()
