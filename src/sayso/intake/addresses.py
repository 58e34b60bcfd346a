"""Which addresses of the internet may be connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

EMBEDDED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a NAT64 gateway writes them."""

METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Clouds' own services at addresses that look public: Azure's wire server."""


class AddressError(Exception):
    """A name that leads nowhere, or where no one may be sent: what happened and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


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
    return address.is_global and not address.is_link_local and address not in METADATA


LONGEST_LOOK_UP_S = 20.0


def checked_addresses(
    host: str, port: int, private_too: bool, seconds: float = LONGEST_LOOK_UP_S
) -> list[Address]:
    """The addresses that `host` leads to, in the resolver's order; AddressError if one is hidden.

    A name that leads to a public and to a private address is refused whole: whoever controls it
    could answer with either. Connect to what is returned here and never ask for the name again.
    A look-up that takes longer than `seconds` is given up.
    """
    found = _looked_up(host.strip("[]"), port, seconds)
    if found is None:
        raise AddressError(f"no name server answers for {host}", "Try again later.")
    if not found:
        raise AddressError(f"no such host: {host}", "Check the address and the network.")
    addresses = [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]
    hidden = next((each for each in addresses if not is_public(each)), None)
    if hidden is not None and not private_too:
        raise AddressError(
            f"{host} leads to {hidden}, which is no public address",
            "Set SAYSO_ALLOW_PRIVATE=1 if you mean it.",
        )
    return list(dict.fromkeys(addresses))


def _looked_up(host: str, port: int, seconds: float) -> list[Any] | None:
    """What the resolver says: nothing for no such host, None when it has not answered in time.

    The system's resolver cannot be told how long to wait, so it waits in a thread of its own.
    """
    found: list[Any] = []

    def look_up() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    return None if thread.is_alive() else found
