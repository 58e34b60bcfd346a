"""Incidents, answers and documents of a ledger as Arrow tables, beside the one of its claims.

What a column means is what one of the same name means in `rows.COLUMNS`. Each column says it in its
metadata, and the schema's have where the table comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from sayso.exports.chosen import About
from sayso.exports.claims_parquet import cell, parquet_schema
from sayso.exports.linked_jsonl import question_id
from sayso.exports.pages import sidename
from sayso.exports.rows import Column, ColumnType, corrected_by, corrected_fields, read_as
from sayso.exports.withheld import Veil
from sayso.ledger import DocumentSummary
from sayso.linking.accounts import Answer, has_number
from sayso.linking.comparison import Comparison, QuestionRow, SideAnswers
from sayso.linking.days import aware
from sayso.record import Appearance, FoldedClaim, Incident
from sayso.record.addresses import without_credentials

T, TS, F, W, N, I = (  # noqa: E741
    ColumnType.TEXT,
    ColumnType.TEXTS,
    ColumnType.FLAG,
    ColumnType.WHOLE,
    ColumnType.NUMBER,
    ColumnType.INSTANT,
)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident with its folded claims: the subject of a row."""

    incident: Incident
    claims: Sequence[FoldedClaim]

    @property
    def first_published(self) -> datetime | None:
        """Return when the first report of it was published."""
        met = (place.published for each in self.claims for place in each.appearances)
        return min((aware(each) for each in met if each), default=None)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one folded claim answers to one question of an incident: the subject of a row.

    `standing` is False for what its side said before it answered anew.
    """

    incident: Incident
    row: QuestionRow
    side: SideAnswers
    answer: Answer
    standing: bool

    @property
    def claim(self) -> FoldedClaim:
        """Return the claim that answers."""
        return self.answer.claim

    @property
    def met(self) -> Appearance:
        """Return where the words of the answer stand."""
        return self.claim.appearances[self.claim.quoted]

    @property
    def rivals(self) -> list[str]:
        """Return the claims whose answers to this question can't hold together with this one."""
        pairs = (each.claims for each in self.row.relations if each.relation == "contradict")
        return [other for pair in pairs if self.claim.id in pair for other in _other(pair, self)]


