"""Canonical text: bytes to characters, once and for good, and blocks to one text with offsets."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from sayso.record import Block, BlockKind, Problem, Span

STAGE = "intake"

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED_FROM = 60_000
"""Bytes that an unknown encoding is guessed from; guessing takes seconds per megabyte."""

LAST_RESORT = "cp1252"
FEWEST_BEYOND = 50
"""Letters beyond ASCII below which an encoding may look like UTF-8 by chance."""

WHOLE_UTF8_SHARE = 0.98
"""Of the letters beyond ASCII, so many must be whole UTF-8 for the rest to be taken as damage."""

WESTERN = frozenset("éèêëàâäáçîïíôöóûùüúñßœÉÈÊÀÂÄÁÇÎÔÖÓÜÚÑŒ«»“”‘’–—…€£°¿¡·•§\xa0")
MOST_BEYOND = 0.15

AS_BROWSERS_DO = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "l1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030",
    "x-gbk": "gb18030", "shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic", "koi8-u": "koi8_u", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-8-i": "iso-8859-8", "windows-874": "cp874",
}  # fmt: skip
"""Names that pages use for encodings that hold more, as the Encoding Standard has them."""

NO_TEXT_SHARE = 0.05
"""More control characters than this, and what came in is no text; real pages have none."""

WHITE = re.compile(r"\s+")
LINE_SPACE = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u2028\u2029")
"""White space that layout makes; any other that stands alone between words was written so."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text that came from bytes, the encoding it had, and what was doubtful on the way."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """Return `raw` as text, without a leading byte order mark, and with all else kept.

    A byte order mark decides; then UTF-8 is tried, then UTF-16 without a mark, then the encoding
    that is `declared` (by HTTP or the page itself), and then it is guessed, with a problem.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding)
    plain = _strictly(raw, "utf-8")
    if plain is not None and not _looks_wide(raw):
        return Decoded(plain, "utf-8")
    if _looks_wide(raw):
        wide = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        text = _strictly(raw, wide)
        if text is not None:
            return Decoded(text, wide, (guessed(wide),))
    mostly = _mostly_utf8(raw)
    if mostly is not None:
        return mostly
    if declared:
        name = declared.strip().lower()
        text = _strictly(raw, AS_BROWSERS_DO.get(name, name))
        if text is not None:
            return Decoded(text, name)
    return _guess(raw)


def _mostly_utf8(raw: bytes) -> Decoded | None:
    """Return UTF-8 with a few broken bytes, as pages from several sources have; else None."""
    text = raw.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    beyond = sum(1 for byte in raw if byte >= 0xC0)
    if beyond < FEWEST_BEYOND or broken > (1 - WHOLE_UTF8_SHARE) * beyond:
        return None
    message = (
        f"{broken} byte(s) are no UTF-8, which the rest is: {REPLACEMENT} stands for them. Save the"
        " file again as UTF-8 to have them right."
    )
    return Decoded(text, "utf-8", (Problem(STAGE, message),))


def _marked(rest: bytes, encoding: str) -> Decoded:
    text = _strictly(rest, encoding)
    if text is not None:
        return Decoded(text, encoding)
    message = (
        f"some bytes are no {encoding}, which its first bytes say it is: {REPLACEMENT} stands for"
        " them. Save the file again as UTF-8 to have them right."
    )
    return Decoded(rest.decode(encoding, "replace"), encoding, (Problem(STAGE, message),))


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _looks_wide(raw: bytes) -> bool:
    """Return whether every other byte of the start is zero, as in Latin letters in UTF-16."""
    head = raw[:400]
    if len(head) < 4 or len(raw) % 2:
        return False
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) >= 0.4 * len(head) and min(even, odd) <= 0.05 * len(head)


def _guess(raw: bytes) -> Decoded:
    import charset_normalizer

    western = _strictly(raw, LAST_RESORT)
    if western is not None and _is_western(western):
        return Decoded(western, LAST_RESORT, (guessed(LAST_RESORT),))
    best = charset_normalizer.from_bytes(raw[:GUESSED_FROM]).best()
    if best is not None:
        text = _strictly(raw, best.encoding)
        if text is not None:
            return Decoded(text.removeprefix("\ufeff"), best.encoding, (guessed(best.encoding),))
    return Decoded(raw.decode(LAST_RESORT, "replace"), LAST_RESORT, (guessed(LAST_RESORT),))


def _is_western(text: str) -> bool:
    """Return whether all letters beyond ASCII are those of the large western languages, and few.

    In another encoding of Latin letters some of the same bytes are letters that those do not use.
    """
    beyond = [letter for letter in text if letter > "\x7f"]
    return set(beyond) <= WESTERN and len(beyond) <= MOST_BEYOND * len(text)


def guessed(encoding: str) -> Problem:
    """Return the problem of a text that was read in a guessed encoding."""
    message = (
        f"the text is not UTF-8; it was read as {encoding}, which is a guess."
        " Save it as UTF-8 if letters look wrong."
    )
    return Problem(STAGE, message)


def squeezed(words: str) -> str:
    """Return words on one line, with one space for each run of white space.

    A space of another kind that stands alone between words stays as it is, so that "12\u00a0400"
    is the figure that was written.
    """
    return WHITE.sub(_one_space, words).strip()


def _one_space(run: re.Match[str]) -> str:
    return run[0] if len(run[0]) == 1 and run[0] not in LINE_SPACE else " "


def without_surrogates(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` with U+FFFD for each lone surrogate, and a problem if there were any.

    Such halves are no characters and cannot be stored or sent; the length stays the same, so
    offsets given by others stay valid.
    """
    first = SURROGATE.search(text)
    if first is None:
        return text, ()
    count = len(SURROGATE.findall(text))
    message = (
        f"{count} lone surrogate(s) in the text, the first at {first.start()}: {REPLACEMENT} stands"
        " for each, so that offsets stay valid. Escape characters beyond U+FFFF as whole pairs."
    )
    return SURROGATE.sub(REPLACEMENT, text), (Problem(STAGE, message, Span(*first.span())),)


def control_problems(text: str) -> tuple[Problem, ...]:
    """Return a problem with the count of control characters, if there are any. They are kept."""
    first = CONTROL.search(text)
    if first is None:
        return ()
    count = sum(1 for _ in CONTROL.finditer(text))
    message = (
        f"{count} control character(s) in the text, the first at {first.start()}. They are kept;"
        " check that the right file was read."
    )
    return (Problem(STAGE, message, Span(*first.span())),)


def is_binary(text: str) -> bool:
    """Return whether `text` has so many control characters that it was never text."""
    head = text[:20_000]
    return bool(head) and sum(1 for _ in CONTROL.finditer(head)) > NO_TEXT_SHARE * len(head)


@dataclass
class CanonicalText:
    """Blocks gathered in reading order, then one text in which each has its own line."""

    words: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, kind: BlockKind, words: str) -> None:
        """Append a block; white space in `words` is squeezed, and no words add nothing."""
        words = squeezed(words)
        if not words:
            return
        start = self.length + 1 if self.words else 0
        self.words.append(words)
        self.length = start + len(words)
        self.blocks.append(Block(kind, Span(start, self.length)))

    @property
    def text(self) -> str:
        """Return all blocks, a line each: `text[block.span.start:block.span.end]` are its words."""
        return "\n".join(self.words)
