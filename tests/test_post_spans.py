"""Sentences of posts are read from offsets and from texts that lie elsewhere, here made up."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.post_spans import LANGUAGES, OWN, ROLES, read_posts, spans_path
from evaluation.score import lines

POST = "⚡️ Подробности позже. Мэр Дубков сообщил о двух взрывах."


def place(words: str) -> list[int]:
    start = POST.index(words)
    return [start, start + len(words)]


def row(sentence: str, **attribution: list[list[int]]) -> dict[str, Any]:
    return {
        "post": "one",
        "lang": "ru",
        "sha256": hashlib.sha256(POST.encode()).hexdigest(),
        "sentence": place(sentence),
        "attributions": [attribution] if attribution else [],
    }


SAID = row(
    "Мэр Дубков сообщил о двух взрывах.",
    source=[place("Мэр Дубков")],
    cue=[place("сообщил")],
    content=[place("о двух взрывах")],
)


def write(folder: Path, rows: list[dict[str, Any]], posts: dict[str, str]) -> Path:
    """Write offsets and posts into a folder, and return it."""
    (folder / "languages").mkdir()
    spans_path("ru", folder).write_text(
        "".join(f"{json.dumps(each)}\n" for each in rows), encoding="utf-8"
    )
    (folder / "languages" / "posts.ru.jsonl").write_text(
        "".join(f"{json.dumps({'id': key, 'text': text})}\n" for key, text in posts.items()),
        encoding="utf-8",
    )
    return folder


def test_each_sentence_has_the_spans_of_its_own_text(tmp_path: Path) -> None:
    folder = write(tmp_path, [row("⚡️ Подробности позже."), SAID], {"one": POST})
    first, second = read_posts(folder, "ru", folder)
    assert first["text"] == "⚡️ Подробности позже."
    assert first["attributions"] == []
    assert second["doc_id"] == f"one-{POST.index('Мэр')}"
    (only,) = second["attributions"]
    words = {role: [second["text"][start:end] for start, end in only[role]] for role in ROLES}
    assert words == {"source": ["Мэр Дубков"], "cue": ["сообщил"], "content": ["о двух взрывах"]}


def test_another_text_under_the_same_id_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, [SAID], {"one": POST.replace("двух", "трёх")})
    with pytest.raises(ValueError, match=r"post one in .* isn't the one that was annotated"):
        read_posts(folder, "ru", folder)


def test_a_missing_post_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, [SAID], {"other": POST})
    with pytest.raises(ValueError, match="has no post one"):
        read_posts(folder, "ru", folder)


def test_a_span_outside_its_sentence_is_refused(tmp_path: Path) -> None:
    wrong = row("⚡️ Подробности позже.", source=[], cue=[place("сообщил")], content=[])
    folder = write(tmp_path, [wrong], {"one": POST})
    with pytest.raises(ValueError, match=r"line 1: the span .* lies outside the sentence"):
        read_posts(folder, "ru", folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committed_lines_hold_offsets_and_no_text(language: str) -> None:
    rows = list(lines(spans_path(language, OWN)))
    assert len(rows) >= 400
    for each in rows:
        assert set(each) == {"post", "lang", "sha256", "sentence", "attributions"}
        assert each["lang"] == language
        start, end = each["sentence"]
        for attribution in each["attributions"]:
            assert set(attribution) == set(ROLES)
            assert attribution["cue"]
            assert attribution["content"]
            for role in ROLES:
                assert all(start <= a < b <= end for a, b in attribution[role])
