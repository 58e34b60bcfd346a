"""Speech whose speaker is told by layout."""

from __future__ import annotations

import pytest

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Attribution, Document
from sayso.stages.attribution import ATTRIBUTION

PIPELINE = Pipeline(STAGES[: STAGES.index(ATTRIBUTION) + 1])


def speeches(text: str) -> list[tuple[str, list[str]]]:
    """Speaker and words of each outermost attribution."""
    found: tuple[Attribution, ...] = PIPELINE.read(Document(text)).attributions or ()
    return [
        (" ".join(span.of(text) for span in each.source), [span.of(text) for span in each.content])
        for each in found
        if each.parent is None
    ]


@pytest.mark.parametrize("dash", ["—", "–", "―", "--", "-"])
def test_a_quotation_alone_on_its_line_is_its_signers(dash: str) -> None:
    text = (
        "What people in El Fasher told us\n\n"
        f"“There has been no bread in the market since Monday.” {dash} Amina Yusuf, a nurse"
    )
    assert ("Amina Yusuf, a nurse", ["“There has been no bread in the market since Monday.”"]) in (
        speeches(text)
    )


def test_a_dash_behind_a_quotation_that_goes_on_is_no_signature() -> None:
    text = "“We hold the bridge” — that is how the story began, and few in town believed it."
    assert all(not who.startswith("that is") for who, _ in speeches(text))


TRANSCRIPT = """Briefing at the ministry

QUESTION: Has the ministry seen the letter of the mission?

ZAKHAROVA: We received it on Friday and passed it on to the experts.

Their answer will take some weeks.

QUESTION: Will it be published?

ZAKHAROVA: That is for the experts to say.

The briefing lasted an hour and the next one is due in March."""


def test_each_speaker_of_a_transcript_says_what_follows_the_name() -> None:
    assert speeches(TRANSCRIPT)[:4] == [
        ("QUESTION", ["Has the ministry seen the letter of the mission?"]),
        (
            "ZAKHAROVA",
            [
                "We received it on Friday and passed it on to the experts.",
                "Their answer will take some weeks.",
            ],
        ),
        ("QUESTION", ["Will it be published?"]),
        ("ZAKHAROVA", ["That is for the experts to say."]),
    ]


def test_lines_that_only_begin_with_a_word_and_a_colon_are_no_transcript() -> None:
    text = (
        "Losses of the week\n\n"
        "Tanks: eleven were lost near the river, as far as pictures show.\n\n"
        "Guns: nine were lost in the same days, all of them towed.\n\n"
        "Boats: two burned in the harbour after the raid of Tuesday."
    )
    assert all(who not in ("Tanks", "Guns", "Boats") for who, _ in speeches(text))
