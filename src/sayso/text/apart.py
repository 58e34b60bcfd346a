"""The parser in a process of its own, which loads and works while this one does other things.

Loading spaCy is half of what one article takes from cold. The process is forked before anything
large or threaded is here, so that no lock is copied in the middle of something.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from sayso.text.cores import cores

if TYPE_CHECKING:
    from sayso.record import Span
    from sayso.text.parse import Awaited, Parse


class ParserApart:
    """Texts and their blocks go to `process` by `requests`; `answers` bring their parses."""

    def __init__(self, process: int, requests: BinaryIO, answers: BinaryIO) -> None:
        self.process, self.requests, self.answers = process, requests, answers
        self.last: Awaited | None = None

    def parse(self, text: str, blocks: Sequence[Span]) -> Parse:
        """What `sayso.text.parse.parse` gives, at once: it is waited for when it is looked at.

        Where the process has died, the text is parsed here.
        """
        from sayso.text.parse import Awaited, parse

        def arrived() -> Parse:
            try:
                answer: Parse = pickle.load(self.answers)  # noqa: S301
            except (EOFError, OSError, pickle.UnpicklingError):
                return parse(text, blocks)
            return answer

        if self.last is not None:
            self.last.wait()  # else each could be waiting to write to the other
        try:
            pickle.dump((text, tuple(blocks)), self.requests)
            self.requests.flush()
        except OSError:
            return parse(text, blocks)
        self.last = Awaited(arrived)
        return self.last


@contextmanager
def parser_apart() -> Iterator[ParserApart | None]:
    """A parser that is loading in a process of its own, ended when the context is left.

    None where that brings nothing or can't be: with one core, in a process that has loaded more
    than a little, on systems other than Linux.
    """
    if sys.platform != "linux" or "numpy" in sys.modules or cores() < 2:
        yield None
        return
    asked, requests = os.pipe()
    answers, answered = os.pipe()
    try:
        child = os.fork()
    except OSError:
        yield None
        return
    if child == 0:
        os.close(requests)
        os.close(answers)
        _answer(asked, answered)
    os.close(asked)
    os.close(answered)
    try:
        yield ParserApart(child, os.fdopen(requests, "wb"), os.fdopen(answers, "rb"))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(asked: int, answered: int) -> NoReturn:
    """Parse what is asked, until nobody can ask any more. What goes wrong ends the process only.

    The one who asked then parses the text itself, and meets what went wrong.
    """
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        from sayso.text.parse import parse

        parse("", ())  # loads it
        with open(asked, "rb") as requests, open(answered, "wb") as answers:
            while True:
                text, blocks = pickle.load(requests)  # noqa: S301
                pickle.dump(parse(text, blocks), answers)
                answers.flush()
    finally:
        os._exit(0)
