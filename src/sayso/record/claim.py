"""Claims, and what the ledger makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.record.found import Modality, Polarity
from sayso.record.span import Span


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says it: the words there, and the fullest name that they lead back to."""

    said: str
    name: str
    named: bool
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claimant says in one place of one document.

    `attribution` is None for narration: the outlet speaks. `chain` names who relays it,
    outermost first; its last name is the claimant's.
    """

    id: str
    attribution: int | None
    claimant: Claimant
    chain: tuple[str, ...]
    evidence: Span
    event: int | None = None
    polarity: Polarity = "asserts"
    modality: Modality = "actual"
    quantities: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    moment: int | None = None
    score: float = 1.0

    @property
    def narrated(self) -> bool:
        return self.attribution is None


@dataclass(frozen=True, slots=True)
class Warning:
    """What a careful reader should notice, and where."""

    kind: str
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as the ledger stores it: which document holds it and when it was recorded."""

    claim: Claim
    document: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """Claims about one happening. Recomputed from statements and judgements, never edited."""

    id: str
    title: str
    claims: tuple[str, ...]


Verdict = Literal["same_claim", "same_incident", "rival", "wrong", "corrected"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's or a rule's decision about claims: appended, never changed."""

    verdict: Verdict
    claims: tuple[str, ...]
    by: str
    when: datetime
    why: str
