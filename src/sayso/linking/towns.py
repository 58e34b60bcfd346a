"""Towns that are one place to a correspondent, however each report names them."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.record import Place

NEAR_DEGREES = 0.3
"""Towns closer than that, some 30 km, are one place to a correspondent."""


def near_towns(
    some: Iterable[Place], others: Iterable[Place], degrees: float = NEAR_DEGREES
) -> bool:
    """Return whether a town of some is one of the others, or near one, by so many `degrees`."""
    those = list(others)
    return any(_same_place(one, other, degrees) for one in some for other in those)


def _same_place(left: Place, right: Place, degrees: float) -> bool:
    if left.geonameid == right.geonameid:
        return True
    return _near(left.latitude, right.latitude, degrees) and _near(
        left.longitude, right.longitude, degrees
    )


def _near(left: float | None, right: float | None, degrees: float) -> bool:
    return left is not None and right is not None and abs(left - right) < degrees
