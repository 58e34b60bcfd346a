"""Language made of the vocabularies and of real sentences, through the stages without their net.

`make fuzz` reads a million, of the texts in DATA too; `make test` some thousands, always the same.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso.record import faults
from tests.fuzz.language import (
    DATES,
    changed_text,
    made_text,
    made_up_pipeline,
    read_and_check,
    seed_sentences,
    whole_pipeline,
)

SHORT = int(os.environ.get("SAYSO_LANGUAGE", "1000"))
FIRST = int(os.environ.get("SAYSO_LANGUAGE_FROM", "0"))
"""Where to go on after a text that failed."""

WHOLE = min(SHORT // 33, 20_000)
"""The parser and the tagger take 30 times as long as the rest."""

SEEDS = os.environ.get("SAYSO_LANGUAGE_SEEDS")
"""A folder of texts, whose sentences are changed."""

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BATCHES = 3 if SHORT <= 10_000 else 16
TWICE = 5
"""One text of so many is read twice."""


@pytest.fixture(autouse=True)
def raising(monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise every error that would be a problem on the record."""

    def raise_again(_where: str, error: Exception, *_more: str) -> None:
        raise error

    monkeypatch.setattr(faults, "internal_error", raise_again)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_sentence_of_the_vocabularies_breaks_a_stage(batch: int) -> None:
    pipeline = made_up_pipeline()
    for number in range(FIRST + batch, FIRST + SHORT // 2, BATCHES):
        text = made_text(number)
        try:
            read_and_check(pipeline, text, number, number % TWICE == 0)
        except Exception as error:
            error.add_note(f"text {number}: {text!r}")
            raise


@pytest.mark.parametrize(
    "text",
    [
        "CONTENTtYPE : ' 'article'1",  # a figure inside the last word
        "The toll stands at article'1",
    ],
)
def test_what_the_search_found_breaks_no_stage(text: str) -> None:
    for number in range(len(DATES)):
        read_and_check(made_up_pipeline(), text, number, twice=True)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_changed_sentence_breaks_a_stage(batch: int) -> None:
    seeds = list(dict.fromkeys(seed_sentences(Path(SEEDS or EXAMPLES))))
    assert seeds
    pipeline = made_up_pipeline()
    for number in range(FIRST + batch, FIRST + SHORT // 2, BATCHES):
        text = changed_text(number, seeds)
        try:
            read_and_check(pipeline, text, number, number % TWICE == 0)
        except Exception as error:
            error.add_note(f"text {number}: {text!r}")
            raise


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_sentence_of_the_vocabularies_breaks_the_whole_pipeline(batch: int) -> None:
    for number in range(FIRST + batch, FIRST + WHOLE, BATCHES):
        read_and_check(whole_pipeline(), made_text(number), number, number % TWICE == 0)


FAILED_BEFORE = (
    'The army denied it; a a spokesman said that its soldiers still held the hills.";0 alt="A'
    ' damaged apartment block">',
    "Musa Lamin, government spokesman",
)
"""Texts that once broke a stage."""


@pytest.mark.parametrize("text", FAILED_BEFORE)
def test_what_broke_a_stage_once_does_not_again(text: str) -> None:
    for pipeline in (made_up_pipeline(), whole_pipeline()):
        read_and_check(pipeline, text, 0, True)
