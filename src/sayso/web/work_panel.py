"""The panel on the pages of documents, claims and incidents: tags, notes, state and assignee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from sayso.accounts import Person
from sayso.actions.work import in_words
from sayso.index.search import BadFilterError
from sayso.record.annotation import (
    STATES,
    Annotation,
    Kind,
    Work,
    annotations_in_force,
    work_of,
)
from sayso.views.work import Target, WorkFilter, neighbours, target_of
from sayso.web.workplace import Workplace

MINE, NOBODYS, ALL = "mine", "nobody", "all"
LONGEST_LIST = 500
"""Characters of a query string of a list of work."""

KEPT = {"kept": "Kept.", "next": "Kept. This is the next one of the list."}


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """Which list of work a page shows, as its address says it."""

    whose: str = MINE
    assignee: str = ""
    state: str = ""
    tag: str = ""

    def query(self, **changed: str) -> str:
        """Return the query string of the list, with some of it changed."""
        given = {"whose": self.whose, "assignee": self.assignee, "state": self.state,
                 "tag": self.tag, **changed}  # fmt: skip
        return urlencode({name: value for name, value in given.items() if value})

    def filter(self, person: Person) -> WorkFilter:
        """Return the filter of the list, as a person opens it. Raises BadFilterError."""
        state = next((each for each in STATES if each == self.state), None)
        if self.state and state is None:
            raise BadFilterError(
                f"There is no state '{self.state}'. There are {', '.join(STATES)}."
            )
        assignee = {MINE: person.name, NOBODYS: "", ALL: None}[self.whose]
        return WorkFilter(self.assignee or assignee, state, self.tag or None)

    def in_words(self) -> str:
        """Return the list in words, for titles."""
        whose = {MINE: "mine", NOBODYS: "unassigned", ALL: "all"}[self.whose]
        parts = [self.assignee or whose, self.state.replace("_", " ")]
        return ", ".join([each for each in parts if each] + ([f"tag {self.tag}"] * bool(self.tag)))


def work_query(given: Mapping[str, str], person: Person) -> WorkQuery:
    """Return the list that an address asks for; of a reader, who has none, all."""
    assignee = given.get("assignee", "")
    default = ALL if assignee or not person.may("reviewer") else MINE
    whose = given.get("whose", default)
    if whose not in (MINE, NOBODYS, ALL):
        raise BadFilterError(f"whose is '{whose[:40]}'. Write {MINE}, {NOBODYS} or {ALL}.")
    tag = " ".join(given.get("tag", "").split()).lower()
    return WorkQuery(whose, assignee, given.get("state", ""), tag)


def list_of(query: str, person: Person) -> WorkQuery | None:
    """Return the list that a form or an address came from; None where it came from none."""
    if not query or len(query) > LONGEST_LIST:
        return None
    return work_query(dict(parse_qsl(query, max_num_fields=20)), person)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: what holds, or what a person typed into it."""

    assignee: str
    state: str
    tags: str
    note: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `seen` is how many annotations the ledger had, `back` the list that
    the page was opened from, `before` and `after` its neighbours there, `place` where it is worked.
    """

    place: Workplace
    target: Target
    work: Work
    said: tuple[tuple[Annotation, str, bool], ...]
    seen: int
    names: tuple[str, ...]
    may: bool
    person: str
    back: str
    before: str | None
    after: str | None
    notice: str
    typed: Typed

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states that there are."""
        return STATES

    @property
    def opened(self) -> bool:
        """Whether the page is opened to work on it."""
        return bool(self.back or self.notice)

    def address(self, key: str) -> str:
        """Return the page of another item of the list."""
        return self.place.page(self.target.kind, key, work=self.back)


def panel_of(place: Workplace, request: Request, kind: Kind, wanted: str, back: str = "") -> Panel:
    """Return the panel of a document, claim or incident; `back` is the list that a form came from.

    Raises UnknownIdError.
    """
    person, index = place.person, place.index
    target = target_of(index, kind, wanted)
    annotated = index.state().work
    seen = annotated.count
    said = [each for _, each in target.said(annotated)]
    work = work_of(said)
    shown = list_of(back or request.query_params.get("work", ""), person)
    before = after = None
    if shown is not None and kind == "document":
        before, after = neighbours(index, shown.filter(person), target.key)
    return Panel(
        place,
        target,
        work,
        tuple(
            (each, in_words(each), place.may and each.by == person.name)
            for each in annotations_in_force(said)
        ),
        seen,
        tuple(dict.fromkeys((*place.names, *([work.assignee] if work.assignee else [])))),
        place.may,
        person.name,
        shown.query() if shown is not None else "",
        before,
        after,
        KEPT.get(request.query_params.get("worked", ""), ""),
        Typed(work.assignee, work.state, ", ".join(work.tags), ""),
    )
