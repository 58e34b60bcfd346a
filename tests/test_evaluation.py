"""The measures count what they say, on documents small enough to count by hand."""

from __future__ import annotations

from evaluation.attribution import Tally, manner, matches
from evaluation.claims import same_claimant

TEXT = 'The mayor said the dam held. "It held," the engineer told us. Nobody spoke.'


def span(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def said(source: str, cue: str, content: str) -> dict[str, list[list[int]]]:
    return {"source": span(source), "cue": span(cue), "content": span(content)}


GOLD = [
    said("The mayor", "said", "the dam held"),
    said("the engineer", "told", '"It held,"'),
]


def tally(found: list[dict[str, list[list[int]]]]) -> Tally:
    counts = Tally()
    counts.add(TEXT, GOLD, found)
    return counts


def test_what_is_all_right_scores_one() -> None:
    counts = tally(GOLD)
    assert counts.f1("pair") == 1.0
    assert counts.f1("cue", "exact") == 1.0
    assert counts.recall("direct") == counts.recall("indirect") == 1.0


def test_the_right_words_of_the_wrong_source_are_no_pair() -> None:
    wrong = said("the engineer", "said", "the dam held")
    counts = tally([wrong, GOLD[1]])
    assert counts.f1("pair") == 0.5
    assert counts.recall("indirect") == 1.0


def test_half_of_the_words_are_enough_and_less_is_not() -> None:
    assert tally([said("The mayor", "said", "dam held")]).n["pair", "right"] == 1
    assert tally([said("The mayor", "said", "held")]).n["pair", "right"] == 0


def test_quotation_marks_and_stops_decide_no_match() -> None:
    assert tally([said("the engineer", "told", "It held")]).f1("content", "exact") == 2 / 3


def test_each_gold_is_matched_once() -> None:
    words = frozenset({1, 2})
    assert len(matches([words], [words, words])) == 1


def test_manner_by_the_marks() -> None:
    assert manner(TEXT, span("the dam held")) == "indirect"
    assert manner(TEXT, span('"It held,"')) == "direct"


def test_claimants_are_the_same_by_their_names() -> None:
    assert same_claimant("Dmitry Peskov, Kremlin spokesperson", "Dmitry Peskov")
    assert same_claimant("Russia’s Defense Ministry", "Russia's Defense Ministry")
    assert same_claimant("Western (unnamed)", "Western")
    assert not same_claimant("Ukrainian Air Force", "Ukrainian officials")
