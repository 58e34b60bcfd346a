"""Ratings that people gave to claims: the only ground on which a ClaimReview is written.

A file of JSON lines, one a rating: `claim` (its id), `by` (the organisation), `day` (2026-03-04),
`words` ("Misleading"), and any of `value`, `best`, `worst` (numbers) and `url` (of the review).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Rating:
    """What an organisation said of a claim on a day, in words and as a figure on its own scale."""

    claim: str
    by: str
    day: date
    words: str
    value: float | None = None
    best: float | None = None
    worst: float | None = None
    url: str | None = None


class RatingsError(ValueError):
    """A file of ratings is not of the shape that it should have."""


def read_ratings(lines: Iterable[str]) -> dict[str, list[Rating]]:
    """Return the ratings by claim. Raises RatingsError, which names the line and what to do."""
    ratings: dict[str, list[Rating]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                rating = _rating(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise RatingsError(
                    f"Line {number} is no rating: {error!r}. Write one JSON object a line with"
                    " claim, by, day (2026-03-04) and words."
                ) from error
            ratings[rating.claim].append(rating)
    return dict(ratings)


def _rating(fields: dict[str, Any]) -> Rating:
    return Rating(
        claim=str(fields["claim"]),
        by=str(fields["by"]),
        day=date.fromisoformat(str(fields["day"])),
        words=str(fields["words"]),
        value=_number(fields.get("value")),
        best=_number(fields.get("best")),
        worst=_number(fields.get("worst")),
        url=None if fields.get("url") is None else str(fields["url"]),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
