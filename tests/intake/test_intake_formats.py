"""Feeds, web archives, posts, papers and mails become documents."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.intake import Arrival, Hints, Taking, languages, open_arrivals, open_input
from sayso.intake.feeds import MOST_ITEMS, parse_feed
from sayso.intake.layout import laid_out, paragraphs_of
from sayso.intake.pdf_page import lines_of
from sayso.record import Capture, Document, Problem
from tests.intake import making
from tests.intake.making import PARAGRAPHS, page_of


def read(tmp_path: Path, name: str, raw: bytes, hints: Hints | None = None) -> list[Document]:
    found = take(tmp_path, name, raw, hints)
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


def take(
    tmp_path: Path, name: str, raw: bytes, hints: Hints | None = None
) -> list[Document | Problem]:
    (tmp_path / name).write_bytes(raw)
    return list(open_input(tmp_path / name, hints or Hints()))


class TestFeeds:
    def test_each_item_is_a_document_in_its_own_words(self, tmp_path: Path) -> None:
        raw = making.feed_of(
            {
                "title": "Rebels take Minova &amp;amp; the port",
                "link": "https://lake.example/1",
                "pubDate": "Sat, 01 Mar 2025 08:00:00 +0200",
                "description": "&lt;p&gt;The army &lt;b&gt;denied&lt;/b&gt; it.&lt;/p&gt;",
                "author": "Ida Amani",
            },
            {"title": "Ferry sails again", "guid": "2"},
        )
        first, second = read(tmp_path, "war.rss", raw)
        assert first.text.split("\n") == [
            "Rebels take Minova & the port",
            "By Ida Amani",
            "The army denied it.",
        ]
        assert first.title == "Rebels take Minova & the port"
        assert first.url == "https://lake.example/1"
        assert first.outlet == "Lake Radio"
        assert first.published == datetime(2025, 3, 1, 6, tzinfo=UTC)
        assert "no publication date" in second.problems[0].message

    def test_an_atom_feed_is_read_too_whatever_its_name(self, tmp_path: Path) -> None:
        raw = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Lake</title><entry>
        <id>tag:1</id><title>Shells fell</title><link href="https://lake.example/a"/>
        <published>2025-03-01T08:00:00Z</published><updated>2025-03-01T09:30:00Z</updated>
        <content type="html">&lt;p&gt;On Minova.&lt;/p&gt;</content></entry></feed>"""
        (document,) = read(tmp_path, "feed", raw)
        assert document.text == "Shells fell\nOn Minova."
        assert document.updated == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        "raw",
        [
            making.feed_of(),
            b"<rss><channel>",
            b"<rss></channel>" * 99,
            b"<feed>" + b"<entry>" * 1_000,
        ],
    )
    def test_one_without_items_is_a_problem(self, tmp_path: Path, raw: bytes) -> None:
        (problem,) = take(tmp_path, "feed.rss", raw)
        assert isinstance(problem, Problem)
        assert "feed without items" in problem.message

    def test_entities_are_not_expanded_and_files_not_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the password")
        raw = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 500}"><!ENTITY b
        "{"&a;" * 500}"><!ENTITY c "{"&b;" * 500}"><!ENTITY f SYSTEM "{secret.as_uri()}">]>
        <rss version="2.0"><channel><title>t</title><item><title>Shells &c; &f; fell</title></item>
        </channel></rss>"""
        feed = parse_feed(raw.encode())
        words = str(feed)
        assert "password" not in words
        assert len(words) < 10_000

    def test_what_is_left_out_of_a_feed_is_a_problem(self) -> None:
        long = making.feed_of({"title": "Shells fell", "author": "a" * 600})
        feed = parse_feed(long)
        assert feed
        assert len(feed.items) == 1
        assert [each.message[:43] for each in feed.problems] == [
            "1 name(s) of persons in this feed have more"
        ]
        many = making.feed_of(*({"title": f"Shells fell {n}"} for n in range(MOST_ITEMS + 3)))
        feed = parse_feed(many)
        assert feed
        assert len(feed.items) == MOST_ITEMS
        assert [each.message for each in feed.problems] == [
            "The feed has more than 2,000 items: 3 later ones were left out. Split the feed."
        ]

    def test_links_are_made_whole_and_odd_ones_left_out(self) -> None:
        raw = making.feed_of(
            {"title": "a", "link": "/story"},
            {"title": "b", "link": "javascript:alert(1)"},
            {"title": "c", "link": "http://[broken"},
        )
        feed = parse_feed(raw, "https://lake.example/feed.xml")
        assert feed
        assert [each.link for each in feed.items] == ["https://lake.example/story", None, None]


PAGES = [
    ("https://lake.example/1", page_of("Minova falls")),
    ("https://lake.example/2", page_of("Ferry sails again", *PARAGRAPHS[::-1])),
]


class TestArchives:
    @pytest.mark.parametrize("packed", ["gzip", "zstd", "none"])
    def test_each_page_is_a_document_with_its_address(self, tmp_path: Path, packed: str) -> None:
        suffix = {"gzip": ".warc.gz", "zstd": ".warc.zst", "none": ".warc"}[packed]
        documents = read(tmp_path, f"news{suffix}", making.warc_of(PAGES, packed))
        assert [each.title for each in documents] == ["Minova falls", "Ferry sails again"]
        assert [each.url for each in documents] == [url for url, _ in PAGES]

    def test_its_bytes_have_the_day_and_headers_of_the_crawl(self, tmp_path: Path) -> None:
        (tmp_path / "news.warc.gz").write_bytes(making.warc_of(PAGES))
        first, _ = open_arrivals(tmp_path / "news.warc.gz", Taking())
        assert first.capture
        assert first.capture.body == PAGES[0][1]
        assert first.capture.at == datetime(2025, 3, 1, 10, tzinfo=UTC)
        assert dict(first.capture.headers)["content-type"] == "text/html; charset=utf-8"
        assert 0 < first.size == (tmp_path / "news.warc.gz").stat().st_size

    def test_one_without_a_telling_name_is_known_by_its_start(self, tmp_path: Path) -> None:
        for packed in ("gzip", "zstd", "none"):
            assert len(read(tmp_path, f"{packed}.dump", making.warc_of(PAGES, packed))) == 2

    @pytest.mark.parametrize("broken", ["cut", "rubbish"])
    def test_a_broken_place_ends_it_and_what_came_before_is_kept(
        self, tmp_path: Path, broken: str
    ) -> None:
        raw = making.warc_of(PAGES * 9, "gzip" if broken == "rubbish" else "none")
        raw = raw[: int(0.8 * len(raw))] + (b"" if broken == "cut" else b"\0rubbish" * 99)
        *documents, problem = take(tmp_path, "news.warc", raw)
        assert len(documents) >= 8
        assert isinstance(problem, Problem)
        assert "broken or cut" in problem.message

    def test_packed_and_chunked_bodies_are_unpacked(self, tmp_path: Path) -> None:
        html = ("Content-Type", "text/html")
        packed = [(url, gzip.compress(body)) for url, body in PAGES]
        raw = making.warc_of(packed, headers=[html, ("Content-Encoding", "gzip")])
        assert len(read(tmp_path, "packed.warc.gz", raw)) == 2
        chunked = [(url, b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)) for url, body in PAGES]
        raw = making.warc_of(chunked, headers=[html, ("Transfer-Encoding", "chunked")])
        assert read(tmp_path, "chunked.warc.gz", raw)[0].title == "Minova falls"

    def test_a_bomb_in_it_is_a_problem_and_the_rest_is_read(self, tmp_path: Path) -> None:
        headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
        raw = making.warc_of([("https://x.example/", making.bomb(30_000_000))], headers=headers)
        problem, document = take(tmp_path, "bomb.warc.gz", raw + making.warc_of(PAGES[:1]))
        assert isinstance(problem, Problem)
        assert "larger than 20 MB when unpacked" in problem.message
        assert isinstance(document, Document)

    def test_errors_and_pictures_are_passed_over(self, tmp_path: Path) -> None:
        raw = making.warc_of(PAGES, status="404 Not Found")
        raw += making.warc_of(PAGES, headers=[("Content-Type", "image/png")])
        (problem,) = take(tmp_path, "news.warc.gz", raw)
        assert isinstance(problem, Problem)
        assert "no page in the archive" in problem.message

    def test_known_bytes_are_not_taken_apart_again(self, tmp_path: Path) -> None:
        (tmp_path / "news.warc.gz").write_bytes(making.warc_of(PAGES))

        def known(capture: Capture) -> bool:
            return capture.url == PAGES[0][0]

        found = list(open_arrivals(tmp_path / "news.warc.gz", Taking(known=known)))
        assert [isinstance(each.content, Document) for each in found] == [False, True]


class TestPosts:
    def test_each_post_is_a_document_of_its_channel(self, tmp_path: Path) -> None:
        raw = making.export_of(
            {"text": "Two drones fell near Minova."},
            {"text": ["Shot down ", {"type": "bold", "text": "both"}, " of them."]},
            {"type": "service", "action": "pin_message", "text": ""},
            {"text": "", "photo": "photos/1.jpg"},
        )
        first, second = read(tmp_path, "result.json", raw)
        assert first.text == "Two drones fell near Minova."
        assert second.text == "Shot down both of them."
        assert (first.id, second.id) == ("telegram:4711/1", "telegram:4711/2")
        assert first.outlet == "Lake Front"
        assert first.published == datetime(2025, 3, 1, 8, tzinfo=UTC)

    def test_a_forward_says_whose_words_it_repeats(self, tmp_path: Path) -> None:
        raw = making.export_of({"text": "We hold the port.", "forwarded_from": "Army Press"})
        (post,) = read(tmp_path, "result.json", raw)
        assert post.text == "Forwarded from Army Press:\n\nWe hold the port."
        assert post.agency == "Army Press"
        assert [(each.kind, each.span.of(post.text)) for each in post.marked or ()] == [
            ("byline", "Forwarded from Army Press:"),
            ("paragraph", "We hold the port."),
        ]

    def test_an_edit_has_the_same_id_and_the_time_of_the_change(self, tmp_path: Path) -> None:
        (post,) = read(
            tmp_path,
            "result.json",
            making.export_of({"text": "Three fell.", "edited_unixtime": "1740819600"}),
        )
        assert post.id == "telegram:4711/1"
        assert post.updated == datetime(2025, 3, 1, 9, tzinfo=UTC)

    def test_the_bytes_of_a_post_are_its_own_json(self, tmp_path: Path) -> None:
        raw = making.export_of({"text": 'He said "yes" \\ and {no} 🛩'}, {"text": "Then [left]."})
        (tmp_path / "result.json").write_bytes(raw)
        arrivals = list(open_arrivals(tmp_path / "result.json", Taking()))
        for arrival in arrivals:
            assert arrival.capture
            assert arrival.capture.body in raw
            assert json.loads(arrival.capture.body)["type"] == "message"
        assert len(arrivals) == 2

    def test_an_export_of_all_chats_keeps_them_apart(self, tmp_path: Path) -> None:
        one = json.loads(making.export_of({"text": "One fell."}, chat=1, name="A"))
        two = json.loads(making.export_of({"text": "Two fell."}, chat=2, name="B"))
        whole = {"about": "Here is the data", "chats": {"about": "x", "list": [one, two]}}
        first, second = read(tmp_path, "result.json", json.dumps(whole, indent=1).encode())
        assert (first.id, first.outlet) == ("telegram:1/1", "A")
        assert (second.id, second.outlet) == ("telegram:2/1", "B")

    @pytest.mark.parametrize("at", [0.3, 0.6, 0.9, 0.99])
    def test_a_cut_export_keeps_the_posts_before(self, tmp_path: Path, at: float) -> None:
        raw = making.export_of(*({"text": f"{n} fell."} for n in range(100)))
        *posts, problem = take(tmp_path, "result.json", raw[: int(at * len(raw))])
        assert isinstance(problem, Problem)
        assert "broken or cut after" in problem.message
        assert len(posts) >= 100 * at - 3

    def test_marks_that_fall_between_two_pieces_of_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        raw = making.export_of(*({"text": f'"{n}" \\\\" fell, 🛩 {{"' * 3} for n in range(9)))
        texts = [each.text for each in read(tmp_path, "result.json", raw)]
        for size in (1, 2, 3, 7):
            monkeypatch.setattr("sayso.intake.telegram.CHUNK", size)
            assert [each.text for each in read(tmp_path, "result.json", raw)] == texts


EXPORT_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body>
<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">
Lake Front </div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">1 March 2025</div></div>
<div class="message default clearfix" id="message7"><div class="body">
<div class="pull_right date details" title="01.03.2025 08:00:00 UTC+02:00">08:00</div>
<div class="from_name">Lake Front</div>
<div class="text">Two drones fell.<br>Both <b>burned</b>.</div>
</div></div>
<div class="message default clearfix joined" id="message8"><div class="body">
<div class="pull_right date details" title="01.03.2025 09:00:00 UTC+02:00">09:00</div>
<div class="forwarded body"><div class="from_name">Army Press <span class="date details"
title="28.02.2025 20:00:00">x</span></div><div class="text">We hold the port.</div></div>
</div></div>
<div class="message default clearfix" id="message9"><div class="body"><div class="media_wrap">
</div></div></div></div></div></div></body></html>"""


