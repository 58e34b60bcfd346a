"""What a careful reader is warned of."""

from __future__ import annotations

from datetime import UTC, datetime

from sayso.pipeline import Pipeline
from sayso.record import Document, Warning

PIPELINE = Pipeline()


def warned(text: str, kind: str, published: datetime | None = None) -> list[Warning]:
    reading = PIPELINE.read(Document(text, published=published))
    return [warning for warning in reading.warnings or () if warning.kind == kind]


CAPTION = "A fire burns in the harbour after a strike, Monday, Jan. 8, 2024 (AP)"
BODY = (
    "Harbour hit again\n\n"
    f"{CAPTION}\n\n"
    "The harbour was struck twice on Friday night, the port authority said.\n\n"
    "Dockers said the cranes had been out of use since the first raid, and no ship came in."
)


def test_a_picture_much_older_than_the_article() -> None:
    (warning,) = warned(BODY, "old_photograph", datetime(2025, 6, 7, tzinfo=UTC))
    assert warning.spans[0].of(BODY) == "Monday, Jan. 8, 2024"
    assert "2025-06-07" in warning.message


def test_a_picture_of_the_same_week_is_no_old_picture() -> None:
    assert warned(BODY, "old_photograph", datetime(2024, 1, 10, tzinfo=UTC)) == []


def test_without_a_date_the_years_in_the_article_tell_its_age() -> None:
    assert warned(BODY, "old_photograph") == []
    later = BODY + "\n\nThe port handled 2 million tonnes in 2025, the port authority said."
    assert len(warned(later, "old_photograph")) == 1


def test_a_headline_that_says_as_fact_what_one_side_claims() -> None:
    text = (
        "Army seizes airport in the capital\n\n"
        "The army said on Sunday that it had seized the airport in the capital.\n\n"
        "The rebels did not comment. Residents stayed in their homes."
    )
    (warning,) = warned(text, "headline_as_fact")
    assert "army" in warning.message.lower()
    assert warning.spans[0].of(text) == "Army seizes airport in the capital"


def test_a_headline_that_names_its_source_is_fair() -> None:
    text = (
        "Army says it seized airport in the capital\n\n"
        "The army said on Sunday that it had seized the airport in the capital.\n\n"
        "The rebels did not comment. Residents stayed in their homes."
    )
    assert warned(text, "headline_as_fact") == []


def test_a_headline_that_the_outlet_itself_tells_is_fair() -> None:
    text = (
        "Army seizes airport in the capital\n\n"
        "The army seized the airport in the capital on Sunday after a night of fighting.\n\n"
        "The army said that it had seized the tower too."
    )
    assert warned(text, "headline_as_fact") == []


def test_a_figure_of_the_headline_that_the_body_gives_otherwise() -> None:
    text = (
        "Strike on market kills 30 people\n\n"
        "The strike on the market killed 18 people, the hospital said on Monday.\n\n"
        "It was the third strike on the town in a month."
    )
    (warning,) = warned(text, "headline_figure")
    assert "30" in warning.message
    assert "18" in warning.message
    assert warned(text.replace("18", "30"), "headline_figure") == []


def test_unnamed_sources_are_told_once_with_all_their_claims() -> None:
    text = (
        "Notes from the front\n\n"
        "Several sources said the bridge was lost. The sources added that 40 men fled.\n\n"
        "General Adam Musa said the bridge was held."
    )
    (warning,) = warned(text, "unnamed_source")
    assert "ources" in warning.message
    assert len(warning.spans) == 2


def test_a_second_article_inside_the_first() -> None:
    text = (
        "Rebels raid border post\n"
        "Rebels raided a border post at dawn on Tuesday, killing two guards, the army said.\n"
        "The post had been attacked in the spring as well, and its commander was replaced.\n"
        "Rescuers worked until noon to clear the road that leads to the crossing.\n"
        "Finance talks to resume as lenders, ministers agree on terms: central bank\n"
        "Central bank governor Lena Marku said on Monday that lenders would return to the capital"
        " for another round of talks about the debt.\n"
        "“We have agreed on the terms and on the dates,” Marku told reporters in the capital.\n"
    )
    (warning,) = warned(text, "second_article")
    assert "Finance talks to resume" in warning.message
