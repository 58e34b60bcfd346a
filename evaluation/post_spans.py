"""Posts of Telegram in Russian and Ukrainian, whose attributions are committed as offsets alone.

The texts may be used to evaluate and may not be passed on, so they lie outside of the repository,
in `languages/posts.{ru,uk}.jsonl` of the benchmark data. `own/posts.{ru,uk}.spans.jsonl` has a line
for each sentence: the post's id and the SHA-256 of its text, the place of the sentence, and the
spans of source, cue and content, all as code points of the post. Furniture of the channel (links to
subscribe, bare hashtags) is no sentence. An attribution lies in one sentence, the one of its cue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.score import lines

OWN = Path(__file__).with_name("own")
LANGUAGES = ("ru", "uk")
ROLES = ("source", "cue", "content")


def spans_path(language: str, folder: Path = OWN) -> Path:
    """Return where the offsets of one language lie."""
    return folder / f"posts.{language}.spans.jsonl"


def read_posts(data: Path, language: str | None = None, folder: Path = OWN) -> list[dict[str, Any]]:
    """Return the sentences of the posts as gold records, each with spans of its own text.

    `data` is the folder of the benchmarks; without `language`, both are read. ValueError says which
    post is missing or isn't the one that was annotated, or which span lies outside its sentence.
    """
    return [
        each
        for one in ([language] if language else LANGUAGES)
        for each in _sentences(spans_path(one, folder), data / "languages" / f"posts.{one}.jsonl")
    ]


def _sentences(spans: Path, posts: Path) -> Iterator[dict[str, Any]]:
    """Yield the sentences of one language, in their order."""
    texts: dict[str, str] = {each["id"]: each["text"] for each in lines(posts)}
    checked: set[str] = set()
    for number, row in enumerate(lines(spans), 1):
        post = row["post"]
        if post not in checked:
            _check(post, texts.get(post), row["sha256"], posts)
            checked.add(post)
        start, end = row["sentence"]
        text = texts[post][start:end]
        yield {
            "doc_id": f"{post}-{start}",
            "lang": row["lang"],
            "text": text,
            "attributions": [
                {
                    role: [
                        _within(span, start, end, f"{spans}, line {number}") for span in each[role]
                    ]
                    for role in ROLES
                }
                for each in row["attributions"]
            ],
        }


def _check(post: str, text: str | None, sha256: str, posts: Path) -> None:
    """Raise ValueError unless the text is the one whose offsets were written down."""
    if text is None:
        raise ValueError(f"{posts} has no post {post}: take the file that the offsets were made on")
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != sha256:
        raise ValueError(
            f"the text of post {post} in {posts} isn't the one that was annotated "
            f"(SHA-256 {found[:12]}, not {sha256[:12]}): its offsets would point to other words"
        )


def _within(span: list[int], start: int, end: int, where: str) -> list[int]:
    """Return a span of the post as one of its sentence; ValueError where it lies outside."""
    if not start <= span[0] < span[1] <= end:
        raise ValueError(f"{where}: the span {span} lies outside the sentence {[start, end]}")
    return [span[0] - start, span[1] - start]
