"""Incidents in the shape of an ACLED export: its 31 columns, a row for each incident.

A row is a view of what was claimed, made for tools that read ACLED files, and no coding by ACLED.
Fatalities are the most conservative of the totals claimed, as ACLED's are, and empty where no one
gave any; the notes have the range, and who denies. What Sayso does not know stays empty: a day that
no one gave, districts, ACLED's regions, the scale of a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from sayso.exports.acting import Acting
from sayso.exports.chosen import About, Chosen, IncidentRef
from sayso.exports.countries import country_facts
from sayso.exports.encoding import one_line
from sayso.exports.gdelt_mentions import event_number
from sayso.exports.geojson import point_of
from sayso.exports.incident_rows import (
    AFFIRMED,
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
from sayso.linking.claim_fields import words_of

COLUMNS: tuple[str, ...] = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "tags", "timestamp"),
)
WHERE = "export acled"
PROTESTS, RIOTS, STRATEGIC = "Protests", "Riots", "Strategic developments"

EVENT_TYPES = frozenset({BATTLES, REMOTE, PROTESTS, RIOTS, STRATEGIC, CIVILIANS})
INTER = (
    *("State Forces", "Rebel", "Political Militia", "Communal/Identity", "Rioters", "Protesters"),
    *("Civilians", "Foreign/Others"),
)
"""The codes 1 to 8 by name, as the API returns them."""

CROWD: dict[str, str] = {PROTESTS: "Protesters", RIOTS: "Rioters"}
FORCE_ON_PROTEST = frozenset({"Excessive force against protesters", "Protest with intervention"})

INTER_OF_SECTOR: dict[str, str] = {
    **dict.fromkeys(("REB", "UAF"), "Rebel"),
    "PRM": "Political Militia",
    **dict.fromkeys(("CVL", "REF", "JRN", "MED", "EDU", "AGR", "LAB", "REL", "NGO"), "Civilians"),
    **dict.fromkeys(("IGO",), "Foreign/Others"),
}
FINER: dict[str, int] = {"exact": 1, "town": 1, "district": 2, "region": 3}
"""ACLED's geo_precision by precision: a town, the area around it, a larger portion of a region."""

NOTED = 8
"""Claims in the notes: a cell of a coding sheet is read by a person."""

LONGEST_NOTE = 240


