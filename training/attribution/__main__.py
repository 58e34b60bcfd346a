"""From data to pack: `python -m training.attribution --data FOLDER --out PACK`.

FOLDER holds `attribution/polnear.train.jsonl` and the two dev files. A run that was stopped goes
on at its last checkpoint; what is finished is not done again.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

# Threads that wait by spinning take the time of those that work: half the speed on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import torch
from tokenizers import Tokenizer

from sayso.models import load
from training.attribution.card import card
from training.attribution.data import Article, articles, digest, examples
from training.attribution.encoders import ENCODERS, Encoder
from training.attribution.export import Settings, describe, eased, write_pack
from training.attribution.learn import Course, collate, learn
from training.attribution.measure import calibration_error, fit, measure, read, verdicts
from training.attribution.network import Network, pretrained

SAMPLE = 32
"""Windows that show how far the hidden numbers reach, before they are put in eight bits."""


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    encoder = ENCODERS[options.encoder]
    folder = encoder.folder(Path("build/encoders"))
    every = articles(train_file(options.data), reader(folder), options.limit)
    network = trained(options, encoder, every, folder / "model.safetensors")
    about = {
        "encoder": {
            "title": encoder.title,
            "packages": encoder.packages,
            "sha256": encoder.sha256[0],
        },
        "training": {
            "file": "polnear.train.jsonl",
            "sha256": digest(train_file(options.data)),
            "epochs": options.epochs or encoder.epochs,
            "seed": Course.seed,
        },
    }
    settings = Settings(name=encoder.name, leaning=encoder.leaning)
    sample = collate(examples(every, Course.seed)[:SAMPLE], encoder.marks)
    write_pack(eased(network, sample), folder / "tokenizer.json", options.out, settings, about)
    finish(options.out, options.data / "attribution", settings, about)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.attribution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack to be made")
    parser.add_argument("--encoder", choices=ENCODERS, help="told by the pack's name if not given")
    parser.add_argument("--epochs", type=float, help="passes over the data, where not the usual")
    parser.add_argument("--limit", type=int, help="read only so many articles: for a short trial")
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


def trained(
    options: argparse.Namespace, encoder: Encoder, every: Sequence[Article], weights: Path
) -> Network:
    """The network at the end of its course."""
    course = Course(epochs=options.epochs or encoder.epochs, rate=encoder.rate)
    torch.manual_seed(course.seed)
    network = pretrained(weights, encoder.shape)
    options.work.mkdir(parents=True, exist_ok=True)
    learn(network, every, course, options.work / "checkpoint.pt", encoder.marks)
    return network


def finish(out: Path, gold: Path, settings: Settings, about: Mapping[str, object]) -> None:
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
    whole = {**about, "scores": scores}
    describe(out, settings, whole)
    (out / "MODEL_CARD.md").write_text(card({**whole, "size": settings.size}), encoding="utf-8")
    for name, found in scores.items():
        print(name, found)


if __name__ == "__main__":
    main()
