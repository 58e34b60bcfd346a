"""Steps of the trace about attributions."""

from __future__ import annotations

from sayso.record import Attribution, hull
from sayso.record.trace import Outcome, is_tracing, trace


def step(
    attribution: Attribution,
    outcome: Outcome,
    rule: str,
    detail: str = "",
    score: float | None = None,
) -> None:
    """Record what became of an attribution.

    A dropped one is recorded at the first stretch of its content, others at the hull of it.
    """
    if is_tracing():
        content = attribution.content
        span = content[0] if outcome == "dropped" else hull(content)
        trace("attribution", span, outcome, rule, detail, score)
