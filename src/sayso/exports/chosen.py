"""What an export is made of: claims that a filter lets pass, and what is known beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sayso.exports.ratings import Rating
from sayso.exports.resolved import Resolved
from sayso.ledger import EVERY_CLAIM, ClaimFilter
from sayso.record import Place, Verdict


@dataclass(frozen=True, slots=True)
class Placed:
    """Where linking put a statement: its incident, and the folded claim of which it is one."""

    incident: str
    claim: str
    appearances: int
    origins: int


@dataclass(frozen=True, slots=True)
class Happening:
    """What an export asks of an incident; `rivals` counts its pairs that can't both hold.

    `first_told` is when the first report of it was published.
    """

    id: str
    kind: str | None
    place: Place | None
    earliest: datetime | None
    latest: datetime | None
    origins: int
    rivals: int
    first_told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim to be written. `side` is told by settings; `verdict` is a person's on it alone."""

    found: Resolved
    placed: Placed | None = None
    side: str | None = None
    verdict: Verdict | None = None

    @property
    def usable(self) -> bool:
        """False where a person judged that the claim was read wrongly."""
        return self.verdict != "wrong"


@dataclass(frozen=True, slots=True)
class About:
    """Where an export comes from. `names` tells whether names of private persons are in it."""

    written: datetime
    ledger: str = ""
    wanted: ClaimFilter = EVERY_CLAIM
    names: bool = False
    happenings: Mapping[str, Happening] = field(default_factory=dict)
    """Incidents by id; empty unless the ledger was linked."""

    ratings: Mapping[str, Sequence[Rating]] = field(default_factory=dict)
    """What people rated, by the id of the claim."""

    @property
    def linked(self) -> bool:
        return bool(self.happenings)


Writer = Callable[[Iterable[Chosen], About, BinaryIO], int]
"""Writes claims to a file as UTF-8 or bytes; how many things it wrote."""


def usable(chosen: Iterable[Chosen]) -> Iterator[Chosen]:
    """The claims without those that a person judged wrong: for shapes with no column to say so."""
    return (each for each in chosen if each.usable)
