"""Incidents in the shape of the UCDP GED: its 49 columns, a row for each incident.

A row is a view of what was claimed, made for tools that read the Georeferenced Event Dataset, and
no coding by UCDP. `low` and `high` are the ends of what claimants answer to how many were killed;
`best` stays empty, for Sayso has no judgement by which a person says which figure holds. So do ids
of conflicts and dyads, codes of states, cells of PRIO-GRID, types of violence and regions of UCDP.

The two scales of precision are those of the UCDP GED Codebook (Stina Högbladh, Department of Peace
and Conflict Research, Uppsala University, version 19.1, variables where_prec and date_prec; the
dataset is introduced by Sundberg and Melander, Journal of Peace Research 50(4), 2013).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, BinaryIO

from sayso.exports.acting import Acting, acting
from sayso.exports.chosen import About, Chosen, IncidentRef
from sayso.exports.countries import country_facts
from sayso.exports.deaths import Answered, agreed, counted, deaths_answered, highest, lowest
from sayso.exports.encoding import one_line
from sayso.exports.gdelt_mentions import event_number
from sayso.exports.geojson import point_of
from sayso.exports.incident_rows import (
    BATTLES,
    CIVILIANS,
    REMOTE,
    STATE,
    Acts,
    affirms,
    gathered,
    most,
    write_rows,
)
from sayso.ledger.rows import title_of
from sayso.lexicon.countries import code_of_name
from sayso.linking.accounts import Answer
from sayso.linking.comparison import PARTIES, WHO_DID_IT, Comparison
from sayso.record import Appearance, FoldedClaim, Place

COLUMNS: tuple[str, ...] = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    *("dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id"),
    *("side_b", "number_of_sources", "source_article", "source_office", "source_date"),
    *("source_headline", "source_original", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid"),
    *("country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
WHERE = "export ucdp"
ARMED = frozenset({BATTLES, REMOTE, CIVILIANS})
"""ACLED's types of events that UCDP's definition of an event can fit: armed force was used."""

WHAT_WAS_HIT = "What was hit?"

STATES_MEN = frozenset({"soldier", "police officer"})
UNDER_ARMS = STATES_MEN | {"fighter"}
"""Classes of units of those killed who fought for a side."""

EXACT, DISTRICT, PROVINCE, WIDE, COUNTRY, WATERS = 1, 3, 4, 5, 6, 7
WHERE_PREC: dict[str, int] = {
    "exact": EXACT,
    "town": EXACT,
    "district": DISTRICT,
    "region": PROVINCE,
    "country": COUNTRY,
}
"""UCDP's where_prec by precision: 1 the very place, 3 a second-order division, 4 a first-order one,
6 no more than the country. 2, some 25 km around a place, is not read."""

UP_TO_DAYS: tuple[tuple[int, int], ...] = ((1, 1), (6, 2), (7, 3), (31, 4))
"""Days from the first to the last, both counted, with UCDP's date_prec: 1 a day, 2 two to six days,
3 a week, 4 a month. 5 is longer."""

SECOND = timedelta(seconds=1)
BETWEEN = ";"


@dataclass(slots=True)
class UcdpSheet:
    """What is gathered of one incident while its claims go by.

    `targets` are who was hit, by the claims that say so; `articles` outlet, day and headline of
    each document.
    """

    acts: Acts = field(default_factory=Acts)
    claims: set[str] = field(default_factory=set)
    targets: dict[str, str] = field(default_factory=dict)
    claimants: dict[str, None] = field(default_factory=dict)
    articles: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    lethal: bool = False


def write_ucdp(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a header and a row for each incident with armed force or people killed; how many rows.

    The ledger has to be linked: `about.incidents` are the incidents.
    """
    sheets = gathered(WHERE, UcdpSheet, take_ucdp, chosen, about)
    events = {key: sheet for key, sheet in sheets.items() if sheet.acts.codes or sheet.lethal}
    return write_rows(WHERE, COLUMNS, events, partial(_row, about), about, out)


def take_ucdp(sheet: UcdpSheet, chosen: Chosen) -> None:
    """Add what a claim says to the sheet of its incident."""
    resolved, claim, event = chosen.resolved, chosen.resolved.claim, chosen.resolved.event
    document = resolved.reading.document
    published = document.published.date().isoformat() if document.published else ""
    article = (document.outlet or "", published, title_of(resolved.reading))
    sheet.articles.setdefault(document.id, article)
    sheet.claims.add(claim.id)
    if claim.modality != "actual":
        return
    how = "" if claim.polarity == "asserts" else f" ({claim.polarity})"
    sheet.claimants.setdefault(f"{claim.claimant.name}{how}")
    if not affirms(claim):
        return
    sheet.lethal |= any(each.role == "killed" for each in resolved.quantities)
    if event is None:
        return
    target = acting(resolved, event.target)
    if target is not None:
        sheet.targets[claim.id] = target.name
    if (event.acled or "").partition(" / ")[0] in ARMED:
        sheet.acts.count(resolved, event)


def _row(about: About, key: str, sheet: UcdpSheet) -> dict[str, Any]:
    incident, compared = about.incidents[key], about.compared(key)
    return {
        **dict.fromkeys(COLUMNS, ""),
        "id": event_number(incident.id),
        "relid": incident.id,
        **when_cells(incident),
        **where_cells(incident.place),
        **_sources(compared, sheet),
        **_sides_and_deaths(compared, sheet),
    }


