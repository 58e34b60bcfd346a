"""Opening of input files: only regular ones, inside the folder that the user named.

A file is opened first and looked at afterwards (`fstat`), so that nothing can be put in its place
between the check and the use. Nothing here waits: a pipe that nobody writes to opens at once.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 16
READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC

KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a link"),
)


class RefusedFileError(OSError):
    """A file that is not used. `strerror` says why, `remedy` what to do."""

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        super().__init__(errno.EPERM, what, str(path))
        self.remedy = remedy


def open_named(path: Path) -> BinaryIO:
    """Open a file that the user named, for reading from its beginning.

    Links are followed. A pipe may be read too, as `<(command)` of a shell is one, and a terminal.
    Raises RefusedFileError for a folder, a socket or another device, OSError as `open` does.
    """
    handle = os.open(path, READ)
    try:
        facts = os.fstat(handle)
        streams = stat.S_ISFIFO(facts.st_mode) or os.isatty(handle)
        if not streams:
            _check_regular(path, facts.st_mode)
        os.set_blocking(handle, True)
        return os.fdopen(handle, "rb") if streams else _up_to(handle, facts.st_size)
    except BaseException:
        os.close(handle)
        raise


def open_inside(folder: Path, path: Path) -> BinaryIO:
    """Open a file below `folder` that the user did not name, for reading from its beginning.

    A link may lead to a regular file below the same folder. Raises RefusedFileError for all other
    links and for what is no regular file, OSError as `open` does.
    """
    root = os.path.realpath(folder)
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root):
        raise RefusedFileError(
            path,
            "it is a link that leads out of the folder",
            "Put a copy of the file into the folder, or name the file itself.",
        )
    try:
        handle = _opened_below(root, real.relative_to(root).parts, path)
    except OSError as error:
        if error.filename is not None and not isinstance(error, RefusedFileError):
            error.filename = str(path)
        raise
    try:
        facts = os.fstat(handle)
        _check_regular(path, facts.st_mode)
        os.set_blocking(handle, True)
        return _up_to(handle, facts.st_size)
    except BaseException:
        os.close(handle)
        raise


def open_file(path: Path, folder: Path | None = None) -> BinaryIO:
    """Open a file that was named (`open_named`), or one below a `folder` (`open_inside`)."""
    return open_named(path) if folder is None else open_inside(folder, path)


def read_bounded(path: Path, most: int, folder: Path | None = None) -> bytes:
    """Return the bytes of a file of at most `most` bytes; see `open_file`.

    Raises RefusedFileError for a longer one.
    """
    with open_file(path, folder) as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise RefusedFileError(path, f"it has more than {most:,} bytes", "Check what it holds.")
    return raw


def size_of(stream: BinaryIO) -> int:
    """Return the bytes of an open file, 0 of what comes by a pipe; reading begins at its start."""
    if not stream.seekable():
        return 0
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _opened_below(root: str, parts: tuple[str, ...], path: Path) -> int:
    """Open a file by one part of its path after the other, so that no link is followed."""
    if not parts:
        raise RefusedFileError(path, "it is a folder, not a file", "Name a file.")
    here = os.open(root, FOLDER)
    try:
        for part in parts[:-1]:
            below = os.open(part, FOLDER | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        # To open some devices does something, so they are looked at before, too.
        facts = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        _check_regular(path, facts.st_mode)
        return os.open(parts[-1], READ | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _check_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = next((words for is_kind, words in KINDS if is_kind(mode)), "something else")
        remedy = "Save what it gives in a file, or pipe it into the command and name '-'."
        raise RefusedFileError(path, f"it is {what}, not a file", remedy)


def _up_to(handle: int, size: int) -> BinaryIO:
    """Return the file of a descriptor, which ends at `size` even while it grows."""
    return cast(BinaryIO, io.BufferedReader(_SizedFile(handle, size), BUFFER))


class _SizedFile(io.RawIOBase):
    """A file that ends at a size: one that is written to all the time would never end."""

    def __init__(self, handle: int, size: int) -> None:
        self._file = io.FileIO(handle, "rb")
        self._size = size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        left = max(0, self._size - self._file.tell())
        return self._file.readinto(view[:left]) or 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            return self._file.seek(max(0, self._size + offset))
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        # While Python ends, or where the constructor failed, there may be no file.
        if "_file" in self.__dict__:
            self._file.close()
        super().close()
