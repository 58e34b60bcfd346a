"""Claims, and what the ledger makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.record.found import Modality, Place, Polarity, Quantity
from sayso.record.span import Span

OUTLET = "the outlet"
"""The name of the claimant of narration."""

ADDED = "added"
"""The verdict that adds a claim, and the field of the correction that such a claim has first."""

ADDED_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
"""Where the words of an added claim stand, as its judgement has it: "120-188"."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says it: the words there, and the fullest name that they lead back to."""

    said: str
    name: str
    named: bool
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """A field of a claim that a person corrected: what was read, what holds, by whom and when.

    `read` and `value` are words such as the review page shows; "" stands for nothing. The field
    ADDED says that a person added the whole claim, and its value is the claimant.
    """

    field: str
    read: str
    value: str
    by: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claimant says in one place of one document.

    `attribution` is None for narration: the outlet speaks. `chain` names who relays it,
    outermost first; its last name is the claimant's. Of an unnamed source `described_as` are the
    words that describe it, and `unnamed_because` those that say why it is not named. `corrections`
    are empty as read; a claim that has some holds what people say in the place of what was read.
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
    described_as: Span | None = None
    unnamed_because: Span | None = None
    corrections: tuple[FieldCorrection, ...] = ()

    @property
    def narrated(self) -> bool:
        """Whether the outlet speaks: nobody is attributed, nor named by a person."""
        given = [each.value for each in self.corrections if each.field in (ADDED, "claimant")]
        return self.attribution is None and (not given or given[-1] == OUTLET)

    @property
    def added_by(self) -> str:
        """Who added the claim; "" for one that was read."""
        return next((each.by for each in self.corrections if each.field == ADDED), "")


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
class Link:
    """Why claims were joined, or set against each other: a rule's decision, or a person's.

    `rule` names the rule, or the verdict of a person's judgement; `by` is "rule" or the person;
    `reasons` can be read; `score` is from 0 to 1, and 1 for a person's.
    """

    rule: str
    claims: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    by: str = "rule"


