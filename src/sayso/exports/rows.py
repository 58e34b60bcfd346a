"""A claim as a row: one visible list of columns, the same in every table that Sayso writes.

docs/exports.md and docs/cli.md describe them; a test holds that they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sayso.exports.chosen import Chosen
from sayso.linking.claim_fields import words_of
from sayso.record import FieldCorrection, Place, Quantity
from sayso.record.annotation import NO_WORK, TAG_SEPARATOR

LINK = " > "
"""Between the names of a chain, outermost first."""


class ColumnType(StrEnum):
    """What the cells of a column hold, so that a typed file can say so."""

    TEXT = "text"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    INSTANT = "instant"
    TEXTS = "texts"
    FIGURES = "figures"
    PLACES = "places"


Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Column(Generic[Subject]):
    """A column: `meaning` says what is in it, `of` gives the cell of a row's subject, None for
    none.
    """

    name: str
    kind: ColumnType
    meaning: str
    of: Callable[[Subject], Any]


def first_figure(chosen: Chosen) -> Quantity | None:
    """Return the first figure that says what happened to the counted; else the first."""
    quantities = chosen.resolved.quantities
    return next((each for each in quantities if each.role), quantities[0] if quantities else None)


def first_place(chosen: Chosen) -> Place | None:
    """Return the first place that the gazetteer has; else the first."""
    places = chosen.resolved.places
    return next((each for each in places if each.geonameid), places[0] if places else None)


def figures(chosen: Chosen) -> list[dict[str, Any]]:
    """Return every figure of a claim with its words."""
    kept = ("low", "high", "whole", "unit", "role", "bound", "change")
    text = chosen.resolved.reading.document.text
    return [
        {"said": each.as_said.of(text) or words_of(each, text)}
        | {name: getattr(each, name) for name in kept}
        for each in chosen.resolved.quantities
    ]


def places(chosen: Chosen) -> list[dict[str, Any]]:
    """Return every place of a claim with its words."""
    kept = ("name", "kind", "precision", "geonameid", "latitude", "longitude", "country", "score")
    return [
        {"said": chosen.resolved.words(each.as_said)} | {name: getattr(each, name) for name in kept}
        for each in chosen.resolved.places
    ]


def _zone(chosen: Chosen) -> str | None:
    """Return the zone in which the bounds are given, as UTC+02:00: no cell may begin like a
    formula.
    """
    moment = chosen.resolved.moment
    return zone_of(moment.earliest or moment.latest) if moment else None


def zone_of(instant: datetime | None) -> str | None:
    """Return the zone of an instant as UTC+02:00, None where it has none."""
    if instant is None or instant.tzinfo is None:
        return None
    return f"UTC{instant.isoformat()[-6:]}"


def _event(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.event, name, None)


def _words(name: str) -> Callable[[Chosen], Any]:
    def of(chosen: Chosen) -> str | None:
        span = getattr(chosen.resolved.event, name, None)
        return None if span is None else chosen.resolved.words(span)

    return of


def _figure(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(first_figure(each), name, None)


def _place(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(first_place(each), name, None)


def _moment(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.moment, name, None)


def _attribution(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.attribution, name, None)


def _document(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.reading.document, name)


def _claim(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.claim, name)


def _claimant(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.resolved.claim.claimant, name)


def _placed(name: str) -> Callable[[Chosen], Any]:
    return lambda each: getattr(each.placed, name, None)


def _moment_said(chosen: Chosen) -> str | None:
    moment = chosen.resolved.moment
    return chosen.resolved.words(moment.as_said) or None if moment else None


def _chain(chosen: Chosen) -> str:
    return LINK.join(chosen.resolved.claim.chain)


def corrected_fields(corrections: Iterable[FieldCorrection]) -> str | None:
    """Return the fields that people corrected."""
    return ", ".join(each.field for each in corrections) or None


def corrected_by(corrections: Iterable[FieldCorrection]) -> str | None:
    """Return who corrected them."""
    return ", ".join(dict.fromkeys(each.by for each in corrections)) or None


def read_as(corrections: Iterable[FieldCorrection], name: str) -> str | None:
    """Return what was read of the field `name`, where it was corrected."""
    return next((each.read for each in corrections if each.field == name), None)


READ = {
    "claimant": "the claimant",
    "event": "the kind of event",
    "polarity": "the polarity",
    "modality": "the modality",
    "figures": "the figures",
    "place": "the places",
    "when": "the time",
    "initiator": "who did it",
    "target": "to whom or what",
    "evidence": "the evidence",
}
"""Fields that people may correct, each with a column for what was read."""


def _read(name: str) -> Callable[[Chosen], Any]:
    def of(chosen: Chosen) -> Any:
        claim = chosen.resolved.claim
        # Of a claim that a person added nothing was read.
        return None if claim.added_by else read_as(claim.corrections, name)

    return of


def _manner(chosen: Chosen) -> str:
    return chosen.resolved.manner


def _tags(chosen: Chosen) -> str | None:
    tags = sorted({tag for work in chosen.work for tag in work.tags})
    return TAG_SEPARATOR.join(tags) or None


def _notes(chosen: Chosen) -> str | None:
    notes = (note for work in chosen.work for note in work.notes)
    return "\n".join(f"{each.words} ({each.by})" for each in notes) or None


def _state(chosen: Chosen) -> str | None:
    work = chosen.work[0]
    return work.state if work != NO_WORK else None


T, F, W, N, I = (  # noqa: E741
    ColumnType.TEXT,
    ColumnType.FLAG,
    ColumnType.WHOLE,
    ColumnType.NUMBER,
    ColumnType.INSTANT,
)

WHO: tuple[Column[Chosen], ...] = (
    Column("claim_id", T, "id of the claim", _claim("id")),
    Column("document_id", T, "id of the document, the sender's own if it had one", _document("id")),
    Column("outlet", T, "who published the document", _document("outlet")),
    Column("published", I, "when the document was published", _document("published")),
    Column("title", T, "title of the document", _document("title")),
    Column("url", T, "address of the document", _document("url")),
    Column("language", T, "language of the document", _document("language")),
    Column("claimant", T, "who says it: the fullest name", _claimant("name")),
    Column("claimant_said", T, "the claimant in the words there", _claimant("said")),
    Column("claimant_named", F, "whether the claimant could be asked", _claimant("named")),
    Column("claimant_country", T, "ISO 3166-1 alpha-3", _claimant("country")),
    Column("claimant_role", T, "PLOVER sector", _claimant("role")),
    Column("claimant_side", T, "side, by the settings of sides", lambda each: each.side),
    Column("chain", T, "who relays it, outermost first", _chain),
    Column("manner", T, "direct, mixed, indirect, narration", _manner),
    Column("cue", T, "the verb or phrase of saying", lambda each: each.resolved.cue or None),
    Column("stance", T, "what the cue implies", _attribution("stance")),
)
WHAT: tuple[Column[Chosen], ...] = (
    Column("polarity", T, "asserts, denies, acknowledges, doubts", _claim("polarity")),
    Column("modality", T, "actual, planned, threatened, demanded ...", _claim("modality")),
    Column("event", T, "kind of event", _event("kind")),
    Column("plover", T, "PLOVER event type and mode", _event("plover")),
    Column("acled", T, "ACLED event and sub-event type", _event("acled")),
    Column("cameo", T, "CAMEO code", _event("cameo")),
    Column("initiator", T, "who did it, as said", _words("initiator")),
    Column("target", T, "to whom or what, as said", _words("target")),
    Column("means", T, "with what, as said", _words("means")),
    Column("means_class", T, "class of the means", _event("means_class")),
    Column("hit_class", T, "class of what was hit", _event("hit_class")),
)
HOW_MANY: tuple[Column[Chosen], ...] = (
    Column("quantities", ColumnType.FIGURES, "every figure", figures),
    Column("low", N, "first figure with a role: lowest", _figure("low")),
    Column("high", N, "highest; none for an open range", _figure("high")),
    Column("whole", N, "of how many: 598 in 563 of 598", _figure("whole")),
    Column("unit", T, "what is counted", _figure("unit")),
    Column("role", T, "what happened to the counted", _figure("role")),
    Column("bound", T, "exact, at_least, at_most ...", _figure("bound")),
    Column("change", T, "up or down: by how much, not to how much", _figure("change")),
)
WHERE_AND_WHEN: tuple[Column[Chosen], ...] = (
    Column("places", ColumnType.PLACES, "every place", places),
    Column("place", T, "first resolved place: name", _place("name")),
    Column("place_country", T, "ISO 3166-1 alpha-3", _place("country")),
    Column("geonameid", W, "GeoNames id; none while unresolved", _place("geonameid")),
    Column("latitude", N, "degrees, WGS 84, of the place named", _place("latitude")),
    Column("longitude", N, "degrees, WGS 84, of the place named", _place("longitude")),
    Column("precision", T, "exact, town, district, region, country", _place("precision")),
    Column("place_score", N, "how sure the place is, 0 to 1", _place("score")),
    Column("moment_said", T, "the words that say when", _moment_said),
    Column("moment", T, "TIMEX3 value", _moment("value")),
    Column("earliest", I, "earliest instant; none while open", _moment("earliest")),
    Column("latest", I, "latest instant; none while open", _moment("latest")),
    Column("grain", T, "second to year", _moment("grain")),
    Column("zone", T, "offset of the two instants; none where they are local", _zone),
)
CORRECTED: tuple[Column[Chosen], ...] = (
    Column(
        "corrected",
        T,
        "fields that people corrected",
        lambda each: corrected_fields(each.resolved.claim.corrections),
    ),
    Column(
        "corrected_by",
        T,
        "who corrected them",
        lambda each: corrected_by(each.resolved.claim.corrections),
    ),
    *(
        Column(f"read_{name}", T, f"what was read as {what}, where it was corrected", _read(name))
        for name, what in READ.items()
    ),
)
WORDS: tuple[Column[Chosen], ...] = (
    Column(
        "start", W, "where the words begin: code points", lambda e: e.resolved.claim.evidence.start
    ),
    Column("end", W, "where they end", lambda each: each.resolved.claim.evidence.end),
    Column("words", T, "the evidence, verbatim", lambda each: each.resolved.evidence),
    Column("score", N, "how sure the claim is, 0 to 1", _claim("score")),
    Column("attribution_score", N, "how sure who says it is", _attribution("score")),
    Column("event_score", N, "how sure the event is", _event("score")),
    Column("judged", T, "last verdict of a person on it alone", lambda each: each.verdict),
    Column("incident", T, "id of the incident, where linked", _placed("incident")),
    Column("folded_claim", T, "id of the folded claim, where linked", _placed("claim")),
    Column("appearances", W, "how often it was met, where linked", _placed("appearances")),
    Column("origins", W, "of how many independent origins", _placed("origins")),
)
WORK: tuple[Column[Chosen], ...] = (
    Column("tags", T, "tags of the claim and of its document", _tags),
    Column("notes", T, "notes on both, a line each, with who wrote them", _notes),
    Column("state", T, "how far the work on its document is", _state),
    Column("assignee", T, "who works on it", lambda each: each.work[0].assignee or None),
)
COLUMNS: tuple[Column[Chosen], ...] = (
    *WHO, *WHAT, *HOW_MANY, *WHERE_AND_WHEN, *WORDS, *CORRECTED, *WORK,
)  # fmt: skip


def row(chosen: Chosen) -> dict[str, Any]:
    """Return the cells of one claim by column, in the columns' order."""
    return {each.name: each.of(chosen) for each in COLUMNS}
