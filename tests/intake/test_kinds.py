"""Inputs of every kind of fault that intake may have: what is in the text, and what is named.

Each kind has ten inputs of our own, of one invented coast: half of them were written before the
code that they try was mended, and not run until it was.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape
from pathlib import Path
from typing import Any

import pytest

from sayso.intake import Hints, open_input
from sayso.record import Document, Problem
from tests.intake.making import feed_of, mail_of
from tests.intake.test_pdf import Placed, drawn, lines
from tests.intake.test_tables import inline, workbook
from tests.intake.test_word import cell, paragraph, run, word_file

FIRST = (
    "Fishermen on the eastern shore said that patrol boats had fired on them at dawn and driven"
    " them back to port."
)
SECOND = (
    "The coast guard denied the account and said its crews had only fired flares to warn the boats"
    " of a minefield."
)
RAISED = "Rebels killed 40<sup>1</sup> soldiers near Karsa, the ministry said on Monday morning."
STRUCK = "The blast killed <del>40</del> <ins>four</ins> soldiers near Karsa, the ministry said."
SPACED = "Some 12\u00a0400 people fled Karsa, and 3\u202f000 tents were sent, an agency said."
SENDER = base64.b64encode("Karsa Desk, Évian".encode()).decode()
DATE = "Wed, 05 Feb 2025 07:30:00 +0100"
HEADLINE = "Boats fired on off Karsa"


@dataclass(frozen=True)
class Input:
    """A file of a kind, and what must come of it."""

    kind: str
    name: str
    raw: bytes
    wanted: dict[str, Any]


INPUTS: list[Input] = []


def case(kind: str, suffix: str, raw: bytes | str, **wanted: Any) -> None:
    name = "result.json" if suffix == "json" else f"a.{suffix}"
    whole = raw.encode() if isinstance(raw, str) else raw
    INPUTS.append(Input(kind, name, whole, wanted))


def page(body: str, head: str = "", title: str = HEADLINE) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def prose(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


def escaped(markup: str) -> str:
    return escape(markup, quote=False)


def rss(words: str, **fields: str) -> bytes:
    return feed_of({"title": "Karsa bulletin", "description": words, **fields})


def atom(fields: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Karsa</title><entry><title>T</title>'
        f"<id>urn:1</id>{fields}</entry></feed>"
    )


def post_of(message: dict[str, Any]) -> str:
    whole = {"id": 1, "type": "message", "date": "2025-07-14T00:20:00", "from": "Karsa", **message}
    chat = {"name": "Karsa", "type": "public_channel", "id": 9, "messages": [whole]}
    return json.dumps(chat)


def exported(words: str) -> str:
    """A page of Telegram's export with one message."""
    return (
        "<!DOCTYPE html><html><head><title>Exported Data</title></head><body>"
        '<div class="page_wrap"><div class="page_header"><div class="content">'
        '<div class="text bold">Karsa Watch</div></div>'
        '</div><div class="page_body chat_page"><div class="history"><div class="message default'
        ' clearfix" id="message7"><div class="body"><div class="pull_right date details"'
        ' title="14.07.2025 00:20:00 UTC+03:00">00:20</div><div class="from_name">Karsa Watch</div>'
        f'<div class="text">{words}</div></div></div></div></div></div></body></html>'
    )


def part(words: str, subtype: str) -> MIMEText:
    return MIMEText(words, subtype, "utf-8")


def multi(subtype: str, *parts: Message) -> bytes:
    mail = MIMEMultipart(subtype)
    mail["From"], mail["Subject"], mail["Date"] = "Karsa Desk <d@karsa.example>", "Note", DATE
    for each in parts:
        mail.attach(each)
    return mail.as_bytes()


