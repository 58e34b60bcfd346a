"""No sentence with a figure, an event or speech is lost without a word."""

from __future__ import annotations

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Document, Reading
from sayso.record.document import UNCLAIMED

PIPELINE = Pipeline()


def read(text: str) -> Reading:
    return PIPELINE.read(Document(f"Notes from the province\n\n{text}"))


def silent(reading: Reading) -> list[tuple[str, str]]:
    """Return the sentences without a claim, with why."""
    text = reading.document.text
    return [
        (each.span.of(text) if each.span else "", each.message)
        for each in reading.problems
        if each.stage == UNCLAIMED
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The general believes that 40 soldiers are loyal.", "no statement"),
        ("Did the army shell the market on Monday?", "question"),
        ("The envoy made a statement on Friday.", "only says that somebody spoke"),
        ("The army did not say that its jets had hit the school.", "cue is negated"),
        ("The weather suggests that the offensive will stop.", "speaker cannot speak"),
    ],
)
def test_a_sentence_without_a_claim_says_why(text: str, why: str) -> None:
    ((sentence, message),) = silent(read(text))
    assert sentence == text
    assert why in message


@pytest.mark.parametrize(
    "text",
    [
        "The army attacked the port on Monday.",
        "The mayor said that two bridges were closed.",
        "The village has two wells.",
    ],
)
def test_a_sentence_with_a_claim_or_nothing_to_say_is_no_problem(text: str) -> None:
    assert silent(read(text)) == []


SAMPLES = """\
Rebels killed 12 soldiers in Sumy on Monday, the army said. It gave no names.
At least 24 bodies lay in the yard of the clinic overnight. Nobody knew whose they were.
The envoy believes that the truce will hold. “Will it?” a reporter asked. He did not answer.
Units of the missile forces hit 3 control points and 4 depots. The plant said nine were hurt.
State radio denied it. Both countries agreed to a truce. The council pressed its appeal."""


def test_samples_lose_no_sentence_without_a_word() -> None:
    """Each sentence with a figure that has a role, an event or likely speech is accounted for."""
    reading = read(SAMPLES)
    text = reading.document.text
    accounted = [each.evidence for each in reading.claims or ()]
    accounted += [each.span for each in reading.problems if each.span is not None]
    carriers = [each.as_said for each in reading.quantities or () if each.role is not None]
    carriers += [each.trigger for each in reading.events or ()]
    carriers += [each.content[0] for each in reading.attributions or () if each.score >= 0.5]
    lost = [
        each.of(text)
        for each in carriers
        if not any(_same_sentence(text, each.start, span.start, span.end) for span in accounted)
    ]
    assert carriers
    assert lost == []


def _same_sentence(text: str, at: int, start: int, end: int) -> bool:
    """Return whether no full stop stands between a place and a stretch."""
    first, last = min(at, start), max(at, end)
    if start <= at < end:
        return True
    between = text[end:at] if at >= end else text[first:start]
    return ". " not in between and "\n" not in between and last >= at


def test_a_figure_without_an_event_is_narrated() -> None:
    reading = read("Russia now holds nearly 20 percent of the land.")
    assert [each.narrated for each in reading.claims or ()] == [True]
