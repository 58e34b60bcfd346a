"""One page from the web: public addresses only, bounded in time, size and redirects, politely."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpcore
import httpx

from sayso.intake.addresses import AddressError, HiddenAddressError
from sayso.intake.fetch_policy import (
    LARGEST_ROBOTS,
    LONGEST_GAP_S,
    FetchPolicy,
    HostThrottle,
    Rules,
    user_agent,
)
from sayso.intake.hints import unread
from sayso.intake.transport import CheckedTransport, Timer
from sayso.intake.unpack import PackedError, unpacked
from sayso.record import Problem
from sayso.record.addresses import without_credentials

ROBOTS_KEPT = 1_000
"""Hosts whose robots.txt is remembered at a time."""

LONGEST_ADDRESS = 4_000
LONGEST_TYPE = 1_000
"""Characters of a Content-Type whose parameters are looked at."""

KEPT_HEADERS = re.compile(
    r"^(?:content-(?:type|language)|date|last-modified|etag|server|age|expires|cache-control|via|"
    r"link|location|x-robots-tag|retry-after)$"
)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a page, to ask later whether it is still the same."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, the last address after redirects, and the server's words.

    `raw` is the body without its gzip wrapping. `at` is when the answer began, in UTC.
    """

    raw: bytes
    url: str
    media_type: str
    charset: str | None
    status: int
    headers: tuple[tuple[str, str], ...]
    at: datetime

    @property
    def validators(self) -> Validators:
        headers = dict(self.headers)
        return Validators(headers.get("etag"), headers.get("last-modified"))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server says that nothing changed since the validators were given."""

    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing came: why, and for how many seconds the host wants to be let alone, if it says.

    `lasting` is True where asking again will not help: gone, forbidden, refused by us. `hidden` is
    True where the address, or a redirect, leads to one that is not of the public internet.
    """

    problem: Problem
    status: int | None = None
    retry_after: float | None = None
    lasting: bool = False
    hidden: bool = False


class FetchError(Exception):
    """A fetch that is given up: what happened and what to do. Never leaves this module."""

    def __init__(
        self,
        what: str,
        remedy: str,
        status: int | None = None,
        retry_after: float | None = None,
        lasting: bool = True,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.status = status
        self.retry_after = retry_after
        self.lasting = lasting


@dataclass
class Fetcher:
    """Fetches one after another, remembering robots.txt and when each host's turn is."""

    policy: FetchPolicy = field(default_factory=FetchPolicy)
    throttle: HostThrottle = field(default_factory=HostThrottle)
    _rules: dict[str, Rules] = field(default_factory=dict)

    def get(self, url: str, known: Validators | None = None) -> Fetched | Unchanged | Failed:
        """Return the page at `url`, or that it is unchanged since `known`, or why there is none.

        Only http and https. The address that was checked is the one connected to, at every
        redirect anew; private, loopback, link-local and metadata addresses are refused unless
        the policy lets them pass. Redirects are followed, robots.txt is obeyed at every hop.
        """
        clock = Timer(self.policy.seconds)
        return _attempted(url, lambda: self._follow(url, known, clock))

    def _follow(self, url: str, known: Validators | None, clock: Timer) -> Fetched | Unchanged:
        current = _web_address(url)
        seen: set[str] = set()
        for _ in range(self.policy.redirects + 1):
            if str(current) in seen:
                raise FetchError("its redirects go in a circle", "Give the last address itself.")
            seen.add(str(current))
            self._take_turn(current, clock)
            with (
                self._client(clock) as client,
                client.stream("GET", current, headers=_headers(known)) as response,
            ):
                if not response.has_redirect_location:
                    return self._whole(response, str(current))
                current = _web_address(str(current.join(response.headers["location"])))
        raise FetchError(
            f"more than {self.policy.redirects} redirects", "Give the last address itself."
        )

    def _client(self, clock: Timer) -> httpx.Client:
        transport = CheckedTransport(clock, self.policy.private_too)
        timeout = max(self.policy.seconds / 2, 0.1)
        return httpx.Client(transport=transport, timeout=timeout, trust_env=False)

    def _take_turn(self, url: httpx.URL, clock: Timer) -> None:
        """Wait for the host's turn, unless robots.txt says that there is none."""
        rules = self._rules_of(url, clock)
        if rules.problem is not None:
            raise FetchError(rules.problem, "Try again later.", lasting=False)
        if not rules.allows(str(url)):
            remedy = "Save the page in a browser and read the file."
            raise FetchError("the site's robots.txt asks not to fetch it", remedy)
        gap = max(self.policy.gap, rules.gap) if self.policy.gap else 0.0
        if gap > LONGEST_GAP_S:
            what = f"the site's robots.txt asks for {gap:.0f} seconds between two requests"
            raise FetchError(what, "Save the page in a browser and read the file.")
        clock.extend(self.throttle.wait(url.host, gap))

    def _rules_of(self, url: httpx.URL, clock: Timer) -> Rules:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        known = self._rules.get(origin)
        if known is None or known.until < time.monotonic():
            if len(self._rules) >= ROBOTS_KEPT:
                self._rules.clear()
            known = self._rules[origin] = self._asked_rules(origin, clock)
        return known

    def _asked_rules(self, origin: str, clock: Timer) -> Rules:
        """Return the rules of robots.txt by RFC 9309: 4xx allows all, trouble allows nothing."""
        current = httpx.URL(f"{origin}/robots.txt")
        for _ in range(self.policy.redirects + 1):
            with (
                self._client(clock) as client,
                client.stream("GET", current, headers=_headers(None)) as response,
            ):
                if response.has_redirect_location:
                    current = _web_address(str(current.join(response.headers["location"])))
                    continue
                status = response.status_code
                if status >= 500 or status == 429:
                    return Rules(problem=f"its robots.txt can't be had: the server says {status}")
                if status >= 400:
                    return Rules()
                return Rules(_head_of(response).decode("utf-8", "replace"))
        return Rules()

    def _whole(self, response: httpx.Response, url: str) -> Fetched | Unchanged:
        at = datetime.now(UTC).replace(microsecond=0)
        status = response.status_code
        if status == 304:
            return Unchanged(url, at)
        if status != 200 and not 201 <= status <= 203:
            self._refuse(response)
        largest = self.policy.largest
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length[:20]) > largest:
            raise _too_large(largest)
        pieces = response.iter_raw()
        encoding = response.headers.get("content-encoding", "")
        raw = b"".join(unpacked(pieces, encoding, largest))
        said = response.headers.get("content-type", "")
        kind = said.split(";")[0].strip().lower()
        # Cutting its parameters apart takes time that goes by the square of their length.
        charset = response.charset_encoding if len(said) <= LONGEST_TYPE else None
        kept = tuple(
            (name.lower(), without_credentials(words[:2_000]))
            for name, words in response.headers.items()
            if KEPT_HEADERS.match(name.lower())
        )
        return Fetched(raw, url, kind, charset, status, kept, at)

    def _refuse(self, response: httpx.Response) -> None:
        status = response.status_code
        wait = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        if wait is not None and self.policy.gap:
            self.throttle.put_off(response.request.url.host, min(wait, LONGEST_GAP_S))
        later = status in (408, 425, 429) or status >= 500
        remedy = _remedy(status)
        if wait is not None and later:
            remedy = f"Try again in {wait:.0f} seconds, as it asks."
        raise FetchError(f"the server says {status}", remedy, status, wait, lasting=not later)


