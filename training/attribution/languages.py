"""What a pack for several languages learns from beside English: our own texts and projections.

Texts of our own in a language lie in `own/CODE/`. Sentences of news that stand in English too get
the attributions that an English pack finds there (`projection.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from evaluation.marked import own_texts
from sayso.models import load
from training.attribution.alignment import Aligner
from training.attribution.data import Article, article, articles
from training.attribution.encoders import Encoder
from training.attribution.projection import Count, Pair, ntrex, projected, wmt

OWN = Path(__file__).with_name("own")
"""Texts of our own by language, marked by hand: see `evaluation.marked`."""

NTREX_CODES = {
    "ru": "rus",
    "uk": "ukr",
    "ar": "arb",
    "he": "heb",
    "fr": "fra",
    "es": "spa",
    "de": "deu",
}
"""How NTREX names the languages."""

OWN_TIMES = 2
"""How often our own texts are read for each time that a projected one is: marked by hand, they hold
the forms of posts and bulletins, which translated news lacks."""


def own_articles(languages: Sequence[str], tokenizer: Tokenizer) -> list[Article]:
    """Return our own texts in some languages, by code."""
    texts = (each for code in languages for each in own_texts(OWN / code))
    return [article(each, tokenizer) for each in texts]


def projected_articles(
    folder: Path,
    languages: Sequence[str],
    teacher: Path,
    encoder: tuple[Encoder, Path],
    kept: Path,
    with_wmt: bool,
) -> list[Article]:
    """Return translated news with the attributions that came over.

    `folder` holds NTREX and, under `wmt`, the WMT sets; `teacher` is the English pack; `encoder` is
    the raw one that aligns words, with the folder of its weights. What came over is written to
    `kept`, and read from there where a run that was stopped goes on.
    """
    aligner = Aligner(*encoder)
    if not kept.exists():
        rows = list(projected(list(_pairs(folder, languages, with_wmt)), load(teacher), aligner))
        count = sum((each for _, each in rows), Count())
        print(f"{count.carried:,} of {count.seen:,} attributions came over, {len(rows):,} texts")
        lines = (json.dumps(row, ensure_ascii=False) for row, _ in rows)
        kept.write_text("\n".join(lines), encoding="utf-8")
    return articles(kept, aligner.tokenizer)


def _pairs(folder: Path, languages: Sequence[str], with_wmt: bool) -> Iterator[Pair]:
    yield from ntrex(folder, [NTREX_CODES[each] for each in languages if each in NTREX_CODES])
    if with_wmt:
        yield from (each for each in wmt(folder / "wmt") if each.language in languages)
