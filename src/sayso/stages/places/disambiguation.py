"""Which of the places of one name is meant: a weighted sum of few signs of the context.

Every name of a document is ranked together with the others. A first pass sees a name alone; the
next ones see what the others most likely mean: the same country and region, places nearby, the
place that it is said to lie in. Population only breaks ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, exp, log10, radians, sin, sqrt

from sayso.gazetteer import REGIONS, SETTLED, Entry
from sayso.lexicon.places import Theatre, theatres
from sayso.stages.places.context import SAME_SIDE
from sayso.stages.places.mention import Cue

WEIGHTS: dict[str, float] = {
    "population": 7.21,
    "main": 1.73,
    "country": 4.0,
    "capital": 1.8,
    "region": -0.06,
    "district": -2.17,
    "namesake": -1.6,
    "large": 0.8,
    "area": 3.29,
    "cue": 4.0,
    "cue_against": -0.79,
    "inside": 4.32,
    "same_country": 2.87,
    "same_region": 2.99,
    "near": 3.38,
    "theatre": 3.0,
    "beside": 2.0,
}
"""Fitted as a conditional logit on the gold spans of 550 documents of LGL and GeoWebNews; then
country, capital and cue were raised, since local US news speaks of Paris, Texas more than we do
and of "the Samara region" less. `namesake` and `large` came later and stand as tried."""

Vector = tuple[float, float, float]
"""A point of the unit sphere."""

ROUNDS = 3
NONE_OF_THESE = 3.0
"""What the hypothesis scores that the place is in no pack: as a village of 900 with its own name
and nothing around that speaks for it. A pack of places with 500 inhabitants lacks most villages."""

TOWN_NAMED_AS_COUNTRY = 0.4
"""How far surroundings count for a town of a country's name: a paper in Missouri that writes
"Mexico" means the country all the same, unless it says "Mexico, Mo."."""

KEPT = 24
"""Candidates a name keeps after the first pass, besides those in a region that is named."""

RIVALS = 3
"""Candidates of another name that are looked at for closeness."""

NEIGHBOURS = 60
"""Names that speak for places near them: the most frequent, so that time stays linear in the
number of names of a long text."""

NEAR = 80.0
"""Kilometres at which closeness counts 1/e of what it does at the point."""

ANCHORED = 15.0
"""The same for what lies right next to it, as villages that are named together do."""

EARTH_RADIUS = 6371.0


CUES: dict[Cue, frozenset[str]] = {
    "region": frozenset({"region", "area", "country"}),
    "district": frozenset({"district"}),
    "town": frozenset({"city", "capital"}),
    "water": frozenset({"sea", "lake", "river", "canal"}),
    "height": frozenset({"area", "region"}),
}
NO_FRONT = frozenset({"country", "continent", "sea", "region"})
PEACE = 0.25
"""How far a theatre counts in a text that does not speak of its countries: reports of conflicts
name their towns bare."""

UNKNOWN_POPULATION = 200
"""What a settlement counts for where GeoNames knows no figure, as for 70 % of those in Ukraine."""

VILLAGE = 5_000
"""Inhabitants under which a place is named with its neighbours; larger ones are known alone."""

KNOWN_TO_ALL = frozenset({"country", "area"})
LARGE_TOWN = 100_000
SEAT = 10_000
"""Inhabitants from which a town in a region of its name is as good an owner of it."""

SAME_REGION = 250.0
"""Kilometres from the middle of a region to its town of the same name, Aleppo or Istanbul."""


@dataclass
class Toponym:
    """One name of a document, as all its mentions share it, with its candidates.

    `within` is the name that it is said to be near to, and at most how many kilometres away.
    """

    entries: tuple[Entry, ...]
    cue: Cue | None = None
    weight: int = 1
    inside: tuple[int, ...] = ()
    state: str | None = None
    within: tuple[int, float] | None = None
    odds: list[float] = field(default_factory=list)
    vectors: list[Vector] = field(default_factory=list)
    fronts: list[float] = field(default_factory=list)
    towns: tuple[Vector, ...] = ()
    named_regions: frozenset[tuple[str | None, str | None]] = frozenset()

    def __post_init__(self) -> None:
        self.named_regions = frozenset(
            (entry.country, entry.admin1)
            for entry in self.entries
            if entry.main and entry.kind == "region"
        )
        self.towns = tuple(
            _vector(entry)
            for entry in self.entries
            if _own(self, entry) and entry.kind in CUES["town"]
        )


LARGE = frozenset({"country", "continent", "sea", "area"})


def prune(names: Sequence[Toponym]) -> None:
    """Leave each name its likeliest candidates by themselves, and those in a named region."""
    named = {
        (entry.country, entry.admin1)
        for name in names
        for entry in name.entries
        if entry.kind == "region" and entry.population > 500_000
    }
    for name in names:
        ranked = sorted(name.entries, key=lambda each: -_alone(name, each) - front(each))
        kept = [
            entry
            for place, entry in enumerate(ranked)
            if place < KEPT or (entry.country, entry.admin1) in named
        ]
        name.entries = tuple(kept[: 2 * KEPT])
        name.vectors = [_vector(entry) for entry in name.entries]
        name.fronts = _fronts(name.entries)


def rank(names: Sequence[Toponym], peoples: Mapping[str, int]) -> None:
    """Set the `odds` of every candidate of `names`; what they lack of 1 is for none of them."""
    prune(names)
    alone = [[_alone(name, entry) for entry in name.entries] for name in names]
    for name, scores in zip(names, alone, strict=True):
        name.odds = odds(scores)
    for _ in range(ROUNDS):
        shared = Support(names, peoples)
        fresh = [
            odds(
                [
                    lone + weigh(shared.signs(index, which))
                    for which, lone in enumerate(alone[index])
                ]
            )
            for index in range(len(names))
        ]
        for name, shares in zip(names, fresh, strict=True):
            name.odds = shares
    for name in names:
        if name.within is not None:
            _bound(name, names[name.within[0]], name.within[1])


def _bound(name: Toponym, anchor: Toponym, kilometres: float) -> None:
    """Leave no odds to what lies farther from the likeliest `anchor` than the text says."""
    if not anchor.odds or not name.odds:
        return
    likeliest = max(range(len(anchor.odds)), key=lambda which: anchor.odds[which])
    if anchor.entries[likeliest].kind in LARGE:
        return
    known = max(zip(name.odds, name.entries, strict=True), key=lambda pair: pair[0])[1]
    if kilometres == SAME_SIDE and known.population > LARGE_TOWN:
        return  # "Ryazan, southeast of Moscow" is 180 km away: no figure bounds it
    at, whole = anchor.vectors[likeliest], sum(name.odds)
    near = [
        share if _apart(vector, at) <= kilometres else 0.0
        for share, vector in zip(name.odds, name.vectors, strict=True)
    ]
    left = sum(near)
    name.odds = [whole * share / left for share in near] if left > 0 else near


def odds(scores: Sequence[float]) -> list[float]:
    """Return scores as shares of what, with the place that no pack holds, is 1."""
    if not scores:
        return []
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers) + exp(min(0.0, NONE_OF_THESE - top))
    return [power / whole for power in powers]


def weigh(signs: Mapping[str, float]) -> float:
    """Return the weighted sum of signs."""
    return sum(WEIGHTS[sign] * value for sign, value in signs.items())


def _alone(name: Toponym, entry: Entry) -> float:
    return weigh(signs_alone(name, entry))


def signs_alone(name: Toponym, entry: Entry) -> dict[str, float]:
    """Return the signs of a candidate that need no other name."""
    unknown = entry.population == 0 and entry.kind in SETTLED
    inhabitants = UNKNOWN_POPULATION if unknown else entry.population
    signs = {"population": log10(inhabitants + 10) / 8, "main": float(_own(name, entry))}
    if entry.kind in {"country", "capital", "region", "district"}:
        signs[entry.kind] = 1.0
    elif entry.kind in LARGE:
        signs["area"] = 1.0
    if entry.kind == "region" and any(
        _apart(_vector(entry), town) < SAME_REGION for town in name.towns
    ):
        signs["namesake"] = 1.0
    if _own(name, entry) and entry.population > LARGE_TOWN and entry.kind in CUES["town"]:
        signs["large"] = 1.0
    if name.cue:
        fits = entry.kind in CUES[name.cue]
        signs["cue" if fits else "cue_against"] = 1.0
    if name.state:
        code = f"{entry.country}.{entry.admin1}"
        signs["inside"] = float(code == name.state)
    return signs


def _own(name: Toponym, entry: Entry) -> bool:
    """Return whether the name is the place's own; what is a region's own is so of a town in it
    too."""
    seat = entry.kind in SETTLED and (entry.country, entry.admin1) in name.named_regions
    return entry.main or (seat and entry.population > SEAT)


def _vector(entry: Entry) -> Vector:
    return _on_sphere(entry.latitude, entry.longitude)


def _on_sphere(latitude: float, longitude: float) -> Vector:
    up, across = radians(latitude), radians(longitude)
    return (cos(up) * cos(across), cos(up) * sin(across), sin(up))


def _apart(point: Vector, second: Vector) -> float:
    """Return kilometres through the Earth, near enough to those over it where closeness matters."""
    x, y, z = point[0] - second[0], point[1] - second[1], point[2] - second[2]
    return EARTH_RADIUS * sqrt(x * x + y * y + z * z)


@lru_cache(maxsize=256)
def theatres_of(country: str | None) -> tuple[Theatre, ...]:
    """Return the theatres that lie in `country`, wholly or in part."""
    return tuple(each for each in theatres() if country in each.countries)


@lru_cache(maxsize=64)
def _points(theatre: Theatre) -> tuple[Vector, ...]:
    return tuple(_on_sphere(*point) for point in theatre.points)


def front(entry: Entry) -> float:
    """Return, from 1 to 0, how near a place lies to where a conflict of its country has been
    fought."""
    best = 0.0
    for theatre in theatres_of(entry.country):
        if entry.kind not in NO_FRONT:
            here = _vector(entry)
            nearest = min(_apart(here, point) for point in _points(theatre))
            best = max(best, exp(-((nearest / theatre.reach) ** 2)))
    return best if best > 0.01 else 0.0


def _fronts(entries: Sequence[Entry]) -> list[float]:
    """`front` of each entry; a region is as near as the town in it that bears its name."""
    fronts = [front(entry) for entry in entries]
    best: dict[tuple[str | None, str | None], float] = {}
    for entry, near in zip(entries, fronts, strict=True):
        key = (entry.country, entry.admin1)
        best[key] = max(near, best.get(key, 0.0))
    return [
        best[entry.country, entry.admin1] if entry.kind == "region" else near
        for entry, near in zip(entries, fronts, strict=True)
    ]


def _add(sums: defaultdict[str, float], shares: Mapping[str, float]) -> None:
    for key, share in shares.items():
        sums[key] += share


class Support:
    """What the other names of a document say for a candidate, from their odds of the last pass."""

    def __init__(self, names: Sequence[Toponym], peoples: Mapping[str, int]) -> None:
        self.names = names
        self.countries: list[dict[str, float]] = [self._shares(name, False) for name in names]
        self.regions: list[dict[str, float]] = [self._shares(name, True) for name in names]
        self.all_countries: defaultdict[str, float] = defaultdict(float)
        for code, count in peoples.items():
            self.all_countries[code] += min(count, 3) / 3
        for shares in self.countries:
            _add(self.all_countries, shares)
        self.all_regions: defaultdict[str, float] = defaultdict(float)
        for shares in self.regions:
            _add(self.all_regions, shares)
        self.bears_country = [
            any(entry.kind in KNOWN_TO_ALL and entry.main for entry in name.entries)
            for name in names
        ]
        often = sorted(range(len(names)), key=lambda index: -names[index].weight)[:NEIGHBOURS]
        self.best = {index: self._best(names[index]) for index in often}

    @staticmethod
    def _shares(name: Toponym, region: bool) -> dict[str, float]:
        shares: dict[str, float] = defaultdict(float)
        for entry, share in zip(name.entries, name.odds, strict=True):
            if entry.country and (not region or (entry.admin1 and entry.kind != "country")):
                key = f"{entry.country}.{entry.admin1}" if region else entry.country
                shares[key] += share
        return shares

    @staticmethod
    def _best(name: Toponym) -> list[tuple[float, Vector, bool]]:
        """Return odds, spots and whether it is no region, of what a name most likely means."""
        spots = [
            (share, vector, entry.kind not in REGIONS)
            for share, vector, entry in zip(name.odds, name.vectors, name.entries, strict=True)
            if entry.kind not in LARGE and share > 0.05
        ]
        return sorted(spots, reverse=True)[:RIVALS]

    def signs(self, index: int, which: int) -> dict[str, float]:
        """Return the signs of candidate `which` of name `index` that the other names give."""
        name = self.names[index]
        entry = name.entries[which]
        signs: dict[str, float] = {}
        if entry.country:
            own = self.countries[index].get(entry.country, 0.0)
            others = max(0.0, self.all_countries[entry.country] - own)
            rest = max(1.0, sum(self.all_countries.values()) - 1.0)
            signs["same_country"] = others / (rest + 0.5)
            code = f"{entry.country}.{entry.admin1}"
            if entry.admin1 and entry.kind != "country":
                own = self.regions[index].get(code, 0.0)
                others = max(0.0, self.all_regions[code] - own)
                signs["same_region"] = 1.0 - exp(-others)
        if entry.kind not in LARGE:
            signs["near"], adjacent = self._near(index, name.vectors[which])
            if entry.population < VILLAGE and entry.kind in SETTLED:
                signs["beside"] = adjacent
        fighting = self._fighting(index, entry.country) if name.fronts[which] else 0.0
        if fighting:
            signs["theatre"] = name.fronts[which] * fighting
        if self.bears_country[index] and entry.kind in {"city", "district"}:
            signs = {sign: TOWN_NAMED_AS_COUNTRY * value for sign, value in signs.items()}
        if name.inside:
            signs["inside"] = max(self._holds(other, entry) for other in name.inside)
        return signs

    def _fighting(self, index: int, country: str | None) -> float:
        """Return how far the other names and peoples speak of a conflict that is fought in
        `country`."""
        return max(
            (self._spoken_of(index, each.countries) for each in theatres_of(country)), default=0.0
        )

    def _spoken_of(self, index: int, countries: frozenset[str]) -> float:
        own = self.countries[index]
        others = sum(self.all_countries.get(code, 0.0) - own.get(code, 0.0) for code in countries)
        return min(1.0, max(PEACE, others))

    def _near(self, index: int, vector: Vector) -> tuple[float, float]:
        """Return how much lies near a point, and how much right next to it."""
        near = adjacent = 0.0
        for number, best in self.best.items():
            if number == index:
                continue
            apart = [(share, _apart(vector, point), settled) for share, point, settled in best]
            near += max((share * exp(-each / NEAR) for share, each, _ in apart), default=0.0)
            adjacent += max(
                (share * exp(-each / ANCHORED) for share, each, settled in apart if settled),
                default=0.0,
            )
        return 1.0 - exp(-near), 1.0 - exp(-adjacent)

    def _holds(self, outer_index: int, entry: Entry) -> float:
        """Return the odds that the name `outer_index` means something that `entry` lies in."""
        container = self.names[outer_index]
        held = 0.0
        for outer, share in zip(container.entries, container.odds, strict=True):
            if outer.geonameid == entry.geonameid and outer.geonameid:
                continue
            if outer.kind == "country":
                inside = outer.country == entry.country and entry.kind != "country"
            elif outer.kind == "region":
                inside = (outer.country, outer.admin1) == (entry.country, entry.admin1)
                inside = inside and entry.kind not in LARGE | {"region"}
            elif outer.kind in LARGE:
                inside = False
            else:
                inside = _apart(_vector(outer), _vector(entry)) < NEAR
            held += share * inside
        return held
