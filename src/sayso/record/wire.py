"""A reading as plain JSON values and back: the machine interface `sayso-reading/1`.

The shape is described by `sayso-reading-1.schema.json` beside this file. It follows the dataclasses
field by field: a span is `[start, end]` in code points, half-open; an instant is ISO 8601; a layer
that was not looked for is null, one with nothing in it is []. Fields may be added within version 1;
none is taken away or changes its meaning.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from operator import itemgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sayso.record.claim import Appearance, Claim, Judgement
from sayso.record.document import Block, Document
from sayso.record.found import Actor, Event, Moment, Place, Quantity
from sayso.record.reading import Reading
from sayso.record.span import Span

SCHEMA = "sayso-reading/1"
Json = dict[str, Any]
Value = TypeVar("Value")

WORDS_OF: dict[type, str] = {
    Block: "span",
    Quantity: "as_said",
    Place: "as_said",
    Moment: "as_said",
    Actor: "as_said",
}
"""Things that are their words: this span of theirs is written as `start` and `end`."""

ADDED: dict[type, frozenset[str]] = {
    Appearance: frozenset({"corrections"}),
    Claim: frozenset({"described_as", "unnamed_because", "corrections"}),
    Event: frozenset({"main"}),
    Quantity: frozenset({"change"}),
    Judgement: frozenset({"changes"}),
}
"""Fields that came to version 1 later: where an older reading lacks them, their default holds."""

ONLY_IF_FILLED: dict[type, frozenset[str]] = {
    Appearance: frozenset({"corrections"}),
    Claim: frozenset({"corrections"}),
}
"""Fields that are left out where they are empty: a claim that nobody corrected has none."""

LATER_FIELDS: Json = {
    "updated": None,
    "other_titles": (),
    "pages": (),
    "timings": (),
    "inferred": (),
    "relevance": None,
}
"""What readings that an earlier Sayso wrote do not have."""


def schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of one reading."""
    source = resources.files("sayso.record").joinpath("sayso-reading-1.schema.json")
    loaded: Json = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def to_json(reading: Reading) -> Json:
    """Return one reading as JSON values.

    What the intake could not read is among the reading's problems, not apart from them.
    """
    document = reading.document
    packed: Json = {"schema": SCHEMA, "id": document.id, "fingerprint": document.fingerprint}
    packed |= {each.name: pack(getattr(document, each.name)) for each in fields(Document)}
    del packed["problems"]
    packed |= {each.name: pack(getattr(reading, each.name)) for each in _layers()}
    return packed


def from_json(packed: Json) -> Reading:
    """Return the reading that `to_json` packed.

    Raises ValueError when it is of another schema, or not the shape that the schema describes.
    """
    if packed.get("schema") != SCHEMA:
        raise ValueError(f"not a {SCHEMA} reading but {packed.get('schema')!r}")
    try:
        packed = {**LATER_FIELDS, **packed}
        document = unpack(Document, {**packed, "problems": ()})
        layers = {name: unpacker(packed[name]) for name, unpacker in _layer_unpackers().items()}
    except (KeyError, TypeError) as error:
        raise ValueError(f"not the shape of {SCHEMA}: {error!r}") from error
    return Reading(document=document, **layers)


def dumps(packed: Json) -> str:
    """Return one line of JSON, all in ASCII, so that any text passes through any pipe unchanged."""
    return json.dumps(packed, allow_nan=False, separators=(",", ":"))


def _layers() -> list[Any]:
    return [each for each in fields(Reading) if each.name != "document"]


def pack(value: Any) -> Any:
    """Return anything of the record as JSON values."""
    return _packer(type(value))(value)  # type: ignore[arg-type]


@cache
def _packer(kind: Any) -> Callable[[Any], Any]:
    """Return how to make JSON values of a `kind`: looking at each value anew took twice as long."""
    if kind is Span:
        return lambda value: [value.start, value.end]
    if issubclass(kind, tuple):
        return lambda value: [pack(each) for each in value]
    if issubclass(kind, datetime):
        return datetime.isoformat
    if is_dataclass(kind):
        return _fields_packer(kind)
    return lambda value: value


