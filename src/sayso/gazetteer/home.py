"""Where packs lie on this machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def packs_folder() -> Path:
    """The folder of packs: in SAYSO_HOME if set, else in XDG_CACHE_HOME or ~/.cache.

    Where that cannot be written, a folder of this user in the system's temporary folder.
    """
    given = os.environ.get("SAYSO_HOME")
    cache = os.environ.get("XDG_CACHE_HOME")
    base = Path(given) if given else Path(cache or Path.home() / ".cache") / "sayso"
    folder = base / "gazetteer"
    if _writable(folder):
        return folder
    spare = Path(tempfile.gettempdir()) / f"sayso-{os.getuid()}" / "gazetteer"
    if _writable(spare):
        return spare
    raise OSError(
        f"no folder to keep the gazetteer in: neither {folder} nor {spare} can be written."
        " Set SAYSO_HOME to a folder that can."
    )
