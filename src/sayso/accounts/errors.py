"""What can go wrong with accounts; each message says what to do."""

from __future__ import annotations

import math


class PeopleError(Exception):
    """What was asked of the users' file cannot be done."""


class NoProjectError(PeopleError):
    """There is no such project, or none that the person may know of: both say the same."""

    def __init__(self) -> None:
        super().__init__("There is no such project among yours.")


class ProjectError(PeopleError):
    """A project can't be made or changed so; the message says why."""


class ProjectRoleError(PeopleError):
    """The person's role in a project, or on the site, is too small."""


class ProjectChangedError(PeopleError):
    """Somebody else changed a project after the person saw it; the message says who and what."""


class WaitError(PeopleError):
    """The request must wait. `wait_s` is for how many seconds at least."""

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = max(1, math.ceil(wait_s))


class TooManyTriesError(WaitError):
    """Too many passwords or codes were tried."""

    def __init__(self, wait_s: float, placed: bool = False) -> None:
        whole = max(1, math.ceil(wait_s))
        wait = f"{whole} seconds" if whole < 120 else f"{math.ceil(whole / 60)} minutes"
        kept = " Your place in the line is kept until then." if placed else ""
        super().__init__(f"Too many failed logins. Wait {wait} and try again.{kept}", wait_s)


class HashersBusyError(WaitError):
    """More logins than can be checked at once."""

    def __init__(self) -> None:
        super().__init__("Too many people log in just now. Try again in a few seconds.", 3)