def _fields_packer(kind: Any) -> Callable[[Any], Json]:
    words = WORDS_OF.get(kind)
    names = tuple(each.name for each in fields(kind))
    spared = ONLY_IF_FILLED.get(kind, frozenset())

    def make(value: Any) -> Json:
        packed: Json = {}
        for name in names:
            inner = getattr(value, name)
            if name in spared and not inner:
                continue
            if name == words:
                packed["start"], packed["end"] = inner.start, inner.end
            else:
                packed[name] = _packer(type(inner))(inner)  # type: ignore[arg-type]
        return packed

    return make


def unpack(kind: type[Value], packed: Any) -> Value:
    """Return the `kind`, a class of the record, that `pack` packed."""
    made: Value = _unpacker(kind)(packed)  # type: ignore[arg-type]
    return made


@cache
def _unpacker(kind: Any) -> Callable[[Any], Any]:
    """Return how to make a `kind`, a type as in the annotations of the record, from JSON values."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = _unpacker(next(each for each in get_args(kind) if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        member = _unpacker(get_args(kind)[0])
        if member is _as_it_is:
            return tuple
        return lambda value: tuple(member(each) for each in value)
    if kind is Span:
        return lambda value: Span(*value)
    if kind is datetime:
        return datetime.fromisoformat
    if is_dataclass(kind):
        return _fields_unpacker(kind)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _layer_unpackers() -> dict[str, Callable[[Json], Any]]:
    """Return the unpackers of a reading's layers by name.

    Looking types up anew took half of the unpacking.
    """
    hints = get_type_hints(Reading)
    return {each.name: _unpacker(hints[each.name]) for each in _layers()}


def _fields_unpacker(kind: Any) -> Callable[[Json], Any]:
    """Return how to make a dataclass. Its fields are looked up at once and given by their places:
    with a dictionary of each, and by name, it took 1.6 times as long.
    """
    hints = get_type_hints(kind)
    words = WORDS_OF.get(kind)
    names = [each.name for each in fields(kind)]
    own = [name for name in names if name != words]
    place = names.index(words) if words is not None else -1
    values_of = _getter(own)
    defaults = _defaults(kind, ADDED.get(kind, frozenset()))
    optional, certain = _converted(own, hints)

    def make(packed: Json) -> Any:
        if defaults and not defaults.keys() <= packed.keys():
            packed = {**defaults, **packed}
        values = values_of(packed)
        for at, member in optional:
            if values[at] is not None:
                values[at] = member(values[at])
        for at, member in certain:
            values[at] = member(values[at])
        if place >= 0:
            values.insert(place, Span(packed["start"], packed["end"]))
        return kind(*values)

    return make


def _getter(names: Sequence[str]) -> Callable[[Json], list[Any]]:
    if len(names) < FEWEST_AT_ONCE:
        return lambda packed: [packed[name] for name in names]
    getter = itemgetter(*names)
    return lambda packed: list(getter(packed))


FEWEST_AT_ONCE = 2
"""Of one name itemgetter gives the value, and no tuple."""


def _defaults(kind: Any, added: Collection[str]) -> Json:
    """Return what the fields that were added later are where an older record has none."""
    given = {each.name: (each.default, each.default_factory) for each in fields(kind)}
    return {
        name: make() if make is not MISSING else default
        for name, (default, make) in given.items()
        if name in added
    }


Converted = tuple[tuple[int, Callable[[Any], Any]], ...]


def _converted(names: Sequence[str], hints: Mapping[str, Any]) -> tuple[Converted, Converted]:
    """Return the places of fields that are made from JSON values, with how: those that may be
    None, and all others.
    """
    optional, certain = [], []
    for at, name in enumerate(names):
        member = _unpacker(hints[name])
        if member is _as_it_is:
            continue
        if get_origin(hints[name]) in (Union, types.UnionType):
            inner = next(each for each in get_args(hints[name]) if each is not type(None))
            if _unpacker(inner) is not _as_it_is:
                optional.append((at, _unpacker(inner)))
        else:
            certain.append((at, member))
    return tuple(optional), tuple(certain)