def _other(pair: Iterable[str], row: AnswerRow) -> Iterator[str]:
    return (each for each in pair if each != row.claim.id)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document, and what masks names in what is said of it: the subject of a row."""

    document: DocumentSummary
    veil: Veil | None = None

    @property
    def url(self) -> str | None:
        """Return its address, without a password, and without names that are withheld."""
        url = self.document.url
        shown = self.veil.address(url) if self.veil else url
        return without_credentials(shown) if shown else None


def _incident(name: str) -> Callable[[IncidentRow], Any]:
    return lambda each: getattr(each.incident, name)


def _place(name: str) -> Callable[[IncidentRow], Any]:
    return lambda each: getattr(each.incident.place, name, None)


def _headline(name: str) -> Callable[[IncidentRow], Any]:
    return lambda each: getattr(each.incident.headline, name, None)


INCIDENTS: tuple[Column[IncidentRow], ...] = (
    Column("incident", T, "id of the incident", _incident("id")),
    Column("title", T, "what it is called", _incident("title")),
    Column("titled_by", T, "who gave it that title", lambda e: e.incident.titled_by or None),
    Column(
        "read_title",
        T,
        "its title as read, where one was given",
        lambda e: e.incident.read_title or None,
    ),
    Column("headline", T, "headline of the report that says most of it", _headline("words")),
    Column("headline_outlet", T, "outlet of that report", _headline("outlet")),
    Column("event", T, "kind of event that most documents report", _incident("kind")),
    Column("place", T, "place that most documents name, or a person set", _place("name")),
    Column("place_country", T, "ISO 3166-1 alpha-3", _place("country")),
    Column("geonameid", W, "GeoNames id; none while unresolved", _place("geonameid")),
    Column("latitude", N, "degrees, WGS 84, of the place named", _place("latitude")),
    Column("longitude", N, "degrees, WGS 84, of the place named", _place("longitude")),
    Column("precision", T, "exact, town, district, region, country", _place("precision")),
    Column("placed_by", T, "who set that place", lambda e: e.incident.placed_by or None),
    Column(
        "read_place",
        T,
        "the place that claims give, where another was set",
        lambda e: getattr(e.incident.read_place, "name", None),
    ),
    Column(
        "earliest",
        I,
        "earliest instant that claims give; UTC, as are hours with no zone",
        _incident("earliest"),
    ),
    Column(
        "latest",
        I,
        "latest instant that claims give; UTC, as are hours with no zone",
        _incident("latest"),
    ),
    Column("dated_by", T, "who set these days", lambda e: e.incident.dated_by or None),
    Column("read_earliest", I, "what claims give, where days were set", _incident("read_earliest")),
    Column("read_latest", I, "what claims give, where days were set", _incident("read_latest")),
    Column("note", T, "a note that a person wrote on it", lambda e: e.incident.note or None),
    Column("noted_by", T, "who wrote the note", lambda e: e.incident.noted_by or None),
    Column(
        "first_published", I, "when its first report was published", lambda e: e.first_published
    ),
    Column("documents", TS, "ids of its documents", lambda each: list(each.incident.documents)),
    Column("folded_claims", TS, "ids of its folded claims", lambda e: list(e.incident.claims)),
    Column(
        "appearances",
        W,
        "how often its claims were met",
        lambda each: sum(len(claim.appearances) for claim in each.claims),
    ),
    Column("origins", W, "independent origins of its documents", _incident("origins")),
    Column(
        "rivals", W, "pairs of its claims that can't both hold", lambda e: len(e.incident.rivals)
    ),
)


def _row(name: str) -> Callable[[AnswerRow], Any]:
    return lambda each: getattr(each.row, name) or None


def _quantity(name: str) -> Callable[[AnswerRow], Any]:
    return lambda each: getattr(each.answer.quantity, name, None)


def _number(name: str) -> Callable[[AnswerRow], Any]:
    """Return what gives an end of a figure, where its words hold a number: "dozens" is none."""
    of = _quantity(name)
    return lambda each: of(each) if has_number(each.answer) else None


def _met(name: str) -> Callable[[AnswerRow], Any]:
    return lambda each: getattr(each.met, name)


ANSWERS: tuple[Column[AnswerRow], ...] = (
    Column("incident", T, "id of the incident", lambda each: each.incident.id),
    Column("question_id", T, "id of the question", lambda e: question_id(e.incident, e.row)),
    Column("asked", T, "how many, who, whether", _row("kind")),
    Column("question", T, "the question in words", _row("asked")),
    Column("scope", T, "what bounds it: whose, where, of which time", _row("scope")),
    Column("about", T, "what is counted, by its name", _row("about")),
    Column("side", T, "for whom the claimant speaks", lambda each: sidename(each.side.side)),
    Column(
        "claimant",
        T,
        "who says it: the fullest name",
        lambda e: e.met.claimant.name or e.met.claimant.said,
    ),
    Column("narrated", F, "whether the outlet says it itself", lambda each: each.claim.narrated),
    Column("standing", F, "false where its side has answered anew", lambda each: each.standing),
    Column(
        "answer",
        T,
        "figure or actor in its words; none where the claim answers",
        lambda e: e.answer.words or None,
    ),
    Column("low", N, "the figure: lowest; none where its words hold no number", _number("low")),
    Column("high", N, "highest; none for an open range", _number("high")),
    Column("whole", N, "of how many: 598 in 563 of 598", _quantity("whole")),
    Column("unit", T, "what is counted", _quantity("unit")),
    Column("role", T, "what happened to the counted", _quantity("role")),
    Column("bound", T, "exact, at_least, at_most ...", _quantity("bound")),
    Column("polarity", T, "asserts, denies, acknowledges, doubts", lambda e: e.claim.polarity),
    Column("cue", T, "the verb or phrase of saying", lambda each: each.met.cue or None),
    Column("words", T, "the evidence, in one line", lambda each: " ".join(each.met.words.split())),
    Column("outlet", T, "who published the document", _met("outlet")),
    Column("published", I, "when the document was published", _met("published")),
    Column(
        "document_id", T, "id of the document, the sender's own if it had one", _met("document")
    ),
    Column("claim_id", T, "id of the claim whose words these are", _met("claim")),
    Column("folded_claim", T, "id of the folded claim", lambda each: each.claim.id),
    Column("appearances", W, "how often it was met", lambda each: len(each.claim.appearances)),
    Column("origins", W, "of how many independent origins", lambda each: each.claim.origins),
    Column("rivals", TS, "folded claims whose answer can't hold with it", lambda each: each.rivals),
    Column(
        "corrected",
        T,
        "fields that people corrected",
        lambda e: corrected_fields(e.met.corrections),
    ),
    Column(
        "corrected_by", T, "who corrected them", lambda each: corrected_by(each.met.corrections)
    ),
    *(
        Column(
            f"read_{name}",
            T,
            f"what was read as the {name}, where it was corrected",
            lambda each, name=name: read_as(each.met.corrections, name),  # type: ignore[misc]
        )
        for name in ("claimant", "figures")
    ),
)


def _document(name: str) -> Callable[[DocumentRow], Any]:
    return lambda each: getattr(each.document, name)


DOCUMENTS: tuple[Column[DocumentRow], ...] = (
    Column("document_id", T, "id of the document, the sender's own if it had one", _document("id")),
    Column("fingerprint", T, "its key in the ledger", _document("fingerprint")),
    Column("outlet", T, "who published it", _document("outlet")),
    Column("published", I, "when it was published", _document("published")),
    Column("title", T, "its title, headline or first line", _document("title")),
    Column("url", T, "its address", lambda each: each.url),
    Column("language", T, "its language", _document("language")),
    Column("recorded", I, "when it was added to the ledger", _document("recorded")),
    Column("claims", W, "how many claims it makes", _document("claims")),
    Column("attributed", W, "how many of them someone made", _document("attributed")),
)

Mask = Callable[[str], str]
"""Masks the names that are withheld."""

Masked = tuple[Any, Mask]


def answer_rows(incident: Incident, compared: Comparison) -> Iterator[AnswerRow]:
    """Yield the answers of an incident as its page shows them, those that stand first."""
    for row in compared.questions:
        for side in row.sides:
            for given in (*side.standing, *side.earlier):
                standing = given in side.standing
                yield from (
                    AnswerRow(incident, row, side, each, standing) for each in given.answers
                )


def ledger_table(
    columns: Sequence[Column[Any]], subjects: Iterable[Masked], about: About
) -> pa.Table:
    """Return a row for each subject, its words masked by what comes with it."""
    schema = parquet_schema(about, columns)
    rows = [[_masked(each.of(subject), mask) for each in columns] for subject, mask in subjects]
    arrays = [
        pa.array([cell(column, row[number]) for row in rows], type=field.type)
        for number, (column, field) in enumerate(zip(columns, schema, strict=True))
    ]
    return pa.table(arrays, schema=schema)


def _masked(value: Any, mask: Mask) -> Any:
    return mask(value) if isinstance(value, str) else value
