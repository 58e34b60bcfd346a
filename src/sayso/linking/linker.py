"""From readings to incidents. Documents may come in any order, one at a time or all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sayso.linking.clusters import UNIT, Pair, components, gather
from sayso.linking.copies import Copies, body_of
from sayso.linking.incidents import Gathered, incident_of
from sayso.linking.judged import Judged, judged
from sayso.linking.likeness import Candidates, reasons
from sayso.linking.passages import LEAD_MARK, Passage, aware, passages_of
from sayso.linking.told import LAST, Told, told_of
from sayso.record import Document, FoldedClaim, Incident, Judgement, Link, Reading

FLOOR = 1_600
"""Mean likeness, in ten-thousandths, at which groups of passages join: best B³ on ten incidents
among a month of feed items; .14 and .16 are even, .20 loses .04 of recall."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a ledger comes to: incidents, the largest first, and their claims."""

    incidents: tuple[Incident, ...]
    claims: tuple[FoldedClaim, ...]


class Linker:
    """Takes in readings; tells the incidents of all that it has.

    Every decision about a pair is made once, from the two alone, when the second of them comes.
    A new document is compared with the few that share rare words and days with it, and only the
    groups of passages that it may touch are gathered anew.
    """

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._told: dict[str, list[Told]] = {}
        self._passages: dict[str, Passage] = {}
        self._candidates = Candidates()
        self._copies = Copies()
        self._copied: dict[str, set[Pair]] = defaultdict(set)
        self._likeness: dict[Pair, int] = {}
        self._beside: dict[str, set[str]] = defaultdict(set)
        self._groups: dict[frozenset[str], list[list[str]]] = {}
        self._made: dict[tuple[str, ...], tuple[Incident, list[FoldedClaim]]] = {}

    def add(self, reading: Reading) -> None:
        """Take in a document; one that is there already changes nothing."""
        document = reading.document
        key = document.fingerprint
        if key in self._documents:
            return
        self._documents[key] = document
        self._told[key] = told_of(reading)
        if reading.claims is None:
            return  # nobody read it: it is in a language that is not read so far
        for copy in self._copies.add(body_of(reading)):
            for side in copy.documents:
                self._copied[side].add(copy.documents)
        for passage in passages_of(reading):
            self._passages[passage.key] = passage
            for pair, value in self._candidates.add(passage).items():
                self._likeness[pair] = value
                self._beside[pair[0]].add(pair[1])
                self._beside[pair[1]].add(pair[0])

    def linked(self, judgements: Iterable[Judgement] = ()) -> Linked:
        """Every incident of what was taken in, with what people judged of it."""
        decided = judged(judgements)
        units = _Units(self._passages, self._told, decided)
        made = []
        for component in self._components(units):
            for group in self._gathered(component, units):
                found = self._incident(group, units, decided)
                if found is not None:
                    made.append(found)
        made.sort(key=lambda each: (-len(each[0].documents), _when(each[0]), each[0].id))
        return Linked(
            tuple(incident for incident, _ in made),
            tuple(claim for _, claims in made for claim in claims),
        )

    def _components(self, units: _Units) -> list[list[str]]:
        pairs = [*self._likeness, *units.together]
        return components(units.members, pairs)

    def _gathered(self, component: list[str], units: _Units) -> list[list[str]]:
        """The groups of one component; those that nothing new touched are as they were."""
        together, apart = units.among(component)
        if len(component) == 1:
            return [component]
        key = frozenset([*component, *map(repr, together), *map(repr, apart)])
        if key not in self._groups:
            inside = {
                (one, other): self._likeness[one, other]
                for one in component
                for other in self._beside.get(one, ())
                if one < other
            }
            self._groups[key] = gather(component, inside, FLOOR, together, apart)
        return self._groups[key]

    def _incident(
        self, group: list[str], units: _Units, decided: Judged
    ) -> tuple[Incident, list[FoldedClaim]] | None:
        told = tuple(each for unit in group for each in units.members[unit])
        if not told:
            return None
        if decided.about(each.key for each in told):
            return incident_of(self._group(group, told), self._copies_in(group), decided)
        key = tuple(group)
        if key not in self._made:
            self._made[key] = incident_of(self._group(group, told), self._copies_in(group), decided)
        return self._made[key]

    def _group(self, group: list[str], told: tuple[Told, ...]) -> Gathered:
        keys = {_document(unit) for unit in group}
        order = sorted(keys, key=lambda key: _order(self._documents[key], key))
        documents = {key: self._documents[key] for key in order}
        leads = frozenset(_document(unit) for unit in group if unit.endswith(LEAD_MARK))
        central = self._central([unit for unit in group if unit.endswith(LEAD_MARK)], group)
        return Gathered(told, documents, leads, central, tuple(self._joined(group)))

    def _central(self, leads: list[str], group: list[str]) -> str | None:
        """The document whose lead is most like all the others of the group."""
        among = set(group)

        def alike(unit: str) -> int:
            beside = self._beside.get(unit, set()) & among
            return sum(self._between(unit, other) for other in beside)

        return _document(max(leads, key=lambda unit: (alike(unit), unit))) if leads else None

    def _copies_in(self, group: list[str]) -> list[Pair]:
        """The pairs of copies that a document of the group is one of."""
        return sorted({pair for unit in group for pair in self._copied.get(_document(unit), ())})

    def _joined(self, group: list[str]) -> Iterator[Link]:
        """For each passage that has claims, the link to the one of the group most like it."""
        claims = {
            unit: self._told[self._passages[unit].document][self._passages[unit].claims[0]].key
            for unit in group
            if unit in self._passages and self._passages[unit].claims
        }
        for unit in sorted(claims):
            beside = [each for each in self._beside.get(unit, ()) if each in claims]
            if beside:
                best = max(beside, key=lambda each: (self._between(unit, each), each))
                text = self._documents[_document(unit)].text
                why = reasons(self._passages[unit], self._passages[best], text)
                pair = (claims[unit], claims[best])
                yield Link("same_incident", pair, self._between(unit, best) / UNIT, why)

    def _between(self, one: str, other: str) -> int:
        return self._likeness[min(one, other), max(one, other)]


