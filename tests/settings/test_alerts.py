"""The settings of alerts: what is understood, and what is refused with what to do."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sayso.settings.alerts import (
    NOTHING_SENT,
    PASSWORD_VARIABLE,
    AlertSettings,
    AlertSettingsError,
    MailSettings,
    is_mail_address,
    load_alert_settings,
)

HEAD = 'public_url = "https://ledger.example.org"\n'
MAIL = '[mail]\nhost = "smtp.example.org"\nfrom = "ledger@example.org"\n'


def loaded(folder: Path, words: str):  # type: ignore[no-untyped-def]
    path = folder / "news.alerts.toml"
    path.write_text(words, encoding="utf-8")
    return load_alert_settings(path)


def test_without_a_file_nothing_is_sent(tmp_path: Path) -> None:
    assert load_alert_settings(tmp_path / "none.toml") == NOTHING_SENT
    assert not NOTHING_SENT.webhooks
    assert NOTHING_SENT.mail is None


def test_what_is_not_said_has_safe_defaults(tmp_path: Path) -> None:
    made = loaded(tmp_path, HEAD + MAIL)
    assert made.mail == MailSettings("smtp.example.org", 587, "starttls", "ledger@example.org")
    assert (made.every_s, made.send_from_site, made.private_webhooks) == (60.0, False, False)
    assert made.webhooks


def test_a_password_comes_from_a_file_that_is_its_owners_alone(tmp_path: Path) -> None:
    secret = tmp_path / "smtp.password"
    secret.write_text("a secret\n")
    words = HEAD + MAIL + 'user = "ledger"\npassword_file = "smtp.password"\n'
    for mode in (0o644, 0o640, 0o604, 0o620, 0o666):
        secret.chmod(mode)
        with pytest.raises(AlertSettingsError, match="chmod 600"):
            loaded(tmp_path, words)
    secret.chmod(0o600)
    mail = loaded(tmp_path, words).mail
    assert mail.password == "a secret"  # noqa: S105
    assert "a secret" not in repr(mail)
    for text in ("", "\n"):
        secret.write_text(text)
        with pytest.raises(AlertSettingsError, match="empty"):
            loaded(tmp_path, words)
    secret.unlink()
    with pytest.raises(AlertSettingsError, match="can't be read"):
        loaded(tmp_path, words)
    secret.mkdir()
    with pytest.raises(AlertSettingsError):
        loaded(tmp_path, words)


def test_a_password_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = HEAD + MAIL + 'user = "ledger"\n'
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(AlertSettingsError, match=PASSWORD_VARIABLE):
        loaded(tmp_path, words)
    monkeypatch.setenv(PASSWORD_VARIABLE, "a secret")
    assert loaded(tmp_path, words).mail.password == "a secret"  # noqa: S105


def test_the_manuals_settings_are_understood(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    (words,) = re.findall(r"^```toml\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    secret = tmp_path / "smtp.password"
    secret.write_text("a secret\n")
    secret.chmod(0o600)
    assert loaded(tmp_path, words).mail.user == "ledger"
    listed = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", manual, re.MULTILINE)))
    )
    for kind in (AlertSettings, MailSettings):
        for name in (each.name for each in fields(kind)):
            assert NAMES.get(name, name) in listed, name


NAMES = {"every_s": "every", "sender": "from", "password": "password_file", "mail": "host"}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("", "public_url"),
        ('public_url = "ledger.example.org"\n', "public_url"),
        ('public_url = "https://u:p@ledger.example.org"\n', "public_url"),
        ('public_url = "https://ledger.example.org/path"\n', "public_url"),
        ("public_url = 4\n", "text"),
        (HEAD + "webhook = true\n", "'webhook' is not known"),
        (HEAD + "webhooks = 1\n", "true or false"),
        (HEAD + 'every = "soon"\n', "no time"),
        (HEAD + 'mail = "x"\n', "table"),
        (HEAD + MAIL + 'password = "x"\n', "'password' is not known"),
        (HEAD + MAIL + "port = 0\n", "port"),
        (HEAD + MAIL + "port = true\n", "number"),
        (HEAD + MAIL + 'security = "ssl"\n', "starttls, tls, none"),
        (HEAD + MAIL + 'security = "none"\n', "unencrypted"),
        (HEAD + MAIL + "per_hour = 0\n", "per_hour"),
        (HEAD + MAIL + 'authorities = "none.pem"\n', "no file"),
        (HEAD + '[mail]\nhost = "smtp.example.org"\nfrom = "Ledger <l@example.org>"\n', "from"),
        (HEAD + '[mail]\nhost = "a b"\nfrom = "l@example.org"\n', "host"),
        (HEAD + '[mail]\nhost = "a"\nfrom = "l@example.org\\r\\nBcc: x@y.z"\n', "not seen"),
        ("public_url = \n", "can't be read"),
        ("\0", "can't be read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(
    tmp_path: Path, words: str, what: str
) -> None:
    with pytest.raises(AlertSettingsError, match=what):
        loaded(tmp_path, words)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("desk@example.org", True),
        ("a.b+c@sub.example.co", True),
        ("o'neil@example.org", True),
        ("desk@localhost", True),
        ("", False),
        ("desk", False),
        ("@example.org", False),
        ("desk@", False),
        ("desk@example.org\n", False),
        ("desk@example.org\r\nBcc: x@y.z", False),
        ("desk@example.org, x@y.z", False),
        ("Desk <desk@example.org>", False),
        ('"a b"@example.org', False),
        ("a..b@example.org", False),
        ("desk@-example.org", False),
        ("desk@exämple.org", False),
        ("desk@example.org>", False),
        ("x" * 65 + "@example.org", False),
        ("desk@" + "a." * 140 + "org", False),
        ("\u202edesk@example.org", False),
    ],
)
def test_an_address_is_taken_in_its_plain_form_alone(words: str, right: bool) -> None:
    assert is_mail_address(words) is right
