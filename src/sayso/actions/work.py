"""Work: annotate documents, claims and incidents, by judgements that can be taken back."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import numpy as np

from sayso.accounts import LOCAL, People, Person
from sayso.actions.retitle import has_unseen
from sayso.actions.review import ChangedMeanwhileError, JudgementError
from sayso.index.projects import JudgedIndex
from sayso.index.search import Filter, passing
from sayso.index.service import IncidentIndex
from sayso.record import Judgement
from sayso.record.annotation import (
    STATES,
    Annotation,
    Kind,
    Work,
    WorkState,
    annotations_in_force,
    judgement_of,
    work_of,
)
from sayso.views.work import Target, document_targets, works_of_documents

MOST_AT_ONCE = 2_000
"""Documents that one judgement annotates."""

MOST_TAGS = 20
LONGEST_TAG = 40
LONGEST_NOTE = 2_000
LONGEST_SHOWN = 60
MOST_NAMED = 20
"""Users that a message lists."""

CHUNK = 50_000
"""Claims of a search whose documents are looked up at a time."""

NOBODY = "nobody"

_ONE_AT_A_TIME = threading.Lock()
"""Held from looking at what others did to appending: two forms sent at once are one after the
other.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be noted. `assignee` and `state` are None where they stay; "" is nobody."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    note: str = ""
    assignee: str | None = None
    state: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """Judgements that are to be appended, a line on each subject that they change, and all of it
    in one line, with what stood there before.
    """

    judgements: tuple[Judgement, ...]
    effects: tuple[str, ...]
    summary: str


def assignable(people: People, person: Person | None = None) -> tuple[str, ...]:
    """Return the users that work may be given to: those who may judge; `local` to itself."""
    names = [each.name for each in people.users() if each.may("reviewer")]
    return (*names, LOCAL.name) if person == LOCAL else tuple(names)


def tags_of(typed: str) -> tuple[str, ...]:
    """Return the tags of a line, which commas or semicolons part. Raises JudgementError."""
    tags = (" ".join(each.split()).lower() for each in typed.replace(";", ",").split(","))
    return tuple(_checked_tag(each) for each in dict.fromkeys(tags) if each)


def _checked_tag(tag: str) -> str:
    if len(tag) > LONGEST_TAG:
        raise JudgementError(f"A tag has {LONGEST_TAG} characters at most: “{tag[:LONGEST_TAG]}…”.")
    if has_unseen(tag) or '"' in tag:
        raise JudgementError("A tag is of visible characters, without quotation marks.")
    return tag


def understood(asked: Asked, names: Collection[str]) -> Asked:
    """Return what is asked as it is kept; work goes to one of `names`. Raises JudgementError."""
    note = asked.note.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise JudgementError(f"The note has {len(note):,} characters; {LONGEST_NOTE:,} are most.")
    if asked.state is not None and asked.state not in STATES:
        raise JudgementError(f"There is no state '{asked.state}'. There are {', '.join(STATES)}.")
    if asked.assignee and asked.assignee not in names:
        known = ", ".join(sorted(names)[:MOST_NAMED]) or "nobody yet"
        raise JudgementError(
            f"There is no user '{asked.assignee}' who may review. There are: {known}."
            " `sayso users add NAME` adds one."
        )
    add = tags_of(", ".join(asked.add_tags))
    remove = tags_of(", ".join(asked.remove_tags))
    if both := set(add) & set(remove):
        raise JudgementError(f"The tag {min(both)} is both added and taken away.")
    return replace(asked, add_tags=add, remove_tags=remove, note=note, why=asked.why.strip())


