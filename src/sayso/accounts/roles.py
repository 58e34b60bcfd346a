"""Roles, and whoever makes a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may: read; judge and submit; see the log."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever makes a request. `token` is True for a program with an API token."""

    name: str
    role: Role
    token: bool = False

    def may(self, role: Role) -> bool:
        """Return whether this role, or one above it, is the person's."""
        return ROLES.index(self.role) >= ROLES.index(role)


LOCAL = Person("local", "admin")
"""Who sits at this machine when no login is asked for."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks to log in: the client's address, the browser's name, the key of its device cookie.

    A browser gets a device cookie when someone logs in with it. It opens nothing. It shows that the
    user was here before, so that strangers' guesses do not make the user wait.
    """

    address: str = ""
    agent: str = ""
    device: str = ""
