"""Names on a map, set where they run into nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

Anchor = Literal["start", "middle", "end"]
WIDE = 0.57
"""Width of a letter in parts of its height: a little over the mean of bold sans serif letters."""


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name is written: the foot of its first, middle or last letter."""

    words: str
    x: float
    y: float
    anchor: Anchor


Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


CELL = 48.0
"""Units of a drawing: what is taken is looked up by squares of this size."""


@dataclass(slots=True)
class Room:
    """What of a drawing is taken."""

    width: float
    height: float
    _taken: dict[tuple[int, int], list[Rectangle]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, box: Rectangle) -> None:
        """Let no name run over a box."""
        for cell in _cells(box):
            self._taken[cell].append(box)

    def keep_free(self, x: float, y: float, reach: float) -> None:
        """Let no name run over a dot."""
        self.take((x - reach, y - reach, x + reach, y + reach))

    def label(self, words: str, at: tuple[float, float], away: float, size: float) -> Label | None:
        """Return the name beside a point, `away` from it: right, left, above or below; else
        None.
        """
        for label, box in _places(words, at, away, size):
            if self._free(box):
                self.take(box)
                return label
        return None

    def _free(self, box: Rectangle) -> bool:
        left, top, right, bottom = box
        if left < 2 or top < 2 or right > self.width - 2 or bottom > self.height - 2:
            return False
        return not any(
            a < right and c > left and b < bottom and d > top
            for cell in _cells(box)
            for a, b, c, d in self._taken.get(cell, ())
        )


def _cells(box: Rectangle) -> Iterator[tuple[int, int]]:
    """Return the squares that a box meets."""
    left, top, right, bottom = (int(each // CELL) for each in box)
    return product(range(left, right + 1), range(top, bottom + 1))


def _places(
    words: str, at: tuple[float, float], away: float, size: float
) -> Iterable[tuple[Label, Rectangle]]:
    x, y = at
    wide, up, down = WIDE * size * len(words), 0.8 * size, 0.25 * size
    level = y + 0.35 * size
    for anchor, foot_x, foot_y in (
        ("start", x + away, level),
        ("end", x - away, level),
        ("middle", x, y - away - down),
        ("middle", x, y + away + up),
    ):
        left = foot_x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        label = Label(words, round(foot_x, 1), round(foot_y, 1), _ANCHORS[anchor])
        yield label, (left, foot_y - up, left + wide, foot_y + down)


_ANCHORS: dict[str, Anchor] = {"start": "start", "middle": "middle", "end": "end"}