class _Units:
    """Passages, less the statements that people took out of them, which stand by themselves."""

    def __init__(
        self, passages: Mapping[str, Passage], told: Mapping[str, list[Told]], decided: Judged
    ) -> None:
        self.members: dict[str, list[Told]] = {}
        home: dict[str, str] = {}
        for key, passage in passages.items():
            self.members[key] = [told[passage.document][position] for position in passage.claims]
            home.update((each.key, key) for each in self.members[key])
        parted = [pair for pair in decided.pairs("different_incidents") if home.keys() >= set(pair)]
        for one, other in parted:
            if home[one] == home[other]:
                self._take_out(other, home)
        self.together = self._pairs(decided.pairs("same_incident"), home)
        self.apart = self._pairs(parted, home)

    def _take_out(self, statement: str, home: dict[str, str]) -> None:
        old = home[statement]
        new = f"{old}:{statement}"
        self.members[new] = [each for each in self.members[old] if each.key == statement]
        self.members[old] = [each for each in self.members[old] if each.key != statement]
        home[statement] = new

    @staticmethod
    def _pairs(pairs: Iterable[Pair], home: Mapping[str, str]) -> list[Pair]:
        """Pairs of statements as pairs of units, each in order; those of one unit left out."""
        found = set()
        for one, other in pairs:
            if one in home and other in home and home[one] != home[other]:
                first, second = sorted((home[one], home[other]))
                found.add((first, second))
        return sorted(found)

    def among(self, component: list[str]) -> tuple[list[Pair], list[Pair]]:
        """What was put together and apart within these units."""
        if not self.together and not self.apart:
            return [], []
        inside = set(component)
        together = [pair for pair in self.together if inside.issuperset(pair)]
        return together, [pair for pair in self.apart if inside.issuperset(pair)]


def link(readings: Iterable[Reading], judgements: Iterable[Judgement] = ()) -> Linked:
    """The incidents of all `readings`, with what people judged; the order does not matter."""
    linker = Linker()
    for reading in readings:
        linker.add(reading)
    return linker.linked(judgements)


def _document(unit: str) -> str:
    """The fingerprint that a unit's key begins with."""
    return unit.split("#", 1)[0]


def _order(document: Document, key: str) -> tuple[datetime, str]:
    return aware(document.published) if document.published else LAST, key


def _when(incident: Incident) -> datetime:
    return incident.earliest or LAST
