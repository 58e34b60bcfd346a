"""Sentences of posts, without a parser."""

from __future__ import annotations

import pytest

from sayso.lexicon.multilingual import LANGUAGES
from sayso.record import Block, Span
from sayso.stages.multilingual.attribution import read_attributions
from sayso.stages.multilingual.sentences import sentences

POSTS = [
    (
        "ru",
        "Над Псковом сбиты 3 БПЛА. Пострадавших нет!",
        ["Над Псковом сбиты 3 БПЛА.", "Пострадавших нет!"],
    ),
    ("ru", "В Курской обл. сбито 4,5 тыс. снарядов в т.ч. старых.", None),
    (
        "ru",
        "Об этом сообщил И. Петров. Он не уточнил время.",
        ["Об этом сообщил И. Петров.", "Он не уточнил время."],
    ),
    ("ru", "⚡️ Взрывы в Сумах\nРаботает ПВО", ["⚡️ Взрывы в Сумах", "Работает ПВО"]),
    ("ru", "«Мы ждём. Мы готовы», — сказал мэр.", ["«Мы ждём.", "Мы готовы», — сказал мэр."]),
    ("ru", "Это... неизвестно пока", None),
    (
        "uk",
        "Ворог бив із Курської обл., рф, та ТОТ АР Крим. Збито 12 цілей.",
        ["Ворог бив із Курської обл., рф, та ТОТ АР Крим.", "Збито 12 цілей."],
    ),
    ("uk", "Втрати — 2 тис. осіб за добу.", None),
    ("uk", "Чи є загиблі? Поки невідомо…", ["Чи є загиблі?", "Поки невідомо…"]),
    (
        "uk",
        "Удар о 3.15 ночі. Горить склад на вул. Садовій.",
        ["Удар о 3.15 ночі.", "Горить склад на вул. Садовій."],
    ),
]


@pytest.mark.parametrize(("code", "text", "wanted"), POSTS)
def test_sentences_end_where_a_reader_ends_them(
    code: str, text: str, wanted: list[str] | None
) -> None:
    found = [each.of(text) for each in sentences(text, Span(0, len(text)), code)]
    assert found == (wanted or [text])


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_is_in_no_sentence(code: str) -> None:
    text = " \n".join(post for language, post, _ in POSTS if language == code)
    found = "".join(each.of(text) for each in sentences(text, Span(0, len(text)), code))
    assert "".join(found.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "run", ["-" * 300_000, " " * 300_000, "—\n" * 150_000, "\n " * 150_000, "." * 300_000]
)
def test_endless_runs_of_marks_are_read_to_their_end(run: str) -> None:
    text = f"Он {run} сказал мэр"
    blocks = (Block("paragraph", Span(0, len(text))),)
    assert all(text[each.start] not in " \n" for each in sentences(text, blocks[0].span, "ru"))
    assert not read_attributions(text, blocks, (), None, "ru")
