"""Words that name a place, before it is known which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.record import Span

Cue = Literal["region", "district", "town", "water", "height"]
Role = Literal["place", "facility", "government"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """`span` is the words as said, `name` the part of them to look up ("Afipsky").

    `cue` is what the words around say that it is; `role` keeps a place apart from a facility and
    from a capital that stands for its government.
    """

    span: Span
    name: str
    cue: Cue | None = None
    role: Role = "place"
