"""The JSON Schema takes every reading and refuses every wrong shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from sayso.record import Document, Reading
from sayso.record.wire import ONLY_IF_FILLED, dumps, schema, to_json
from tests.made import LAYERS, market_reading, readings

SCHEMA = Draft202012Validator(schema())


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(readings())
def test_every_reading_fits(reading: Reading) -> None:
    SCHEMA.validate(json.loads(dumps(to_json(reading))))


def test_a_reading_of_which_nothing_was_read_fits() -> None:
    SCHEMA.validate(to_json(Reading(Document(""))))


def test_no_field_goes_out_that_the_schema_does_not_tell() -> None:
    packed = to_json(market_reading())
    assert set(packed) == set(schema()["properties"]) == set(schema()["required"])
    for layer, kind in LAYERS.items():
        shape = schema()["$defs"][kind.__name__.lower()]
        told = set(shape["properties"])
        assert told - ONLY_IF_FILLED.get(kind, frozenset()) == set(shape["required"])
        own = {each.name for each in fields(kind)} - {"as_said", "span"}
        words = told - own
        assert words in (set(), {"start", "end"}), f"{layer}: {words}"
        assert own <= told, layer


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(packed: dict[str, Any]) -> None:
        *above, last = path.split(".")
        inner: Any = packed
        for step in above:
            inner = inner[int(step) if step.isdigit() else step]
        inner[int(last) if last.isdigit() else last] = value

    change.__name__ = f"{path}={value!r}"
    return change


def _drop(name: str) -> Callable[[dict[str, Any]], None]:
    def change(packed: dict[str, Any]) -> None:
        del packed[name]

    change.__name__ = f"no {name}"
    return change


BREAKS = (
    _set("schema", "sayso-reading/2"),
    _set("fingerprint", "no hash"),
    _set("published", "last Tuesday"),
    _set("published", "2026-03-04"),
    _set("text", None),
    _set("problems", None),
    _set("blocks.0.kind", "sidebar"),
    _set("blocks.0.start", -1),
    _set("attributions.0.source", [1, 2]),
    _set("attributions.0.manner", "quoted"),
    _set("attributions.0.parent", -1),
    _set("attributions.0.score", 1.5),
    _set("events.0.trigger", None),
    _set("events.0.trigger", [1]),
    _set("events.0.trigger", [1, 2, 3]),
    _set("events.0.kind", ""),
    _set("claims.0.evidence", {"start": 1, "end": 2}),
    _set("claims.0.polarity", "says"),
    _set("claims.0.claimant", "Sudan Doctors Network"),
    _set("claims.0.claimant.named", "yes"),
    _set("claims.0.quantities", [0.5]),
    _set("claims.0.chain", "Harbour Post"),
    _set("quantities.0.low", "54"),
    _set("quantities.0.bound", "minimum"),
    _set("places.0.latitude", 91),
    _set("places.0.geonameid", "365137"),
    _set("moments.0.type", "WEEKDAY"),
    _set("moments.0.earliest", "Saturday"),
    _set("warnings.0.spans", None),
    _set("problems.0.message", ""),
    _drop("id"),
    _drop("claims"),
    _drop("given_id"),
)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda change: change.__name__)
def test_a_wrong_shape_is_refused(broken: Callable[[dict[str, Any]], None]) -> None:
    packed = to_json(market_reading())
    assert SCHEMA.is_valid(packed)
    broken(packed)
    assert not SCHEMA.is_valid(packed)


def test_a_field_added_later_is_let_pass() -> None:
    packed = to_json(market_reading()) | {"sentiment": None}
    assert SCHEMA.is_valid(packed)
