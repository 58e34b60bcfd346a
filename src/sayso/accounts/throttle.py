"""How often passwords and codes may be tried, so that guessing is slow and nobody is locked out.

Each try is counted before anything is hashed, in one transaction of the users' file, so that
parallel tries in threads or processes can't slip past. Who asks decides what is counted:

- **A known device** (a browser with which the user logged in before) has its own budget.
- **A known address** (one from which the user logged in before) has its own, small budget.
- **Strangers** share one budget for the name, whatever their addresses, and each address has a
  smaller one of it; beyond that they get *places* in a line, one a minute or more, and each place
  allows one try when it is due. So a thousand addresses test as few passwords as one, the user
  comes in at a new device after the wait that the page states, and guesses of strangers never make
  a known device or a known address wait.

Names that no user has are treated alike. All times are of a clock that nobody sets.
"""

from __future__ import annotations

import hashlib
import ipaddress
import sqlite3
from dataclasses import dataclass

from sayso.accounts.clock import DAY_S, Clock
from sayso.accounts.database import Database
from sayso.accounts.errors import TooManyTriesError

KNOWN_S = 180 * DAY_S
"""For how long a device or an address stays known after its last login."""

MOST_KNOWN = 20
"""Devices, and addresses, that are known of one user; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Budget:
    """`burst` tries at once, then one after `first_s`, doubled after every `step` more failures."""

    burst: int
    first_s: float
    most_s: float
    step: int = 1

    def interval(self, failures: int) -> float:
        """Return for how many seconds the next try must wait after so many failures."""
        if failures < self.burst:
            return 0.0
        doubled = min(30, (failures - self.burst) // self.step)
        return min(self.most_s, self.first_s * 2.0**doubled)


DEVICE = Budget(burst=5, first_s=30, most_s=900)
KNOWN_ADDRESS = Budget(burst=2, first_s=60, most_s=900)
NAME = Budget(burst=3, first_s=60, most_s=300, step=10)
NAME_AT_ADDRESS = Budget(burst=2, first_s=60, most_s=900)
ADDRESS = Budget(burst=10, first_s=20, most_s=300, step=10)

PLACES = 12
"""Strangers in the line for one name. The last waits an hour at most (PLACES * NAME.most_s)."""

PLACES_AGAIN = 6
"""Beyond so many, addresses that already failed at the name get no place: newcomers come first."""

PLACE_S = 900.0
"""A place that is due may be used for so long."""

FORGET_S = DAY_S
"""Failures are forgotten when there was no other for so long."""

STALE_S = (PLACES + 2) * NAME.most_s + KNOWN_ADDRESS.most_s
"""No wait is longer. A stored time further ahead is of another start of the machine."""

MOST_ROWS = 20_000
PRUNE_EVERY = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """Who tries to log in: a name, the client's address, and what is known of both."""

    name: str
    address: str
    device: str = ""
    known_device: bool = False
    known_address: bool = False


Charged = tuple[tuple[str, Budget], ...]


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 a network of 64 bits, which one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
    return str(parsed)


