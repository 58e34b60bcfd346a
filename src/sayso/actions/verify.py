"""Check that a ledger still holds what was added to it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sayso.ledger import (
    ClaimFilter,
    DocumentSummary,
    EvidenceError,
    LedgerError,
    Store,
    open_ledger,
)
from sayso.ledger.evidence import check_spans, spans_of
from sayso.ledger.rows import DAMAGED_PROBLEM
from sayso.linking.coded import CODING, codebook_of, fields_of_coding
from sayso.record import Judgement, Problem, Reading
from sayso.record.annotation import ANNOTATED, annotation_of
from sayso.record.faults import attempt


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and for each thing that fails: its id and what is wrong with it."""

    documents: int
    claims: int
    spans: int
    snapshots: int
    failures: tuple[tuple[str, str], ...]


def verify(ledger: Path | str) -> Verified:
    """Check every document's hash, every span and the words of every claim, also of those that
    people added, against the text, every snapshot's bytes against their hash, and that what people
    coded is of claims that are there.

    Raises LedgerError when the ledger can't be read.
    """
    with closing(open_ledger(ledger)) as store:
        return verify_store(store)


def verify_store(store: Store) -> Verified:
    """Check one open store; see `verify`."""
    documents = store.documents()
    failures: list[tuple[str, str]] = []
    claims = spans = 0
    for entry in documents:
        try:
            checked = attempt("verify", partial(_checked, store, entry), (LedgerError, ValueError))
        except (LedgerError, ValueError) as failed:
            failures.append((entry.fingerprint, str(failed)))
            continue
        if isinstance(checked, Problem):
            failures.append((entry.fingerprint, checked.message))
            continue
        claims += checked[0]
        spans += checked[1]
    failures += _damaged_rows(store)
    judgements = store.judgements()
    coded = [each for each in judgements if each.verdict in CODING]
    failures += [wrong for each in coded if (wrong := _coded_elsewhere(store, each)) is not None]
    added = [each for each in judgements if each.addition is not None]
    failures += [wrong for each in added if (wrong := _added_elsewhere(store, each)) is not None]
    claims += len(added)
    failures += _annotated_elsewhere(judgements, {each.fingerprint for each in documents})
    hashes = store.snapshots()
    for sha256 in hashes:
        try:
            kept = attempt("verify", partial(store.snapshot, sha256), (LedgerError,))
        except LedgerError as failed:
            failures.append((sha256, str(failed)))
            continue
        if isinstance(kept, Problem):
            failures.append((sha256, kept.message))
    return Verified(len(documents), claims, spans, len(hashes), tuple(failures))


def _added_elsewhere(store: Store, judgement: Judgement) -> tuple[str, str] | None:
    """Return what is wrong with a claim that a person added: its words are not in the text."""
    claim = judgement.claims[0]
    try:
        held = store.statement(claim).holds
    except LedgerError:
        held = False
    if held:
        return None
    return claim, (
        "Evidence does not hold: a claim was added with other words than the text has. The ledger"
        " was changed from outside: restore it from a copy."
    )


def _coded_elsewhere(store: Store, judgement: Judgement) -> tuple[str, str] | None:
    """Return what is wrong with what a person coded: it names no codebook, field or claim."""
    known = {each.statement.claim.id for each in store.statements(judgement.claims)}
    signed = codebook_of(judgement) and fields_of_coding(judgement)
    if signed and judgement.claims and known >= set(judgement.claims):
        return None
    return (judgement.claims or ("coded",))[0], (
        f"What {judgement.by} coded is not whole: it names a claim that is not there, or no"
        " codebook and field. The ledger was changed from outside: restore it from a copy."
    )


def _annotated_elsewhere(
    judgements: Iterable[Judgement], documents: Set[str]
) -> list[tuple[str, str]]:
    """Return what is wrong with annotations: they are not understood, or of documents that are not
    there.
    """
    missing: set[str] = set()
    unread = 0
    for judgement in judgements:
        annotation = annotation_of(judgement)
        if annotation is None:
            unread += judgement.verdict == ANNOTATED
        elif annotation.kind == "document":
            missing.update(set(annotation.keys) - documents)
    outside = "The ledger was changed from outside: restore it from a copy."
    wrong = [(key, f"It was annotated and is not there. {outside}") for key in sorted(missing)]
    if unread:
        wrong.append(("judgements", f"{unread} annotations are not understood. {outside}"))
    return wrong


def _damaged_rows(store: Store) -> list[tuple[str, str]]:
    """Return what is wrong with the tables of judgements and problems, a message a table."""
    stored = store.facts().rows
    lost = {
        "judgements": stored["judgements"] - len(store.judgements()),
        "problems": sum(each.problem.message == DAMAGED_PROBLEM for each in store.problems()),
    }
    return [
        (
            table,
            f"{count} of {stored[table]} {table} can't be read. The ledger was changed from"
            " outside: restore it from a copy.",
        )
        for table, count in lost.items()
        if count
    ]


def _checked(store: Store, entry: DocumentSummary) -> tuple[int, int]:
    """Return how many claims and spans a document has; EvidenceError where one does not hold."""
    reading = store.reading(entry.fingerprint)
    check_spans(reading)
    held = store.claims(ClaimFilter(document=entry.fingerprint))
    if not all(each.holds for each in held):
        raise EvidenceError(
            "Evidence does not hold: a claim was stored with other words than the text has."
            " The ledger was changed from outside: restore it from a copy."
        )
    claims = len(reading.claims or ())
    if claims != entry.claims:
        raise EvidenceError(
            f"{entry.claims} claims are listed and {claims} were read."
            " The ledger was changed from outside: restore it from a copy."
        )
    return claims, _count(reading)


def _count(reading: Reading) -> int:
    return sum(1 for _ in spans_of(reading))
