"""A short notation for what was counted: "at_least 7 region targeted", "563 of 598 drone"."""

from __future__ import annotations

from pathlib import Path

from sayso.record import Document, Quantity, Span
from sayso.stages.quantities import read
from sayso.stages.stage import Draft
from sayso.text.parser import parse


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text`, each line of it a block."""
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    layer = read(Draft(Document(text), parse=parse(text, spans))).layer
    assert isinstance(layer, tuple)
    return layer


def counted(text: str) -> list[str]:
    """The quantities of `text` in the notation: bound, figure, whole, unit, role, change."""
    return [short(each) for each in quantities(text)]


def said(text: str) -> list[str]:
    """The words of the quantities of `text`."""
    return [each.as_said.of(text) for each in quantities(text)]


def short(one: Quantity) -> str:
    figure = f"{one.low:g}" if one.low < 1e6 else f"{one.low:.0f}"
    if one.high is None:
        figure += "+"
    elif one.high != one.low:
        figure += f"-{one.high:g}" if one.high < 1e6 else f"-{one.high:.0f}"
    parts = [
        "" if one.bound == "exact" else one.bound,
        figure,
        "" if one.whole is None else f"of {one.whole:g}",
        one.unit or "",
        one.role or "",
        one.change or "",
    ]
    return " ".join(part for part in parts if part)


def table(name: str) -> list[tuple[str, list[str]]]:
    """The sentences of a table beside this file, each with its quantities in the notation."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    split = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, expected.split("|") if expected else []) for text, expected in split]
