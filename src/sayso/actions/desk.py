"""What a site over a ledger keeps at hand: incidents and an index, made anew as it grows."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sayso.actions.desk_index import Index
from sayso.ledger import Store, UnknownIdError, named, open_ledger
from sayso.linking.linker import Linked, Linker
from sayso.record import FoldedClaim, Incident, Judgement, Reading

PATIENT_S = 1.5
"""Linking that took longer is done anew beside the requests, which see the last state till then."""

SHORTEST_PREFIX = 4


@dataclass(frozen=True)
class State:
    """All incidents at one moment of the ledger."""

    documents: int
    judged: int
    incidents: Mapping[str, Incident]
    claims: Mapping[str, FoldedClaim]
    statements: Mapping[str, str]
    judgements: tuple[Judgement, ...]
    by_claim: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        """The folded claims of an incident."""
        return tuple(self.claims[each] for each in incident.claims)

    def folded(self, statement: str) -> FoldedClaim | None:
        """The folded claim that a statement is an appearance of."""
        key = self.statements.get(statement)
        return self.claims[key] if key is not None else None

    def incident(self, sought: str) -> Incident:
        """The incident with this id, or the one whose id begins so, or that has such a claim.

        A claim's link holds when judgements give its incident another id. Raises UnknownIdError.
        """
        if sought in self.incidents:
            return self.incidents[sought]
        claim = self.folded(sought)
        if claim is not None:
            return self.incidents[claim.incident]
        fits = [each for key, each in self.incidents.items() if key.startswith(sought)]
        if len(sought) < SHORTEST_PREFIX or len(fits) != 1:
            raise UnknownIdError(
                f"No incident has the id '{sought}'. The front page lists those there are."
            )
        return fits[0]


EMPTY = State(0, 0, {}, {}, {}, ())


class Desk:
    """A ledger that is open for a site. Safe to use from several threads.

    `ledger` is made if there is none. Raises LedgerError.
    """

    def __init__(self, ledger: Path | str) -> None:
        self.path = named(ledger)
        self.store: Store = open_ledger(ledger, "add")
        self.index = Index()
        self.recorded: dict[str, datetime] = {}
        self._linker = Linker()
        self._lock = threading.Lock()
        self._state = EMPTY
        self._took = 0.0
        self._busy = False

    def close(self) -> None:
        """Let go of the ledger."""
        with self._lock:
            self.store.close()

    def state(self) -> State:
        """The incidents as they are, or, where linking is slow, as they were a little ago."""
        if self.store.newest() == (self._state.documents, self._state.judged):
            return self._state
        if self._took <= PATIENT_S:
            self._refresh()
        elif not self._busy:
            self._busy = True
            threading.Thread(target=self._refresh, daemon=True).start()
        return self._state

    @property
    def behind(self) -> bool:
        """Whether incidents are still being made anew from what came since."""
        return self._busy

    def _refresh(self) -> None:
        try:
            with self._lock:
                begun = time.monotonic()
                newest = self.store.newest()
                if newest == (self._state.documents, self._state.judged):
                    return
                first = not self._state.documents
                self._take_in(self._state.documents)
                self._state = self._linked(newest)
                # The first time, vocabularies are read too.
                self._took = 0.0 if first else time.monotonic() - begun
        finally:
            self._busy = False

    def _take_in(self, number: int) -> None:
        for _, key, recorded in self.store.keys_since(number):
            if key in self.recorded:
                continue
            reading = self.store.reading(key)
            self._linker.add(reading)
            self.index.add(reading, recorded.isoformat(), heading_of(reading))
            self.recorded[key] = recorded

    def _linked(self, newest: tuple[int, int]) -> State:
        judgements = tuple(self.store.judgements())
        made: Linked = self._linker.linked(judgements)
        about: dict[str, list[Judgement]] = defaultdict(list)
        for each in judgements:
            for claim in each.claims:
                about[claim].append(each)
        return State(
            documents=newest[0],
            judged=newest[1],
            incidents={each.id: each for each in made.incidents},
            claims={each.id: each for each in made.claims},
            statements={place.claim: each.id for each in made.claims for place in each.appearances},
            judgements=judgements,
            by_claim={key: tuple(each) for key, each in about.items()},
        )


LONGEST_HEADING = 200


def heading_of(reading: Reading) -> str:
    """What a document is called: its title, its headline, or its first line."""
    text = reading.document.text
    headline = next((each.span for each in reading.blocks or () if each.kind == "headline"), None)
    title = reading.document.title or (headline.of(text) if headline else text.strip())
    return title.strip().split("\n", 1)[0][:LONGEST_HEADING]
