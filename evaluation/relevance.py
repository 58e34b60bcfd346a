"""Relevance: how many texts about a conflict are taken for such, and what else is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.score import Score, digest
from sayso.models.relevance import RelevancePack, shipped_relevance
from sayso.pipeline import Pipeline
from sayso.record import Document, Reading
from sayso.settings.relevance import DEFAULT
from sayso.stages.actors import ACTORS
from sayso.stages.anatomy import ANATOMY
from sayso.stages.events import EVENTS
from sayso.stages.parsing import PARSING
from sayso.stages.places import PLACES
from sayso.stages.relevance import ABOUT, passages_with

OWN = Path(__file__).parent / "own" / "relevance.jsonl"
NO_VIOLENCE = "2"
"""Why coders of CEHA left a text out: "2. Not violence / conflict related"; the other reasons are
about the region, or about summaries of conflicts, which we want."""

LIGHT = Pipeline((ANATOMY, PARSING, PLACES, ACTORS, EVENTS))
"""All that the features need; without the attribution model, whose time they don't use."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, and whether it is about a conflict."""

    text: str
    conflict: bool


def measure(data: Path) -> list[Score]:
    """Return the scores on the half of our texts that decides, and on the open sets."""
    scores = [*_scores("own", OWN, own_halves()[1])]
    folder = data / "events"
    for name, read in (("ceha", ceha), ("satp", satp)):
        path = folder / (f"relevance.{name}." + ("csv" if name == "ceha" else "tsv"))
        if path.exists():
            scores += _scores(name, path, read(path))
    return scores


def own_halves() -> tuple[list[LabelledText], list[LabelledText]]:
    """Return our own texts, the half to learn from and the half to decide by."""
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    texts = [LabelledText(row["text"], row["conflict"]) for row in rows]
    return texts[0::2], texts[1::2]


def ceha(path: Path) -> list[LabelledText]:
    """Return texts on the Horn of Africa; measured on alone, never learned from."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            LabelledText(row[8], not row[10].startswith(NO_VIOLENCE))
            for row in list(csv.reader(file))[1:]
        ]


def satp(path: Path) -> list[LabelledText]:
    """Return texts on Maoists in India, all about a conflict; measured on alone."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [LabelledText(line.split("\t")[0], True) for line in lines if line]


def readings(texts: Iterable[str]) -> Iterator[Reading]:
    """Yield the readings of texts, with all that the features need."""
    return (LIGHT.read(Document(text)) for text in texts)


def score_of(reading: Reading, pack: RelevancePack) -> float:
    """Return how likely a document is about a conflict: the score of its likeliest passage."""
    passages = passages_with(reading, pack.terms)
    return max((pack.model.probabilities(each)[ABOUT] for _, each in passages), default=0.0)


def _scores(name: str, path: Path, texts: Sequence[LabelledText]) -> Iterator[Score]:
    pack = shipped_relevance()
    kept = [score_of(each, pack) >= DEFAULT for each in readings(each.text for each in texts)]
    about = [held for held, each in zip(kept, texts, strict=True) if each.conflict]
    other = [held for held, each in zip(kept, texts, strict=True) if not each.conflict]
    signature = (
        f"data {digest(path)} | {len(about)} about a conflict, {len(other)} not | >= {DEFAULT}"
    )
    yield Score(f"relevance.{name}.recall", sum(about) / len(about), signature)
    if name == "own":  # what coders of CEHA left out is about conflicts nearly all the same
        precision = sum(about) / max(1, sum(about) + sum(other))
        yield Score(f"relevance.{name}.precision", precision, signature)
        yield Score(f"relevance.{name}.left_out", 1 - sum(other) / len(other), signature)
