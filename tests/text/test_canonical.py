"""Bytes to canonical text, and blocks to one text with exact offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.text.canonical import (
    CanonicalText,
    control_problems,
    decode,
    is_binary,
    without_surrogates,
)

SAID = "Киев заявил: сбито 41 из 52 дронов.\r\nПотерь нет."


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_utf8_text_comes_back_to_the_character(text: str) -> None:
    raw = text.encode()
    if not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and "\0" not in text:
        assert decode(raw).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_left_out(encoding: str) -> None:
    found = decode(SAID.encode(encoding))
    assert found.text == SAID
    assert found.problems == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_a_guess(encoding: str) -> None:
    found = decode("Ten drones fell on Kharkiv.".encode(encoding))
    assert found.text == "Ten drones fell on Kharkiv."
    assert "guess" in found.problems[0].message


def test_a_declared_encoding_is_used_without_complaint() -> None:
    found = decode(SAID.encode("windows-1251"), declared="Windows-1251")
    assert (found.text, found.problems) == (SAID, ())


def test_an_unknown_encoding_is_guessed_and_told() -> None:
    raw = (SAID * 20).encode("windows-1251")
    found = decode(raw)
    assert "Киев" in found.text
    assert "Save it as UTF-8" in found.problems[0].message


def test_an_encoding_that_does_not_exist_is_passed_over() -> None:
    assert decode("Zürich".encode("latin-1"), declared="no-such-charset").problems


def test_broken_bytes_after_a_mark_are_replaced_and_told() -> None:
    found = decode(b"\xef\xbb\xbfKyiv \xff fell silent")
    assert found.text == "Kyiv \ufffd fell silent"
    assert len(found.problems) == 1


@given(st.binary(max_size=300))
def test_any_bytes_become_text(raw: bytes) -> None:
    assert isinstance(decode(raw).text, str)


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    text, problems = without_surrogates("Kyiv \ud83d said \udead")
    assert text == "Kyiv \ufffd said \ufffd"
    assert problems[0].span is not None
    assert problems[0].span.start == 5


def test_control_characters_are_kept_and_told() -> None:
    problems = control_problems("Kyiv\x00 said\x07 so")
    assert "2 control" in problems[0].message
    assert control_problems("Kyiv\tsaid\r\nso\x85") == ()


def test_bytes_of_a_program_are_no_text() -> None:
    assert is_binary("\x7fELF\x02\x01\x01\x00\x00\x00")
    assert not is_binary("Kyiv said so.")
    assert not is_binary("")


@given(st.lists(st.text(max_size=40), max_size=20))
def test_each_block_is_its_own_words_in_the_text(parts: list[str]) -> None:
    built = CanonicalText()
    for words in parts:
        built.add("paragraph", words)
    squeezed = [" ".join(words.split()) for words in parts]
    assert [block.span.of(built.text) for block in built.blocks] == [w for w in squeezed if w]
    assert built.text == "\n".join(w for w in squeezed if w)


RUSSIAN = "Обстрел города продолжался всю ночь, сообщили в администрации. "


class TestEncodingsOfTheWild:
    def test_utf8_with_a_few_broken_bytes_is_still_utf8(self) -> None:
        raw = (RUSSIAN * 5).encode()
        decoded = decode(raw[:50] + b"\xff" + raw[50:], "windows-1251")
        assert decoded.encoding == "utf-8"
        assert decoded.text.count("\ufffd") == 1
        assert "1 byte(s) are no UTF-8" in decoded.problems[0].message

    def test_another_encoding_is_not_taken_for_damaged_utf8(self) -> None:
        decoded = decode((RUSSIAN * 5).encode("windows-1251"), "windows-1251")
        assert decoded.text == RUSSIAN * 5
        assert not decoded.problems

    @pytest.mark.parametrize(
        ("declared", "used", "words"),
        [
            ("ISO-8859-1", "cp1252", "“Nous tenons le port” – Ida"),
            ("gb2312", "gb18030", "军方称击落两架无人机"),
            ("Shift_JIS", "cp932", "軍は二機を撃墜した①"),
            ("ks_c_5601-1987", "cp949", "군은 두 대를 격추했다고 밝혔다"),
            ("tis-620", "cp874", "กองทัพยิงโดรนตก"),
            ("big5", "big5hkscs", "軍方稱擊落無人機"),
        ],
    )
    def test_names_mean_what_browsers_take_them_for(
        self, declared: str, used: str, words: str
    ) -> None:
        decoded = decode(words.encode(used), declared)
        assert decoded.text == words
        assert not decoded.problems
