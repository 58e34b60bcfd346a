"""What people judged, by the statements and passages that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sayso.index.work import WorkIndex
from sayso.linking.coded import CODING
from sayso.linking.incidents import incident_id
from sayso.linking.judged import Judged, in_force, judged
from sayso.record import Judgement
from sayso.record.annotation import ANNOTATED, annotation_of


class JudgementIndex:
    """All judgements, by the statements that they name and by who said them when, and in which
    passages these statements are.

    Annotations change no claim and no group: they are in `all`, and for the rest in `work` alone.
    `added` has the claims that were ever added to a document, by its fingerprint; `coders` who says
    something of a claim alone that holds, `coded_by` the claims of which a person does, and
    `coded_by_several` those of which two people or more do, in the order in which they came to;
    `former` the judged claim that an id of an incident is made of, for addresses that lead on. What
    was coded of incidents says nothing of their claims: `codings` has it, with its place among all,
    by the claims that stand for the incident.
    """

    def __init__(self) -> None:
        self.all: list[Judgement] = []
        self.by_claim: dict[str, tuple[Judgement, ...]] = {}
        self.by_moment: dict[tuple[str, datetime], list[Judgement]] = {}
        self.added: dict[str, list[str]] = {}
        self.coders: dict[str, frozenset[str]] = {}
        self.coded_by: dict[str, dict[str, None]] = {}
        self.coded_by_several: dict[str, None] = {}
        self.former: dict[str, str] = {}
        self.codings: dict[str, tuple[tuple[int, Judgement], ...]] = {}
        self.work = WorkIndex()
        self._numbers: dict[str, list[int]] = {}
        self._homes: dict[str, list[str]] = {}
        self._inside: dict[str, set[str]] = {}

    def add(self, judgement: Judgement) -> None:
        """Add a judgement; they come in order."""
        if judgement.verdict in CODING:
            for claim in judgement.claims:
                self.codings[claim] = (*self.codings.get(claim, ()), (len(self.all), judgement))
                self.former.setdefault(incident_id(claim), claim)
            self.all.append(judgement)
            return
        if judgement.verdict == ANNOTATED:
            self._annotate(judgement)
            return
        for claim in dict.fromkeys(judgement.claims):
            self._numbers.setdefault(claim, []).append(len(self.all))
            self.by_claim[claim] = (*self.by_claim.get(claim, ()), judgement)
            self.former.setdefault(incident_id(claim), claim)
        if len(judgement.claims) == 1:
            self._code(judgement.claims[0])
        made = judgement.addition
        if made is not None and judgement.claims[0] not in self.added.get(made.document, ()):
            self.added.setdefault(made.document, []).append(judgement.claims[0])
        self.by_moment.setdefault((judgement.by, judgement.when), []).append(judgement)
        self.all.append(judgement)

    def _annotate(self, judgement: Judgement) -> None:
        annotation = annotation_of(judgement)
        if annotation is not None:
            self.work.add(annotation)
            if annotation.kind == "incident":
                for claim in annotation.keys:
                    self.former.setdefault(incident_id(claim), claim)
        self.all.append(judgement)

    def _code(self, claim: str) -> None:
        """Note who says something of a claim alone that holds."""
        now = frozenset(each.by for each in in_force(self.by_claim[claim]))
        for person in self.coders.get(claim, frozenset()) - now:
            self.coded_by[person].pop(claim, None)
        for person in now:
            self.coded_by.setdefault(person, {})[claim] = None
        self.coders[claim] = now
        if len(now) > 1:
            self.coded_by_several.setdefault(claim)
        else:
            self.coded_by_several.pop(claim, None)

    def locate(self, statement: str, passages: Iterable[str]) -> None:
        """Note in which passages a statement that was judged is."""
        self._homes[statement] = list(passages)
        for passage in self._homes[statement]:
            self._inside.setdefault(passage, set()).add(statement)

    def homes(self, statement: str) -> list[str]:
        """Return the passages of a statement, as far as they are known."""
        return self._homes.get(statement, [])

    def decided(self, passages: Iterable[str]) -> Judged:
        """Return what is in force of the judgements on statements of these passages."""
        numbers = {
            number
            for passage in passages
            for statement in self._inside.get(passage, ())
            for number in self._numbers[statement]
        }
        return judged(self.all[each] for each in sorted(numbers))
