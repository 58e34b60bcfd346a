"""Explanations: every claim has its decisions, and nothing is lost without a line."""

from __future__ import annotations

import pytest

from sayso.actions.explain import NO_RULE, Explanation, explain
from sayso.record import Document, hull
from sayso.record.trace import is_tracing, trace, tracing

TEXTS = (
    "Warplanes hit the market in Kutum, the Sudan Doctors Network said on Friday. At least 14"
    " people were killed, it said. The army denied carrying out the raid.",
    "The governor of Izmail said 12 of 15 drones had been shot down overnight. Two grain stores"
    " burned. A spokesman, citing the port's director, said that 3 tugs sank.",
    "Rebels claimed they had taken the town of Minova. The United Nations said 4,000 people fled"
    " towards Goma, 25 km away. Kinshasa rejected claims that its troops ran.",
)  # fmt: skip


@pytest.fixture(scope="module", params=TEXTS)
def explanation(request: pytest.FixtureRequest) -> Explanation:
    return explain(Document(request.param), fast=True)


def test_an_explanation_does_not_change_the_reading(explanation: Explanation) -> None:
    from sayso.actions.read import read

    assert explanation.reading == read(explanation.reading.document, fast=True)
    assert not is_tracing()


def test_each_claim_is_explained_in_order(explanation: Explanation) -> None:
    claims = explanation.reading.claims
    assert claims
    assert tuple(explained.claim for explained in explanation.claims) == claims


def test_what_no_claim_carries_is_among_what_was_dropped(explanation: Explanation) -> None:
    reading = explanation.reading
    claims = reading.claims or ()
    spans = [step.span for step in explanation.dropped]
    used = {claim.attribution for claim in claims}
    for index, attribution in enumerate(reading.attributions or ()):
        if index not in used:
            assert any(span.overlap(hull(attribution.content)) for span in spans), attribution
    carried = {index for claim in claims for index in claim.quantities}
    for index, quantity in enumerate(reading.quantities or ()):
        if index not in carried:
            assert any(span.overlap(quantity.as_said) for span in spans), quantity


def test_every_loss_and_every_claim_has_a_rule(explanation: Explanation) -> None:
    assert not [step for step in explanation.dropped if step.rule == NO_RULE]
    for explained in explanation.claims:
        assert explained.span, explained.claim
        assert all(
            steps for steps in ([explained.quantities] if explained.claim.quantities else [])
        )


def test_steps_are_collected_inside_only() -> None:
    from sayso.record import Span

    trace("quantity", Span(0, 1), "dropped", "an age")
    with tracing() as steps:
        trace("quantity", Span(0, 1), "dropped", "a date", score=0.5)
    trace("quantity", Span(0, 1), "dropped", "an age")
    assert [(step.rule, step.score) for step in steps] == [("a date", 0.5)]
