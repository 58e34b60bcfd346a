"""Claims on a map, checked by the rules of RFC 7946 and, where it is installed, by GDAL."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from sayso.exports.geojson import write_geojson
from sayso.record import PlacePrecision, Reading
from tests.exports.making import chosen, odd_readings, written
from tests.made import market_reading, narrated_reading

RFC_7946: dict[str, Any] = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "number"]},
                    "properties": {"type": ["object", "null"]},
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "not": {"required": ["geometries"]},
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {
                                "type": "array",
                                "minItems": 2,
                                "maxItems": 3,
                                "prefixItems": [
                                    {"type": "number", "minimum": -180, "maximum": 180},
                                    {"type": "number", "minimum": -90, "maximum": 90},
                                ],
                            },
                        },
                    },
                },
                # Section 7.1: what one object has must not stand in another.
                "not": {"anyOf": [{"required": ["features"]}, {"required": ["coordinates"]}]},
            },
        },
    },
    "not": {"anyOf": [{"required": [each]} for each in ("coordinates", "geometry", "properties")]},
}


def collection(*readings: Reading) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(written(write_geojson, chosen(*readings)))
    Draft202012Validator(RFC_7946).validate(loaded)
    return loaded


def at(precision: PlacePrecision) -> Reading:
    reading = market_reading()
    (place,) = reading.places or ()
    exact = replace(place, precision=precision, latitude=15.64378, longitude=32.47749)
    return replace(reading, places=(exact,))


def test_a_resolved_place_is_a_point_with_its_claim() -> None:
    (feature,) = collection(market_reading())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [32.48, 15.64]}
    told = feature["properties"]
    assert (told["place"], told["precision"], told["geonameid"]) == ("Omdurman", "town", 365137)
    assert told["claimant"] == "Sudan Doctors Network"
    assert told["low"] == 54


@pytest.mark.parametrize(
    ("precision", "point"),
    [
        ("exact", [32.477, 15.644]),
        ("town", [32.48, 15.64]),
        ("district", [32.48, 15.64]),
        ("region", [32.5, 15.6]),
        ("country", [32.5, 15.6]),
    ],
)
def test_a_point_is_no_finer_than_the_report_names(
    precision: PlacePrecision, point: list[float]
) -> None:
    (feature,) = collection(at(precision))["features"]
    assert feature["geometry"]["coordinates"] == point


def test_what_is_not_resolved_is_on_no_map() -> None:
    assert collection(at("unknown"), narrated_reading("Shells fell."))["features"] == []


def test_a_place_named_twice_in_a_claim_is_one_point() -> None:
    reading = market_reading()
    (place,) = reading.places or ()
    first, second = reading.claims or ()
    twice = replace(reading, places=(place, place), claims=(replace(first, places=(0, 1)), second))
    assert len(collection(twice)["features"]) == 1


def test_geonames_is_named() -> None:
    assert "GeoNames" in collection()["attribution"]


@given(odd_readings())
def test_whatever_the_words_it_stays_geojson(reading: Reading) -> None:
    (feature,) = collection(reading)["features"]
    assert len(feature["properties"]["words"]) == len(reading.document.text)


def test_gdal_reads_it(tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="GDAL's reader: pip install pyogrio")
    file = tmp_path / "claims.geojson"
    file.write_bytes(written(write_geojson, chosen(market_reading(), at("region"))))
    meta, _, geometry, fields = pyogrio.raw.read(file)
    assert meta["geometry_type"] == "Point"
    assert len(geometry) == 2
    told = dict(zip(meta["fields"], fields, strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert list(told["precision"]) == ["town", "region"]
    assert told["words"][0] == collection(market_reading())["features"][0]["properties"]["words"]
