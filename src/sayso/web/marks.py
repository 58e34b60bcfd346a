"""Markup that a page repeats hundreds of times, written here: a template's macro takes five times
as long for it. Whatever comes from a report is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from functools import lru_cache

from markupsafe import Markup, escape

from sayso.linking.framing_comparison import Estimate
from sayso.views.framing import Share
from sayso.views.incident import Quote
from sayso.web.geo.maps import Pin
from sayso.web.wording import day, percent, plural


@lru_cache(maxsize=4_096)
def quoted(quote: Quote) -> Markup:
    """Return an entry of a list of quotes.

    Most stand on a page several times, and on several pages.
    """
    cue = f', <i class="cue">{escape(quote.cue)}</i>' if quote.cue else ""
    return Markup(  # noqa: S704 - what is not ours is escaped
        f'<li class="quote"><p class="said">“{escape(quote.words)}”</p>'
        f'<p class="from">{escape(quote.claimant)}{cue} · '
        f'<a href="/articles/{escape(quote.document)}#d1-c{quote.mark:d}">'
        f"{escape(quote.outlet)}, {escape(day(quote.published))}</a></p></li>\n"
    )


@lru_cache(maxsize=4_096)
def shared(share: Share) -> Markup:
    """Return a share in words, with a mark at it and a bar for its interval."""
    value, low, high = share.value, share.low, share.high
    return Markup(  # noqa: S704 - only numbers
        f'<span class="shared"><b>{percent(value)}</b><svg class="share" role="img"'
        f' aria-label="{percent(value)}, 95 % interval {percent(low)} to {percent(high)}">'
        '<line class="axis" x1="0" y1="50%" x2="100%" y2="50%"/>'
        f'<rect class="interval" x="{100 * low:.2f}%" y="1" width="{100 * (high - low):.2f}%"'
        f' height="10"/><rect class="mid" x="{100 * value:.2f}%" y="0" width="3" height="12"/>'
        "</svg></span>"
    )


def measured(ratio: Estimate, is_rate: bool) -> Markup:
    """Return a share, or uses in a thousand words, with its interval where it has one."""
    if ratio.value is None:
        return Markup("<b>–</b>")
    if is_rate:
        return _with_ends(f"{ratio.value:.1f}", ratio, "{:.1f}")
    words = percent(ratio.value)
    if ratio.low is None or ratio.high is None:
        return Markup(f"<b>{words}</b>")  # noqa: S704 - only numbers
    return Markup(  # noqa: S704 - only numbers
        f"<b>{words}</b> <small>{percent(ratio.low)} to {percent(ratio.high)}</small>"
        '<svg class="share" aria-hidden="true">'
        '<line class="axis" x1="0" y1="50%" x2="100%" y2="50%"/>'
        f'<rect class="interval" x="{100 * ratio.low:.2f}%" y="1"'
        f' width="{100 * (ratio.high - ratio.low):.2f}%" height="10"/>'
        f'<rect class="mid" x="{100 * ratio.value:.2f}%" y="0" width="3" height="12"/></svg>'
    )


def differed(difference: Estimate, is_rate: bool) -> Markup:
    """Return how much one share is above another, in percentage points, or one rate."""
    if difference.value is None:
        return Markup("<b>–</b>")
    if is_rate:
        return _with_ends(_signed(difference.value, 1), difference, "{:+.1f}")
    points = Estimate(*(None if each is None else 100 * each for each in astuple(difference)))
    return _with_ends(f"{_signed(points.value or 0.0, 0)} points", points, "{:+.0f}")


def _signed(value: float, digits: int) -> str:
    rounded = f"{value:+.{digits}f}"
    return rounded.lstrip("+-") if not float(rounded) else rounded.replace("-", "−")


def _with_ends(words: str, estimate: Estimate, form: str) -> Markup:
    if estimate.low is None or estimate.high is None:
        return Markup(f"<b>{words}</b>")  # noqa: S704 - only numbers
    low, high = (form.format(each).replace("-", "−") for each in (estimate.low, estimate.high))
    return Markup(f"<b>{words}</b> <small>{low} to {high}</small>")  # noqa: S704 - only numbers


def dots(pins: Iterable[Pin]) -> Markup:
    """Return the points among the pins of a map, each with what it stands for."""
    return Markup("").join(map(_dot, (each for each in pins if not each.radius)))


def _dot(pin: Pin) -> Markup:
    neighbours = f"; and {plural(pin.under, 'place')} beside it" if pin.under else ""
    return Markup(  # noqa: S704 - what is not ours is escaped
        f'<circle class="pin {escape(pin.precision)}" cx="{pin.x:g}" cy="{pin.y:g}"'
        f' r="{pin.size:.1f}"><title>{escape(pin.name)} ({escape(pin.precision)}):'
        f" {plural(pin.claims, 'claim')}{neighbours}</title></circle>\n"
    )
