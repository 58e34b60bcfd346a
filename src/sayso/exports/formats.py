"""The formats in which a ledger is written out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExportFormat(StrEnum):
    """csv, parquet and geojson have claims; jsonl and json a `sayso-reading/1` object a document.

    coded has incidents as rows of a codebook. acled, ucdp, gdelt-mentions, followthemoney, timemap
    and schema-claim have the shapes of those systems; bibtex, ris and csl-json cite documents; warc
    has the bytes that these were made of.
    """

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    JSON = "json"
    GEOJSON = "geojson"
    ACLED = "acled"
    UCDP = "ucdp"
    CODED = "coded"
    GDELT_MENTIONS = "gdelt-mentions"
    FOLLOWTHEMONEY = "followthemoney"
    TIMEMAP = "timemap"
    SCHEMA_CLAIM = "schema-claim"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    WARC = "warc"


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """What a face says of a format: a file's ending and media type, and what its rows are.

    A `binary` one is nothing for a terminal.
    """

    suffix: str
    media_type: str
    contents: str
    binary: bool = False


FACTS: dict[ExportFormat, FormatFacts] = {
    ExportFormat.CSV: FormatFacts(".csv", "text/csv; charset=utf-8", "claims"),
    ExportFormat.PARQUET: FormatFacts(
        ".parquet", "application/vnd.apache.parquet", "claims", binary=True
    ),
    ExportFormat.JSONL: FormatFacts(".jsonl", "application/x-ndjson", "documents"),
    ExportFormat.JSON: FormatFacts(".json", "application/json", "documents"),
    ExportFormat.GEOJSON: FormatFacts(".geojson", "application/geo+json", "places of claims"),
    ExportFormat.ACLED: FormatFacts(".csv", "text/csv; charset=utf-8", "incidents"),
    ExportFormat.UCDP: FormatFacts(".csv", "text/csv; charset=utf-8", "incidents"),
    ExportFormat.CODED: FormatFacts(".csv", "text/csv; charset=utf-8", "coded incidents"),
    ExportFormat.GDELT_MENTIONS: FormatFacts(
        ".mentions.CSV", "text/tab-separated-values; charset=utf-8", "mentions"
    ),
    ExportFormat.FOLLOWTHEMONEY: FormatFacts(".ftm.json", "application/x-ndjson", "entities"),
    ExportFormat.TIMEMAP: FormatFacts(".zip", "application/zip", "events", binary=True),
    ExportFormat.SCHEMA_CLAIM: FormatFacts(".jsonld", "application/ld+json", "claims"),
    ExportFormat.BIBTEX: FormatFacts(".bib", "application/x-bibtex; charset=utf-8", "citations"),
    ExportFormat.RIS: FormatFacts(
        ".ris", "application/x-research-info-systems; charset=utf-8", "citations"
    ),
    ExportFormat.CSL_JSON: FormatFacts(
        ".csl.json", "application/vnd.citationstyles.csl+json", "citations"
    ),
    ExportFormat.WARC: FormatFacts(".warc.gz", "application/warc", "snapshots", binary=True),
}

CITED = (ExportFormat.BIBTEX, ExportFormat.RIS, ExportFormat.CSL_JSON)
"""Formats that cite documents."""
