"""From data to pack: `python -m training.attribution --data FOLDER --out PACK`.

FOLDER holds `attribution/polnear.train.jsonl` and the two dev files. A run that was stopped goes
on at its last checkpoint; what is finished is not done again. With `--start` a finished pack is
trained further, on the English texts in `own/` and on as much of PolNeAR beside them. With
`--languages ru,uk` a multilingual encoder reads PolNeAR once, then our own texts in these languages
and translated news with attributions carried over from English (`languages/` in FOLDER).
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

# Threads that wait by spinning take the time of those that work: half the speed on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import torch
from tokenizers import Tokenizer

from evaluation.marked import own_texts, texts_of
from sayso.models import load
from training.attribution.card import card
from training.attribution.data import Article, article, articles, digest, examples
from training.attribution.encoders import ENCODERS, Encoder
from training.attribution.export import Settings, describe, eased, write_pack
from training.attribution.languages import OWN, OWN_TIMES, own_articles, projected_articles
from training.attribution.learn import Course, Stage, collate, learn
from training.attribution.measure import calibration_error, fit, measure, read, read_texts, verdicts
from training.attribution.network import Network, pretrained
from training.attribution.unpack import unpacked

ENGLISH = OWN / "en"

TEACHER = Path("src/sayso/models/packs/attribution-mpnet6")
"""The pack whose attributions of English sentences are carried over to their translations."""

EVALUATED = Path("evaluation/own")
"""Texts of our own that no pack learns from."""

LANGUAGES_REPLAY = 0.25
"""Articles of PolNeAR read again among those of other languages, in characters for each of them."""

FURTHER = Course(epochs=3, rate=3e-5, head_rate=1e-4, half=False)
"""The course of a pack that is trained further. Single precision: half is several times slower on
processors without instructions for it."""

REPLAY = "with --start: articles of PolNeAR, in characters for each character of our own"

SINGLE = "single precision: half is several times slower on processors without AMX"

SAMPLE = 32
"""Windows that show how far the hidden numbers reach, before they are put in eight bits."""


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    encoder = ENCODERS[options.encoder]
    folder = encoder.folder(Path("build/encoders")) if options.start is None else options.start
    stages = course_stages(options, encoder, folder)
    network = trained(options, encoder, stages, folder)
    about = {
        "encoder": {
            "title": encoder.title,
            "packages": encoder.packages,
            "sha256": encoder.sha256[0],
        },
        "training": {
            "file": "polnear.train.jsonl",
            "sha256": digest(train_file(options.data)),
            **({"further": further(options.start)} if options.start else {}),
            "epochs": course_of(options, encoder).epochs,
            "seed": Course.seed,
            **({"languages": languages_of(options)} if options.languages else {}),
        },
    }
    settings = Settings(name=encoder.name, leaning=encoder.leaning)
    sample = collate(examples(stages[-1].articles, Course.seed)[:SAMPLE], encoder.marks)
    write_pack(eased(network, sample), folder / "tokenizer.json", options.out, settings, about)
    finish(options.out, options.data / "attribution", settings, about)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.attribution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack to be made")
    parser.add_argument("--encoder", choices=ENCODERS, help="told by the pack's name if not given")
    parser.add_argument("--start", type=Path, help="a pack to train further on texts of our own")
    parser.add_argument("--languages", type=codes, default=(), help="codes beside English: ru,uk")
    parser.add_argument("--wmt", action="store_true", help="with --languages: the WMT sets too")
    parser.add_argument("--replay", type=float, default=1.0, help=REPLAY)
    parser.add_argument("--epochs", type=float, help="passes over the data, where not the usual")
    parser.add_argument("--rate", type=float, help="learning rate, where not the usual")
    parser.add_argument("--limit", type=int, help="read only so many articles: for a short trial")
    parser.add_argument("--single", action="store_true", help=SINGLE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, help="where the checkpoint lies")
    options = parser.parse_args()
    named = (key for key, each in ENCODERS.items() if each.name == options.out.name)
    options.encoder = options.encoder or next(named, "minilm")
    options.work = options.work or Path("build") / ENCODERS[options.encoder].name
    return options


def train_file(data: Path) -> Path:
    return data / "attribution" / "polnear.train.jsonl"


def reader(folder: Path) -> Tokenizer:
    """The tokenizer of an encoder, for texts of any length."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def codes(text: str) -> tuple[str, ...]:
    """Return the codes of languages in an option, separated by commas."""
    return tuple(each.strip() for each in text.split(",") if each.strip())


