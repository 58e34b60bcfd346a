"""Sayso reads reports of armed conflict and keeps a sourced ledger of who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.actions.notebook import open
    from sayso.actions.read import read
    from sayso.record import Document, Reading

__all__ = ["Document", "Reading", "open", "read"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """What the package offers, once it is asked for: `read` brings the parser and all stages,
    `open` the ledger.
    """
    if name == "read":
        from sayso.actions.read import read

        return read
    if name == "open":
        from sayso.actions import notebook

        return notebook.open
    if name in __all__:
        from sayso import record

        return getattr(record, name)
    raise AttributeError(f"module 'sayso' has no attribute '{name}'")
