"""The process that parses: what a worker runs, under limits that the system holds it to.

It reads a task at a time from standard input and writes results to standard output, until nobody is
there to give one. `workers` is the other end.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

with suppress(ImportError):  # Windows has none, and no workers
    import resource

from sayso.intake.frames import OUT_OF_MEMORY, framed

PARSERS = {
    "page": "sayso.intake.html:html_documents",
    "export page": "sayso.intake.telegram_pages:export_page_documents",
    "post": "sayso.intake.telegram:parsed_posts",
    "line": "sayso.intake.jsonl:parsed_lines",
    "feed": "sayso.intake.feeds:feed_documents",
    "feed items": "sayso.intake.feeds:parsed_feeds",
    "mail": "sayso.intake.mail:mail_documents",
    "pdf": "sayso.intake.papers:pdf_documents",
    "word": "sayso.intake.papers:docx_documents",
    "subtitles": "sayso.intake.subtitles:subtitle_documents",
    "sheet": "sayso.intake.sheets:sheet_rows",
    "archive": "sayso.intake.warc:records_of",
}
"""Every parser of foreign bytes. Each returns an iterator, and is imported when it is first asked
for: loading all of them takes 2 s."""

GROWN = 256 << 20
"""A worker that ever took so much leaves after its task: the next would have less than is due."""

PIECE = 1 << 20


def serve() -> None:
    """Run tasks until the other end of standard input is closed; ends with the process."""
    life, memory = int(sys.argv[2]), int(sys.argv[3])
    requests, answers = _apart()
    _end_with(life)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # macOS refuses to limit memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable(logging.CRITICAL)  # of what libraries wonder about; nobody would see it
    while True:
        try:
            parser, arguments, seconds = pickle.load(requests)  # noqa: S301  from our own process
        except EOFError:
            return
        except MemoryError:
            _leave_without_memory()
        _allow(seconds)
        _answer(answers, _run(parser, arguments, requests, answers))


def _apart() -> tuple[BinaryIO, BinaryIO]:
    """Return the streams of tasks and answers; standard input and output lead nowhere from now on.

    Libraries print, and a line of theirs must not come between two answers.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    return requests, answers


def _end_with(life: int) -> None:
    """Have the system end this process when the one that started it ends, even amid a parse.

    The other end of the pipe `life` is open there alone; when it closes, SIGIO comes, whose default
    is to end a process. Where there is no such signal, it ends after the task that it is at.
    """
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(life, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)


def _allow(seconds: float) -> None:
    """Have the system end this process by SIGXCPU after so much more processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds + 0.999)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _run(
    parser: str, arguments: tuple[Any, ...], requests: BinaryIO, answers: BinaryIO
) -> tuple[str, object]:
    """Send what the parser makes; return the message that ends the task."""
    try:
        if parser == "archive":
            arguments = (_stream(requests, answers, arguments[-1]), *arguments)
        for result in _parser(parser)(*arguments):
            # Who asks for an archive works on a page while the next is looked for.
            _answer(answers, ("result", result), at_once=parser == "archive")
    except MemoryError:
        _leave_without_memory()
    except Exception as error:  # noqa: BLE001  an error of ours costs one document, not the run
        return "failed", _described(error)
    return ("grown" if _peak() > GROWN else "done"), None


def _peak() -> int:
    """Return the most memory that this process held, in bytes.

    Linux carries `ru_maxrss` over `exec` from the process that started this one: below one with
    models loaded every worker looked grown and was replaced after each input.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) << 10
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak << 10


def _parser(name: str) -> Any:
    module, function = PARSERS[name].split(":")
    return getattr(importlib.import_module(module), function)


def parsed_here(
    parser: str, arguments: tuple[Any, ...], stream: BinaryIO | None = None
) -> Iterator[Any]:
    """Return what a parser makes, in this process and without limits."""
    if stream is not None:
        stream.seek(0)
    yield from _parser(parser)(*([stream] if stream is not None else []), *arguments)


def _described(error: Exception) -> tuple[str, str]:
    """Return an error's type with where it was raised, and its message for the log.

    The message may hold words of the input, which no problem shows.
    """
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {os.path.basename(where.filename)}:{where.lineno}"
    return place, ascii(str(error))[:200]


def _answer(answers: BinaryIO, message: tuple[str, object], at_once: bool = True) -> None:
    try:
        answers.write(framed(message))
        if at_once:
            answers.flush()
    except MemoryError:
        _leave_without_memory()
    except BrokenPipeError:
        os._exit(0)


def _leave_without_memory() -> None:
    os._exit(OUT_OF_MEMORY)


class _Asked(io.RawIOBase):
    """A stream that is open at the other end: its bytes are asked for as they are read."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO, size: int) -> None:
        self._requests, self._answers, self._size, self._at = requests, answers, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("a place before the beginning of the stream")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        _answer(self._answers, ("stream", (self._at, len(buffer))))
        read = pickle.load(self._requests)  # noqa: S301  from our own process
        if isinstance(read, str):
            raise OSError(read)
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)


def _stream(requests: BinaryIO, answers: BinaryIO, size: int) -> BinaryIO:
    return io.BufferedReader(_Asked(requests, answers, size), PIECE)
