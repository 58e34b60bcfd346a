"""Pictures of our own as PNG, for sites that show no SVG. Nothing of a report is parsed here."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from importlib import resources

FONTS = (
    ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    ("font_source_sans_pro", "SourceSansPro-Bold.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Black.ttf"),
)
"""The packages and files of the fonts that the card's template names first (SIL OFL 1.1)."""

DRAWN_BY_THEM = ((0x0, 0x52F), (0x1E00, 0x22FF))
"""Code points that these fonts draw, first and last: Latin, Greek, Cyrillic, signs. Others are
drawn by what the machine has, so that only such a picture depends on it."""

MOST_HELD = 64
"""Pictures in memory: some 50 KB each."""


@lru_cache(maxsize=MOST_HELD)
def png_of(svg: str) -> bytes:
    """Return a picture of our own as PNG, the same on every machine where our fonts draw it all.

    Raises ValueError where it is no SVG.
    """
    import resvg_py  # loads 3 MB that no other page needs

    return resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=is_drawn_by_our_fonts(svg), font_files=list(_font_files())
    )


HEAD = 33
"""Bytes of a PNG's signature and its first chunk, which says how large the picture is."""


def described(svg: str, words: str) -> bytes:
    """Return a picture of our own as PNG that says in words what it shows (its "Description")."""
    made = png_of(svg)
    text = b"iTXt" + b"Description\0\0\0\0\0" + words.encode("utf-8", "replace")
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return made[:HEAD] + chunk + made[HEAD:]


def is_drawn_by_our_fonts(words: str) -> bool:
    """Return whether our fonts have all characters of these words."""
    return all(any(first <= ord(each) <= last for first, last in DRAWN_BY_THEM) for each in words)


@lru_cache(maxsize=1)
def _font_files() -> tuple[str, ...]:
    return tuple(str(resources.files(package).joinpath("files", name)) for package, name in FONTS)
