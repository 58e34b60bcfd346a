"""Which rule of a list decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from sayso.record.trace import Rule

Arguments = ParamSpec("Arguments")
Decided = TypeVar("Decided")


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
