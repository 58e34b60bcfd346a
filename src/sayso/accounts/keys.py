"""Random keys of sessions, tokens and devices, and what is stored of them."""

from __future__ import annotations

import hashlib
import secrets


def fresh() -> str:
    """Return a new key of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what is stored of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
