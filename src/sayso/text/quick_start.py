"""What makes `sayso read` answer sooner from cold: three measures that surprise, in one place.

Seconds of waiting for one article of median length on two idle cores, medians of five runs in turn:
4.6 with all three, 5.8 without the parser process, 6.8 without leaving at once either (`python -m
benchmarks.cold FILE`). Loading spaCy takes 2.6 s of processor time with its command line, 1.8 s
without.

1. `parser_process`: a process is forked before anything large or threaded is loaded, so that no
   lock is copied in the middle of something. It loads spaCy and parses, while the first process
   loads the model and runs the tagger, whose stage needs no parse. What it parses is an
   `AwaitedParse`: whoever looks at it first waits.
2. `without_spacy_commands`: spaCy's own command line is left out where spaCy is imported.
3. `leave_at_once`: when all output is out, the process ends without taking down what it loaded.

Only `sayso read` uses the first and the last: it stores nothing, and somebody waits for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, BinaryIO, NoReturn

from sayso.record import Span
from sayso.text.cores import cores
from sayso.text.parse import Parse

ParseText = Callable[[str, Sequence[Span]], Parse]
"""A function such as `sayso.text.parser.parse`."""


class AwaitedParse(Parse):
    """A parse that another process makes: the first access to a field waits for it."""

    def __init__(self, receive: Callable[[], Parse]) -> None:
        self.__dict__["receive"] = receive

    def wait(self) -> None:
        """Return when the parse is here."""
        receive = self.__dict__.pop("receive", None)
        if receive is not None:
            self.__dict__.update(vars(receive()))

    def __getattr__(self, name: str) -> Any:
        if "receive" not in self.__dict__:
            raise AttributeError(name)
        self.wait()
        return getattr(self, name)


class ParserProcess:
    """A process that parses: texts and their blocks go to it by a pipe, parses come back by one.

    `load` imports the parser and returns its function; it is called here only where the process
    has died.
    """

    def __init__(
        self, pid: int, requests: BinaryIO, answers: BinaryIO, load: Callable[[], ParseText]
    ) -> None:
        self.pid, self.requests, self.answers, self.load = pid, requests, answers, load
        self.last: AwaitedParse | None = None

    def parse(self, text: str, blocks: Sequence[Span]) -> Parse:
        """Return the parse of `text` at once, as one that is awaited.

        Where the process has died, the text is parsed in this one.
        """

        def receive() -> Parse:
            try:
                answer: Parse = pickle.load(self.answers)  # noqa: S301
            except (EOFError, OSError, pickle.UnpicklingError):
                return self.load()(text, blocks)
            return answer

        if self.last is not None:
            self.last.wait()  # else both processes could wait to write to the other
        try:
            pickle.dump((text, tuple(blocks)), self.requests)
            self.requests.flush()
        except OSError:
            return self.load()(text, blocks)
        self.last = AwaitedParse(receive)
        return self.last


@contextmanager
def parser_process(load: Callable[[], ParseText]) -> Iterator[ParserProcess | None]:
    """Yield a parser that loads in a process of its own, and end that process afterwards.

    Yields None where that gains nothing or can't be: with one core, in a process that has loaded
    more than a little, on systems other than Linux.
    """
    if sys.platform != "linux" or "numpy" in sys.modules or cores() < 2:
        yield None
        return
    requested, requests = os.pipe()
    answers, answered = os.pipe()
    try:
        child = os.fork()
    except OSError:
        yield None
        return
    if child == 0:
        os.close(requests)
        os.close(answers)
        _serve(requested, answered, load)
    os.close(requested)
    os.close(answered)
    try:
        yield ParserProcess(child, os.fdopen(requests, "wb"), os.fdopen(answers, "rb"), load)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(requested: int, answered: int, load: Callable[[], ParseText]) -> NoReturn:
    """Parse what is requested, until the pipe is closed. An error ends this process only.

    The process that requested it then parses the text itself, and meets the error.
    """
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        parse = load()
        parse("", ())  # loads the pipeline
        with open(requested, "rb") as requests, open(answered, "wb") as answers:
            while True:
                text, blocks = pickle.load(requests)  # noqa: S301
                pickle.dump(parse(text, blocks), answers)
                answers.flush()
    finally:
        os._exit(0)


@contextmanager
def without_spacy_commands() -> Iterator[None]:
    """Leave spaCy's own command line out where spaCy is imported within the context."""
    if "spacy" in sys.modules:
        yield
        return
    names = ("spacy.cli", "spacy.cli.info")
    placeholder = ModuleType("spacy.cli.info")
    placeholder.__dict__["info"] = None
    sys.modules.update(dict.fromkeys(names, placeholder))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def leave_at_once(ended: SystemExit) -> NoReturn:
    """End with the code of `ended` when all output is out; where it can't be, as Python does."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        raise ended from None
    if isinstance(ended.code, int):
        os._exit(ended.code)
    raise ended
