"""Where packs lie on this machine."""

from __future__ import annotations

import logging
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from sayso.files.owners import why_not_ours

log = logging.getLogger(__name__)


def _why_unusable(folder: Path) -> str | None:
    """Return why packs can't be stored in `folder`, which is made if it can be; else None.

    Places are looked up in the packs, so whoever writes there decides where things happened.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        why = why_not_ours(folder)
        if why is None:
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        return f"{folder} can't be written ({(error.strerror or str(error)).lower()})"
    return why


@lru_cache(maxsize=8)
def _warn(why: str, spare: Path) -> None:
    """Log once that packs lie elsewhere."""
    log.warning("%s, so the gazetteer is stored in %s", why, spare)


def packs_folder() -> Path:
    """Return the folder of packs: in SAYSO_HOME if set, else in XDG_CACHE_HOME or ~/.cache.

    Where that can't be written, or belongs to another user, a folder of this user in the system's
    temporary folder. Raises OSError where that can't be used either.
    """
    given = os.environ.get("SAYSO_HOME")
    cache = os.environ.get("XDG_CACHE_HOME")
    base = Path(given) if given else Path(cache or Path.home() / ".cache") / "sayso"
    folder = base / "gazetteer"
    why = _why_unusable(folder)
    if why is None:
        return folder
    spare = Path(tempfile.gettempdir()) / f"sayso-{os.getuid()}" / "gazetteer"
    why_not_spare = _why_unusable(spare)
    if why_not_spare is None:
        _warn(why, spare)
        return spare
    raise OSError(
        f"no folder to store the gazetteer in: {why}; {why_not_spare}."
        " Set SAYSO_HOME to a folder of yours."
    )
