"""Voices as CSV: a row for each outlet, side, stance or cue with how often it was met."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TextIO

from sayso.exports.claims_csv import guarded
from sayso.linking.framing_comparison import ComparedMeasure, Estimate, FramingComparison
from sayso.record import Span

COLUMNS = ("outlet", "side", "side_kind", "what", "value", "claims", "share_of_side")


class Voiced(Protocol):
    """How often one outlet lets one side speak."""

    @property
    def outlet(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def claims(self) -> int: ...
    @property
    def by_manner(self) -> Counter[str]: ...
    @property
    def stances(self) -> Counter[str]: ...
    @property
    def cues(self) -> Counter[str]: ...


def write_framing(voices: Iterable[Voiced], out: TextIO) -> int:
    """Write a header and the rows of each voice; how many rows there were."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    written = 0
    for voice in voices:
        for what, counts in (
            ("all", Counter({"": voice.claims})),
            ("manner", voice.by_manner),
            ("stance", voice.stances),
            ("cue", voice.cues),
        ):
            for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
                cells = (voice.outlet, voice.side, voice.kind, what, value)
                share = round(count / voice.claims, 4)
                writer.writerow([*map(guarded, cells), count, share])
                written += 1
    return written


COMPARED_COLUMNS = ("measure", "unit", "group", "part", "whole", "value", "low", "high", "articles")
DIFFERENCE = "difference"


def write_framing_comparison(
    compared: FramingComparison, out: TextIO, measures: Sequence[ComparedMeasure] | None = None
) -> int:
    """Write two groups beside each other: three rows a measure, of all or of these; return how many
    rows there were.
    """
    chosen = compared.measures if measures is None else measures
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COMPARED_COLUMNS)
    for measure in chosen:
        unit = "per 1,000 words" if measure.is_rate else "share"
        name = guarded(measure.name)
        groups = zip(
            compared.names, (measure.first, measure.second), compared.articles, strict=True
        )
        for group, held, articles in groups:
            ends = _ends(held.ratio)
            writer.writerow((name, unit, guarded(group), held.part, held.whole, *ends, articles))
        writer.writerow((name, unit, DIFFERENCE, "", "", *_ends(measure.difference), ""))
    return 3 * len(chosen)


class CountedShare(Protocol):
    """A part of a whole with its interval."""

    @property
    def part(self) -> int: ...
    @property
    def whole(self) -> int: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


SHARE_COLUMNS = ("name", "what", "part", "whole", "share", "low", "high")


def write_shares(rows: Iterable[tuple[str, str, CountedShare]], out: TextIO) -> int:
    """Write shares, each with whose it is and of what; return how many there were."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHARE_COLUMNS)
    written = 0
    for name, what, share in rows:
        value = share.part / share.whole if share.whole else None
        ends = (value, share.low, share.high) if share.whole else (None, None, None)
        cells = ("" if each is None else round(each, 4) for each in ends)
        writer.writerow((guarded(name), guarded(what), share.part, share.whole, *cells))
        written += 1
    return written


class CitedSentence(Protocol):
    """Words in their sentence, and where they are."""

    @property
    def before(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def span(self) -> Span: ...
    @property
    def outlet(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def published(self) -> datetime | None: ...


SENTENCE_COLUMNS = (
    "measure", "group", "sentence", "words", "outlet", "title", "published", "document", "start",
    "end",
)  # fmt: skip


def write_sentences(
    measure: str, group: str, sentences: Iterable[CitedSentence], out: TextIO
) -> int:
    """Write the sentences that a number stands on; return how many there were."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SENTENCE_COLUMNS)
    written = 0
    for counted in sentences:
        sentence = f"{counted.before}{counted.words}{counted.after}".strip()
        when = counted.published.isoformat() if counted.published else ""
        words = (measure, group, sentence, counted.words, counted.outlet, counted.title, when)
        ends = (counted.document, counted.span.start, counted.span.end)
        writer.writerow((*map(guarded, words), *ends))
        written += 1
    return written


def _ends(estimate: Estimate) -> tuple[float | str, ...]:
    values = (estimate.value, estimate.low, estimate.high)
    return tuple("" if value is None else round(value, 4) for value in values)
