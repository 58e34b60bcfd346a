"""Users, roles, sessions, tokens, one-time codes, and a log of who did what."""

from sayso.accounts.database import people_path
from sayso.accounts.errors import HashersBusyError, PeopleError, TooManyTriesError, WaitError
from sayso.accounts.logins import Login, LoginOverError
from sayso.accounts.people import People
from sayso.accounts.roles import LOCAL, ROLES, Person, Role, Visitor
from sayso.accounts.searches import Search

__all__ = [
    "LOCAL",
    "ROLES",
    "HashersBusyError",
    "Login",
    "LoginOverError",
    "People",
    "PeopleError",
    "Person",
    "Role",
    "Search",
    "TooManyTriesError",
    "Visitor",
    "WaitError",
    "people_path",
]
