"""Where results and messages go: results to standard output, all else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")

PIPE_WIDTH = 100
"""Columns of a table that goes into a pipe or a file."""

NARROWEST = 60


def results() -> Console:
    """Return standard output, in colour only on a terminal."""
    from rich.console import Console

    width = shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
    return Console(width=max(width, NARROWEST), highlight=False, markup=False, emoji=False)


def messages() -> Console:
    """Return standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say(message: str) -> None:
    """Write a message for the person at the keyboard, on standard error."""
    messages().print(plain(message), style=None)


def with_bar(word: str, items: Iterable[Item], expected: int) -> Iterator[Item]:
    """Yield the same things, with a bar on standard error while they go by, if that is a terminal.

    `word` says what is done, `expected` how many there are.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = messages()
    bar = Progress(
        TextColumn(word),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=expected)
        for item in items:
            yield item
            bar.update(task, advance=1)


def open_closed_streams() -> None:
    """Put the null device where the caller closed a standard stream (`<&-`): nothing comes or goes.

    Python leaves None there, which nothing can be read from or written to.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def use_utf8() -> None:
    """Write UTF-8 whatever the locale: results go into files and pipes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def plain(words: str) -> str:
    """Return words on one line without what could steer a terminal: control and direction
    characters.
    """
    return "".join(map(_harmless, words)).strip()


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun: "1 document", "6 documents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
