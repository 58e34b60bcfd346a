"""A total that a list takes apart: its parts are no rival or later counts of it."""

from __future__ import annotations

import pytest

from sayso.linking.questions import CountedFigure, is_of_a_list, question_of
from sayso.record import Block, Quantity, Span
from sayso.stages.multilingual.quantities import read_quantities


def figures(text: str, code: str) -> tuple[Quantity, ...]:
    return read_quantities(text, (Block("paragraph", Span(0, len(text))),), code)


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        (
            "ru",
            "Сбито 30 беспилотников: 18 над Орловской областью, 12 — над Тульской.",
            [(30, None), (18, 30), (12, 30)],
        ),
        (
            "uk",
            "Збито 40 дронів – 25 на півночі, 15 на сході.",
            [(40, None), (25, 40), (15, 40)],
        ),
        ("ru", "Сбито 30 беспилотников, ещё 12 сбито утром.", [(30, None), (12, None)]),
        ("uk", "Поранено 5 людей: 20 людей евакуйовано.", [(5, None), (20, None)]),
        ("uk", "Збито 9 дронів: 8 на півночі, 7 на сході.", [(9, None), (8, None), (7, None)]),
    ],
)
def test_items_of_a_list_have_its_total_as_their_whole(
    code: str, text: str, wanted: list[tuple[int, int | None]]
) -> None:
    assert [(each.low, each.whole) for each in figures(text, code)] == wanted


def test_a_part_is_asked_apart_from_its_total() -> None:
    text = "Сбито 30 беспилотников: 18 над Орловской областью, 12 — над Тульской."
    total, *parts = figures(text, "ru")
    asked = [
        question_of(CountedFigure(each, "", of_a_list=is_of_a_list(each, (total, *parts))))[
            0
        ].extent
        for each in (total, *parts)
    ]
    assert asked == ["", "part", "part"]
