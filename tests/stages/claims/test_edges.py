"""Claims end where their phrases and quotations do."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.record import Span
from sayso.stages.claims.claimants import whole_name
from sayso.stages.claims.edges import EDGE_RULES, Edges, tidied
from sayso.stages.claims.evidence import Evidence
from sayso.text.parse import Parse
from sayso.text.parser import parse
from sayso.text.quotes import quotations_around


def parsed(text: str) -> Parse:
    return parse(text, [Span(0, len(text))])


@pytest.mark.parametrize(
    ("rule", "text", "words", "expected"),
    [
        (
            "opening mark of its quotation",
            "“Clean” raids need no witnesses, the officer said.",
            "Clean” raids need no witnesses",
            "“Clean” raids need no witnesses",
        ),
        (
            "closing mark of its quotation",
            "The governor said the raid was a “complete success,” no more.",
            "the raid was a “complete success",
            "the raid was a “complete success,”",
        ),
        (
            "phrase cut short",
            "The rebels claimed control of the dam on Friday.",
            "control of the",
            "control of the dam",
        ),
        (
            "phrase cut short",
            "The week was calm and has been free of raids, but reports spoke of looting.",
            "The week was calm and has been free of raids, but",
            "The week was calm and has been free of raids",
        ),
    ],
)
def test_each_rule_mends_the_end_that_it_is_for(
    rule: str, text: str, words: str, expected: str
) -> None:
    tree = parsed(text)
    start = text.index(words)
    span = Span(start, start + len(words))
    test = next(each.test for each in EDGE_RULES if each.name == rule)
    changed = test(Edges(text, tree, span, quotations_around(text, tree, span), len(text)))
    assert changed is not None
    assert changed.of(text) == expected


def test_narration_gives_up_what_it_cant_complete() -> None:
    text = "The rebels claimed control of the dam on Friday."
    start = text.index("control")
    cut = Evidence(Span(start, text.index(" dam")))
    (ended,) = tidied(text, parsed(text), [cut], None)
    assert ended.span.of(text) == "control"


CUT = [
    (
        'Lieutenant Sefu Kamara said the patrol had shot 14 "looters" near the market in Wau.',
        'the patrol had shot 14 "looters" near the market in Wau',
        '14 "looters"',
    ),
    (
        'Asked about the burned village, Colonel Duarte called the accusation "baseless."',
        'the accusation "baseless."',
        None,
    ),
    (
        'Colonel Duarte said that his column, a "brigade of ghosts," had never crossed the river.',
        'his column, a "brigade of ghosts," had never crossed the river',
        None,
    ),
    (
        "The attack killed 21 “armed elements”, the interior ministry announced on Tuesday.",
        "The attack killed 21 “armed elements”",
        "21 “armed elements”",
    ),
    (
        "According to the mayor, militiamen killed “at least nine” herders on Friday.",
        "militiamen killed “at least nine” herders on Friday",
        "“at least nine” herders",
    ),
    (
        "Residents said that what the army did was “a massacre.”",
        "what the army did was “a massacre.”",
        None,
    ),
    (
        'Police said 30 "vandals" had been detained after the rally turned violent.',
        '30 "vandals" had been detained after the rally turned violent',
        '30 "vandals"',
    ),
    (
        "The governor told the radio that no soldier was hurt and that the raid was a"
        " “complete success”.",
        "the raid was a “complete success”",
        None,
    ),
]


@pytest.mark.parametrize(("text", "evidence", "figure"), CUT)
def test_no_quotation_is_cut_open(text: str, evidence: str, figure: str | None) -> None:
    reading = read(text)
    assert evidence in [claim.evidence.of(text) for claim in reading.claims or ()]
    if figure is not None:
        assert figure in [each.as_said.of(text) for each in reading.quantities or ()]


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("the Bota front, a", "the Bota front"),
        ("Protesters In", "Protesters"),
        ("joint “task force", "joint task force"),
        ("House of the Nation", "House of the Nation"),
        ("A", "A"),
    ],
)
def test_a_name_is_not_cut_short(cut: str, whole: str) -> None:
    assert whole_name(cut) == whole
