"""Which connections a server keeps: so many of one peer, so many in all, and which to close."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

MOST_OF_ONE_PEER = 256
"""A browser opens six to a site: an office of forty behind one address."""

MOST_IN_ALL = 1_024
OTHER_FILES = 200
"""Files that the process needs besides: index and ledger are open in some seventy connections."""

FEWEST = 16
PREFIX_BITS = 64
"""Of an IPv6 address, what a person is given: counted as one peer."""


def no_proxy(_address: str) -> bool:
    """Trust no address as a proxy's."""
    return False


def within(networks: Sequence[IPv4Network | IPv6Network]) -> Callable[[str], bool]:
    """Return a test whether a peer, as `peer_of` names it, is in one of these networks."""
    named = {peer_of(str(each.network_address)) for each in networks}

    def is_within(peer: str) -> bool:
        if peer in named:
            return True
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in each for each in networks)

    return is_within


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Bounds on connections and on the seconds that a peer may take.

    `is_proxy` says whether an address is that of a trusted proxy, through which everyone comes: it
    has no limit of its own, only that of all.
    """

    of_one_peer: int = MOST_OF_ONE_PEER
    in_all: int = MOST_IN_ALL
    is_proxy: Callable[[str], bool] = no_proxy
    header_s: float = 10.0
    body_s: float = 60.0
    stalled_s: float = 60.0


class Held(Protocol):
    """A connection as the table sees it."""

    peer: str

    def idle_since(self) -> tuple[int, float] | None:
        """Return a rank and since when no request is being answered; None where one is.

        Rank 0 has never sent a whole request, rank 1 has: it is closed after those.
        """

    def evict(self) -> None:
        """Close the connection, to make room."""


class Connections:
    """The connections that are open, by peer.

    A new one that would be too many takes the place of the one that has been idle the longest, so
    that connections which are held open and send nothing never keep a reader out.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._by_peer: dict[str, set[Held]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def admit(self, new: Held) -> bool:
        """Count a new connection; False where it may not stay, for all others are at work."""
        mine = self._by_peer.setdefault(new.peer, set())
        bounded = not self.limits.is_proxy(new.peer)
        if bounded and len(mine) >= self.limits.of_one_peer and not self._make_room(mine):
            return False
        if self._count >= self.limits.in_all and not self._make_room(self._largest()):
            if not mine:
                del self._by_peer[new.peer]
            return False
        self._by_peer.setdefault(new.peer, mine).add(new)
        self._count += 1
        return True

    def forget(self, closed: Held) -> None:
        """Count a connection no longer; nothing where it was not counted."""
        mine = self._by_peer.get(closed.peer, set())
        if closed in mine:
            mine.remove(closed)
            self._count -= 1
        if not mine:
            self._by_peer.pop(closed.peer, None)

    def _largest(self) -> set[Held]:
        """Return the connections of the peer that has the most."""
        return max(self._by_peer.values(), key=len)

    def _make_room(self, some: set[Held]) -> bool:
        idle = [(since, each) for each in some if (since := each.idle_since()) is not None]
        if not idle:
            return False
        _, oldest = min(idle, key=lambda pair: pair[0])
        self.forget(oldest)
        oldest.evict()
        return True


def peer_of(address: str) -> str:
    """Return what counts as one peer: an IPv4 address, or the network of an IPv6 one."""
    try:
        peer = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(peer, IPv6Address):
        if peer.ipv4_mapped is not None:
            return str(peer.ipv4_mapped)
        if not peer.is_loopback:
            return str(IPv6Address(int(peer) >> PREFIX_BITS << PREFIX_BITS))
    return str(peer)


def raise_open_files() -> int:
    """Let this process open as many files as the system allows it; return how many.

    Many systems start a process with 1,024 and allow it more.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (OSError, ValueError):  # macOS says "unlimited" and refuses it
            return soft
    return hard if hard != resource.RLIM_INFINITY else 1 << 20


def fitting(limits: ConnectionLimits, open_files: int) -> int:
    """Return how many connections there may be in all, where so many files may be open."""
    return max(FEWEST, min(limits.in_all, open_files - OTHER_FILES))
