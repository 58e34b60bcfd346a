"""Claims for timemap: a zip of events.json, sources.json and associations.json.

An event is a claim that has a day or a place; its source is the document. Every value is a string,
as timemap wants it. Kinds of event are categories; claimants' polarity and manner are filters.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, BinaryIO

from sayso.exports.chosen import About, Chosen, each_made, usable
from sayso.exports.encoding import json_line, one_line, web_address
from sayso.exports.geojson import point_of
from sayso.exports.phrases import sentence
from sayso.exports.provenance import GEONAMES
from sayso.record import Document, Moment
from sayso.record.resolved import ResolvedClaim

Json = dict[str, Any]

CLOCK_GRAINS = frozenset({"hour", "minute", "second"})
IN_MEMORY = 8_000_000
"""Bytes of sources kept in memory while events are written; what is more goes to a file."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What is written of one claim, None where timemap can't show it, with its source."""

    fields: Json | None
    kinds: tuple[tuple[str, str, str], ...]
    document: str
    source: str


def _made(chosen: Chosen) -> _Event:
    fields = event(chosen)
    document = chosen.resolved.reading.document
    if fields is None:
        return _Event(None, (), document.id, "")
    json_line(fields)  # what can't be written raises here
    packed = json_line(source(document)).strip()
    return _Event(
        fields,
        tuple(_kinds(chosen)),
        document.id,
        f"{json_line(document.id).strip()}:{packed}",
    )


def write_timemap(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write the archive; how many events are in it."""
    kinds: set[tuple[str, str, str]] = set()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(IN_MEMORY) as sources,
    ):
        with _member(archive, "events.json", about) as events:
            made = each_made("export timemap", _made, usable(chosen), about)
            written = _write_events(made, events, sources, kinds)
        with _member(archive, "sources.json", about) as file:
            sources.seek(0)
            file.write(b"{\n")
            for line in sources:
                file.write(line)
            file.write(b"}\n")
        with _member(archive, "associations.json", about) as file:
            file.writelines(_array(association(*each) for each in sorted(kinds)))
    return written


def _member(archive: zipfile.ZipFile, name: str, about: About) -> IO[bytes]:
    """Return a file of the archive, dated by the export, so that the same export is the same
    archive.
    """
    written = about.written.timetuple()
    facts = zipfile.ZipInfo(name, written[:6])
    facts.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(facts, "w", force_zip64=True)


def _write_events(
    made: Iterable[_Event], out: IO[bytes], sources: IO[bytes], kinds: set[tuple[str, str, str]]
) -> int:
    known: set[str] = set()
    written = 0

    def shown() -> Iterator[Json]:
        for event in made:
            if event.fields is None:
                continue
            kinds.update(event.kinds)
            if event.document not in known:
                comma = "," if known else ""
                sources.write(f"{comma}{event.source}\n".encode())
                known.add(event.document)
            yield event.fields

    for line in _array(shown()):
        out.write(line)
        written += line not in (b"[\n", b"]\n")
    return written


def _array(items: Iterable[Json]) -> Iterator[bytes]:
    """Yield a JSON array, an item a line."""
    yield b"[\n"
    for number, item in enumerate(items):
        yield (("," if number else "") + json_line(item)).encode("utf-8")
    yield b"]\n"


def event(chosen: Chosen) -> Json | None:
    """Return one claim; None where it has neither a day nor a place, which timemap asks for."""
    resolved, claim = chosen.resolved, chosen.resolved.claim
    moment = resolved.moment if claim.modality == "actual" else None
    day = _day(moment)
    place = next((each for each in resolved.places if point_of(each)), None)
    point = point_of(place) if place else None
    if day is None and point is None:
        return None
    fields = {
        "id": claim.id,
        "description": sentence(chosen),
        **_when(resolved, moment, day),
        "type": "claim",
        "category": resolved.event.kind if resolved.event else "statement",
        "associations": [association(*each)["id"] for each in sorted(_kinds(chosen))],
        "sources": [resolved.reading.document.id],
        "comments": GEONAMES if place else "",
    }
    if place and point:
        fields["location"] = f"{one_line(place.name)} ({place.precision})"
        fields["longitude"], fields["latitude"] = map(str, point)
    return fields


def _when(resolved: ResolvedClaim, moment: Moment | None, day: datetime | None) -> Json:
    if moment is None or day is None:
        return dict.fromkeys(("date", "time", "time_precision", "time_display"), "")
    return {
        "date": f"{day.month}/{day.day}/{day.year}",
        "time": f"{day:%H:%M}" if moment.grain in CLOCK_GRAINS else "",
        "time_precision": moment.grain,
        "time_display": one_line(resolved.words(moment.as_said)),
    }


def _day(moment: Moment | None) -> datetime | None:
    """Return when it began, where the words give at least the day."""
    if moment is None or moment.earliest is None or moment.latest is None:
        return None
    return moment.earliest if moment.latest - moment.earliest <= timedelta(days=1) else None


def _kinds(chosen: Chosen) -> Iterator[tuple[str, str, str]]:
    resolved = chosen.resolved
    yield "CATEGORY", "kind of event", resolved.event.kind if resolved.event else "statement"
    yield "FILTER", "polarity", resolved.claim.polarity
    yield "FILTER", "manner", resolved.manner


def association(mode: str, group: str, name: str) -> Json:
    """Return a category or a filter of timemap."""
    fields: Json = {
        "id": f"{group}: {name}",
        "title": name.replace("_", " "),
        "desc": group,
        "mode": mode,
    }
    if mode == "FILTER":
        fields["filter_paths"] = [group, name]
    return fields


def source(document: Document) -> Json:
    """Return a document as a source of timemap."""
    url = web_address(document.url)
    return {
        "id": document.id,
        "title": one_line(document.title or document.outlet or document.id),
        "paths": [url] if url else [],
        "type": "Article",
        "url": url or "",
        "author": one_line(document.outlet or ""),
        "date": document.published.isoformat() if document.published else "",
        "description": one_line(document.outlet or ""),
    }
