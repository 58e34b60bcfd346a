"""How `sayso` ends: documented in docs/cli.md and in `sayso --help`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import typer

from sayso.cli.terminal import say
from sayso.files.writing import is_draft

if TYPE_CHECKING:
    from sayso.views.failures import Failures

Options = ParamSpec("Options")


class Exit(IntEnum):
    """Exit codes; `meaning` is what the help says of each."""

    DONE = 0
    SOME_UNREAD = 1
    USAGE = 2
    NONE_READ = 3
    LEDGER = 4
    UNKNOWN_ID = 5
    UNWRITTEN = 6
    STOPPED = 130

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "all done",
    Exit.SOME_UNREAD: "some inputs or documents could not be read or shown; the others were",
    Exit.USAGE: "the command was not understood",
    Exit.NONE_READ: "nothing could be read",
    Exit.LEDGER: "the ledger is missing, locked, full, damaged or no ledger",
    Exit.UNKNOWN_ID: "no claim or document has this id, or more than one",
    Exit.UNWRITTEN: "the results could not be written",
    Exit.STOPPED: "stopped by you; what was reported as added is safe",
}


def after_reading(read: int, unread: int) -> Exit:
    """Return the exit code after `read` documents were read and `unread` inputs were not."""
    if not unread:
        return Exit.DONE
    return Exit.SOME_UNREAD if read else Exit.NONE_READ


@contextmanager
def failing() -> Iterator[Failures]:
    """Take the documents that a command passes over; at the end say which, and end with their code.

    Damaged readings are damage to the ledger; an error of ours leaves some documents unread.
    """
    from sayso.views.failures import Failures

    failures = Failures()
    yield failures
    sys.stdout.flush()
    for message in failures.messages:
        say(f"sayso: {message}")
    if failures.damaged:
        raise typer.Exit(Exit.LEDGER)
    if failures.faulty:
        raise typer.Exit(Exit.SOME_UNREAD)


class UnwrittenError(Exception):
    """The results could not be written."""


def refuse_taken(out: Path, ledger: object, *, force: bool) -> None:
    """Raise UnwrittenError where the file `out` is the ledger, or is there without `force`."""
    if isinstance(ledger, Path) and out.exists() and ledger.exists() and out.samefile(ledger):
        raise UnwrittenError(f"{out} is the ledger itself. Name another file.")
    if out.exists() and not force:
        raise UnwrittenError(
            f"{out} is there already. Name another file, or write over it: --force."
        )


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Raise UnwrittenError where the file `out` can't be written.

    Any other file that can't be used in the meantime is a bug of ours, and raises as it is.
    """
    try:
        yield
    except OSError as error:
        ours = {out, *out.parents}
        named = None if error.filename is None else Path(error.filename)
        if named is not None and named not in ours and not is_draft(named, out):
            raise
        raise UnwrittenError(_unwritten(str(out), error)) from error


def _unwritten(what: str, error: OSError) -> str:
    return f"can't write {what}: {error.strerror}. Check the folder and the disk."


def ending(command: Callable[Options, None]) -> Callable[Options, None]:
    """Return `command` with every error that is not a bug shown and turned into its exit code."""

    @wraps(command)
    def run(*args: Options.args, **kwargs: Options.kwargs) -> None:
        from sayso.ledger import LedgerError, QueryError, UnknownIdError

        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except UnknownIdError as error:
            raise _ended(str(error), Exit.UNKNOWN_ID) from error
        except LedgerError as error:
            raise _ended(str(error), Exit.LEDGER) from error
        except QueryError as error:
            raise _ended(str(error), Exit.USAGE) from error
        except KeyboardInterrupt:
            message = "stopped. What was reported as added is safe; run it again to go on."
            raise _ended(message, Exit.STOPPED) from None
        except BrokenPipeError:
            _give_up_output()  # whoever read the results has seen enough
            raise typer.Exit(Exit.DONE) from None
        except UnwrittenError as error:
            raise _ended(str(error), Exit.UNWRITTEN) from error
        except OSError as error:
            # An error of standard output names no file; one that names a file is a bug of ours.
            if error.filename is not None:
                raise
            _give_up_output()
            raise _ended(_unwritten("the results", error), Exit.UNWRITTEN) from error

    return run


def _give_up_output() -> None:
    """Let Python's last flush of standard output go nowhere: it would fail, and end with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ended(message: str, code: Exit) -> typer.Exit:
    say(f"sayso: {message}")
    return typer.Exit(code)
