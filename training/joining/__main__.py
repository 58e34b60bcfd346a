"""From headlines of known events to the pack that says which short reports are of one event."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluation.joining import OWN_HEADLINES, compared, headlines, open_events, own_events
from evaluation.linear import learn_two
from evaluation.linking import feed_items
from sayso.linking.brief import OTHER, PROTOCOL, SAME
from sayso.models.linear import LinearModel
from training.packs import PackTable, digest_of, write_pack

VERSION = "1"
NAME = "joining-brief"

SOURCES = ("comparison/headlines.jsonl", "stream/feed_items.2023-03.jsonl")


def main() -> None:
    """Read the sources, measure with each event left out, learn from all, write the pack."""
    asked = argparse.ArgumentParser(prog="python -m training.joining", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="the benchmarks folder")
    asked.add_argument("--out", type=Path, required=True, help="the folder of packs")
    options = asked.parse_args()
    noise = feed_items(options.data)
    scores = {
        score.name.removeprefix("linking."): round(score.value, 4)
        for score in headlines(options.data, noise)
    }
    pairs = compared({**open_events(options.data), **own_events()}, noise)
    model = learn_two([each.example for each in pairs], SAME, OTHER)
    sources = {name: digest_of(options.data / name) for name in SOURCES}
    sources[OWN_HEADLINES.name] = digest_of(OWN_HEADLINES)
    table = PackTable(NAME, VERSION, PROTOCOL, {"sources": sources, "pairs": len(pairs)}, scores)
    text = card(model, len(pairs), sources, scores)
    write_pack(model, options.out / NAME, table, text)
    print(f"{NAME}: {len(model.weights)} features, {len(pairs)} pairs")
    for score, value in scores.items():
        print(f"{score} {value:.4f}")


def card(model: LinearModel, pairs: int, sources: dict[str, str], scores: dict[str, float]) -> str:
    """Return the model card as Markdown: what it does, what it was made of, how well it does."""
    measured = "\n".join(f"| {each} | {value:.3f} |" for each, value in scores.items())
    files = "\n".join(f"- `{each}`, SHA-256 `{digest}`" for each, digest in sources.items())
    return f"""# Pack of short reports of one event

Says of two headlines, or headlines with a sentence, how likely both are of one event. Its features
are made by `sayso.linking.brief`.

## Made of
Logistic regression over {len(model.weights)} named features of two short reports: likeness of the
words, countries, towns and regions, how it was done, what was hit, who was harmed, tolls and
whether they grow, days between. No name and no word is a feature. Weights are whole hundredths in
`weights.tsv`.

## Data
{pairs} pairs of reports that linking compares, those of one event and others; events are moved to
shared days as well, so that wars of other years stand beside each other:
{files}

No text of the first two is shipped; the last is our own.

## Scores
Each pair by models that were learned without its events (`python -m evaluation linking`). In
`strewn` the events of all wars are moved into forty days.

| measure | value |
|---|---|
{measured}

## Limits
- English headlines, most of them of Syria, Mexico, Myanmar, Sri Lanka, Ukraine and Israel.
- Two attacks of one kind in one country on one day with like tolls look like one.
"""


if __name__ == "__main__":
    main()