def letter(words: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "Karsa Desk <d@karsa.example>", "Note", DATE
    mail.set_content(words)
    return mail


def with_attached_mail() -> bytes:
    mail = letter("See the attached note; our desk could not confirm it.")
    mail.add_attachment(letter("The port of Karsa was closed on Tuesday, its master said."))
    return mail.as_bytes()


def linked(*nodes: dict[str, Any], h: str = HEADLINE, graph: bool = False) -> str:
    data = {"@context": "https://schema.org", "@graph": list(nodes)} if graph else list(nodes)
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return page(prose(FIRST, SECOND), script, h)


def two_columns() -> list[Placed]:
    left = (
        "The navy sank two|boats near Karsa on|Monday, the governor|said. It was the third"
        "|such clash in a week|of fights at sea."
    ).split("|")
    right = (
        "Farmers in the hills|lost their crops to|fires that were lit by|shells, an official"
        "|said. Rain put most|of them out."
    ).split("|")
    placed: list[Placed] = []
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        height = 760 - 14 * number
        placed += [(70, height, 10, one), (320, height, 10, other)]
    return placed


OWN = {
    "@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2025-07-14T10:00:00Z",
    "author": {"@type": "Person", "name": "Own Writer"},
}  # fmt: skip
OTHER = {
    "@type": "NewsArticle", "headline": "Another tale of the hills",
    "datePublished": "2020-01-01T10:00:00Z", "author": {"@type": "Person", "name": "Other Writer"},
}  # fmt: skip
ZONES = [
    ("Mon, 14 Jul 2025 7:05 PM MSK", "2025-07-14T19:05:00+03:00"),
    ("14 July 2025 19:05 EEST", "2025-07-14T19:05:00+03:00"),
    ("Mon, 14 Jul 2025 19:05:00 GMT+3", "2025-07-14T19:05:00+03:00"),
    ("July 14, 2025, 7:05 p.m. EDT", "2025-07-14T19:05:00-04:00"),
    ("2025-07-14 12:05 AM CEST", "2025-07-14T00:05:00+02:00"),
    ("14.07.2025 19:05 (Moscow time)", "2025-07-14T19:05:00+03:00"),
    ("Mon 14 Jul 2025 07:05:00 PM UTC+05:30", "2025-07-14T19:05:00+05:30"),
    ("2025-07-14 19h05 CEST", "2025-07-14T19:05:00+02:00"),
    ("Monday, July 14, 2025 - 7 PM EST", "2025-07-14T19:00:00-05:00"),
    ("14 Jul 2025, 1905 GMT", "2025-07-14T19:05:00+00:00"),
]

# offsets
case(
    "offsets",
    "rss",
    rss(FIRST, pubDate="Mon, 14 Jul 2025 00:20:00 +0530"),
    published="2025-07-14T00:20:00+05:30",
)
case(
    "offsets",
    "atom",
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>'
    "Karsa</title><entry><title>T</title><id>urn:1</id><published>2025-07-14T23:50:00"
    "-04:00</published><summary>" + FIRST + "</summary></entry></feed>",
    published="2025-07-14T23:50:00-04:00",
)
case(
    "offsets",
    "json",
    post_of({"date_unixtime": "1752432600", "text": FIRST}),
    published="2025-07-14T00:20:00+05:30",
)
case(
    "offsets",
    "eml",
    mail_of(FIRST.encode(), Date="Mon, 14 Jul 2025 00:20:00 +1000"),
    published="2025-07-14T00:20:00+10:00",
)
case(
    "offsets",
    "jsonl",
    json.dumps({"text": FIRST, "published": "2025-07-14T00:20:00+0900"}),
    published="2025-07-14T00:20:00+09:00",
)
case(
    "offsets",
    "html",
    page(
        prose(FIRST, SECOND),
        '<meta property="article:published_time" content="2025-07-14T00:20:00-07:00">',
    ),
    published="2025-07-14T00:20:00-07:00",
)
case(
    "offsets",
    "html",
    page(
        prose(FIRST, SECOND),
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats'
        ' fired on off Karsa","datePublished":"2025-07-14T01:05:00+04:30"}</script>',
    ),
    published="2025-07-14T01:05:00+04:30",
)
case(
    "offsets",
    "csv",
    'text,published\n"' + FIRST + '",2025-07-14 00:20 +02:00\n',
    published="2025-07-14T00:20:00+02:00",
)
case("offsets", "html", exported("" + FIRST + ""), published="2025-07-14T00:20:00+03:00")
case(
    "offsets",
    "html",
    page(prose(FIRST, SECOND), "").replace(
        "<h1>", '<time datetime="2025-07-14T00:20:00+05:45">14 July</time><h1>'
    ),
    published="2025-07-14T00:20:00+05:45",
)
# zone names, am/pm
for said, when in ZONES:
    case("zones", "rss", rss(FIRST, pubDate=said), published=when)
# unreadable dates quoted, no clock
case(
    "unreadable",
    "eml",
    mail_of(FIRST.encode(), Date="the ides of July"),
    named=["the ides of July"],
    published=None,
)
case(
    "unreadable",
    "html",
    page(prose(FIRST, SECOND), '<meta property="article:published_time" content="31/31/2025">'),
    named=["31/31/2025"],
    published=None,
)
case(
    "unreadable",
    "jsonl",
    json.dumps({"text": FIRST, "published": "sometime in July"}),
    named=["sometime in July"],
    published=None,
)
case(
    "unreadable",
    "csv",
    'text,published\n"' + FIRST + '",14 Brumaire\n',
    named=["14 Brumaire"],
    published=None,
)
case(
    "unreadable", "json", post_of({"date": "14-07", "text": FIRST}), named=["14-07"], published=None
)
case(
    "unreadable",
    "atom",
    atom("<updated>Julember 14</updated><summary>" + FIRST + "</summary>"),
    named=["Julember 14"],
    published=None,
)
case(
    "unreadable",
    "html",
    page(
        prose(FIRST, SECOND),
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats'
        ' fired on off Karsa","datePublished":"14th of the month"}</script>',
    ),
    named=["14th of the month"],
    published=None,
)
case(
    "unreadable",
    "html",
    page('<time datetime="yesterday-ish">yesterday</time>' + prose(FIRST, SECOND)),
    published=None,
)
case(
    "unreadable", "rss", rss(FIRST, pubDate="Monday 19:05"), named=["Monday 19:05"], published=None
)
case(
    "unreadable",
    "eml",
    mail_of(FIRST.encode(), Date="Tue, 45 Jul 2025 10:00:00 +0000"),
    named=["45 Jul"],
    published=None,
)
# raised note marks
case("raised", "html", page(prose(RAISED, SECOND)), holds=["killed 40 soldiers"], lacks=["401"])
case(
    "raised",
    "html",
    page(
        prose(
            'Rebels killed 40<a href="#n1" class="footnote-ref">1</a> soldiers near'
            " Karsa, the ministry said.",
            SECOND,
        )
    ),
    holds=["killed 40 soldiers"],
    lacks=["401"],
)
case("raised", "rss", rss(escaped(f"<p>{RAISED}</p>")), holds=["killed 40 soldiers"], lacks=["401"])
case(
    "raised",
    "eml",
    mail_of(
        f"<html><body><p>{RAISED}</p><p>{SECOND}</p></body></html>".encode(),
        "text/html; charset=utf-8",
    ),
    holds=["killed 40 soldiers"],
    lacks=["401"],
)
case(
    "raised",
    "html",
    page(
        prose(
            'Rebels killed 40<span style="vertical-align: super; font-size:70%">'
            "12</span> soldiers near Karsa.",
            SECOND,
        )
    ),
    holds=["killed 40 soldiers"],
    lacks=["4012"],
)
case(
    "raised",
    "docx",
    word_file(
        paragraph(
            run("Rebels killed 40"),
            run("3", '<w:vertAlign w:val="superscript"/>'),
            run(" soldiers near Karsa."),
        )
    ),
    holds=["killed 40 soldiers"],
    lacks=["403"],
)
case(
    "raised",
    "txt",
    "Rebels killed 40¹ soldiers near Karsa, the ministry said.",
    holds=["40¹ soldiers"],
)
case(
    "raised",
    "docx",
    word_file(
        paragraph(
            run("Rebels killed 40"),
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference'
            ' w:id="2"/></w:r>',
            run(" soldiers near Karsa."),
        )
    ),
    holds=["killed 40 soldiers"],
)
case(
    "raised",
    "atom",
    atom(
        '<updated>2025-07-14T00:00:00Z</updated><content type="html">'
        + escaped(f"<p>{RAISED}</p>")
        + "</content>"
    ),
    holds=["killed 40 soldiers"],
    lacks=["401"],
)
case(
    "raised",
    "pdf",
    drawn(
        [
            (70, 760, 11, "Rebels killed 40"),
            (153, 765, 6, "7"),
            (160, 760, 11, "soldiers near Karsa."),
        ]
    ),
    holds=["killed 40 soldiers"],
    lacks=["407"],
)
# struck
case(
    "struck",
    "html",
    page(prose(STRUCK, SECOND)),
    holds=["killed four soldiers"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "rss",
    rss(escaped(f"<p>{STRUCK}</p>")),
    holds=["killed four soldiers"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "json",
    post_of(
        {
            "text": [
                "The blast killed ",
                {"type": "strikethrough", "text": "40"},
                " four soldiers near Karsa.",
            ]
        }
    ),
    holds=["four soldiers near Karsa"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "eml",
    mail_of(
        f"<html><body><p>{STRUCK}</p><p>{SECOND}</p></body></html>".encode(),
        "text/html; charset=utf-8",
    ),
    holds=["killed four soldiers"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "html",
    page(
        prose(
            'The blast killed <span style="text-decoration: line-through">40</span>'
            " four soldiers near Karsa, the ministry said.",
            SECOND,
        )
    ),
    holds=["killed four soldiers"],
    lacks=["40"],
)
case(
    "struck",
    "html",
    exported("The blast killed <s>40</s> four soldiers."),
    holds=["killed four soldiers"],
    lacks=["40"],
)
case(
    "struck",
    "docx",
    word_file(
        paragraph(
            run("The blast killed "),
            '<w:del w:id="1"><w:r><w:delText>40</w:delText></w:r></w:del>',
            '<w:ins w:id="2">' + run("four") + "</w:ins>",
            run(" soldiers near Karsa."),
        )
    ),
    holds=["killed four soldiers"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "atom",
    atom(
        '<updated>2025-07-14T00:00:00Z</updated><content type="xhtml"><div xmlns="http://'
        'www.w3.org/1999/xhtml"><p>The blast killed <s>40</s> four soldiers.'
        "</p></div></content>"
    ),
    holds=["killed four soldiers"],
    lacks=["40"],
)
case(
    "struck",
    "docx",
    word_file(
        paragraph(
            run("The blast killed "), run("40", "<w:strike/>"), run(" four soldiers near Karsa.")
        )
    ),
    holds=["four soldiers near Karsa"],
    lacks=["40"],
    named=["40"],
)
case(
    "struck",
    "jsonl",
    json.dumps({"text": "The blast killed ~~40~~ four soldiers near Karsa."}),
    holds=["four soldiers"],
)
# nbsp
case("nbsp", "txt", SPACED, holds=["12\u00a0400", "3\u202f000"])
case(
    "nbsp",
    "html",
    page(prose(SPACED.replace("\u00a0", "&nbsp;"), SECOND)),
    holds=["12\u00a0400", "3\u202f000"],
)
case("nbsp", "rss", rss(SPACED), holds=["12\u00a0400", "3\u202f000"])
case("nbsp", "docx", word_file(paragraph(run(SPACED))), holds=["12\u00a0400", "3\u202f000"])
case("nbsp", "eml", mail_of(SPACED.encode()), holds=["12\u00a0400", "3\u202f000"])
case("nbsp", "json", post_of({"text": SPACED}), holds=["12\u00a0400", "3\u202f000"])
case("nbsp", "jsonl", json.dumps({"text": SPACED}), holds=["12\u00a0400", "3\u202f000"])
case(
    "nbsp",
    "csv",
    'text,published\n"' + SPACED + '",2025-07-14\n',
    holds=["12\u00a0400", "3\u202f000"],
)
case(
    "nbsp",
    "srt",
    "1\n00:00:01,000 --> 00:00:04,000\n" + SPACED + "\n",
    holds=["12\u00a0400", "3\u202f000"],
)
case(
    "nbsp",
    "pdf",
    drawn(lines("Some 12\u00a0400 people fled Karsa on Monday.")),
    holds=["12\u00a0400"],
)
# lone numbers in pdf
case(
    "pdf numbers",
    "pdf",
    drawn(lines("Losses at Karsa", "Killed", "41", "Wounded", "130")),
    holds=["Killed 41", "Wounded 130"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(lines("Killed", "7"), lines("Wounded", "12"), lines("Missing", "3")),
    holds=["7", "12", "3"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(
        lines("Situation in Karsa on Monday, 14 July.", "1"),
        lines("The army withdrew from the port.", "2"),
        lines("Boats were burning.", "3"),
    ),
    lacks=["\n\n1", "\n\n2"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(lines("Drones destroyed overnight by air defence", "27 of 30", "Missiles", "4 of 9")),
    holds=["27 of 30", "4 of 9"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(
        lines("The number of dead has risen to", "1,204", "since the war began, the ministry said.")
    ),
    holds=["risen to 1,204 since the war began"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(
        lines(
            "In the village the shelling killed",
            "11",
            "people, among them two children, the mayor said.",
        )
    ),
    holds=["killed 11 people"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(lines("23", "killed", "78", "injured", "5", "missing")),
    holds=["23 killed", "78 injured", "5 missing"],
)
case("pdf numbers", "pdf", drawn(lines("Killed: ", "4"), lines("Wounded:", "5")), holds=["4", "5"])
case(
    "pdf numbers",
    "pdf",
    drawn(lines("Toll since January", "2024", "9,120", "2025", "11,400")),
    holds=["2024", "9,120", "2025", "11,400"],
)
case(
    "pdf numbers",
    "pdf",
    drawn(lines("Fires", "14", "Homes burnt", "1 200", "Families moved", "310")),
    holds=["14", "1 200", "310"],
)
# ligatures & unseen characters, by claims (full reading)

# Word
case(
    "word",
    "docx",
    word_file(
        paragraph(
            run("The navy said "), '<w:ins w:id="1">' + run("two boats ") + "</w:ins>", run("sank.")
        )
    ),
    holds=["The navy said two boats sank."],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(
            run("The navy said ")
            + '<w:smartTag w:uri="u" w:element="n">'
            + run("two boats")
            + "</w:smartTag>"
            + run(" sank off ")
            + "<w:sdt><w:sdtContent>"
            + run("Karsa")
            + "</w:sdtContent></w:sdt>"
            + run(".")
        )
    ),
    holds=["The navy said two boats sank off Karsa."],
)
case(
    "word",
    "docx",
    word_file(
        "<w:tbl><w:tr>"
        + cell(paragraph(run("Karsa")), style='<w:gridSpan w:val="3"/>')
        + "</w:tr><w:tr>"
        + cell(paragraph(run("killed")))
        + cell(paragraph(run("9")))
        + cell(paragraph(run("total")), style='<w:vMerge w:val="restart"/>')
        + "</w:tr><w:tr>"
        + cell(paragraph(run("hurt")))
        + cell(paragraph(run("30")))
        + cell(paragraph(), style="<w:vMerge/>")
        + "</w:tr></w:tbl>"
    ),
    holds=["killed", "9", "hurt", "30"],
    once=["Karsa", "total"],
)
case(
    "word",
    "docx",
    word_file(
        "<w:sdt><w:sdtContent>"
        + paragraph(run("A control that holds a whole paragraph on Karsa."))
        + "</w:sdtContent></w:sdt>",
        "<w:tbl><w:sdt><w:sdtContent><w:tr>"
        + cell(paragraph(run("Row in a control")))
        + "</w:tr></w:sdtContent></w:sdt></w:tbl>",
    ),
    holds=["A control that holds a whole paragraph on Karsa.", "Row in a control"],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(
            run("The rockets weighed 10"),
            '<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>',
            run("2 kg."),
        )
    ),
    holds=["10", "2 kg"],
    lacks=["102"],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(
            run("The shel"),
            "<w:r><w:softHyphen/></w:r>",
            run("ling of Karsa killed nine."),
            '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>',
            run("Page"),
        )
    ),
    holds=["shelling of Karsa killed nine."],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(
            "<w:r><w:ruby><w:rubyPr/><w:rt>"
            + run("kah")
            + "</w:rt><w:rubyBase>"
            + run("Karsa")
            + "</w:rubyBase></w:ruby></w:r>",
            run(" was shelled."),
        )
    ),
    holds=["Karsa was shelled."],
)
case(
    "word",
    "docx",
    word_file(
        "<w:tbl><w:tr>"
        + cell(
            paragraph(run("Outer")),
            "<w:tbl><w:tr>" + cell(paragraph(run("Inner killed 8"))) + "</w:tr></w:tbl>",
        )
        + "</w:tr></w:tbl>"
    ),
    holds=["Outer", "Inner killed 8"],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(run("One line said"), "<w:r><w:br/></w:r>", run("the next.")),
        paragraph(run("Tab"), "<w:r><w:tab/></w:r>", run("separated")),
    ),
    holds=["Tab separated"],
    lacks=["saidthe"],
)
case(
    "word",
    "docx",
    word_file(
        paragraph(run("Body text on the raid."), '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        footnotes='<w:footnote w:id="1">'
        + paragraph(run("The toll is that of the ministry."))
        + "</w:footnote>",
        header1=paragraph(run("RESTRICTED Karsa desk")),
    ),
    holds=["Body text on the raid.", "The toll is that of the ministry."],
    named=["RESTRICTED Karsa desk"],
)
# Mail
case(
    "mail",
    "eml",
    multi("mixed", part(FIRST, "plain"), part("Later note: a third boat is missing.", "plain")),
    holds=[FIRST, "a third boat is missing"],
)
case(
    "mail",
    "eml",
    with_attached_mail(),
    holds=["our desk could not confirm", "The port of Karsa was closed"],
    count=2,
)
case(
    "mail",
    "eml",
    multi(
        "mixed",
        part("BEGIN:VCALENDAR\nSUMMARY:Briefing at noon\nEND:VCALENDAR", "calendar"),
        part(FIRST, "plain"),
    ),
    holds=[FIRST],
    lacks=["VCALENDAR"],
    named=["calendar"],
)
case(
    "mail",
    "mbox",
    "From desk@karsa.example Wed Feb  5 07:30:00 2025\nFrom: Karsa Desk"
    " <d@karsa.example>\nSubject: One\nDate: Wed, 05 Feb 2025 07:30:00 +0100\n\n"
    + FIRST
    + "\n>From Monday on the port was closed.\n\nFrom desk@karsa.example Thu"
    " Feb  6 07:30:00 2025\nFrom: Karsa Desk <d@karsa.example>\nSubject:"
    " Two\nDate: Thu, 06 Feb 2025 07:30:00 +0100\n\n" + SECOND + "\n",
    holds=["From Monday on the port was closed", SECOND],
    lacks=[">From"],
    count=2,
)
case(
    "mail",
    "eml",
    mail_of(FIRST.encode(), From="=?utf-8?B?" + SENDER + "?= <d@karsa.example>"),
    outlet="Karsa Desk, Évian",
)
case(
    "mail",
    "eml",
    mail_of(FIRST.encode(), From='"Ministry of Defence, Press Office" <p@mod.example>'),
    outlet="Ministry of Defence, Press Office",
)
case(
    "mail",
    "eml",
    multi(
        "alternative",
        part(FIRST, "plain"),
        part(f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>", "html"),
    ),
    holds=[FIRST, SECOND],
)
case(
    "mail",
    "eml",
    multi(
        "mixed",
        part("<html><body><p>" + FIRST + "</p></body></html>", "html"),
        part("<html><body><p>" + SECOND + "</p></body></html>", "html"),
    ),
    holds=[FIRST, SECOND],
)
case("mail", "eml", multi("mixed", part("<bold>" + FIRST + "</bold>", "enriched")), holds=[FIRST])
case(
    "mail",
    "eml",
    mail_of(
        FIRST.replace("dawn", "d=E9part").encode(),
        "text/plain; charset=iso-8859-1",
        Content_Transfer_Encoding="quoted-printable",
    ),
    holds=["départ"],
)
# feeds
case(
    "feeds",
    "rss",
    rss("Shells fell on Karsa &#x1F; at noon, the mayor said.") + b"",
    holds=["Shells fell on Karsa"],
)
case(
    "feeds",
    "rss",
    feed_of(
        {"title": "A &#0; B", "description": FIRST}, {"title": "Second", "description": SECOND}
    ),
    holds=[FIRST, SECOND],
    count=2,
)
case(
    "feeds",
    "rss",
    feed_of({"title": "A", "description": FIRST, "link": "/a/1"}).replace(
        b"<language>", b"<link>https://karsa.example/</link><language>", 1
    ),
    url="https://karsa.example/a/1",
)
case(
    "feeds",
    "atom",
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://karsa.example/n/">'
    '<title>K</title><entry><title>T</title><id>u:1</id><link href="7"/>'
    "<updated>2025-07-14T00:00:00Z</updated><summary>" + FIRST + "</summary></entry></feed>",
    url="https://karsa.example/n/7",
)
case(
    "feeds",
    "rss",
    b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/m'
    b'odules/content/"><channel><title>K</title><item><title>T</title><description>'
    + FIRST.encode()
    + b"</description><content:encoded>"
    + SECOND.encode()
    + b" It said so twice, in two statements on Monday, and once more on Tuesday"
    b" in a note.</content:encoded></item></channel></rss>",
    holds=[SECOND, FIRST],
)
case(
    "feeds",
    "rss",
    b'<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrs'
    b's/"><channel><title>K</title><item><title>T</title><media:description>'
    + FIRST.encode()
    + b"</media:description></item></channel></rss>",
    holds=[FIRST],
)
case(
    "feeds",
    "rss",
    feed_of({"title": "AT&T says 3 < 5 boats", "description": FIRST}),
    holds=[FIRST, "AT&T"],
)
case(
    "feeds",
    "rss",
    rss(
        escaped(
            "<ul><li>One boat sank.</li><li>Two fled.</li></ul><table><tr><td>Killed"
            "</td><td>9</td></tr></table>"
        )
    ),
    holds=["One boat sank.", "Two fled.", "Killed", "9"],
    lacks=["sank.Two", "Killed9"],
)
case(
    "feeds",
    "rss",
    b'<rss version="2.0"><channel><title>Karsa Radio</title>'
    + b"".join(
        b"<item><title>Item %d</title><description>%s</description></item>" % (i, FIRST.encode())
        for i in range(30)
    )
    + b"</channel></rss>",
    outlet="Karsa Radio",
    count=30,
    title="Item 0",
)
case(
    "feeds",
    "rss",
    b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1'
    b'/"><channel rdf:about="https://k.example"><title>K</title></channel>'
    b'<item rdf:about="https://k.example/1"><title>T</title><link>https://k.example/1'
    b"</link><description>"
    + FIRST.encode()
    + b"</description><dc:date>2025-07-14T00:20:00+03:00</dc:date></item></rdf:RDF>",
    holds=[FIRST],
    published="2025-07-14T00:20:00+03:00",
)
# telegram
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "",
            "text_entities": [
                {"type": "plain", "text": "The navy said "},
                {"type": "bold", "text": "two boats"},
                {"type": "plain", "text": " sank."},
            ],
        }
    ),
    holds=["The navy said two boats sank."],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "",
            "rich_message": {
                "blocks": [
                    {"type": "heading", "text": "Karsa"},
                    {"type": "table", "rows": [{"cells": [{"text": "killed"}, {"text": "9"}]}]},
                    {"type": "quote", "blocks": [{"text": "We saw two boats."}]},
                ]
            },
        }
    ),
    holds=["Karsa", "killed", "9", "We saw two boats."],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "",
            "poll": {
                "question": "Was the port of Karsa shelled on Monday?",
                "closed": True,
                "total_voters": 10,
                "answers": [
                    {"text": "Yes, by the navy", "voters": 3, "chosen": False},
                    {"text": "No", "voters": 7, "chosen": False},
                ],
            },
        }
    ),
    holds=["Was the port of Karsa shelled", "Yes, by the navy", "No"],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "Go.",
            "poll": {
                "question": [{"type": "plain", "text": "Was the port shelled?"}],
                "answers": [{"text": [{"type": "plain", "text": "By rebels"}]}],
            },
        }
    ),
    holds=["Go.", "Was the port shelled?", "By rebels"],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": [
                "Toll: ",
                {"type": "spoiler", "text": "nine dead"},
                ", see ",
                {"type": "text_link", "text": "the list", "href": "https://k.example/l"},
            ]
        }
    ),
    holds=["Toll: nine dead, see the list"],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "",
            "text_entities": [
                {"type": "blockquote", "text": "Fire at the depot, the governor said."}
            ],
            "photo": "photos/a.jpg",
        }
    ),
    holds=["Fire at the depot"],
)
case(
    "telegram",
    "json",
    json.dumps(
        {
            "about": "x",
            "chats": {
                "about": "y",
                "list": [
                    {
                        "name": "Karsa",
                        "type": "public_channel",
                        "id": 9,
                        "messages": [
                            {
                                "id": 1,
                                "type": "message",
                                "date": "2025-07-14T00:20:00",
                                "from": "Karsa",
                                "text": FIRST,
                            }
                        ],
                    },
                    {
                        "name": "Port",
                        "type": "public_channel",
                        "id": 10,
                        "messages": [
                            {
                                "id": 1,
                                "type": "message",
                                "date": "2025-07-14T00:20:00",
                                "from": "Port",
                                "text": SECOND,
                            }
                        ],
                    },
                ],
            },
        }
    ),
    count=2,
    holds=[FIRST, SECOND],
    outlet="Karsa",
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "Main text of the post.",
            "reply_to_message_id": 3,
            "quote": "words of another that it answers and quotes",
        }
    ),
    holds=["Main text of the post."],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "Statement",
            "todo_list": {
                "title": "Aid needed in Karsa now",
                "answers": [{"text": "water for two thousand people"}],
            },
        }
    ),
    holds=["Statement"],
    either=["water for two thousand people", "todo_list"],
)
case(
    "telegram",
    "json",
    post_of(
        {
            "text": "Statement of the day.",
            "game_title": "",
            "caption": "The port of Karsa after the strike on Monday",
        }
    ),
    holds=["Statement"],
    either=["The port of Karsa after the strike", "caption"],
)
# jsonl
for name in [
    "maintext",
    "body",
    "raw_text",
    "storyText",
    "article_content",
    "content_text",
    "bodyText",
    "main_text",
    "story",
    "post_text",
]:
    case("jsonl", "jsonl", json.dumps({"title": "Karsa", name: FIRST}), holds=[FIRST])
