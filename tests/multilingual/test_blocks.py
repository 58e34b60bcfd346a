"""Lines of posts that break inside of sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sayso.record import Span
from sayso.stages.anatomy.plain import plain_blocks
from sayso.stages.multilingual.blocks import joined
from sayso.stages.multilingual.sentences import sentences

POSTS = [
    ("uk", "Росія готує нову хвилю обстрілів,\n – Ігор Вовк, генерал\nПодробиці згодом.", 2),
    ("uk", "Речник\nзаявив\n, що міст цілий.", 1),
    ("ru", "До десяти танков уничтожено за сутки \n— Минобороны РФ", 1),
    ("ru", "«Мы готовы», - \nотметил\n мэр.", 1),
    ("ru", "Взрывы в Сумах\nРаботает ПВО", 2),
    ("uk", "Збито за ніч:\n- 12 шахедів\n- 3 ракети", 3),
    ("uk", "Тривога в області.\n\nВідбій о 03:00.", 2),
    ("uk", "Влучання в склад —\nОВА", 1),
]


@pytest.mark.parametrize(("code", "post", "count"), POSTS)
def test_a_line_that_goes_on_is_of_the_same_sentence(code: str, post: str, count: int) -> None:
    blocks = joined(post, plain_blocks(post, None))
    found = [each.of(post) for block in blocks for each in sentences(post, block.span, code)]
    assert len(found) == count, found


@pytest.mark.parametrize("post", [post for _, post, _ in POSTS])
def test_every_word_lies_in_one_block(post: str) -> None:
    spans = [block.span for block in joined(post, plain_blocks(post, None))]
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = "".join(span.of(post) for span in spans)
    assert "".join(covered.split()) == "".join(post.split())


def test_a_name_after_a_dash_is_no_byline() -> None:
    post = "На складі горять боєприпаси, поранено двох людей\n— Reuters"
    (block,) = joined(post, plain_blocks(post, None))
    assert block.span == Span(0, len(post))