def course_stages(options: argparse.Namespace, encoder: Encoder, folder: Path) -> list[Stage]:
    """Return what is learned from, in order; `folder` holds the weights of the encoder.

    That is PolNeAR, and after it other languages where some are asked for; or, with `--start`, our
    own English texts with some of PolNeAR beside them: without it, what was learned from it would
    be lost again.
    """
    tokenizer = reader(folder)
    polnear = articles(train_file(options.data), tokenizer, options.limit)
    epochs = course_of(options, encoder).epochs
    if options.start is not None:
        own = [article(each, tokenizer) for each in own_texts(ENGLISH)][: options.limit]
        return [Stage([*own, *replayed(polnear, own, options.replay)], epochs)]
    if not options.languages:
        return [Stage(polnear, epochs)]
    own = own_articles(options.languages, tokenizer)
    options.work.mkdir(parents=True, exist_ok=True)
    carried = projected_articles(
        options.data / "languages",
        options.languages,
        TEACHER,
        (encoder, folder),
        options.work / "projected.jsonl",
        options.wmt,
    )
    others = [*own * OWN_TIMES, *carried]
    return [
        Stage(polnear, epochs),
        Stage([*others, *replayed(polnear, others, LANGUAGES_REPLAY)], 1),
    ]


def replayed(polnear: Sequence[Article], beside: Sequence[Article], share: float) -> list[Article]:
    """Return articles of PolNeAR of `share` times as many pieces as those beside them."""
    room = share * sum(len(each.pieces) for each in beside)
    chance = random.Random(Course.seed)  # noqa: S311 - the same articles on every run
    chosen: list[Article] = []
    for each in chance.sample(polnear, len(polnear)):
        if room <= 0:
            break
        chosen.append(each)
        room -= len(each.pieces)
    return chosen


def course_of(options: argparse.Namespace, encoder: Encoder) -> Course:
    """Return the course that the options ask for."""
    usual = FURTHER if options.start else Course(epochs=encoder.epochs, rate=encoder.rate)
    return replace(
        usual,
        epochs=options.epochs or usual.epochs,
        rate=options.rate or usual.rate,
        half=usual.half and not options.single,
    )


def further(start: Path) -> dict[str, object]:
    """Return what `pack.json` says of the pack that was trained further, and of our own texts."""
    return {"start": {"sha256": digest(start / "model.onnx")}, "own": digests(ENGLISH)}


def languages_of(options: argparse.Namespace) -> dict[str, object]:
    """Return what `pack.json` says of the other languages that were learned from."""
    return {
        "codes": list(options.languages),
        "texts": sum(1 for code in options.languages for _ in own_texts(OWN / code)),
        "own": {code: digests(OWN / code) for code in options.languages},
        "projected": ["NTREX", *(["WMT 2022-2023"] if options.wmt else [])],
        "teacher": {"sha256": digest(TEACHER / "model.onnx")},
    }


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of our own texts in a folder, by name."""
    return {each.name: digest(each) for each in sorted(folder.glob("*.tsv"))}


def trained(
    options: argparse.Namespace, encoder: Encoder, stages: Sequence[Stage], folder: Path
) -> Network:
    """Return the network at the end of its course; `folder` holds the weights that it starts at."""
    course = course_of(options, encoder)
    torch.manual_seed(course.seed)
    if options.start is None:
        network = pretrained(folder / "model.safetensors", encoder.shape)
    else:
        network = unpacked(folder, encoder.shape)
    options.work.mkdir(parents=True, exist_ok=True)
    learn(network, stages, course, options.work / "checkpoint.pt", encoder.marks)
    return network


def finish(out: Path, gold: Path, settings: Settings, about: Mapping[str, Any]) -> None:
    """Fit the scores on PolNeAR dev, measure on both dev files, write pack.json and the card."""
    raw = load(out)
    judged = verdicts(read(raw, gold / "polnear.dev.jsonl"))
    slope, offset = (round(each, 4) for each in fit(judged))
    settings = replace(settings, slope=slope, offset=offset)
    tagger = replace(raw, pack=replace(raw.pack, slope=slope, offset=offset))
    polnear = read(tagger, gold / "polnear.dev.jsonl")
    factappeal = read(tagger, gold / "factappeal.dev.jsonl")
    scores = {
        "polnear.dev": measure(polnear),
        "factappeal.dev": {"pair_f1": measure(factappeal)["pair_f1"]},
    }
    error = calibration_error(verdicts(polnear))
    scores["polnear.dev"]["calibration_error"] = round(error, 4)
    for code in about["training"].get("languages", {}).get("codes", ()):
        marked = EVALUATED / f"attributions.{code}.tsv"
        scores[f"own.{code}"] = {
            "pair_f1": measure(read_texts(tagger, texts_of(marked)))["pair_f1"]
        }
    whole = {**about, "scores": scores}
    describe(out, settings, whole)
    (out / "MODEL_CARD.md").write_text(card({**whole, "size": settings.size}), encoding="utf-8")
    for name, found in scores.items():
        print(name, found)


if __name__ == "__main__":
    main()