def plan_work(
    index: JudgedIndex,
    targets: Sequence[Target],
    asked: Asked,
    by: str,
    names: Collection[str],
) -> WorkPlan:
    """Return what annotating targets would append; what is so already is left out.

    Raises JudgementError where nothing changes, or something is asked that can't be.
    """
    if len(targets) > MOST_AT_ONCE:
        raise JudgementError(f"{len(targets):,} are too many; {MOST_AT_ONCE:,} at a time are most.")
    given = understood(asked, names)
    if any(each.kind == "claim" for each in targets) and (given.assignee, given.state) != (
        None, None,
    ):  # fmt: skip
        raise JudgementError("A claim has tags and notes. Assign the document that it is in.")
    now = datetime.now(UTC)

    def annotation(kind: Kind, keys: tuple[str, ...]) -> Annotation:
        return Annotation(
            kind, keys, by, now, given.why, given.add_tags, given.remove_tags, given.note,
            given.assignee, cast("WorkState | None", given.state),
        )  # fmt: skip

    work = index.state().work
    changes: list[_Change] = []
    keys: dict[Kind, list[str]] = defaultdict(list)
    for target in targets:
        said = [each for _, each in target.said(work)]
        after = work_of([*said, annotation(target.kind, (target.key,))])
        change = _Change(target, work_of(said), after)
        if len(after.tags) > MOST_TAGS:
            raise JudgementError(f"“{_shown(target.title)}” would have over {MOST_TAGS} tags.")
        if change.differs:
            changes.append(change)
            keys[target.kind].append(target.key)
    if not changes:
        raise JudgementError("Nothing would change: all of this is so already.")
    made = [judgement_of(annotation(kind, tuple(of_kind))) for kind, of_kind in keys.items()]
    return _plan(made, changes)


def plan_take_back(
    index: JudgedIndex,
    targets: Sequence[Target],
    by: str,
    when: datetime | None = None,
    why: str = "",
) -> WorkPlan:
    """Return what takes back the last annotation of a person on each target, or that of `when`.

    Raises JudgementError where a person noted nothing that holds.
    """
    now, work = datetime.now(UTC), index.state().work
    made: list[Annotation] = []
    changes: list[_Change] = []
    for target in targets:
        said = [each for _, each in target.said(work)]
        own = [
            each
            for each in annotations_in_force(said)
            if each.by == by and when in (None, each.when)
        ]
        if not own:
            raise JudgementError(f"{by} has noted nothing of “{_shown(target.title)}” that holds.")
        inside = {each.key for each in target.subjects}
        keys = tuple(key for key in own[-1].keys if key in inside)
        taken = Annotation(target.kind, keys, by, now, why.strip(), takes_back=own[-1].when)
        made.append(taken)
        changes.append(_Change(target, work_of(said), work_of([*said, taken])))
    return _plan(list(map(judgement_of, _joined(made))), changes)


def _joined(made: Sequence[Annotation]) -> list[Annotation]:
    """Return annotations that take back one of a kind and time as one."""
    together: dict[tuple[Kind, datetime | None], Annotation] = {}
    for annotation in made:
        key = (annotation.kind, annotation.takes_back)
        held = together.get(key)
        keys = (*held.keys, *annotation.keys) if held else annotation.keys
        together[key] = replace(annotation, keys=keys)
    return list(together.values())


def keep_work(
    index: JudgedIndex,
    targets: Sequence[Target],
    asked: Asked,
    by: str,
    names: Collection[str],
    seen: int | None = None,
) -> WorkPlan:
    """Annotate targets; return what was appended.

    `seen` is how many annotations the ledger had when the person looked: where somebody else
    annotated a target since, ChangedMeanwhileError is raised. Raises JudgementError.
    """
    with _ONE_AT_A_TIME:
        check_seen(index, targets, by, seen)
        plan = plan_work(index, targets, asked, by, names)
        index.judge(plan.judgements)
    return plan


def take_back(
    index: JudgedIndex, target: Target, by: str, when: datetime | None = None, why: str = ""
) -> WorkPlan:
    """Take back an annotation; return what was appended. Raises JudgementError."""
    plan = plan_take_back(index, [target], by, when, why)
    index.judge(plan.judgements)
    return plan


def check_seen(index: JudgedIndex, targets: Sequence[Target], by: str, seen: int | None) -> None:
    """Raise ChangedMeanwhileError where others annotated targets after the first `seen`
    annotations; None says nothing of what was seen.
    """
    if seen is None:
        return
    work = index.state().work
    later = {
        number: each
        for target in targets
        for number, each in target.said(work)
        if number >= seen and each.by != by
    }
    if later:
        words = "; ".join(f"{each.by}: {in_words(each)}" for each in list(later.values())[:5])
        raise ChangedMeanwhileError(
            f"Changed by others since you opened this page ({words}). Look at it again, and send it"
            " once more if you still want to."
        )


def in_words(annotation: Annotation) -> str:
    """Return what an annotation says."""
    parts = []
    if annotation.state is not None:
        parts.append(f"state {_plain(annotation.state)}")
    if annotation.assignee is not None:
        parts.append(f"assigned to {annotation.assignee or NOBODY}")
    parts += [f"tag {each}" for each in annotation.add_tags]
    parts += [f"tag {each} taken away" for each in annotation.remove_tags]
    parts += [f"note “{_shown(annotation.note)}”"] if annotation.note else []
    return ", ".join(parts) or "taken back"


