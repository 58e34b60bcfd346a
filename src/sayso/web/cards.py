"""The card of an incident: a picture to share, its figures in their words and nothing judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.exports.pages import sidename
from sayso.linking.accounts import StatedRange, whose
from sayso.views.incident import IncidentView

WIDTH = 1200.0
TITLE_LINE = 44
"""Letters of a line of the title, at its size on a card 1,200 wide."""

TITLE_LINES = 3
FIGURES = 3
FIGURE_LINE = 100
"""Letters of a line of a figure, with what is counted and who says it."""

SHORTEST_NAME = 6
"""Letters of a claimant's name that are shown however long the line is."""

SIDES = 6
SIDE_EDGE = 46.0
"""From the end of a side's name to the beginning of the next."""

LETTER_WIDTHS = (
    ("fijlrtI.,'’-() ", 7.5),
    ("mwMW@", 21.0),
    ("ABCDEFGHJKLNOPQRSTUVXYZ", 15.2),
)
"""Of a side's name at its size and weight, by letter; PLAIN_LETTER of all others."""

PLAIN_LETTER = 13.4
COLOURS = {
    "v1": "#1d4e80", "v2": "#9a2b1e", "v3": "#2a653a", "v4": "#774a00",
    "v5": "#5a3886", "v6": "#00636a", "v7": "#92265f", "v8": "#46515c", "own": "#5d574b",
}  # fmt: skip
"""As in the style sheet, by light: a picture has no dark scheme."""


@dataclass(frozen=True, slots=True)
class DrawnSide:
    """A side's name, its colour, and where it stands."""

    name: str
    colour: str
    x: float


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """What is counted, and the ends of its range, each in its words with who said it."""

    question: str
    ends: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What the card of an incident shows."""

    title: tuple[str, ...]
    place: str
    days: str
    figures: tuple[DrawnFigure, ...]
    sides: tuple[DrawnSide, ...]
    more_sides: int
    appearances: int
    origins: int
    rivals: int


def card_of(shown: IncidentView) -> ShareCard:
    """Return the card of an incident."""
    incident = shown.incident
    sides = _set(shown.sides)
    days = ""
    if incident.earliest:
        days = f"{incident.earliest:%d %b %Y}".lstrip("0")
    return ShareCard(
        title=lines_of(clean(incident.title)),
        place=clean(incident.place.name) if incident.place else "",
        days=days,
        figures=tuple(_figure(*each) for each in sorted(shown.ranges, key=_ends_first)[:FIGURES]),
        sides=sides,
        more_sides=len(shown.sides) - len(sides),
        appearances=shown.appearances,
        origins=incident.origins,
        rivals=len(shown.rivalries),
    )


def _ends_first(counted: tuple[str, StatedRange]) -> int:
    """Return by what figures are chosen: those that differ before those that don't."""
    return -len(counted[1].ends)


def _figure(about: str, stated: StatedRange) -> DrawnFigure:
    """Return a range; claimants are cut where a line is too long for them, figures never."""
    ends = stated.shortest
    room = FIGURE_LINE - len(about) - sum(len(each.words) + 7 for each in ends)
    names = [clean(whose(each)) for each in ends]
    rooms = shared_room([len(each) for each in names], room)
    return DrawnFigure(
        clean(about),
        tuple(
            (clean(end.words), cut_name(name, most))
            for end, name, most in zip(ends, names, rooms, strict=True)
        ),
    )


def shared_room(lengths: Sequence[int], room: int) -> list[int]:
    """Return how long each may be: what the short ones leave goes to the long ones."""
    rooms = [0] * len(lengths)
    left = room
    for done, at in enumerate(sorted(range(len(lengths)), key=lambda each: lengths[each])):
        fair = left // (len(lengths) - done)
        rooms[at] = max(SHORTEST_NAME, min(lengths[at], fair))
        left -= rooms[at]
    return rooms


def cut_name(words: str, room: int) -> str:
    """Return words up to a length, cut between two of them, and never after a day's number."""
    if len(words) <= room:
        return words
    return (words[:room].rsplit(" ", 1)[0].rstrip(" ,.;:0123456789") or words[: room - 1]) + "…"


def _set(parties: Sequence[tuple[str, str]]) -> tuple[DrawnSide, ...]:
    """Return as many sides as fit one line."""
    shown: list[DrawnSide] = []
    x = 64.0
    for name, style in parties[:SIDES]:
        words = clean(sidename(name))
        words = words if len(words) <= 28 else words[:27].rstrip() + "…"
        wide = _width(words) + SIDE_EDGE
        if x + wide > WIDTH - 150:
            break
        shown.append(DrawnSide(words, COLOURS.get(style, COLOURS["own"]), x))
        x += wide
    return tuple(shown)


def _width(words: str) -> float:
    """Return about how wide a side's name is drawn."""
    return sum(
        next((wide for letters, wide in LETTER_WIDTHS if each in letters), PLAIN_LETTER)
        for each in words
    )


def lines_of(title: str) -> tuple[str, ...]:
    """Return the title in lines of words; "…" stands for what is past the last one."""
    lines = [""]
    for word in title.split():
        word = word if len(word) <= TITLE_LINE else word[: TITLE_LINE - 1] + "…"
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= TITLE_LINE:
            lines[-1] = joined
        elif len(lines) == TITLE_LINES:
            lines[-1] = lines[-1][: TITLE_LINE - 1].rstrip(" ,.;:") + "…"
            break
        else:
            lines.append(word)
    return tuple(lines)


def clean(words: str) -> str:
    """Return words without what XML 1.0 takes for no character."""
    return "".join(
        each for each in " ".join(words.split())
        if " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each >= "\U00010000"
    )  # fmt: skip
