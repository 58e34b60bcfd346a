"""A counter of loss: the words of a source that are neither in a document nor in its problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from sayso.record import Document, Problem

WORD = re.compile(r"\w+(?:[.,]\d+)*")


def bag(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def lost(visible: str, found: Iterable[Document | Problem]) -> Counter[str]:
    """The words of `visible` that are in none of the texts and named in no problem."""
    kept: Counter[str] = Counter()
    for item in found:
        problems = item.problems if isinstance(item, Document) else (item,)
        kept += bag(item.text if isinstance(item, Document) else "")
        for problem in problems:
            kept += bag(problem.message)
    return bag(visible) - kept
