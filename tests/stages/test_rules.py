"""Each rule decides on its own example, and nothing that is found is lost without a reason."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sayso.pipeline import STAGES, Pipeline, stages_with
from sayso.record import Document, Span
from sayso.record.trace import Rule, Step, tracing
from sayso.stages.attribution.feed import TaggerInput
from sayso.stages.attribution.rules import by_rules
from sayso.stages.stage import Draft, given

ROOMS = ("attribution", "claims", "events", "places")
PIPELINES = (Pipeline(), Pipeline(stages_with("fast")))
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


ISSUED = frozenset(("publisher speaks", "publisher tells no event"))
"""Rules for texts that a body itself publishes."""


def steps_of(
    example: str, pipeline: Pipeline = PIPELINES[0], outlet: str | None = None
) -> list[Step]:
    """Return the steps of reading an example: a text of its own, or a paragraph below a title."""
    text = example if "\n\n" in example else f"Notes from the province\n\n{example}"
    with tracing() as steps:
        pipeline.read(Document(text, published=PUBLISHED, outlet=outlet))
    return steps


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=f"{where}: {rule.name}") for where, rule in rules()]
)
def test_a_rule_decides_on_its_example(rule: Rule[object]) -> None:
    """With one of the shipped packs: what is left to the rules differs between the two."""
    outlet = "Ministry of Defence of Chad" if rule.name in ISSUED else None
    fired = (step.rule for pipe in PIPELINES for step in steps_of(rule.example, pipe, outlet))
    assert rule.name in fired


REPORTS = (
    "The air force said it shot down 40 of 52 drones overnight. Hits were recorded at 9 sites.",
    "Reuters reported on Sunday, citing the Yemeni coast guard, that nine people had drowned.",
    "The general believes that 40 soldiers are loyal, and two officers doubt it.",
    "The army denied that it had raided the market, where volunteers said 14 people had died.",
    "Residents say that at least 20 people died when three shells hit a school near Kutum.",
    "“They came at night and burned 30 houses,” — Amina Yusuf, a nurse.",
    "PESKOV: We hold three villages.\n\nQ: And the 40 prisoners?\n\nPESKOV: They will go home.",
    "Some 300 families fled Goma in two days; the governor blamed M23, an allegation it denied.",
    "In its second week the siege of Dilling cost 12 lives, a doctor in the town of 60,000 said.",
    "The minister said the army would keep fighting, adding that 200 recruits had arrived.",
    "It was reported that 15 miners were held. “We want all 15 back,” a sister of one said.",
    "The ministry rejected claims that 90 civilians had been killed in the strike on Sana’a.",
    "The RSF, which the UN says recruited 700 children, took two posts and lost one tank.",
    "Rebels raid border post: army\n\nGOMA, 5 February 2024 — Four men died, the army said.",
)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.txt"))


def drafts(text: str) -> tuple[Draft, list[Step]]:
    """Return what all stages make of a text, and the steps."""
    draft = Draft(Document(text, published=PUBLISHED))
    with tracing() as steps:
        for stage in STAGES:
            change: dict[str, Any] = {stage.gives: stage.read(draft).layer}
            draft = replace(draft, **change)
    return draft, steps


@pytest.mark.parametrize(
    "text",
    [*REPORTS, *(pytest.param(path.read_text("utf8"), id=path.stem) for path in EXAMPLES)],
)
def test_what_is_found_ends_in_a_claim_or_has_a_reason(text: str) -> None:
    draft, steps = drafts(text if "\n" in text else f"Notes from the province\n\n{text}")
    claims = given(draft.claims)
    dropped = [step for step in steps if step.outcome == "dropped"]

    def has_reason(subject: str, spans: Iterable[Span]) -> bool:
        places = [step.span for step in dropped if step.subject == subject]
        return any(span.contains(place) for span in spans for place in places)

    feed = TaggerInput.of(draft.text, given(draft.blocks))
    for tagged in given(draft.tagged):
        content = [at for span in tagged.content for _, at in feed.stretches(draft.text, span)]
        made = (each for each in given(draft.attributions) if each.score == tagged.score)
        kept = any(at.overlap(span) for each in made for span in each.content for at in content)
        assert kept or has_reason("attribution", content)
    ruled = [rule for _, rule in by_rules(draft)]
    for attribution in ruled:
        contents = [each.content for each in given(draft.attributions)]
        assert attribution.content in contents or has_reason("attribution", attribution.content)
    for index, attribution in enumerate(given(draft.attributions)):
        claimed = any(claim.attribution == index for claim in claims)
        assert claimed or has_reason("claim", attribution.content)
    carried = {index for claim in claims for index in claim.quantities}
    for index, quantity in enumerate(given(draft.quantities)):
        assert index in carried or has_reason("quantity", [quantity.as_said])


def test_tracing_changes_no_reading() -> None:
    for text in REPORTS:
        document = Document(text, published=PUBLISHED)
        plain = PIPELINES[1].read(document)
        with tracing() as steps:
            traced = PIPELINES[1].read(document)
        assert traced == plain
        assert steps
