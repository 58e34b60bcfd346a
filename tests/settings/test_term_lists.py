"""Lists of terms: what counts as a use, and what a file must be like."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Span
from sayso.settings.term_lists import (
    TermList,
    TermListError,
    pasted_term_lists,
    read_term_lists,
    term_lists_in,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "terms.toml"


def count(terms: TermList, words: str) -> int:
    return len(list(terms.uses(words, Span(0, len(words)))))


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
    assert count(labels, words) == uses


def test_the_longest_term_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, '[lists]\na = ["special", "special operation"]\n')
    (both,) = read_term_lists(path)
    assert count(both, "a special operation") == 1


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
    assert count(made, "") == 0


def test_a_use_is_where_it_stands_in_the_whole_text() -> None:
    (labels,) = pasted_term_lists("regime")
    text = "The regime said the regime held."
    assert [use.of(text) for use in labels.uses(text, Span(0, len(text)))] == ["regime"] * 2
    (second,) = labels.uses(text, Span(12, len(text)))
    assert second.start == text.rindex("regime")


@pytest.mark.parametrize(
    ("pasted", "lists"),
    [
        ("regime", {"your terms": "a regime"}),
        ("regime\nterrorist*", {"your terms": "terrorists"}),
        ("regime, thug?", {"your terms": "thugs"}),
        ("labels: regime, terrorist*\neuphemisms: collateral damage",
         {"labels": "the terrorists", "euphemisms": "collateral damage"}),
        ("  labels :  regime ", {"labels": "regime"}),
        ("labels: regime\n\nlabels: junta", {"labels": "the junta"}),
        ('[lists]\na = ["regime"]\nmild = ["friends"]', {"a": "regime", "mild": "friends"}),
        ("\njunta\n", {"your terms": "junta"}),
        ("réprimer*", {"your terms": "réprimera"}),
        ("спецопераци*", {"your terms": "спецоперация"}),
        ("regime\r\njunta\r\n", {"your terms": "junta"}),
    ],
)  # fmt: skip
def test_pasted_lists_are_read(pasted: str, lists: dict[str, str]) -> None:
    made = {each.name: each for each in pasted_term_lists(pasted)}
    assert made.keys() == lists.keys()
    for name, words in lists.items():
        assert count(made[name], words) == 1


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("labels:", "give labels a list of 1 to 2000 terms"),
        ("re(gime", "'re(gime' in your terms is no term"),
        ("labels: fine, .*", "'.*' in labels is no term"),
        ("a" * 101, "is no term"),
        ("!!: regime", "is no name of a list"),
        ("[lists]\nlabels = 3", "give labels a list"),
        ("[lists]\nlabels = [", "can't be read as TOML"),
        ("\n".join(f"list {n}: regime" for n in range(41)), "give 1 to 40 lists"),
        (", ,", "give your terms a list of 1 to 2000 terms"),
    ],
)
def test_what_is_wrong_with_pasted_lists_is_said(pasted: str, message: str) -> None:
    with pytest.raises(TermListError, match=re.escape(message)):
        pasted_term_lists(pasted)


def test_a_folder_gives_the_lists_of_its_files_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "mild.toml").write_text('[lists]\na = ["friend"]\n', encoding="utf-8")
    (tmp_path / "harsh.toml").write_text('[lists]\nb = ["thug"]\n', encoding="utf-8")
    (tmp_path / "README.md").write_text("not a list", encoding="utf-8")
    assert {key: made[0].name for key, made in term_lists_in(tmp_path).items()} == {
        "harsh": "b",
        "mild": "a",
    }


def test_a_folder_with_a_wrong_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[lists]\na = 3\n", encoding="utf-8")
    with pytest.raises(TermListError, match=r"broken\.toml"):
        term_lists_in(tmp_path)


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TermListError, match="has 0 files"):
        term_lists_in(tmp_path)
    with pytest.raises(TermListError, match="can't be read as a folder"):
        term_lists_in(tmp_path / "none")
