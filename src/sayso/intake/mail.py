"""Newsletters and press releases that came by mail: `.eml` files, and `.mbox` files of many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from lxml import etree

from sayso.intake.dom import drop_unseen, key_of, marks_of, parse_page, text_of, words_of_tree
from sayso.intake.hints import STAGE, Hints, parse_time, undated_problem, unread
from sayso.intake.html import html_document
from sayso.intake.mail_lines import MailLines, mail_lines, paragraphs_of
from sayso.intake.raised import left_out
from sayso.intake.visible import keep_visible
from sayso.record import Document, Problem
from sayso.text.canonical import (
    CanonicalText,
    control_problems,
    decode,
    is_binary,
    squeezed,
    without_surrogates,
)

MOST_PARTS = 200
MOST_MAILS = 2_000
"""Mails of one file that are read."""

LONGEST_HEADER = 10_000
MOST_COMMENTS = 20
"""Comments in a header with addresses; real ones have one or two."""

MAILS_IN_EACH_OTHER = 3
BODY_KINDS = frozenset({"text/plain", "text/html", "text/markdown", "text/enriched"})
"""What is read; a calendar or a table is text as well, and is no prose."""

MBOX_LINE = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]{1,200}\d{4}[^\r\n]{0,20}\r?\n(?=[\w-]+:)")
ONE_ADDRESS = re.compile(r"^\s*([^<>]*?)\s*<([^<>\s]*)>\s*(?:\([^()]*\)\s*)?$")
SENT = re.compile(r"^(?:re|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
SHORT_PAGE = 2_000
"""Letters of a mail's page that is read whole where its extraction lacks some of its words."""

LEAST_OF_PLAIN = 0.5
"""Of the words of a plain part, so many must be in the page that says the same, or it is taken."""

QUOTING = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|gmail_attr|divRplyFwdMsg|appendonsend|protonmail_quote"
)
OUTLOOK = ("divRplyFwdMsg", "appendonsend")
WORD = re.compile(r"\w+")
ENRICHED = re.compile(r"<param>[^<]{0,200}</param>|(?<!<)</?[a-z-]{1,60}>", re.IGNORECASE)
"""Marks of enriched text (RFC 1896)."""

BROKEN = (RecursionError, ValueError, LookupError, AttributeError, TypeError, MessageError)


@dataclass(frozen=True, slots=True)
class MailText:
    """A part that is read: plain words, a page, or both where they say the same."""

    plain: str = ""
    page: str = ""


@dataclass
class MailBody:
    """The parts of a mail that are read, in order, and those that are not."""

    texts: list[MailText] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def mail_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Yield each mail of a file as a document, then the mails that are attached to it."""
    starts = [match for match, _ in zip(MBOX_LINE.finditer(raw), range(MOST_MAILS), strict=False)]
    if not starts or raw[: starts[0].start()].strip():
        yield from _mails_of(raw, name, hints, 0)
        return
    ends = [match.start() for match in starts[1:]] + [len(raw)]
    for number, (match, end) in enumerate(zip(starts, ends, strict=True), start=1):
        yield from _mails_of(raw[match.end() : end], f"{name}, mail {number}", hints, 0)


def mail_document(raw: bytes, name: str, hints: Hints) -> Document | Problem:
    """Return a mail's subject and words; its sender is the outlet, its date that of publication.

    A part in HTML is read as a page, a plain one by its lines. Attachments are named in a problem
    and not read.
    """
    return next(iter(_mails_of(raw, name, hints, 0)))


def _mails_of(raw: bytes, name: str, hints: Hints, depth: int) -> Iterator[Document | Problem]:
    try:
        mail = message_from_bytes(raw, policy=_BoundedHeaders())
        made = list(_documents_of(mail, name, hints, depth))
    except BROKEN as broken:
        what = f"the mail is broken ({type(broken).__name__})"
        yield unread(name, what, "Save its text as .txt and read that.")
        return
    yield from made


def _documents_of(
    mail: Message, name: str, hints: Hints, depth: int
) -> Iterator[Document | Problem]:
    """Yield a mail, the mail that it passes on, and the mails that are attached to it."""
    body = _body_of(mail)
    subject = _header(mail, "subject")
    said = _header(mail, "date")
    when = parse_time(said) if said else None
    undated = undated_problem("mail", said)
    answers = bool(mail.get("in-reply-to") or mail.get("references") or SENT.match(subject or ""))
    document, forwarded = _assembled(body, subject, name, hints, answers)
    if document is not None and is_binary(document.text):
        document = None
    if document is not None:
        yield _described(document, hints, _sender(mail.get("from")), when, subject, undated)
    elif not body.mails and forwarded is None:
        yield unread(name, "no text in the mail", "Save its attachments and read those.")
    if forwarded is not None:
        yield forwarded
    # Who gives the date or outlet of a file means the mail, not those that came with it.
    inner = replace(hints, published=None, outlet=None, url=None)
    for number, attached in enumerate(body.mails, start=1):
        where = f"{name}, attached mail {number}"
        if depth < MAILS_IN_EACH_OTHER:
            yield from _documents_of(attached, where, inner, depth + 1)
        else:
            yield unread(where, "too many mails in each other", "Save it and read that.")


class _BoundedHeaders(Compat32):
    """Headers as the library reads them, without what goes beyond LONGEST_HEADER.

    The library cuts parameters apart in time that goes by the square: 1.3 MB took over 60 s.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def _described(
    document: Document,
    hints: Hints,
    sender: str | None,
    when: datetime | None,
    subject: str | None,
    undated: Problem,
) -> Document:
    problems = list(document.problems)
    if when is None and hints.published is None:
        problems.append(undated)
    return replace(
        document,
        url=hints.url or document.url,
        outlet=hints.outlet or sender or document.outlet,
        published=hints.published or when,
        title=subject or document.title,
        problems=tuple(problems),
    )