class TestPostsInPages:
    def test_each_post_of_a_folder_export_is_a_document(self, tmp_path: Path) -> None:
        first, second = read(tmp_path, "messages.html", EXPORT_PAGE.encode())
        assert first.text == "Two drones fell.\nBoth burned."
        assert (first.id, first.outlet) == ("telegram:Lake Front/7", "Lake Front")
        assert first.published is not None
        assert first.published.isoformat() == "2025-03-01T08:00:00+02:00"
        assert second.text == "Forwarded from Army Press:\n\nWe hold the port."
        assert second.agency == "Army Press"

    def test_a_page_without_posts_is_a_problem(self, tmp_path: Path) -> None:
        (problem,) = take(tmp_path, "messages.html", b'<html><div class="page_wrap"></div>')
        assert isinstance(problem, Problem)
        assert "no messages" in problem.message


class TestPapers:
    def test_a_pdf_keeps_its_pages(self, tmp_path: Path) -> None:
        raw = making.pdf_of(
            ["Town changes hands", "Rebels said that they had taken", "Minova."],
            ["The army denied it."],
        )
        (document,) = read(tmp_path, "bulletin.pdf", raw, Hints(outlet="Lake Radio"))
        assert "Rebels said that they had taken Minova." in document.text.replace("\n", " ")
        assert len(document.pages) == 2
        second = document.pages[1]
        assert second.of(document.text) == "The army denied it."
        assert document.page_of(second) == 2
        assert "no publication date" in document.problems[-1].message

    def test_a_scan_is_told_to_be_one(self, tmp_path: Path) -> None:
        (problem,) = take(tmp_path, "scan.pdf", making.pdf_of([], []))
        assert isinstance(problem, Problem)
        assert "text recognition" in problem.message

    def test_a_word_file_has_its_paragraphs_and_tables(self, tmp_path: Path) -> None:
        raw = making.docx_of(*PARAGRAPHS, table=[["Town", "Killed"], ["Minova", "12"]])
        (document,) = read(tmp_path, "note.docx", raw)
        assert document.text.split("\n\n") == [*PARAGRAPHS, "Town | Killed", "Minova | 12"]

    @pytest.mark.parametrize(
        ("name", "raw"),
        [
            ("a.pdf", b"%PDF-1.7\n" + b"junk" * 99),
            ("b.pdf", b"not a pdf"),
            ("c.pdf", making.pdf_of(["Cut."])[:200]),
            ("d.docx", b"PK\x03\x04 word/ junk"),
            ("e.docx", b"not a zip"),
        ],
    )
    def test_a_broken_one_is_a_problem(self, tmp_path: Path, name: str, raw: bytes) -> None:
        (problem,) = take(tmp_path, name, raw)
        assert isinstance(problem, Problem)
        assert "can't be read" in problem.message or "no text" in problem.message

    def test_lines_are_put_together_and_page_furniture_left_out(self) -> None:
        pages = tuple(
            f"LAKE RADIO BULLETIN\nDay {n}\nThe fighting went on for a third day and cut the road\n"
            f"to the north, a spokes-\nman said.\n\nNumber {n} fell.\n{n} of 3\n"
            for n in (1, 2, 3)
        )
        text, spans = laid_out([lines_of(page) for page in pages])
        assert spans[1].of(text) == (
            "Day 2\n\nThe fighting went on for a third day and cut the road to the north,"
            " a spokesman said."
            "\n\nNumber 2 fell."
        )
        assert text.count("BULLETIN") == 1
        assert "of 3" not in text

    def test_a_blank_page_is_an_empty_span(self) -> None:
        text, spans = laid_out([lines_of(page) for page in ("One fell.", "", "Two fell.", "")])
        assert [each.of(text) for each in spans] == ["One fell.", "", "Two fell.", ""]
        assert spans[-1].end == len(text)

    def test_paragraphs_end_where_a_short_line_ends_a_sentence(self) -> None:
        page = f"{'word ' * 16}\n{'word ' * 10}end.\n{'next ' * 16}\n{'next ' * 16}"
        assert len(paragraphs_of(lines_of(page))) == 2


