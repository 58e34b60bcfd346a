"""The work grows with the length of the text alone: counted in steps, never in seconds."""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Callable, Iterator
from functools import partial
from re import _parser
from types import FrameType, ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.record import Document, Span
from sayso.stages.quantities import (
    amounts,
    changes,
    earlier,
    modifiers,
    noncount_filters,
    page,
    read,
    reading,
)
from sayso.stages.quantities.amounts import find_amounts
from sayso.stages.stage import Draft
from sayso.text import numerals
from sayso.text.parser import parse

WORDS = (
    "12|1,500|of|to|-|and|between|at least|+|$|m|%|km|dozens|of dozens|one|hundred|half a|others"
    "|drones|no fewer than|including|all but|,|magnitude|1 2|3-|up|by|a|million|point five|/"
).split("|")


def steps(work: Callable[[], object]) -> int:
    """Calls of functions, Python's and C's, that the work makes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), st.booleans())
def test_twice_the_text_takes_twice_the_steps(piece: str, spaced: bool) -> None:
    piece += " " if spaced else ""
    find_amounts(piece * 8)
    short, long = (steps(partial(find_amounts, piece * n)) for n in (20, 80))
    assert long <= 4.5 * short + 500


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels killed 12 soldiers and 30 others, five of them officers. ",
        "Of 60 drones, 48 were downed in Sumy, 5 in Odesa and 2 more near Kyiv. ",
        "Prices rose by 5 percent (3 points), up 40 from 2022, on 3 May. ",
    ],
)
def test_twice_the_sentences_take_twice_the_steps(sentence: str) -> None:
    drafts = []
    for times in (5, 20):
        text = sentence * times
        drafts.append(Draft(Document(text), parse=parse(text, [Span(0, len(text))])))
    for draft in drafts:
        read(draft)
    short, long = (steps(partial(read, draft)) for draft in drafts)
    assert long <= 4.5 * short


MODULES = (numerals, amounts, modifiers, noncount_filters, page, reading, earlier, changes)
LETTERS = string.printable + "’“”–—‑\u00a0\u2009\u202f½°№éİ\u0663"


def patterns(module: ModuleType) -> Iterator[re.Pattern[str]]:
    """The compiled patterns of a module, those inside its tuples included."""
    held = list(vars(module).values())
    while held:
        each = held.pop()
        if isinstance(each, re.Pattern):
            yield each
        elif isinstance(each, tuple):
            held += each


def unbounded(parsed: Any, inside: bool = False) -> Iterator[tuple[Any, bool]]:
    """The repeats without an upper end in a parsed pattern, and whether another holds them."""
    for code, value in parsed:
        name = str(code)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            endless = value[1] is _parser.MAXREPEAT
            if endless:
                yield value[2], inside
            yield from unbounded(value[2], inside or endless)
        elif name == "SUBPATTERN":
            yield from unbounded(value[-1], inside)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from unbounded(branch, inside)


def letters_of(parsed: Any) -> set[str]:
    """The letters of LETTERS that the first element of a parsed pattern takes."""
    code, value = parsed[0]
    if str(code) == "LITERAL":
        return {chr(value)}
    if str(code) == "IN":
        return {letter for letter in LETTERS if _takes(value, letter)}
    return set(LETTERS)


def _takes(members: Any, letter: str) -> bool:
    state = _parser.State()
    whole = _parser.SubPattern(state, [(_parser.IN, members)])
    return re._compiler.compile(whole).match(letter) is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_pattern_can_backtrack_without_end(module: ModuleType) -> None:
    """A repeat inside a repeat is begun by a letter that the inner one cannot take."""
    found = 0
    for pattern in patterns(module):
        found += 1
        parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        for body, inside in unbounded(parsed):
            assert not inside or not _same_letters(parsed, body), pattern.pattern
    assert found or module is changes


def _same_letters(parsed: Any, inner: Any) -> bool:
    """Whether an endless repeat that holds `inner` could begin with what `inner` takes."""
    for outer, _ in unbounded(parsed):
        holds = any(body is inner for body, _ in unbounded(outer))
        if holds and letters_of(outer) & letters_of(inner):
            return True
    return False


def test_the_check_of_patterns_sees_the_dangerous_ones() -> None:
    for danger in (r"(?:\d+,?)*x", r"(?:[a-z]+)*$", r"(?:\w+\s?)+$"):
        parsed = _parser.parse(danger)
        assert any(inside and _same_letters(parsed, body) for body, inside in unbounded(parsed))