def _header(mail: Message, name: str) -> str | None:
    """Return a header's words, decoded as far as they can be."""
    said = mail.get(name)
    return None if said is None else _decoded(str(said))


def _decoded(said: str) -> str | None:
    try:
        words = str(make_header(decode_header(said[:LONGEST_HEADER])))
    except (ValueError, LookupError, UnicodeError, MessageError):
        words = said[:LONGEST_HEADER]
    return squeezed(without_surrogates(words)[0]) or None


def _sender(header: object) -> str | None:
    """Return the name of the first address of a header, or its host; None where there is none.

    Addresses are cut apart before names are decoded: a name may have a comma in it.
    """
    said = str(header or "")[:LONGEST_HEADER]
    alone = ONE_ADDRESS.match(said)
    if alone:
        addresses = [(alone.group(1).strip('"').replace('\\"', '"'), alone.group(2))]
    else:
        if said.count("(") > MOST_COMMENTS:
            # The standard library reads comments in each other by recursion.
            said = said.replace("(", " ").replace(")", " ")
        addresses = getaddresses([said])
    named = (_decoded(name) or address.partition("@")[2] for name, address in addresses)
    return next(named, None) or None


def _body_of(mail: Message) -> MailBody:
    body = MailBody()
    seen = _gather(mail, body, MOST_PARTS)
    if seen <= 0:
        message = f"only the first {MOST_PARTS} parts of the mail were read."
        body.problems.append(Problem(STAGE, message))
    if body.attached:
        names = ", ".join(body.attached[:10]) + (" …" if len(body.attached) > 10 else "")
        message = f"{len(body.attached)} attachment(s) were not read: {names}. Save them and read"
        body.problems.append(Problem(STAGE, f"{message} those."))
    return body


def _gather(part: Message, body: MailBody, left: int) -> int:
    """Sort the parts below `part` into `body`; return how many more may be looked at."""
    left -= 1
    if left <= 0:
        return left
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind == "message/rfc822":
        body.mails.extend(each for each in payload or [] if isinstance(each, Message))
        return left
    if isinstance(payload, list) and part.is_multipart():
        children = [each for each in payload if isinstance(each, Message)]
        if kind == "multipart/alternative":
            return _gather_alternative(children, body, left)
        for child in children:
            left = _gather(child, body, left)
        return left
    text = _text_of(part, kind, body)
    if text is None:
        body.attached.append(_attachment(part, kind))
    elif text.strip():
        body.texts.append(MailText(page=text) if kind == "text/html" else MailText(text))
    return left


