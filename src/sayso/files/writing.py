"""Writing of files: whole or not at all, never through a link or a file that another made.

A draft is made under a name that nobody can foresee, and only if there is nothing of that name
(O_EXCL), in the folder of the file. It is brought to disk and takes the place of the file.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sayso.files.opening import RefusedFileError

UNFINISHED = ".part"
"""How the name of a draft ends: one that a killed process left may be deleted."""

OWNER_ONLY = 0o600
BY_UMASK = 0o666
LONGEST_STEM = 200
"""Bytes of a file's name that its draft has, too; file systems allow 255."""

CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
TRIES = 100


@contextmanager
def whole_file(out: Path, mode: int = BY_UMASK, replace: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to that becomes `out` at the end, or leaves nothing after an error.

    A link at `out` is replaced, not followed. With `replace` false a file that is there stays, and
    FileExistsError is raised. Raises RefusedFileError where `out` is a folder, a pipe or a device,
    OSError where it can't be written.
    """
    # Nothing but this draft has its name, which was made with O_EXCL.
    with draft_of(out, mode, replace) as draft, os.fdopen(_handle(draft), "wb") as file:
        yield file


@contextmanager
def draft_of(out: Path, mode: int = OWNER_ONLY, replace: bool = True) -> Iterator[Path]:
    """Give the path of an empty file that becomes `out` at the end; see `whole_file`.

    It is for programs that open a file by its name, as SQLite does.
    """
    _check_place(out, replace)
    draft = _made(out, mode)
    try:
        yield draft
        _sync(draft)
        _put(draft, out, replace)
        _sync(out.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(out: Path, body: bytes, mode: int = BY_UMASK) -> None:
    """Write `body` to `out`; see `whole_file`."""
    with whole_file(out, mode) as file:
        file.write(body)


def _handle(draft: Path) -> int:
    return os.open(draft, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _made(out: Path, mode: int) -> Path:
    stem = os.fsdecode(os.fsencode(out.name)[:LONGEST_STEM])
    for _ in range(TRIES):
        draft = out.with_name(f"{stem}.{secrets.token_hex(8)}{UNFINISHED}")
        try:
            os.close(os.open(draft, CREATE, mode))
        except FileExistsError:
            continue
        return draft
    raise FileExistsError(f"no name for a draft of {out} is free")


def _check_place(out: Path, replace: bool) -> None:
    try:
        mode = out.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        what = "there is a folder, pipe or device of that name"
        raise RefusedFileError(out, what, "Name a file.")
    if not replace:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(out))


def _put(draft: Path, out: Path, replace: bool) -> None:
    if not replace:
        try:
            os.link(draft, out)  # unlike a rename, this fails where there is a file
        except FileExistsError:
            raise
        except OSError:
            # Some file systems have no second names for a file (FAT): a check must do there.
            _check_place(out, replace)
        else:
            return
    draft.replace(out)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_draft(path: Path, out: Path) -> bool:
    """Return whether `path` is the name of a draft of `out`."""
    stem = os.fsdecode(os.fsencode(out.name)[:LONGEST_STEM])
    return (
        path.parent == out.parent
        and path.name.startswith(f"{stem}.")
        and path.name.endswith(UNFINISHED)
    )
