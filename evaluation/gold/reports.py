"""How a report of the gold set is written, and what is checked when one is loaded.

A file begins with `outlet:`, `genre:` and `published:`, then an empty line. Each line that is not
indented is one sentence of the report; the indented lines after it annotate its words:

    The staff denied that 12 soldiers had left Gao on 3 May.
      said: The staff | denied | 12 soldiers had left Gao on 3 May | denies
      quantity: 12 soldiers | 12 | soldier | * | exact
      place: Gao | 16.27 -0.04
      moment: on 3 May | 2025-05-03 | 2025-05-03

`said` is source, cue, content and polarity; `inside` is the same for an attribution that sits
inside another's content. A quantity is words, value ("10..14" for a range, "24.." for one that is
open), unit, role, bound and, where there is one, the whole. A place is words and latitude and
longitude, or the code of a country. A moment is words, earliest and latest. "*" is not asked.
Words that stand twice in a sentence get "#2" for the second.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sayso.record import BOUNDS, POLARITIES, Span

ANY = "*"
WORDS = {"said": 3, "inside": 3, "quantity": 1, "place": 1, "moment": 1}
"""How many of the parts of a line are words of the sentence."""

FIELDS = {"said": (1,), "inside": (1,), "quantity": (4, 5), "place": (1,), "moment": (2,)}
"""How many parts say what is right of them."""


class GoldError(ValueError):
    """A file of the set is not as it must be; the message has the file and the line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation: its kind, the spans of its words in the report, and what is right of them."""

    kind: str
    spans: tuple[Span, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its annotations; a sentence a line."""

    name: str
    outlet: str
    genre: str
    published: datetime
    text: str
    marks: tuple[Mark, ...]

    @property
    def sentences(self) -> int:
        return self.text.count("\n") + 1


def load_reports(folder: Path) -> tuple[list[Report], str]:
    """Return the reports of `folder` by name, and a digest of all. Raises GoldError."""
    paths = sorted(folder.glob("*.txt"))
    joined = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    return [load_report(path) for path in paths], joined[:4]


def load_report(path: Path) -> Report:
    """Return the report of one file. Raises GoldError where an annotation doesn't fit its words."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    text, start = "", 0
    marks: list[Mark] = []
    for number, line in enumerate(body.splitlines(), head.count("\n") + 3):
        if not line.startswith(" "):
            start = len(text) + 1 if text else 0
            text = f"{text}\n{line}" if text else line
            continue
        try:
            marks.append(_mark(line.strip(), text[start:], start))
        except ValueError as wrong:
            raise GoldError(f"{path.name}, line {number}: {wrong}") from wrong
    published = datetime.fromisoformat(said["published"])
    return Report(path.stem, said["outlet"], said["genre"], published, text, tuple(marks))


def _mark(line: str, sentence: str, start: int) -> Mark:
    kind, _, rest = line.partition(": ")
    if kind not in WORDS:
        raise ValueError(f"{kind!r} is none of {', '.join(WORDS)}")
    parts = [part.strip() for part in rest.split(" | ")]
    words, fields = parts[: WORDS[kind]], tuple(parts[WORDS[kind] :])
    if len(fields) not in FIELDS[kind]:
        raise ValueError(f"{kind} has {len(fields)} parts after its words: {rest!r}")
    if kind in ("said", "inside") and fields[0] not in (ANY, *POLARITIES):
        raise ValueError(f"{fields[0]!r} is no polarity")
    if kind == "quantity" and fields[3] not in (ANY, *BOUNDS):
        raise ValueError(f"{fields[3]!r} is no bound")
    return Mark(kind, tuple(_span(each, sentence, start) for each in words), fields)


def _span(words: str, sentence: str, start: int) -> Span:
    """Return where `words` stand in the sentence that begins at `start` of the report."""
    words, _, number = words.partition("#")
    # Whole words: "it" is no part of "city".
    found = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence))
    place = int(number or 1) - 1
    if place >= len(found):
        raise ValueError(f"{words!r} stands {len(found)} times in {sentence!r}")
    if not number and len(found) > 1:
        raise ValueError(f"{words!r} stands {len(found)} times: add #1 or #2")
    return Span(start + found[place].start(), start + found[place].end())
