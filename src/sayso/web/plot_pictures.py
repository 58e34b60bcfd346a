"""Plots of an incident as pictures of their own, SVG and PNG, with words for who sees neither.

As on the page, a figure is drawn where its number is, and its words are those of its source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.exports.pages import sidename
from sayso.views.incident import IncidentView, Plot, Shape, incident_view
from sayso.web.cards import COLOURS, clean, cut_name
from sayso.web.plots import Course, courses
from sayso.web.raster import described
from sayso.web.site import Site, rendered
from sayso.web.wording import day

Kind = Literal["scale", "course"]

WIDTH, LEFT, RIGHT = 1000.0, 250.0, 680.0
"""A picture, and where its scale begins and ends."""

ROW, TOP = 44.0, 128.0
PLANE = (84.0, 960.0, 128.0, 388.0)
"""Left, right, top and bottom of the plane on which figures go over time."""

MOST_ROWS = 24
NAME_LETTERS, WORDS_LETTERS, TITLE_LETTERS = 22, 30, 84
LEGEND = 5
"""Sides that are named below a plane."""

MOST_SPOKEN = 40
"""Figures that the words of a picture name."""


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A figure on a picture: whose it is, its words, its shape, and from where to where."""

    name: str
    colour: str
    words: str
    shape: Shape
    x: float
    x2: float
    y: float
    y2: float = 0.0


@dataclass(frozen=True, slots=True)
class PlotPicture:
    """A plot to be drawn. `spoken` says in words what is to be seen."""

    kind: Kind
    number: int
    question: str
    about: str
    spoken: str
    marks: tuple[DrawnMark, ...]
    left_out: int
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...] = ()
    lines: tuple[tuple[str, float, float, float, float], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def height(self) -> float:
        """How high the picture is."""
        if self.kind == "course":
            return PLANE[3] + 104
        return TOP + ROW * len(self.marks) + 74

    @property
    def path(self) -> str:
        """What the address of the picture ends with, without the kind of file."""
        return f"plots/{self.kind}-{self.number}"


def routes(site: Site) -> APIRouter:
    """Return the routes of the pictures."""
    router = APIRouter()

    @router.get("/incidents/{incident_id}/plots/{name}")
    def picture(incident_id: str, name: str) -> Response:
        state = site.index.state()
        shown = incident_view(site.index, state, state.incident(incident_id))
        stem, _, suffix = name.rpartition(".")
        wanted = next((e for e in pictures_of(shown) if e.path == f"plots/{stem}"), None)
        if wanted is None or suffix not in ("svg", "png"):
            raise HTTPException(404)
        if suffix == "svg":
            return site.picture("plot.svg", plot=wanted)
        drawn = rendered("plot.svg", plot=wanted).decode()
        return Response(described(drawn, wanted.spoken), media_type="image/png")

    return router


def pictures_of(shown: IncidentView) -> list[PlotPicture]:
    """Return the pictures of an incident: figures of each question on a scale, and over time."""
    about = _about(shown)
    scales = [_scale(number, each, about) for number, each in enumerate(shown.plots, 1)]
    over_time = [_course(number, each, about) for number, each in enumerate(courses(shown), 1)]
    return [*scales, *over_time]


def _about(shown: IncidentView) -> str:
    incident = shown.incident
    when = day(incident.earliest) if incident.earliest else "day not reported"
    place = f"{incident.place.name}, " if incident.place else ""
    return clean(cut_name(f"{incident.title} ({place}{when})", TITLE_LETTERS + 30))


def _scale(number: int, plot: Plot, about: str) -> PlotPicture:
    """Return the figures of a question, a row each."""
    marks = [
        DrawnMark(
            clean(cut_name(sidename(each.side), NAME_LETTERS)),
            COLOURS.get(each.style, COLOURS["own"]),
            clean(cut_name(each.words, WORDS_LETTERS)),
            each.shape,
            _across(each.at),
            _across(each.until),
            TOP + ROW * row,
        )
        for row, each in enumerate(plot.marks[:MOST_ROWS])
    ]
    spoken = _spoken(plot.question, ((each.side, each.words) for each in plot.marks))
    ticks = tuple((_across(at), words) for at, words in plot.ticks)
    left_out = len(plot.marks) - len(marks)
    return PlotPicture(
        "scale", number, _title(plot.question), about, spoken, tuple(marks), left_out, ticks
    )


def _course(number: int, course: Course, about: str) -> PlotPicture:
    """Return the figures of a question over time."""
    left, right, top, bottom = PLANE

    def x(share: float) -> float:
        return round(left + share * (right - left) / 100, 1)

    def y(share: float) -> float:
        return round(top + share * (bottom - top) / 100, 1)

    marks = tuple(
        DrawnMark(sidename(e.side), COLOURS.get(e.style, COLOURS["own"]), e.words, e.shape,
                  x(e.x), x(e.x), y(e.y), y(e.top))
        for e in course.points
    )  # fmt: skip
    said = ((each.side, f"{each.words} ({day(each.when)})") for each in course.points)
    names = {clean(cut_name(each.name, NAME_LETTERS)): each.colour for each in marks}
    lines = tuple(
        (COLOURS.get(style, COLOURS["own"]), x(a), y(b), x(c), y(d))
        for style, a, b, c, d in course.lines
    )
    return PlotPicture(
        "course",
        number,
        _title(course.question),
        about,
        _spoken(f"{course.question} over time", said),
        marks,
        0,
        tuple((y(at), words) for at, words in course.ticks),
        tuple((x(at), words) for at, words in course.days),
        lines,
        tuple(names.items())[:LEGEND],
    )


def _title(question: str) -> str:
    return clean(cut_name(question, TITLE_LETTERS))


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT) / 100, 1)


def _spoken(question: str, said: Iterable[tuple[str, str]]) -> str:
    """Return what a plot shows, in words: "people killed. Sudan: 9; doctors: at least 31."."""
    given = list(dict.fromkeys(f"{sidename(side)}: {words}" for side, words in said))
    more = f"; and {len(given) - MOST_SPOKEN} more" if len(given) > MOST_SPOKEN else ""
    return clean(f"{question}. {'; '.join(given[:MOST_SPOKEN])}{more}.")
