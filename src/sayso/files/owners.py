"""Who made a file or folder that Sayso is about to believe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sayso.files.opening import READ, RefusedFileError

OTHERS_WRITE = stat.S_IWOTH


def why_not_ours(folder: Path) -> str | None:
    """Return why `folder` can't be trusted, or None where it can.

    It must belong to this user or to root, and not every user may write in it. The folder above
    must belong to this user or to root, too: its owner could put another in its place.
    """
    for place in (folder, folder.parent):
        facts = place.stat()
        if facts.st_uid not in (os.geteuid(), 0):
            return f"{place} belongs to another user"
    if folder.stat().st_mode & OTHERS_WRITE:
        return f"every user may write in {folder}"
    return None


def check_ours(folder: Path, remedy: str) -> None:
    """Raise RefusedFileError, with the reason, where `folder` can't be trusted."""
    why = why_not_ours(folder)
    if why is not None:
        raise RefusedFileError(folder, why, remedy)


def check_not_planted(path: Path) -> None:
    """Raise RefusedFileError where another user may have put `path` there; a missing file is fine.

    A file that is opened for writing must be regular and no link. In a folder in which every user
    may write, it must belong to this user or to root.
    """
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return
    remedy = "Look at what it is, and delete it: it is made anew."
    if not stat.S_ISREG(facts.st_mode):
        raise RefusedFileError(path, "it is no regular file", remedy)
    shared = path.parent.stat().st_mode & OTHERS_WRITE
    if shared and facts.st_uid not in (os.geteuid(), 0):
        raise RefusedFileError(path, "it belongs to another user", remedy)


def read_secret(path: Path, most: int) -> bytes:
    """Return the bytes of a file that holds a secret, `most` at most.

    Raises RefusedFileError where it is no regular file, belongs to another user, or others may read
    or change it; OSError as `open` does.
    """
    handle = os.open(path, READ)
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise RefusedFileError(path, "it is no regular file", "Name a file.")
        if facts.st_uid != os.geteuid():
            raise RefusedFileError(path, "it belongs to another user", "Make one of your own.")
        if stat.S_IMODE(facts.st_mode) & 0o077:
            what = "others on this machine may read or change it"
            raise RefusedFileError(path, what, f"Close it with `chmod 600 {path}`.")
        return file.read(most)
