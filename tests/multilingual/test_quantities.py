"""Counts and measures in languages that are read without a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Block, Span
from sayso.stages.multilingual.quantities import read_quantities
from sayso.stages.multilingual.words import LONGEST_SENTENCE, pieces_of
from tests.multilingual.readings import paragraph, samples, written

SAMPLES = tuple(samples("quantities"))


@pytest.mark.parametrize(("code", "sentence", "expected"), SAMPLES)
def test_counts_of_a_sentence(code: str, sentence: str, expected: str) -> None:
    read = [
        written(sentence, each) for each in read_quantities(sentence, paragraph(sentence), code)
    ]
    assert read == ([] if expected == "-" else expected.split(" ; "))


def test_a_heading_holds_for_the_lines_of_its_list() -> None:
    text = (
        "Втрати противника з початку року:\n▪ особового складу – близько 40 200 (+310) осіб\n"
        "➖\n▪ танків – 118 (+2) од\n▪ крилатих ракет – 95.\nЗагинуло 5 людей."
    )
    assert [written(text, each) for each in read_quantities(text, paragraph(text), "uk")] == [
        "особового складу – близько 40 200 = 40200 person lost about",
        "+310 = 310 person lost up",
        "танків – 118 = 118 tank lost",
        "+2 = 2 tank lost up",
        "крилатих ракет – 95 = 95 missile lost",
        "5 людей = 5 person killed",
    ]


def test_a_bare_number_of_a_list_counts_what_the_list_does() -> None:
    text = "Перехвачены и уничтожены:\n— 31 БПЛА над Брянской областью,\n— три над Крымом."
    assert [written(text, each) for each in read_quantities(text, paragraph(text), "ru")] == [
        "31 БПЛА = 31 drone intercepted",
        "три = 3 drone intercepted",
    ]


def test_a_list_does_not_reach_into_the_next_block() -> None:
    text = "Сбиты 4 ракеты.\n\n12 автобусов вышли на маршрут."
    blocks = [Block("paragraph", Span(0, 15)), Block("paragraph", Span(17, len(text)))]
    read = read_quantities(text, blocks, "ru")
    assert [(each.unit, each.role) for each in read] == [("missile", "intercepted"), ("bus", None)]


def test_boilerplate_is_not_read() -> None:
    text = "Подписались 12 человек."
    assert not read_quantities(text, [Block("boilerplate", Span(0, len(text)))], "ru")


@pytest.mark.parametrize("code", ["ru", "uk"])
@given(
    st.lists(
        st.sampled_from(
            "12 5 +5 ( ) , : – - / . % € № тыс. тисячі сотни пів один двох до от від з из БпЛА "
            "ракет раненых загинуло сбиты на по \n №5 С-300 3-х 40-летний 18:00 2024 года и".split(
                " "
            )
        )
        | st.text(max_size=6)
    )
)
def test_any_text_is_read(code: str, words: list[str]) -> None:
    text = " ".join(words)
    for each in read_quantities(text, paragraph(text), code):
        assert each.as_said.of(text).strip()
        assert each.high is None or each.low <= each.high


def test_a_text_without_an_end_is_read_in_pieces() -> None:
    text = "сбиты 5 дронов, " * 300
    pieces = list(pieces_of(text, Span(0, len(text))))
    assert max(map(len, pieces)) <= LONGEST_SENTENCE
    assert sum(map(len, pieces)) == 4 * 300
    assert len(read_quantities(text, paragraph(text), "ru")) == 300
