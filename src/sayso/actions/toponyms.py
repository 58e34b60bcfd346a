"""Resolve toponyms whose spans are given: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sayso.gazetteer import Gazetteer, open_gazetteer
from sayso.record import Place, Problem, Span
from sayso.record.wire import Json, pack
from sayso.stages.places import resolve
from sayso.text.canonical import decode

STAGE = "places"
SHAPE = '{"doc_id": "…", "text": "…", "toponyms": [{"start": 0, "end": 4}]}'


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """One line's answer as JSON values; `problems` are what could not be read of it."""

    answer: Json
    problems: tuple[Problem, ...] = ()


def resolve_lines(
    lines: Iterable[tuple[int, bytes | None]], gazetteer: Gazetteer | None = None
) -> Iterator[ResolvedLine]:
    """Yield for each line that is not empty its answer, in order; a line is (number, bytes).

    An answer has as many toponyms as the line, in the same order. A line that can't be read is
    answered too, with no toponyms and the problem. Raises PackError and OSError as
    `open_gazetteer` does.
    """
    opened = gazetteer or open_gazetteer()
    for number, line in lines:
        if line is None:
            yield _unread(number, "is too long. Cut its text.")
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _answer(line, number, opened)


def _unread(number: int, why: str, doc_id: Any = None) -> ResolvedLine:
    problem = Problem(STAGE, f"line {number} {why}")
    answer: Json = {"doc_id": doc_id, "toponyms": [], "problem": problem.message}
    return ResolvedLine(answer, (problem,))


def _answer(line: bytes, number: int, gazetteer: Gazetteer) -> ResolvedLine:
    try:
        stored = json.loads(decode(line).text)
    except (ValueError, RecursionError):
        return _unread(number, f"is no JSON. Write {SHAPE} on each line.")
    if not isinstance(stored, dict):
        return _unread(number, f"is no JSON object. Write {SHAPE} on each line.")
    doc_id = stored.get("doc_id", stored.get("id"))
    text, toponyms = stored.get("text"), stored.get("toponyms")
    if not isinstance(text, str) or not isinstance(toponyms, list):
        return _unread(number, f"lacks 'text' or 'toponyms'. Write {SHAPE} on each line.", doc_id)
    spans = [_span(each, len(text)) for each in toponyms]
    places = iter(resolve(text, [span for span in spans if span is not None], gazetteer))
    packed = [
        {**_ends(toponym), **UNRESOLVED} if span is None else packed_toponym(next(places))
        for toponym, span in zip(toponyms, spans, strict=True)
    ]
    wrong = [at for at, span in enumerate(spans, 1) if span is None]
    problems = tuple(_wrong_span(number, at, len(text)) for at in wrong)
    return ResolvedLine({"doc_id": doc_id, "toponyms": packed}, problems)


def _wrong_span(number: int, at: int, length: int) -> Problem:
    return Problem(
        STAGE,
        f"line {number}, toponym {at}: 'start' and 'end' must be whole numbers, 0 <= start < end"
        f" <= {length}, in code points of the text.",
    )


UNRESOLVED: Json = {"id": None, "lat": None, "lon": None, "score": 0.0}


def _span(toponym: Any, length: int) -> Span | None:
    """Return the span of a toponym as given, None where it lies in no text."""
    ends = _ends(toponym)
    start, end = ends["start"], ends["end"]
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool):
        return None
    return Span(start, end) if 0 <= start < end <= length else None


def _ends(toponym: Any) -> Json:
    """Return `start` and `end` as given, whatever they are."""
    given = toponym if isinstance(toponym, dict) else {}
    return {"start": given.get("start"), "end": given.get("end")}


def packed_toponym(place: Place) -> Json:
    """Return `id`, `lat`, `lon`, `score` of a toponym, null where unresolved, and the whole place.

    `id` is the GeoNames id. The other fields are those of a place in `sayso-reading/1`, where the
    same id is called `geonameid`.
    """
    packed: Json = pack(place)
    short = {"id": place.geonameid, "lat": place.latitude, "lon": place.longitude}
    return {"start": packed["start"], "end": packed["end"], **short, **packed}
