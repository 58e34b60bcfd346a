"""Mails: all parts are read, each under its own sender and date, and no line is lost unnamed."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from sayso.intake import Hints, open_input
from sayso.record import Document, Problem
from tests.intake.loss import lost

DATE = "Wed, 05 Feb 2025 07:30:00 +0100"
SENDER = "Harbour Watch <desk@harbour.example>"


def head(mail: EmailMessage | MIMEMultipart, **headers: str) -> None:
    named = {"From": SENDER, "Subject": "Morning note", "Date": DATE} | headers
    for name, words in named.items():
        mail[name.replace("_", "-")] = words


def mail(words: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    head(made, **headers)
    made.set_content(words)
    return made


def read(tmp_path: Path, raw: bytes, name: str = "m.eml") -> list[Document]:
    (tmp_path / name).write_bytes(raw)
    found = list(open_input(tmp_path / name, Hints()))
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


def told(document: Document) -> str:
    return " ".join(problem.message for problem in document.problems)


class TestParts:
    def test_every_part_of_the_body_is_read_in_order(self, tmp_path: Path) -> None:
        made = MIMEMultipart("mixed")
        head(made)
        made.attach(MIMEText("Two tugs sank off Lome.", "plain"))
        made.attach(MIMEText("<p>The harbour master said the crews were safe.</p>", "html"))
        made.attach(MIMEText("A third tug is missing.", "plain"))
        (document,) = read(tmp_path, made.as_bytes())
        assert document.text.split("\n")[1:] == [
            "Two tugs sank off Lome.",
            "The harbour master said the crews were safe.",
            "A third tug is missing.",
        ]

    def test_of_alternatives_one_is_read(self, tmp_path: Path) -> None:
        made = mail("Two tugs sank.\n\nThe crews are safe, the harbour master said.")
        made.add_alternative(
            "<h1>Morning note</h1><p>Two tugs sank.</p><p>The crews are safe, the harbour master"
            " said.</p>",
            subtype="html",
        )
        (document,) = read(tmp_path, made.as_bytes())
        assert document.text.count("Two tugs sank") == 1

    def test_the_plain_one_where_the_page_lacks_its_words(self, tmp_path: Path) -> None:
        made = mail("Two tugs sank off Lome, the harbour master said on Tuesday evening.")
        made.add_alternative("<p>Open this note in your browser.</p>", subtype="html")
        (document,) = read(tmp_path, made.as_bytes())
        assert "Two tugs sank off Lome" in document.text

    @pytest.mark.parametrize(("kind", "words"), [("calendar", "BEGIN:VCALENDAR"), ("csv", "a,b")])
    def test_a_calendar_or_a_table_is_an_attachment(
        self, tmp_path: Path, kind: str, words: str
    ) -> None:
        made = MIMEMultipart("mixed")
        head(made)
        made.attach(MIMEText(words, kind))
        made.attach(MIMEText("Two tugs sank.", "plain"))
        (document,) = read(tmp_path, made.as_bytes())
        assert words not in document.text
        assert f"text/{kind}" in told(document)

    def test_an_attached_mail_is_a_document_of_its_own(self, tmp_path: Path) -> None:
        inner = mail(
            "The pier was closed in 2019.",
            From="Old Pier <pier@old.example>",
            Subject="Closure",
            Date="Mon, 04 Mar 2019 09:00:00 +0000",
        )
        made = mail("Please see the note below.")
        made.add_attachment(inner)
        cover, attached = read(tmp_path, made.as_bytes())
        assert (cover.outlet, attached.outlet) == ("Harbour Watch", "Old Pier")
        assert cover.published
        assert cover.published.year == 2025
        assert attached.published
        assert attached.published.year == 2019
        assert "pier was closed" not in cover.text

    def test_what_is_attached_is_named(self, tmp_path: Path) -> None:
        made = mail("Two tugs sank.")
        made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="toll.pdf")
        (document,) = read(tmp_path, made.as_bytes())
        assert "toll.pdf (application/pdf)" in told(document)

    def test_a_page_of_bare_words_is_read_too(self, tmp_path: Path) -> None:
        made = EmailMessage()
        head(made)
        made.set_content("<div>Two tugs sank.</div>", subtype="html")
        assert "Two tugs sank." in read(tmp_path, made.as_bytes())[0].text


class TestLines:
    @pytest.mark.parametrize(
        ("line", "kept"),
        [
            (">From dawn to dusk the pier burned.", "From dawn to dusk the pier burned."),
            (">From what we know, two died.", "From what we know, two died."),
            (">40 boats were burned.", ">40 boats were burned."),
            (">$3 million was stolen.", ">$3 million was stolen."),
            ("> 1,500 people fled.", "> 1,500 people fled."),
        ],
    )
    def test_a_mark_that_quotes_nothing(self, tmp_path: Path, line: str, kept: str) -> None:
        raw = mail(f"The harbour master spoke.\n\n{line}\n").as_bytes()
        (document,) = read(tmp_path, raw)
        assert document.text.split("\n")[-1] == kept

    @pytest.mark.parametrize(
        "old",
        [
            "On Tue, 4 Feb 2025 at 10:00, Ike Mensah <ike@x.example> wrote:\n> Nine tugs sank.",
            "On 4 February 2025, Ike Mensah wrote:\n\n> Nine tugs sank.\n> All hands were lost.",
            "On Tue, 4 Feb 2025 at 10:00, Ike Mensah\n<ike@x.example> wrote:\n>> Nine tugs sank.",
            "Ike Mensah <ike@x.example> wrote:\n> Nine tugs sank.",
            "> Nine tugs sank.\n> All hands were lost.",
            "-----Original Message-----\nFrom: Ike Mensah\nSent: Tuesday\n\nNine tugs sank.",
            "From: Ike Mensah\nSent: Tuesday\nTo: Desk\nSubject: Tugs\n\nNine tugs sank.",
            "________________________________\nFrom: Ike\nDate: Tuesday\nSubject: x\n\nNine tugs.",
        ],
    )
    def test_the_mail_that_it_answers_is_left_out_and_named(self, tmp_path: Path, old: str) -> None:
        made = mail(f"Two tugs sank, the master said.\n\n{old}\n", In_Reply_To="<1@x>")
        (document,) = read(tmp_path, made.as_bytes())
        assert document.text == "Morning note\nTwo tugs sank, the master said."
        assert "Nine tugs" in told(document)

    def test_a_mail_that_is_passed_on_is_a_document_of_its_own(self, tmp_path: Path) -> None:
        raw = mail(
            "For your files.\n\n---------- Forwarded message ---------\n"
            "From: Pier Office <pier@old.example>\nDate: Mon, 03 Feb 2025 09:00:00 +0000\n"
            "Subject: Closure\nTo: desk@harbour.example\n\nThe pier is closed, the mayor said.\n"
        ).as_bytes()
        cover, passed = read(tmp_path, raw)
        assert cover.text == "Morning note\nFor your files."
        assert passed.text == "Closure\nThe pier is closed, the mayor said."
        assert passed.outlet == "Pier Office"
        assert passed.published
        assert passed.published.day == 3

    def test_one_that_is_passed_on_without_a_word(self, tmp_path: Path) -> None:
        raw = mail(
            "-----Original Message-----\nFrom: Pier Office <pier@old.example>\n"
            "Sent: Tuesday, February 4, 2025 9:00 AM\nTo: Desk\nSubject: Closure\n\n"
            "The pier is closed, the mayor said.\n",
            Subject="FW: Closure",
        ).as_bytes()
        (passed,) = read(tmp_path, raw)
        assert passed.text == "Closure\nThe pier is closed, the mayor said."
        assert str(passed.published) == "2025-02-04 09:00:00"

    @pytest.mark.parametrize(
        "old",
        [
            '<div class="gmail_quote"><div class="gmail_attr">On Tue, 4 Feb 2025, Ike wrote:</div>'
            "<blockquote>Nine tugs sank.</blockquote></div>",
            '<blockquote type="cite">Nine tugs sank.</blockquote>',
            '<div id="divRplyFwdMsg">From: Ike</div><div>Nine tugs sank.</div>',
        ],
    )
    def test_the_mail_that_a_page_answers_is_left_out_and_named(
        self, tmp_path: Path, old: str
    ) -> None:
        made = EmailMessage()
        head(made, Subject="Re: tugs")
        made.set_content(f"<div>Two tugs sank, the master said.</div>{old}", subtype="html")
        (document,) = read(tmp_path, made.as_bytes())
        assert document.text == "Re: tugs\nTwo tugs sank, the master said."
        assert "Nine tugs" in told(document)

    def test_items_and_labels_stay_apart_and_broken_lines_go_on(self, tmp_path: Path) -> None:
        raw = mail(
            "* 9 died\n* 30 were hurt\n\nKilled: 9\nHurt: 30\n\nThe harbour master of the town of"
            " Lome said that\nTogo had sent two tugs and that nobody was\nmissing.\n"
        ).as_bytes()
        assert read(tmp_path, raw)[0].text.split("\n")[1:] == [
            "* 9 died",
            "* 30 were hurt",
            "Killed: 9",
            "Hurt: 30",
            "The harbour master of the town of Lome said that Togo had sent two tugs and that"
            " nobody was missing.",
        ]

    def test_a_signature_is_named(self, tmp_path: Path) -> None:
        (document,) = read(
            tmp_path, mail("Two tugs sank.\n\n-- \nHarbour Watch, Lome\n").as_bytes()
        )
        assert "Lome" not in document.text
        assert not lost("Two tugs sank. Harbour Watch, Lome", [document])

    def test_a_line_that_flows_goes_on(self, tmp_path: Path) -> None:
        made = MIMEText("Two tugs \nsank off Lome.\n", "plain")
        made.set_param("format", "flowed")
        for name, words in (("From", SENDER), ("Subject", "Note"), ("Date", DATE)):
            made[name] = words
        assert "Two tugs sank off Lome." in read(tmp_path, made.as_bytes())[0].text


@pytest.mark.parametrize(
    ("said", "outlet"),
    [
        ("=?utf-8?B?UG9ydCBPZmZpY2UsIFByZXNzIERlc2s=?= <a@b.example>", "Port Office, Press Desk"),
        ("=?utf-8?Q?Port_Office=2C_Press?= <a@b.example>", "Port Office, Press"),
        ('"Port Office, Press Desk" <a@b.example>', "Port Office, Press Desk"),
        ("Port Office, Press Desk <a@b.example>", "Port Office, Press Desk"),
        ("=?utf-8?Q?H=C3=A4fen?= <a@b.example>, Ike <i@b.example>", "Häfen"),
        ("a@b.example (Port Office)", "Port Office"),
        ("<a@b.example>", "b.example"),
        ("a@b.example", "b.example"),
    ],
)
def test_the_sender_is_the_outlet(tmp_path: Path, said: str, outlet: str) -> None:
    raw = f"From: {said}\nSubject: Note\nDate: {DATE}\n\nTwo tugs sank.\n".encode()
    assert read(tmp_path, raw)[0].outlet == outlet


class TestMbox:
    RAW = (
        b"From a@b.example Wed Feb  5 07:30:00 2025\nFrom: A <a@b.example>\nSubject: One\n"
        b"Date: Wed, 05 Feb 2025 07:30:00 +0100\n\n>From Monday on two tugs sank.\n\n"
        b"From c@d.example Thu Feb  6 07:30:00 2025\nFrom: C <c@d.example>\nSubject: Two\n"
        b"Date: Thu, 06 Feb 2025 07:30:00 +0100\n\nFrom there nine tugs sailed.\n"
    )

    def test_each_mail_of_a_file_is_a_document(self, tmp_path: Path) -> None:
        one, two = read(tmp_path, self.RAW, "a.mbox")
        assert one.text == "One\nFrom Monday on two tugs sank."
        assert two.text == "Two\nFrom there nine tugs sailed."
        assert (one.outlet, two.outlet) == ("A", "C")

    def test_a_part_without_text_is_a_problem(self, tmp_path: Path) -> None:
        (tmp_path / "a.mbox").write_bytes(self.RAW.replace(b"From there nine tugs sailed.", b""))
        found = list(open_input(tmp_path / "a.mbox", Hints()))
        assert isinstance(found[1], Problem)
        assert "mail 2" in found[1].message
