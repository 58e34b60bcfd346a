"""What a page tells of itself: times, authors, titles, captions, and the entries of a live blog."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from sayso.intake import Hints
from sayso.intake.bylines import names_in
from sayso.intake.html import html_document, html_documents
from sayso.intake.pagetimes import address_date, shown_time
from sayso.record import Document

BODY = (
    "<p>Two drones fell on the harbour of Port Sudan on Tuesday, and a fuel tank burned for hours,"
    " people in the town told reporters by telephone.</p><p>The army said that it had shot down"
    " both. It gave no proof, and the port's manager would not say what had burned there.</p>"
)


def linked(**told: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def page(head: str = "", before: str = "", after: str = "") -> Document:
    source = f"""<html><head>{head}</head><body><main><article>
    <h1>Drones hit Port Sudan</h1>{before}{BODY}{after}</article></main></body></html>"""
    found = html_document(source.encode(), "page.html", Hints())
    assert isinstance(found, Document), found
    return found


def words_of(document: Document, kind: str) -> list[str]:
    return [each.span.of(document.text) for each in document.marked or () if each.kind == kind]


@pytest.mark.parametrize(
    ("head", "before", "published"),
    [
        (linked(**{"@type": "NewsArticle", "datePublished": "2025-05-06T04:10:00+03:00"}), "",
         "2025-05-06T04:10:00+03:00"),
        ('<meta property="article:published_time" content="2025-05-06T04:10:00Z">', "",
         "2025-05-06T04:10:00+00:00"),
        ('<meta itemprop="datePublished dateCreated" content="2025-05-06T04:10:00Z">', "",
         "2025-05-06T04:10:00+00:00"),
        ("", '<time datetime="2025-05-06 04:10:00 GMT">a day ago</time>',
         "2025-05-06T04:10:00+00:00"),
        ("", '<div class="publish-date">Published 11:11 PM EST May 6, 2025</div>',
         "2025-05-06T23:11:00-05:00"),
        ("", '<span class="article-date">6 May 2025</span>', "2025-05-06T00:00:00"),
        ('<link rel="canonical" href="https://post.example/2025/05/06/drones">', "",
         "2025-05-06T00:00:00"),
        (linked(**{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}),
         '<div class="publish-date">May 6, 2025</div>', "2025-05-06T00:00:00"),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', "", None),
        ("", '<div class="related"><span class="date">6 May 2025</span></div>', None),
        ("", '<div class="comment"><time datetime="2025-05-06T01:00:00Z"></time></div>', None),
        ("", '<span class="date">99 Foo 2025</span>', None),
    ],
)  # fmt: skip
def test_the_time_of_publication(head: str, before: str, published: str | None) -> None:
    found = page(head, before).published
    assert (found and found.isoformat()) == published


def test_the_time_of_the_last_change_is_kept_apart() -> None:
    told = {"@type": "NewsArticle", "datePublished": "2025-05-06T04:10:00Z"}
    document = page(linked(**told, dateModified="2025-05-07T01:00:00Z"))
    assert document.published == datetime.fromisoformat("2025-05-06T04:10:00Z")
    assert document.updated == datetime.fromisoformat("2025-05-07T01:00:00Z")


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("Nov. 19, 2024", "2024-11-19T00:00:00"),
        ("19 NOV 2024", "2024-11-19T00:00:00"),
        ("Dienstag, 19. November 2024, 09:58 Uhr", "2024-11-19T09:58:00"),
        ("le 19 novembre 2024 à 9:58", "2024-11-19T09:58:00"),
        ("19 de noviembre de 2024", "2024-11-19T00:00:00"),
        ("November 19, 2024, 12:02 AM", "2024-11-19T00:02:00"),
        ("2024-11-19 17:19:53 GMT", "2024-11-19T17:19:00+00:00"),
        ("November 2024", None),
        ("31 February 2024", None),
        ("19 11 2024", None),
        ("", None),
    ],
)
def test_days_in_words(words: str, when: str | None) -> None:
    found = shown_time(words)
    assert (found and found.isoformat()) == when


def test_days_in_addresses() -> None:
    assert address_date("https://a.example/2019/nov/18/x") == datetime(2019, 11, 18)
    assert address_date("https://a.example/2019/13/18/x") is None
    assert address_date("https://a.example/story-20191118") is None


class TestAuthors:
    def test_one_named_elsewhere_in_the_data_is_found(self) -> None:
        graph = [
            {"@type": "Article", "author": {"@id": "#p1"}, "headline": "Drones hit Port Sudan"},
            {"@type": "Person", "@id": "#p1", "name": "Amira Osman"},
        ]
        document = page(linked(**{"@graph": graph}))
        assert words_of(document, "byline") == ["By Amira Osman"]

    @pytest.mark.parametrize(
        ("shown", "byline"),
        [
            ('<a rel="author" href="/o">Amira Osman</a>', "By Amira Osman"),
            ('<div class="byline">By AMIRA OSMAN and Jo Li Published 4:10 PM</div>',
             "By AMIRA OSMAN and Jo Li"),
            ('<p class="author">Posted by Amira Osman | May 6, 2025</p>', "By Amira Osman"),
            ('<div class="comments"><span class="author">Troll King</span></div>', None),
            ('<form><label class="author">Name *</label></form>', None),
            ('<p class="author-bio">is a writer in Cairo who likes boats</p>', None),
        ],
    )  # fmt: skip
    def test_one_whom_only_the_page_shows(self, shown: str, byline: str | None) -> None:
        assert words_of(page(before=shown), "byline") == ([byline] if byline else [])

    @pytest.mark.parametrize(
        ("said", "names"),
        [
            ("Von Eva Braun-Meier, Redakteurin 09.09.2025", "Eva Braun-Meier"),
            ("Текст: Вера Ерофеева", "Вера Ерофеева"),
            ("Jo Li — May 6, 2025", "Jo Li"),
            ("by admin", None),
            ("12 comments", None),
        ],
    )
    def test_names_without_what_stands_around_them(self, said: str, names: str | None) -> None:
        assert names_in(said) == names


def test_other_headlines_that_it_is_shared_under_are_kept() -> None:
    head = linked(**{"@type": "NewsArticle", "headline": "Drones hit Port Sudan"})
    head += '<meta property="og:title" content="Army fails to stop drones | Post">'
    head += '<meta property="og:site_name" content="Post">'
    document = page(head)
    assert document.title == "Drones hit Port Sudan"
    assert document.other_titles == ("Army fails to stop drones",)


class TestCaptions:
    def caption(self, markup: str) -> list[str]:
        return words_of(page(after=markup), "caption")

    def test_a_credit_beside_it_belongs_to_it(self) -> None:
        figure = """<figure><img src=a><figcaption>Smoke over the harbour</figcaption>
        <span class="photo-credit">Ali Adam/AFP</span></figure>"""
        assert self.caption(figure) == ["Smoke over the harbour Ali Adam/AFP"]

    def test_a_credit_inside_it_stands_there_once(self) -> None:
        figure = """<figure><img src=a><figcaption>Smoke over the harbour
        <span class="credit">Ali Adam/AFP</span></figcaption></figure>"""
        assert self.caption(figure) == ["Smoke over the harbour Ali Adam/AFP"]

    @pytest.mark.parametrize(
        "markup",
        [
            "<figure><blockquote>We saw it</blockquote><figcaption>Omar, a docker here</figcaption>"
            "</figure>",
            '<div class="teaser"><figure><img src=a><figcaption>Ten more stories of war'
            "</figcaption></figure></div>",
            '<aside><figure><img src=a><figcaption>Ten more stories of war</figcaption></figure>'
            "</aside>",
            "<figure><img src=a><figcaption>Von Eva Maria Sommer</figcaption></figure>",
        ],
    )  # fmt: skip
    def test_what_is_no_caption_of_this_article(self, markup: str) -> None:
        assert self.caption(markup) == []


ENTRIES = (
    ("10:40", "Fire at the port is out", "The fire at the fuel tank is out, the governor says."),
    ("09:15", "Army claims two drones", "The army says that it shot down two drones at dawn."),
    ("08:05", None, "People in the town speak of three loud explosions near the harbour."),
)


class TestLiveBlogs:
    def documents(self, source: str) -> list[Document]:
        found = list(html_documents(source.encode(), "page.html", Hints()))
        assert all(isinstance(each, Document) for each in found), found
        return [each for each in found if isinstance(each, Document)]

    def shown(self) -> str:
        boxes = "".join(
            f'<li class="live-blog-post" id="p{number}">'
            f'<time datetime="2025-05-06T{clock}:00+02:00">{clock}</time>'
            f"{f'<h3>{title}</h3>' if title else ''}<p>{words}</p></li>"
            for number, (clock, title, words) in enumerate(ENTRIES)
        )
        return f"""<html lang="en"><head><link rel="canonical" href="https://post.example/live">
        <meta property="og:site_name" content="Post"></head>
        <body><main><h1>Drones over Port Sudan: live</h1>{BODY}<ol>{boxes}</ol></main></body>"""

    def test_entries_are_documents_with_their_own_time_and_address(self) -> None:
        live, *entries = self.documents(self.shown())
        assert "governor" not in live.text
        assert "shot down both" in live.text
        assert [each.text.split("\n")[-1] for each in entries] == [words for _, _, words in ENTRIES]
        assert [each.title for each in entries] == [title for _, title, _ in ENTRIES]
        assert [each.url for each in entries] == [
            f"https://post.example/live#p{n}" for n in range(3)
        ]
        assert [each.published and each.published.isoformat() for each in entries] == [
            f"2025-05-06T{clock}:00+02:00" for clock, _, _ in ENTRIES
        ]
        assert {each.outlet for each in entries} == {"Post"}

    def test_entries_that_only_the_data_has(self) -> None:
        updates = [
            {"@type": "BlogPosting", "headline": title, "articleBody": words,
             "datePublished": f"2025-05-06T{clock}:00+02:00", "author": {"name": "Jo Li"}}
            for clock, title, words in ENTRIES
        ]  # fmt: skip
        blog = linked(**{"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": updates})
        _, *entries = self.documents(
            f"<html><head>{blog}</head><body><h1>Drones over Port Sudan</h1>{BODY}</body></html>"
        )
        assert len(entries) == 3
        assert words_of(entries[0], "byline") == ["By Jo Li"]
        assert words_of(entries[1], "headline") == ["Army claims two drones"]

    def test_an_entry_without_a_time_says_so_and_takes_none_from_the_page(self) -> None:
        source = self.shown().replace("<time datetime=", "<time data-x=")
        head = '<meta property="article:published_time" content="2025-05-01T00:00:00Z"></head>'
        _, *entries = self.documents(source.replace("</head>", head))
        assert [each.published for each in entries] == [None] * 3
        assert "no publication date" in entries[0].problems[0].message

    def test_two_boxes_alike_make_no_live_blog(self) -> None:
        source = self.shown().split('<li class="live-blog-post" id="p2">')[0]
        assert len(self.documents(source)) == 1
