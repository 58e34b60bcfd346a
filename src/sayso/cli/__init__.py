"""The command line."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, NoReturn

from sayso.cli.terminal import open_closed_streams, use_utf8

if TYPE_CHECKING:
    from sayso.text.quick_start import ParseText

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
    """Run `sayso read`, which stores nothing and for which somebody waits at a terminal."""
    from sayso.text.quick_start import leave_at_once, parser_process

    gc.set_threshold(SELDOM)
    try:
        with parser_process(_load_parser) as parser:
            from sayso.cli.app import app

            app(prog_name="sayso", obj=parser)
    except SystemExit as ended:
        leave_at_once(ended)
    raise AssertionError


def _load_parser() -> ParseText:
    from sayso.text.parser import parse

    return parse
