"""Passwords: which are taken, and how they are checked without using up the machine."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sayso.accounts.errors import HashersBusyError, PeopleError

SHORTEST = 12
LONGEST = 400
HARD_LOG10 = 10
"""A password must withstand 10^10 guesses by the best known order of guesses (zxcvbn's score 4)."""

MEASURED = 72
"""So many characters are looked at for how easy they are to guess: zxcvbn takes no more."""

SITE_WORDS = ("sayso", "ledger", "login", "reviewer", "newsroom")
PARALLEL = 2
"""Hashes at one time. One takes 64 MiB and, on one core, about 50 ms."""

QUEUE = 8
PATIENCE_S = 10.0
CYRILLIC_KEYS = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюїієґ", "qwertyuiop[]asdfghjkl;'zxcvbnm,.]s'\\"
)
"""The Latin letters on the same keys, so that rows of a Cyrillic keyboard are seen to be rows."""


def normalised(password: str) -> str:
    """Return the password as it is hashed: however a keyboard composes a letter, it is the same."""
    return unicodedata.normalize("NFKC", password)


def check_new(password: str, name: str) -> None:
    """Raise PeopleError, with the reason, when `password` is too weak for the user `name`.

    No kinds of characters are asked for. What counts is how many guesses it withstands, by the
    lists of leaked passwords, names and words, keyboard rows, dates, sequences and repeats that
    zxcvbn has, and that the user's name and the site's own words are the first to be tried.
    """
    password = normalised(password)
    if len(password) < SHORTEST:
        raise PeopleError(
            f"A password has {SHORTEST} characters or more. Take several words that do not belong"
            " together."
        )
    if len(password) > LONGEST:
        raise PeopleError(f"A password has {LONGEST} characters at most.")
    folded, user = password.casefold(), normalised(name).casefold().strip()
    if len(user) >= 3 and user in folded:
        raise PeopleError("A password may not contain the user's name.")
    if min(_guesses(each, user) for each in {folded, folded.translate(CYRILLIC_KEYS)}) < HARD_LOG10:
        raise PeopleError(
            "This password is easy to guess: it is a common one, or made of common words, names,"
            " dates, keyboard rows, sequences or repeats. Take several words that do not belong"
            " together."
        )


def _guesses(password: str, user: str) -> float:
    """Return the order of magnitude of the guesses that a password withstands."""
    from zxcvbn import zxcvbn  # late: its lists take 80 ms and 13 MB to load

    words = [user, *user.split(), *SITE_WORDS]
    return float(zxcvbn(password[:MEASURED], user_inputs=words)["guesses_log10"])


class Hashing:
    """Makes and checks hashes, `PARALLEL` at once and a few more waiting; else BusyError."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = threading.BoundedSemaphore(PARALLEL)
        self._queue = threading.BoundedSemaphore(PARALLEL + QUEUE)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise HashersBusyError
        try:
            if not self._slots.acquire(timeout=PATIENCE_S):
                raise HashersBusyError
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._queue.release()

    def make(self, password: str) -> str:
        """Return the hash of a new password. Raises BusyError."""
        with self._slot():
            return self._hasher.hash(normalised(password))

    def matches(self, password: str, stored: str | None, raw: bool = False) -> bool:
        """Return whether this is the password of a stored hash; None is an unknown user's.

        It takes as long for an unknown user. `raw` is for a hash that was made of the password as
        it was typed. Raises BusyError.
        """
        with self._slot():
            nobody = self._nobody  # made at the first login, known user or not
            given = password if raw else normalised(password)
            fitting = len(given) <= LONGEST
            try:
                self._hasher.verify(stored if stored and fitting else nobody, given[:LONGEST])
            except (VerificationError, InvalidHashError):
                return False
            return bool(stored) and fitting

    def outdated(self, stored: str) -> bool:
        """Return whether a hash was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(stored)
