"""The parser in a process of its own, which loads and works while this one does other things.

Half of what reading one article from cold takes is loading spaCy. The process is forked before
anything large or threaded is here, so that no lock and no thread is copied.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NoReturn

if TYPE_CHECKING:
    from sayso.record import Span
    from sayso.text.parse import Parse


@dataclass(frozen=True, slots=True)
class ParserApart:
    """A parser in the process `pid`: a text and its blocks go to it, their parse comes back.

    The answer is `Awaited`: it is waited for when somebody looks at it, so that what needs no
    parse can be done meanwhile. Where the process is dead, the text is parsed here.
    """

    pid: int
    requests: BinaryIO
    answers: BinaryIO

    def parse(self, text: str, blocks: Sequence[Span]) -> Parse:
        """As `sayso.text.parse.parse`, with the same outcome."""
        import pickle

        from sayso.text.parse import Awaited, parse

        def arrive() -> Parse:
            try:
                answer: Parse = pickle.load(self.answers)
            except (EOFError, OSError, pickle.UnpicklingError):
                return parse(text, blocks)
            return answer

        try:
            pickle.dump((text, list(blocks)), self.requests)
            self.requests.flush()
        except OSError:
            return parse(text, blocks)
        return Awaited(arrive)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def parser_apart() -> ParserApart | None:
    """A parser in a process of its own, where there is a core for it and this one is fresh."""
    if "numpy" in sys.modules or not _cores() > 1:
        return None
    asked, requests = os.pipe()
    answers, answered = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(requests)
        os.close(answers)
        _answer(os.fdopen(asked, "rb"), os.fdopen(answered, "wb"))
    os.close(asked)
    os.close(answered)
    return ParserApart(pid, os.fdopen(requests, "wb"), os.fdopen(answers, "rb"))


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else 1


def _answer(asked: BinaryIO, answered: BinaryIO) -> NoReturn:
    """Parse what is asked until nobody asks any more."""
    import pickle
    import gc
    try:
        gc.set_threshold(100000)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        from sayso.text.parse import _pipeline, parse

        _pipeline()
        while True:
            text, blocks = pickle.load(asked)
            pickle.dump(parse(text, blocks), answered)
            answered.flush()
    finally:
        os._exit(0)
