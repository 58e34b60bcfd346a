"""The query language: what is parsed is printed the same, and finds what a naive search finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.ledger import Query, QueryError, Store, open_ledger, parse_query
from sayso.ledger.query import Clause, QueryTerm
from sayso.ledger.spellings import spellings_of, with_spellings
from sayso.ledger.stores.sqlite_search import found_tables, select_of, stems_of
from sayso.ledger.stores.words import words_of
from tests.ledger.postgres import database_for
from tests.made import narrated_reading

VOCABULARY = (
    "air", "airs", "raid", "raids", "raided", "general", "generals", "generation", "generalise",
    "generalisations", "sky", "skies", "F-16", "16", "F", "running", "run", "runner",
    "Évian", "Харків", "pony", "ponies", "OR", "not",
)  # fmt: skip
BEGINNINGS = (
    "ai",
    "rai",
    "gen",
    "general",
    "generalis",
    "generalisat",
    "ski",
    "run",
    "F-16",
    "Хар",
)

words = st.sampled_from(VOCABULARY)
bare = st.sampled_from([each for each in VOCABULARY if each != "OR"])
quoted = st.lists(words, min_size=1, max_size=3).map(
    lambda many: QueryTerm(" ".join(many), quoted=True)
)
terms = st.one_of(
    bare.map(QueryTerm),
    quoted,
    st.sampled_from(BEGINNINGS).map(lambda each: QueryTerm(each, prefix=True)),
)
clauses = st.one_of(
    st.lists(terms, min_size=1, max_size=3).map(lambda many: Clause(tuple(many))),
    terms.map(lambda each: Clause((each,), excluded=True)),
)
queries = st.lists(clauses, max_size=4).map(lambda many: Query(tuple(many)))
texts = st.lists(st.lists(words, max_size=6).map(" ".join), min_size=1, max_size=5)


@given(queries)
def test_what_is_printed_is_parsed_the_same(query: Query) -> None:
    assert parse_query(str(query)) == query


@given(st.text(max_size=60) | st.text('ab"*- OR“”', max_size=40))
def test_whatever_is_parsed_is_printed_and_parsed_the_same(written: str) -> None:
    with suppress(QueryError):
        query = parse_query(written)
        assert parse_query(str(query)) == query


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("  drone   Kyiv ", "drone Kyiv"),
        ("“air defence”", '"air defence"'),
        ('-"air defence" raid', '-"air defence" raid'),
        ("a OR b OR c d", "a OR b OR c d"),
        ("& drone — (", "drone"),
        ('""', ""),
        ("F-16* - x", "F-16* x"),
        ("or", "or"),
        ('"OR"', '"OR"'),
        ("-OR", "-OR"),
    ],
)
def test_what_is_written_is_understood(written: str, printed: str) -> None:
    assert str(parse_query(written)) == printed


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="longer than 400"):
        parse_query("x" * 401)


def holds(query: Query, text: str) -> bool:
    """Whether a query holds in a text: the words of the text are gone through one by one."""
    tokens = [word for word, _ in words_of(text)]
    stems = stems_of(tokens)

    def there(term: QueryTerm) -> bool:
        sought = [word for word, _ in words_of(term.words)]
        known = stems_of(sought)
        for start in range(len(tokens) - len(sought) + 1):
            window = tokens[start : start + len(sought)]
            if term.prefix:
                same = window[:-1] == sought[:-1] and window[-1].startswith(sought[-1])
            else:
                same = [stems[each] for each in window] == [known[each] for each in sought]
            if same:
                return True
        return False

    return all(any(map(there, each.terms)) != each.excluded for each in query.clauses)


@settings(max_examples=400, deadline=None)
@given(texts, queries.filter(lambda query: bool(query.clauses)))
@example(["generalisations"], parse_query("generalisat*"))
@example(["F-16"], parse_query("-16* F"))
@example([""], parse_query("-air"))
def test_sqlite_finds_what_going_through_all_words_finds(many: list[str], query: Query) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, words TEXT)")
        raw.executemany("INSERT INTO texts (words) VALUES (?)", ((each,) for each in many))
        for statement in found_tables("found", "words", "texts", "number"):
            raw.execute(statement)
        for table in ("found", "found_plain"):
            raw.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        found = select_of(query, "found", "(SELECT number AS rowid FROM texts)")
        rows = [number for (number,) in raw.execute(found.in_order, found.values)]
    assert len(set(rows)) == len(rows)
    wanted = {number for number, text in enumerate(many, 1) if holds(query, text)}
    assert set(rows) == wanted


TEXTS = (
    "Air raids on Évian, generals say: running skies.",
    "A raided runner saw F-16s. Generalisations raid the air.",
    "The pony ran under Харків; 16 ponies flew.",
    "General air generation or not, sky F.",
    "Not a generalised OR run airs 16.",
)


@pytest.fixture(scope="module")
def stores() -> Iterator[Sequence[Store]]:
    """A store of each kind, with the same documents."""
    with TemporaryDirectory() as folder:
        lite = open_ledger(Path(folder) / "ledger.sqlite", "add")
        post = open_ledger(database_for(Path(folder)), "add")
        with closing(lite), closing(post):
            for store in (lite, post):
                for text in TEXTS:
                    store.add(narrated_reading(text))
            yield lite, post


@settings(max_examples=150, deadline=None)
@given(queries.filter(lambda query: bool(query.clauses)))
def test_every_store_finds_what_going_through_all_words_finds(
    stores: Sequence[Store], query: Query
) -> None:
    wanted = {text for text in TEXTS if holds(with_spellings(query), text)}
    for store in stores:
        hits = store.search(str(query), limit=100)
        assert {each.claim.words for each in hits if each.claim} == wanted, store
        for hit in hits:
            assert all(mark.of(hit.snippet) for mark in hit.marks)


class TestSpellings:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Kyiv", "Kiev"),
            ("kharkiv", "Харьков"),
            ("Makiivka", "Makeyevka"),
            ("Bakhmut", "Artemivsk"),
            ("Hezbollah", "Hizbullah"),
            ("IDF", "Israel Defense Forces"),
            ("UN", "United Nations"),
            ("Halab", "Aleppo"),
        ],
    )
    def test_one_leads_to_the_other(self, one: str, other: str) -> None:
        assert other in spellings_of(one)
        assert any(each.lower() == one.lower() for each in spellings_of(other))

    @pytest.mark.parametrize(
        "word", ["the", "said", "us", "key", "man", "mobile", "police", "nice", "Stalin", "first"]
    )
    def test_a_common_word_is_no_name(self, word: str) -> None:
        assert spellings_of(word) == ()

    def test_short_forms_that_are_common_words_are_left_out(self) -> None:
        assert "US" not in spellings_of("United States")
        assert "United States" in spellings_of("US")

    def test_a_name_of_several_words_is_known_where_they_stand_together(self) -> None:
        known = {"kryvyi rih": ("Krivoy Rog",)}
        query = with_spellings(
            parse_query('Kryvyi Rih hit -Kryvyi "Kryvyi Rih"'),
            lambda name: known.get(name.lower(), ()),
        )
        assert str(query) == ('Kryvyi OR "Krivoy Rog" Rih OR "Krivoy Rog" hit -Kryvyi "Kryvyi Rih"')

    def test_the_longest_name_is_taken(self) -> None:
        known = {"new york": ("Nueva York",), "york": ("Eboracum",)}
        query = with_spellings(parse_query("New York york*"), lambda n: known.get(n.lower(), ()))
        assert str(query) == 'New OR "Nueva York" York OR "Nueva York" york*'
