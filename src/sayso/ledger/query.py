"""The query language of every search: command line, site, API and exports.

    query   = { clause }                     all clauses must hold
    clause  = "-" term                       the term is not there
            | term { "OR" term }             one of the terms is there; OR in capitals
    term    = word                           in any form, and any spelling of a name
            | letters "*"                    any word that begins so; at least two letters or digits
            | '"' { word } '"' [ "*" ]       these words side by side, in this spelling

Words are parted by spaces. A word of several parts, `F-16`, is found with its parts side by side.
What has no letter or digit in it is left out. Typographic quotation marks are as good as straight
ones. A quotation mark with no other, an OR with nothing on one side, and a * elsewhere than at the
end are errors; inside quotation marks OR, - and * mean nothing.

`parse_query(str(query)) == query` for every query that `parse_query` gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_QUERY = 400
"""Characters of a query: some sixty words, each of which is looked up."""

SHORTEST_BEGINNING = 2
"""Letters before a *: with one, a tenth of all words would be looked through."""

MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "\0": " "})
TOKEN = re.compile(r'(?P<sign>-?)(?:"(?P<quoted>[^"]*)(?P<end>"?)(?P<star>\*?)|(?P<word>[^\s"]+))')


class QueryError(ValueError):
    """A query that can't be parsed; the message says what to write."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """Words that stand side by side. `prefix` takes the last one for the beginning of a word.

    What is `quoted` is found in this spelling only.
    """

    words: str
    quoted: bool = False
    prefix: bool = False

    def __str__(self) -> str:
        written = f'"{self.words}"' if self.quoted else self.words
        return written + "*" * self.prefix


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms of which one is there; if `excluded`, none of them is."""

    terms: tuple[QueryTerm, ...]
    excluded: bool = False

    def __str__(self) -> str:
        return "-" * self.excluded + " OR ".join(map(str, self.terms))


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses that all hold. Without any, nothing is asked for."""

    clauses: tuple[Clause, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.clauses))

    def terms(self) -> Iterator[QueryTerm]:
        """Yield the terms that are to be found, not those that are left out."""
        for clause in self.clauses:
            if not clause.excluded:
                yield from clause.terms


def parse_query(written: str) -> Query:
    """Return the query that is written. Raises QueryError."""
    if len(written) > LONGEST_QUERY:
        raise QueryError(f"The search is longer than {LONGEST_QUERY} characters. Use fewer words.")
    clauses: list[Clause] = []
    waiting = False  # for what stands on the other side of an OR
    for match in TOKEN.finditer(" ".join(written.translate(MARKS).split())):
        if match[0] == "OR":
            if waiting or not clauses or clauses[-1].excluded:
                raise _dangling()
            waiting = True
            continue
        term = _term(match)
        if term is None:
            continue
        excluded = bool(match["sign"])
        if waiting:
            if excluded:
                raise _dangling()
            clauses[-1] = Clause((*clauses[-1].terms, term))
        else:
            clauses.append(Clause((term,), excluded))
        waiting = False
    if waiting:
        raise _dangling()
    return Query(tuple(clauses))


def _term(match: re.Match[str]) -> QueryTerm | None:
    """Return the term of a token, None where it has no word. Raises QueryError."""
    if match["word"] is None:
        if not match["end"]:
            raise QueryError(
                'A quotation mark has no other. Write "air defence", with one on each side.'
            )
        words, prefix = match["quoted"].strip(), bool(match["star"])
    else:
        words, prefix = match["word"].removesuffix("*"), match["word"].endswith("*")
        if "*" in words:
            raise _misplaced()
    last = re.findall(r"[^\W_]+", words)[-1:]
    if prefix and len("".join(last)) < SHORTEST_BEGINNING:
        raise _misplaced()
    return QueryTerm(words, quoted=match["word"] is None, prefix=prefix) if last else None


def _dangling() -> QueryError:
    return QueryError(
        "OR stands between two words to find, as in drone OR missile. To find the word itself,"
        ' quote it: "OR".'
    )


def _misplaced() -> QueryError:
    return QueryError(
        f"A * stands at the end of a beginning of {SHORTEST_BEGINNING} letters or more, as in"
        ' intercept*. To find words as they are, quote them: "5 * 3".'
    )
