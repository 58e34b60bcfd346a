"""A query in which a name is found under any of its spellings.

`Kiev strike` finds what says Kyiv or Київ, `IDF` what says Israel Defense Forces. Spellings are
those of one place in the gazetteer and of one row of `name_spellings.tsv`. Words in quotation marks
and beginnings are found as they are written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from sayso.gazetteer import Gazetteer, GazetteerPackError, open_gazetteer
from sayso.ledger.query import Clause, Query, QueryTerm
from sayso.ledger.stores.words import as_words
from sayso.lexicon.spellings import is_ambiguous, may_be_name, name_spellings

log = logging.getLogger(__name__)

LONGEST_NAME = 6
"""Words of a name that are looked up together: "Group for the Support of Islam" has more."""

MOST_SPELLINGS = 100
"""Of one name. GeoNames has 91 for Donetsk."""

Spellings = Callable[[str], Sequence[str]]


def spellings_of(name: str) -> Sequence[str]:
    """Return how a name that was searched for may be written; () when it is none.

    Without a gazetteer that can be read, spellings are those of the table alone.
    """
    if not may_be_name(name):
        return ()
    names = list(name_spellings().get(name.lower(), ()))
    gazetteer = _gazetteer()
    if gazetteer is not None:
        # The first of a row is known best: "Artemivsk" leads to "Bakhmut" by it, too.
        for known in dict.fromkeys((name, *names[:1])):
            names += gazetteer.spellings(known)
    different = {as_words(each): each for each in reversed(names) if not is_ambiguous(each)}
    return list(different.values())[::-1][:MOST_SPELLINGS]


def _gazetteer() -> Gazetteer | None:
    try:
        return open_gazetteer()
    except (GazetteerPackError, OSError) as error:
        _warn(str(error))
        return None


@lru_cache(maxsize=8)
def _warn(why: str) -> None:
    """Log once that names are searched for without the gazetteer."""
    log.warning("names are searched for without the gazetteer's spellings: %s", why)


def with_spellings(query: Query, spellings: Spellings = spellings_of) -> Query:
    """Return a query that also finds its names under their other spellings.

    A name of several words is one where they stand side by side in the query: each of them may
    then stand for the whole in another spelling.
    """
    clauses = list(query.clauses)
    place = 0
    while place < len(clauses):
        length, of_term = _name_at(clauses, place, spellings)
        for index in range(place, place + length):
            clauses[index] = _wider(clauses[index], of_term)
        place += length
    return Query(tuple(clauses))


def _name_at(clauses: Sequence[Clause], place: int, spellings: Spellings) -> tuple[int, Spellings]:
    """Return how many clauses from `place` on are one name, and what gives a term's spellings."""
    run = list(_run(clauses[place : place + LONGEST_NAME]))
    for length in range(len(run), 1, -1):
        names = spellings(" ".join(run[:length]))
        if names:
            return length, partial(_always, names)
    return 1, spellings


def _always(names: Sequence[str], _word: str) -> Sequence[str]:
    return names


def _run(clauses: Sequence[Clause]) -> Iterator[str]:
    """Yield the words of the clauses, up to the first that is more than one plain word."""
    for clause in clauses:
        term = clause.terms[0]
        if clause.excluded or len(clause.terms) > 1 or term.quoted or term.prefix:
            return
        yield term.words


def _wider(clause: Clause, spellings: Spellings) -> Clause:
    """Return a clause that holds for other spellings of its words, too."""
    terms = dict.fromkeys(clause.terms)
    for term in clause.terms:
        if not term.quoted and not term.prefix:
            own = as_words(term.words)
            others = (each for each in spellings(term.words) if as_words(each) != own)
            terms.update((QueryTerm(each, quoted=True), None) for each in others)
    return replace(clause, terms=tuple(terms))
