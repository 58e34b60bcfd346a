"""No user name or password of an address is stored or shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.actions.add import add
from sayso.actions.watch import watch
from sayso.cli.app import app
from sayso.exports.encoding import web_address
from sayso.intake import Hints, open_input
from sayso.intake.feeds import parse_feed
from sayso.record import Document
from sayso.record.addresses import without_credentials
from sayso.settings.feeds import load_feeds
from tests.intake.making import feed_of, page_of, warc_of
from tests.intake.serving import Answer, Site, moved

SECRET = "hunter2-of-the-desk"  # noqa: S105
NAMED = f"oksana:{SECRET}@"


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        (f"https://{NAMED}news.example/a", "https://news.example/a"),
        (f"https://{NAMED}news.example:8443/a?b=c#d", "https://news.example:8443/a?b=c#d"),
        ("https://oksana@news.example", "https://news.example"),
        (f"https://:{SECRET}@news.example/", "https://news.example/"),
        (f"https://{SECRET}@evil@news.example/", "https://news.example/"),
        (f"HTTPS://{NAMED}NEWS.example/", "HTTPS://NEWS.example/"),
        (f"ftp://{NAMED}news.example/", "ftp://news.example/"),
        (f"postgresql://{NAMED}db.example/war", "postgresql://db.example/war"),
        (f"https://oksana:a/{SECRET}@news.example/x", "https://news.example/x"),
        (f"https://oksana:a?{SECRET}@news.example/x", "https://news.example/x"),
        (f"see https://{NAMED}n.example/a, not b@c", "see https://n.example/a, not b@c"),
        (f"https://[::1]/a https://{NAMED}[::1]:80/", "https://[::1]/a https://[::1]:80/"),
    ],
)
def test_only_the_user_and_the_password_go(written: str, clean: str) -> None:
    assert without_credentials(written) == clean


@pytest.mark.parametrize(
    "written",
    [
        "https://news.example/@desk/1", "https://news.example:8080/@desk", "mail@news.example",
        "https://news.example/a?mail=a@b.example", "https://[::1]:80/@a", "a // b@c", "",
        "file:a@b.txt", "https://news.example#a@b", "https://news.example:/@a",
    ],
)  # fmt: skip
def test_an_at_sign_elsewhere_stays(written: str) -> None:
    assert without_credentials(written) == written


def stored(ledger: Path) -> str:
    """All that a ledger has, as words."""
    with closing(sqlite3.connect(ledger)) as raw:
        return "\n".join(raw.iterdump())


def add_all(sources: list[str], ledger: Path) -> str:
    return "\n".join(repr(each) for each in add(sources, ledger))


def test_neither_a_failure_nor_a_page_keeps_a_password(site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = Answer(page_of("Rebels took Minova"))
    site.answers["/r"] = moved(f"http://{NAMED}{site.address[7:]}/a")
    ledger = tmp_path / "l.sqlite"
    host = f"http://{NAMED}{site.address[7:]}"
    shown = add_all([host + path for path in ("/a", "/r", "/gone")], ledger)
    assert SECRET not in shown
    held = stored(ledger)
    assert "is left out and never sent" in held
    assert SECRET not in held
    assert "oksana" not in held
    assert "Minova" in held
    assert all("authorization" not in headers for _, headers in site.asked)


INPUTS: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "lines": lambda url: (
        "a.jsonl", json.dumps({"text": "The mayor said 3 died.", "url": url}).encode()
    ),
    "page": lambda url: (
        "a.html",
        page_of("Minova").replace(b"<head>", f'<head><link rel="canonical" href="{url}">'.encode()),
    ),
    "feed": lambda url: (
        "a.rss", feed_of({"title": "Minova fell", "link": url, "description": "It fell, he said."})
    ),
    "archive": lambda url: ("a.warc.gz", warc_of([(url, page_of("Minova"))])),
}  # fmt: skip


@pytest.mark.parametrize("kind", INPUTS)
def test_no_input_brings_a_password_into_the_ledger(kind: str, tmp_path: Path) -> None:
    name, raw = INPUTS[kind](f"https://{NAMED}news.example/a")
    (tmp_path / name).write_bytes(raw)
    found = [each for each in open_input(tmp_path / name) if isinstance(each, Document)]
    assert [each.url for each in found] == ["https://news.example/a"]
    ledger = tmp_path / "l.sqlite"
    if kind in ("lines", "page"):
        (problem,) = (each for each in found[0].problems if "password" in each.message)
        assert "left out" in problem.message
    add_all([str(tmp_path / name)], ledger)
    with closing(sqlite3.connect(ledger)) as raw_ledger:
        # The snapshot has the bytes as they came in; no other row has the password.
        raw_ledger.execute("DROP TABLE snapshots")
        assert SECRET not in "\n".join(raw_ledger.iterdump())


def test_what_is_handed_in_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor said 3 died.")
    (document,) = open_input(tmp_path / "a.txt", Hints(url=f"https://{NAMED}news.example/a"))
    assert isinstance(document, Document)
    assert document.url == "https://news.example/a"


def test_a_list_of_feeds_is_watched_without(
    site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site.answers["/feed"] = Answer(feed_of({"title": "Minova fell", "description": "He said so."}))
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(f'[[feed]]\nurl = "http://{NAMED}{site.address[7:]}/feed"\npages = false\n')
    watched = load_feeds(feeds)
    assert SECRET not in repr(watched)
    ledger = tmp_path / "l.sqlite"
    assert SECRET not in repr(list(watch(watched, ledger, once=True)))
    assert SECRET not in stored(ledger)
    with pytest.raises(SystemExit):
        app(["watch", str(feeds), "--check", "--ledger", str(ledger)], prog_name="sayso")
    shown = "".join(capfd.readouterr())
    assert "never sent" in shown
    assert SECRET not in shown


def test_a_feeds_links_and_exports_of_older_ledgers_show_none() -> None:
    feed = parse_feed(feed_of({"title": "a", "link": f"https://{NAMED}news.example/a"}))
    assert feed is not None
    assert feed.items[0].link == "https://news.example/a"
    assert web_address(f"https://{NAMED}news.example/a") == "https://news.example/a"