class TestMail:
    def test_a_plain_one(self, tmp_path: Path) -> None:
        body = f"{PARAGRAPHS[0]}\r\n\r\n> You wrote:\r\n> nothing\r\n\r\n-- \r\nLake Radio".encode()
        (document,) = read(tmp_path, "news.eml", making.mail_of(body))
        assert document.text == f"Town changes hands\n{PARAGRAPHS[0]}"
        assert document.outlet == "Lake Radio"
        assert document.published is not None
        assert document.published.isoformat() == "2025-03-01T08:00:00+02:00"

    def test_a_page_by_mail_is_read_as_a_page(self, tmp_path: Path) -> None:
        raw = making.mail_of(page_of("Minova falls"), "text/html; charset=utf-8")
        (document,) = read(tmp_path, "news.eml", raw)
        assert [each.kind for each in document.marked or ()][:2] == ["headline", "paragraph"]
        assert document.title == "Town changes hands"

    def test_encoded_headers_and_bodies(self, tmp_path: Path) -> None:
        raw = making.mail_of(
            b"Der B=FCrgermeister sagte, die Stadt sei gefallen.",
            "text/plain; charset=iso-8859-1",
            Content_Transfer_Encoding="quoted-printable",
            Subject="=?utf-8?B?U3RhZHQgZsOkbGx0?=",
        )
        (document,) = read(tmp_path, "news.eml", raw)
        assert document.title == "Stadt fällt"
        assert "Bürgermeister" in document.text

    def test_a_header_that_can_not_be_decoded_stays_as_it_is(self, tmp_path: Path) -> None:
        raw = making.mail_of(b"Two drones fell.", Subject="=?utf-8?B?\x0f/8=?= Lake")
        (document,) = read(tmp_path, "news.eml", raw)
        assert document.title is not None
        assert document.title.endswith("Lake")

    def test_attachments_are_told_and_not_read(self, tmp_path: Path) -> None:
        body = (
            b"--x\r\nContent-Type: text/plain\r\n\r\nTwo fell.\r\n--x\r\nContent-Type:"
            b" application/pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--x--\r\n"
        )
        (document,) = read(tmp_path, "m.eml", making.mail_of(body, "multipart/mixed; boundary=x"))
        assert "1 attachment(s) were not read" in document.problems[-1].message

    def test_one_without_a_telling_name_is_known_by_its_headers(self, tmp_path: Path) -> None:
        (document,) = read(tmp_path, "message", making.mail_of(b"Two drones fell."))
        assert document.title == "Town changes hands"

    @pytest.mark.parametrize(
        "raw", [b"", b"\0" * 99, b"Subject: x\r\n" * 9_999, b"Content-Type: multipart/mixed;\r\n b"]
    )
    def test_a_broken_one_is_a_problem(self, tmp_path: Path, raw: bytes) -> None:
        (problem,) = take(tmp_path, "m.eml", raw)
        assert isinstance(problem, Problem)