def _gather_alternative(children: list[Message], body: MailBody, left: int) -> int:
    """Sort in the one of several alternatives that is a page, unless it lacks the plain words."""
    sides: list[MailBody] = []
    for child in children:
        side = MailBody()
        left = _gather(child, side, left)
        sides.append(side)
    chosen = _chosen([side.texts for side in sides if side.texts])
    body.texts.extend(chosen)
    for side in sides:
        body.mails.extend(side.mails)
        body.problems.extend(side.problems)
        # An alternative of another kind says the same; a picture within the page does not.
        body.attached.extend(side.attached if side.texts else ())
    if not chosen:
        body.attached.extend(name for side in sides for name in side.attached)
    return left


def _chosen(texts: list[list[MailText]]) -> list[MailText]:
    """Return the last alternative that is a page, with the plain words that say the same."""
    pages = [side for side in texts if any(each.page for each in side)]
    plain = [side for side in texts if not any(each.page for each in side)]
    chosen = (pages or plain or [[]])[-1]
    if pages and plain:
        spare = "\n\n".join(each.plain for each in plain[0])
        first = next(number for number, each in enumerate(chosen) if each.page)
        chosen[first] = replace(chosen[first], plain=spare)
    return chosen


def _text_of(part: Message, kind: str, body: MailBody) -> str | None:
    """Return the words of a part that is read, None for an attachment."""
    if part.get_content_disposition() == "attachment" or kind not in BODY_KINDS:
        return None
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return None
    decoded = decode(raw, part.get_content_charset())
    body.problems.extend(decoded.problems)
    text = without_surrogates(decoded.text)[0].replace("\r\n", "\n")
    if kind == "text/enriched":
        text = ENRICHED.sub("", text).replace("<<", "<")
    if str(part.get_param("format") or "").lower() == "flowed":
        # A line that ends in a space goes on in the next.
        joined = "" if str(part.get_param("delsp") or "").lower() == "yes" else " "
        text = re.sub(r"(?<!^--) \n(?=[^\n>])", joined, text, flags=re.MULTILINE)
    return text


def _attachment(part: Message, kind: str) -> str:
    try:
        name = part.get_filename()
    except BROKEN:
        name = None
    return f"{(_decoded(str(name)) or '')[:80]} ({kind})" if name else kind


@dataclass
class _Assembly:
    """The text of a mail as its parts are added, and what of them is not in it."""

    subject: str | None
    answers: bool
    text: CanonicalText = field(default_factory=CanonicalText)
    page: Document | None = None
    forwarded: Document | None = None
    problems: list[Problem] = field(default_factory=list)

    def add_page(self, read: Document) -> None:
        self.problems.extend(_page_problems(read, self.subject))
        if not _has_headline(read):
            self._add_subject()
        _add_page(self.text, read, is_first=self.page is None)
        self.page = self.page or read

    def add_lines(self, words: str, hints: Hints) -> None:
        lines = mail_lines(words, self.answers)
        self._add_subject()
        own = paragraphs_of(lines.own)
        for paragraph in own:
            self.text.add("paragraph", paragraph)
        self.problems.extend(_left_out(lines))
        if lines.is_forwarded or (lines.old and not own):
            self.forwarded = self.forwarded or _forwarded(lines, hints)
        else:
            self.problems.extend(left_out("an older mail below is", [" ".join(lines.old)]))

    def _add_subject(self) -> None:
        if self.subject and not self.text.words:
            self.text.add("headline", self.subject)

    def document(self, others: list[Problem]) -> Document | None:
        """Return all parts as one document; None where none has a paragraph."""
        if not any(block.kind == "paragraph" for block in self.text.blocks):
            return None
        words = self.text.text
        problems = dict.fromkeys((*self.problems, *others, *control_problems(words)))
        made = self.page or Document("")
        blocks = tuple(self.text.blocks)
        return replace(made, text=words, marked=blocks, problems=tuple(problems))


def _assembled(
    body: MailBody, subject: str | None, name: str, hints: Hints, answers: bool
) -> tuple[Document | None, Document | None]:
    """Return all parts as one document, and the mail that is passed on in them."""
    made = _Assembly(subject, answers)
    for part in body.texts:
        page = part.page
        if page and answers:
            page, quoted = _quoted_html(page)
            made.problems.extend(left_out("lines of the mail that it answers are", quoted))
        read = _page_of(MailText(part.plain, page), name, hints)
        words, unsaid = _bare_page(page) if page and not part.plain else (part.plain, ())
        missing = _missing(read, words) if read is not None and not part.plain else []
        if read is not None and not (missing and len(words) <= SHORT_PAGE):
            made.add_page(read)
            made.problems.extend(left_out("lines that are not of its article are", missing))
        else:
            made.problems.extend(unsaid)
            made.add_lines(words, hints)
    return made.document(body.problems), made.forwarded


