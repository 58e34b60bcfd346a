"""Warnings about the parts of a document: pictures that are old, articles inside the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayso.record import Warning
from sayso.settings.relevance import DEFAULT, threshold_for
from sayso.stages.stage import Draft, given

OLD_DAYS = 30
"""A picture older than this does not show what the article reports."""


def old_photograph(draft: Draft) -> Iterator[Warning]:
    """Warn of a caption whose date is much older than the article.

    The article's age is its publication date or, where there is none, the latest year that its
    own words name outside captions: it can't be older than that.
    """
    captions = [block for block in given(draft.blocks) if block.kind == "caption"]
    in_captions = [
        (moment, moment.latest.date())
        for moment in given(draft.moments)
        if moment.type in ("DATE", "TIME")
        and moment.latest is not None
        and any(block.span.contains(moment.as_said) for block in captions)
    ]
    reason, article = _written_no_earlier_than(draft)
    if article is None:
        return
    for moment, taken in in_captions:
        if moment.grain in ("year", "unknown") or (article - taken).days <= OLD_DAYS:
            continue
        yield Warning(
            "old_photograph",
            f"The picture is of {moment.as_said.of(draft.text)}, but {reason}: it does not show"
            " what the article reports.",
            (moment.as_said,),
        )


def _written_no_earlier_than(draft: Draft) -> tuple[str, date | None]:
    """Return how we know it, and the earliest day on which the article can have been written."""
    published = draft.document.published
    if published is not None:
        return f"the article was published on {published.date().isoformat()}", published.date()
    captions = [block.span for block in given(draft.blocks) if block.kind == "caption"]
    years = [
        int(moment.value[:4])
        for moment in given(draft.moments)
        if moment.value[:4].isdigit()
        and moment.value[:4] in moment.as_said.of(draft.text)
        and not any(span.contains(moment.as_said) for span in captions)
        and 1900 < int(moment.value[:4]) < 2200
    ]
    if not years:
        return "", None
    return f"the article speaks of {max(years)}", date(max(years), 1, 1)


def second_article(draft: Draft) -> Iterator[Warning]:
    """Warn of a second article inside the first: its claims belong to another report."""
    seen = {0}
    for block in given(draft.blocks):
        if block.article not in seen:
            seen.add(block.article)
            title = block.span.of(draft.text)
            yield Warning(
                "second_article",
                f"Another article begins here: “{title}”. What it says may be of another day.",
                (block.span,),
            )


def off_topic(draft: Draft) -> Iterator[Warning]:
    """Warn of a document of which no passage seems to be about a conflict.

    It stays in the ledger with its claims; linking leaves it out of incidents.
    """
    relevance = draft.relevance
    least = threshold_for(len(draft.text.split()), DEFAULT)
    score = max((each.score for each in relevance or ()), default=least)
    if score < least:
        yield Warning(
            "off_topic",
            f"Nothing in it seems to be about a conflict (relevance {score:.3f}, at least"
            f" {least:.3f} is needed): no incident is made of it. SAYSO_LEAST_RELEVANCE=0 lets"
            " it in.",
        )
