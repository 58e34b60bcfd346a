"""The same words are found in every store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.ledger import Store, open_ledger
from sayso.ledger.stores.words import (
    UNSEEN,
    WINDOW,
    long_snippet,
    snippet,
    without_unseen,
    words_like,
    words_of,
)
from tests.ledger.postgres import database_for
from tests.made import narrated_reading

WORDS = (
    "F-16",
    "the",
    "3,500",
    "54.5%",
    "Су-34",
    "Харків",
    "Tillabéri",
    "naïve",
    "İstanbul",
    "Straße",
    "savanna.example",
    "desk@savanna.example",
    "https://savanna.example/a/b",
    "1e5",
    "0x1F",
    "don't",
    "al-Shabaab",
    "U.S.",
    "2026-03-04T18:30",
    "M142",
    "الخرطوم",
    "北京",
    "v1.2.3",
    "-5",
    "a_b",
    "snake_case_word",
    "running",
    "generalisations",
    "ponies",
    "skies",
    "caresses",
)

REPORTS = (
    "The air force said its drones had struck two running generators near Tillabéri.",
    "Running water was cut; generator crews said the striking drone had been seen.",
    "Харків: Су-34 seen. 3,500 people left; 54.5% of homes are unfit.",
    "See https://savanna.example/a/b or write to desk@savanna.example about the F-16s.",
    "U.S. officials don't say who fired; al-Shabaab says it did, on 2026-03-04T18:30.",
    "The mis\u00adsile hit a mar\u200bket and the \ufeffgrain depot, می\u200cرود.",
    "Naive or naïve? İstanbul and Straße, Жовті Води, Ålesund, Çanakkale, Đà Nẵng.",
)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Store, Store]]:
    """Two stores with the same documents."""
    with TemporaryDirectory() as folder:
        lite = open_ledger(Path(folder) / "ledger.sqlite", "add")
        post = open_ledger(database_for(Path(folder)), "add")
        with closing(lite), closing(post):
            for store in (lite, post):
                for text in REPORTS:
                    store.add(narrated_reading(text))
            yield lite, post


SOUGHT = sorted({word for text in (*REPORTS, *WORDS) for word in text.split()})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SOUGHT), min_size=1, max_size=3))
@example(["the"])
@example(["strike", "generating"])
@example(["savanna.example/a"])
@example(["generators-running"])
def test_both_stores_find_the_same(both: tuple[Store, Store], words: list[str]) -> None:
    lite, post = (
        {each.entry.fingerprint for each in store.search(" ".join(words), limit=100)}
        for store in both
    )
    assert lite == post


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("sought", ["missile", "mis{}sile", "missil*"])
def test_unseen_characters_divide_no_word(tmp_path: Path, unseen: str, sought: str) -> None:
    with closing(open_ledger(tmp_path / "ledger.sqlite", "add")) as store:
        store.add(narrated_reading(f"A mis{unseen}sile hit the mill."))
        assert len(store.search(sought.format(unseen), limit=9)) == 1


# SQLite's letters are those of Unicode 6.1, so newer ones are left out.
RANGES = (
    (0x20, 0x17F),
    (0x1EA0, 0x1EF9),
    (0x3A3, 0x3CE),
    (0x400, 0x481),
    (0x621, 0x64A),
    (0x4E00, 0x4E80),
)
LETTERS = st.one_of(*(st.characters(min_codepoint=low, max_codepoint=high) for low, high in RANGES))
MARKS = st.sampled_from(["\u0301", "\u0308", "\u030c", "\u0327"])


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS | MARKS, max_size=20))
def test_words_are_broken_and_folded_as_sqlite_does(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'unicode61 remove_diacritics 2')"
        )
        raw.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
        raw.execute("INSERT INTO t VALUES (?)", (without_unseen(text),))
        told = [word for (word,) in raw.execute("SELECT term FROM v ORDER BY offset")]
    assert [word for word, _ in words_of(text)] == told


class TestSnippets:
    def test_a_short_text_is_shown_whole(self) -> None:
        shown, marks = snippet("Two rockets\nhit the mill.", {"rockets", "mill"})
        assert shown == "Two rockets hit the mill."
        assert [each.of(shown) for each in marks] == ["rockets", "mill"]

    def test_of_a_long_one_the_part_with_most_of_the_words(self) -> None:
        text = "Drone. " + "so " * 200 + "a drone hit the mill " + "and " * 200 + "then."
        shown, marks = snippet(text, {"drone", "mill"})
        assert shown.startswith("…")
        assert shown.endswith("…")
        assert [each.of(shown) for each in marks] == ["drone", "mill"]
        assert len(shown.strip("…").split()) == WINDOW

    def test_without_any_of_the_words_its_beginning(self) -> None:
        shown, marks = snippet("so " * 100, set())
        assert (shown, marks) == ("so " * 31 + "so…", ())

    @pytest.mark.parametrize("filler", ["so ", "ab-", "\u0301\u0301 ", " \u0301\u0301"])
    def test_of_a_very_long_one_it_is_the_same(self, filler: str) -> None:
        many = filler * 3_000
        text = f"Drone. {many} an Évian drone hit the mill {many} end."
        sought = {"drone", "Drone", "mill", "Évian"}
        like = words_like({"drone", "mill", "evian"})
        assert sought <= set(like.findall(text))
        shown, marks = long_snippet(text, sought, like)
        assert [each.of(shown) for each in marks] == ["Évian", "drone", "mill"]
        assert shown.startswith("…")
        assert shown.endswith("…")

    @settings(max_examples=100, deadline=None)
    @given(st.text(LETTERS | MARKS, max_size=40))
    @example("\u03010")
    @example("the mill, \u0301\u0308drone e\u0301a _\u0301b")
    def test_all_words_that_begin_alike_are_looked_at(self, text: str) -> None:
        for word, span in words_of(text):
            assert span.of(text) in words_like({word}).findall(text)
