"""The model card of the pack of PLOVER roots."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.models.linear import LinearModel


def card(model: LinearModel, told: Mapping[str, str | int], scores: Mapping[str, float]) -> str:
    """The card as Markdown: what it does, what it was made of, how well it does, its limits."""
    table = "\n".join(f"| {name} | {value:.3f} |" for name, value in scores.items())
    return f"""# Pack of PLOVER roots

Gives an event that Sayso's rules found the PLOVER root that coders would give it. Kind, codes of
ACLED and CAMEO, actors, polarity and modality stay those of the rules. Read by
`sayso.models.roots`.

## Made of
Multinomial logistic regression over {len(model.weights):,} named features: the kind, mood and root
that the rules give, the other kinds in the sentence, the lemmas of the trigger and of what hangs on
it. Names are replaced by their kind, so no country or person is learned. Weights are whole
hundredths in `weights.tsv`.

## Data and licences
{told["rows"]} sentences of PLV's training half (`{told["file"]}`, SHA-256
`{told["sha256"]}`), which states no licence; none of its text is shipped, only
weights of single words.

## Scores
| measure on PLV's training half | value |
|---|---|
{table}

Folds: each sentence is read by a model of the others. Rules were tuned on half of these sentences,
so the rules' score is on the good side, and the learned one with it.

## Limits
- {len(model.labels)} roots; PLV tells no concession from a retreat: the rules tell them apart.
- An event that the rules do not find gets no root.
- English news of 2000 to 2021, one annotation team.
"""
