"""One-time codes (TOTP, RFC 6238) as a second factor, and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from sayso.accounts.clock import Clock
from sayso.accounts.database import Database
from sayso.accounts.keys import digest
from sayso.accounts.roles import Role
from sayso.accounts.users import User

ISSUER = "Sayso"
STEP_S = 30
DRIFT = 1
"""Steps that a phone's clock may be early or late."""

RECOVERY_CODES = 10
CODE_BYTES = 16
REQUIRED = "totp_required"
"""The setting by which reviewers and admins must have a second factor."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a phone needs to make codes: the secret in groups of four, the address, a QR code."""

    secret: str
    address: str
    picture: str


class SecondFactor:
    """Enrols users, checks their codes, and says who must have a second factor."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def active(self, user_id: int) -> bool:
        """Return whether a user logs in with a code."""
        query = "SELECT 1 FROM totp WHERE user_id = ? AND confirmed"
        return self._database.row(query, user_id) is not None

    def active_names(self) -> set[str]:
        """Return the names of the users who log in with a code."""
        query = "SELECT u.name FROM totp t JOIN users u ON u.id = t.user_id WHERE t.confirmed"
        return {name for (name,) in self._database.rows(query)}

    def required(self, role: Role) -> bool:
        """Return whether users of this role must have a second factor."""
        if role == "reader":
            return False
        return self._database.row("SELECT 1 FROM settings WHERE name = ?", REQUIRED) is not None

    def require(self, required: bool) -> None:
        """Say whether reviewers and admins must have a second factor; those without are logged out.

        They enrol at their next login.
        """
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM settings WHERE name = ?", (REQUIRED,))
            if not required:
                return
            connection.execute("INSERT INTO settings VALUES (?, '1')", (REQUIRED,))
            connection.execute(
                "DELETE FROM sessions"
                " WHERE user_id NOT IN (SELECT user_id FROM totp WHERE confirmed)"
                " AND user_id IN (SELECT id FROM users WHERE role <> 'reader')"
            )

    def begin(self, user: User) -> Enrolment:
        """Return what a phone needs. Until `confirm` nothing changes for the user's logins.

        Asked again before that, it returns the same secret.
        """
        self._database.change(
            "INSERT OR IGNORE INTO totp (user_id, secret) VALUES (?, ?)",
            user.id, pyotp.random_base32(),
        )  # fmt: skip
        row = self._database.row(
            "SELECT secret FROM totp WHERE user_id = ? AND NOT confirmed", user.id
        )
        if row is None:
            raise ValueError(f"user {user.id} has a second factor already")
        secret: str = row[0]
        address = pyotp.TOTP(secret).provisioning_uri(name=user.name, issuer_name=ISSUER)
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return Enrolment(groups, address, _drawn(address))

    def confirm(self, user_id: int, code: str) -> list[str]:
        """Return new recovery codes when `code` shows that the phone has the secret, else none.

        From then on the user logs in with a code.
        """
        step = self._step(user_id, code, confirmed=False)
        if step is None:
            return []
        changed = self._database.change(
            "UPDATE totp SET confirmed = 1, last_step = ? WHERE user_id = ? AND NOT confirmed",
            step, user_id,
        )  # fmt: skip
        return self.new_recovery_codes(user_id) if changed else []

    def check(self, user_id: int, code: str) -> str:
        """Return how a code is right: "code", "recovery code" or "". Each is right only once."""
        code = "".join(code.split()).lower()
        step = self._step(user_id, code, confirmed=True)
        if step is not None:
            used = self._database.change(
                "UPDATE totp SET last_step = ? WHERE user_id = ? AND last_step < ?",
                step, user_id, step,
            )  # fmt: skip
            return "code" if used else ""
        used = self._database.change(
            "DELETE FROM recovery WHERE key = ? AND user_id = ?", _stored(user_id, code), user_id
        )
        return "recovery code" if used else ""

    def new_recovery_codes(self, user_id: int) -> list[str]:
        """Return new recovery codes, which are shown once. The old ones end."""
        codes = [_readable(secrets.token_bytes(CODE_BYTES)) for _ in range(RECOVERY_CODES)]
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM recovery WHERE user_id = ?", (user_id,))
            connection.executemany(
                "INSERT INTO recovery VALUES (?, ?)",
                [(_stored(user_id, each), user_id) for each in codes],
            )
        self._database.flush()
        return codes

    def recovery_left(self, user_id: int) -> int:
        """Return how many recovery codes are unused."""
        row = self._database.row("SELECT count(*) FROM recovery WHERE user_id = ?", user_id)
        return int(row[0]) if row else 0

    def remove(self, user_id: int) -> bool:
        """Remove a user's second factor; return whether there was one, confirmed or not."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM recovery WHERE user_id = ?", (user_id,))
            return bool(
                connection.execute("DELETE FROM totp WHERE user_id = ?", (user_id,)).rowcount
            )

    def _step(self, user_id: int, code: str, confirmed: bool) -> int | None:
        """Return the time step that a code is of; None for a wrong one."""
        row = self._database.row(
            "SELECT secret FROM totp WHERE user_id = ? AND confirmed = ?", user_id, int(confirmed)
        )
        code = "".join(code.split())
        if row is None or len(code) != 6 or not (code.isascii() and code.isdigit()):
            return None
        made = pyotp.TOTP(row[0])
        now = int(self._clock.wall() // STEP_S)
        steps = range(max(0, now - DRIFT), now + DRIFT + 1)
        right = [step for step in steps if hmac.compare_digest(made.generate_otp(step), code)]
        return max(right, default=None)


def _drawn(address: str) -> str:
    """Return a QR code as an SVG element, dark on light in any colour scheme, for phones."""
    import segno

    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)


def _readable(random: bytes) -> str:
    """Return random bytes as groups of four letters and digits."""
    letters = base64.b32encode(random).decode("ascii").lower().rstrip("=")
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _stored(user_id: int, code: str) -> str:
    """Return what is stored of a recovery code: 128 random bits need no slow hash (ASVS 6.5.2)."""
    return digest(f"recovery {user_id} {code.replace('-', '')}")
