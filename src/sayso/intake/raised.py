"""Raised letters and digits: which are the mark of a note, and which belong to the word.

Joined to the figure before it, a note's number makes another figure: 40 soldiers with note 1 were
401 soldiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from sayso.intake.hints import STAGE
from sayso.record import Problem
from sayso.record.trace import Rule, decide

Raised = Literal["power", "word", "note"]

UNIT = re.compile(r"(?:^|[\d\s(/])(?:[kcdm]?m|mi|ft|in|yd|miles?|met(?:re|er)s?)$", re.IGNORECASE)
TEN = re.compile(r"(?:[×x*·]\s?|\^)10$")
POWER = re.compile(r"[-−+]?\d{1,2}$")
ENDING = re.compile(r"(?:st|nd|rd|th|er|re|e|ème|me|o|os|a|as|º|ª|TM|SM|®|™)$", re.IGNORECASE)
NOTE = re.compile(
    r"(?:[\[(]\s?(?:note\s)?(?:\d{1,3}|[a-z]{1,4})\s?[\])]|[1-9]\d{0,2}|[ivx]{1,4}|[a-z]|[*†‡§¶#]{1,3})"
    r"(?:\s?[,;–-]?\s?(?:[\[(]?(?:\d{1,3}|[a-z])[\])]?|[*†‡§¶#]))*[,;]?$"
)
HIGH = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
SHOWN = 5
"""Passages that a problem quotes."""


def _power(before: str, words: str) -> Raised | None:
    if TEN.search(before) and POWER.match(words):
        return "power"
    return "power" if words in ("2", "3") and UNIT.search(before) else None


def _ending(before: str, words: str) -> Raised | None:
    return "word" if before[-1:].isalnum() and ENDING.match(words) else None


def _note(_before: str, words: str) -> Raised | None:
    return "note" if NOTE.match(words) else None


RAISED: tuple[Rule[Callable[[str, str], Raised | None]], ...] = (
    Rule("power of a unit or of ten", "over 12 km²", _power),
    Rule("ending of a word", "on the 19th", _ending),
    Rule("mark of a note", "40[1] soldiers were killed", _note),
)
"""What raised words are; what no rule knows are words as others."""


def raised(before: str, words: str) -> tuple[str, bool]:
    """Return what stands in the text for raised `words` after `before`, and whether it is a note.

    The mark of a note is left out, a power keeps its height.
    """
    decided: tuple[str, Raised] | None = decide(RAISED, before.rstrip()[-40:], words.strip())
    kind = decided[1] if decided else "word"
    if kind == "note":
        return "", True
    return (words.translate(HIGH) if kind == "power" else words), False


def left_out(what: str, passages: Iterable[str]) -> tuple[Problem, ...]:
    """Return a problem that quotes passages which are not in the text, if there are any."""
    quoted = [" ".join(each.split()) for each in passages]
    quoted = [each for each in quoted if each]
    if not quoted:
        return ()
    shown = "; ".join(f"“{each[:80]}”" for each in dict.fromkeys(quoted[: SHOWN * 4]))
    more = f" and {len(quoted) - SHOWN * 4} more" if len(quoted) > SHOWN * 4 else ""
    return (Problem(STAGE, f"{what} left out: {shown}{more}."),)
