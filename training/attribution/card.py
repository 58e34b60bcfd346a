"""The model card of a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

CARD = """# Attribution pack

Finds who said what in {subject}: source, cue and content spans, linked, with a score that is
meant as the probability that content and source are both right. A part of Sayso; read by
`sayso.models.load`.

## Made of
- Encoder, {licence}: {title},
  from {packages}.
- Three heads that tag each word as outside, beginning or inside a source, a cue, a content; vectors
  that score which content belongs to which cue, and which cue to which source. Case, line breaks
  and quotation marks, which the vocabulary loses, come in as a small embedding of their own.
- Weights in eight bits, per channel, reduced range.

## Data and licences
Trained on the training half of PolNeAR (840 articles of US political news, 2015-2016, 19,832
attributions; file SHA-256 `{sha256}`),
{epochs:g} passes, seed {seed}.
{further}PolNeAR's annotations and software are under the MIT licence. Its texts belong to
their publishers; none of them is shipped, here or elsewhere in Sayso. FactAppeal (CC BY 4.0) served
for measuring only.

## Scores
Words are matched as in `evaluation/attribution.py`: a pair is right when contents overlap by a
Jaccard index of one half or more and the sources share a word.

{table}

The score's curve was fitted on PolNeAR dev, so its calibration error there is on the good side.

## Limits
- Outermost attributions only: what Reuters says that a ministry says is one content of Reuters.
- Beliefs, intentions and perceptions are found as well as statements, as PolNeAR marks them all.
- US political news of one campaign: other subjects, other desks and translated reports are
  outside what it saw. FactAppeal's score shows the size of the fall.
- {only} Pronouns and titles stay as said; resolving them is not the tagger's part.
- A content is never linked to a cue farther off than one window of {size} word pieces.
- It repeats what a text attributes and judges nothing: a found claim is not a fact.
"""


LANGUAGES = """After it, once: {own} texts of our own in other languages ({codes}), twice each, and
news translated from English whose attributions were carried over word by word from what the
English pack `{teacher}` finds ({projected}). NTREX-128 (CC BY-SA 4.0, Microsoft) is credited for
its sentences; none of them is shipped.
"""

NAMES = {"ru": "Russian", "uk": "Ukrainian"}


def card(about: Mapping[str, Any]) -> str:
    """The card's text from what pack.json says of training, windows and scores."""
    rows = ["| set | measure | value |", "|---|---|---|"]
    for name, scores in about["scores"].items():
        rows.extend(f"| {name} | {measure} | {value:.3f} |" for measure, value in scores.items())
    training, encoder = about["training"], about["encoder"]
    others = training.get("languages")
    names = [NAMES.get(code, code) for code in others["codes"]] if others else []
    return CARD.format(
        subject=f"news and posts in {', '.join(names)}" if others else "English news",
        licence="MIT" if others else "Apache-2.0",
        title=encoder["title"],
        packages=listed(encoder["packages"]),
        sha256=training["sha256"],
        epochs=training["epochs"],
        seed=training["seed"],
        further=_languages(others) if others else "",
        only=f"{' and '.join(names)}; English is read by a pack of its own."
        if others
        else "English only.",
        size=about["size"],
        table="\n".join(rows),
    )


def _languages(others: Mapping[str, Any]) -> str:
    """Return what the card says of languages beside English."""
    return LANGUAGES.format(
        own=others["texts"],
        codes=", ".join(others["codes"]),
        teacher=others["teacher"]["sha256"][:12],
        projected=", ".join(others["projected"]),
    )


def listed(packages: Sequence[str]) -> str:
    """The packages of an encoder: a split archive by its first part and its last."""
    ends = packages[:1] if len(packages) == 1 else (packages[0], packages[-1])
    return " to ".join(f"`{package}`" for package in ends)
