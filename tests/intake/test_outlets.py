"""The outlet that nobody gives: inferred from the address or the feed, and said to be inferred."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sayso.cli.tables import heading
from sayso.intake import NO_HINTS, Hints, open_input
from sayso.intake.outlets import OUTLETS, outlet_of
from sayso.record import Document
from sayso.record.trace import decide
from tests.intake import making


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.lake.example/2025/03/raid", "lake.example"),
        ("https://feeds.lake.example/world.xml", "lake.example"),
        ("https://lake.substack.com/p/raid", "lake.substack.com"),
        ("https://t.me/lake_news/17", "@lake_news"),
        ("https://t.me/s/lake_news?before=9", "@lake_news"),
        ("https://x.com/lake_news/status/17", "@lake_news"),
        ("https://www.facebook.com/lake.news/", None),
        ("https://web.archive.org/web/20240506000000/https://www.lake.example/b", "lake.example"),
        ("https://web.archive.org/", None),
        ("https://news.google.com/rss/articles/CBMi", None),
        ("https://youtu.be/dQw4w9WgXcQ", None),
        ("http://192.0.2.7/story", None),
        ("http://localhost/story", None),
        ("ftp://lake.example/story", None),
        ("http://[broken/story", None),
    ],
)
def test_who_publishes_at_an_address(url: str, outlet: str | None) -> None:
    assert outlet_of(url) == outlet


@pytest.mark.parametrize("rule", OUTLETS, ids=lambda rule: rule.name)
def test_each_rule_decides_its_example(rule: object) -> None:
    address = urlsplit(rule.example)  # type: ignore[attr-defined]
    host = (address.hostname or "").removeprefix("www.")
    decided = decide(OUTLETS, address, host)
    assert decided is not None
    assert decided[0] == rule.name  # type: ignore[attr-defined]


def line(tmp_path: Path, hints: Hints = NO_HINTS, **fields: str) -> Document:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Two fell in Bor.", **fields}) + "\n")
    (document,) = open_input(path, hints)
    assert isinstance(document, Document)
    return document


def test_an_inferred_outlet_is_said_to_be_so(tmp_path: Path) -> None:
    document = line(tmp_path, url="https://lake.example/1")
    assert (document.outlet, document.inferred) == ("lake.example", ("outlet",))
    assert "lake.example (outlet inferred)" in heading(document).plain


def test_an_outlet_that_is_given_is_kept(tmp_path: Path) -> None:
    given = line(tmp_path, url="https://lake.example/1", outlet="Lake Radio")
    assert (given.outlet, given.inferred) == ("Lake Radio", ())
    hinted = line(tmp_path, Hints(outlet="Lake Radio"), url="https://lake.example/1")
    assert (hinted.outlet, hinted.inferred) == ("Lake Radio", ())
    assert "inferred" not in heading(given).plain


def test_nothing_is_inferred_without_an_address(tmp_path: Path) -> None:
    assert line(tmp_path).outlet is None


def test_the_items_of_a_feed_have_its_name_and_their_titles(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_bytes(
        making.feed_of({"title": "Kutum hit", "link": "https://lake.example/1", "description": "x"})
    )
    (document,) = open_input(path)
    assert isinstance(document, Document)
    assert document.title == "Kutum hit"
    assert document.outlet
    assert document.inferred == ("outlet",)
