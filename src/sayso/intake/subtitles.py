"""Subtitles (.srt, .vtt): the words of the cues as a text, and when each of them is shown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sayso.intake.hints import STAGE, Hints, unread
from sayso.record import Block, Document, Problem, Span, Timing
from sayso.text.canonical import control_problems, decode, squeezed, without_surrogates

CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
TIMES = re.compile(rf"\s*{CLOCK}\s*-->\s*{CLOCK}(?:\s.*)?$")
STARTS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:WEBVTT(?:\s|$)|\s*\d{1,4}\r?\n\s*\d{1,3}:\d\d:\d\d[.,]\d)"
)
NOT_SHOWN = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|WEBVTT(?:\s|$)")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]{1,200})>")
TAG = re.compile(r"</?(?:[a-z]{1,8}(?:[.\s][^<>]{0,200})?|[\d:.]{5,14})>", re.IGNORECASE)
OVERRIDE = re.compile(r"\{\\[^{}]{1,200}\}")
DASH = re.compile(r"\s*[-–—]\s*(?=\S)")
SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
PAUSE_S = 2.0
"""Seconds without a cue after which a sentence that has ended ends its paragraph."""

LONGEST_PARAGRAPH = 800
"""Code points after which the next sentence begins another paragraph."""


@dataclass(frozen=True, slots=True)
class Subtitle:
    """What one speaker says in a line of a cue; `turn` where a dash says that another speaks."""

    words: str
    start: float
    end: float
    speaker: str = ""
    turn: bool = False


@dataclass
class Transcript:
    """The text that subtitles are joined to, a line each paragraph, and where each stands in it."""

    paragraphs: list[str] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    length: int = 0
    """Of all paragraphs but the last, with the ends of their lines."""

    def add(self, said: Subtitle, before: Subtitle | None) -> None:
        if before is None or self._begins(said, before):
            self.length += len(self.paragraphs[-1]) + 1 if self.paragraphs else 0
            self.paragraphs.append(f"{said.speaker}: " if said.speaker else "")
        elif self.paragraphs[-1]:
            self.paragraphs[-1] += " "
        start = self.length + len(self.paragraphs[-1])
        self.paragraphs[-1] += said.words
        self.timings.append(Timing(Span(start, start + len(said.words)), said.start, said.end))

    def _begins(self, said: Subtitle, before: Subtitle) -> bool:
        """Return whether it begins a paragraph: another speaks, or a sentence and a pause ended."""
        if said.turn or (said.speaker and said.speaker != before.speaker):
            return True
        if not SENTENCE_END.search(before.words):
            return False
        if said.speaker != before.speaker:
            return True
        long = len(self.paragraphs[-1]) > LONGEST_PARAGRAPH
        return long or said.start - before.end > PAUSE_S


def subtitle_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Return the document of a file of subtitles; its speakers' names lead what they say."""
    decoded = decode(raw)
    words, broken = without_surrogates(decoded.text)
    cues, problems = cues_of(words)
    transcript, before = Transcript(), None
    for said in cues:
        transcript.add(said, before)
        before = said
    text = "\n".join(transcript.paragraphs)
    if not text.strip():
        yield unread(name, "no subtitles in it", "Leave it out, or check that it was saved whole.")
        return
    yield Document(
        text,
        url=hints.url,
        outlet=hints.outlet,
        published=hints.published,
        language=hints.language or "en",
        marked=tuple(_blocks(transcript.paragraphs)),
        timings=tuple(transcript.timings),
        problems=(*decoded.problems, *broken, *problems, *control_problems(text)),
    )


def _blocks(paragraphs: Sequence[str]) -> Iterator[Block]:
    start = 0
    for words in paragraphs:
        yield Block("paragraph", Span(start, start + len(words)))
        start += len(words) + 1


def cues_of(text: str) -> tuple[list[Subtitle], tuple[Problem, ...]]:
    """Return what is said in each cue, in the order of the file, and what could not be read.

    Numbers, names and settings of cues, notes and styles are not said. Words after an empty line
    belong to the cue above them: some files have such lines in a cue.
    """
    cues: list[Subtitle] = []
    shown: list[str] = []
    times: tuple[float, float] | None = None
    untimed: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and NOT_SHOWN.match(lines[0]) and not any(map(TIMES.match, lines)):
            continue
        for number, line in enumerate(lines):
            timed = TIMES.match(line)
            if timed:
                times = _seconds(timed.groups()[:4]), _seconds(timed.groups()[4:])
            elif _names_a_cue(lines, number):
                continue
            elif "-->" in line or times is None:
                untimed.append(line)
            else:
                _add_line(cues, line, times, shown)
    if not untimed:
        return cues, ()
    quoted = "; ".join(f"“{line.strip()[:60]}”" for line in untimed[:5])
    message = f"{len(untimed)} line(s) of no cue are left out: {quoted}. Mend their times."
    return cues, (Problem(STAGE, message),)


def _names_a_cue(lines: Sequence[str], number: int) -> bool:
    """Return whether a line is the number or name of the cue whose times follow it."""
    return (
        number + 1 < len(lines)
        and TIMES.match(lines[number + 1]) is not None
        and (number == 0 or lines[number].strip().isdigit())
    )


def _add_line(
    cues: list[Subtitle], line: str, times: tuple[float, float], shown: list[str]
) -> None:
    """Add a line of a cue, unless it was shown just before and stays on the screen."""
    speaker = cues[-1].speaker if cues and (cues[-1].start, cues[-1].end) == times else ""
    parts = VOICE.split(OVERRIDE.sub("", line))
    for number, part in enumerate(parts):
        if number % 2:
            speaker = " ".join(html.unescape(part).split())
            continue
        words = squeezed(html.unescape(TAG.sub("", part)))
        if not words:
            continue
        stays = words in shown[-2:] and cues[-1].start != times[0] <= cues[-1].end + 0.1
        if stays:
            continue
        shown.append(words)
        ended = not cues or SENTENCE_END.search(cues[-1].words)
        turn = DASH.match(words) if ended else None
        words = words[turn.end() :] if turn else words
        cues.append(Subtitle(words, *times, speaker, turn is not None))


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds, rest = (each or "0" for each in clock)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{rest}")


def looks_like_subtitles(head: bytes) -> bool:
    """Return whether a stream begins as subtitles do."""
    return STARTS.match(head) is not None
