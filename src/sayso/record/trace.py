"""Rules with names, and a record of which of them fired while a document was read.

A stage calls `trace` where a rule decides something. Outside `tracing()` the call does nothing, so
that ordinary reading pays one look-up of a context variable for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, Literal, ParamSpec, TypeVar

from sayso.record.span import Span

Test = TypeVar("Test")
Arguments = ParamSpec("Arguments")
Decided = TypeVar("Decided")

Outcome = Literal["made", "changed", "dropped"]
Subject = Literal[
    "attribution",
    "claimant",
    "claim",
    "event",
    "quantity",
    "role",
    "place",
    "moment",
    "actor",
    "polarity",
    "modality",
    "relevance",
]


@dataclass(frozen=True, slots=True)
class Rule(Generic[Test]):
    """A decision with a name: `test` is the function that makes it, `example` a sentence it is for.

    Rules of one decision stand in one tuple, in the order in which they are tried.
    """

    name: str
    example: str
    test: Test


def decide(
    rules: Sequence[Rule[Callable[Arguments, Decided | None]]],
    *arguments: Arguments.args,
    **keywords: Arguments.kwargs,
) -> tuple[str, Decided] | None:
    """Return the name and the outcome of the first of `rules` whose test returns no None."""
    for rule in rules:
        decided = rule.test(*arguments, **keywords)
        if decided is not None:
            return rule.name, decided
    return None


def first_that_holds(
    rules: Sequence[Rule[Callable[Arguments, bool]]],
    *arguments: Arguments.args,
    **keywords: Arguments.kwargs,
) -> str | None:
    """Return the name of the first of `rules` whose test holds, None when none does."""
    for rule in rules:
        if rule.test(*arguments, **keywords):
            return rule.name
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: what became of the `subject` at `span`, by which rule or model score."""

    subject: Subject
    span: Span
    outcome: Outcome
    rule: str
    detail: str = ""
    score: float | None = None


_steps: ContextVar[list[Step] | None] = ContextVar("steps", default=None)


@contextmanager
def tracing() -> Iterator[list[Step]]:
    """Collect the steps of what is read inside, in the order in which they were decided."""
    steps: list[Step] = []
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def is_tracing() -> bool:
    """Return whether steps are collected, for details that cost time to make."""
    return _steps.get() is not None


def trace(
    subject: Subject,
    span: Span,
    outcome: Outcome,
    rule: str,
    detail: str = "",
    score: float | None = None,
) -> None:
    """Record a decision where steps are collected. `detail` is short and in plain words."""
    steps = _steps.get()
    if steps is not None:
        steps.append(Step(subject, span, outcome, rule, detail, score))
