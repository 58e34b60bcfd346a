"""The list of feeds to watch: a TOML file that a person writes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sayso.files.opening import read_bounded
from sayso.record.addresses import without_credentials

LARGEST_LIST = 5_000_000
"""Bytes of a list: some 50,000 feeds."""

DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
USUAL_EVERY_S = 900.0
FIELDS = frozenset({"url", "outlet", "language", "pages", "every"})
SETTINGS = frozenset({"every", "pages"})


class FeedListError(ValueError):
    """The list can't be used: what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One feed: how often to look (seconds), and whether to fetch the pages that it links to.

    `login_left_out` is True where its address had a user name or password in the list.
    """

    url: str
    outlet: str | None = None
    language: str | None = None
    pages: bool = True
    interval: float = USUAL_EVERY_S
    login_left_out: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def load_feeds(path: Path) -> tuple[Watched, ...]:
    """Return the feeds that the file names, () when all are commented out. Raises FeedListError."""
    try:
        table = tomllib.loads(read_bounded(path, LARGEST_LIST).decode("utf-8"))
    except FileNotFoundError:
        raise FeedListError(
            f"There is no list of feeds at {path}. examples/feeds.toml is one to start from."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FeedListError(f"{path} can't be read: {error}. Mend it.") from error
    settings = table.get("settings", {})
    feeds = table.get("feed", [])
    if not isinstance(settings, dict) or not isinstance(feeds, list):
        raise FeedListError(f'{path} has no list. Write [[feed]] and url = "https://…" below it.')
    _only(settings, SETTINGS, f"{path}, [settings]")
    watched = tuple(
        _watched(each, settings, f"{path}, feed {n}") for n, each in enumerate(feeds, 1)
    )
    if len({each.url for each in watched}) < len(watched):
        raise FeedListError(f"{path} names a feed twice. Take one away.")
    return watched


def _watched(table: object, settings: dict[str, object], where: str) -> Watched:
    if not isinstance(table, dict):
        raise FeedListError(f"{where} is no table. Write [[feed]] above it.")
    _only(table, FIELDS, where)
    url = table.get("url")
    if not isinstance(url, str) or not _of_the_web(url):
        raise FeedListError(f'{where} has no address. Write url = "https://…".')
    pages = table.get("pages", settings.get("pages", True))
    if not isinstance(pages, bool):
        raise FeedListError(f"{where}: pages is neither true nor false.")
    return Watched(
        without_credentials(url),
        _text(table, "outlet", where),
        _text(table, "language", where),
        pages,
        _seconds(table.get("every", settings.get("every")), where),
        login_left_out=without_credentials(url) != url,
    )


def _of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _only(table: dict[str, object], known: frozenset[str], where: str) -> None:
    for name in table:
        if name not in known:
            names = ", ".join(sorted(known))
            raise FeedListError(f"{where}: '{name}' is not known. There are: {names}.")


def _text(table: dict[str, object], name: str, where: str) -> str | None:
    value = table.get(name)
    if value is not None and not isinstance(value, str):
        raise FeedListError(f"{where}: {name} is not text. Put it in quotation marks.")
    return value


def _seconds(said: object, where: str) -> float:
    if said is None:
        return USUAL_EVERY_S
    match = DURATION.fullmatch(said.strip()) if isinstance(said, str) else None
    if match is None or not int(match[1]):
        raise FeedListError(f'{where}: every = {said!r} is no time. Write "15m", "2h" or "1d".')
    return float(int(match[1]) * SECONDS[match[2]])
