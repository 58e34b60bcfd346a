"""Sentences, tokens, a dependency parse and names of a text, as `text.parser` finds them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from sayso.record import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark. `index` and `head` count in `Parse.tokens`; a root is its own head.

    `pos` is the Universal POS, `tag` Penn's, `dep` spaCy's English (ClearNLP) label,
    `entity` the OntoNotes label of the name it belongs to, or "".
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int
    entity: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last`, half-open, of the block with index `block`."""

    index: int
    first: int
    last: int
    block: int
    span: Span


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """A named entity as the parser saw it: tokens `first` to `last`, half-open."""

    span: Span
    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Parse:
    """Tokens, sentences and names of a document, in the order of its text."""

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[NamedEntity, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Return for each token the indices of its direct dependents, in text order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token.index)
        return tuple(tuple(each) for each in below)

    @cached_property
    def _token_starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)

    def dependents(self, token: Token, *deps: str) -> list[Token]:
        """Return the direct dependents of `token`, of those labels only if `deps` are given."""
        below = (self.tokens[i] for i in self.children[token.index])
        return [each for each in below if not deps or each.dep in deps]

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Yield the heads above `token`, nearest first."""
        while token.head != token.index:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token) -> list[Token]:
        """Return `token` and all below it, in text order."""
        below, todo = [], [token.index]
        while todo:
            index = todo.pop()
            below.append(index)
            todo.extend(self.children[index])
        return [self.tokens[i] for i in sorted(below)]

    def within(self, span: Span) -> list[Token]:
        """Return the tokens that lie in `span`, wholly."""
        first = bisect_left(self._token_starts, span.start)
        # Up to the end alone: a copy of all that follows made long texts take their square.
        last = bisect_left(self._token_starts, span.end, first)
        return list(takewhile(lambda token: token.end <= span.end, self.tokens[first:last]))

    def sentences_of(self, spans: Iterable[Span]) -> set[int]:
        """Return the numbers of the sentences that spans have a token of."""
        return {token.sentence for span in spans for token in self.within(span)}

    @cached_property
    def _name_starts(self) -> tuple[int, ...]:
        return tuple(name.first for name in self.names)

    def names_with(self, token: Token) -> tuple[NamedEntity, ...]:
        """Return the name that `token` is a word of, if any: names share no words."""
        before = bisect_right(self._name_starts, token.index)
        name = self.names[before - 1] if before else None
        return () if name is None or token.index >= name.last else (name,)

    def at(self, offset: int) -> Token | None:
        """Return the token that holds the code point at `offset`, or None between tokens."""
        index = bisect_right(self._token_starts, offset) - 1
        if index < 0 or self.tokens[index].end <= offset:
            return None
        return self.tokens[index]

    def tokens_of(self, sentence: Sentence) -> tuple[Token, ...]:
        return self.tokens[sentence.first : sentence.last]

    def root(self, tokens: Sequence[Token]) -> Token:
        """Return the token of `tokens` whose head lies outside; ValueError when there are none."""
        inside = {token.index for token in tokens}
        for token in tokens:
            if token.head == token.index or token.head not in inside:
                return token
        raise ValueError("no tokens")
