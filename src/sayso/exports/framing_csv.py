"""Voices as CSV: a row for each outlet, side, stance or cue with how often it was met."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from typing import Protocol, TextIO

from sayso.exports.claims_csv import guarded
from sayso.linking.framing_comparison import Estimate, FramingComparison

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


def write_framing_comparison(compared: FramingComparison, out: TextIO) -> int:
    """Write two groups beside each other: three rows a measure; return how many rows there were."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COMPARED_COLUMNS)
    for measure in compared.measures:
        unit = "per 1,000 words" if measure.is_rate else "share"
        name = guarded(measure.name)
        groups = zip(
            compared.names, (measure.first, measure.second), compared.articles, strict=True
        )
        for group, held, articles in groups:
            ends = _ends(held.ratio)
            writer.writerow((name, unit, guarded(group), held.part, held.whole, *ends, articles))
        writer.writerow((name, unit, DIFFERENCE, "", "", *_ends(measure.difference), ""))
    return 3 * len(compared.measures)


def _ends(estimate: Estimate) -> tuple[float | str, ...]:
    values = (estimate.value, estimate.low, estimate.high)
    return tuple("" if value is None else round(value, 4) for value in values)