def when_cells(incident: IncidentRef) -> dict[str, Any]:
    """Return first and last day and their precision; nothing where no one gives a day."""
    if incident.earliest is None or incident.latest is None:
        return {}
    first = incident.earliest.date()
    # An interval may end with its last second or at midnight, which begins the next day.
    last = max(first, (incident.latest - SECOND).date())
    return {
        "year": first.year,
        "date_prec": date_precision(first, last),
        "date_start": first.isoformat(),
        "date_end": last.isoformat(),
    }


def date_precision(first: date, last: date) -> int:
    """Return UCDP's date_prec, 1 to 5, of the days from the first to the last."""
    days = (last - first).days + 1
    return next((precision for most, precision in UP_TO_DAYS if days <= most), 5)


def where_cells(place: Place | None) -> dict[str, Any]:
    """Return the place that most documents name; nothing where none does."""
    precision = place_precision(place) if place else None
    if place is None or precision is None:
        return {}
    facts = country_facts(place.country)
    point = point_of(place)
    cells: dict[str, Any] = {
        "where_prec": precision,
        "where_coordinates": one_line(place.name),
        "country": facts.name if facts else "",
    }
    if point is not None:
        east, north = point
        cells |= {"latitude": north, "longitude": east, "geom_wkt": f"POINT ({east} {north})"}
    return cells


def place_precision(place: Place) -> int | None:
    """Return UCDP's where_prec of a place, None where it is not known how precise it is.

    5 is an area wider than a province or with no firm bounds, 7 the sea.
    """
    if place.kind == "sea":
        return WATERS
    if place.precision == "region" and place.kind != "region":
        return WIDE
    return WHERE_PREC.get(place.precision)


def _sources(compared: Comparison, sheet: UcdpSheet) -> dict[str, Any]:
    origins = {met.origin for met in _met(compared.claims) if met.claim in sheet.claims}
    articles = [tuple(map(_item, each)) for each in sheet.articles.values()]
    offices, dates, headlines = zip(*articles, strict=True)
    return {
        "number_of_sources": len(origins) or "",
        "source_article": BETWEEN.join(", ".join(filter(None, each)) for each in articles),
        "source_office": BETWEEN.join(offices),
        "source_date": BETWEEN.join(dates),
        "source_headline": BETWEEN.join(headlines),
        "source_original": BETWEEN.join(map(_item, sheet.claimants)),
    }


def _met(claims: Iterable[FoldedClaim]) -> Iterator[Appearance]:
    return (met for each in claims for met in each.appearances)


def _item(words: str) -> str:
    """Return words as one item of several between semicolons."""
    return one_line(words).replace(BETWEEN, ",")


def _sides_and_deaths(compared: Comparison, sheet: UcdpSheet) -> dict[str, Any]:
    def wanted(claim: FoldedClaim) -> bool:
        return any(met.claim in sheet.claims for met in _met([claim]))

    answered = deaths_answered(compared, wanted)
    first, second = sides_of(compared, sheet.acts)
    total = counted(answered, "person")
    cells = {
        "side_a": one_line(first.name) if first else None,
        "side_b": one_line(second.name) if second else None,
        "deaths_a": agreed(killed_of_side(answered, sheet, first, second)),
        "deaths_b": agreed(killed_of_side(answered, sheet, second, first)),
        "deaths_civilians": agreed(counted(answered, "civilian")),
        "high": highest(total),
        "low": lowest(total),
    }
    return {name: cell for name, cell in cells.items() if cell is not None}


def sides_of(compared: Comparison, acts: Acts) -> tuple[Acting | None, Acting | None]:
    """Return side A and side B: who did it and to whom, but a state before those who are none.

    Nobody is a side where claimants contradict each other on who did it, or on what was hit.
    """
    asked = {row.asked for row in compared.questions}
    first = None if WHO_DID_IT in asked else most(_parties(acts.initiators))
    second = None if WHAT_WAS_HIT in asked else most(_parties(acts.targets, first))
    if first and second and _is_state(second) and not _is_state(first):
        return second, first
    return first, second


def _parties(actors: Counter[Acting], but: Acting | None = None) -> Counter[Acting]:
    """Return those who act for a state or an armed group, without the name of one."""
    name = but.name if but else None
    return Counter(
        {
            who: count
            for who, count in actors.items()
            if (who.role in PARTIES or _is_country(who)) and who.name != name
        }
    )


def _is_state(who: Acting) -> bool:
    return who.role in STATE or _is_country(who)


def _is_country(who: Acting) -> bool:
    return code_of_name(who.name) is not None


def killed_of_side(
    answered: Answered, sheet: UcdpSheet, side: Acting | None, other: Acting | None
) -> list[Answer]:
    """Return the answers that count the dead of one side, in words that say whose they were.

    They say it by naming the side as who was hit, or by the country of a state's soldiers; in a
    civil war both sides are of one country, which then says nothing.
    """
    if side is None:
        return []
    of_one_country = other is not None and other.country == side.country
    country = side.country if _is_state(side) and not of_one_country else None

    def is_said(unit_class: str, answer: Answer) -> bool:
        hit = (sheet.targets.get(met.claim) for met in answer.claim.appearances)
        if side.name in hit:
            return True
        whose = answer.question.side if answer.question else ""
        return unit_class in STATES_MEN and bool(whose) and whose == country

    return [
        answer
        for question, answers in answered.items()
        if question.unit_class in UNDER_ARMS
        for answer in answers
        if is_said(question.unit_class, answer)
    ]
