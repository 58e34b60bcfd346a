"""`--explain`: the rules and scores behind each claim, and what was dropped, for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from sayso.actions.explain import ExplainedClaim, Explanation
from sayso.cli.tables import SHORT_ID, heading
from sayso.cli.terminal import plain
from sayso.record import Span
from sayso.record.trace import Step

LONGEST = 90
SHORT = 36
"""Letters of a document that the line of a claim quotes, and that of a decision."""

COLUMN = 13


def explanation_page(explanation: Explanation, claim_id: str | None = None) -> Group:
    """Return the claims of a document, each with its decisions, and what was dropped.

    With `claim_id`, that claim alone.
    """
    document = explanation.reading.document
    parts: list[RenderableType] = [heading(document)]
    for explained in explanation.claims:
        if claim_id is None or explained.claim.id == claim_id:
            parts += [Text(), *_claim_lines(document.text, explained)]
    if claim_id is None:
        parts += [Text(), Text(f"dropped: {len(explanation.dropped)}", "bold")]
        parts += [_line("", document.text, step) for step in explanation.dropped]
    return Group(*parts, Text())


def _claim_lines(text: str, explained: ExplainedClaim) -> Iterator[Text]:
    claim = explained.claim
    who = claim.claimant.name
    yield Text.assemble(
        (plain(who), "cyan" if claim.claimant.named else "magenta"),
        (f"  {claim.id[:SHORT_ID]}  ", "dim"),
        f"“{_quoted(text, claim.evidence)}”",
    )
    for name, steps in explained.parts:
        for number, step in enumerate(steps):
            yield _line("" if number else name, text, step)


def _line(name: str, text: str, step: Step) -> Text:
    """Return one decision: what about, outcome, rule, score, and the words it is about."""
    score = "" if step.score is None else f" {step.score:.2f}"
    detail = f" ({plain(step.detail)})" if step.detail else ""
    return Text.assemble(
        (f"  {name:<{COLUMN}}", "dim"),
        f"{step.subject} {step.outcome}: ",
        (step.rule, "bold"),
        f"{score}{detail}",
        (f"  “{_quoted(text, step.span, SHORT)}”", "dim"),
    )


def _quoted(text: str, span: Span, longest: int = LONGEST) -> str:
    words = plain(span.of(text))
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def explanation_json(explanation: Explanation, claim_id: str | None = None) -> str:
    """Return the same as one JSON object on one line; spans are code points of the text."""
    claims = [
        {
            "id": explained.claim.id,
            "claimant": explained.claim.claimant.name,
            "evidence": _span(explained.claim.evidence),
            **{name.replace(" ", "_"): _steps(steps) for name, steps in explained.parts},
        }
        for explained in explanation.claims
        if claim_id is None or explained.claim.id == claim_id
    ]
    row: dict[str, Any] = {"document": explanation.reading.document.fingerprint, "claims": claims}
    if claim_id is None:
        row["dropped"] = _steps(explanation.dropped)
    return json.dumps(row, ensure_ascii=False)


def _steps(steps: Iterable[Step]) -> list[dict[str, object]]:
    return [
        {
            "subject": step.subject,
            "outcome": step.outcome,
            "rule": step.rule,
            "detail": step.detail,
            "score": step.score,
            "span": _span(step.span),
        }
        for step in steps
    ]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
