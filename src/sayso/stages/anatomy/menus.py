"""Menus, lists of links and repeats: what a crawl brings along with an article."""

from __future__ import annotations

from collections import Counter

from sayso.stages.anatomy.datelines import is_place_line
from sayso.stages.anatomy.marks import is_time, names_only
from sayso.stages.anatomy.page import PageLines, likeness

MENU_RUN = 5
"""So many short lines on end, none a sentence, are a menu or a list of links."""


LONGEST_ENTRY = 26
"""Words of the longest title in a list of links."""


def drop_repeats(page: PageLines) -> None:
    """A sentence that a page repeats word for word (its own description, a caption) counts once."""
    times = Counter(line.bare for line in page.lines if line.count >= 8)
    seen: set[str] = set()
    for index, line in enumerate(page.lines):
        if times[line.bare] > 1 and page.open(index) and line.sentence:
            if line.bare in seen:
                page.kinds[index] = "boilerplate"
            seen.add(line.bare)


def mark_menus(page: PageLines) -> None:
    """Runs of short lines that are no sentences are menus; titles among them lead elsewhere."""
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        if index < len(page.lines) and _is_entry(page, index):
            run.append(index)
            continue
        _close_run(page, run)
        run = []


def _is_entry(page: PageLines, index: int) -> bool:
    line, kind = page.lines[index], page.kinds[index]
    if kind in ("boilerplate", "related"):
        return True
    if kind == "byline":
        return line.count <= 6
    return kind is None and line.count <= LONGEST_ENTRY and not line.sentence and not line.continues


def _close_run(page: PageLines, run: list[int]) -> None:
    """Mark the run where it is long and poor in words, all but what may be the page's own."""
    unknown = [index for index in run if page.open(index)]
    if len(run) < MENU_RUN or len(unknown) < 2:
        return
    short = sum(page.lines[index].count <= 5 for index in run)
    if short < 0.4 * len(run) and len(unknown) < 2 * MENU_RUN:
        return
    for index in unknown:
        if not _may_be_own(page, index):
            page.kinds[index] = "related" if page.lines[index].count >= 6 else "boilerplate"


def _may_be_own(page: PageLines, index: int) -> bool:
    """Return whether a line in a run may be the page's headline, place or author and not an
    entry."""
    line = page.lines[index]
    if is_place_line(line) and index + 1 < len(page.lines) and page.lines[index + 1].prose:
        return True
    if names_only(line) and 2 <= line.count <= 4:
        neighbours = (page.lines[i] for i in (index - 1, index + 1) if 0 <= i < len(page.lines))
        return any(is_time(each) and each.count >= 3 for each in neighbours)
    return likeness(line.bare, page.title or page.lines[0].bare) >= 0.35
