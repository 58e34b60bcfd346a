"""Non-breaking spaces of a page, kept through an extraction that makes plain spaces of them.

"12&nbsp;400" is one figure; with a plain space it may be two.
"""

from __future__ import annotations

import re

KEPT = {"\u00a0": "␠", "\u202f": "␢", "\u2007": "␣", "\u2009": "␤"}
"""Spaces, each with a sign that stands for it meanwhile. No page of prose has these signs."""

REFERENCE = re.compile(
    r"&(?:nbsp|numsp|thinsp|#0*(?:160|8239|8199|8201)|#x0*(?:a0|202f|2007|2009));", re.IGNORECASE
)
CODES = {"nbsp": "\u00a0", "numsp": "\u2007", "thinsp": "\u2009"}
SPACES = "".join(KEPT)
BETWEEN = re.compile(rf"(?<![\s{SPACES}])[{SPACES}](?![\s{SPACES}])")
EDGES = re.compile(rf"(?<=>)[{SPACES}](?=<)")
SIGNS = str.maketrans({sign: space for space, sign in KEPT.items()})


def with_signs(source: str) -> str:
    """Return a page's source with a sign for each such space that stands alone between words.

    A page that has one of the signs itself is returned as it is.
    """
    if any(sign in source for sign in KEPT.values()):
        return source
    written = REFERENCE.sub(_space, source)
    if not any(space in written for space in KEPT):
        return source
    return BETWEEN.sub(lambda space: KEPT[space[0]], EDGES.sub(" ", written))


def without_signs(words: str) -> str:
    """Return words with the spaces for which signs stand."""
    return words.translate(SIGNS).strip()


def _space(reference: re.Match[str]) -> str:
    name = reference[0][1:-1].lower()
    if name in CODES:
        return CODES[name]
    return chr(int(name[2:], 16) if name.startswith("#x") else int(name[1:]))
