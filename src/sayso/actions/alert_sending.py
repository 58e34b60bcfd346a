"""Alerts sent: mails by a mail server, webhooks by signed requests to checked addresses."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpcore
import httpx

from sayso.intake.addresses import AddressError
from sayso.intake.fetch_policy import FetchPolicy
from sayso.intake.transport import CheckedTransport, Timer
from sayso.settings.alerts import MailSettings

MAIL_S = 20.0
"""Seconds that a mail server may take for each answer."""

WEBHOOK_S = 10.0
"""Seconds that all of a webhook may take."""

LONGEST_TARGET = 1_000
SIGNATURE = "Sayso-Signature"
DELIVERY = "Sayso-Delivery"
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempted:
    """How sending went: "" where it went well, else what is wrong.

    `theirs` says that it is up to the receiver; `final` that trying again is of no use.
    """

    error: str = ""
    theirs: bool = True
    final: bool = False


SENT = Attempted()


class Mailer:
    """Sends mails over one connection, which is opened when the first is sent.

    Once the server can't be reached or lets nobody in, the others aren't tried either.
    """

    def __init__(self, settings: MailSettings, greeting: str) -> None:
        self._settings = settings
        self._greeting = greeting
        self._server: smtplib.SMTP | None = None
        self._down = ""

    def close(self) -> None:
        """End the connection."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    def send(self, mail: EmailMessage) -> Attempted:
        """Send a mail to its one receiver."""
        if self._down:
            return Attempted(self._down, theirs=False)
        try:
            if self._server is None:
                self._server = self._connected()
            self._server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            return _refused("The mail server refuses the address", *_first(error))
        except smtplib.SMTPDataError as error:
            return _refused("The mail server refuses the mail", error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            server, self._server = self._server, None
            if server is not None:
                server.close()
            self._down = _server_trouble(error)
            return Attempted(self._down, theirs=False)
        return SENT

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        own = str(settings.authorities) if settings.authorities else None
        context = ssl.create_default_context(cafile=own)
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(
                settings.host, settings.port, self._greeting, timeout=MAIL_S, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, self._greeting, timeout=MAIL_S)
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return server


def _first(error: smtplib.SMTPRecipientsRefused) -> tuple[int, bytes]:
    return next(iter(error.recipients.values()), (0, b""))


def _refused(what: str, code: int, words: bytes | str) -> Attempted:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    plain = "".join(each if each.isprintable() else " " for each in said)[:120]
    return Attempted(f"{what}: {code} {plain}".strip())


def _server_trouble(error: Exception) -> str:
    """Return what is wrong with the mail server, without what it was told."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server does not take the user or the password. Check the settings."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The mail server offers no STARTTLS or no login, so nothing was sent to it."
    if isinstance(error, ssl.SSLError):
        return "The mail server's certificate is not one that this machine trusts."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server answers {error.smtp_code}."
    return "The mail server can't be reached. It is tried again later."


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address with the secret that signs what is sent to it."""

    url: str
    secret: str


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header that signs a body: "t=TIMESTAMP,v1=HEX"."""
    signed = f"{timestamp}.".encode() + body
    made = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={made}"


def wrong_with_webhook(url: str, private_too: bool) -> str:
    """Return what is wrong with an address as that of a webhook, "" where nothing is."""
    if len(url) > LONGEST_TARGET or not url.isprintable() or " " in url:
        return f"The address has more than {LONGEST_TARGET} characters, or spaces."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return "This is no web address. Write https://example.org/hook."
    if parts.scheme not in (("https", "http") if private_too else ("https",)) or not host:
        return "A webhook has an address that begins with https://."
    if parts.username or parts.password:
        return "Leave user and password out of the address: the signature shows who sends."
    return ""


def send_webhook(
    hook: Webhook, delivery: str, body: bytes, timestamp: int, policy: FetchPolicy
) -> Attempted:
    """Send a body to a webhook. Nothing of the answer is read but its status."""
    wrong = wrong_with_webhook(hook.url, policy.private_too)
    if wrong:
        return Attempted(wrong)
    headers = {
        "content-type": "application/json",
        "user-agent": "sayso-alerts",
        DELIVERY: delivery,
        SIGNATURE: signature(hook.secret, timestamp, body),
    }
    transport = CheckedTransport(Timer(policy.seconds), policy.private_too)
    return _tried(lambda: _posted(hook.url, body, headers, transport, policy.seconds))


def webhook_policy(private_too: bool) -> FetchPolicy:
    """Return how webhooks are sent: no redirects, a short time, private networks if allowed."""
    return FetchPolicy(seconds=WEBHOOK_S, redirects=0, private_too=private_too)


def _posted(
    url: str, body: bytes, headers: dict[str, str], transport: CheckedTransport, seconds: float
) -> Attempted:
    with (
        httpx.Client(transport=transport, timeout=seconds, trust_env=False) as client,
        client.stream("POST", url, content=body, headers=headers) as response,
    ):
        status = response.status_code
    if 200 <= status < 300:
        return SENT
    if 300 <= status < 400:
        return Attempted(f"The webhook answers {status}: redirects are not followed.")
    return Attempted(f"The webhook answers {status}.", final=status == GONE)


def _tried(send: Callable[[], Attempted]) -> Attempted:
    try:
        return send()
    except AddressError as refused:
        hidden = "no public address" in refused.what
        what = "leads to no public address" if hidden else "leads nowhere"
        return Attempted(f"The webhook's name {what}, so nothing was sent.")
    except (httpx.TimeoutException, httpcore.TimeoutException):
        return Attempted("The webhook did not answer in time.")
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, OSError):
        return Attempted("The webhook can't be reached, or its certificate is not trusted.")