class TestLanguages:
    @pytest.mark.parametrize(
        ("words", "language"),
        [
            ("The army said on Tuesday that it had shot down both of the drones.", "en"),
            ("Die Armee teilte am Dienstag mit, sie habe beide Drohnen abgeschossen.", "de"),
            ("L'armée a déclaré mardi avoir abattu les deux drones au-dessus du port.", "fr"),
            ("Обстрел Харькова: погибли три человека", "ru"),
            ("قال الجيش إنه أسقط الطائرتين", "ar"),
            ("Kyiv Kharkiv Odesa", "en"),
            ("12:30 - 15.", "en"),
        ],
    )
    def test_it_is_found_where_no_one_says(self, tmp_path: Path, words: str, language: str) -> None:
        (document,) = read(tmp_path, "a.txt", words.encode())
        assert document.language == language

    def test_english_in_a_text_of_another_language_does_not_make_it_english(
        self, tmp_path: Path
    ) -> None:
        german = "Der Sprecher der Streitkräfte bestätigte am Abend mehrere Einschläge im Hafen. "
        quoted = "The fire at the port was put out by the crew of a ship, he said to the press. "
        (document,) = read(tmp_path, "a.txt", (german * 6 + quoted).encode())
        assert document.language == "de"

    def test_plain_english_is_known_without_the_identifier(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(languages, "_identifier", lambda: pytest.fail("it was loaded"))
        words = "The governor said that two of the drones had been shot down over the port. " * 4
        (document,) = read(tmp_path, "a.txt", words.encode())
        assert document.language == "en"

    def test_a_wire_of_names_and_figures_is_plain_english_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(languages, "_identifier", lambda: pytest.fail("it was loaded"))
        words = (
            "Port Sudan airport reopens after drone strike. Flights to Cairo and Jeddah resumed"
            " Thursday, Civil Aviation Authority spokesman Hassan Idris told reporters. Four"
            " drones hit fuel depots near Terminal 2, wounding nine workers; two Sudan Airways"
            " jets were damaged. RSF commanders did not comment on the attack."
        )
        (document,) = read(tmp_path, "a.txt", words.encode())
        assert document.language == "en"

    @pytest.mark.parametrize(
        ("words", "language"),
        [
            (
                "Talsmanden sagde, at flere droner ramte havnen, og at branden er slukket. ",
                "da",
            ),
            ("Rzecznik powiedział, że w nocy drony trafiły w port i że pożar ugaszono. ", "pl"),
            ("De woordvoerder zei dat drones de haven troffen en dat de brand uit is. ", "nl"),
            ("El portavoz dijo que los drones alcanzaron el puerto y que no hay heridos. ", "es"),
        ],
    )
    def test_as_much_english_as_is_quoted_leaves_a_text_in_its_language(
        self, tmp_path: Path, words: str, language: str
    ) -> None:
        quoted = "“The crew of the ship was in the port,” it said. "
        (document,) = read(tmp_path, "a.txt", (words * 4 + quoted * 2).encode())
        assert document.language == language

    def test_what_is_told_goes_before(self, tmp_path: Path) -> None:
        words = "Die Armee teilte am Dienstag mit, sie habe beide Drohnen abgeschossen."
        (document,) = read(tmp_path, "a.txt", words.encode(), Hints(language="nl"))
        assert document.language == "nl"
        line = json.dumps({"text": words, "language": "nl"}).encode()
        (document,) = read(tmp_path, "a.jsonl", line)
        assert document.language == "nl"

    def test_a_page_that_says_it_is_english_and_is_not(self, tmp_path: Path) -> None:
        words = "Die Armee teilte am Dienstag mit, sie habe beide Drohnen abgeschossen."
        raw = page_of("Stadt gefallen", words, "Die Stadt sei nicht gefallen, sagte er.")
        assert read(tmp_path, "a.html", raw)[0].language == "de"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with a file of each kind."""
    files = {
        "a.txt": b"Shells fell.",
        "b.html": page_of("Minova falls"),
        "c.jsonl": b'{"text": "One fell."}\n{"text": "Two fell."}\n',
        "d.rss": making.feed_of({"title": "Ferry sails", "guid": "1"}),
        "e.warc.gz": making.warc_of(PAGES[:1]),
        "f.pdf": making.pdf_of(["Printed."]),
        "g.docx": making.docx_of("Typed."),
        "h.eml": making.mail_of(b"Mailed."),
        "i/result.json": making.export_of({"text": "Posted."}),
        "j.json": b"{}",
    }
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    return tmp_path


def test_a_folder_may_hold_every_kind(mixed: Path) -> None:
    found: list[Arrival] = list(open_arrivals(mixed, Taking()))
    assert [isinstance(each.content, Document) for each in found] == [True] * 10
    assert all(each.capture for each in found)