@dataclass(frozen=True, slots=True)
class Appearance:
    """A place where a claim was met: one statement of one document.

    `claim` is the statement's id, `document` the id that came in, `fingerprint` its key; `origin`
    is the same for all documents that go back to one report, newsroom or agency. `corrections` are
    those of the statement.
    """

    claim: str
    document: str
    fingerprint: str
    outlet: str | None
    published: datetime | None
    claimant: Claimant
    cue: str
    words: str
    evidence: Span
    origin: str
    corrections: tuple[FieldCorrection, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldedClaim:
    """The same claim of the same claimant, however worded and wherever met.

    `id` is that of its first appearance. `side` is whom the claimant speaks for: "UKR", the name
    of a group or person, or the outlet of a narration. `blames` is whom it names as the doer.
    `said` are the words of each of `quantities`, as they stand in the appearance numbered `quoted`;
    "" for one that its evidence doesn't hold. `initiators` and `targets` are countries. `town` is
    the one that it is set in, by one name for towns near each other; "" for none or several.
    `taken_back` are the numbers of the quantities that it withdraws, each with whose they were:
    "outlet" or "speaker". `replaced` says that only former versions of documents have it.
    """

    id: str
    incident: str
    claimant: Claimant
    side: str
    narrated: bool
    event: str | None
    polarity: Polarity
    modality: Modality
    quantities: tuple[Quantity, ...]
    places: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    blames: str | None = None
    links: tuple[Link, ...] = ()
    said: tuple[str, ...] = ()
    quoted: int = 0
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    town: str = ""
    taken_back: tuple[tuple[int, str], ...] = ()
    replaced: bool = False

    @property
    def origins(self) -> int:
        """How many independent origins stand behind it."""
        return len({each.origin for each in self.appearances})


@dataclass(frozen=True, slots=True)
class Revision:
    """One side's claim after another of its own on the same question.

    `kind` is "update" for another figure and "retraction" for a doubt or denial of what it said.
    """

    kind: Literal["update", "retraction"]
    claims: tuple[str, str]
    side: str
    when: datetime | None
    what: str


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A document that a later version replaced, both by fingerprint, by which rule and when."""

    former: str
    later: str
    rule: str
    when: datetime


@dataclass(frozen=True, slots=True)
class AnswerRelation:
    """How the answers of two claims to one question stand to each other.

    `contradict`: they can't both be true as worded; `update`: a later count of the same;
    `part_whole`: one counts a part of what the other counts; `differ_compatible`: they differ, and
    bounds or vague words leave room for both. `score` is from 0 to 1; `rule` names what decided.
    """

    relation: Literal["same", "contradict", "update", "differ_compatible", "part_whole"]
    claims: tuple[str, str]
    question: str
    score: float
    rule: str
    why: str
    by: str = "rule"


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a document, by its outlet; `document` is the id that came in."""

    words: str
    outlet: str | None
    document: str


IncidentField = Literal["title", "place", "day", "note"]
"""What a person may set of an incident."""


@dataclass(frozen=True, slots=True)
class FieldSet:
    """What a person set of an incident; an empty value takes back all that was set of the field."""

    name: IncidentField
    value: str
    by: str
    when: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Claims about one event as reported. Recomputed from statements and judgements, never edited.

    `claims` are ids of folded claims, `documents` ids as they came in, `leads` those of them whose
    main matter it is; `rivals` are links between two claims that can't both hold, `relations` all
    that was decided of two claims; `versions` are documents that later ones replaced and that count
    no more; `joined` say why its documents were put together. `title` takes no side; `headline` is
    that of the report that says most of it. Where a person gave the title, `titled_by` is who, and
    `read_title` what it would be without. `fields_set` are all that people set of it, the oldest
    first; where a place or days stand that a person gave, `read_place`, `read_earliest` and
    `read_latest` are what the claims give.
    """

    id: str
    title: str
    claims: tuple[str, ...]
    kind: str | None = None
    place: Place | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    documents: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    origins: int = 0
    rivals: tuple[Link, ...] = ()
    history: tuple[Revision, ...] = ()
    joined: tuple[Link, ...] = ()
    warnings: tuple[Warning, ...] = ()
    relations: tuple[AnswerRelation, ...] = ()
    headline: Headline | None = None
    versions: tuple[DocumentVersion, ...] = ()
    titled_by: str = ""
    read_title: str = ""
    fields_set: tuple[FieldSet, ...] = ()
    read_place: Place | None = None
    read_earliest: datetime | None = None
    read_latest: datetime | None = None

    def standing(self, name: IncidentField) -> FieldSet | None:
        """Return what a person set of a field and nobody took back; None where it is as read."""
        last = next((each for each in reversed(self.fields_set) if each.name == name), None)
        return last if last is not None and last.value else None

    @property
    def placed_by(self) -> str:
        """Who set the place; "" where it is that of the claims."""
        return self._by("place")

    @property
    def dated_by(self) -> str:
        """Who set the day; "" where it is that of the claims."""
        return self._by("day")

    @property
    def claimed_place(self) -> Place | None:
        """The place that the claims give, whoever set another."""
        return self.read_place if self.placed_by else self.place

    @property
    def claimed_days(self) -> tuple[datetime | None, datetime | None]:
        """The first and last instants that the claims give, whoever set others."""
        given = (self.read_earliest, self.read_latest)
        return given if self.dated_by else (self.earliest, self.latest)

    @property
    def noted_by(self) -> str:
        """Who wrote the note; "" where there is none."""
        return self._by("note")

    @property
    def note(self) -> str:
        """The note that a person wrote for all readers; "" where there is none."""
        last = self.standing("note")
        return last.value if last else ""

    def _by(self, name: IncidentField) -> str:
        last = self.standing(name)
        return last.by if last else ""

    @property
    def subheading(self) -> Headline | None:
        """Return the headline to show with the title; None where the title is made of it."""
        headline = self.headline
        return headline if headline and headline.words not in self.title else None


Verdict = Literal[
    "same_claim",
    "different_claims",
    "same_incident",
    "different_incidents",
    "rival",
    "not_rivals",
    "undecided",
    "right",
    "wrong",
    "corrected",
    "added",
    "adjudicated",
    "same_claimant",
    "different_claimants",
    "claimant_alias",
    "undecided_claimants",
    "incident_title",
    "incident_place",
    "incident_day",
    "incident_note",
    "coded",
    "undecided_coding",
    "annotated",
]
"""What a judgement says of its claims. `undecided` takes back what was said before of the same
claims; a later judgement outranks an earlier one, and a person's outranks any rule. Those of
claimants are about who makes the claims, wherever else the same names are read. `added` makes a
claim of words of a document in which none was read. `adjudicated` decides where reviewers of a
claim differ: its fields, and whether it is kept. `incident_title` names the incident that the claim
is in; an empty title takes the name back. `incident_place`, `incident_day` and `incident_note` set
where and when it was, and a note on it, in the same way. `coded` says what stands in fields of the
incident's row of a codebook, and `undecided_coding` takes the last that the same person said of
these fields back. `annotated` says nothing of what was read: it has tags, notes, who works on a
document, claim or incident, and how far that is; see `record.annotation`."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Words of a document, by its fingerprint, that a person makes a claim of, and their place."""

    document: str
    evidence: Span
    words: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's or a rule's decision about claims: appended, never changed.

    `changes` are, for `corrected`, fields of the claim and what they should say; for `adjudicated`
    these and "claim", "kept" or "rejected"; for `added` these and "document", a fingerprint, and
    "span", such as "120-188"; for verdicts on claimants, the names that were joined, parted or
    added; for `incident_title` and the others of an incident, its "title", "place", "day" or
    "note"; for `coded` "codebook", its name and version, and fields with what stands in them, for
    `undecided_coding` "codebook" and fields with nothing; for `annotated`, what is noted, and of
    which documents.
    """

    verdict: Verdict
    claims: tuple[str, ...]
    by: str
    when: datetime
    why: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def addition(self) -> Addition | None:
        """Return what the judgement adds as a claim; None where it doesn't."""
        if self.verdict != ADDED or len(self.claims) != 1:
            return None
        given = dict(self.changes)
        match = ADDED_SPAN.fullmatch(given.get("span", ""))
        if match is None:
            return None
        evidence = Span(int(match[1]), int(match[2]))
        return Addition(given.get("document", ""), evidence, given.get("evidence", ""))
