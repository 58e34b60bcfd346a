"""Lists of terms: what counts as a use, and what a file must be like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.settings.term_lists import TermListError, read_term_lists

EXAMPLE = Path(__file__).parents[2] / "examples" / "terms.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "terms.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "uses"),
    [
        ("Terrorists, a terrorist and counter-terrorism", 2),
        ("The regime’s men said the Regime would hold", 2),
        ("regimental", 0),
        ("neutralised and neutralized", 2),
        ("collateral\ndamage", 1),
        ("collateral, damage", 0),
    ],
)
def test_terms_are_counted_as_whole_words(tmp_path: Path, words: str, uses: int) -> None:
    path = written(
        tmp_path,
        '[lists]\nlabels = ["terrorist*", "regime", "neutrali?ed", "collateral damage"]\n',
    )
    (labels,) = read_term_lists(path)
    assert labels.count(words) == uses


def test_the_longest_term_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, '[lists]\na = ["special", "special operation"]\n')
    (both,) = read_term_lists(path)
    assert both.count("a special operation") == 1


def test_the_example_is_read() -> None:
    assert [each.name for each in read_term_lists(EXAMPLE)] == ["labels", "euphemisms", "intensity"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "give 1 to 40 lists"),
        ("[lists]\n", "give 1 to 40 lists"),
        ("lists = 3\n", "give 1 to 40 lists"),
        ("[lists]\na = []\n", "list of 1 to 2000 terms"),
        ('[lists]\na = "regime"\n', "list of 1 to 2000 terms"),
        ('[lists]\na = ["re(gime"]\n', "is no term"),
        ('[lists]\na = ["*"]\n', "is no term"),
        ("[lists]\na = [3]\n", "is no term"),
        ('[lists]\n"=x" = ["regime"]\n', "no name of a list"),
        ("[lists", "can't be read as TOML"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TermListError, match=message):
        read_term_lists(written(tmp_path, text))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TermListError, match="can't be read"):
        read_term_lists(tmp_path / "nosuch.toml")


@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\'), min_size=1, max_size=30))
def test_any_term_is_a_pattern_or_refused(
    tmp_path_factory: pytest.TempPathFactory, term: str
) -> None:
    path = written(tmp_path_factory.mktemp("terms"), f'[lists]\na = ["{term}"]\n')
    try:
        (made,) = read_term_lists(path)
    except TermListError:
        return
    assert made.count("") == 0
