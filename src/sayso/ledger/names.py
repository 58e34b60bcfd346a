"""What a ledger is named by: a file, or the URL of a PostgreSQL database whose password is hidden.

A URL is `postgresql://USER@HOST:PORT/DATABASE?OPTION=VALUE` or `postgres://...`, as psql takes it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote

from sayso.files.owners import check_ours
from sayso.ledger.errors import LedgerError

SCHEME = re.compile(r"(?i)postgres(?:ql)?(?:\+psycopg)?://")
PASSWORD = re.compile(r"(?s)(//[^:/?#@]*):.*(?=@)")
"""Up to the last @: a password that should have been escaped is hidden whole."""

SECRETS = re.compile(r"(?i)([?&](?:password|sslpassword)=)[^&#]*")
HIDDEN = "***"


class LedgerUrl(str):
    """The URL of a ledger: shown without its password, which only `revealed` gives."""

    __slots__ = ()

    def revealed(self) -> str:
        """Return the URL as it was given, with its password."""
        return str.__str__(self)

    def __str__(self) -> str:
        return SECRETS.sub(rf"\1{HIDDEN}", PASSWORD.sub(rf"\1:{HIDDEN}", self.revealed()))

    def __repr__(self) -> str:
        return f"LedgerUrl({str(self)!r})"

    def __format__(self, wanted: str) -> str:
        return format(str(self), wanted)


Where = Path | str
"""What a ledger is opened by."""


def named(where: Where) -> Path | LedgerUrl:
    """Return a ledger's file, or its URL."""
    if isinstance(where, LedgerUrl):
        return where
    if isinstance(where, str) and SCHEME.match(where):
        return LedgerUrl(where)
    return Path(where)


def short_name(where: Where) -> str:
    """Return what to call a ledger in a title: its file's name, or its database's."""
    name = named(where)
    if isinstance(name, Path):
        return name.name
    path = SCHEME.sub("", _without_secrets(name), count=1).partition("?")[0].partition("/")[2]
    return unquote(path) or "postgresql"


def _without_secrets(url: LedgerUrl) -> str:
    """Return a URL as if no password stood in it, however it names PostgreSQL."""
    address = PASSWORD.sub(r"\1", SECRETS.sub(r"\1", SCHEME.sub("//", url.revealed(), count=1)))
    return f"postgresql:{address}"


def sidecar_path(where: Where, ending: str) -> Path:
    """Return a file that belongs to a ledger: news.sqlite has news.ENDING.

    What belongs to a database is kept in this user's data folder ($XDG_DATA_HOME/sayso), which is
    made, for this user's eyes only: whoever else may read the ledger, the server decides. Its name
    has a hash of the URL without its password. Raises LedgerError when that folder can't be made.
    """
    name = named(where)
    if isinstance(name, Path):
        return name.with_name(f"{name.stem}.{ending}")
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    folder = Path(home) / "sayso"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_ours(folder, "")
    except OSError as error:
        raise LedgerError(
            f"The folder {folder} for what belongs to {name} can't be used: {error.strerror}. Set"
            " XDG_DATA_HOME to a folder of yours that you can write in."
        ) from error
    address = _without_secrets(name).encode("utf-8", "surrogatepass")
    key = hashlib.sha256(address).hexdigest()[:12]
    return folder / f"{re.sub(r'[^A-Za-z0-9_-]', '_', short_name(name))[:60]}-{key}.{ending}"
