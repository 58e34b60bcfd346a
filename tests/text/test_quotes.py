"""Quotation marks, paired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Span
from sayso.text.quotes import find_quotations


def quoted(text: str) -> list[str]:
    return [each.inner.of(text) for each in find_quotations(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "go home" and left.', ["go home"]),
        ("She said “go home” and “stay there”.", ["go home", "stay there"]),
        ("Er sagte „geh heim“ und ging.", ["geh heim"]),
        ("He said «go home».", ["go home"]),
        ("``Go home,'' he said.", ["Go home,"]),
        ("The town’s mayor said ‘it’s over’ twice.", ["it’s over"]),
        ("The soldiers’ camp and the rebels’ camp.", []),
        ("No marks at all.", []),
        (
            "'Four mortars fell on the market,' the chief said.",
            ["Four mortars fell on the market,"],
        ),
        ("'They took the herders' goats,' she said.", ["They took the herders' goats,"]),
        ("Minister calls raid 'cowardly' as toll rises", ["cowardly"]),
        ("'It's over,' he said. 'Who's next?'", ["It's over,", "Who's next?"]),
        ("The herders' camp burned; the army's trucks left.", []),
        ("In the '80s the rebels' bases lay here.", []),
        ("Tell 'em that rock 'n' roll isn't dead.", []),
        ("»Four mortars fell«, said the chief.", ["Four mortars fell"]),
        ("»Fyra granater föll», sade hon.", ["Fyra granater föll"]),
        ("« Quatre obus », dit-il ; «rien d'autre».", [" Quatre obus ", "rien d'autre"]),
        ("「Four mortars fell」, said the chief.", ["Four mortars fell"]),
        ("‚Vier Granaten‘, sagte er.", ["Vier Granaten"]),
    ],
)
def test_marks_of_many_kinds(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_a_speech_that_its_paragraph_does_not_close_stays_open() -> None:
    (only,) = find_quotations("“We waited all night", Span(0, 20))
    assert only.open
    assert only.outer == Span(0, 20)


@given(st.text(alphabet="ab \"“”‘’'«»„`.,‚‹›「」", max_size=60), st.integers(0, 5))
def test_quotations_lie_in_their_block_in_order_and_apart(text: str, start: int) -> None:
    block = Span(min(start, len(text)), len(text))
    found = find_quotations(text, block)
    end = block.start
    for each in found:
        assert end <= each.outer.start <= each.inner.start <= each.inner.end <= each.outer.end
        end = each.outer.end
    assert end <= block.end
