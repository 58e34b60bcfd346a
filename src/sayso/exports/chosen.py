"""What an export is made of: claims that a filter lets pass, and what is known beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, TypeVar

from sayso.exports.ratings import Rating
from sayso.ledger import EVERY_CLAIM, ClaimFilter
from sayso.linking.coded import Entries
from sayso.linking.comparison import Comparison
from sayso.record import Place, Problem, Reading, Verdict
from sayso.record.annotation import NO_WORK, Work
from sayso.record.faults import attempt, without_layers
from sayso.record.resolved import ResolvedClaim
from sayso.settings.codebooks import Codebook

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where linking put a statement: its incident, and the folded claim of which it is one."""

    incident: str
    claim: str
    appearances: int
    origins: int


@dataclass(frozen=True, slots=True)
class IncidentRef:
    """What an export asks of an incident; `rivals` counts its pairs that can't both hold.

    `first_published` is when the first report of it was published, `headline` the id of the
    document whose headline says most of it.
    """

    id: str
    kind: str | None
    place: Place | None
    earliest: datetime | None
    latest: datetime | None
    origins: int
    rivals: int
    first_published: datetime | None = None
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim to be written. `side` is by the settings; `verdict` is a person's on it alone, and
    `work` what people noted of its document and of itself.
    """

    resolved: ResolvedClaim
    placed: Placed | None = None
    side: str | None = None
    verdict: Verdict | None = None
    work: tuple[Work, Work] = (NO_WORK, NO_WORK)

    @property
    def usable(self) -> bool:
        """False where a person judged that the claim was read wrongly."""
        return self.verdict != "wrong"


LeftOut = Callable[[str, Problem], None]
"""Takes the fingerprint of a document of which something could not be written, and the problem."""


def unreported(_document: str, _problem: Problem) -> None:
    """Take a problem that is only logged."""


Noted = Callable[[], dict[str, Any]]
"""Gives what is written of a reading beside itself, while it is written."""


def nothing_noted() -> dict[str, Any]:
    """Return nothing to write beside a reading."""
    return {}


Compared = Callable[[str], Comparison]
"""Gives the answers of an incident side by side, by the incident's id."""


def uncompared(_incident: str) -> Comparison:
    """Return the comparison of an incident of which nobody answers anything."""
    return Comparison((), (), (), ())


@dataclass(frozen=True, slots=True)
class CodedBy:
    """What coded rows are made with: the codebook, what people coded of an incident by its id, and
    how many judgements the ledger has, or the `project` whose coders these were.
    """

    codebook: Codebook
    entries: Callable[[str], Entries]
    seen: int
    project: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Where an export comes from. `names` says whether names of private persons are in it."""

    written: datetime
    ledger: str = ""
    wanted: ClaimFilter = EVERY_CLAIM
    names: bool = False
    incidents: Mapping[str, IncidentRef] = field(default_factory=dict)
    """Incidents by id; empty unless the ledger was linked."""

    compared: Compared = field(default=uncompared, compare=False)
    """What the claims of an incident answer, made when a format asks for it."""

    coding: CodedBy | None = field(default=None, compare=False)
    """What coded rows are made with; None for other formats."""

    ratings: Mapping[str, Sequence[Rating]] = field(default_factory=dict)
    """What people rated, by the id of the claim."""

    left_out: LeftOut = field(default=unreported, compare=False)
    """Takes what could not be written; the rest is."""

    @property
    def linked(self) -> bool:
        return bool(self.incidents)


Writer = Callable[[Iterable[Chosen], About, BinaryIO], int]
"""Writes claims to a file as UTF-8 or bytes; how many things it wrote."""


def each_made(
    where: str, make: Callable[[Chosen], Made], chosen: Iterable[Chosen], about: About
) -> Iterator[Made]:
    """Yield what `make` makes of each claim, for the format `where`.

    A claim on which it raises is left out, and `about.left_out` takes the problem.
    """
    for claim in chosen:
        document = claim.resolved.reading.document
        made = attempt(where, partial(make, claim), subject=claim.resolved.claim.id)
        if isinstance(made, Problem):
            about.left_out(document.fingerprint, made)
        else:
            yield made


def each_written(
    where: str, make: Callable[[Reading], Made], readings: Iterable[Reading], left_out: LeftOut
) -> Iterator[Made]:
    """Yield what `make` makes of each reading, for the format `where`.

    Of a reading on which it raises `left_out` takes the problem; the document is made without its
    layers, with that problem, or left out if that raises too.
    """
    for reading in readings:
        subject = reading.document.id
        made = attempt(where, partial(make, reading), subject=subject)
        if isinstance(made, Problem):
            left_out(reading.document.fingerprint, made)
            made = attempt(where, partial(make, without_layers(reading, made)), subject=subject)
        if not isinstance(made, Problem):
            yield made


def usable(chosen: Iterable[Chosen]) -> Iterator[Chosen]:
    """Return the claims without those that a person judged wrong: for shapes with no column to say
    so.
    """
    return (each for each in chosen if each.usable)
