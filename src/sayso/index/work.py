"""What people annotated, by the documents, claims and incidents that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.record.annotation import NO_WORK, Annotation, Kind, Subject, Work, work_of

Numbered = tuple[int, Annotation]
"""An annotation with its number: how many were appended to the ledger before it."""


class WorkIndex:
    """All annotations in order, by their subjects, and what they come to.

    An incident goes by claims of it: its annotations are those of all its claims together.
    """

    def __init__(self) -> None:
        self.count = 0
        self._of: dict[Subject, tuple[Numbered, ...]] = {}
        self._works: dict[Subject, Work] = {}

    def add(self, annotation: Annotation) -> None:
        """Add an annotation; they come in order."""
        for subject in dict.fromkeys(annotation.subjects):
            held = self._of[subject] = (*self._of.get(subject, ()), (self.count, annotation))
            self._works[subject] = work_of(each for _, each in held)
        self.count += 1

    def work(self, subject: Subject) -> Work:
        """Return what the annotations of a subject come to."""
        return self._works.get(subject, NO_WORK)

    def annotated(self, kind: Kind) -> dict[str, Work]:
        """Return what the annotations of all subjects of a kind come to, by their keys."""
        return {each.key: work for each, work in self._works.copy().items() if each.kind == kind}

    def said_of(self, subjects: Iterable[Subject]) -> list[Numbered]:
        """Return the annotations of any of these subjects with their numbers, in order."""
        held = {number: said for each in subjects for number, said in self._of.get(each, ())}
        return sorted(held.items())
