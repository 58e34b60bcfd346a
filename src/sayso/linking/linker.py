"""From readings to incidents. Documents may come in any order, one at a time or all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sayso.linking.added import with_added
from sayso.linking.assembly import Assembly, Made, document_of, order_of
from sayso.linking.clusters import components, gather
from sayso.linking.copies import Copies, body_of
from sayso.linking.corrected import added_by_document, by_claim_of, corrected
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.judged import Judged, judged
from sayso.linking.likeness import Candidates
from sayso.linking.passages import Passage, passages_of
from sayso.linking.units import Units
from sayso.record import FoldedClaim, Incident, Judgement, Reading

FLOOR = 1_600
"""Mean likeness, in ten-thousandths, at which groups of passages join: best B³ on ten incidents
among a month of feed items; .14 and .16 are even, .20 loses .04 of recall."""


@dataclass(frozen=True, slots=True)
class LinkedLedger:
    """What a ledger comes to: incidents, the largest first, and their claims."""

    incidents: tuple[Incident, ...]
    claims: tuple[FoldedClaim, ...]


class Linker:
    """Links readings that come one at a time or at once, into the incidents of all of them.

    Every decision about a pair is made once, from the two alone, when the second of them comes.
    A new document is compared with the few that share rare words and days with it, and only the
    groups of passages that it may touch are gathered anew.
    """

    def __init__(self) -> None:
        self._held = Assembly()
        self._candidates = Candidates()
        self._copies = Copies()
        self._groups: dict[frozenset[str], list[list[str]]] = {}
        self._made: dict[tuple[str, ...], Made] = {}
        self._readings: dict[str, Reading] = {}
        self._passages: dict[str, tuple[Passage, ...]] = {}
        self._homes: dict[str, str] = {}
        self._corrected: set[str] = set()

    def add(self, reading: Reading) -> None:
        """Add a document; one that is there already changes nothing."""
        if reading.document.fingerprint in self._held.documents:
            return
        if reading.claims is None:
            # Nobody read it: it is in a language that is not read so far.
            self._held.place(reading.document, [], ())
            return
        passages = passages_of(reading)
        self._held.place(reading.document, statement_features(reading), passages)
        self._readings[reading.document.fingerprint] = reading
        self._passages[reading.document.fingerprint] = passages
        self._homes.update((each.id, reading.document.fingerprint) for each in reading.claims)
        for copy in self._copies.add(body_of(reading)):
            self._held.copies(copy.documents)
        for passage in passages:
            for pair, value in self._candidates.add(passage).items():
                self._held.alike(pair, value)

    def linked(self, judgements: Iterable[Judgement] = ()) -> LinkedLedger:
        """Return every incident of what came in, with what people judged of it.

        Reports are put together by what was read in them; all that is said of an incident holds
        what people corrected, and the claims that they added.
        """
        judgements = tuple(judgements)
        self._correct(judgements)
        decided = judged(judgements)
        units = self._held.units(decided)
        made = []
        for component in self._components(units):
            for group in self._gathered(component, units):
                groups = self._incident(group, units, decided)
                if groups is not None:
                    made.append(groups)
        made.sort(key=lambda each: order_of(each[0]))
        return LinkedLedger(
            tuple(incident for incident, _ in made),
            tuple(claim for _, claims in made for claim in claims),
        )

    def _correct(self, judgements: Iterable[Judgement]) -> None:
        """Bring the statements of documents up to date with what people corrected and added."""
        by_claim = by_claim_of(judgements)
        added = added_by_document(by_claim)
        now = {self._homes[claim] for claim in by_claim if claim in self._homes}
        now |= self._readings.keys() & added.keys()
        for key in now | self._corrected:
            features = statement_features(corrected(self._readings[key], by_claim, added))
            self._held.features[key] = features
            for passage in self._passages[key]:
                self._held.passages[passage.key] = with_added(passage, features)
        self._corrected = now

    def _components(self, units: Units[StatementFeatures]) -> list[list[str]]:
        pairs = [*self._held.likeness, *units.together]
        return components(units.members, pairs)

    def _gathered(self, component: list[str], units: Units[StatementFeatures]) -> list[list[str]]:
        """Return the groups of one component; those that nothing new touched are as they were."""
        together, apart = units.among(component)
        if len(component) == 1:
            return [component]
        key = frozenset([*component, *map(repr, together), *map(repr, apart)])
        if key not in self._groups:
            inside = {
                (one, other): self._held.likeness[one, other]
                for one in component
                for other in self._held.neighbours.get(one, ())
                if one < other
            }
            self._groups[key] = gather(component, inside, FLOOR, together, apart)
        return self._groups[key]

    def _incident(
        self, group: list[str], units: Units[StatementFeatures], decided: Judged
    ) -> Made | None:
        judged_claims = decided.about(each.key for unit in group for each in units.members[unit])
        if judged_claims or not self._corrected.isdisjoint(map(document_of, group)):
            return self._held.incident(group, units, decided)
        key = tuple(group)
        if key not in self._made:
            made = self._held.incident(group, units, decided)
            if made is None:
                return None
            self._made[key] = made
        return self._made[key]


def link(readings: Iterable[Reading], judgements: Iterable[Judgement] = ()) -> LinkedLedger:
    """Return the incidents of all `readings`, in any order, with what people judged."""
    linker = Linker()
    for reading in readings:
        linker.add(reading)
    return linker.linked(judgements)
