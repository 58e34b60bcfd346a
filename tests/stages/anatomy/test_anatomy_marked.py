"""Blocks that the intake marked, and what holds of all blocks of any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Block, Document, Span
from sayso.stages.anatomy import ANATOMY
from sayso.stages.anatomy.marked import marked_blocks
from sayso.stages.stage import Draft


def marked(*parts: tuple[str, str]) -> tuple[str, list[Block]]:
    text, found = "", []
    for kind, words in parts:
        start = len(text)
        found.append(Block(kind, Span(start, start + len(words))))  # type: ignore[arg-type]
        text += words + "\n"
    return text, found


def test_marked_blocks_are_kept_and_the_dateline_is_cut_off() -> None:
    text, given_blocks = marked(
        ("headline", "Ceasefire holds for a second day in Tripoli"),
        ("paragraph", "TRIPOLI, Aug 28 (Reuters) - Calm returned to the capital on Sunday."),
        ("paragraph", "Read more: Who rules Tripoli?"),
        ("paragraph", "Sign up for our newsletter"),
    )
    found, problems = marked_blocks(text, given_blocks)
    assert [block.kind for block in found] == [
        "headline",
        "dateline",
        "paragraph",
        "related",
        "boilerplate",
    ]
    assert found[2].span.of(text) == "Calm returned to the capital on Sunday."
    assert problems == []


def test_what_no_mark_covers_becomes_paragraphs() -> None:
    text = "Shelling resumes\nThe guns opened up at dawn.\nNobody was hurt."
    found, _ = marked_blocks(text, [Block("headline", Span(0, 16))])
    assert [(block.kind, block.span.of(text)) for block in found] == [
        ("headline", "Shelling resumes"),
        ("paragraph", "The guns opened up at dawn."),
        ("paragraph", "Nobody was hurt."),
    ]


def test_marks_over_each_other_or_out_of_the_text_are_told_of() -> None:
    text = "Shelling resumes at dawn"
    wrong = [
        Block("headline", Span(0, 16)),
        Block("paragraph", Span(9, 24)),
        Block("paragraph", Span(17, 99)),
    ]
    found, problems = marked_blocks(text, wrong)
    assert [block.span.of(text) for block in found] == ["Shelling resumes", "at dawn"]
    assert len(problems) == 2
    assert "Mark blocks in text order" in problems[0].message


LINES = st.sampled_from(
    [
        "Drones hit the refinery at Ryazan, officials say",
        "The governor said on Monday that nobody was hurt when debris fell on the plant.",
        "KYIV, Feb 5 (Reuters) - The air force said it had shot down 41 of 52 drones overnight.",
        "(AP) -",
        "By Ana Lima",
        "-",
        "MOSCOW",
        "Read more: the war in maps",
        "Smoke over the plant, Tuesday, Jan. 2, 2024 (AP)",
        "Home",
        "and then it went on",
        "according to the",
        "© 2025 Post. All rights reserved.",
        "**",
        "  ",
        "\u200b",
        "🛩️ 12:40",
        "What now?",
    ]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028", "\x0c"])
PAGES = st.lists(st.tuples(LINES, BREAKS), max_size=40).map(
    lambda parts: "".join(words + end for words, end in parts)
)
TEXTS = st.one_of(PAGES, st.text(max_size=400))


def assert_covers(text: str, blocks: tuple[Block, ...]) -> None:
    reached = 0
    for block in blocks:
        words = block.span.of(text)
        assert block.span.start >= reached
        assert words == words.strip() != ""
        assert text[reached : block.span.start].strip() == ""
        reached = block.span.end
    assert text[reached:].strip() == ""


@given(TEXTS, st.none() | LINES)
def test_blocks_cover_each_character_that_is_no_space_just_once(
    text: str, title: str | None
) -> None:
    found = ANATOMY.read(Draft(Document(text, title=title))).layer
    assert isinstance(found, tuple)
    assert_covers(text, found)
    assert [block.article for block in found] == sorted(block.article for block in found)


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 80)), max_size=8),
)
def test_marked_blocks_cover_everything_too(text: str, spans: list[tuple[int, int]]) -> None:
    given_blocks = tuple(Block("paragraph", Span(start, start + size)) for start, size in spans)
    found = ANATOMY.read(Draft(Document(text, marked=given_blocks))).layer
    assert isinstance(found, tuple)
    assert_covers(text, found)
