"""A users' file for tests, with clocks that a test sets and a hasher that counts."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
from argon2 import PasswordHasher

from sayso.accounts import People, Visitor
from sayso.accounts.clock import Clock

PASSWORD = "correct horse battery"  # noqa: S105
OTHER = "quiet river stone lamp"
START = 1_760_000_000.0


@dataclass
class Clocks:
    """The wall clock and the steady one, as a test moves them."""

    wall: float = START
    steady: float = 5_000.0
    boot: str = "first start"

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def restart(self) -> None:
        """Start the machine anew: the steady clock begins again."""
        self.steady = 10.0
        self.boot += ", and another"

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady, lambda: self.boot)


@dataclass
class Counting(PasswordHasher):
    """A real hasher with cheap settings that counts how many verify, and how many at one time."""

    verified: int = 0
    at_once: int = 0
    most_at_once: int = 0
    slow_s: float = 0.0
    _count: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)

    def verify(self, stored: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        with self._count:
            self.verified += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            time.sleep(self.slow_s)
            return bool(super().verify(stored, password))
        finally:
            with self._count:
                self.at_once -= 1


def people_at(
    path: Path, clocks: Clocks | None = None, hasher: PasswordHasher | None = None
) -> People:
    """The users' file at `path`, with the right user oksana, a reviewer."""
    people = People(path, hasher or Counting(), clocks.clock if clocks else None)
    if not people.users():
        people.add_user("oksana", "reviewer", PASSWORD)
    return people


def code_of(secret: str, clocks: Clocks, later: int = 0) -> str:
    """What a phone with this secret shows, `later` steps from now."""
    return pyotp.TOTP(secret.replace(" ", "")).at(int(clocks.wall) + 30 * later)


def at(address: str, device: str = "") -> Visitor:
    return Visitor(address, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", device)
