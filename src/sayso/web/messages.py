"""What the site says to those who ask from elsewhere: no paths of the machine that serves it."""

from __future__ import annotations

import re
from pathlib import Path

from sayso.ledger import LedgerUrl, short_name

PATH = re.compile(r"(?<![\w:/.~-])~?/(?:[^\s/'\"]+/)+([^\s/'\"]*)")
"""A path with folders. That of a web address does not match: its slashes follow a colon or name."""

OTHER_USER_URL = re.compile(r"(?i)postgres(?:ql)?(?:\+psycopg)?://\S+?(?=[.,;:]?(?:\s|$|\)))")


def without_paths(message: str, ledger: Path | LedgerUrl) -> str:
    """Return `message` with names instead of paths: of the ledger, and of any other file.

    A database is called by its name, without its host and user.
    """
    name = short_name(ledger)
    if isinstance(ledger, Path):
        for folder in (ledger.parent, ledger.parent.absolute(), ledger.parent.resolve()):
            if str(folder) not in (".", "/"):
                message = message.replace(f"{folder}/", "").replace(str(folder), "its folder")
    else:
        message = message.replace(str(ledger), name)
    return OTHER_USER_URL.sub(name, PATH.sub(r"\1", message))
