"""One page from the web: public addresses only, bounded in time, size and redirects."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from dataclasses import dataclass
from importlib import metadata

import httpx

from sayso.intake.hints import LARGEST_INPUT, unread
from sayso.record import Problem

SECONDS = 30.0
"""For the whole of one fetch, redirects included."""

MOST_REDIRECTS = 5
ALLOW_PRIVATE = "SAYSO_ALLOW_PRIVATE"
EMBEDDED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a NAT64 gateway writes them."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, the last address after redirects, and the server's words."""

    raw: bytes
    url: str
    media_type: str
    charset: str | None


class FetchError(Exception):
    """A fetch that is given up: what happened and what to do. Never leaves this module."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def fetch(url: str) -> Fetched | Problem:
    """The page at `url`, or a problem that says why there is none and what to do.

    Only http and https. Names are resolved here and the address that was checked is the one
    connected to, at every redirect anew; private, loopback and link-local addresses are refused
    unless the environment sets SAYSO_ALLOW_PRIVATE=1. No proxies are used.
    """
    deadline = time.monotonic() + SECONDS
    try:
        with httpx.Client(timeout=SECONDS / 3, trust_env=False) as client:
            return _follow(client, url, deadline)
    except FetchError as refused:
        return unread(url, refused.what, refused.remedy)
    except httpx.TimeoutException:
        return unread(url, "the server did not answer in time", "Try again later.")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        return unread(url, f"it can't be fetched ({error})", "Check the address and the network.")


def _follow(client: httpx.Client, url: str, deadline: float) -> Fetched:
    current = httpx.URL(url)
    for _ in range(MOST_REDIRECTS + 1):
        with client.stream(
            "GET", _pinned(current), headers=_headers(current), extensions=_server_name(current)
        ) as response:
            if not response.has_redirect_location:
                return _whole(response, str(current), deadline)
            current = current.join(response.headers["location"])
        if time.monotonic() > deadline:
            raise FetchError("its redirects took too long", "Try again later.")
    raise FetchError(f"more than {MOST_REDIRECTS} redirects", "Give the last address itself.")


def _headers(url: httpx.URL) -> dict[str, str]:
    return {
        "host": url.netloc.decode("ascii"),
        "user-agent": f"sayso/{metadata.version('sayso')}",
        "accept": "text/html, text/plain, application/x-ndjson;q=0.9, */*;q=0.1",
    }


def _server_name(url: httpx.URL) -> dict[str, str]:
    """The name that the certificate must carry, for the connection goes to a bare address."""
    return {"sni_hostname": url.raw_host.decode("ascii")} if url.scheme == "https" else {}


def _pinned(url: httpx.URL) -> httpx.URL:
    """`url` with the address that its name leads to, after that was checked."""
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(
            "only http and https addresses are fetched", "Save the page and read that."
        )
    port = url.port or (443 if url.scheme == "https" else 80)
    name = url.raw_host.decode("ascii").strip("[]")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"no such host: {name}", "Check the address and the network.") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]
    if os.environ.get(ALLOW_PRIVATE) != "1":
        hidden = next((each for each in addresses if not is_public(each)), None)
        if hidden is not None:
            raise FetchError(
                f"{name} leads to {hidden}, which is no public address",
                f"Set {ALLOW_PRIVATE}=1 if you mean it.",
            )
    return url.copy_with(host=str(addresses[0]), username=None, password=None)


def is_public(address: Address) -> bool:
    """Whether `address` is one of the public internet, also inside IPv6 wrappings of IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in EMBEDDED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return address.is_global and not address.is_link_local


def _whole(response: httpx.Response, url: str, deadline: float) -> Fetched:
    if response.status_code >= 400:
        raise FetchError(f"the server says {response.status_code}", _remedy(response.status_code))
    pieces, size = [], 0
    for piece in response.iter_bytes(1 << 16):
        size += len(piece)
        if size > LARGEST_INPUT:
            limit = LARGEST_INPUT // 1_000_000
            raise FetchError(f"larger than {limit} MB", "Save the part that matters and read that.")
        if time.monotonic() > deadline:
            raise FetchError(f"not all here after {SECONDS:.0f} seconds", "Try again later.")
        pieces.append(piece)
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(b"".join(pieces), url, kind, response.charset_encoding)


def _remedy(status: int) -> str:
    if status in (401, 402, 403, 451):
        return "It wants a reader with access: save the page in a browser and read the file."
    if status in (404, 410):
        return "Check the address; an archive may still have the page."
    return "Try again later." if status == 429 or status >= 500 else "Check the address."
