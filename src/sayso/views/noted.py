"""What people annotated, for exports: notes name no private person harmed unless that is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sayso.exports.withheld import Veil, veil_of
from sayso.ledger import Store
from sayso.record import Judgement, Reading
from sayso.record.annotation import NO_WORK, Subject, Work, WorkNote, works_of
from sayso.record.wire import Json
from sayso.views.corrections import shown_by


class NotedWork:
    """The annotations of a ledger's documents and claims, looked up while an export is written.

    In notes, what the document names of private persons harmed is masked, unless `names`.
    """

    def __init__(self, store: Store, judgements: Iterable[Judgement], names: bool) -> None:
        self._store = store
        self._names = names
        self._works = works_of(judgements)
        self._shown: Callable[[Reading], Reading] | None = None
        self._veil: tuple[str, Veil | None] = ("", None)
        self._current: tuple[str, tuple[str, ...]] = ("", ())

    def of_document(self, key: str) -> Work:
        """Return what was noted of a document, by its fingerprint."""
        return self._masked(key, self._works.get(Subject("document", key), NO_WORK))

    def of_claim(self, key: str, claim: str) -> Work:
        """Return what was noted of a claim of a document."""
        return self._masked(key, self._works.get(Subject("claim", claim), NO_WORK))

    def followed(self, keyed: Iterable[tuple[str, Reading]]) -> Iterator[Reading]:
        """Yield readings; `packed` is of the one that was yielded last."""
        for key, reading in keyed:
            self._current = (key, tuple(each.id for each in reading.claims or ()))
            yield reading

    def packed(self) -> Json:
        """Return what was noted of the document at hand and its claims, as JSON values under
        "work"; nothing where nobody did.
        """
        key, ids = self._current
        if not self._works:
            return {}
        document = self.of_document(key)
        claims = {each: self.of_claim(key, each) for each in ids}
        noted = {
            each: {"tags": list(work.tags), "notes": list(map(_packed, work.notes))}
            for each, work in claims.items()
            if work != NO_WORK
        }
        if document == NO_WORK and not noted:
            return {}
        return {
            "work": {
                "tags": list(document.tags),
                "notes": list(map(_packed, document.notes)),
                "assignee": document.assignee or None,
                "state": document.state,
                "claims": noted,
            }
        }

    def _masked(self, key: str, work: Work) -> Work:
        if self._names or not work.notes:
            return work  # notes are few: of other documents nothing is read again
        if self._veil[0] != key:
            self._shown = self._shown or shown_by(self._store)
            self._veil = (key, veil_of(self._shown(self._store.reading(key))))
        veil = self._veil[1]
        if veil is None:
            return work
        notes = tuple(replace(each, words=veil.mask(each.words)) for each in work.notes)
        return replace(work, notes=notes)


def _packed(note: WorkNote) -> Json:
    return {"words": note.words, "by": note.by, "when": note.when.isoformat()}
