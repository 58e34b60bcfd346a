"""From incidents whose answers people compared to the two packs of relations, in one command."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluation.accounts import files
from evaluation.comparison import (
    OWN_PAIRS,
    contrast_examples,
    contrast_model,
    denial_examples,
    figure_examples,
    measure_groups,
    open_headlines,
    open_incidents,
    own_account_examples,
    own_groups,
)
from evaluation.linear import Example, learn
from sayso.linking.answers import PROTOCOL
from sayso.models.linear import LinearModel
from training.packs import PackTable, digest_of, write_pack

VERSION = "1"

SOURCES = (
    "claims/incidents.dev.json",
    "claims/relations.dev.json",
    "comparison/incidents.more.json",
    "comparison/headlines.jsonl",
)


def main() -> None:
    """Read the sources, measure with each incident left out, learn from all, write the packs."""
    asked = argparse.ArgumentParser(prog="python -m training.relations", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="the benchmarks folder")
    asked.add_argument("--out", type=Path, required=True, help="the folder of packs")
    options = asked.parse_args()
    incidents, headlines = open_incidents(options.data), open_headlines(options.data)
    own = own_groups()
    scores = {
        score.name.removeprefix("comparison."): round(score.value, 4)
        for score in measure_groups(incidents, headlines, own, "")
    }
    groups = [*incidents, *headlines, *own]
    sources = {name: digest_of(options.data / name) for name in SOURCES}
    sources[OWN_PAIRS.name] = digest_of(OWN_PAIRS)
    sources.update((each.name, digest_of(each)) for each in files())
    for name, examples_of in EXAMPLES.items():
        examples = [each for group in groups for each in examples_of(group)]
        if name == "contrasts":
            model = contrast_model(own_account_examples(), examples)
            examples = [*own_account_examples(), *examples]
        else:
            model = learn(examples)
        folder = options.out / f"relations-{name}"
        training = {"sources": sources, "pairs": len(examples)}
        table = PackTable(folder.name, VERSION, PROTOCOL, training, scores)
        write_pack(model, folder, table, card(name, model, examples, sources, scores))
        print(f"{folder.name}: {len(model.weights)} features, {len(examples)} pairs")
    for score, value in scores.items():
        print(f"{score} {value:.4f}")


EXAMPLES = {
    "figures": figure_examples,
    "denials": denial_examples,
    "contrasts": contrast_examples,
}

WHAT = {
    "figures": (
        "Says of two unequal numbers of the same people whether they contradict each other, are a"
        " count and a later one, or neither."
    ),
    "denials": "Says of a denial and an assertion whether the one denies the other.",
    "contrasts": "Says of two statements of one event whether they contradict each other in words.",
}


def card(
    name: str,
    model: LinearModel,
    examples: list[Example],
    sources: dict[str, str],
    scores: dict[str, float],
) -> str:
    """Return the model card as Markdown: what it does, what it was made of, how well it does."""
    measured = "\n".join(f"| {each} | {value:.3f} |" for each, value in scores.items())
    files = "\n".join(f"- `{each}`, SHA-256 `{digest}`" for each, digest in sources.items())
    return f"""# Pack of relations: {name}

{WHAT[name]} Its features are made in `sayso.linking`, by `figure_relations`,
`denials` and `contrasts`.

## Made of
Multinomial logistic regression over {len(model.weights)} named features of two statements: who
speaks, when each was published, bounds, words that say that a count grows, likeness of the words,
places and days. No name and no word is a feature. Weights are whole hundredths in `weights.tsv`.

## Data
{len(examples)} pairs of statements from incidents whose answers people compared, a few of each pair
of answers:
{files}

No text of the first four is shipped; the others are our own, about invented events.

## Scores
Each incident by models that were learned without it (`python -m evaluation comparison`).

| measure | value |
|---|---|
{measured}

## Limits
- English news; few incidents: 19, 50 events known by headlines, and our own pairs.
- Who holds a place, truces and what was hit are left to rules too (`sayso.linking.stances`).
"""


if __name__ == "__main__":
    main()
