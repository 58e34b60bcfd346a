"""From sentences about conflicts and about all else to the pack that scores relevance."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evaluation.linear import Example, learn_two
from evaluation.relevance import LabelledText, own_halves, readings
from sayso.models.linear import SCALE
from sayso.models.relevance import PROTOCOL, TERMS
from sayso.record import Reading
from sayso.stages.relevance import ABOUT, OTHER, features, terms_in
from training.packs import PackTable, digest_of, write_pack

VERSION = "1"
NAME = "relevance"
SENTENCES = Path(__file__).with_name("sentences.txt")
OTHERS = ("languages/src.eng.txt", "html/aeb/ground-truth.json")
"""News of all sorts: NTREX (CC BY-SA) and the article bodies of AEB (MIT); some is of conflicts."""

LEAST_MET = 2
CUT = 3.0
"""Log-odds are cut to this: what was met twice only says little."""

SMALLEST = 0.1
"""Log-odds below which a term is left out of the table."""

SHORTEST, LONGEST = 8, 700
"""Spaces and code points of a passage that is learned from."""


def main() -> None:
    """Count terms, learn weights from half of our own labelled texts, write the pack."""
    asked = argparse.ArgumentParser(prog="python -m training.relevance", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="the benchmarks folder")
    asked.add_argument("--out", type=Path, required=True, help="the folder of packs")
    options = asked.parse_args()
    terms = log_odds(conflict_sentences(), other_passages(options.data))
    texts = own_halves()[0]
    model = learn_two(examples(texts, terms), ABOUT, OTHER)
    sources = {name: digest_of(options.data / name) for name in OTHERS}
    table = PackTable(NAME, VERSION, PROTOCOL, {"sources": sources, "texts": len(texts)}, {})
    folder = options.out / NAME
    write_pack(model, folder, table, card(len(terms), len(texts)))
    _add_terms(folder, terms)
    print(f"{NAME}: {len(terms)} terms, {len(model.weights)} weights")


def conflict_sentences() -> list[str]:
    """Return our own sentences about conflicts."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def other_passages(data: Path) -> list[str]:
    """Return passages of news of all sorts."""
    sentences = (data / OTHERS[0]).read_text(encoding="utf-8").splitlines()
    pages = json.loads((data / OTHERS[1]).read_text(encoding="utf-8"))
    passages = [line for page in pages.values() for line in re.split(r"\n+", page["articleBody"])]
    return [each[:LONGEST] for each in (*sentences, *passages) if each.count(" ") >= SHORTEST]


def log_odds(about: Sequence[str], others: Sequence[str]) -> dict[str, float]:
    """Return how much likelier a term stands in one sort of passage than in the other, as a
    logarithm."""
    of_about = Counter(term for text in about for term in terms_in(text))
    of_others = Counter(term for text in others for term in terms_in(text))
    odds = {}
    for term in of_about | of_others:
        if of_about[term] + of_others[term] >= LEAST_MET:
            share = (of_about[term] + 0.5) / (len(about) + 1)
            share_of_others = (of_others[term] + 0.5) / (len(others) + 1)
            odds[term] = max(-CUT, min(CUT, math.log(share / share_of_others)))
    return {term: value for term, value in sorted(odds.items()) if abs(value) >= SMALLEST}


def examples(texts: Iterable[LabelledText], terms: Mapping[str, float]) -> list[Example]:
    """Return the rows to learn from, each text as one passage."""
    labelled = list(texts)
    return [
        Example(of_whole(reading, terms), ABOUT if each.conflict else OTHER)
        for each, reading in zip(labelled, readings(each.text for each in labelled), strict=True)
    ]


def of_whole(reading: Reading, terms: Mapping[str, float]) -> dict[str, float]:
    """Return the features of a short document as one passage."""
    return features(
        reading.document.text,
        terms,
        reading.events or (),
        reading.actors or (),
        reading.places or (),
    )


def _add_terms(folder: Path, terms: Mapping[str, float]) -> None:
    """Write the table of terms, and its hash into the pack's."""
    text = "".join(f"{term}\t{round(value * SCALE)}\n" for term, value in terms.items())
    (folder / TERMS).write_text(text, encoding="utf-8")
    path = folder / "pack.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["files"][TERMS] = hashlib.sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def card(terms: int, texts: int) -> str:
    """Return the model card as Markdown: what it does, what it was made of, its limits."""
    return f"""# Pack of relevance

Says how likely a passage is about a conflict, from 0 to 1. Its features are made by
`sayso.stages.relevance`; `python -m evaluation relevance` measures it.

## Made of
Log-odds of {terms:,} terms (`terms.tsv`, hundredths), counted in sentences of our own about
conflicts and in news of all sorts; and logistic regression over 12 features (`weights.tsv`,
hundredths): means of the log-odds, whether events of force, armed actors and countries with a
theatre are there.

## Data and licences
Weights are learned from {texts} of our own 160 labelled texts; the other half decides. Terms of
news of all sorts are counted in NTREX (CC BY-SA 4.0) and the article bodies of AEB (MIT). No text
is shipped.

## Limits
- English. Tricky texts, metaphors of war and accidents near a front, were sought for our labelled
  ones: in a feed far more is left out than among these.
- What names no place, no actor and no arms is often missed: "they hit the water tower".
"""


if __name__ == "__main__":
    main()
