"""The formats in which a ledger is written out."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """csv has a row a claim; jsonl and json have a `sayso-reading/1` object a document.

    warc has the bytes that documents were made of.
    """

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"
    WARC = "warc"