def _key(kind: str, *parts: str) -> str:
    """Return the key of a budget. Hashed: what is typed as a name may be a password."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"{kind}:{hashlib.sha256(joined).hexdigest()[:32]}"


class Throttle:
    """Counts tries in the users' file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._counts = 0
        now = clock.now()
        with database.transaction() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = 'boot'").fetchone()
            if row is None or row[0] != now.boot:
                connection.execute(
                    "INSERT OR REPLACE INTO settings VALUES ('boot', ?)", (now.boot,)
                )
                connection.execute("DELETE FROM budgets")
                connection.execute("DELETE FROM places")

    def admit(self, asking: Asking) -> Charged:
        """Count a try and return what it was counted to, for `refund` when it was right.

        Raises TooManyTriesError when it must wait.
        """
        now = self._clock.steady()
        if (wait := self._refused(asking, now)) is not None:
            raise wait  # nothing changes, so a flood costs no write
        with self._database.transaction() as connection:
            charged = self._counted(connection, asking, now)
        self._prune(now)
        if isinstance(charged, TooManyTriesError):  # its place in the line is stored
            raise charged
        return charged

    def admit_code(self, user_id: int, device: str) -> Charged:
        """Count a try of a one-time code of a user, whose password was right. Raises as `admit`."""
        asking = Asking(f"code {user_id}", "", device, known_device=bool(device))
        own = self._own(asking) or (_key("code", str(user_id)), DEVICE)
        now = self._clock.steady()
        with self._database.transaction() as connection:
            wait = _wait(connection, own[0], now)
            if wait > 0:
                raise TooManyTriesError(wait)
            _charge(connection, *own, now)
        return (own,)

    def succeeded(self, charged: Charged) -> None:
        """Take back a count: the password was right.

        A known device's or address's failures are forgotten. What strangers share is not: whoever
        guesses would get new tries by each login of the user.
        """
        own = [key for key, budget in charged if budget in (DEVICE, KNOWN_ADDRESS)]
        for key in own:
            self._database.change("DELETE FROM budgets WHERE key = ?", key)
        self.refund(tuple(each for each in charged if each[0] not in own))

    def refund(self, charged: Charged) -> None:
        """Take back a count: the password was not looked at."""
        now = self._clock.steady()
        with self._database.transaction() as connection:
            for key, budget in charged:
                free_at, failures = _state(connection, key, now)
                if failures:
                    free_at -= budget.interval(failures)
                    _store(connection, key, free_at, failures - 1)

    def forgive(self, name: str) -> None:
        """Forget the failures of strangers at a name."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM budgets WHERE key = ?", (_key("name", name),))
            connection.execute("DELETE FROM places WHERE name = ?", (_key("name", name),))

    def _own(self, asking: Asking) -> tuple[str, Budget] | None:
        """Return the budget of a known device or address; None for a stranger."""
        if asking.known_device:
            return _key("device", asking.name, asking.device), DEVICE
        if asking.known_address:
            return _key("known", asking.name, network(asking.address)), KNOWN_ADDRESS
        return None

    def _refused(self, asking: Asking, now: float) -> TooManyTriesError | None:
        """Return why a try must wait when that is sure without counting it."""
        own = self._own(asking)
        with self._database.snapshot() as connection:
            if own is not None:
                wait = _wait(connection, own[0], now)
                return TooManyTriesError(wait) if wait > 0 else None
            wait = _wait(connection, _key("address", network(asking.address)), now)
            if wait > 0:
                return TooManyTriesError(wait)
            place = _place(connection, *_line(asking), now)
            if place is not None:
                return TooManyTriesError(place - now, placed=True) if place > now else None
            of_name, here = (_wait(connection, key, now) for key in _line(asking))
            if (here > 0 and not of_name) or (
                of_name > 0 and not _has_room(connection, *_line(asking), now)
            ):
                return TooManyTriesError(max(of_name, here))
        return None

    def _counted(
        self, connection: sqlite3.Connection, asking: Asking, now: float
    ) -> Charged | TooManyTriesError:
        """Count a try, or give a place in the line, or neither, all within one transaction."""
        own = self._own(asking)
        if own is not None:
            wait = _wait(connection, own[0], now)
            if wait > 0:
                return TooManyTriesError(wait)
            _charge(connection, *own, now)
            return (own,)
        at = (_key("address", network(asking.address)), ADDRESS)
        wait = _wait(connection, at[0], now)
        if wait > 0:
            return TooManyTriesError(wait)
        name, address = _line(asking)
        here = (address, NAME_AT_ADDRESS)
        place = _place(connection, name, address, now)
        if place is not None:
            if place > now:
                return TooManyTriesError(place - now, placed=True)
            connection.execute("DELETE FROM places WHERE name = ? AND address = ?", (name, address))
            _charge(connection, *here, now)
            _charge(connection, *at, now)
            return (here, at)  # the name's budget was charged when the place was given
        of_name, wait_here = _wait(connection, name, now), _wait(connection, address, now)
        if not of_name and not wait_here:
            charged = ((name, NAME), here, at)
            for key, budget in charged:
                _charge(connection, key, budget, now)
            return charged
        wait = max(of_name, wait_here)
        if not of_name or not _has_room(connection, name, address, now):
            return TooManyTriesError(wait)  # others may try at this name: it needs no line
        connection.execute(
            "INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (name, address, now + wait)
        )
        _charge(connection, name, NAME, now)
        return TooManyTriesError(wait, placed=True)

    def _prune(self, now: float) -> None:
        """Now and then forget what no longer makes anyone wait, and keep the table bounded."""
        self._counts += 1
        if self._counts % PRUNE_EVERY:
            return
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM places WHERE due < ?", (now - PLACE_S,))
            connection.execute(
                "DELETE FROM budgets WHERE free_at < ? OR free_at > ?",
                (now - FORGET_S, now + STALE_S),
            )
            connection.execute(
                "DELETE FROM budgets WHERE key IN"
                " (SELECT key FROM budgets ORDER BY free_at DESC LIMIT -1 OFFSET ?)",
                (MOST_ROWS,),
            )


def _line(asking: Asking) -> tuple[str, str]:
    """Return the keys of a name's line and of an address in it."""
    return _key("name", asking.name), _key("at", asking.name, network(asking.address))


def _state(connection: sqlite3.Connection, key: str, now: float) -> tuple[float, int]:
    """Return when a budget allows the next try, and its failures."""
    query = "SELECT free_at, failures FROM budgets WHERE key = ?"
    row = connection.execute(query, (key,)).fetchone()
    if row is None or not now - FORGET_S < row[0] < now + STALE_S:
        return now, 0
    return float(row[0]), int(row[1])


def _store(connection: sqlite3.Connection, key: str, free_at: float, failures: int) -> None:
    connection.execute("INSERT OR REPLACE INTO budgets VALUES (?, ?, ?)", (key, free_at, failures))


def _wait(connection: sqlite3.Connection, key: str, now: float) -> float:
    """Return for how many seconds a budget allows no try; 0 when it allows one."""
    return max(0.0, _state(connection, key, now)[0] - now)


def _charge(connection: sqlite3.Connection, key: str, budget: Budget, now: float) -> None:
    free_at, failures = _state(connection, key, now)
    later = max(now, free_at) + budget.interval(failures + 1)
    _store(connection, key, later, failures + 1)


def _place(connection: sqlite3.Connection, name: str, address: str, now: float) -> float | None:
    """Return when an address's place in a name's line is due; None when it has none."""
    query = "SELECT due FROM places WHERE name = ? AND address = ?"
    row = connection.execute(query, (name, address)).fetchone()
    valid = row is not None and now - PLACE_S < row[0] < now + STALE_S
    return float(row[0]) if valid else None


def _has_room(connection: sqlite3.Connection, name: str, address: str, now: float) -> bool:
    """Return whether a name's line has a place for an address."""
    query = "SELECT count(*) FROM places WHERE name = ? AND due > ? AND due < ?"
    (waiting,) = connection.execute(query, (name, now, now + STALE_S)).fetchone()
    failed = _state(connection, address, now)[1] > 0
    return bool(waiting < (PLACES_AGAIN if failed else PLACES))
