"""Files that were handed in and wait to be read: kept in a folder of the site's own until then.

A process that reads them holds a lock of its own name there; where nobody holds it, the process has
ended, and another may go on with what it left.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sayso.actions.handing_in import HandedFile, HandedInput
from sayso.files.locking import LockedError, locked
from sayso.files.owners import check_ours
from sayso.intake import Hints

RUNNER = ".runner"
OWNER_ONLY = 0o700
BLOCK = 1 << 20


class HandedFiles:
    """The folder of a site's files that wait, made with the first of them, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = ExitStack()
        self.runner = ""

    def begin(self) -> None:
        """Hold the lock by which others see that this process lives. Raises OSError."""
        if self.runner:
            return
        self._folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
        check_ours(self._folder, "Move it away: it is made anew.")
        name = secrets.token_hex(8)
        self._held.enter_context(locked(self._folder / f"{name}{RUNNER}"))
        self.runner = name

    def close(self) -> None:
        """Let the lock go."""
        if self.runner:
            (self._folder / f"{self.runner}{RUNNER}").unlink(missing_ok=True)
        self._held.close()
        self.runner = ""

    def lives(self, runner: str) -> bool:
        """Return whether the process of this name still holds its lock."""
        path = self._folder / f"{runner}{RUNNER}"
        if runner == self.runner:
            return True
        if not path.exists():
            return False
        try:
            with locked(path):
                path.unlink(missing_ok=True)
                return False
        except LockedError:
            return True

    def keep(self, job: str, files: Sequence[HandedFile], hints: Hints) -> list[HandedInput]:
        """Write the bytes of files to the disk; return what is to be read. Raises OSError."""
        place = self._folder / job
        place.mkdir(mode=OWNER_ONLY)
        kept = []
        for number, file in enumerate(files):
            path = place / str(number)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            with os.fdopen(os.open(path, flags, 0o600), "wb") as out:
                _copy(file.stream, out)
            kept.append(HandedInput("file", file.name, hints, path))
        return kept

    def path(self, job: str, number: int) -> Path:
        """Return where the bytes of a job's input are."""
        return self._folder / job / str(number)

    def drop(self, job: str) -> None:
        """Remove the files of a job."""
        if self.runner and job:
            shutil.rmtree(self._folder / job, ignore_errors=True)

    def drop_others(self, jobs: Collection[str]) -> None:
        """Remove the files of all jobs but these: of jobs that ended, or whose users are gone."""
        for place in self._folder.iterdir():
            if place.is_dir() and place.name not in jobs:
                self.drop(place.name)


def _copy(stream: BinaryIO, out: BinaryIO) -> None:
    stream.seek(0)
    while block := stream.read(BLOCK):
        out.write(block)
    out.flush()
    os.fsync(out.fileno())


def packed_hints(hints: Hints) -> str:
    """Return what a form said of an input, as JSON."""
    published = hints.published.isoformat() if hints.published else None
    given = {
        "published": published,
        "outlet": hints.outlet,
        "language": hints.language,
        "url": hints.url,
        "columns": [list(each) for each in hints.columns],
    }
    return json.dumps(given)


def unpacked_hints(words: str) -> Hints:
    """Return what `packed_hints` was given."""
    given: dict[str, Any] = json.loads(words)
    published = datetime.fromisoformat(given["published"]) if given["published"] else None
    columns = tuple((field, name) for field, name in given["columns"])
    return Hints(published, given["outlet"], given["language"], given["url"], columns)
