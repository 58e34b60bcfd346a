"""Groups of passages with all that they are made of, put together as incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sayso.linking.clusters import UNIT, Pair
from sayso.linking.days import aware
from sayso.linking.features import LAST, StatementFeatures
from sayso.linking.incidents import Gathered, incident_of
from sayso.linking.judged import Judged
from sayso.linking.likeness import reasons
from sayso.linking.passages import LEAD_MARK, Passage
from sayso.linking.units import Units
from sayso.record import Document, FoldedClaim, Incident, Link

Made = tuple[Incident, list[FoldedClaim]]


class Assembly:
    """Documents, their statements and passages, and what was decided of pairs of them."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.features: dict[str, list[StatementFeatures]] = {}
        self.passages: dict[str, Passage] = {}
        self.copied: dict[str, set[Pair]] = defaultdict(set)
        self.likeness: dict[Pair, int] = {}
        self.neighbours: dict[str, set[str]] = defaultdict(set)

    def place(
        self, document: Document, features: list[StatementFeatures], passages: Iterable[Passage]
    ) -> None:
        """Add a document, and those of its passages that are wanted."""
        key = document.fingerprint
        self.documents[key] = document
        self.features[key] = features
        self.passages.update((each.key, each) for each in passages)

    def alike(self, pair: Pair, value: int) -> None:
        """Add how like two passages are; the smaller key is first."""
        self.likeness[pair] = value
        self.neighbours[pair[0]].add(pair[1])
        self.neighbours[pair[1]].add(pair[0])

    def copies(self, pair: Pair) -> None:
        """Add that one of two documents copies the other, or both a third."""
        for side in pair:
            self.copied[side].add(pair)

    def units(self, decided: Judged) -> Units[StatementFeatures]:
        """Return the passages as units, with their statements."""
        held = {
            key: [self.features[each.document][position] for position in each.claims]
            for key, each in self.passages.items()
        }
        return Units(held, decided)

    def incident(
        self, group: Sequence[str], units: Units[StatementFeatures], decided: Judged
    ) -> Made | None:
        """Return the incident of a group of units; None where no one says anything in them."""
        features = tuple(each for unit in group for each in units.members[unit])
        if not features:
            return None
        return incident_of(self._gathered(group, features), self._copies_in(group), decided)

    def _gathered(self, group: Sequence[str], features: tuple[StatementFeatures, ...]) -> Gathered:
        keys = {document_of(unit) for unit in group}
        order = sorted(keys, key=lambda key: _order(self.documents[key], key))
        documents = {key: self.documents[key] for key in order}
        leads = self._central([unit for unit in group if unit.endswith(LEAD_MARK)], group)
        return Gathered(features, documents, leads, tuple(self._joined(group)))

    def _central(self, leads: list[str], group: Sequence[str]) -> tuple[str, ...]:
        """Return the documents of leads, the one whose lead is most like all the group first."""
        among = set(group)

        def alike(unit: str) -> int:
            neighbours = self.neighbours.get(unit, set()) & among
            return sum(self._between(unit, other) for other in neighbours)

        ranked = sorted(leads, key=lambda unit: (alike(unit), unit), reverse=True)
        return tuple(map(document_of, ranked))

    def _copies_in(self, group: Sequence[str]) -> list[Pair]:
        """Return the pairs of copies that a document of the group is one of."""
        return sorted({pair for unit in group for pair in self.copied.get(document_of(unit), ())})

    def _joined(self, group: Sequence[str]) -> Iterator[Link]:
        """Yield for each passage with claims the link to the one of the group most like it."""
        claims = {
            unit: self.features[self.passages[unit].document][self.passages[unit].claims[0]].key
            for unit in group
            if unit in self.passages and self.passages[unit].claims
        }
        for unit in sorted(claims):
            neighbours = [
                each
                for each in self.neighbours.get(unit, ())
                if each in claims and self._between(unit, each) > 0
            ]
            if neighbours:
                best = max(neighbours, key=lambda each: (self._between(unit, each), each))
                text = self.documents[document_of(unit)].text
                why = reasons(self.passages[unit], self.passages[best], text)
                pair = (claims[unit], claims[best])
                yield Link("same_incident", pair, self._between(unit, best) / UNIT, why)

    def _between(self, unit: str, neighbour: str) -> int:
        return self.likeness[min(unit, neighbour), max(unit, neighbour)]


def document_of(unit: str) -> str:
    """Return the fingerprint that a unit's key begins with."""
    return unit.split("#", 1)[0]


def order_of(incident: Incident) -> tuple[int, datetime, str]:
    """Return by which incidents are sorted: the largest first, then the earliest."""
    return -len(incident.documents), incident.earliest or LAST, incident.id


def _order(document: Document, key: str) -> tuple[datetime, str]:
    return aware(document.published) if document.published else LAST, key
