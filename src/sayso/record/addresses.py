"""Addresses of the web as they are stored and shown: without user names and passwords."""

from __future__ import annotations

import re

SCHEME = r"(?i)\b(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:/{2,3})"
CREDENTIALS = re.compile(SCHEME + r"[^/?#\s]*@")
"""What stands before the last @ of the part with the host."""

UNESCAPED = re.compile(SCHEME + r"(?:\[[^\]\s]*\]|[^/?#\s@:\[])*:(?!\d{0,5}(?:[/?#\s]|$))[^\s]*@")
"""A password with a / or ? in it that is not escaped: no port stands after the colon."""


def without_credentials(words: str) -> str:
    """Return `words` with no user name or password in any address that stands in them.

    They are passed on by those who write an address down, and Sayso never sends them.
    """
    if "@" not in words or "//" not in words:
        return words
    return CREDENTIALS.sub(r"\1", UNESCAPED.sub(r"\1", words))
