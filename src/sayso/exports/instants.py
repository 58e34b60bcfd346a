"""Instants as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(instant: datetime) -> datetime:
    """Return an instant in UTC; one without a zone is taken to be in it.

    The first and last hours of the calendar have no other zone to go to: their hour stays.
    """
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return instant.replace(tzinfo=UTC)
