"""Named spokespersons stand in the column of the group that they speak for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sayso.actions.read import read
from sayso.linking.comparison import OTHERS, side_key, with_one_side
from sayso.linking.linker import link
from sayso.linking.spokespersons import SPOKEN_FOR, spoken_for
from sayso.record import Document
from sayso.record.trace import decide

START = datetime(2025, 6, 3, 8, tzinfo=UTC)
HOUTHIS = "The Houthis said on Friday that their missiles had hit a ship off Hodeidah."
RSF = "The Rapid Support Forces said that it had taken Nyala on Monday."


def columns(*texts: str) -> dict[str, str]:
    """The column of each claimant of reports by different outlets."""
    readings = [
        read(Document(text, outlet=f"Outlet {hour}", published=START + timedelta(hours=hour)))
        for hour, text in enumerate(texts)
    ]
    shown = with_one_side(link(readings).claims)
    return {each.claimant.name: side_key(each)[1] for each in shown}


@pytest.mark.parametrize(
    ("texts", "person", "column"),
    [
        (
            (RSF.replace("Nyala", "Bara"), "RSF spokesman Al-Fateh Qurashi said that 40 soldiers"
             " were killed in Bara on Monday."),
            "Al-Fateh Qurashi", "Rapid Support Forces",
        ),
        (
            ("The M23 said on Tuesday it had entered Uvira.", "The spokesman for the M23 rebels,"
             " Lawrence Kanyuka, said that 12 civilians were killed in Uvira on Tuesday."),
            "Lawrence Kanyuka", "M23",
        ),
        (
            ("Al-Shabaab said its fighters had stormed a base in Baidoa on Sunday.",
             "Abdiasis Abu Musab, al-Shabaab's military operations spokesman, said that 20 soldiers"
             " were killed in Baidoa on Sunday."),
            "Abdiasis Abu Musab", "Al-Shabaab",
        ),
        (
            (HOUTHIS.replace("Friday", "Sunday"), "Nasr Amer, a spokesman for the Houthis, said"
             " that three sailors were killed near Hodeidah on Sunday."),
            "Nasr Amer", "Houthis",
        ),
        (
            ("The M23 said on Monday that it had taken the town of Sake.", "Willy Ngoma, the M23's"
             " military spokesman, said that nine soldiers were killed in Sake on Monday."),
            "Willy Ngoma", "M23",
        ),
        (
            ("Hamas said on Friday that its fighters had struck a convoy near Khan Younis.",
             "A spokesperson for Hamas, Sami Abu Zuhri, denied that six fighters had been captured"
             " near Khan Younis on Friday."),
            "Sami Abu Zuhri", "Hamas",
        ),
    ],
)  # fmt: skip
def test_a_spokesperson_stands_in_the_column_of_the_group(
    texts: tuple[str, ...], person: str, column: str
) -> None:
    assert columns(texts[1])[person] != column, "where the group says nothing itself"
    assert columns(*texts)[person] == column


@pytest.mark.parametrize(
    ("texts", "person", "column"),
    [
        (
            (HOUTHIS, "Hospital spokesman Omar Salih said that four people were killed in Hodeidah"
             " on Friday."),
            "Omar Salih", OTHERS,
        ),
        (
            (RSF, "Former army spokesman Musa Idris said that ten people were killed in Nyala on"
             " Monday."),
            "Musa Idris", "Musa Idris",
        ),
        (
            ("The Taliban said they had seized the district centre of Ghormach on Tuesday.",
             "Taliban spokesman Qari Yousuf told reporters that 14 soldiers were killed in Ghormach"
             " on Tuesday."),
            "Qari Yousuf", "AFG",
        ),
    ],
)  # fmt: skip
def test_who_speaks_for_no_group_of_the_incident_or_for_a_state_stays(
    texts: tuple[str, ...], person: str, column: str
) -> None:
    assert columns(*texts)[person] == column


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("Houthi military spokesman Yahya Saree", "Houthi"),
        ("the Houthis’ spokesman, Mohammed Abdulsalam", "Houthis"),
        ("Nasr Amer, a spokesman for the Houthis", "the Houthis"),
        ("A senior spokeswoman of M23, Ana Mbeki", "M23"),
        ("Willy Ngoma, the M23's military spokesman", "M23"),
        ("Willy Ngoma", ""),
        ("He", ""),
        ("spokesman Willy Ngoma", ""),
        ("Musa Idris, a former spokesman for the RSF", ""),
        ("General Omar, commander of Hamas", ""),
    ],
)
def test_words_that_introduce_a_speaker_name_the_body(said: str, body: str) -> None:
    assert spoken_for(said) == body


def test_each_rule_fires_on_its_example() -> None:
    for rule in SPOKEN_FOR:
        decided = decide(SPOKEN_FOR, rule.example.removesuffix(" said …").rstrip(","))
        assert decided is not None
        assert decided[0] == rule.name
