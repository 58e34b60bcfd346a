"""What an alert reports, as records, as JSON for a webhook, and as entries of a feed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sayso.exports.atom import LONGEST_TITLE, AtomEntry
from sayso.record.wire import dumps, pack, unpack

FORMAT = "sayso-alert/1"


@dataclass(frozen=True, slots=True)
class AlertQuote:
    """The words behind an item: verbatim, with who says them, where, and what was corrected.

    All words are on one line, without control characters.
    `claimant` is as pages show it, `cue` as said, `figures` are the words of figures that `words`
    holds. `published` is a day or "", `path` the place on the site.
    """

    claim: str
    claimant: str
    cue: str
    words: str
    figures: tuple[str, ...]
    outlet: str
    published: str
    title: str
    path: str
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One thing to report.

    `id` is the same for ever. `heading` is a question or what stands against each other, `side` who
    answers, `figure` the answer in its words, `notes` what a reader must know, such as "denies";
    they are empty where there is none. `updated` is when it came in or was corrected last.
    """

    id: str
    kind: str
    heading: str
    side: str
    figure: str
    notes: tuple[str, ...]
    quotes: tuple[AlertQuote, ...]
    path: str
    updated: str


@dataclass(frozen=True, slots=True)
class AlertNews:
    """The items of one message. `more` says that others wait for the next one."""

    items: tuple[AlertItem, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class AlertAddress:
    """Which alert a message is of: its id, name and kind, and the address of the site, or ""."""

    uid: str
    name: str
    kind: str
    site: str


def packed_news(news: AlertNews) -> str:
    """Return items as they are stored."""
    return dumps(pack(news))


def unpacked_news(packed: str) -> AlertNews:
    """Return what `packed_news` made."""
    return unpack(AlertNews, json.loads(packed))


def json_body(about: AlertAddress, delivery: str, what: str, news: AlertNews) -> bytes:
    """Return what a webhook gets: the same bytes for the same delivery, in UTF-8."""
    body = {
        "format": FORMAT,
        "delivery": delivery,
        "alert": {"id": about.uid, "name": about.name, "kind": about.kind},
        "what": what,
        "items": [_item_json(each, about.site) for each in news.items],
        "more": news.more,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _item_json(item: AlertItem, site: str) -> dict[str, Any]:
    packed = asdict(item)
    quotes = [{**each, "url": _url(site, each.pop("path"))} for each in packed.pop("quotes")]
    return {**packed, "url": _url(site, packed.pop("path")), "quotes": quotes}


def _url(site: str, path: str) -> str:
    return f"{site}{path}"


def entries_of(items: Iterable[AlertItem], site: str) -> list[AtomEntry]:
    """Return items as entries of a feed, in their order."""
    return [
        AtomEntry(
            each.id, title_of_item(each)[:LONGEST_TITLE], each.updated, each.quotes[0].claimant,
            _url(site, each.path), "\n".join(lines_of(each)),
        )
        for each in items
    ]  # fmt: skip


def title_of_item(item: AlertItem) -> str:
    """Return an item in one line: who says what."""
    first = item.quotes[0]
    said = f"{first.claimant}: {item.figure or first.words}"
    return f"{item.heading} {said}" if item.heading else said


def lines_of(item: AlertItem, site: str | None = None) -> list[str]:
    """Return an item in lines of plain text; with addresses where a `site` is given."""
    lines = [item.heading] if item.heading else []
    if item.side:
        lines.append(f"{item.side}: {item.figure}" if item.figure else item.side)
    lines += [f"({each})" for each in item.notes]
    for quote in item.quotes:
        lines += _quote_lines(quote, not item.figure, site)
    return lines


def _quote_lines(quote: AlertQuote, figures: bool, site: str | None) -> list[str]:
    cue = f", {quote.cue}" if quote.cue else ""
    where = ", ".join(each for each in (quote.outlet, quote.published) if each)
    lines = [f"{quote.claimant}{cue}: “{quote.words}”"]
    if figures and quote.figures:
        lines.append(f"Figures: {'; '.join(quote.figures)}")
    lines += quote.corrections
    lines.append(f"{where}: {quote.title}" if quote.title else where)
    return [*lines, *([_url(site, quote.path)] if site is not None else [])]


def counted_items(items: Sequence[AlertItem], kind: str) -> str:
    """Return how many items there are, in words: "3 new claims"."""
    one = {"claims": "claim", "answers": "answer", "contradictions": "contradiction"}[kind]
    return f"1 new {one}" if len(items) == 1 else f"{len(items)} new {one}s"
