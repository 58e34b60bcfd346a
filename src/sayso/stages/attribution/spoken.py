"""What every rule of attribution proposes."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.record import Span
from sayso.text.parse import Token


@dataclass(frozen=True, slots=True)
class Spoken:
    """A proposed attribution: its cue, who speaks, and what is said, as tokens.

    `anchor` is the cue's main word, `construction` how the content hangs on it ("clause",
    "object", "quote" …: the second column of lexicon/data/cues.tsv).
    """

    anchor: Token
    construction: str
    cue: tuple[Token, ...]
    source: tuple[Token, ...]
    content: tuple[Token, ...]
    quoted: tuple[Span, ...] = ()