# html lost
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<table><tr><td><ul><li>Nine were killed in Karsa.</li><li>Thirty were"
        " hurt in Port Ede.</li></ul></td></tr></table>" + prose(SECOND)
    ),
    holds=["Nine were killed in Karsa.", "Thirty were hurt in Port Ede."],
)
case(
    "html lost",
    "html",
    "<!DOCTYPE html><html><head><title>Two</title></head><body><main><article>"
    "<h1>First report</h1>"
    + prose(FIRST, SECOND)
    + "</article><article><h2>Second report</h2>"
    + prose(
        "Shells fell on the market of Port Ede on Sunday and set nine stalls"
        " on fire, the mayor said.",
        "Nobody was hurt, he told the radio, because the market had been closed for a week.",
    )
    + "</article></body></html>",
    either=["Shells fell on the market", "Second report"],
    holds=[FIRST],
)
case(
    "html lost",
    "html",
    '<!DOCTYPE html><html><head><title>Short</title></head><body><div id="cookie-bann'
    'er"><p>We and our 812 partners use cookies to store and access personal'
    " data on your device. You may give or withdraw your consent at any"
    " time in our privacy centre, and object to legitimate interest.</p>"
    "<button>Accept all</button></div><article><h1>Short</h1><p>Shells fell"
    " on Karsa, the mayor said.</p></article></body></html>",
    holds=["Shells fell on Karsa"],
    lacks=["cookies"],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<div hidden><p>The navy said it had sunk ninety boats, an old draft"
        " has it.</p></div>" + prose(SECOND)
    ),
    holds=[FIRST, SECOND],
    lacks=["ninety boats"],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<details><summary>What the navy said</summary><p>It had sunk two boats"
        " near Karsa after they ignored warnings, a spokesman said.</p></details>" + prose(SECOND)
    ),
    holds=["It had sunk two boats near Karsa"],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<dl><dt>Karsa</dt><dd>Nine people were killed and a school was burnt"
        " down.</dd><dt>Port Ede</dt><dd>Thirty people were hurt on the quay."
        "</dd></dl>" + prose(SECOND)
    ),
    holds=["Nine people were killed and a school", "Thirty people were hurt on the quay."],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<blockquote>We counted nine bodies on the quay, a doctor of the hospital"
        " said.</blockquote>"
        + prose(SECOND)
        + '<p style="visibility:hidden">A ghost line of ninety dead.</p>'
    ),
    holds=["We counted nine bodies"],
    lacks=["ninety dead"],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST) + "<table><tr><th>Town</th><th>Killed</th></tr><tr><td rowspan=2>Karsa"
        "</td><td>9</td></tr><tr><td>12</td></tr></table>" + prose(SECOND)
    ),
    holds=["Town", "Karsa", "9", "12"],
)
case(
    "html lost",
    "html",
    page(
        "Loose text that stands in no paragraph says that nine were killed in"
        " Karsa.<br><br>Another loose line says that thirty were hurt in Port"
        " Ede on Monday.<br>" + prose(SECOND)
    ),
    holds=["nine were killed in Karsa.", "thirty were hurt in Port Ede"],
)
case(
    "html lost",
    "html",
    page(
        prose(FIRST)
        + "<pre>COMMUNIQUE No 7\nThe navy sank two boats near Karsa.</pre>"
        + prose(SECOND)
        + "<ol><li>One demand was met by the council.</li><li>Two were not.</li>"
        "</ol>"
    ),
    holds=["The navy sank two boats near Karsa.", "One demand was met"],
)
# layout pdf
case(
    "pdf layout",
    "pdf",
    drawn(
        lines("The navy said that it had sunk two", "boats of the rebels who had fired on", top=90),
        lines("its patrol near the port of Karsa.", "Nobody was hurt."),
    ),
    holds=["who had fired on its patrol"],
)
case(
    "pdf layout",
    "pdf",
    drawn(
        lines(
            "Officials blamed the attack on an Iran-",
            "backed group that is based in the hills",
            "above the port and has long been fight-",
            "ing there.",
        )
    ),
    holds=["Iran-backed group", "fighting there"],
)
case(
    "pdf layout",
    "pdf",
    drawn(
        [
            *lines("SITUATION AT SEA", size=16),
            *lines(
                "The navy sank two boats on Monday, the",
                "governor said in the port of Karsa.",
                top=730,
            ),
        ]
    ),
    lacks=["SEA The"],
    holds=["The navy sank two boats"],
)
case(
    "pdf layout",
    "pdf",
    drawn(two_columns()),
    holds=[
        "The navy sank two boats near Karsa on Monday, the governor said.",
        "Farmers in the hills lost their crops to fires",
    ],
)
case(
    "pdf layout",
    "pdf",
    drawn(
        *[
            [
                *lines("Karsa Daily Bulletin", top=800, size=9),
                *lines(w),
                *lines("Desk of the Karsa Mission", top=30, size=9),
            ]
            for w in ("Two boats sank.", "Nine were hurt.", "The port is shut.")
        ]
    ),
    holds=["Two boats sank.", "Nine were hurt.", "The port is shut."],
    once=["Karsa Daily Bulletin"],
)
case(
    "pdf layout",
    "pdf",
    drawn(*[lines("No incidents were reported.") for _ in range(4)]),
    holds=["No incidents were reported."],
)
case(
    "pdf layout",
    "pdf",
    drawn(lines("The o\ufb03ce said that \ufb01ve boats were a\ufb02oat near Karsa.")),
    holds=["office said that five boats were afloat"],
)
case(
    "pdf layout",
    "pdf",
    drawn(lines("The min-", "istry said the cease-", "fire held.")),
    holds=["ministry said the cease"],
    lacks=["min- istry", "min-istry"],
)
case(
    "pdf layout",
    "pdf",
    drawn(
        lines(
            "• Two boats sank near Karsa.",
            "• Nine people were hurt in Port Ede when",
            "a shell hit the quay.",
            "• The port is shut.",
        )
    ),
    holds=["Nine people were hurt in Port Ede when a shell hit the quay."],
    lacks=["Karsa. •"],
)
case("pdf layout", "pdf", drawn([]), named=["scan"], count=0)
# JSON-LD lists
case(
    "json-ld",
    "html",
    linked(OTHER, OWN),
    published="2025-07-14T10:00:00+00:00",
    lacks=["Other Writer"],
)
case(
    "json-ld",
    "html",
    linked(OTHER, OWN, graph=True),
    published="2025-07-14T10:00:00+00:00",
    lacks=["Other Writer"],
)
case(
    "json-ld",
    "html",
    linked({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}, OWN),
    published="2025-07-14T10:00:00+00:00",
    lacks=["Other Writer"],
)
case(
    "json-ld",
    "html",
    linked(
        {**OTHER, "@type": ["NewsArticle", "Article"]},
        {**OWN, "headline": "Boats fired on off Karsa | Karsa Radio"},
    ),
    published="2025-07-14T10:00:00+00:00",
)
case("json-ld", "html", linked(OTHER, OTHER, h="Boats fired on off Karsa"), lacks=["Other Writer"])
case("json-ld", "html", linked(OTHER), lacks=["Other Writer"])
case(
    "json-ld",
    "html",
    page(
        prose(FIRST, SECOND),
        '<script type="application/ld+json">'
        + json.dumps(OTHER)
        + '</script><script type="application/ld+json">'
        + json.dumps(OWN)
        + "</script>",
    ),
    published="2025-07-14T10:00:00+00:00",
)
case("json-ld", "html", linked({**OWN, "hasPart": [OTHER]}), published="2025-07-14T10:00:00+00:00")
case(
    "json-ld",
    "html",
    linked({"@type": "WebPage", "mainEntity": OWN}, OTHER),
    published="2025-07-14T10:00:00+00:00",
)
case(
    "json-ld",
    "html",
    linked(OTHER, {**OWN, "headline": "BOATS FIRED ON OFF KARSA"}),
    published="2025-07-14T10:00:00+00:00",
)
# outlet
case(
    "outlet",
    "html",
    page(prose(FIRST, SECOND), '<link rel="canonical" href="https://www.karsaradio.example/a/1">'),
    outlet="karsaradio.example",
)
case(
    "outlet",
    "jsonl",
    json.dumps({"text": FIRST, "url": "https://news.karsa.example/a/1"}),
    outlet="news.karsa.example",
)
case("outlet", "rss", rss(FIRST), outlet="Lake Radio", title="Karsa bulletin")
case(
    "outlet",
    "csv",
    'text,url\n"' + FIRST + '",https://t.me/karsa_watch/77\n',
    outlet="@karsa_watch",
)
case(
    "outlet",
    "html",
    page(prose(FIRST, SECOND), '<meta property="og:site_name" content="Karsa Radio">'),
    outlet="Karsa Radio",
)
case(
    "outlet",
    "jsonl",
    json.dumps({"text": FIRST, "source_domain": "karsa.example"}),
    outlet="karsa.example",
)
case(
    "outlet",
    "jsonl",
    json.dumps({"text": FIRST, "url": "https://twitter.com/karsa_mod/status/1"}),
    outlet="@karsa_mod",
)
case(
    "outlet",
    "jsonl",
    json.dumps(
        {
            "text": FIRST,
            "link": "https://web.archive.org/web/20250101000000/https://karsa.example/a",
        }
    ),
    outlet="karsa.example",
)
case(
    "outlet",
    "atom",
    '<feed xmlns="http://www.w3.org/2005/Atom"><title></title><link href="https://kar'
    'sa.example/"/><entry><title>T</title><id>u:1</id><link href="https://karsa.examp'
    'le/a"/><updated>2025-07-14T00:00:00Z</updated><summary>' + FIRST + "</summary></entry></feed>",
    outlet="karsa.example",
)
case(
    "outlet", "jsonl", json.dumps({"text": FIRST, "publisher": "Karsa Radio"}), outlet="Karsa Radio"
)
# tables
case(
    "tables",
    "csv",
    'id,headline,body,date\n1,Boats,"'
    + FIRST
    + '",2025-07-14\n2,Guard,"'
    + SECOND
    + '",2025-07-15\n',
    count=2,
    holds=[FIRST, SECOND],
    title="Boats",
    published="2025-07-14T00:00:00",
)
case(
    "tables",
    "tsv",
    "event_date\tsource\tnotes\n14 July 2025\tKarsa Radio\t" + FIRST + "\n",
    holds=[FIRST],
    outlet="Karsa Radio",
)
case("tables", "csv", "a;b;c\n1;2;" + FIRST + "\n", count=0, named=["--map"])
case(
    "tables",
    "csv",
    'wann;was\n2025-07-14;"' + FIRST + '"\n',
    columns=(("text", "was"), ("published", "wann")),
    holds=[FIRST],
    published="2025-07-14T00:00:00",
)
case(
    "tables",
    "xlsx",
    workbook(
        {
            "s": f'<row r="1">{inline("A1", "text")}{inline("B1", "published")}</row><row'
            f' r="2">{inline("A2", FIRST)}<c r="B2" s="1"><v>45852</v></c></row></sheetData>'
        }
    ),
    holds=[FIRST],
    published="2025-07-14T00:00:00",
)
case(
    "tables",
    "csv",
    '\ufefftitle,text\nBoats,"Line one of it.\nLine two of it."\n',
    holds=["Line one of it.\nLine two of it."],
    title="Boats",
)
case(
    "tables",
    "csv",
    'Text,Remark\n"' + FIRST + '","The desk could not confirm any of this with the navy itself."\n',
    holds=[FIRST],
    named=["Remark"],
)
case(
    "tables",
    "csv",
    (
        'text,outlet\n"Les pêcheurs de Karsa ont été attaqués à l\'aube, dit le préfet.",Radio\n'
    ).encode("cp1252"),
    holds=["pêcheurs"],
)
case(
    "tables",
    "xlsx",
    workbook(
        {
            "s": f'<row r="1">{inline("A1", "Situation overview")}</row>'
            f'<row r="3">{inline("A3", "date")}{inline("B3", "text")}</row>'
            f'<row r="4">{inline("A4", "2025-07-14")}{inline("B4", FIRST)}</row></sheetData>'
        }
    ),
    holds=[FIRST],
    named=["Situation overview"],
)
case(
    "tables",
    "csv",
    'published,content,lang\n2025-07-14T03:00:00+03:00,"' + FIRST + '",en\n',
    holds=[FIRST],
    published="2025-07-14T03:00:00+03:00",
)
# subtitles
case(
    "subtitles",
    "srt",
    "1\n00:00:01,000 --> 00:00:03,000\nThe navy sank\n\n2\n00:00:03,000"
    " --> 00:00:05,000\ntwo boats near Karsa.\n",
    holds=["The navy sank two boats near Karsa."],
    timings=True,
)
case(
    "subtitles",
    "vtt",
    "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Governor>Two boats sank.</v>"
    "\n\n00:04.000 --> 00:06.000\n<v Reporter>When?</v>\n",
    holds=["Governor: Two boats sank.", "Reporter: When?"],
    timings=True,
)
case(
    "subtitles",
    "srt",
    "1\n00:00:01,000 --> 00:00:03,000\n<i>Nine people died</i>\n{\\an8}in Karsa.\n",
    holds=["Nine people died in Karsa."],
    timings=True,
)
case(
    "subtitles",
    "vtt",
    "WEBVTT - Karsa\n\nNOTE made by hand\n\nintro\n00:00:01.000 --> 00:00:03.000"
    " align:start\n40 boats left.\n",
    holds=["40 boats left."],
    lacks=["intro", "made by hand"],
    timings=True,
)
case(
    "subtitles",
    "srt",
    "1\r\n00:00:01,000 --> 00:00:03,000\r\n>> REPORTER: How many died?\r\n\r\n2\r\n00"
    ":00:03,500 --> 00:00:05,000\r\n>> GOVERNOR: Nine.\r\n",
    holds=["How many died?", "Nine."],
    timings=True,
)
case(
    "subtitles",
    "srt",
    "\ufeff1\n00:00:01,000 --> 00:00:03,000\n♪ music ♪\n\n2\n00:00:04,000"
    " --> 00:00:06,000\nShells fell on Karsa.\n",
    holds=["Shells fell on Karsa."],
    timings=True,
)
case(
    "subtitles",
    "vtt",
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThe <00:00:01.500><c>navy"
    "</c> <00:00:02.000><c>sank</c> two boats.\n",
    holds=["The navy sank two boats."],
    timings=True,
)
case(
    "subtitles",
    "srt",
    "1\n00:00:01.000 --> 00:00:03.000\nNine\n&amp; two died.\n",
    holds=["Nine & two died."],
    timings=True,
)
case(
    "subtitles",
    "srt",
    "1\n0:00:01,0 --> 0:00:03,0\nOdd clock, the mayor said.\n",
    holds=["Odd clock, the mayor said."],
    timings=True,
)
case(
    "subtitles",
    "vtt",
    "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:01.000 --> 00:00:03.000\nThe"
    " port\n\n00:00:03.000 --> 00:00:05.000\nis shut, he said.\n",
    holds=["The port is shut, he said."],
    lacks=["Kind"],
    timings=True,
)


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: f"{given.kind}-{given.name}")
def test_nothing_is_lost_or_altered(tmp_path: Path, given: Input) -> None:
    path = tmp_path / given.name
    path.write_bytes(given.raw)
    wanted = given.wanted
    found = list(open_input(path, Hints(columns=wanted.get("columns", ()))))
    documents = [each for each in found if isinstance(each, Document)]
    text = "\n".join(each.text for each in documents)
    problems = [each for each in found if isinstance(each, Problem)]
    problems += [problem for each in documents for problem in each.problems]
    named = " ".join(each.message for each in problems)
    assert [each for each in wanted.get("holds", ()) if each not in text] == []
    assert [each for each in wanted.get("lacks", ()) if each in text] == []
    assert [each for each in wanted.get("named", ()) if each not in named] == []
    assert [each for each in wanted.get("once", ()) if text.count(each) != 1] == []
    assert not wanted.get("either") or any(each in text + named for each in wanted["either"])
    assert len(documents) == wanted.get("count", len(documents))
    assert_fields(documents[0] if documents else None, wanted)


def assert_fields(document: Document | None, wanted: dict[str, Any]) -> None:
    if document is None:
        return
    for field in {"outlet", "title", "url"} & set(wanted):
        assert getattr(document, field) == wanted[field]
    if "published" in wanted:
        when = document.published
        assert (when.isoformat() if when else None) == wanted["published"]
    assert not wanted.get("timings") or document.timings


def test_each_kind_has_ten_inputs() -> None:
    kinds = [each.kind for each in INPUTS]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(kinds, 10)