def documents_of_search(index: IncidentIndex, wanted: Filter) -> list[str]:
    """Return the documents with a claim that a filter lets pass, as they were added.

    Raises JudgementError where they are more than MOST_AT_ONCE.
    """
    _, mask = passing(index, wanted)
    numbers = np.flatnonzero(mask) + 1
    keys: dict[str, None] = {}
    query = (
        "SELECT document FROM claims WHERE number BETWEEN ? AND ?"
        " AND number IN (SELECT value FROM json_each(?)) ORDER BY number"
    )
    for start in range(0, len(numbers), CHUNK):
        some = [int(each) for each in numbers[start : start + CHUNK]]
        rows = index.index.rows(query, (some[0], some[-1], str(some)))
        keys |= dict.fromkeys(key for (key,) in rows)
        if len(keys) > MOST_AT_ONCE:
            raise JudgementError(
                f"More than {MOST_AT_ONCE:,} documents fit, which are the most at a time. Narrow"
                " the search."
            )
    return list(keys)


def unassigned_of(index: JudgedIndex, keys: Sequence[str]) -> list[str]:
    """Return those of some documents that nobody has."""
    works = works_of_documents(index)
    return [key for key in keys if key not in works or not works[key].assignee]


def assignees_of(index: JudgedIndex, keys: Sequence[str]) -> Counter[str]:
    """Return how many of some documents each person has; "" is nobody."""
    works = works_of_documents(index)
    return Counter(works[key].assignee if key in works else "" for key in keys)


def targets_of_documents(index: JudgedIndex, keys: Sequence[str]) -> list[Target]:
    """Return documents to be annotated. Raises JudgementError where there are none."""
    if not keys:
        raise JudgementError(
            "Nothing is left to assign: no document fits, or somebody has all that do. Choose"
            " others, or reassign those as well."
        )
    return document_targets(index, keys)


@dataclass(frozen=True, slots=True)
class _Change:
    """A target with what held before and what holds after."""

    target: Target
    before: Work
    after: Work

    @property
    def differs(self) -> bool:
        return self.before != self.after

    def fields(self) -> dict[str, tuple[str, str]]:
        """Return what changes, by name: before and after, in words."""
        before, after = self.before, self.after
        values = {
            "state": (_plain(before.state), _plain(after.state)),
            "assignee": (before.assignee or NOBODY, after.assignee or NOBODY),
            "tags": (", ".join(before.tags) or "none", ", ".join(after.tags) or "none"),
            "notes": _notes(before, after),
        }
        return {name: pair for name, pair in values.items() if pair[0] != pair[1]}

    def in_words(self) -> str:
        """Return the change in a line."""
        changed = "; ".join(f"{name}: {old} becomes {new}" for name, (old, new) in
                            self.fields().items())  # fmt: skip
        target = self.target
        title = f" “{_shown(target.title)}”" if target.title else ""
        return f"{target.kind} {target.key[:10]}: {changed or 'no change'}{title}"


def _notes(before: Work, after: Work) -> tuple[str, str]:
    """Return the last note before and after, where notes differ."""
    return tuple(  # type: ignore[return-value]
        f"{len(each.notes)}, the last “{_shown(each.notes[-1].words)}”" if each.notes else "none"
        for each in (before, after)
    )


def _plan(judgements: Sequence[Judgement], changes: Sequence[_Change]) -> WorkPlan:
    effects = tuple(each.in_words() for each in changes)
    if len(changes) == 1:
        return WorkPlan(tuple(judgements), effects, effects[0])
    by_field: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for change in changes:
        for name, pair in change.fields().items():
            by_field[name][pair] += 1
    parts = [
        f"{name}: {old} becomes {new} ({number:,})"
        for name, pairs in by_field.items()
        for (old, new), number in pairs.most_common()
    ]
    kinds = Counter(each.target.kind for each in changes)
    what = " and ".join(f"{number:,} {kind}s" for kind, number in kinds.items())
    return WorkPlan(tuple(judgements), effects, f"{what}: {'; '.join(parts)}")


def _plain(state: str) -> str:
    return state.replace("_", " ")


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"
