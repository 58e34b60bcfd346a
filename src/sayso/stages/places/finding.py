"""Toponyms in a parsed text: what the parser names, and what the gazetteer knows.

spaCy's small English pipeline takes towns for persons and organisations ("Avdiivka", "Tokmak"),
so the gazetteer is asked about every capitalised run of words, and the words around decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.gazetteer import Gazetteer, fold
from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.record.trace import trace
from sayso.stages.places.context import DISTANCE, type_cue
from sayso.stages.places.facilities import find_facilities
from sayso.stages.places.governments import speaks_for_government
from sayso.stages.places.mention import PlaceMention
from sayso.stages.places.runs import Run, demonym, known_runs
from sayso.stages.places.toponym_filter import (
    LONGER_NAME,
    PLACE_LABELS,
    ToponymFilter,
    spoken_of,
    sure_countries,
    surnames,
)
from sayso.text.parse import Parse


def find_mentions(text: str, parse: Parse, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return every mention of a place, in the order of the text; no two overlap."""
    facilities = find_facilities(text, parse)
    for facility in facilities:
        trace("place", facility.span, "made", "named facility", facility.name)
    mentions = [*facilities, *_known(text, parse, gazetteer, [each.span for each in facilities])]
    taken = sorted(each.span for each in mentions)
    mentions.extend(_unknown(text, parse, gazetteer, taken))
    return sorted(mentions, key=lambda each: each.span)


def _known(
    text: str, parse: Parse, gazetteer: Gazetteer, taken: Sequence[Span]
) -> Iterator[PlaceMention]:
    """Yield the mentions of places that the gazetteer knows, outside the spans in `taken`."""
    persons = surnames(parse)
    known = list(known_runs(parse, gazetteer))
    spoken = spoken_of(text, known)
    first = ToponymFilter(text, parse, spoken)
    names = ToponymFilter(text, parse, spoken | sure_countries(filter(first.holds, known)))
    verdicts: list[tuple[Run, str, bool]] = []
    for run in known:
        if _overlaps(run.span, taken):
            _drop(text, run, "part of a facility's name")
        elif names.surname(run, persons):
            _drop(text, run, "surname of a person named in full")
        else:
            verdicts.append((run, *names.verdict(run)))
    sure = {fold(run.span.of(text)) for run, _, holds in verdicts if holds}
    for run, rule, holds in verdicts:
        if not holds and fold(run.span.of(text)) in sure and not names.person(run):
            rule, holds = "a place elsewhere in the text", True
        longer = _longer(text, parse, run) if rule == LONGER_NAME else None
        if longer is not None:
            trace("place", longer.span, "made", rule, longer.name)
            yield longer
        elif holds:
            trace("place", run.span, "made", rule, run.span.of(text))
            yield _mention(text, parse, run)
        else:
            _drop(text, run, rule)


def _longer(text: str, parse: Parse, run: Run) -> PlaceMention | None:
    """Return the longer name as said, where the text says how far it is from a known place."""
    span = Span(run.span.start, parse.tokens[run.last].end)
    if not DISTANCE.match(text, span.end):
        return None
    return PlaceMention(span, span.of(text), type_cue(text, span.start, span.end))


def _drop(text: str, run: Run, rule: str) -> None:
    trace("place", run.span, "dropped", rule, run.span.of(text))


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.overlap(other) for other in taken)


def _mention(text: str, parse: Parse, run: Run) -> PlaceMention:
    """Return the run with the word that says its kind, if one follows: "Dnipropetrovsk region"."""
    cue = type_cue(text, run.span.start, run.span.end)
    span = run.span
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    if (
        cue in {"region", "district"}
        and after is not None
        and after.lower in lexicon.words(cue)
        and after.start - span.end == 1
    ):
        span = Span(span.start, after.end)
    if speaks_for_government(parse, run.first, run.last, run.entries):
        return PlaceMention(run.span, run.span.of(text), cue, role="government")
    return PlaceMention(span, run.span.of(text), cue)


EDGES = re.compile(r"^(?:the|a|an)\s+|['’]s$|[\s,.;:)]+$", re.IGNORECASE)
NAMELIKE = re.compile(r"[A-Z][\w'’.-]*(?:[ -](?:[A-Z][\w'’.-]*|of|al|el|de|the|and))*")


def _unknown(
    text: str, parse: Parse, gazetteer: Gazetteer, taken: Sequence[Span]
) -> Iterator[PlaceMention]:
    """Yield names that only the parser takes for places: they stay unresolved."""
    persons = surnames(parse)
    for name in parse.names:
        if name.label not in PLACE_LABELS or _overlaps(name.span, taken):
            continue
        words = EDGES.sub("", EDGES.sub("", name.span.of(text)))
        match = NAMELIKE.search(words)
        if match is None or len(match[0]) < 3 or match[0].lower() in lexicon.words("never"):
            continue
        if match[0] in persons or demonym(match[0]) or demonym(match[0].split()[-1]):
            continue
        start = text.find(match[0], name.span.start, name.span.end)
        if start < 0:
            continue
        span = Span(start, start + len(match[0]))
        if _place_like(parse, name.first, name.label, gazetteer, match[0]):
            trace("place", span, "made", "only the parser's name", match[0])
            yield PlaceMention(span, match[0], type_cue(text, span.start, span.end))
        else:
            trace("place", span, "dropped", "no locative word before it", match[0])


BEFORE_UNKNOWN = lexicon.words("strong_locative") | {"on", "from"}


def _place_like(parse: Parse, first: int, label: str, gazetteer: Gazetteer, name: str) -> bool:
    """Return whether the parser alone may be right: after a locative word, or a known part."""
    if gazetteer.find(name):
        return True
    before = parse.tokens[first - 1] if first else None
    if before is not None and before.lower == "the" and first > 1:
        before = parse.tokens[first - 2]
    return label == "LOC" or (before is not None and before.lower in BEFORE_UNKNOWN)