@lru_cache(maxsize=1)
def _usual_fetcher(policy: FetchPolicy) -> Fetcher:
    return Fetcher(policy)


def usual_fetcher() -> Fetcher:
    """Return the fetcher of this process, with the policy that the environment sets."""
    return _usual_fetcher(FetchPolicy.from_environment())


def fetch(url: str) -> Fetched | Problem:
    """Return the page at `url`, or a problem that says why there is none and what to do."""
    fetched = usual_fetcher().get(url)
    if isinstance(fetched, Failed):
        return fetched.problem
    if isinstance(fetched, Unchanged):
        return unread(url, "the server says 304 to a plain question", "Try again later.")
    return fetched


def _attempted(url: str, follow: Callable[[], Fetched | Unchanged]) -> Fetched | Unchanged | Failed:
    """Return what `follow` gives, with every way to fail turned into a problem."""
    shown = url[:300]
    try:
        return follow()
    except FetchError as refused:
        problem = unread(shown, refused.what, refused.remedy)
        return Failed(problem, refused.status, refused.retry_after, refused.lasting)
    except AddressError as refused:
        lasting = "no such host" not in refused.what
        hidden = isinstance(refused, HiddenAddressError)
        problem = unread(shown, refused.what, refused.remedy)
        return Failed(problem, lasting=lasting, hidden=hidden)
    except PackedError as broken:
        remedy = "Save the part that matters and read that."
        return Failed(unread(shown, str(broken), remedy), lasting=True)
    except (httpx.TimeoutException, httpcore.TimeoutException):
        return Failed(unread(shown, "not all here in time", "Try again later."))
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.StreamError) as error:
        what = f"it can't be fetched ({str(error)[:200] or type(error).__name__})"
        return Failed(unread(shown, what, "Check the address and the network, or try later."))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        what = f"it can't be fetched ({str(error)[:200] or type(error).__name__})"
        return Failed(unread(shown, what, "Check the address."), lasting=True)


def _web_address(url: str) -> httpx.URL:
    """Return `url` without user and password; FetchError unless it is one of the web."""
    if len(url) > LONGEST_ADDRESS:
        raise FetchError("its address is too long", "Check the address.")
    parsed = httpx.URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host:
        remedy = "Save the page and read that."
        raise FetchError("only http and https addresses are fetched", remedy)
    return parsed.copy_with(username=None, password=None, fragment=None)


def _headers(known: Validators | None) -> dict[str, str]:
    asked = {
        "user-agent": user_agent(),
        "accept": "text/html, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1",
        "accept-encoding": "gzip, deflate",
    }
    if known is not None and known.etag:
        asked["if-none-match"] = known.etag
    if known is not None and known.modified:
        asked["if-modified-since"] = known.modified
    return asked


def _head_of(response: httpx.Response) -> bytes:
    """Return the start of a body, as much as is read of robots.txt."""
    kept = bytearray()
    encoding = response.headers.get("content-encoding", "")
    for piece in unpacked(response.iter_raw(), encoding, 100 * LARGEST_ROBOTS):
        kept += piece
        if len(kept) >= LARGEST_ROBOTS:
            break
    return bytes(kept[:LARGEST_ROBOTS])


def retry_after(said: str | None, now: datetime) -> float | None:
    """Return seconds that a Retry-After asks for, given as such or as a date; None for neither."""
    if not said:
        return None
    said = said.strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return float(said)
    try:
        when = parsedate_to_datetime(said)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _too_large(largest: int) -> FetchError:
    what = f"larger than {largest // 1_000_000} MB"
    return FetchError(what, "Save the part that matters and read that.")


def _remedy(status: int) -> str:
    if status in (401, 402, 403, 451):
        return "It wants a reader with access: save the page in a browser and read the file."
    if status in (404, 410):
        return "Check the address; an archive may still have the page."
    return "Try again later." if status == 429 or status >= 500 else "Check the address."