@dataclass(slots=True)
class AcledSheet:
    """What is gathered of one incident while its claims go by; `notes` are of the claims named."""

    acts: Acts = field(default_factory=Acts)
    killed: dict[tuple[str, str], tuple[float, bool, str]] = field(default_factory=dict)
    outlets: dict[str, None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    claims: int = 0
    disputed: int = 0
    published: datetime | None = None


def write_acled(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a header and a row for each incident that has an ACLED event; how many rows.

    The ledger has to be linked: `about.incidents` are the incidents.
    """
    sheets = gathered(WHERE, AcledSheet, take_acled, chosen, about)
    coded = {key: sheet for key, sheet in sheets.items() if sheet.acts.codes}

    def row(key: str, sheet: AcledSheet) -> dict[str, Any]:
        return _row(about.incidents[key], sheet)

    return write_rows(WHERE, COLUMNS, coded, row, about, out)


def take_acled(sheet: AcledSheet, chosen: Chosen) -> None:
    """Add what a claim says to the sheet of its incident."""
    resolved, claim, event = chosen.resolved, chosen.resolved.claim, chosen.resolved.event
    document = resolved.reading.document
    sheet.claims += 1
    sheet.outlets.setdefault(one_line(document.outlet or ""))
    _note(sheet, chosen)
    if document.published is not None:
        published = _aware(document.published)
        sheet.published = published if sheet.published is None else max(sheet.published, published)
    # What is denied or doubted is counted in the notes, and fills no cell.
    if claim.polarity not in AFFIRMED:
        sheet.disputed += 1
        return
    # A row is of what happened: nothing planned, threatened or demanded.
    if not affirms(claim):
        return
    _count_killed(sheet, chosen)
    if event is not None:
        sheet.acts.count(resolved, event)


def _count_killed(sheet: AcledSheet, chosen: Chosen) -> None:
    """Keep the largest figure of each claimant in each document: the others are parts of it."""
    key = (chosen.resolved.reading.document.id, chosen.resolved.claim.claimant.name)
    for quantity in chosen.resolved.quantities:
        if quantity.role == "killed" and quantity.change is None:
            words = one_line(words_of(quantity, chosen.resolved.reading.document.text))
            figure = (quantity.low, quantity.high is not None, words)
            sheet.killed[key] = max(sheet.killed.get(key, figure), figure)


def _note(sheet: AcledSheet, chosen: Chosen) -> None:
    if len(sheet.notes) >= NOTED:
        return
    claim = chosen.resolved.claim
    how = "" if claim.polarity == "asserts" else f" ({claim.polarity})"
    words = one_line(chosen.resolved.evidence)
    words = words if len(words) <= LONGEST_NOTE else words[:LONGEST_NOTE] + "…"
    sheet.notes.setdefault(f"{one_line(claim.claimant.name)}{how}: {words}", claim.id)


def _row(incident: IncidentRef, sheet: AcledSheet) -> dict[str, Any]:
    code = sheet.acts.codes.most_common(1)[0][0]
    kind, _, sub = code.partition(" / ")
    country = incident.place.country if incident.place else None
    return {
        **when_cells(incident),
        "disorder_type": disorder_type(kind, sub),
        "event_type": kind,
        "sub_event_type": sub,
        **actor_cells(sheet, kind, sub, country),
        **where_cells(incident),
        "source": "; ".join(each for each in sheet.outlets if each),
        "source_scale": "",
        "notes": notes_of(sheet),
        "fatalities": fatalities((low, closed) for low, closed, _ in sheet.killed.values()),
        "tags": f"sayso: {sheet.claims} claims, {incident.origins} origins,"
        f" {incident.rivals} rivals",
        "timestamp": int(sheet.published.timestamp()) if sheet.published else "",
    }


def when_cells(incident: IncidentRef) -> dict[str, Any]:
    """Return the first day. ACLED's precision: 1 the day, 2 the week, 3 the month or less sure."""
    country = incident.place.country if incident.place else None
    start, end = incident.earliest, incident.latest
    precision: int | str = ""
    if start is not None:
        length = (end or start) - start
        precision = 1 if length <= timedelta(days=1) else 2 if length <= timedelta(days=7) else 3
    return {
        "event_id_cnty": f"{country or 'XXX'}{event_number(incident.id)}",
        "event_date": start.date().isoformat() if start else "",
        "year": start.year if start else "",
        "time_precision": precision,
    }


def disorder_type(kind: str, sub: str) -> str:
    """Return ACLED's disorder type of an event type and sub-event type."""
    if sub == "Excessive force against protesters":
        return "Political violence; Demonstrations"
    if kind == STRATEGIC:
        return STRATEGIC
    demonstrates = kind == PROTESTS or sub == "Violent demonstration"
    return "Demonstrations" if demonstrates else "Political violence"


def actor_cells(sheet: AcledSheet, kind: str, sub: str, country: str | None) -> dict[str, Any]:
    """Return who did it and to whom it was done, in this order."""
    first, second = most(sheet.acts.initiators), most(sheet.acts.targets)
    inter1, inter2 = inter_of(first, country), inter_of(second, country)
    if sub in FORCE_ON_PROTEST:
        inter2 = "Protesters"
    elif kind in CROWD:
        inter1 = CROWD[kind]
    both = sorted((inter1, inter2), key=INTER.index) if inter1 and inter2 else []
    targets = inter2 == "Civilians" and kind in (BATTLES, REMOTE, CIVILIANS, RIOTS)
    return {
        "actor1": one_line(first.name) if first else "",
        "assoc_actor_1": "",
        "inter1": inter1,
        "actor2": one_line(second.name) if second else "",
        "assoc_actor_2": "",
        "inter2": inter2,
        "interaction": "-".join(both),
        "civilian_targeting": "Civilian targeting" if targets or kind == CIVILIANS else "",
    }


def inter_of(who: Acting | None, country: str | None) -> str:
    """Return ACLED's kind of an actor in an event of `country`; "" where its sector is not
    enough.
    """
    if who is None:
        return ""
    if who.role in STATE or (who.role is None and who.country):  # "Russia" acts as a state
        abroad = who.country is not None and country is not None and who.country != country
        return "Foreign/Others" if abroad else "State Forces"
    return INTER_OF_SECTOR.get(who.role or "", "")


def where_cells(incident: IncidentRef) -> dict[str, Any]:
    """Return where it was, where more than the country is reported: ACLED has no row that is only
    that.
    """
    facts = country_facts(incident.place.country if incident.place else None)
    place = incident.place if incident.place and incident.place.precision in FINER else None
    point = point_of(place) if place else None
    return {
        "iso": (facts.number or "") if facts else "",
        "region": "",
        "country": facts.name if facts else "",
        "admin1": "",
        "admin2": "",
        "admin3": "",
        "location": one_line(place.name) if place else "",
        "latitude": point[1] if point else "",
        "longitude": point[0] if point else "",
        "geo_precision": FINER[place.precision] if place else "",
    }


def fatalities(figures: Iterable[tuple[float, bool]]) -> int | str:
    """Return the lowest closed figure, or the lowest of all where every one is open; "" for
    none.
    """
    pairs = list(figures)
    chosen = [low for low, closed in pairs if closed] or [low for low, _ in pairs]
    return int(min(chosen)) if chosen else ""


def notes_of(sheet: AcledSheet) -> str:
    """Return the first claims of a sheet, with who makes them and how many deny."""
    sentences = [f"Claimed, not judged. {'; '.join(sheet.notes)}."]
    # Each in its words with who says it: soldiers and children are no ends of one range.
    killed = {(figure, name): None for (_, name), figure in sorted(sheet.killed.items())}
    if len({figure[:2] for figure, _ in killed}) > 1:
        claims = (f"{words} ({one_line(name)})" for (*_, words), name in sorted(killed)[:NOTED])
        sentences.append(f"Killed, as claimed: {'; '.join(claims)}.")
    if sheet.disputed:
        sentences.append(f"Denied or doubted in {sheet.disputed} of {sheet.claims} claims.")
    return " ".join(sentences)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
