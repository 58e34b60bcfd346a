"""Sentences of conflict news, written for Sayso: when each says that it happened."""

from __future__ import annotations

import pytest

from evaluation.moments import Sentence, rightly_read, sentences


@pytest.mark.parametrize("sentence", sentences(), ids=lambda each: each.text)
def test_says_when(sentence: Sentence) -> None:
    assert rightly_read(sentence)


def test_there_are_many() -> None:
    assert len(sentences()) >= 80
