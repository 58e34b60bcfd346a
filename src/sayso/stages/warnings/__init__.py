"""What a careful reader should notice in one document. Each rule is a small function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sayso.record import Warning
from sayso.stages.stage import Draft, Stage, StageResult
from sayso.stages.warnings.headlines import headline_as_fact, headline_figure
from sayso.stages.warnings.parts import off_topic, old_photograph, second_article
from sayso.stages.warnings.sources import unnamed_source

Rule = Callable[[Draft], Iterator[Warning]]

RULES: tuple[Rule, ...] = (
    headline_as_fact,
    headline_figure,
    old_photograph,
    second_article,
    unnamed_source,
    off_topic,
)


def read(draft: Draft) -> StageResult:
    """Run every rule; the order of RULES is the order of the warnings."""
    return StageResult(tuple(warning for rule in RULES for warning in rule(draft)))


WARNINGS = Stage(
    "warnings",
    needs=(
        "blocks",
        "parse",
        "claims",
        "attributions",
        "events",
        "quantities",
        "moments",
        "relevance",
    ),
    gives="warnings",
    read=read,
)
