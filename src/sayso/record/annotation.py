"""Annotations: tags, notes, who works on a document or incident, and how far that is.

They are judgements of the verdict `annotated`. What they come to is replayed from all of them, in
the order in which they were appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sayso.record.claim import Judgement, Verdict

ANNOTATED: Verdict = "annotated"

Kind = Literal["document", "claim", "incident"]
KINDS: tuple[Kind, ...] = get_args(Kind)

WorkState = Literal["new", "in_work", "second_reading", "done"]
STATES: tuple[WorkState, ...] = get_args(WorkState)
"""How far the work on a document or an incident is."""

TAG_SEPARATOR = "; "
"""Between tags in a judgement and in a cell."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is annotated: a document by its fingerprint, a claim by its id, or the incident that a
    claim is in by that claim's id.
    """

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a person notes of subjects of one kind at one time.

    `assignee` and `state` are None where they stay as they are; "" is nobody. `takes_back` is the
    time of an annotation of the same person that no longer holds.
    """

    kind: Kind
    keys: tuple[str, ...]
    by: str
    when: datetime
    why: str = ""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    note: str = ""
    assignee: str | None = None
    state: WorkState | None = None
    takes_back: datetime | None = None

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Return what is annotated."""
        return tuple(Subject(self.kind, key) for key in self.keys)


@dataclass(frozen=True, slots=True)
class WorkNote:
    """Words that a person wrote about a subject."""

    words: str
    by: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """What the annotations of a subject come to. `assignee` is "" for nobody."""

    tags: tuple[str, ...] = ()
    notes: tuple[WorkNote, ...] = ()
    assignee: str = ""
    state: WorkState = "new"


NO_WORK = Work()
"""What holds of a subject that nobody annotated."""


def judgement_of(annotation: Annotation) -> Judgement:
    """Return the judgement that an annotation is appended as."""
    of_documents = annotation.kind == "document"
    given = {
        "of": annotation.kind,
        "documents": " ".join(annotation.keys) if of_documents else None,
        "add_tags": TAG_SEPARATOR.join(annotation.add_tags) or None,
        "remove_tags": TAG_SEPARATOR.join(annotation.remove_tags) or None,
        "note": annotation.note or None,
        "assignee": annotation.assignee,
        "state": annotation.state,
        "takes_back": annotation.takes_back.isoformat() if annotation.takes_back else None,
    }
    changes = tuple((name, value) for name, value in given.items() if value is not None)
    claims = () if of_documents else annotation.keys
    return Judgement(ANNOTATED, claims, annotation.by, annotation.when, annotation.why, changes)


def annotation_of(judgement: Judgement) -> Annotation | None:
    """Return the annotation that a judgement is; None where it is none, or not understood."""
    if judgement.verdict != ANNOTATED:
        return None
    given = dict(judgement.changes)
    kind, state = given.get("of"), given.get("state")
    keys = tuple(given.get("documents", "").split()) if kind == "document" else judgement.claims
    taken_back = instant_of(given.get("takes_back", ""))
    known = kind in KINDS and state in (None, *STATES)
    if not known or not keys or (taken_back is None and "takes_back" in given):
        return None
    return Annotation(
        cast(Kind, kind),
        keys,
        judgement.by,
        judgement.when,
        judgement.why,
        _tags(given, "add_tags"),
        _tags(given, "remove_tags"),
        given.get("note", ""),
        given.get("assignee"),
        cast("WorkState | None", state),
        taken_back,
    )


def _tags(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each for each in given.get(name, "").split(TAG_SEPARATOR) if each)


def instant_of(words: str) -> datetime | None:
    """Return the time of an annotation as it is written; None where it is none."""
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def annotations_in_force(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return the annotations of one subject, the oldest first, that their persons did not take
    back.
    """
    held: list[Annotation] = []
    for annotation in annotations:
        if annotation.takes_back is None:
            held.append(annotation)
            continue
        gone = (annotation.by, annotation.takes_back)
        held = [each for each in held if (each.by, each.when) != gone]
    return held


def work_of(annotations: Iterable[Annotation]) -> Work:
    """Return what the annotations of one subject, the oldest first, come to."""
    tags: dict[str, None] = {}
    notes: list[WorkNote] = []
    assignee, state = NO_WORK.assignee, NO_WORK.state
    for annotation in annotations_in_force(annotations):
        tags |= dict.fromkeys(annotation.add_tags)
        tags = {tag: None for tag in tags if tag not in annotation.remove_tags}
        if annotation.note:
            notes.append(WorkNote(annotation.note, annotation.by, annotation.when))
        assignee = assignee if annotation.assignee is None else annotation.assignee
        state = annotation.state or state
    return Work(tuple(sorted(tags)), tuple(notes), assignee, state)


def works_of(judgements: Iterable[Judgement]) -> dict[Subject, Work]:
    """Return what people annotated of documents and claims, from all judgements in their order."""
    said: dict[Subject, list[Annotation]] = {}
    for judgement in judgements:
        annotation = annotation_of(judgement)
        if annotation is not None and annotation.kind != "incident":
            for subject in annotation.subjects:
                said.setdefault(subject, []).append(annotation)
    return {subject: work_of(annotations) for subject, annotations in said.items()}
