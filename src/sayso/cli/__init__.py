"""The command line."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from sayso.cli.terminal import open_closed_streams, use_utf8

__all__ = ["main"]

SELDOM = 100_000
"""Objects made between two looks for garbage: what is loaded stays, and each look goes over it."""


def main() -> None:
    """Run `sayso` with the arguments of this process, and exit; see `Exit`. A bug raises."""
    open_closed_streams()
    use_utf8()
    if sys.argv[1:2] == ["read"]:
        _read()
    from sayso.cli.app import app

    app(prog_name="sayso")


def _read() -> NoReturn:
    """`sayso read`, which stores nothing, and for which somebody is waiting at a terminal.

    The parser loads in a process of its own from the first moment, before this one knows any
    commands; and when all is written, the process ends without taking down what it had loaded.
    """
    from sayso.text.apart import parser_apart

    gc.set_threshold(SELDOM)
    try:
        with parser_apart() as parser:
            from sayso.cli.app import app

            app(prog_name="sayso", obj=parser)
    except SystemExit as ended:
        _leave(ended)
    raise AssertionError


def _leave(ended: SystemExit) -> NoReturn:
    """End with the code of `ended`, once all output is out; where it can't be, as Python does."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        raise ended from None
    if isinstance(ended.code, int):
        os._exit(ended.code)
    raise ended
