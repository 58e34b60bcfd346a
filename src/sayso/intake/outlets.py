"""Who published a document, inferred from its address where nobody says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sayso.record import Document
from sayso.record.trace import Rule, decide

ARCHIVED = re.compile(r"/(?:web/)?\d{14}[a-z_]*/(https?://.+)$")
ARCHIVES = frozenset(
    {"web.archive.org", "archive.org", "archive.ph", "archive.today", "archive.is"}
)
CHANNEL = re.compile(r"/(?:s/)?([A-Za-z]\w{3,})(?:/|$)")
ACCOUNT = re.compile(r"/@?([A-Za-z_]\w{2,})/(?:status|posts|videos|photos|reel|post)/")
CHANNELS = frozenset({"t.me", "telegram.me"})
ACCOUNTS = frozenset({"twitter.com", "x.com", "facebook.com", "instagram.com", "tiktok.com"})
CARRIERS = frozenset((
    "facebook.com", "youtube.com", "youtu.be", "twitter.com", "x.com", "instagram.com",
    "tiktok.com", "linkedin.com", "reddit.com", "vk.com", "t.me", "telegram.me", "t.co", "bit.ly",
    "tinyurl.com",
    "news.google.com", "docs.google.com", "drive.google.com", "google.com", "feedburner.com",
    "feedproxy.google.com", "dropbox.com", "scribd.com", "github.com", "msn.com", "flipboard.com",
    "wordpress.com", "blogspot.com", "medium.com", "substack.com", *ARCHIVES,
))  # fmt: skip
"""Hosts that carry what others publish."""

PART = re.compile(r"^(?:www\d?|m|mobile|amp|feeds?|rss|edition)\.")


def with_outlet(document: Document) -> Document:
    """Return `document` with an outlet inferred from its address, where it has none.

    `inferred` then names the field: nobody said so.
    """
    if document.outlet or not document.url:
        return document
    outlet = outlet_of(document.url)
    if outlet is None:
        return document
    return replace(document, outlet=outlet, inferred=(*document.inferred, "outlet"))


def outlet_of(url: str) -> str | None:
    """Return who publishes at an address: a channel or account, else the host."""
    try:
        address = urlsplit(url)
        host = PART.sub("", (address.hostname or "").removesuffix("."))
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or "." not in host:
        return None
    decided = decide(OUTLETS, address, host)
    return decided[1] if decided is not None and decided[1] else None


def _of_the_original(address: SplitResult, host: str) -> str | None:
    original = ARCHIVED.search(address.path) if host in ARCHIVES else None
    return outlet_of(original[1]) if original else None


def _of_a_channel(address: SplitResult, host: str) -> str | None:
    channel = CHANNEL.match(address.path) if host in CHANNELS else None
    return f"@{channel[1]}" if channel else None


def _of_an_account(address: SplitResult, host: str) -> str | None:
    account = ACCOUNT.match(address.path) if host in ACCOUNTS else None
    return f"@{account[1]}" if account else None


def _of_nobody(_address: SplitResult, host: str) -> str | None:
    """Return no name for hosts that carry others' words, and for numbers."""
    try:
        ip_address(host)
    except ValueError:
        return "" if any(host == each or host.endswith(f".{each}") for each in HOSTS) else None
    return ""


HOSTS = CARRIERS - {"wordpress.com", "blogspot.com", "medium.com", "substack.com"}
"""Carriers whose parts are no names of their own; "lake.substack.com" is one."""


def _of_a_host(_address: SplitResult, host: str) -> str | None:
    return host if host not in CARRIERS else ""


OUTLETS: tuple[Rule[Callable[[SplitResult, str], str | None]], ...] = (
    Rule("archived copy", "https://web.archive.org/web/20240506000000/https://a.example/b",
         _of_the_original),
    Rule("channel", "https://t.me/lake_news/17", _of_a_channel),
    Rule("account", "https://x.com/lake_news/status/17", _of_an_account),
    Rule("carrier of others' words", "https://youtu.be/dQw4w9WgXcQ", _of_nobody),
    Rule("host", "https://www.lake.example/raid", _of_a_host),
)  # fmt: skip
"""Whose words stand at an address, the first rule that knows."""
