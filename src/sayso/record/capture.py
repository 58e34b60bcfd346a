"""Bytes as they came in, and how: what a snapshot keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes that came from `url` at `at` (UTC), with what the server said of them.

    `url` is an http address, or "file:" or "stdin:" and a name. Of several documents in the same
    bytes this is number `part` of `parts`. `reading` is a hash of the hints that went with them.
    """

    body: bytes
    url: str
    at: datetime
    media_type: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    part: int = 0
    parts: int = 1
    reading: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex digits."""
        return hashlib.sha256(self.body).hexdigest()
