"""Each rule decides on its own example, and nothing that is found is lost without a reason."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Document
from sayso.record.trace import Rule, Step, tracing

ROOMS = ("attribution", "claims", "events", "places")
PIPELINE = Pipeline()
PUBLISHED = datetime(2025, 3, 6, 9, 0, tzinfo=UTC)


def rules() -> Iterator[tuple[str, Rule[object]]]:
    """Yield the rules of every visible tuple of these rooms, with the module and tuple."""
    for room in ROOMS:
        package = importlib.import_module(f"sayso.stages.{room}")
        for module_info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(module_info.name)
            for name, value in vars(module).items():
                if isinstance(value, tuple) and value and isinstance(value[0], Rule):
                    for rule in value:
                        yield f"{room}/{module_info.name.rpartition('.')[2]}.{name}", rule


def steps_of(example: str) -> list[Step]:
    """Return the steps of reading an example: a text of its own, or a paragraph below a title."""
    text = example if "\n\n" in example else f"Notes from the province\n\n{example}"
    with tracing() as steps:
        PIPELINE.read(Document(text, published=PUBLISHED))
    return steps


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=f"{where}: {rule.name}") for where, rule in rules()]
)
def test_a_rule_decides_on_its_example(rule: Rule[object]) -> None:
    assert rule.name in {step.rule for step in steps_of(rule.example)}
