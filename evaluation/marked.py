"""Texts of our own in genres of conflict reporting, with their attributions marked in the text.

A line is a genre, a tab and a text; `\\n` in it is a line break. `{s1|the army}`, `{c1|said}` and
`{x1|that ...}` are source, cue and content of the attribution 1 of the text. An attribution has one
cue and one or more contents; its cue or content may be in several parts, and it may lack a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARKED = re.compile(r"\{([scx])(\d+)\|([^{}|]*)\}")
ROLES = {"s": "source", "c": "cue", "x": "content"}


def own_texts(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the texts of all files of a folder as gold records; ValueError says what is wrong."""
    for path in sorted(folder.glob("*.tsv")):
        yield from texts_of(path)


def texts_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the texts of one file as gold records, in its order."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            genre, _, marked = line.partition("\t")
            try:
                text, attributions = unmarked(marked.replace("\\n", "\n"))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error
            yield {
                "doc_id": f"{path.stem}-{number}",
                "genre": genre,
                "text": text,
                "attributions": attributions,
            }


def unmarked(marked: str) -> tuple[str, list[dict[str, list[list[int]]]]]:
    """Return a text without its marks, and its attributions as spans in code points.

    ValueError where an attribution lacks its cue or its content, or a mark is broken.
    """
    parts: list[str] = []
    length = end = 0
    found: dict[str, dict[str, list[list[int]]]] = {}
    for mark in MARKED.finditer(marked):
        before = marked[end : mark.start()]
        kind, key, words = mark.groups()
        parts += [before, words]
        start = length + len(before)
        length = start + len(words)
        end = mark.end()
        roles = found.setdefault(key, {"source": [], "cue": [], "content": []})
        roles[ROLES[kind]].append([start, length])
    text = "".join([*parts, marked[end:]])
    if any(each in text for each in "{}|"):
        raise ValueError("a mark is broken: it is written {s1|words}")
    for key, roles in found.items():
        if not roles["cue"] or not roles["content"]:
            raise ValueError(f"attribution {key} lacks its {'content' if roles['cue'] else 'cue'}")
    return text, list(found.values())
