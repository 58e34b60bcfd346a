"""Mails of an alert: plain text and simple HTML, with an address that ends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sayso.exports.alert_items import AlertAddress, AlertNews, counted_items, lines_of
from sayso.exports.encoding import one_line
from sayso.exports.pages import template_of

LONGEST_SUBJECT = 150
CAVEAT = (
    "Sayso does not decide what happened. Every claim was read by a program; check it against the"
    " words before you rely on it."
)

LONGEST_LINE = 990
"""Characters of a line of a mail (RFC 5322 lets 998 be)."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends a mail to whom, its stable id, when it was made, and the address that ends them."""

    sender: str
    to: str
    delivery: str
    made: float
    keyed_page: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a mail says: lines before the items and after them, and what the keyed page does."""

    subject: str
    intro: tuple[str, ...] = ()
    outro: tuple[str, ...] = ()
    link: str = "Stop these mails"


def items_mail(envelope: Envelope, about: AlertAddress, news: AlertNews) -> EmailMessage:
    """Return the mail that reports items."""
    more = ("More came in than one mail holds; the rest follows.",) if news.more else ()
    subject = f"Sayso: {counted_items(news.items, about.kind)}: {about.name}"
    return _mail(envelope, about, news, _Letter(subject, (), (*more, CAVEAT)))


def trial_mail(envelope: Envelope, about: AlertAddress) -> EmailMessage:
    """Return the mail by which a user tries an alert."""
    intro = ("This is a test of your alert. Nothing new is reported.",)
    letter = _Letter(f"Sayso: a test of your alert: {about.name}", intro)
    return _mail(envelope, about, AlertNews(()), letter)


def notice_mail(envelope: Envelope, about: AlertAddress, words: str) -> EmailMessage:
    """Return the mail that tells a user of another alert that it was switched off."""
    return _mail(
        envelope, about, AlertNews(()), _Letter("Sayso: an alert was switched off", (words,))
    )


def confirming_mail(envelope: Envelope, about: AlertAddress, user: str) -> EmailMessage:
    """Return the mail that asks whether alerts are wanted at an address."""
    intro = (
        f"{user}, a user of {about.site}, wants alerts to be sent to this address: {about.name}.",
        "Nothing is sent unless you say so on the page below. If you do not know of this, do"
        " nothing.",
    )
    letter = _Letter("Sayso: do you want these alerts?", intro, (), "Say whether you want them")
    return _mail(envelope, about, AlertNews(()), letter)


def _mail(
    envelope: Envelope, about: AlertAddress, news: AlertNews, letter: _Letter
) -> EmailMessage:
    """Return a mail. No word of it reaches a header but on one line, without control characters."""
    # Some servers take nothing but 7 bits, and a long address folded is none to mail programs.
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=LONGEST_LINE))
    subject = one_line(letter.subject)[:LONGEST_SUBJECT]
    mail["From"] = Address("Sayso", addr_spec=envelope.sender)
    mail["To"] = Address(addr_spec=envelope.to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.fromtimestamp(envelope.made, UTC))
    mail["Message-ID"] = f"<{envelope.delivery}@{envelope.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{envelope.keyed_page}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_text(letter, news, about.site, envelope.keyed_page))
    html = template_of("sayso.exports", "alert_mail.html").render(
        subject=subject, intro=letter.intro, news=news, site=about.site, outro=letter.outro,
        address=envelope.keyed_page, link=letter.link,
    )  # fmt: skip
    mail.add_alternative(html, subtype="html")
    return mail


def _text(letter: _Letter, news: AlertNews, site: str, keyed_page: str) -> str:
    parts = ["\n".join(letter.intro)] if letter.intro else []
    parts += ["\n".join(lines_of(each, site)) for each in news.items]
    parts += ["\n".join(letter.outro)] if letter.outro else []
    return "\n\n".join([*parts, f"{letter.link}: {keyed_page}"]) + "\n"
