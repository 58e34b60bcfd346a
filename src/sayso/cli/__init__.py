"""The command line."""

from __future__ import annotations

from sayso.cli.app import main

__all__ = ["main"]
