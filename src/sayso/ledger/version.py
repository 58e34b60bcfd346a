"""Which layout of its tables a ledger has."""

from __future__ import annotations

from sayso.ledger.errors import WrongVersionError

SCHEMA_VERSION = 3
"""The layout that this Sayso writes, and the last that it reads."""


def version_of(written: str | None, ledger: object) -> int:
    """Return the schema version of a ledger, from what it says of itself.

    Raises WrongVersionError when it is newer than this Sayso, or no version.
    """
    if not (written or "").isdecimal():
        raise WrongVersionError(
            f"{ledger} does not say which version of a ledger it is ({written}). Restore it from a"
            " copy."
        )
    version = int(written or 0)
    if version > SCHEMA_VERSION:
        raise WrongVersionError(
            f"{ledger} is a ledger of schema version {version}; this Sayso reads up to version"
            f" {SCHEMA_VERSION}. Use the Sayso that wrote it: `pip install --upgrade sayso`."
        )
    return version
