"""What is fed with random input: one target a format, its seeds, and the words that it knows."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

import docx as _docx  # noqa: F401  so that no fork must import it
import pypdf  # noqa: F401
from hypothesis import strategies as st

from sayso.intake.arrival import Arrival, Known, Taking
from sayso.intake.discover import _documents
from sayso.intake.feeds import parse_feed
from sayso.intake.fetch_policy import Rules
from sayso.intake.hints import NO_HINTS
from sayso.intake.html import html_documents
from sayso.intake.jsonl import line_arrivals
from sayso.intake.layout import laid_out
from sayso.intake.mail import mail_document
from sayso.intake.papers import docx, pdf
from sayso.intake.pdf_page import lines_of
from sayso.intake.telegram import telegram_arrivals
from sayso.intake.text import text_document
from sayso.intake.warc import warc_arrivals
from sayso.ledger.evidence import check_spans
from sayso.record import Document, Problem, Reading
from sayso.record.wire import dumps, to_json
from sayso.settings.feeds import FeedListError, load_feeds
from tests.intake import making

CPU_S = 60
MEMORY = 1 << 30
LIMITS = (signal.SIGXCPU, signal.SIGKILL)


@dataclass(frozen=True)
class Target:
    """A format: how it is read, and what inputs are made of."""

    name: str
    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]


def check(found: Document | Problem | Known) -> None:
    """Whatever came in, what comes out is whole."""
    if isinstance(found, Problem):
        assert found.message
        return
    assert isinstance(found, Document)
    reading = Reading(found, blocks=found.marked, problems=found.problems)
    check_spans(reading)
    dumps(to_json(reading)).encode("ascii")


def check_all(found: Iterator[Document | Problem] | Iterator[Arrival]) -> None:
    for each in found:
        check(each.content if isinstance(each, Arrival) else each)


class Apart:
    """A reader of papers in a process with the limits that the real one has.

    It may fail; it may not hang, nor die of anything but the limits. The process lives for many
    inputs, since a fork costs as much as ten of them.
    """

    def __init__(self, reader: Callable[[bytes], object]) -> None:
        self.reader = reader
        self.child: int | None = None
        self.left = 0

    def __call__(self, raw: bytes) -> None:
        if self.child is None:
            self.child = self._start()
        with suppress(BrokenPipeError):
            self.given.write(len(raw).to_bytes(8, "big") + raw)
            self.given.flush()
        answered = self.answers.read(1) == b"."
        self.left -= 1
        if answered and not self.left:
            os.kill(self.child, signal.SIGKILL)
        if not answered or not self.left:
            self._end()

    def _start(self) -> int:
        theirs, ours = os.pipe()
        answers, answering = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            os.close(answers)
            self._serve(os.fdopen(theirs, "rb"), answering)
        os.close(theirs)
        os.close(answering)
        self.given, self.answers = os.fdopen(ours, "wb"), os.fdopen(answers, "rb")
        self.left = 500
        return child

    def _serve(self, given: BinaryIO, answering: int) -> None:
        # Ray, where a test before this one loaded it, has handlers that can't end without memory.
        for number in (signal.SIGABRT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
        while size := given.read(8):
            used = resource.getrusage(resource.RUSAGE_SELF)
            until = int(used.ru_utime + used.ru_stime) + CPU_S
            resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
            with suppress(BaseException):
                self.reader(given.read(int.from_bytes(size, "big")))
            os.write(answering, b".")
        os._exit(0)

    def _end(self) -> None:
        assert self.child is not None
        with suppress(BrokenPipeError):
            self.given.close()
        self.answers.close()
        _, status = os.waitpid(self.child, 0)
        self.child = None
        assert not os.WIFSIGNALED(status) or os.WTERMSIG(status) in LIMITS


def read_feed_list(raw: bytes) -> None:
    with NamedTemporaryFile(suffix=".toml") as file:
        file.write(raw)
        file.flush()
        with suppress(FeedListError):
            load_feeds(Path(file.name))


def read_robots(raw: bytes) -> None:
    rules = Rules(raw.decode("utf-8", "replace"))
    rules.allows("https://lake.example/a/b?c=d")
    assert rules.gap >= 0


def read_laid_out(raw: bytes) -> None:
    text, pages = laid_out([lines_of(page) for page in raw.decode("latin-1").split("\f")])
    assert all(page.end <= len(text) for page in pages)


def read_feed(raw: bytes) -> None:
    parse_feed(raw, "https://a.example/")


def read_any(raw: bytes) -> None:
    check_all(_documents(raw, "input", Taking()))


PAGE = making.page_of("Minova falls")
LINKED = (
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"Minova falls",'
    b'"datePublished":"2025-03-01T10:00:00Z","author":[{"@id":"#p"}],"image":[{"caption":"a b c"}]'
    b',"liveBlogUpdate":[{"articleBody":"Shells fell on the town at dawn.","url":"#1"}]}</script>'
)
ITEMS = making.feed_of(
    {"title": "Kutum hit", "link": "https://a.example/1", "description": "&lt;p&gt;Two fell."},
    {"title": "Nyala hit", "pubDate": "Sat, 01 Mar 2025 08:00:00 +0200"},
)
ATOM = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>'
    b"<title>Two fell</title><updated>2025-03-01T08:00:00Z</updated></entry></feed>"
)
WARC = making.warc_of([("https://a.example/1", PAGE)] * 2, "none")
EXPORT = making.export_of(
    {"text": "Two fell."}, {"text": ["a ", {"type": "bold", "text": "b"}], "forwarded_from": "X"}
)
MIXED = (
    b"--x\r\nContent-Type: text/html\r\n\r\n" + PAGE + b"\r\n--x\r\nContent-Type: text/plain\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nVHdvIGZlbGwu\r\n--x--\r\n"
)
MARKUP = (
    b"<p>", b"</p>", b"<h1>", b"<div class=byline>", b"<figure><img><figcaption>", b"</figure>",
    b"<time datetime=9999-99-99>", b"<li class=live-blog-post id=x>", b"<script>", b"</script>",
    b"<!--", b"-->", b"<![CDATA[", b"&amp;", b"&#0;", b"&#xD800;",
    b"<meta property=og:title content=", b"<base href=x>", b"<svg><style>", b"<table><tr><td>",
    b"\xff", b"\0", b"\xe2\x80\xae",
)  # fmt: skip

TARGETS = (
    Target("text", lambda raw: check(text_document(raw, "a.txt", NO_HINTS)),
           (b"Two drones fell.", "Обстрел".encode(), "Обстрел".encode("utf-16")),
           (b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\x1f\x8b", b"%PDF", b"\xed\xa0\x80")),
    Target("page", lambda raw: check_all(html_documents(raw, "a.html", NO_HINTS)),
           (PAGE, LINKED + PAGE), MARKUP),
    Target("json lines", lambda raw: check_all(line_arrivals(io.BytesIO(raw), "a", Taking())),
           (b'{"text": "Two fell.", "id": 7, "published": "2025-03-01"}\n{"title": "x"}\n',),
           (b"[" * 99, b'"\\ud83d"', b"1e999", b"-0", b"NaN", b"null", b"{}", b"\n", b"\\u0000")),
    Target("feed", read_feed, (ITEMS, ATOM),
           (b"<item>", b"</item>", b"<entry>", b"<!DOCTYPE a [", b"]>", b"&lol;", b"<![CDATA[",
            b"<content type=html>", b"<link>", b"<pubDate>", b"<rss>", b"\xff", b"\0")),
    Target("web archive", lambda raw: check_all(warc_arrivals(io.BytesIO(raw), "a", Taking(), 0)),
           (WARC, gzip.compress(WARC), making.warc_of([("https://a.example/1", PAGE)]),
            making.zstd(WARC)),
           (b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"Content-Length: -1\r\n", b"\r\n",
            b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Encoding: gzip\r\n", b"\x1f\x8b",
            b"Transfer-Encoding: chunked\r\n", b"ffffffffff\r\n")),
    Target("posts", lambda raw: check_all(telegram_arrivals(io.BytesIO(raw), "a", Taking(), 0)),
           (EXPORT, json.dumps({"chats": {"list": [json.loads(EXPORT)] * 2}}).encode()),
           (b'"messages": [', b'"', b"\\", b"{", b"}", b"[", b"]", b'"id": 1e9,', b"\xf0\x9f\x9b",
            b'"date_unixtime": "99999999999999"', b'"text": [[]]', b"null", b"-1")),
    Target("mail", lambda raw: check(mail_document(raw, "a.eml", NO_HINTS)),
           (making.mail_of(b"Two fell."), making.mail_of(MIXED, "multipart/mixed; boundary=x")),
           (b"\r\n\r\n", b"--x\r\n", b"Content-Type: multipart/", b"boundary=", b"=?utf-8?B?//8=?=",
            b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"From: ,,,<>\r\n", b"\0")),
    Target("pdf", Apart(pdf), (making.pdf_of(["Two fell."], ["x"]),),
           (b"1 0 obj", b"endobj", b"<<", b">>", b"/Kids [2 0 R]", b"/Length 99999999", b"stream\n",
            b"/Filter /FlateDecode", b"xref", b"/Prev 0", b"/Encrypt 1 0 R", b"(", b"/Count -1")),
    Target("word", Apart(docx), (making.docx_of("Two fell."),),
           (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"word/document.xml", b"\xff" * 8)),
    Target("pages of a paper", read_laid_out,
           (b"One fell.\n\nPage 2 of 3\fTwo\nfell.\f",), (b"\f", b"\n", b"-\n", b"3 of 4\n")),
    Target("unknown kind", read_any, (PAGE, ITEMS, EXPORT, WARC, b"{}"),
           MARKUP),
    Target("list of feeds", read_feed_list, (b'[settings]\nevery="1m"\n[[feed]]\nurl="https://a/"\n',),
           (b"[[feed]]", b"url=7", b'every="9"', b"pages=1", b"feed=[]", b"feed=[1]", b"\xff")),
    Target("robots.txt", read_robots, (b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3\n",),
           (b"Crawl-delay: -1\n", b"Crawl-delay: 1e99\n", b"*" * 30, b"User-agent:", b"\0")),
)  # fmt: skip


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Seeds that were cut, joined, doubled and flipped, words of the format, and plain noise."""
    word = st.sampled_from(target.words) | st.binary(max_size=12)
    noise = st.lists(word, max_size=12).map(b"".join)
    changes = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), word), max_size=8)
    changed = st.tuples(st.sampled_from(target.seeds), changes).map(_changed)
    return noise | changed | changed


