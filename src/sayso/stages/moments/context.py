"""What the values of times are computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from sayso.record import Span


class NoSuchDateError(ValueError):
    """The words name a day that no calendar has: "Feb. 31"."""


@dataclass(frozen=True)
class Context:
    """What values of times are computed from, at one point of the document.

    `reference` is the day of publication, None when it is not known; `direction` gives what
    `tense.direction` does for the tense around a span; `mention` is the value of the last date
    mentioned in the running text, `near` of the last in the same block, `quarter` of the last
    quarter. `pending` says that an expression needed the day of publication that is not known.
    `published` is the instant of publication where its hour is known.
    """

    reference: date | None
    zone: tzinfo | None
    direction: Callable[[Span], int]
    mention: str | None = None
    near: str | None = None
    quarter: str | None = None
    pending: bool = False
    published: datetime | None = None


class Resolved(NamedTuple):
    """A TIMEX3 value, whether it stays open until the day of publication is known, and the rule."""

    value: str
    pending: bool = False
    rule: str = ""
