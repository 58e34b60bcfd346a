"""Sayso reads reports of armed conflict and keeps a sourced ledger of who said what."""

from __future__ import annotations

from sayso.actions.read import read
from sayso.record import Document, Reading

__all__ = ["Document", "Reading", "read"]
__version__ = "0.1.0"
