"""From PLV's sentences to the pack of PLOVER roots, in one command."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluation.events import plv_rows
from evaluation.linear import FOLDS, Example, cross_validated, learn
from evaluation.measures import macro_f1
from evaluation.score import lines
from sayso.models.roots import PROTOCOL
from sayso.stages.events.roots import chosen_root
from training.events.card import card
from training.packs import PackTable, digest_of, write_pack

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
        "sha256": digest_of(path),
        "rows": len(rows),
    }
    table = PackTable("events", VERSION, PROTOCOL, told, scores)
    write_pack(model, options.out, table, card(model, told, scores))
    print(f"{options.out}: {len(model.weights)} features, {scores}")


def measured(rows: list[Example]) -> dict[str, float]:
    """Macro-F1 of the rules, and with what was learned, each row by a model of the others."""
    gold = [row.label for row in rows]
    learned = cross_validated(rows, chosen_root)
    return {
        "rules_macro_f1": round(macro_f1([(row.label, row.said) for row in rows]), 4),
        f"macro_f1_{FOLDS}_folds": round(macro_f1(list(zip(gold, learned, strict=True))), 4),
    }


if __name__ == "__main__":
    main()
