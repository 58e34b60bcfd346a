"""Marks of lists and headings: "- Kutum: four hurt", "Kutum. A drone struck the market"."""

from __future__ import annotations

import re

from sayso.record import Span

MARK = r"(?:[-*•–—▪●]|\d{1,2}[.)])"
"""What an item of a list begins with."""

LEADING = re.compile(rf"\s*{MARK}?\s*")
"""All that may stand before the words of a line."""

HEADING = re.compile(r"\s?[:.–—-]\s")
"""What follows words that head a line."""

LINE_START = re.compile(rf"(?:^|\n)(?:\s*{MARK}\s?)?$")
LONGEST_MARK = 8


def heads_line(text: str, span: Span) -> bool:
    """Return whether words head a line or an item of a list: "Kutum. A drone struck ..."."""
    before = text[max(0, span.start - LONGEST_MARK) : span.start]
    at_start = LINE_START.search(before if span.start > LONGEST_MARK else f"\n{before}")
    return bool(at_start and HEADING.match(text, span.end))
