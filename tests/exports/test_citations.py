"""Citations: what each style says of a document, and that any words come back from it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from sayso.exports.bibtex import BIBTEX, ESCAPES
from sayso.exports.citations import Citation, CitationStyle, citation_of, write_citations
from sayso.exports.csl_json import CSL_JSON
from sayso.exports.encoding import Utf8, one_line
from sayso.exports.ris import RIS
from sayso.ledger import StoredCapture
from sayso.record import Block, Document, Problem, Reading, Span
from tests.exports.making import ODD
from tests.made import market_reading

KEY = "4f2a9c0d1e2f3a4b5c6d7e8f"
HASH = "ab" * 32
EAST = timezone(timedelta(hours=3))
AT = datetime(2025, 3, 1, 12, 30, tzinfo=UTC)

KINDS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "type": {"enum": ["article-newspaper", "post", "webpage", "document"]},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["literal"],
                    "properties": {"literal": {"type": "string"}},
                    "additionalProperties": False,
                },
            },
            **{
                name: {
                    "type": "object",
                    "required": ["date-parts"],
                    "properties": {
                        "date-parts": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 1,
                            "items": {
                                "type": "array",
                                "items": {"type": "integer"},
                                "minItems": 3,
                                "maxItems": 3,
                            },
                        }
                    },
                    "additionalProperties": False,
                }
                for name in ("issued", "accessed")
            },
            **{
                name: {"type": "string", "minLength": 1}
                for name in ("title", "container-title", "URL", "language", "note")
            },
        },
    },
}
"""What CSL-JSON allows of the fields that a citation has."""


def cited(*bylines: str, **facts: Any) -> Citation:
    text = "\n".join(("Nine fell, army says", *bylines, "Nine drones fell."))
    known: dict[str, Any] = {
        "outlet": "Harbour Post",
        "url": "https://harbour.example/1",
        "published": datetime(2025, 2, 2, 9, 30, tzinfo=EAST),
        "title": "Nine fell, army says",
    }
    document = Document(text, **(known | facts))
    spans = [Span(text.index(each), text.index(each) + len(each)) for each in bylines]
    blocks = tuple(Block("byline", each) for each in spans)
    return citation_of(Reading(document, blocks=blocks), KEY, ())


def written(style: CitationStyle, *citations: Citation) -> str:
    out = io.BytesIO()
    write_citations(citations, style, Utf8(out))
    return out.getvalue().decode("utf-8")


def plain(value: str) -> str:
    """A value of BibTeX as TeX would set it, its outer braces taken off."""
    for character, command in ESCAPES.items():
        value = value.replace(command, {"{": "\x01", "}": "\x02"}.get(character, character))
    assert "{" not in value
    assert "}" not in value
    return value.replace("\x01", "{").replace("\x02", "}")


def bibtex(words: str) -> list[dict[str, str]]:
    """Entries read as BibTeX reads them: by counting braces, whatever stands before them."""
    entries = []
    at = 0
    while (at := words.find("@", at)) >= 0:
        kind, body, at = _braced(words, at + 1)
        key, _, rest = body.partition(",")
        fields = {"": kind, "key": key}
        while match := re.match(r"\s*([a-z]+) = ", rest):
            rest = rest[match.end() :]
            if rest.startswith("{"):
                _, value, end = _braced(rest, 0)
            else:
                value, end = rest.split(",")[0], rest.index(",")
            fields[match[1]] = value
            assert rest[end] == ","
            rest = rest[end + 1 :]
        assert rest.strip() == ""
        entries.append(fields)
    return entries


def _braced(words: str, start: int) -> tuple[str, str, int]:
    """What stands before the next braces and in them, and where they end."""
    begin = words.index("{", start)
    depth = 0
    for at in range(begin, len(words)):
        depth += {"{": 1, "}": -1}.get(words[at], 0)
        if not depth:
            return words[start:begin], words[begin + 1 : at], at + 1
    raise AssertionError("braces are not balanced")


def ris(words: str) -> list[list[tuple[str, str]]]:
    """Records as RIS has them: six characters of a tag, then its words, up to CR LF."""
    assert words.endswith("\r\n")
    records: list[list[tuple[str, str]]] = []
    for line in words.split("\r\n")[:-1]:
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line, re.DOTALL)
        assert match, line
        if match[1] == "TY":
            records.append([])
        records[-1].append((match[1], match[2]))
    assert all(each[-1] == ("ER", "") for each in records)
    return records


def test_a_citation_has_what_the_document_says() -> None:
    kept = StoredCapture(HASH, "https://harbour.example/1", AT, "text/html", 200, (), KEY)
    reading = market_reading()
    citation = citation_of(reading, KEY, (kept,))
    assert citation.key == "savanna-press-2025-02-02-4f2a9c0d1e"
    (entry,) = bibtex(written(BIBTEX, citation))
    assert entry == {
        "": "article",
        "key": citation.key,
        "title": "{Omdurman market shelled, network says}",
        "journal": "Savanna Press",
        "year": "2025",
        "month": "feb",
        "date": "2025-02-02T06:30:00+00:00",
        "url": "https://savanna.example/1",
        "urldate": "2025-03-01",
        "language": "en",
        "note": f"Sayso document {KEY}; captured 2025-03-01T12:30:00+00:00;"
        f" snapshot SHA-256 {HASH}",
    }
    assert ris(written(RIS, citation)) == [
        [
            ("TY", "NEWS"),
            ("ID", KEY[:20].upper()),
            ("LB", citation.key),
            ("TI", "Omdurman market shelled, network says"),
            ("T2", "Savanna Press"),
            ("PY", "2025"),
            ("DA", "2025/02/02/06:30:00+00:00"),
            ("Y2", "2025/03/01/12:30:00+00:00"),
            ("UR", "https://savanna.example/1"),
            ("LA", "en"),
            ("N1", citation.note),
            ("ER", ""),
        ]
    ]
    (item,) = json.loads(written(CSL_JSON, citation))
    assert item["issued"] == {"date-parts": [[2025, 2, 2]]}
    assert item["accessed"] == {"date-parts": [[2025, 3, 1]]}
    assert item["type"] == "article-newspaper"
    assert item["note"].endswith("; published 2025-02-02T06:30:00+00:00")


def test_what_is_not_known_is_in_no_style() -> None:
    bare = cited(outlet=None, url=None, published=None, title=None)
    assert (bare.kind, bare.key) == ("document", "document-undated-4f2a9c0d1e")
    assert bare.title == "Nine fell, army says Nine drones fell."
    (entry,) = bibtex(written(BIBTEX, bare))
    assert set(entry) == {"", "key", "title", "language", "note"}
    (record,) = ris(written(RIS, bare))
    assert [tag for tag, _ in record] == ["TY", "ID", "LB", "TI", "LA", "N1", "ER"]
    (item,) = json.loads(written(CSL_JSON, bare))
    assert set(item) == {"id", "type", "title", "language", "note"}


@pytest.mark.parametrize(
    ("published", "date", "day"),
    [
        (datetime(2025, 2, 2), "2025-02-02", "2025/02/02/"),
        (datetime(2025, 2, 2, 9, 30), "2025-02-02T09:30:00", "2025/02/02/09:30:00"),
        (
            datetime(2025, 2, 2, 0, 30, tzinfo=EAST),
            "2025-02-02T00:30:00+03:00",
            "2025/02/02/00:30:00+03:00",
        ),
    ],
)
def test_a_date_is_no_finer_than_it_is_known(published: datetime, date: str, day: str) -> None:
    citation = cited(published=published)
    (entry,) = bibtex(written(BIBTEX, citation))
    assert entry["date"] == date
    assert ("DA", day) in ris(written(RIS, citation))[0]
    assert json.loads(written(CSL_JSON, citation))[0]["issued"]["date-parts"] == [[2025, 2, 2]]


@pytest.mark.parametrize(
    ("bylines", "authors"),
    [
        (("By Marta Hnatiuk",), ("Marta Hnatiuk",)),
        (("By Marta Hnatiuk and Jonas Lindqvist",), ("Marta Hnatiuk", "Jonas Lindqvist")),
        (("By Ann Lee, Bo Day and Cy Fox",), ("Ann Lee", "Bo Day", "Cy Fox")),
        (("By Marta Hnatiuk, Reuters",), ("Marta Hnatiuk, Reuters",)),
        (("By Nomsa Dlangamandla in Adré, Chad", "Dec 3, 2025"), ("Nomsa Dlangamandla",)),
        (("(Reporting by Jonas Lindqvist; Editing by Ruth Okafor)",), ()),
        (("Published 3 March 2025",), ()),
    ],
)
def test_authors_are_the_names_of_a_byline(
    bylines: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    assert cited(*bylines).authors == authors


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "article"),
        ({"url": "https://t.me/channel/17"}, "post"),
        ({"url": None, "given_id": "telegram:9/17"}, "post"),
        ({"url": "https://mobile.twitter.com/a/1"}, "post"),
        ({"outlet": None}, "webpage"),
        ({"outlet": None, "url": "file:notes.txt"}, "document"),
    ],
)
def test_posts_and_pages_are_no_articles(facts: dict[str, Any], kind: str) -> None:
    assert cited(**facts).kind == kind


def test_a_file_of_this_machine_was_never_accessed_on_the_web() -> None:
    kept = StoredCapture(HASH, "file:a.html", AT, "text/html", None, (), KEY)
    citation = citation_of(market_reading(), KEY, (kept,))
    assert citation.accessed is None
    assert HASH in citation.note
    assert "captured" not in citation.note


def test_a_key_is_ascii_and_stays_the_same_whatever_the_outlet_is_called() -> None:
    assert cited(outlet="Le Monde été").key == "le-monde-ete-2025-02-02-4f2a9c0d1e"
    assert cited(outlet="Правда").key == "harbour-example-2025-02-02-4f2a9c0d1e"
    assert cited(outlet="Правда", url="http://[half").key.startswith("document-")


def test_several_citations_are_one_file() -> None:
    three = [replace(cited(), key=f"k{number}") for number in range(3)]
    assert [each["key"] for each in bibtex(written(BIBTEX, *three))] == ["k0", "k1", "k2"]
    assert len(ris(written(RIS, *three))) == 3
    assert [each["id"] for each in json.loads(written(CSL_JSON, *three))] == ["k0", "k1", "k2"]
    assert (written(BIBTEX), written(RIS)) == ("", "")
    assert json.loads(written(CSL_JSON)) == []


def test_a_citation_that_cannot_be_written_is_left_out_and_named() -> None:
    def entry(citation: Citation) -> str:
        if citation.key == "k1":
            raise ValueError(citation.key)
        return citation.key

    left: list[tuple[str, Problem]] = []
    out = io.BytesIO()
    three = [replace(cited(), key=f"k{number}") for number in range(3)]
    style = CitationStyle(entry, between=" ")
    assert write_citations(three, style, Utf8(out), lambda *each: left.append(each)) == 2
    assert out.getvalue() == b"k0 k2"
    assert [key for key, _ in left] == [KEY]


TRICKY = (
    "{a} }b{ \\c{ %d #e $f$ &g _h ^i ~j",
    "@article{evil,\n title={x}}\n\n@misc{y}",
    "a line\r\nER  - \r\nTY  - BOOK",
    "Кутум: «дев'ять» — \\textbackslash{} \\textbraceleft{}",
    "\\",
    "\ud83d half \x00 \u2028 end",
)


@given(title=ODD, outlet=ODD, url=st.none() | ODD | st.text().map("https://a.example/".__add__))
@example(TRICKY[0], TRICKY[1], "https://a.example/{b}\\c|d%20\x00\n}")
@example(TRICKY[1], TRICKY[0], None)
@example(TRICKY[2], TRICKY[3], "HTTPS://a.example/Кутум?a=b#c")
@example(TRICKY[3], TRICKY[2], "https://user:word@a.example/")
@example(TRICKY[4], TRICKY[5], "javascript:alert(1)")
@example(TRICKY[5], "The * Post", "https://a.example/\ud83d")
def test_any_words_come_back_from_every_style(title: str, outlet: str, url: str | None) -> None:
    citation = cited(title=title, outlet=outlet, url=url)
    after = replace(cited(), key="after")

    entry, following = bibtex(written(BIBTEX, citation, after))
    name = "journal" if entry[""] == "article" else "howpublished"
    assert plain(entry.get("title", "{}")[1:-1]) == citation.title
    assert plain(entry.get(name, "")) == citation.outlet == one_line(outlet)
    assert (citation.url is None) == ("url" not in entry)
    assert following["key"] == "after"
    if title.strip():
        assert citation.title == one_line(title)

    record, last = ris(written(RIS, citation, after))
    fields = dict(record)
    assert fields.get("TI", "") == citation.title
    assert fields.get("UR") == citation.url
    assert ("LB", "after") in last

    items = json.loads(written(CSL_JSON, citation, after))
    Draft7Validator(KINDS).validate(items)
    assert items[0].get("title", "") == citation.title
    assert items[0].get("container-title", "") == citation.outlet
    assert items[0].get("URL") == citation.url
