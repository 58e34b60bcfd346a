"""Work: who has which documents and incidents, how far they are, and what is left to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sayso.index.projects import JudgedIndex
from sayso.index.work import Numbered, WorkIndex
from sayso.ledger import UnknownIdError
from sayso.record.annotation import KINDS, NO_WORK, Kind, Subject, Work, WorkState, work_of

PAGE = 25
TAKEN = "key IN (SELECT value FROM json_each(?))"
LEFT_OUT = "key NOT IN (SELECT value FROM json_each(?))"
LISTED = "number IN (SELECT value FROM json_each(?))"

MOST_INCIDENTS = 200
"""Incidents that a page of work lists."""


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which documents or incidents: None lets all pass. An `assignee` of "" is nobody."""

    assignee: str | None = None
    state: WorkState | None = None
    tag: str | None = None

    def passes(self, work: Work) -> bool:
        """Return whether what was annotated of something lets it pass."""
        return (
            self.assignee in (None, work.assignee)
            and self.state in (None, work.state)
            and (self.tag is None or self.tag in work.tags)
        )


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A document or an incident in a list of work."""

    key: str
    title: str
    outlet: str
    published: str
    claims: int
    work: Work


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How many documents a person has and nobody has, and how many there are by state and tag."""

    mine: int
    unassigned: int
    all: int
    states: Mapping[WorkState, int]
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be annotated: an annotation is put on `key`, and those on `subjects` count."""

    kind: Kind
    key: str
    title: str
    subjects: tuple[Subject, ...]

    def said(self, work: WorkIndex) -> list[Numbered]:
        """Return its annotations with their numbers, in order."""
        return work.said_of(self.subjects)


def works_of_documents(index: JudgedIndex) -> Mapping[str, Work]:
    """Return what people annotated of documents, by fingerprint."""
    work = index.state().work
    return index.kept_while_same("documents' work", lambda: work.annotated("document"))


def subjects_of_incidents(index: JudgedIndex) -> Mapping[str, tuple[Subject, ...]]:
    """Return the annotated claims of incidents, by the incident that each is in now.

    Where incidents are one now, it has the annotations of all of them.
    """

    def make() -> dict[str, tuple[Subject, ...]]:
        state = index.state()
        claims = list(state.work.annotated("incident"))
        inside: dict[str, tuple[Subject, ...]] = {}
        for claim, incident in state.homes(claims).items():
            inside[incident] = (*inside.get(incident, ()), Subject("incident", claim))
        return inside

    return index.kept_while_same("incidents' work", make)


def kind_of(words: str) -> Kind:
    """Return the kind of what is annotated, as an address has it. Raises UnknownIdError."""
    for kind in KINDS:
        if kind == words:
            return kind
    raise UnknownIdError(f"There is no kind '{words[:40]}' of work. There are {', '.join(KINDS)}.")


def target_of(index: JudgedIndex, kind: Kind, wanted: str) -> Target:
    """Return the document, claim or incident with this id, or one that begins so.

    Raises UnknownIdError.
    """
    index.state()
    if kind == "document":
        return document_targets(index, [index.store.document_key(wanted)])[0]
    if kind == "claim":
        stored = index.store.statement(wanted)
        key = stored.statement.claim.id
        return Target(kind, key, " ".join(stored.words.split()), (Subject(kind, key),))
    state = index.state()
    incident = state.incident(wanted)
    own = Subject(kind, incident.claims[0])
    annotated = subjects_of_incidents(index).get(incident.id, ())
    return Target(kind, own.key, incident.title, tuple({own: 0, **dict.fromkeys(annotated)}))


def document_targets(index: JudgedIndex, keys: Sequence[str]) -> list[Target]:
    """Return documents that are there, by their fingerprints."""
    query = "SELECT key, title FROM documents WHERE key IN (SELECT value FROM json_each(?))"
    titles = dict(index.index.rows(query, (json.dumps(list(keys)),)))
    return [
        Target("document", key, titles.get(key, ""), (Subject("document", key),)) for key in keys
    ]


def documents_at_work(
    index: JudgedIndex, wanted: WorkFilter, start: int = 0, limit: int = PAGE
) -> tuple[int, list[WorkItem]]:
    """Return how many documents a filter lets pass, and a page of them as they were added."""
    works = works_of_documents(index)
    where, keys = _where(index, works, wanted)
    ((total,),) = index.index.rows(f"SELECT count(*) FROM documents WHERE {where}", keys)  # noqa: S608
    query = (
        "SELECT key, title, outlet, published,"  # noqa: S608
        " (SELECT count(*) FROM claims WHERE claims.document = documents.key)"
        f" FROM documents WHERE {where} ORDER BY number LIMIT ? OFFSET ?"
    )
    rows = index.index.rows(query, (*keys, limit, start))
    return int(total), [_item(row, works.get(row[0], NO_WORK)) for row in rows]


def _item(row: Sequence[Any], work: Work) -> WorkItem:
    key, title, outlet, published, claims = row
    return WorkItem(key, title, outlet or "", published or "", claims, work)


def _where(
    index: JudgedIndex, works: Mapping[str, Work], wanted: WorkFilter
) -> tuple[str, tuple[str, ...]]:
    """Return the condition of the listed documents that a filter lets pass, and its values."""
    others = wanted.passes(NO_WORK)
    keys = json.dumps([key for key, work in works.items() if wanted.passes(work) is not others])
    condition = LEFT_OUT if others else TAKEN
    numbers = index.listed_documents()
    if numbers is None:
        return condition, (keys,)
    return f"{condition} AND {LISTED}", (keys, json.dumps(numbers))


def neighbours(index: JudgedIndex, wanted: WorkFilter, key: str) -> tuple[str | None, str | None]:
    """Return the documents before and after one among those that a filter lets pass.

    The one itself may not pass any more.
    """
    where, keys = _where(index, works_of_documents(index), wanted)
    query = (
        f"SELECT (SELECT key FROM documents WHERE number < at.number AND {where}"  # noqa: S608
        " ORDER BY number DESC LIMIT 1), (SELECT key FROM documents WHERE number > at.number"
        f" AND {where} ORDER BY number LIMIT 1) FROM documents at WHERE at.key = ?"
    )
    rows = index.index.rows(query, (*keys, *keys, key))
    return (rows[0][0], rows[0][1]) if rows else (None, None)


def incidents_at_work(index: JudgedIndex, wanted: WorkFilter) -> list[WorkItem]:
    """Return the incidents that people annotated and a filter lets pass, the largest first."""
    state = index.state()
    works = {
        incident: work_of(each for _, each in state.work.said_of(subjects))
        for incident, subjects in subjects_of_incidents(index).items()
    }
    passing = [incident for incident, work in works.items() if wanted.passes(work)]
    there = state.incidents.some(passing)
    items = [
        WorkItem(key, each.title, "", "", len(each.claims), works[key])
        for key, each in there.items()
    ]
    return sorted(items, key=lambda each: (-each.claims, each.key))[:MOST_INCIDENTS]


def counts_of(index: JudgedIndex, wanted: WorkFilter, person: str) -> WorkCounts:
    """Return how many documents there are to choose from beside what a filter lets pass.

    States are counted among the filter's assignee and tag, tags among all documents.
    """
    tally = index.kept_while_same("work tally", lambda: _tally(index))
    whoever = WorkFilter(None, wanted.state, wanted.tag)
    states: Counter[WorkState] = Counter()
    tags: Counter[str] = Counter()
    mine = unassigned = whole = 0
    for work, number in tally.items():
        tags.update(dict.fromkeys(work.tags, number))
        if WorkFilter(wanted.assignee, None, wanted.tag).passes(work):
            states[work.state] += number
        if whoever.passes(work):
            whole += number
            mine += number * (work.assignee == person)
            unassigned += number * (not work.assignee)
    return WorkCounts(mine, unassigned, whole, states, dict(sorted(tags.items())))


def _tally(index: JudgedIndex) -> Counter[Work]:
    """Return how many documents have the same state, assignee and tags, whatever their notes."""
    works, numbers = works_of_documents(index), index.listed_documents()
    if numbers is None:
        ((documents,),) = index.index.rows("SELECT count(*) FROM documents")
    else:
        query = f"SELECT key FROM documents WHERE {LISTED} AND {TAKEN}"  # noqa: S608
        rows = index.index.rows(query, (json.dumps(numbers), json.dumps(list(works))))
        works, documents = {key: works[key] for (key,) in rows}, len(numbers)
    tally = Counter({NO_WORK: int(documents) - len(works)})
    tally.update(replace(work, notes=()) if work.notes else work for work in works.values())
    return +tally


def tags_in_use(index: JudgedIndex) -> list[str]:
    """Return all tags that documents and claims have, in order."""

    def make() -> list[str]:
        claims = index.state().work.annotated("claim")
        works = (*works_of_documents(index).values(), *claims.values())
        return sorted({tag for work in works for tag in work.tags})

    return index.kept_while_same("tags", make)
