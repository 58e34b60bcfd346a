"""Ids that are hashes of content, so that the same thing met twice is one thing."""

from __future__ import annotations

import hashlib
import json

ID_LENGTH = 24
"""Hex digits kept: 96 bits, under one chance in a billion of a clash in 10^10 things."""


def content_hash(kind: str, *parts: object) -> str:
    """Return a short stable id for `kind` with `parts`: strings, numbers, None, nested lists."""
    packed = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]
