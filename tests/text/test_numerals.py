"""Numerals: what digits and number words are worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.text.number_words import SCALES, TENS, UNITS
from sayso.text.numerals import find_numerals, read_digits, value_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,500", 1500),
        ("1 500 000", 1_500_000),
        ("10 000", 10_000),
        ("1,00,000", 100_000),
        ("1.500.000", 1_500_000),
        ("12’000", 12_000),
        ("0.5", 0.5),
        (".75", 0.75),
        ("2½", 2.5),
        ("1.5 million", 1_500_000),
        ("1,5 million", 1_500_000),
        ("3 thousand", 3000),
        ("4 hundred million", 400_000_000),
        ("2bn", 2e9),
        ("13.6M", 13_600_000),
        ("10K", 10_000),
        ("5 lakh", 500_000),
        ("seven", 7),
        ("twenty-five", 25),
        ("two hundred and fifty", 250),
        ("three thousand and twelve", 3012),
        ("two million three hundred thousand", 2_300_000),
        ("a dozen", 12),
        ("a hundred and five", 105),
        ("a thousand two hundred", 1200),
        ("1 lakh 50 thousand", 150_000),
        ("2 million 300 thousand", 2_300_000),
        ("a dozen and two", None),
        ("6 3/8", 6.375),
        ("2 9/11", None),
        ("two dozen", 24),
        ("half a dozen", 6),
        ("half a million", 500_000),
        ("two and a half million", 2_500_000),
        ("a million and a half", 1_500_000),
        ("one point five million", 1_500_000),
        ("a couple of", None),
        ("two-thirds", 2 / 3),
        ("5.2.1", None),
        ("twenty drones", None),
        ("", None),
    ],
)
def test_one_numeral_is_worth(words: str, value: float | None) -> None:
    assert value_of(words) == value


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("dozens", 24),
        ("scores", 40),
        ("hundreds", 200),
        ("tens of thousands", 20_000),
        ("hundreds of thousands", 200_000),
        ("several hundred", 200),
        ("a few dozen", 24),
    ],
)
def test_an_open_range_has_no_upper_end(words: str, low: float) -> None:
    (numeral,) = find_numerals(words)
    assert (numeral.low, numeral.high, numeral.kind) == (low, None, "vague")


def test_one_dot_is_a_decimal_point_with_the_other_reading_kept() -> None:
    (numeral,) = find_numerals("1.500")
    assert numeral.low == 1.5
    assert numeral.dotted == 1500


def test_a_year_in_words_is_two_numerals() -> None:
    assert [each.low for each in find_numerals("nineteen eighty-four")] == [19, 84]


def test_a_third_needs_its_of() -> None:
    assert find_numerals("a third man came") == []
    assert [each.kind for each in find_numerals("a third of the men")] == ["fraction"]


def test_identifiers_are_too_long_to_be_amounts() -> None:
    assert read_digits("2020063014712725597") is None


def spelled(number: int) -> str:
    """An English spelling of 0 to 999,999, with hyphens and "and"."""
    units = {value: word for word, value in UNITS.items()}
    tens = {value: word for word, value in TENS.items()}
    if number < 20:
        return units[number]
    if number < 100:
        rest = number % 10
        return tens[number - rest] + (f"-{units[rest]}" if rest else "")
    if number < 1000:
        rest = number % 100
        return f"{units[number // 100]} hundred" + (f" and {spelled(rest)}" if rest else "")
    rest = number % 1000
    joint = " and " if rest < 100 else " "
    return f"{spelled(number // 1000)} thousand" + (joint + spelled(rest) if rest else "")


def indian(number: int) -> str:
    """The digits in the Indian grouping: 12,34,567."""
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*groups, tail])


def scripts(digits: str) -> list[str]:
    """The same digits in Arabic-Indic, Persian, Devanagari, Bengali, Burmese and full width."""
    return [
        "".join(chr(int(each) + ord(zero)) if each.isdecimal() else each for each in digits)
        for zero in "\u0660\u06f0\u0966\u09e6\u1040\uff10"
    ]


def ways(number: int) -> list[str]:
    """A number of 0 to 999,999 in as many writings as there are for it."""
    grouped, words = f"{number:,}", spelled(number)
    found = [str(number), grouped, indian(number), *scripts(str(number)), *scripts(grouped)]
    found += [grouped.replace(",", mark) for mark in "\u202f\u00a0\u2009’'"]
    found += [words, words.upper(), words.title(), words.replace(" and ", " ")]
    found += [words.replace("-", " "), words.replace("-", "\u2011"), words.replace(" ", "  ")]
    found += [f"{number}.0", f"{grouped}.0"]
    if words.startswith("one hundred") or words.startswith("one thousand"):
        found.append("a" + words.removeprefix("one"))
    for scale, worth in (("thousand", 1e3), ("lakh", 1e5), ("million", 1e6)):
        found += [f"{number / worth:.6f} {scale}", f"{number / worth:.6f}-{scale}"]
    return [*found, f"{number / 1e3:.3f}k", f"{number / 1e3:.3f}K", f"{number / 1e6:.6f}mn"]


@given(st.integers(min_value=0, max_value=999_999))
def test_a_number_comes_back_the_same_however_it_is_written(number: int) -> None:
    written = ways(number)
    assert len(set(written)) >= 20
    for words in written:
        assert value_of(words) == number, words


@given(
    st.integers(min_value=1, max_value=9999),
    st.sampled_from(["thousand", "million", "billion", "bn", "mln"]),
)
def test_a_scale_word_multiplies(tenths: int, scale: str) -> None:
    assert value_of(f"{tenths / 10} {scale}") == pytest.approx(tenths / 10 * SCALES[scale])


@given(st.text())
def test_no_text_makes_it_raise_and_spans_stay_inside(text: str) -> None:
    end = 0
    for numeral in find_numerals(text):
        assert end <= numeral.start < numeral.end <= len(text)
        end = numeral.end


PIECES = ["one", "twenty", "hundred", "thousand", "and", "a", "half", "of", "-", "1,500", "2", ".",
          "dozens", "third", "point", "million", " ", ",", "½", "/", "few"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_no_heap_of_number_words_makes_it_raise(text: str) -> None:
    assert all(numeral.low >= 0 for numeral in find_numerals(text))


def test_the_work_grows_with_the_length_alone() -> None:
    """Counted in numerals, not in seconds: a long run is read to its end and only once."""
    assert len(find_numerals("one hundred, " * 5000)) == 5000
    assert len(find_numerals("1,5" * 5000)) <= 5000


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Some 34 200 families crossed the river.", [34_200]),
        ("A dozen of the 3 400 prisoners fled.", [12, 3_400]),
        ("The mill held 45 000 tonnes of grain.", [45_000]),
        ("On May 12 500 men were killed.", [12, 500]),
        ("In Unit 5 300 men served.", [5, 300]),
        ("Columns 12 500 800 hold the totals.", [12, 500, 800]),
        ("Shells hit blocks 4 200 and 300 metres away.", [4, 200, 300]),
        ("A quarter of a million people fled.", [250_000]),
        ("Three quarters of a million refugees are in Chad.", [750_000]),
        ("A quarter of the million rounds were duds.", [0.25]),
        ("A couple hundred miners were trapped.", [200]),
        ("A couple of thousand shells were fired.", [2_000]),
        ("A couple of soldiers fell.", [2]),
        ("A couple fled the city.", []),
        ("A score of villagers drowned.", [20]),
        ("He wrote a score of the film.", []),
        ("The judge gave a score of nine.", [9]),
    ],
)
def test_reads_spaced_and_spoken_numbers(text: str, values: list[float]) -> None:
    assert [numeral.low for numeral in find_numerals(text)] == values
