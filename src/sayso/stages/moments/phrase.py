"""A time expression by its words alone, before its value is computed from the publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sayso.lexicon.moments import PartOfDay
from sayso.record import MomentType, Span

Kind = Literal[
    "date", "weekday", "unit", "clock", "part", "edge", "duration", "set", "fixed", "feast"
]
Edge = Literal["start", "mid", "end", "before", "after", "about", "back", "ago"]
Night = Literal["into", "maybe", "to"]
Since = Literal["published", "mention", "quarter"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """What one expression says. Fields that it does not say are None.

    `kind` decides which fields matter: a "date" has some of year, month, day and `piece` (Q3, H1,
    SU); a "unit" is `shift` units away from the publication or the last mention ("last week",
    "two days ago"); "duration", "set" and "fixed" carry their TIMEX3 `value`. `edge` narrows
    ("early", "earlier", "the end of"; "back" is the past week, which ends now), `days` to some days
    of a month ("the first week of May"). `nth` counts the weekdays of a month ("the first Monday of
    May"), -1 for the last. A `weak` phrase ("night", "early") counts only when it
    joins another. `night` marks a night that ends on the named day ("overnight into Thursday"), or
    perhaps does ("overnight on Thursday"). `zone` is hours from UTC, or the name of
    a zone of the IANA database. `rules` names the rules that recognised and joined it.
    """

    start: int
    end: int
    kind: Kind
    type: MomentType = "DATE"
    value: str | None = None
    year: int | None = None
    last_year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    month_first: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    piece: str | None = None
    weekday: int | None = None
    nth: int | None = None
    shift: int | None = None
    unit: str | None = None
    since: Since = "published"
    clock: str | None = None
    zone: float | str | None = None
    part: PartOfDay | None = None
    edge: Edge | None = None
    night: Night | None = None
    weak: bool = False
    rules: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def names_day(self) -> bool:
        """Return whether it names one day, which an hour or a part of the day can be of."""
        if self.clock or self.part:
            return False
        return (
            self.kind == "weekday"
            or (self.kind == "date" and (self.day is not None or self.nth is not None))
            or (self.kind == "unit" and self.unit == "D")
        )
