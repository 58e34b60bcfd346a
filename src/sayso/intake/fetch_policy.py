"""How hosts are treated: one request at a time, with pauses, and as robots.txt asks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata

from protego import Protego

from sayso.intake.hints import LARGEST_INPUT

ALLOW_PRIVATE = "SAYSO_ALLOW_PRIVATE"
GAP = "SAYSO_HOST_GAP"

ROBOTS_KEPT_S = 3600.0
TROUBLE_KEPT_S = 60.0
LARGEST_ROBOTS = 500 * 1024
"""Bytes of robots.txt that are read; RFC 9309 asks for at least these."""

LONGEST_GAP_S = 60.0
"""A Crawl-delay above this is not slept out: the fetch is refused instead."""


def user_agent() -> str:
    """Return who asks, and where to read about it."""
    return f"sayso/{metadata.version('sayso')} (reads news reports for people; robots.txt is kept)"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Limits and politeness of fetching. Seconds are for one fetch, redirects included."""

    seconds: float = 30.0
    largest: int = LARGEST_INPUT
    redirects: int = 5
    gap: float = 1.0
    private_too: bool = False

    @staticmethod
    def from_environment() -> FetchPolicy:
        """Return the usual policy, with SAYSO_ALLOW_PRIVATE=1 and SAYSO_HOST_GAP (seconds)
        obeyed.
        """
        try:
            gap = min(max(float(os.environ.get(GAP, "1")), 0.0), LONGEST_GAP_S)
        except ValueError:
            gap = 1.0
        return FetchPolicy(gap=gap, private_too=os.environ.get(ALLOW_PRIVATE) == "1")


@dataclass
class HostThrottle:
    """When each host may be asked again."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    turns: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str, gap: float) -> float:
        """Sleep until it is `host`'s turn and take that turn; how long that was, in seconds."""
        pause = max(0.0, self.turns.get(host, 0.0) - self.clock())
        if pause:
            self.sleep(pause)
        self.turns[host] = self.clock() + gap
        return pause

    def put_off(self, host: str, seconds: float) -> None:
        """Let `host` alone for that long, as it asked."""
        self.turns[host] = max(self.turns.get(host, 0.0), self.clock() + seconds)


class Rules:
    """What a host's robots.txt allows, or why it isn't known."""

    def __init__(self, text: str = "", problem: str | None = None) -> None:
        self.problem = problem
        self._rules = Protego.parse(text)
        self.until = time.monotonic() + (ROBOTS_KEPT_S if problem is None else TROUBLE_KEPT_S)

    def allows(self, url: str) -> bool:
        """Return whether `url` may be asked for. A file that couldn't be had allows nothing."""
        return self.problem is None and bool(self._rules.can_fetch(url, "sayso"))

    @property
    def gap(self) -> float:
        """Seconds between two requests that the host asks for; 0 when it asks for none."""
        delay = self._rules.crawl_delay("sayso")
        return max(0.0, float(delay)) if delay is not None else 0.0
