"""The lines of a plain mail: its own words, and those of the mails that it answers or passes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sayso.record.trace import Rule, first_that_holds

QUOTED = re.compile(r"^>")
ESCAPED = re.compile(r"^>(>*From )")
MORE_THAN = re.compile(r"^>=?\s?[$€£]?\d")
INTRODUCES = re.compile(
    r"^\s*(?:(?:On|Am|Le|El|Il|Op)\s.{6,300}?(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)"
    r"|.{3,200}<[^<>\s]{3,100}@[^<>\s]{3,100}>\s+(?:wrote|writes))\b.{0,60}:\s*$",
    re.DOTALL,
)
OLD = re.compile(
    r"^\s*(?:-{2,}|_{5,}|\*{2,})?\s*(?P<kind>original message|reply message|original appointment"
    r"|forwarded message|begin forwarded message)\b.{0,60}$",
    re.IGNORECASE,
)
RULE_LINE = re.compile(r"^\s*_{10,}\s*$")
FIELD = re.compile(
    r"^[\s*]*(From|Sent|Date|To|Cc|Subject|Reply-To)\s*:[\s*]*(.{0,1000}?)[\s*]*$", re.IGNORECASE
)
FIELDS_OF_AN_OLD_MAIL = 3
"""Header lines in a row that begin an old mail where no rule of dashes does."""

SIGNATURE = re.compile(r"^-- ?$")


ITEM = re.compile(r"^(?:[•●▪◦‣■✓·]|[-–—*]\s|\(?\d{1,2}[.)]\s)")
LABELLED = re.compile(r"^[^\W\d_][\w' /()-]{0,40}:\s+\S")
ROOM = 12
"""Letters that a line leaves free where its writer began another though a word would fit."""


@dataclass
class MailLines:
    """A plain mail: its own lines, the mail that it passes on, and what is left out."""

    own: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    old_fields: dict[str, str] = field(default_factory=dict)
    old: list[str] = field(default_factory=list)
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line that begins with ">", and what stands around it."""

    line: str
    alone: bool
    introduced: bool
    answers: bool


def _is_escaped(marked: MarkedLine) -> bool:
    return marked.alone and not marked.introduced and ESCAPED.match(marked.line) is not None


def _is_more_than(marked: MarkedLine) -> bool:
    close = marked.line[1:2] != " "
    free = marked.alone and not marked.introduced and (close or not marked.answers)
    return free and MORE_THAN.match(marked.line) is not None


OWN_WORDS: tuple[Rule[Callable[[MarkedLine], bool]], ...] = (
    Rule("From at a line's start, escaped", ">From Monday on the town was shelled.", _is_escaped),
    Rule("more than a figure", ">300 people were killed.", _is_more_than),
)
"""Lines that begin with ">" and are no quotation."""


def mail_lines(words: str, answers: bool) -> MailLines:
    """Return the lines of a plain mail by whose they are.

    `answers` says whether its headers name the mail that it answers.
    """
    lines = words.replace("\r\n", "\n").split("\n")
    parts = MailLines()
    start = _old_mail(lines)
    if start is not None:
        _sort_old(lines[start:], parts)
        lines = lines[:start]
    _sort_own(lines, answers, parts)
    return parts


def paragraphs_of(lines: list[str]) -> list[str]:
    """Return the paragraphs of a plain text whose lines may be broken at a width.

    Items of a list and lines that end early are paragraphs; others go on in the next.
    """
    width = max(map(len, lines), default=0)
    paragraphs: list[list[str]] = [[]]
    before = ""
    for line in (each.strip() for each in lines):
        if not line or (before and _begins_another(before, line, width)):
            paragraphs.append([])
        if line:
            paragraphs[-1].append(line)
        before = line
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]


def _begins_another(before: str, line: str, width: int) -> bool:
    """Return whether `line` begins a paragraph below `before` without an empty line."""
    if ITEM.match(line) or (LABELLED.match(line) and LABELLED.match(before)):
        return True
    fits = len(before) + 1 + len(line.split(" ", 1)[0]) < width - ROOM
    return fits and not line[:1].islower() and not before.endswith((",", "-", "–"))


def _old_mail(lines: list[str]) -> int | None:
    """Return where an older mail begins below this one, None where there is none."""
    for number, line in enumerate(lines):
        if OLD.match(line) and any(FIELD.match(near) for near in lines[number + 1 : number + 4]):
            return number
        if number and FIELD.match(line) and line.lstrip(" *").lower().startswith("from"):
            run = lines[number : number + FIELDS_OF_AN_OLD_MAIL]
            names = [match.group(1).lower() for match in map(FIELD.match, run) if match]
            if len(set(names)) == FIELDS_OF_AN_OLD_MAIL and {"sent", "date"} & set(names):
                return number
    return None


def _sort_old(lines: list[str], parts: MailLines) -> None:
    marker = OLD.match(lines[0])
    parts.is_forwarded = marker is not None and "forwarded" in marker.group("kind").lower()
    rest = lines[1:] if marker else lines
    while rest and not rest[0].strip():
        rest = rest[1:]
    while rest and (match := FIELD.match(rest[0])):
        parts.old_fields.setdefault(match.group(1).lower(), match.group(2))
        rest = rest[1:]
    parts.old = rest


def _sort_own(lines: list[str], answers: bool, parts: MailLines) -> None:
    introduced = False
    for number, line in enumerate(lines):
        if SIGNATURE.match(line):
            parts.signature = [each for each in lines[number + 1 :] if each.strip()]
            break
        if QUOTED.match(line):
            around = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
            alone = not any(QUOTED.match(near) for near in around)
            marked = MarkedLine(line, alone, introduced, answers)
            rule = first_that_holds(OWN_WORDS, marked)
            if rule is None:
                parts.quoted.append(line)
            else:
                parts.own.append(ESCAPED.sub(r"\1", line))
            continue
        if line.strip():
            introduced = _is_introduction(lines, number, parts)
            if introduced:
                continue
        parts.own.append(line)
    while parts.own and RULE_LINE.match(parts.own[-1] or "_" * 10):
        parts.own.pop()


def _is_introduction(lines: list[str], number: int, parts: MailLines) -> bool:
    """Return whether a line says whose words are quoted below it; two lines of it are one."""
    following = next((each for each in lines[number + 1 :] if each.strip()), ">")
    if not QUOTED.match(following):
        return False
    if INTRODUCES.match(lines[number]):
        parts.quoted.append(lines[number])
        return True
    before = parts.own[-1] if parts.own else ""
    if before.strip() and INTRODUCES.match(f"{before} {lines[number]}"):
        parts.quoted.extend([parts.own.pop(), lines[number]])
        return True
    return False
