"""What the reckoning of times leans on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, tzinfo

from sayso.record import Span


class NoSuchDateError(ValueError):
    """The words name a day that no calendar has: "Feb. 31"."""


@dataclass
class Context:
    """What the reckoning leans on.

    `reference` is the day of publication, None when it is not known; `direction` gives -1, 0 or 1
    for the tense around a span; `mention` is the value of the last date told in the running
    text, `near` of the last in the same block, `quarter` of the last quarter.
    """

    reference: date | None
    zone: tzinfo | None
    direction: Callable[[Span], int]
    mention: str | None = None
    near: str | None = None
    quarter: str | None = None
    hung: bool = field(default=False)
    """Whether an expression needed the publication date that is not there."""
