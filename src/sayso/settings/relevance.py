"""From which score on a passage counts as being about a conflict: a setting with a default."""

from __future__ import annotations

import os

VARIABLE = "SAYSO_LEAST_RELEVANCE"
"""Environment variable with another threshold: 0 leaves nothing out, 1 nearly everything."""

DEFAULT = 0.045
"""The half of our labelled texts that decides keeps all about a conflict there, and texts of two
open sets .99 of them: recall comes first."""


FEW_WORDS = 30
LENIENT = 1 / 3
"""What is left of the threshold for a headline or a short post, which has few words to go by: 5 of
137 headlines on gunmen and gangs scored .016 to .033, and a phone's review .01."""


class RelevanceError(ValueError):
    """The threshold that is set is no number from 0 to 1."""


def least_relevance() -> float:
    """Return the threshold; raises RelevanceError when what is set is no number from 0 to 1."""
    written = os.environ.get(VARIABLE, "").strip()
    if not written:
        return DEFAULT
    try:
        threshold = float(written)
    except ValueError:
        threshold = -1.0
    if not 0.0 <= threshold <= 1.0:
        raise RelevanceError(f"{VARIABLE} is '{written}'. Set it to a number from 0 to 1.")
    return threshold


def threshold_for(words: int, least: float) -> float:
    """Return the threshold for a text of so many words, of which `least` is that of longer ones."""
    return least * LENIENT if words <= FEW_WORDS else least
