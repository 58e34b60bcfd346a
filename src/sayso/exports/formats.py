"""The formats in which a ledger is written out."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """csv has a row a claim; jsonl and json have a `sayso-reading/1` object a document."""

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"
