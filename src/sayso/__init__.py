"""Sayso reads reports of armed conflict and keeps a sourced ledger of who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sayso.record import Document, Reading

if TYPE_CHECKING:
    from sayso.actions.read import read

__all__ = ["Document", "Reading", "read"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`read`, once it is asked for: it brings the parser and all stages with it."""
    if name == "read":
        from sayso.actions.read import read

        return read
    raise AttributeError(f"module 'sayso' has no attribute '{name}'")
