"""The tables that bulk reading makes: one visible list, with what each column means.

docs/bulk.md lists them; a test holds that it does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sayso.exports.claims_parquet import TYPES, ZONED
from sayso.exports.rows import COLUMNS, CORRECTED, WORK, ColumnType

SCHEMA = "sayso-bulk/1"
"""Columns may be added within version 1; none is taken away or changes its meaning."""

LEFT_OUT = frozenset(
    {"claimant_side", "judged", "incident", "folded_claim", "appearances", "origins"}
    | {each.name for each in (*CORRECTED, *WORK)}
)
"""Columns of an export that settings, people and linking fill: a reading has none of it."""

T, I64, I32, F64, B = pa.string(), pa.int64(), pa.int32(), pa.float64(), pa.bool_()
INSTANT = pa.timestamp("us", tz="UTC")
TOWN = pa.struct([("geonameid", I64), ("name", T), ("latitude", F64), ("longitude", F64)])
FIGURE = pa.struct([("role", T), ("value", F64)])
TERM = pa.struct([("term", T), ("weight", I32)])

Column = tuple[str, Any, str]
"""A column's name, type, and what it means."""

DOCUMENTS: tuple[Column, ...] = (
    ("document", T, "fingerprint of the document: its key in all tables and in a ledger"),
    ("id", T, "id of the document, the sender's own if it had one"),
    ("input", T, "name of the input that it came in"),
    ("unit", I64, "number of its record, line or row there, from 1"),
    ("offset", I64, "where that begins, in bytes of the input; rows are counted"),
    ("url", T, "address"),
    ("outlet", T, "who published it"),
    ("agency", T, "whose report it is, by its own words"),
    ("published", INSTANT, "when it was published; UTC where it tells no zone"),
    ("language", T, "language"),
    ("title", T, "title"),
    ("text", T, "the whole text; spans count its code points"),
    ("claims", I32, "how many claims were found"),
    ("attributed", I32, "how many of them someone made"),
    ("sha256", T, "hash of the bytes that it was made of"),
    ("capture", T, "how these came in, as JSON; none unless bytes were kept"),
    ("bytes", pa.large_binary(), "these bytes; none unless they were kept"),
    ("reading", T, "the whole reading, sayso-reading/1 without the text"),
)
CLAIMS: tuple[Column, ...] = (
    ("document", T, "fingerprint of the document"),
    *(
        (each.name, INSTANT if each.name in ZONED else TYPES[each.kind], each.meaning)
        for each in COLUMNS
        if each.name not in LEFT_OUT
    ),
)
APPEARANCES: tuple[Column, ...] = (
    ("passage", T, "key of a stretch of a document that tells of one happening"),
    ("document", T, "fingerprint of the document"),
    ("lead", B, "whether it is the document's main matter"),
    ("outlet", T, "who published the document"),
    ("day", pa.date32(), "day of publication there: what is compared lies a few days apart"),
    ("told", INSTANT, "when it was published, else the last day that its words name"),
    ("published_said", T, "when it was published, with its zone, as told"),
    ("first", INSTANT, "first instant of what happened"),
    ("last", INSTANT, "last instant of it"),
    ("blocks", pa.list_(T), "its ten weightiest terms: what is compared shares one"),
    ("terms", pa.list_(TERM), "its terms with their weights in thousandths"),
    ("towns", pa.list_(TOWN), "towns and smaller places"),
    ("figures", pa.list_(FIGURE), "figures by what happened to the counted"),
    ("kinds", pa.list_(T), "kinds of events"),
    ("scene", pa.list_(T), "labels of what happened by which short reports are compared"),
    ("claims", pa.list_(T), "ids of its claims"),
    ("body", pa.list_(T), "terms of the whole document in order, with its lead: copies share them"),
)
PROBLEMS: tuple[Column, ...] = (
    ("input", T, "name of the input"),
    ("unit", I64, "number of the record, line or row"),
    ("document", T, "fingerprint of the document; none where no document could be made"),
    ("stage", T, "what could not read it"),
    ("message", T, "why, and what to do"),
    ("start", I64, "where in the text, in code points"),
    ("end", I64, "to where"),
)
COUNTED = pa.struct(
    [
        *((name, F64) for name in ("low", "high", "whole")),
        *((name, T) for name in ("unit", "role", "bound", "change")),
    ]
)
MET = pa.struct([(name, T) for name in ("claim", "document", "outlet", "origin")])
PAIRS: tuple[Column, ...] = (
    ("one", T, "key of a passage"),
    ("other", T, "key of a passage like it, later in the alphabet"),
    ("likeness", I32, "how like they are, in ten-thousandths"),
)
COPIES: tuple[Column, ...] = (
    ("one", T, "fingerprint of a document"),
    ("other", T, "fingerprint of one that copies it, or is copied by it"),
    ("terms", F64, "share of the shorter one's terms that are in the other"),
    ("pairs", F64, "share of its pairs of terms that are in the other"),
)
INCIDENTS: tuple[Column, ...] = (
    ("incident", T, "id of the incident"),
    ("title", T, "what it is called"),
    ("kind", T, "kind of event that most documents tell of"),
    ("place", T, "place that most documents name"),
    ("place_country", T, "ISO 3166-1 alpha-3"),
    ("latitude", F64, "degrees, WGS 84"),
    ("longitude", F64, "degrees, WGS 84"),
    ("earliest", INSTANT, "first instant that claims give"),
    ("latest", INSTANT, "last instant that they give"),
    ("documents", pa.list_(T), "ids of its documents, as they came in"),
    ("leads", pa.list_(T), "ids of those whose main matter it is"),
    ("claims", pa.list_(T), "ids of its folded claims"),
    ("appearances", I32, "how often they were met in all"),
    ("origins", I32, "how many independent origins its documents have"),
    ("rivals", I32, "pairs of its claims that can't both hold"),
    ("packed", T, "the whole incident as JSON: rivals, history, warnings, why joined"),
)
FOLDED: tuple[Column, ...] = (
    ("claim", T, "id of the folded claim: that of its first appearance"),
    ("incident", T, "id of its incident"),
    ("claimant", T, "who says it"),
    ("claimant_country", T, "ISO 3166-1 alpha-3"),
    ("side", T, "whom the claimant speaks for"),
    ("narrated", B, "whether the outlet says it itself"),
    ("event", T, "kind of event"),
    ("polarity", T, "asserts, denies, acknowledges, doubts"),
    ("modality", T, "actual, planned, threatened, demanded ..."),
    ("quantities", pa.list_(COUNTED), "its figures"),
    ("places", pa.list_(T), "names of its places"),
    ("blames", T, "whom it names as the doer"),
    ("appearances", pa.list_(MET), "each claim that it was met as, and the origin of that"),
    ("origins", I32, "how many independent origins stand behind it"),
    ("packed", T, "the whole folded claim as JSON"),
)
LINKED: dict[str, tuple[Column, ...]] = {
    "pairs": PAIRS,
    "copies": COPIES,
    "incidents": INCIDENTS,
    "folded": FOLDED,
}
TABLES: dict[str, tuple[Column, ...]] = {
    "documents": DOCUMENTS,
    "claims": CLAIMS,
    "appearances": APPEARANCES,
    "problems": PROBLEMS,
}

ROWS_OF_A_GROUP = 2_000
CLAIM_KINDS: Mapping[str, ColumnType] = {each.name: each.kind for each in COLUMNS}


@dataclass(frozen=True, slots=True)
class TablePart:
    """A finished file of one table, and how many rows it has."""

    body: bytes
    rows: int


def part(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], about: object) -> TablePart:
    """Return the rows as a file: the same rows and `about` make the same bytes anywhere."""
    fields = [pa.field(name, kind, metadata={"tells": meaning}) for name, kind, meaning in columns]
    packed_about = json.dumps(about, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    schema = pa.schema(fields, metadata={"sayso": packed_about})
    arrays = [array([row.get(field.name) for row in rows], field.type) for field in schema]
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, compression="zstd", version="2.6") as writer:
        if rows:
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=ROWS_OF_A_GROUP)
    return TablePart(out.getvalue(), len(rows))


def array(values: Sequence[Any], kind: Any) -> Any:
    """Return a column of cells; instants may be whole microseconds since 1970."""
    return pa.array(values, type=kind)
