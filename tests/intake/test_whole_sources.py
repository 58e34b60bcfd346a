"""What feeds, channels and lines say comes in whole: zones, characters, and all their words."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest

from sayso.intake import Hints, Taking
from sayso.intake.feeds import feed_documents, parse_feed
from sayso.intake.jsonl import line_arrivals
from sayso.intake.telegram import telegram_arrivals
from sayso.record import Document, Problem
from tests.intake.making import feed_of

WORDS = "The navy said that two boats had been sunk."


def feed_item(**fields: str) -> Document:
    (document,) = feed_documents(feed_of({"title": "Boats", **fields}), "a.rss", Hints())
    assert isinstance(document, Document)
    return document


def test_an_item_keeps_the_offset_of_its_feed() -> None:
    document = feed_item(description=WORDS, pubDate="Sat, 07 Feb 2026 00:40:00 +0400")
    assert document.published is not None
    assert document.published.isoformat() == "2026-02-07T00:40:00+04:00"


@pytest.mark.parametrize("said", ["7 Feb", "03/04/2026", "the day after the raid", "25:70"])
def test_a_date_that_cannot_be_read_is_quoted_and_not_completed(said: str) -> None:
    document = feed_item(description=WORDS, pubDate=said)
    assert document.published is None
    assert any(said in each.message for each in document.problems)


def test_a_zone_that_is_not_certain_is_named() -> None:
    document = feed_item(description=WORDS, pubDate="Sat, 07 Feb 2026 00:40:00 IST")
    assert document.published == datetime(2026, 2, 7, 0, 40)
    assert any("IST" in each.message for each in document.problems)


@pytest.mark.parametrize("bad", ["&#xDFFF;", "&#0;", "&#11;", "\x0b", "&#1114112;"])
def test_one_bad_character_costs_only_itself(bad: str) -> None:
    raw = feed_of(
        {"title": "Boats", "description": f"The navy sank {bad} two boats."},
        {"title": "R&D at A&amp;T", "description": WORDS},
    )
    feed = parse_feed(raw)
    assert feed is not None
    assert [each.title for each in feed.items] == ["Boats", "R&D at A&T"]
    assert feed.items[0].paragraphs == ("The navy sank \ufffd two boats.",)


def test_an_ampersand_in_a_section_stays() -> None:
    feed = parse_feed(feed_of({"title": "<![CDATA[Q&A, R&amp;D]]>", "description": WORDS}))
    assert feed is not None
    assert feed.items[0].title == "Q&A, R&D"


def test_a_link_without_a_host_goes_by_the_site_of_the_feed() -> None:
    raw = feed_of({"title": "Boats", "link": "/n/4"}).replace(
        b"<language>", b"<link>https://lake.example/</link><language>", 1
    )
    feed = parse_feed(raw)
    assert feed is not None
    assert feed.items[0].link == "https://lake.example/n/4"


def posts(*messages: dict[str, Any]) -> list[Document | Problem]:
    export = {"name": "Lake Watch", "type": "public_channel", "id": 5, "messages": list(messages)}
    raw = json.dumps(export).encode()
    found = telegram_arrivals(io.BytesIO(raw), "result.json", Taking(), len(raw))
    return [each.content for each in found if isinstance(each.content, Document | Problem)]


def message(**fields: Any) -> dict[str, Any]:
    times = {"date": "2026-02-07T00:40:00", "date_unixtime": "1770410400"}
    return {"id": 1, "type": "message", "from": "Lake Watch", **times, **fields}


def test_a_channel_has_the_zone_of_its_export() -> None:
    (post,) = posts(message(text=WORDS))
    assert isinstance(post, Document)
    assert post.published is not None
    assert post.published.isoformat() == "2026-02-07T00:40:00+04:00"


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "", "text_entities": [{"type": "plain", "text": WORDS}]},
        {"text": "", "rich_message": {"blocks": [{"type": "paragraph", "text": WORDS}]}},
        {"text": "", "rich_message": [{"type": "list", "items": [{"text": ["", WORDS]}]}]},
        {"text": "", "poll": {"question": WORDS, "answers": [{"text": "Yes"}]}},
        {"text": "", "poll": {"question": {"text": WORDS}}},
    ],
)
def test_a_post_in_another_form_is_read(fields: dict[str, Any]) -> None:
    (post,) = posts(message(**fields))
    assert isinstance(post, Document)
    assert WORDS in post.text


def test_a_poll_below_a_text_is_read_too() -> None:
    (post,) = posts(message(text="Vote!", poll={"question": WORDS, "answers": [{"text": "No"}]}))
    assert isinstance(post, Document)
    assert post.text == f"Vote!\n{WORDS}\nNo"


def test_a_form_that_is_not_known_is_a_problem() -> None:
    (problem,) = posts(message(text="", live_note={"body": WORDS}))
    assert isinstance(problem, Problem)
    assert "live_note" in problem.message


def test_a_photo_without_words_is_passed_over() -> None:
    assert posts(message(text="", photo="a b c d e f.jpg", reactions=[{"emoji": "x"}])) == []


def line(**fields: object) -> Document | Problem:
    (arrival,) = line_arrivals(io.BytesIO(json.dumps(fields).encode()), "a.jsonl", Taking())
    assert isinstance(arrival.content, Document | Problem)
    return arrival.content


@pytest.mark.parametrize("name", ["maintext", "body", "content", "plain_text", "article"])
def test_a_text_under_another_name_is_read(name: str) -> None:
    document = line(title="Boats", date_publish="2026-02-07 10:00:00", **{name: WORDS})
    assert isinstance(document, Document)
    assert document.text == WORDS
    assert document.title == "Boats"
    assert document.published == datetime(2026, 2, 7, 10)


def test_words_under_names_that_are_not_known_are_named() -> None:
    document = line(title="Boats", tale=WORDS, verse=f"{WORDS} So they sang.", summary="Two boats.")
    assert isinstance(document, Document)
    assert document.text == "Boats\n\nTwo boats."
    assert any("'tale'" in each.message for each in document.problems)
    assert not any("'summary'" in each.message for each in document.problems)


def test_the_only_sentences_of_a_line_are_its_text() -> None:
    document = line(title="Boats", tale=WORDS, author_bio=f"{WORDS} She sails.")
    assert isinstance(document, Document)
    assert document.text == WORDS
    assert any("'tale' are read" in each.message for each in document.problems)


@pytest.mark.parametrize("name", ["article", "_source", "doc"])
def test_a_text_in_an_object_is_read(name: str) -> None:
    document = line(id="a", **{name: {"body": [WORDS, "Nobody drowned."], "title": "Boats"}})
    assert isinstance(document, Document)
    assert document.text == f"{WORDS}\n\nNobody drowned."
    assert (document.title, document.given_id) == ("Boats", "a")
