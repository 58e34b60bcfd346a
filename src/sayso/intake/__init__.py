"""From files, folders, addresses and streams to documents."""

from sayso.intake.arrival import Arrival, Known, Taking
from sayso.intake.discover import open_arrivals, open_input
from sayso.intake.hints import LARGEST_INPUT, NO_HINTS, Hints, parse_time

__all__ = [
    "LARGEST_INPUT",
    "NO_HINTS",
    "Arrival",
    "Hints",
    "Known",
    "Taking",
    "open_arrivals",
    "open_input",
    "parse_time",
]
