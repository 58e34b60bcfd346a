"""How `sayso` ends: documented in docs/cli.md and in `sayso --help`."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; `meaning` is what the help says of each."""

    DONE = 0
    SOME_UNREAD = 1
    USAGE = 2
    NONE_READ = 3
    LEDGER = 4
    UNKNOWN_ID = 5
    STOPPED = 130

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "all done",
    Exit.SOME_UNREAD: "some inputs could not be read; the others were",
    Exit.USAGE: "the command was not understood",
    Exit.NONE_READ: "nothing could be read",
    Exit.LEDGER: "the ledger is missing, locked, full, damaged or no ledger",
    Exit.UNKNOWN_ID: "no claim or document has this id, or more than one",
    Exit.STOPPED: "stopped by you; what was reported as added is safe",
}


def after_reading(read: int, unread: int) -> Exit:
    """The exit code after `read` documents were read and `unread` inputs were not."""
    if not unread:
        return Exit.DONE
    return Exit.SOME_UNREAD if read else Exit.NONE_READ