def _page_of(part: MailText, name: str, hints: Hints) -> Document | None:
    """Return a part in HTML as a page; None for a plain one, or where the page lacks its words."""
    page = html_document(part.page.encode("utf-8", "replace"), name, hints, "utf-8")
    if not part.page or not isinstance(page, Document):
        return None
    wanted = set(WORD.findall(" ".join(mail_lines(part.plain, True).own).lower()))
    shown = set(WORD.findall(page.text.lower()))
    return page if len(wanted & shown) >= LEAST_OF_PLAIN * len(wanted) else None


def _bare_page(source: str) -> tuple[str, tuple[Problem, ...]]:
    """Return all visible words of a page, and what of it is struck out or the mark of a note."""
    tree = parse_page(source)
    if tree is None:
        return "", ()
    drop_unseen(tree)
    out = keep_visible(tree)
    return words_of_tree(tree), out.problems()


def _missing(read: Document, words: str) -> list[str]:
    """Return the blocks of a page that are not in what was read of it."""
    known = key_of(read.text, len(read.text))
    blocks = words.split("\n\n")
    return [each for each in blocks if key_of(each, len(each)) not in known]


def _has_headline(page: Document) -> bool:
    return any(block.kind == "headline" for block in page.marked or ())


def _page_problems(page: Document, subject: str | None) -> Iterator[Problem]:
    """Yield the problems of a page, but that it has no headline where the mail has a subject."""
    for problem in page.problems:
        # What has a place in the page has another in the mail.
        if problem.span is not None:
            continue
        if not (subject and problem.message.startswith("the page names no headline")):
            yield problem


def _add_page(text: CanonicalText, page: Document, is_first: bool) -> None:
    for block in page.marked or ():
        kind = block.kind
        if not is_first and kind in ("headline", "deck", "byline"):
            kind = "heading" if kind == "headline" else "paragraph"
        text.add(kind, block.span.of(page.text))


def _left_out(lines: MailLines) -> Iterator[Problem]:
    yield from left_out("lines of the mail that it answers are", lines.quoted)
    yield from left_out("the signature is", [" ".join(lines.signature)])


def _quoted_html(page: str) -> tuple[str, list[str]]:
    """Return a page without the mail that it answers, and the words of that."""
    tree = parse_page(page)
    if tree is None:
        return page, []
    quoted: list[str] = []
    dropped: set[etree._Element] = set()
    for element in list(tree.iter()):
        if element.tag in ("html", "body") or element.getparent() is None:
            continue
        if any(above in dropped for above in element.iterancestors()):
            continue
        if QUOTING.search(marks_of(element)) or element.get("type") == "cite":
            # Outlook puts the old mail after its mark.
            if element.get("id") in OUTLOOK:
                for after in list(element.itersiblings()):
                    quoted.append(text_of(after))
                    after.getparent().remove(after)
            quoted.append(text_of(element))
            dropped.add(element)
            element.drop_tree()
    quoted = [words for words in quoted if words]
    if not quoted or not text_of(tree):
        return page, []
    return str(etree.tostring(tree, encoding="unicode", method="html")), quoted


def _forwarded(lines: MailLines, hints: Hints) -> Document | None:
    """Return the mail that is passed on in the text of another, by its own sender and date."""
    text = CanonicalText()
    subject = lines.old_fields.get("subject") or None
    if subject:
        text.add("headline", subject)
    for paragraph in paragraphs_of(lines.old):
        text.add("paragraph", paragraph)
    if not any(each.kind == "paragraph" for each in text.blocks):
        return None
    said = lines.old_fields.get("date") or lines.old_fields.get("sent")
    when = parse_time(said) if said else None
    problems = control_problems(text.text)
    document = Document(text.text, marked=tuple(text.blocks), problems=problems)
    inner = replace(hints, published=None, outlet=None, url=None)
    sender = _sender(lines.old_fields.get("from"))
    return _described(document, inner, sender, when, subject, undated_problem("mail", said))
