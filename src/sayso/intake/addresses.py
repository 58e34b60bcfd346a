"""Which addresses of the internet may be connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TABLE = "special_addresses.tsv"
IPV4_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Range:
    """A range of addresses: whether they may be connected to, or where the IPv4 address is inside.

    `shift` is the number of bits after that address.
    """

    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    public: bool = False
    shift: int | None = None

    def inner(self, address: Address) -> ipaddress.IPv4Address | None:
        """Return the IPv4 address that an address of this range has inside, None for none."""
        if self.shift is None:
            return None
        return ipaddress.IPv4Address((int(address) >> self.shift) & IPV4_BITS)


@lru_cache(maxsize=1)
def special_ranges() -> tuple[Range, ...]:
    """Return the ranges of the table, the most exact first."""
    table = resources.files("sayso.intake").joinpath(TABLE).read_text(encoding="utf-8")
    rows = [each.split("\t") for each in table.splitlines() if each and not each.startswith("#")]
    ranges = [_range(network, reach) for network, reach, *_ in rows]
    return tuple(sorted(ranges, key=lambda each: -each.network.prefixlen))


def _range(network: str, reach: str) -> Range:
    parsed = ipaddress.ip_network(network)
    if reach in ("yes", "no"):
        return Range(parsed, public=reach == "yes")
    return Range(parsed, shift=int(reach))


class AddressError(Exception):
    """A name that leads nowhere, or where no one may be sent: what happened and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class HiddenAddressError(AddressError):
    """A name that leads to an address which is not of the public internet."""


def is_public(address: Address) -> bool:
    """Return whether `address` is one of the public internet, also inside IPv6 forms of IPv4.

    One with a scope (`fe80::1%eth0`) never is. What the table does not name is public in IPv4, and
    not in IPv6, where it has a row for all addresses. The interpreter's own tables are not asked:
    they differ between versions of Python.
    """
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        return False
    for block in special_ranges():
        if address.version == block.network.version and address in block.network:
            inner = block.inner(address)
            return block.public if inner is None else is_public(inner)
    return True


LONGEST_LOOK_UP_S = 20.0


def checked_addresses(
    host: str, port: int, private_too: bool, seconds: float = LONGEST_LOOK_UP_S
) -> list[Address]:
    """Return the addresses that `host` leads to, in the resolver's order; AddressError if one is
    hidden.

    A name that leads to a public and to a private address is refused whole: whoever controls it
    could answer with either. Connect to what is returned here and never ask for the name again.
    A look-up that takes longer than `seconds` is given up.
    """
    answers = _looked_up(host.strip("[]"), port, seconds)
    if answers is None:
        raise AddressError(f"no name server answers for {host}", "Try again later.")
    if not answers:
        raise AddressError(f"no such host: {host}", "Check the address and the network.")
    addresses = [ipaddress.ip_address(str(each[4][0])) for each in answers]
    hidden = next((each for each in addresses if not is_public(each)), None)
    if hidden is not None and not private_too:
        raise HiddenAddressError(
            f"{host} leads to {hidden}, which is no public address",
            "Set SAYSO_ALLOW_PRIVATE=1 if you mean it.",
        )
    return list(dict.fromkeys(addresses))


def _looked_up(host: str, port: int, seconds: float) -> list[Any] | None:
    """Return what the resolver says: nothing for no such host, None when it has not answered in
    time.

    The system's resolver cannot be given a limit to wait, so it waits in a thread of its own.
    """
    answers: list[Any] = []

    def look_up() -> None:
        try:
            answers.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    return None if thread.is_alive() else answers
