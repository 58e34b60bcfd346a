"""How alerts are sent: a TOML file that the administrator writes.

Its shape:

    public_url = "https://ledger.example.org"   # the site, as people open it
    every = "1m"                  # how often `--watch` and the site look
    send_from_site = false        # whether `sayso serve` sends
    webhooks = true               # whether users may have webhooks
    private_webhooks = false      # whether these may lead to private networks

    [mail]
    host = "smtp.example.org"
    port = 587
    security = "starttls"         # or "tls", or "none", for this machine alone
    user = "ledger"
    password_file = "smtp.password"   # beside this file; or $SAYSO_SMTP_PASSWORD
    from = "ledger@example.org"
    per_hour = 60
    authorities = "ca.pem"        # where the server's certificate is signed by an own authority

The password file must be its owner's alone. Without `[mail]` there are no mails.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from sayso.files.opening import RefusedFileError, read_bounded
from sayso.files.owners import read_secret
from sayso.settings.feeds import DURATION, SECONDS

PASSWORD_VARIABLE = "SAYSO_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
LARGEST_SETTINGS = 100_000
LONGEST_PASSWORD = 1_000
MailSecurity = Literal["starttls", "tls", "none"]
SECURITIES: tuple[MailSecurity, ...] = get_args(MailSecurity)
PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
    re.ASCII,
)
"""A mail address in its plain form: no quotes, comments, spaces or line ends."""


class AlertSettingsError(ValueError):
    """The settings can't be used: what is wrong with them, and what to do."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server, and how many mails an hour it gets at most."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    per_hour: int = 60
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """What may be sent, and from where. Without a file nothing is: alerts are feeds alone."""

    public_url: str = ""
    every_s: float = 60.0
    send_from_site: bool = False
    webhooks: bool = False
    private_webhooks: bool = False
    mail: MailSettings | None = None


NOTHING_SENT = AlertSettings()


def is_mail_address(words: str) -> bool:
    """Return whether words are a mail address in its plain form."""
    return ADDRESS.fullmatch(words) is not None and ".." not in words


def load_alert_settings(path: Path) -> AlertSettings:
    """Return the settings of a file; those that send nothing where there is none.

    Raises AlertSettingsError.
    """
    try:
        table = tomllib.loads(read_bounded(path, LARGEST_SETTINGS).decode("utf-8"))
    except FileNotFoundError:
        return NOTHING_SENT
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AlertSettingsError(f"{path} can't be read: {error}. Mend it.") from error
    values = _Values(str(path), table)
    mail = values.table("mail")
    settings = AlertSettings(
        _public_url(values),
        _seconds(values),
        values.flag("send_from_site", False),
        values.flag("webhooks", True),
        values.flag("private_webhooks", False),
        None if mail is None else _mail(mail, path.parent),
    )
    values.check_known()
    return settings


class _Values:
    """The values of a table of the file, each of the right kind, and those nobody asked for."""

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self.where = where
        self._table = table
        self._asked: set[str] = set()

    def _value(self, name: str, kind: type, what: str, usual: Any) -> Any:
        self._asked.add(name)
        value = self._table.get(name, usual)
        if value is not usual and (not isinstance(value, kind) or type(value) is not kind):
            raise AlertSettingsError(f"{self.where}: {name} = {value!r} is no {what}.")
        return value

    def text(self, name: str, usual: str = "") -> str:
        """Return words on one line."""
        value = str(self._value(name, str, "text in quotation marks", usual))
        if not value.isprintable():
            raise AlertSettingsError(f"{self.where}: {name} has characters that are not seen.")
        return value

    def flag(self, name: str, usual: bool) -> bool:
        """Return true or false."""
        return bool(self._value(name, bool, "true or false", usual))

    def number(self, name: str, usual: int, most: int) -> int:
        """Return a whole number from 1."""
        value = int(self._value(name, int, "number", usual))
        if not 1 <= value <= most:
            raise AlertSettingsError(f"{self.where}: {name} is {value}. Write 1 to {most}.")
        return value

    def table(self, name: str) -> _Values | None:
        """Return a table within this one, None where there is none."""
        value = self._value(name, dict, f"table. Write [{name}]", None)
        return None if value is None else _Values(f"{self.where}, [{name}]", value)

    def check_known(self) -> None:
        """Raise AlertSettingsError where the table has a name that means nothing."""
        unknown = sorted(set(self._table) - self._asked)
        if unknown:
            names = ", ".join(sorted(self._asked))
            raise AlertSettingsError(
                f"{self.where}: '{unknown[0]}' is not known. There are: {names}."
            )


def _public_url(values: _Values) -> str:
    url = values.text("public_url").rstrip("/")
    try:
        parts = urlsplit(url)
        bare = parts.scheme in ("http", "https") and parts.hostname and not parts.path
        bare = bare and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        bare = False
    if not bare or not url.isascii() or " " in url:
        raise AlertSettingsError(
            f"{values.where}: public_url is the address of the site, which messages lead to. Write"
            ' scheme and host alone: public_url = "https://ledger.example.org".'
        )
    return url


def _seconds(values: _Values) -> float:
    said = values.text("every", "1m")
    match = DURATION.fullmatch(said.strip())
    if match is None or not int(match[1]):
        raise AlertSettingsError(f'{values.where}: every = {said!r} is no time. Write "1m", "2h".')
    return float(int(match[1]) * SECONDS[match[2]])


def _mail(values: _Values, folder: Path) -> MailSettings:
    host, sender = values.text("host"), values.text("from")
    security = values.text("security", "starttls")
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", host):
        raise AlertSettingsError(f"{values.where}: host names no server. Write smtp.example.org.")
    if not is_mail_address(sender):
        raise AlertSettingsError(f"{values.where}: from = {sender!r} is no mail address.")
    if security not in SECURITIES:
        raise AlertSettingsError(f"{values.where}: security is one of {', '.join(SECURITIES)}.")
    if security == "none" and host not in LOOPBACK:
        raise AlertSettingsError(
            f'{values.where}: security = "none" is for a server on this machine. Mails to {host}'
            ' would go unencrypted: write security = "starttls" or "tls".'
        )
    user, file = values.text("user"), values.text("password_file")
    authorities = values.text("authorities")
    if authorities and not (folder / authorities).is_file():
        raise AlertSettingsError(f"{values.where}: there is no file {folder / authorities}.")
    made = MailSettings(
        host,
        values.number("port", PORTS[security], 65_535),
        security,
        sender,
        user,
        _password(values.where, user, folder / file if file else None),
        values.number("per_hour", 60, 10_000),
        folder / authorities if authorities else None,
    )
    values.check_known()
    return made


def _password(where: str, user: str, file: Path | None) -> str:
    """Return the password for a user of the mail server; "" where no user is named."""
    if not user:
        return ""
    if file is None:
        password = os.environ.get(PASSWORD_VARIABLE, "")
        if not password:
            raise AlertSettingsError(
                f"{where} names a user and no password. Set {PASSWORD_VARIABLE}, or write"
                ' password_file = "smtp.password".'
            )
        return password
    try:
        password = read_secret(file, LONGEST_PASSWORD).decode("utf-8").rstrip("\r\n")
    except RefusedFileError as error:
        raise AlertSettingsError(
            f"{file}, the password file, is not used: {error.strerror}. {error.remedy}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise AlertSettingsError(f"{file}, the password file, can't be read: {error}.") from error
    if not password:
        raise AlertSettingsError(f"{file}, the password file, is empty.")
    return password
