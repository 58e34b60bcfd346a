"""The countries that a report of a conflict is of: a small place in another one is a namesake.

No pack holds every village and quarter: "Tawila" of Darfur is in none, and its only namesake lies
in Yemen. What is left open there is better than a place in a country that nobody spoke of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sayso.gazetteer import REGIONS, SETTLED, Entry
from sayso.record.trace import Rule, first_that_holds
from sayso.stages.places.disambiguation import Toponym, theatres_of

KNOWN_ANYWHERE = 100_000
"""Inhabitants from which a town is named without its country."""

SURE_OF = 0.75
"""Odds from which another name speaks for the country of its likeliest place."""

NEEDS = 1.5
"""What must speak for a country of a report: its name and a town, say, or three of its towns."""

TOWN = 0.5
"""What a town that is likely there speaks for its country; a country's name speaks for 1, and so
does a capital, with which most datelines begin."""


def namesakes(names: Sequence[Toponym], peoples: Mapping[str, int]) -> list[str | None]:
    """Return for each name the rule by which its likeliest place is a mere namesake, or None."""
    likeliest = [_likeliest(name) for name in names]
    return [
        None if best is None else first_that_holds(NAMESAKES, names, index, best[1], peoples)
        for index, best in enumerate(likeliest)
    ]


def _likeliest(name: Toponym) -> tuple[float, Entry] | None:
    pairs = zip(name.odds, name.entries, strict=True)
    return max(pairs, key=lambda pair: pair[0], default=None)


def _spoken_for(
    names: Sequence[Toponym], index: int, peoples: Mapping[str, int]
) -> dict[str, float]:
    """Return how much speaks for each country, but for the name at `index`."""
    weights: defaultdict[str, float] = defaultdict(float)
    for code, count in peoples.items():
        weights[code] += min(count, 3) / 2
    for at, name in enumerate(names):
        best = _likeliest(name)
        if at == index or best is None or best[0] < SURE_OF:
            continue
        entry = best[1]
        own = entry.kind in ("country", "capital") or (entry.kind == "region" and entry.main)
        if entry.country is not None:
            weights[entry.country] += 1.0 if own else TOWN
    return weights


def _in_another_country(
    names: Sequence[Toponym], index: int, entry: Entry, peoples: Mapping[str, int]
) -> bool:
    """Return whether a small place lies in a country that nothing else in the report speaks of."""
    name = names[index]
    if entry.kind not in (SETTLED | REGIONS | {"facility"}) - {"capital"}:
        return False
    if entry.country is None:
        return False
    if entry.population > KNOWN_ANYWHERE or name.state is not None:
        return False
    if entry.kind == "region" and (entry.main or name.cue == "region"):
        return False
    weights = _spoken_for(names, index, peoples)
    sharing = {code for theatre in theatres_of(entry.country) for code in theatre.countries}
    if any(weights.get(code, 0.0) > 0 for code in {entry.country, *sharing}):
        return False
    return any(weight >= NEEDS and theatres_of(code) for code, weight in weights.items())


NAMESAKES: tuple[Rule[Callable[[Sequence[Toponym], int, Entry, Mapping[str, int]], bool]], ...] = (
    Rule(
        "in a country that the report does not speak of",
        "The health ministry of Sudan's North Darfur reported nine deaths in Tawila.",
        _in_another_country,
    ),
)
"""Why the likeliest place of a name is not what the report means."""
