"""A tokenizer of forty words and a stand-in for the model, so that tests need no trained pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from sayso.models.pack import ModelPack
from sayso.models.pairing import RANKS, STEPS, WIDTH, RelationScores
from sayso.models.tagger import Tagger

WORDS = (
    "[PAD] [UNK] the a mayor ministry general said denied that bridge fell drones "
    'were shot down ten no one ##s . , “ ” " « » x and of nato he she it in port burned'
).split()
WORDS += [f"[unused{at}]" for at in range(len(WORDS), 101)] + ["[CLS]", "[SEP]"]


def tokenizer() -> Tokenizer:
    made = Tokenizer(
        models.WordPiece({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]")  # noqa: S106
    )
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    return made


ROLE = {
    "mayor": 0,
    "ministry": 0,
    "general": 0,
    "said": 1,
    "denied": 1,
    "bridge": 2,
    "fell": 2,
    "drones": 2,
    "were": 2,
    "shot": 2,
    "down": 2,
    "port": 2,
    "burned": 2,
}
FIRST = {"bridge", "drones", "port"}


class Sure:
    """Tags the words of ROLE as its role without doubt: a session that needs no weights."""

    def __init__(self) -> None:
        self.lengths: list[tuple[int, ...]] = []
        self.inputs: Mapping[str, NDArray[np.int64]] = {}

    def run(
        self, _outputs: None, inputs: Mapping[str, NDArray[np.int64]]
    ) -> Sequence[NDArray[np.float32]]:
        self.inputs = inputs
        ids = inputs["ids"]
        self.lengths.append(ids.shape)
        tags = np.zeros((*ids.shape, 3, 3), dtype=np.float32)
        tags[..., 0] = 5
        for row, column in np.ndindex(*ids.shape):
            word = WORDS[ids[row, column]]
            if word in ROLE:
                label = 1 if ROLE[word] < 2 or word in FIRST else 2
                tags[row, column, ROLE[word]] = [0, 0, 0]
                tags[row, column, ROLE[word], label] = 5
        links = np.zeros((*ids.shape, 8 * WIDTH), dtype=np.float32)
        return tags.reshape(*ids.shape, 9), links


def linker(near: float = 5.0) -> RelationScores:
    """Everyone to the nearest head; nobody only when there is none."""
    steps = np.zeros((2, STEPS), dtype=np.float32)
    steps[:] = np.tile(near - np.arange(STEPS // 2), 2)
    nobody = np.zeros((2, WIDTH), dtype=np.float32)
    return RelationScores(nobody, steps, np.zeros((2, RANKS), dtype=np.float32))


def tagger(size: int = 254, stride: int = 170, floor: float = 0.0) -> Tagger:
    pack = ModelPack(Path(), "made", "0", size, stride, (0.0, 0.0, 0.0), floor, 1.0, 0.0)
    marks = (WORDS.index("[CLS]"), WORDS.index("[SEP]"))
    return Tagger(pack, Sure(), tokenizer(), linker(), marks)
