"""A page becomes one text with its parts marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake import Hints
from sayso.intake.html import html_document
from sayso.record import Document, Problem

PARAGRAPHS = (
    "GAZA CITY (AP) — Israeli shells hit a school in the east of the city on Sunday, killing at"
    " least 12 people who had sought shelter there, the Health Ministry said.",
    "The army said that it had struck a command post and that it had taken steps to spare the"
    " people in the building. It gave no proof of its claim.",
    "Medics at the al-Ahli hospital said that most of the dead were women and children, and that"
    " they had run out of blood for the wounded.",
)
LINKED = """{"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, {"@type":
["NewsArticle"], "headline": "Shells hit school in Gaza City &amp; kill 12",
"datePublished": "2024-08-11T09:30:00+03:00", "author": [{"@type": "Person",
"name": "Rana Haddad"}, {"name": "The Associated Press"}], "publisher": {"name": "Levant Post"},
"description": "A ministry counts 12 dead; the army speaks of a command post."}]}"""
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Shells hit school in Gaza City - Levant Post</title>
<meta property="og:site_name" content="The Levant Post">
<link rel="canonical" href="https://levant.example/school">
<script type="application/ld+json">{LINKED}</script>
<style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Shells hit school in Gaza City &amp; kill 12</h1>
<p class="standfirst">A ministry counts 12 dead; the army speaks of a command post.</p>
<figure><img src="a.jpg"><figcaption><p>Men carry a body from the school, Aug. 11, 2024.</p>
<span>Omar Saleh/AP</span></figcaption></figure>
<script>var tracker = "do not read me";</script>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<h2>No blood left</h2>
<figure><img src="b.jpg"><figcaption>The yard of al-Ahli hospital on Sunday morning</figcaption>
</figure>
<p>{PARAGRAPHS[2]}</p></article>
<aside class="related-stories"><a href="/x">How the war reached the schools of the Strip</a></aside>
<footer>All rights reserved</footer></body></html>"""


def page(source: str | bytes, hints: Hints | None = None) -> Document:
    raw = source.encode() if isinstance(source, str) else source
    found = html_document(raw, "page.html", hints or Hints())
    assert isinstance(found, Document), found
    return found


def parts(document: Document) -> list[tuple[str, str]]:
    assert document.marked is not None
    return [(block.kind, block.span.of(document.text)) for block in document.marked]


def test_the_parts_of_a_page_in_reading_order() -> None:
    assert parts(page(PAGE)) == [
        ("headline", "Shells hit school in Gaza City & kill 12"),
        ("deck", "A ministry counts 12 dead; the army speaks of a command post."),
        ("byline", "By Rana Haddad and The Associated Press"),
        ("caption", "Men carry a body from the school, Aug. 11, 2024. Omar Saleh/AP"),
        ("paragraph", PARAGRAPHS[0]),
        ("paragraph", PARAGRAPHS[1]),
        ("heading", "No blood left"),
        ("caption", "The yard of al-Ahli hospital on Sunday morning"),
        ("paragraph", PARAGRAPHS[2]),
        ("related", "How the war reached the schools of the Strip"),
    ]


def test_what_the_page_says_of_itself() -> None:
    document = page(PAGE)
    assert document.title == "Shells hit school in Gaza City & kill 12"
    assert document.outlet == "The Levant Post"
    assert document.agency == "AP"
    assert document.url == "https://levant.example/school"
    assert document.language == "en-GB"
    assert document.published is not None
    assert document.published.isoformat() == "2024-08-11T09:30:00+03:00"


def test_a_hint_goes_before_what_the_page_says() -> None:
    document = page(PAGE, Hints(outlet="Mirror", url="https://mirror.example/1"))
    assert (document.outlet, document.url) == ("Mirror", "https://mirror.example/1")


def test_scripts_and_styles_never_reach_the_text() -> None:
    text = page(PAGE).text
    assert "tracker" not in text
    assert "color: red" not in text


def test_a_page_without_data_of_its_own() -> None:
    source = f"<html><body><h1>School hit in Gaza City</h1><p>{PARAGRAPHS[1]}</p></body></html>"
    assert parts(page(source)) == [
        ("headline", "School hit in Gaza City"),
        ("paragraph", PARAGRAPHS[1]),
    ]


def test_a_box_with_a_picture_and_few_words_is_a_caption() -> None:
    source = f"""<html><body><article><h1>School hit in Gaza City</h1><p>{PARAGRAPHS[1]}</p>
    <div class="sc-x1"><div><picture><img src="a.jpg"></picture></div>
    <div class="sc-q9">The yard of the school</div><div></div></div>
    <div class="sc-x1"><img src="b.jpg"><div><a href="/n">More news from the region</a></div></div>
    <p>{PARAGRAPHS[2]}</p></article></body></html>"""
    found = parts(page(source))
    assert [words for kind, words in found if kind == "caption"] == ["The yard of the school"]
    assert [kind for kind, _ in found] == ["headline", "paragraph", "caption", "paragraph"]


def test_the_charset_that_a_page_declares_is_used() -> None:
    source = (
        f'<html><head><meta charset="windows-1251"></head><body><p>Обстрел. {PARAGRAPHS[1]}</p>'
    )
    document = page(source.encode("windows-1251"))
    assert document.text.startswith("Обстрел.")
    assert not [each for each in document.problems if "guess" in each.message]


DEEP = 60_000


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * DEEP + "deep" + "</div>" * DEEP,
        "<figcaption>" * 3_000 + "a b c d" + "</figcaption>" * 3_000,
        f'<p class="{"x" * 2_000_000}">{PARAGRAPHS[0]}</p>',
        "<p>" + "&amp;" * 200_000 + "</p>",
        "<p>" + "&#0;&#xD800;&#x110000;&bogus;" * 1_000 + "</p>",
        "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>&b;&b;</p>",
        "<html><head><script>while (1) {}</script>",
        "<<<>>><p <p <p>>" * 5_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>One two.</p>",
        '<script type="application/ld+json">{"@type": 7, "author": 9, "image": [1]}</script><p>a',
        '<?xml version="1.0" encoding="utf-16"?><html><body><p>Declared wrongly.</p></body></html>',
        "<table>" * 2_000 + "<tr><td>cell" * 100,
        "<a href=x>" * 30_000,
        '<div class="related">' * 250 + "<a>one two three four five six</a>" * 200,
    ],
    ids=range(14),
)
def test_hostile_pages_neither_crash_nor_hang(source: str) -> None:
    found = html_document(source.encode(), "page.html", Hints())
    assert isinstance(found, Document | Problem)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<h1>", "<figure>", "<figcaption>", "</figure>", "<img>", "<article>", "<br>"]
)
WORDS = st.sampled_from(
    [
        "The army said so. ",
        "Shells hit a school",
        " Photo: A/AP ",
        "\n\n",
        "&amp;",
        "<",
        "<script>x",
    ]
)


@given(st.lists(TAGS | WORDS | st.text(max_size=8), max_size=40))
def test_marked_blocks_are_exact_on_any_page(pieces: list[str]) -> None:
    source = "".join(pieces).encode("utf-8", "replace")
    found = html_document(source, "page.html", Hints())
    if isinstance(found, Document):
        assert found.marked is not None
        assert "\n".join(words for _, words in parts(found)) == found.text
        assert all(words == " ".join(words.split()) for _, words in parts(found))
