"""Claims on a map: GeoJSON (RFC 7946), a feature for each resolved place of each claim.

A point is the middle of the place that the report names, and no finer: coordinates are cut to what
the precision of the place bears out, and `precision` says whether it is a spot, a town or a region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from sayso.exports.chosen import About, Chosen, each_made
from sayso.exports.encoding import Utf8, fit, json_line
from sayso.exports.provenance import provenance_of
from sayso.exports.rows import COLUMNS, ColumnType
from sayso.record import Place

DECIMALS: dict[str, int] = {"exact": 3, "town": 2, "district": 2, "region": 1, "country": 1}
"""Decimals of a degree by precision: 3 are 110 m, 2 are 1.1 km, 1 is 11 km."""

OF_THE_PLACE = frozenset(
    "place place_country geonameid latitude longitude precision place_score places".split()
)
PROPERTIES = tuple(each for each in COLUMNS if each.name not in OF_THE_PLACE)


def write_geojson(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write one FeatureCollection, a feature a line; how many features there were."""
    file = Utf8(out)
    file.write('{"type":"FeatureCollection","features":[\n')
    written = 0
    for lines in each_made("export geojson", _lines, chosen, about):
        for line in lines:
            file.write(("," if written else "") + line)
            written += 1
    provenance = provenance_of(about)
    file.write('],"attribution":' + json_line(provenance["attribution"]).strip())
    file.write(',"sayso":' + json_line(provenance).strip() + "}\n")
    return written


def _lines(chosen: Chosen) -> list[str]:
    return [json_line(each) for each in features(chosen)]


def features(chosen: Chosen) -> Iterator[dict[str, Any]]:
    """Yield the features of one claim: one for each of its places that the gazetteer has, each
    once.
    """
    seen: set[int] = set()
    properties = {each.name: _plain(each.of(chosen), each.kind) for each in PROPERTIES}
    for place in chosen.resolved.places:
        point = point_of(place)
        if point is None or place.geonameid is None or place.geonameid in seen:
            continue
        seen.add(place.geonameid)
        yield {
            "type": "Feature",
            "id": f"{chosen.resolved.claim.id}:{place.geonameid}",
            "geometry": {"type": "Point", "coordinates": list(point)},
            "properties": {**_place(place), **properties},
        }


def point_of(place: Place) -> tuple[float, float] | None:
    """Return longitude and latitude as fine as the place is named; None where it is not
    resolved.
    """
    decimals = DECIMALS.get(place.precision)
    if decimals is None or place.latitude is None or place.longitude is None:
        return None
    return round(place.longitude, decimals), round(place.latitude, decimals)


def _place(place: Place) -> dict[str, Any]:
    return {
        "place": fit(place.name),
        "place_country": place.country,
        "geonameid": place.geonameid,
        "precision": place.precision,
        "place_score": round(place.score, 4),
    }


def _plain(value: Any, kind: ColumnType) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return fit(value)
    if kind is ColumnType.FIGURES:
        return "; ".join(fit(each["said"]) for each in value) or None  # GIS tools know no lists
    return value