def at_random(target: Target, chance: random.Random) -> bytes:
    """An input of the same kinds, made a hundred times faster than hypothesis draws one."""

    def word() -> bytes:
        known = chance.random() < 0.7
        return chance.choice(target.words) if known else chance.randbytes(chance.randrange(12))

    if chance.random() < 0.2:
        return b"".join(word() for _ in range(chance.randrange(20)))
    count = chance.randrange(9)
    changes = [(chance.random(), chance.randrange(5), word()) for _ in range(count)]
    return _changed((chance.choice(target.seeds), changes))


def _changed(drawn: tuple[bytes, list[tuple[float, int, bytes]]]) -> bytes:
    raw, changes = drawn
    for place, how, word in changes:
        at = int(place * len(raw))
        if how == 0:
            raw = raw[:at] + word + raw[at:]
        elif how == 1:
            raw = raw[:at] + raw[at + 1 + len(word) ** 2 :]
        elif how == 2:
            raw = raw[:at] + raw[at // 2 : at] * 2 + raw[at:]
        elif how == 3 and raw:
            at = min(at, len(raw) - 1)
            raw = raw[:at] + bytes([raw[at] ^ (1 << (len(word) % 8))]) + raw[at + 1 :]
        else:
            raw = raw[:at] + word
    return raw[:200_000]
