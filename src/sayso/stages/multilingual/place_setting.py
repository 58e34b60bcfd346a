"""What stands around a name: the words of its block, and the mention that it makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.gazetteer import Entry, Gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Span
from sayso.stages.multilingual.place_names import Word
from sayso.stages.places.mention import Cue

MEASURE = re.compile(r"\d\s?\Z")
"""A figure before "м." or "г.", which then is a metre or a year."""


@dataclass(slots=True)
class PlaceFound:
    """A mention: its words, what it may mean and under which name, and why it was taken for one.

    `rule` is None until a rule holds; `cue` is what the words beside it say that it is.
    """

    span: Span
    first: int
    last: int
    entries: tuple[Entry, ...]
    labels: dict[Entry, str]
    sentence: int
    cue: Cue | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class NameSetting:
    """The block that names stand in."""

    text: str
    words: Sequence[Word]
    code: str
    gazetteer: Gazetteer

    def group(self, name: str) -> frozenset[str]:
        return place_tables(self.code).words[name]

    def before(self, index: int, back: int = 1) -> Word | None:
        """Return the word so many before that at `index`, None outside its sentence."""
        at = index - back
        if at < 0 or self.words[at].sentence != self.words[index].sentence:
            return None
        return self.words[at]

    def gap(self, index: int) -> str:
        """Return what stands between the word at `index` and the one before it."""
        return self.text[self.words[index - 1].end : self.words[index].start] if index else ""


def said_town(setting: NameSetting, index: int) -> str | None:
    """Return the word for a town or village right before the word at `index`."""
    before = setting.before(index)
    if before is None or before.form not in setting.group("town"):
        return None
    gap = setting.gap(index)
    needs_point = len(before.form) == 1
    if before.form in setting.group("unit") and MEASURE.search(setting.text, 0, before.start):
        return None  # "457 м. Відстань"
    if needs_point and not gap.startswith("."):
        return None
    return before.form if gap.strip() in {"", "."} else None


def after_preposition(setting: NameSetting, index: int) -> bool:
    before = setting.before(index)
    return (
        before is not None
        and before.form in setting.group("before")
        and setting.gap(index).strip() == ""
    )
