"""From files, folders, addresses and streams to documents."""

from sayso.intake.discover import open_input
from sayso.intake.hints import LARGEST_INPUT, NO_HINTS, Hints, parse_time

__all__ = ["LARGEST_INPUT", "NO_HINTS", "Hints", "open_input", "parse_time"]
