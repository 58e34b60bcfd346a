"""Codebooks: those that ship, a project's own, and what is wrong with one, by line and field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayso.exports.fillers import FILLING
from sayso.lexicon.events import ontology
from sayso.settings.codebooks import (
    FILLERS,
    KINDS,
    CodebookError,
    CodebookField,
    ValueTypedError,
    default_codebook,
    load_codebook,
    read_codebook,
    shipped_codebook,
    shipped_names,
    typed_value,
)

OWN = """\
name = "harm"
version = 2
title = "Harm at markets"
rows = "armed"

[[field]]
name = "dead"
title = "People killed"
kind = "number"
fill = "killed_low"
required = true
help = "Of all who were killed."

[[field]]
name = "grade"
title = "Grade"
kind = "grade"
choices = [["fair", "Two sources"], "weak"]
"""


def faults_of(written: str) -> list[str]:
    with pytest.raises(CodebookError) as refused:
        read_codebook(written, "own.toml")
    return str(refused.value).splitlines()


@pytest.mark.parametrize("name", shipped_names())
def test_what_ships_can_be_used(name: str) -> None:
    book = shipped_codebook(name)
    assert book.name == name
    assert {each.kind for each in book.fields} <= set(KINDS)
    assert load_codebook(name) is book
    assert any(each.fill for each in book.fields)


def test_nothing_fills_what_only_a_person_can_decide() -> None:
    fields = {
        "ucdp": ("best", "type_of_violence", "event_clarity", "deaths_unknown"),
        "airwars": ("grade", "victims"),
        "acled": ("source_scale", "tags"),
    }
    for name, left in fields.items():
        assert [shipped_codebook(name).field(each).fill for each in left] == [""] * len(left)
    assert shipped_codebook("airwars").field("victims").private
    assert default_codebook().name == "acled"


def test_the_lists_of_types_hold_every_code_that_events_have() -> None:
    book = shipped_codebook("acled")
    codes = {row.acled for rows in ontology().values() for row in rows if row.acled}
    kinds, subs = zip(*(code.split(" / ") for code in codes), strict=True)
    assert set(kinds) <= set(book.field("event_type").codes)
    assert set(subs) <= set(book.field("sub_event_type").codes)


def test_every_filler_of_the_list_is_there_and_no_other() -> None:
    assert set(FILLERS) == set(FILLING)


def test_an_own_codebook_is_read() -> None:
    book = read_codebook(OWN, "own.toml")
    assert (book.key, book.rows, book.names) == ("harm 2", "armed", ("dead", "grade"))
    assert book.field("grade").choices == (("fair", "Two sources"), ("weak", "weak"))
    assert book.field("dead").required
    with pytest.raises(ValueTypedError, match=r"has no field 'best'\. It has: dead, grade"):
        book.field("best")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        (('kind = "number"', 'kind = "numbr"'), "line 9: field 1 (dead), kind: 'numbr' is none of"),
        (('"killed_low"', '"killed"'), "line 10: field 1 (dead), fill: there is no filler 'killed'"
         ": killed_low, killed_high"),
        (('"killed_low"', '"place"'), "line 10: field 1 (dead), fill: place fills no number: write"
         " kind = place or text"),
        (('name = "dead"', 'name = "grade"'), "line 15: field 2 (grade), name: 'grade' is there"
         " twice"),
        (('name = "dead"', 'name = "state"'), "line 7: field 1 (state), name: 'state' can't be a"),
        (('name = "dead"', 'name = "read_x"'), "line 7: field 1 (read_x), name: 'read_x' can't"),
        (('choices = [["fair", "Two sources"], "weak"]', ""), "line 14: field 2 (grade), choices:"
         " a grade has a list"),
        (('"weak"', '"fair"'), "line 18: field 2 (grade), choices: a code is there twice"),
        (("required = true", "required = 1"), "line 11: field 1 (dead), required: 1 is neither"),
        (("version = 2", 'version = "2"'), "line 2: version: write version = 1"),
        (('rows = "armed"', 'rows = "some"'), "line 4: rows: 'some' is none of all, events, armed"),
        (("required = true", "requird = true"), "line 11: field 1 (dead), requird: is not known"),
        (('title = "Grade"', ""), "line 14: field 2 (grade), title: write title"),
        (("help =", "least = true\nhelp ="), "line 12: field 1 (dead), least: True is no number"),
        (("help =", "choices = []\nhelp ="), "line 12: field 1 (dead), choices: a number has none"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_line_and_field(changed: tuple[str, str], wrong: str) -> None:
    written = OWN.replace(*changed, 1)
    assert written != OWN
    (fault,) = faults_of(written)
    assert fault.startswith(f"own.toml, {wrong}"), fault


def test_all_that_is_wrong_is_said_at_once() -> None:
    written = OWN.replace('"harm"', '"Harm!"').replace('"number"', '"count"')
    assert len(faults_of(written)) == 2
    (unknown, *_) = faults_of(written.replace("[[field]]", "[[fields]]", 1))
    assert unknown.startswith("own.toml, line 6: fields: is not known; there are: name, version")
    assert faults_of("name = 3")[0].startswith("own.toml, line 1: name:")
    assert "is not TOML" in faults_of("name = ")[0]
    assert "line 2" in faults_of("version = 1\nname = = 2")[0]


def test_files_that_cannot_be_used_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"There is no codebook 'nosuch'\. Those that ship"):
        load_codebook("nosuch")
    with pytest.raises(CodebookError, match="can't be read"):
        load_codebook(str(tmp_path / "own.toml"))
    own = tmp_path / "own.toml"
    own.write_text(OWN.replace('"harm"', '"ucdp"'), encoding="utf-8")
    with pytest.raises(CodebookError, match="'ucdp' is the name of a codebook that ships"):
        load_codebook(str(own))
    own.write_text(OWN, encoding="utf-8")
    assert load_codebook(str(own)).key == "harm 2"


NUMBER = CodebookField("n", "N", "number", most=1_000)
DEGREES = CodebookField("d", "D", "number", decimals=4, least=-90, most=90)
DAY = CodebookField("day", "Day", "date")
GRADE = CodebookField("g", "G", "grade", choices=(("fair", "Two sources"), ("weak", "One")))
TEXT = CodebookField("t", "T", "text")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (NUMBER, " 54 ", "54"), (NUMBER, "54.0", "54"), (NUMBER, "1,000", "1000"),
        (NUMBER, "0", "0"), (NUMBER, "", ""), (NUMBER, "100", "100"),
        (DEGREES, "-47.850", "-47.85"),
        (DAY, "2025-06-03", "2025-06-03"), (GRADE, "FAIR", "fair"), (GRADE, "two sources", "fair"),
        (TEXT, " a \n b ", "a b"),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_in_one_form(field: CodebookField, typed: str, kept: str) -> None:
    assert typed_value(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "wrong"),
    [
        (NUMBER, "dozens", "n: “dozens” is no number. Write digits"),
        (NUMBER, "nan", "is no number"), (NUMBER, "1e99", "is no number"),
        (NUMBER, "1.5", "n: 1.5 is not a whole number"), (NUMBER, "-1", "n: -1 is less than 0"),
        (NUMBER, "1001", "n: 1001 is more than 1000"), (DEGREES, "90.1", "d: 90.1 is more than 90"),
        (DEGREES, "1.23456", "4 decimals at the most"), (DAY, "3 June 2025", "Write 2025-06-03"),
        (DAY, "2025-02-30", "there is no day 2025-02-30"),
        (GRADE, "strong", "g: “strong” is none of its codes: fair, weak"),
        (TEXT, "x" * 2_001, "t has 2,001 characters; 2,000 are the most"),
    ],
)  # fmt: skip
def test_what_a_field_cannot_take_is_refused(field: CodebookField, typed: str, wrong: str) -> None:
    with pytest.raises(ValueTypedError, match=re.escape(wrong)):
        typed_value(field, typed)


ROOT = Path(__file__).parents[2]


def test_the_manual_has_the_example_and_every_filler() -> None:
    manual = (ROOT / "docs" / "codebooks.md").read_text(encoding="utf-8")
    example = (ROOT / "examples" / "codebook.toml").read_text(encoding="utf-8")
    assert f"```toml\n{example}```" in manual
    assert load_codebook(str(ROOT / "examples" / "codebook.toml")).key == "market_harm 1"
    counted = re.compile(r"(civilians|children|women|men)_(killed|injured)_(low|high)")
    named = set(re.findall(r"`([a-z0-9_]+)`", manual))
    assert {each for each in FILLERS if not counted.fullmatch(each)} <= named
