from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.exports.page.figures import amount, rows
from sayso.exports.page.voices import voices
from sayso.lexicon.figure_notation import label
from sayso.linking.claim_fields import figure_words
from sayso.record import Quantity, Reading, Span


def test_rival_figures_stand_lowest_first_and_denied_ones_are_named_so(naval: Reading) -> None:
    (row,) = rows([naval], voices([naval]))
    assert row.label == "boats sunk"
    assert [(each.text, each.voice.name, each.notes) for each in row.figures] == [
        ("2", "Rebels", ()),
        ("more than 2", "Rebels", ("denies",)),
        ("9 of 12", "Navy", ()),
    ]


def test_a_figure_said_in_two_reports_is_one_figure_with_two_pointers(naval: Reading) -> None:
    (row,) = rows([naval, naval], voices([naval, naval]))
    assert [[cite.number for cite in each.cites] for each in row.figures] == [[1, 2]] * 3


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (Quantity(Span(0, 9), 71, 71, 83, "drone", "intercepted"), "71 of 83 drones intercepted"),
        (Quantity(Span(0, 9), 1, 1, None, "person", "killed"), "1 people killed"),
        (Quantity(Span(0, 9), 14, 14, None, None, "killed"), "14 people killed"),
        (Quantity(Span(0, 9), 4000, 5000, None, "person", "displaced"),
         "4,000–5,000 people displaced"),
        (Quantity(Span(0, 9), 30, None, None, "person", "injured", "more_than"),
         "more than 30 people injured"),
        (Quantity(Span(0, 17), 24, None, None, "fighter", "killed"), "“dozens of fighter” killed"),
        (Quantity(Span(0, 9), 1.5, 1.5, None, "USD", None), "1.5 USD"),
    ],
)  # fmt: skip
def test_figures_read_as_a_newsroom_writes_them(quantity: Quantity, shown: str) -> None:
    assert figure_words(quantity, "dozens of fighters") == shown


def test_dozens_is_never_a_number() -> None:
    dozens = Quantity(Span(0, 6), 24, None, None, "person", "killed")
    assert amount(dozens, "Dozens died") == "“Dozens”"


def test_dozens_is_no_number_that_is_put_forward(naval: Reading) -> None:
    nine, denied, two = naval.quantities or ()
    many = replace(naval, quantities=(nine, denied, replace(two, low=24, high=None)))
    (row,) = rows([many], voices([many]))
    assert [each.counted for each in row.figures] == [True, True, False] or row.put_forward


def test_what_was_counted_is_named_in_the_plural() -> None:
    assert label(Quantity(Span(0, 1), 1, 1, None, "aircraft", "shot_down")) == "aircraft shot down"


def test_figures_without_a_role_stay_out_of_the_table(naval: Reading) -> None:
    bare = tuple(replace(each, role=None) for each in naval.quantities or ())
    assert rows([replace(naval, quantities=bare)], voices([naval])) == []
