"""From PLV's sentences to the pack of PLOVER roots, in one command."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from evaluation.events import plv_rows
from evaluation.linear import FOLDS, Example, cross_validated, learn
from evaluation.measures import macro_f1
from evaluation.score import lines
from sayso.models.linear import LinearModel, weights_text
from sayso.models.roots import PROTOCOL
from sayso.stages.events.roots import chosen_root
from training.events.card import card

VERSION = "1"


def main() -> None:
    """Read the sentences, measure by cross-validation, learn from all, write the pack."""
    asked = argparse.ArgumentParser(prog="python -m training.events", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="the benchmarks folder")
    asked.add_argument("--out", type=Path, required=True, help="the pack's folder")
    options = asked.parse_args()
    path = options.data / "events" / "plv.train.jsonl"
    rows = plv_rows(lines(path))
    scores = measured(rows)
    model = learn([row for row in rows if row.features])
    told = {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "rows": len(rows),
    }
    write(model, options.out, told, scores)
    print(f"{options.out}: {len(model.weights)} features, {scores}")


def measured(rows: list[Example]) -> dict[str, float]:
    """Macro-F1 of the rules, and with what was learned, each row by a model of the others."""
    gold = [row.label for row in rows]
    learned = cross_validated(rows, chosen_root)
    return {
        "rules_macro_f1": round(macro_f1([(row.label, row.said) for row in rows]), 4),
        f"macro_f1_{FOLDS}_folds": round(macro_f1(list(zip(gold, learned, strict=True))), 4),
    }


def write(
    model: LinearModel, folder: Path, told: dict[str, str | int], scores: dict[str, float]
) -> None:
    """Write weights, table and card of the pack into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = weights_text(model)
    (folder / "weights.tsv").write_text(text, encoding="utf-8")
    table = {
        "name": "events",
        "version": VERSION,
        "protocol": PROTOCOL,
        "labels": model.labels,
        "files": {"weights.tsv": hashlib.sha256(text.encode()).hexdigest()},
        "training": told,
        "scores": scores,
    }
    (folder / "pack.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(card(model, told, scores), encoding="utf-8")


if __name__ == "__main__":
    main()
