"""No text breaks the grammar."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.record import Document, Span
from sayso.stages.quantities import read
from sayso.stages.quantities.amounts import find_amounts
from sayso.stages.stage import Draft
from sayso.text.parse import Parse, Sentence, Token
from sayso.text.parser import parse
from tests.stages.quantities.counted import counted, quantities

BITS = (
    "12|1,500|of|to|-|and|between|at least|+|$|€|m|bn|%|km|dozens|one|others|drones|killed|no|from"
    "|including|all but|,|.|2022|May|or more|minus|half a million|out of|\u00a0|of which|toll|(|)"
).split("|")
HEAPS = st.lists(st.sampled_from(BITS), max_size=30).map(" ".join)


@given(st.one_of(st.text(), HEAPS, HEAPS.map(lambda heap: heap.replace(" ", ""))))
def test_amounts_stay_inside_their_sentence(text: str) -> None:
    for amount in find_amounts(text):
        assert 0 <= amount.start <= amount.first < amount.number <= amount.last <= len(text)
        assert amount.last <= amount.end <= len(text)
        assert amount.high is None or amount.low <= amount.high
        assert amount.whole is None or amount.high is None or amount.high <= amount.whole


@settings(max_examples=40, deadline=None)
@given(HEAPS)
def test_no_heap_of_words_makes_the_stage_raise(text: str) -> None:
    for quantity in quantities(text):
        assert quantity.as_said.end <= len(text)
        assert quantity.as_said.of(text).strip()


@given(st.lists(st.sampled_from(BITS), min_size=1, max_size=20), st.randoms())
def test_no_parse_makes_the_stage_raise(words: list[str], chance: object) -> None:
    """A parser may hang any word on any other; the heads here are drawn at random."""
    assert hasattr(chance, "choice")
    tags = ["CD", "NNS", "NN", "NNP", "VBN", "VBD", "IN", "JJ", "DT", "CC", ","]
    deps = ["nummod", "dobj", "nsubj", "pobj", "prep", "conj", "acl", "amod", "attr", "nsubjpass"]
    text, tokens = " ".join(words), []
    start = 0
    for index, word in enumerate(words):
        head = chance.choice(range(len(words)))
        drawn = (chance.choice(tags), chance.choice(deps), head)
        tokens.append(
            Token(index, start, start + len(word), word, word, "X", *drawn, sentence=0, entity="")
        )
        start += len(word) + 1
    sentence = Sentence(0, 0, len(tokens), 0, Span(0, len(text)))
    read(Draft(Document(text), parse=Parse(tuple(tokens), (sentence,), ())))


@pytest.mark.parametrize("number", [3, 17, 250, 4800, 67_000, 1_500_000])
def test_a_number_written_in_many_ways_counts_the_same(number: int) -> None:
    expected = counted(f"Rebels killed {number:,} soldiers.")
    ways = [f"{number}", f"{number:,}".replace(",", "\u202f"), f"{number:,}".replace(",", "’")]
    assert len(expected) == 1
    for way in ways:
        assert counted(f"Rebels killed {way} soldiers.") == expected


def test_an_empty_text_has_no_quantities() -> None:
    assert read(Draft(Document(""), parse=parse("", []))).layer == ()


def test_a_list_of_thousands_is_read_to_its_end() -> None:
    """Counted in figures, not in seconds; what is looked back over is bounded."""
    found = find_amounts("of which 12 drones, " * 3000)
    assert len(found) == 3000
