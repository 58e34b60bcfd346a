"""Words made fit for a file: UTF-8, no control characters, on one line where the format asks it."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO, Protocol

from sayso.record.addresses import without_credentials

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Control characters that XML 1.0 and most readers of tables refuse or stop at."""


class TextFile(Protocol):
    """Whatever takes text."""

    def write(self, words: str, /) -> int:
        """Write some; how much."""


class Utf8:
    """A file of bytes that takes text. What UTF-8 can't hold, half a surrogate pair, is escaped."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, words: str) -> int:
        return self._out.write(words.encode("utf-8", "backslashreplace"))


def fit(words: str) -> str:
    """Return words that any file holds, as long as they were: control characters become U+FFFD.

    Tabs and line ends stay. Half a surrogate pair becomes U+FFFD too.
    """
    if words.isprintable():  # most are; without, a CSV file took 4.3 s for 3.1
        return words
    return UNFIT.sub("\ufffd", words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def one_line(words: str) -> str:
    """Return words on one line, with one space for spaces, tabs and line ends of every sort."""
    return " ".join(fit(words).split())


def json_line(value: Any) -> str:
    """Return JSON on one line, letters as they are: no control character, no line end but at the
    end.
    """
    packed = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for end in ("\u2028", "\u2029", "\x85"):  # line ends to JavaScript and to some readers of lines
        packed = packed.replace(end, f"\\u{ord(end):04x}")
    return packed.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def web_address(url: str | None) -> str | None:
    """Return the address where it is one of the web: nothing that a reader would run."""
    line = one_line(without_credentials(url or "")).replace(" ", "%20")
    return line if line.lower().startswith(("http://", "https://")) else None
