"""How likely two short reports are of one event, by a learned model over named features.

A headline, or a headline with a sentence, has few words, and two of one event may share none. What
it says beside its words is compared: countries, towns, how it was done, what was hit, who was
harmed, how many, and when each was published.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sayso import models
from sayso.linking.passages import Passage
from sayso.linking.scenes import BRIEF, GROWS, names_of, scene_keys
from sayso.linking.towns import near_towns
from sayso.linking.words import cosine, rarity
from sayso.models.linear import BIAS, SCALE, LinearModel, load_linear

PROTOCOL = 1
MAKE = "python -m training.joining --data FOLDER --out"
SAME, OTHER = "same", "other"

DAY = timedelta(days=1)
TOLLS = frozenset(("killed", "casualties", "recovered", "lost", "burned"))
"""Roles of quantities that headlines put the dead in."""

NEAR_TOLLS = 0.8
FAR_TOLLS = 1.1
"""Logarithms: 11 and 19 dead may be one toll, 4 and 13 hardly."""

TELLING_TOLL = 2.5
"""Logarithm of half a toll from which a larger one says no more: 24 dead."""

SMALLEST = 3
"""One or two are reported of too many events to say anything."""

DAYS_APART = (1, 2, 3, 4)

SAME_HOURS = 0.5
"""Days between two reports of which none is the later count."""

FALLS = 0.95
GROWN = 1.1
"""Shares of the earlier toll below which a later one fell, and above which it grew."""

GROUPS = ("how", "manner", "what", "who")


def both_brief(left: Passage, right: Passage) -> bool:
    """Return whether both passages are short reports of harm to people."""
    return BRIEF in left.scene and BRIEF in right.scene


BRIEF_WORDS = 0.02
"""Cosine from which two short reports are compared: one common word."""


def are_comparable(left: Passage, right: Passage) -> bool:
    """Return whether two short reports share a word, or a country and how it was done or what was
    hit: with nothing in common no model decides."""
    if not set(scene_keys(left.scene)).isdisjoint(scene_keys(right.scene)):
        return True
    return cosine(left.terms, right.terms) >= BRIEF_WORDS


def brief_features(left: Passage, right: Passage) -> dict[str, float]:
    """Return what speaks for or against two short reports being of one event, by name."""
    features = {"words": cosine(left.terms, right.terms)}
    common = (each for each in left.terms.keys() & right.terms.keys() if each[0].isalpha())
    features["rarity in common"] = min(2.5, math.fsum(sorted(map(rarity, common))) / 10)
    for names in (
        _places(left, right),
        _countries(left, right),
        _scenes(left, right),
    ):
        features.update(dict.fromkeys(names, 1.0))
    features |= _times(left, right) | _tolls(left, right)
    if _same_number(left, right):
        features["same number"] = 1.0
    return features


def _places(left: Passage, right: Passage) -> Iterator[str]:
    regions = _of(left, "region"), _of(right, "region")
    if names_of(left.scene) & names_of(right.scene):
        yield "same town"
    elif left.towns and right.towns:
        yield "same town" if near_towns(left.towns, right.towns) else "other town"
    elif regions[0] and regions[1]:
        yield "same region" if regions[0] & regions[1] else "other region"


def _countries(left: Passage, right: Passage) -> Iterator[str]:
    first, second = _of(left, "in"), _of(right, "in")
    if not first or not second:
        return
    if first & second:
        yield "same country"
    elif _of(left, "named") and _of(right, "named"):
        yield "other country"
    else:
        yield "town abroad"


def _scenes(left: Passage, right: Passage) -> Iterator[str]:
    for group in GROUPS:
        first, second = _of(left, group), _of(right, group)
        if first and second:
            yield f"same {group}" if first & second else f"other {group}"
    if GROWS in left.scene & right.scene:
        yield "both grow"


def _times(left: Passage, right: Passage) -> dict[str, float]:
    apart = _apart(left, right)
    if apart is None:
        return {"undated": 1.0}
    return {f"published {days} days apart": 1.0 for days in DAYS_APART if apart > days - SAME_HOURS}


def _tolls(left: Passage, right: Passage) -> dict[str, float]:
    first, second = _toll(left), _toll(right)
    if not first or not second:
        return {"no toll": 1.0}
    ratio, least = min(
        (abs(math.log((one + 0.5) / (other + 0.5))), min(one, other))
        for one in first
        for other in second
    )
    telling = min(TELLING_TOLL, math.log(max(least, 2) / 2))
    features = {"near toll": max(0.0, 1 - ratio / NEAR_TOLLS) * telling}
    if ratio > FAR_TOLLS:
        features["far toll"] = 1.0
    features.update(dict.fromkeys(_growth(left, right), 1.0))
    return features


def _same_number(left: Passage, right: Passage) -> bool:
    """Return whether one number, of whomever, stands in both: "the murder of 10", "10 bodies"."""
    numbers = ({value for _, value in side.figures if value >= SMALLEST} for side in (left, right))
    return bool(set.intersection(*numbers))


def _growth(left: Passage, right: Passage) -> Iterator[str]:
    """Yield whether the later toll is smaller, or larger though nothing is said of growth."""
    if left.reported is None or right.reported is None or (_apart(left, right) or 0.0) < SAME_HOURS:
        return
    earlier, later = (left, right) if left.reported < right.reported else (right, left)
    before, after = _toll(earlier), _toll(later)
    if max(after) < FALLS * min(before):
        yield "toll falls"
    elif min(after) > GROWN * max(before):
        yield "toll grows" if GROWS in later.scene else "toll grows unsaid"


def _toll(passage: Passage) -> list[float]:
    return [value for role, value in passage.figures if role in TOLLS]


def _apart(left: Passage, right: Passage) -> float | None:
    """Return how many days apart two passages were published; None where that is not known."""
    if left.reported is None or right.reported is None or not (left.dated and right.dated):
        return None
    return abs(left.reported - right.reported) / DAY


def _of(passage: Passage, group: str) -> set[str]:
    """Return the classes of a group among the labels of a passage."""
    start = f"{group}:"
    return {each[len(start) :] for each in passage.scene if each.startswith(start)}


@lru_cache(maxsize=1)
def shipped_model() -> LinearModel:
    """Return the pack that Sayso ships, loaded once a process."""
    folder = Path(models.__file__).parent / "packs" / "joining-brief"
    return load_linear(folder, "short reports of one event", PROTOCOL, MAKE)


def brief_reasons(left: Passage, right: Passage) -> str:
    """Return which features decided most of two short reports, with what each added."""
    model, features = shipped_model(), brief_features(left, right)
    added = {
        name: score(model, {name: value}) - score(model, {}) for name, value in features.items()
    }
    telling = sorted(added, key=lambda name: (-abs(added[name]), name))[:TELLING]
    return "short reports: " + ", ".join(f"{name} {added[name]:+.1f}" for name in telling)


TELLING = 4
"""Features that a reason names."""


def score(model: LinearModel, features: dict[str, float]) -> float:
    """Return the logarithm of the odds that two short reports are of one event."""
    place = model.labels.index(SAME)
    total = 0.0
    for name, value in ((BIAS, 1.0), *sorted(features.items())):
        weights = model.weights.get(name)
        if weights is not None:
            total += value * (weights[place] - weights[1 - place])
    return total / SCALE


JOINS_FROM = -2.75
"""Logarithm of the odds at which two short reports are as alike as groups must be to join."""

FLAT = 12.0
"""How much of it makes the whole difference between nothing and one."""

MEAN = 0.16
"""Mean likeness at which groups join: `linker.FLOOR`."""

AGAINST_FROM = 2.5
MOST_AGAINST = -0.5
"""So far below JOINS_FROM a pair counts against joining, and no more than that."""


def other_countries(left: Passage, right: Passage) -> bool:
    """Return whether both name countries and nothing of one country: "Yemen", "Somalia". Peoples
    ("Russian bombs") say whose, not where, and alone part nothing."""
    if not _of(left, "at") or not _of(right, "at"):
        return False
    return not _of(left, "in") & _of(right, "in")


def brief_likeness(left: Passage, right: Passage, model: LinearModel | None = None) -> float:
    """Return how likely two short reports are of one event: MEAN and more where they join, less
    than 0 where they speak against it, 0 where they have nothing in common."""
    if not are_comparable(left, right):
        return 0.0
    if other_countries(left, right):
        return MOST_AGAINST
    above = score(model or shipped_model(), brief_features(left, right)) - JOINS_FROM
    if above < -AGAINST_FROM:
        return max(MOST_AGAINST, (above + AGAINST_FROM) / FLAT)
    return min(1.0, max(0.0, MEAN + above / FLAT))
