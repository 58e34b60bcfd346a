"""What the page shows, built from readings; the template only lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sayso.exports.page.articles import Article, article
from sayso.exports.page.cards import ClaimantColumn, columns_of
from sayso.exports.page.figures import QuantityRow, columns, rows
from sayso.exports.page.voices import ClaimantStyle, voices
from sayso.record import Reading

GLANCES = 3
"""Rows of figures shown large at the top."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the template needs."""

    title: str
    dates: str
    articles: list[Article]
    rows: list[QuantityRow]
    figure_columns: list[ClaimantStyle]
    glances: list[QuantityRow]
    named: list[ClaimantColumn]
    unnamed: list[ClaimantColumn]
    outlets: list[ClaimantColumn]
    claims: int
    warnings: int


def view(readings: Sequence[Reading], title: str | None = None) -> ReportPage:
    """Return the page of `readings`, in the order given."""
    known = voices(readings)
    table = rows(readings, known)
    claimants, cards = columns_of(readings, known)
    articles = [article(each, number, known, cards) for number, each in enumerate(readings, 1)]
    return ReportPage(
        title=title or "Who said what",
        dates=_dates(readings),
        articles=articles,
        rows=table,
        figure_columns=columns(table, known),
        glances=_glances(table),
        named=[each for each in claimants if each.voice.group == "named"],
        unnamed=[each for each in claimants if each.voice.group == "unnamed"],
        outlets=[each for each in claimants if each.voice.group == "outlet"],
        claims=sum(each.claims for each in articles),
        warnings=sum(not note.problem for each in articles for note in each.notes),
    )


def _glances(table: Sequence[QuantityRow]) -> list[QuantityRow]:
    """Return the rows that most claimants speak to; those with one figure only when there is no
    other.
    """
    said = [row for row in table if row.put_forward]
    return ([row for row in said if row.values > 1 or row.voices > 1] or said)[:GLANCES]


def day(moment: datetime) -> str:
    """Return a day as pages show it: 2025-10-05 as "5 October 2025"."""
    return f"{moment.day} {moment:%B %Y}"


def _dates(readings: Sequence[Reading]) -> str:
    published = [each.document.published for each in readings]
    # Compared as dates: some publication times carry a time zone and some do not.
    known = sorted((each for each in published if each), key=datetime.date)
    if not known:
        return ""
    first, last = known[0], known[-1]
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"
