"""What an action over many documents passes over: damaged readings, and errors of Sayso's own."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from sayso.ledger import EvidenceError, Store
from sayso.record import Problem, Reading

log = logging.getLogger(__name__)


@dataclass
class Failures:
    """Documents that were passed over, by fingerprint, each with what is wrong.

    `damaged` are those whose stored reading can't be used, `faulty` those on which the action
    itself raised.
    """

    damaged: dict[str, str] = field(default_factory=dict)
    faulty: dict[str, str] = field(default_factory=dict)

    def damage(self, document: str, error: EvidenceError) -> None:
        """Note a reading that can't be used, and log it."""
        if document not in self.damaged:
            log.error("%s", error)
        self.damaged[document] = str(error)

    def fault(self, document: str, problem: Problem) -> None:
        """Note a document on which the action raised; `attempt` has logged it."""
        self.faulty[document] = problem.message

    @property
    def messages(self) -> list[str]:
        """What is wrong, a message a document."""
        return [
            f"{key[:24]}: {message}"
            for key, message in (*self.damaged.items(), *self.faulty.items())
        ]


def reading_of(store: Store, key: str, failures: Failures | None) -> Reading | None:
    """Return the reading of the document `key`; None for a damaged one, which goes to `failures`.

    Raises EvidenceError for a damaged one without `failures`.
    """
    try:
        return store.reading(key)
    except EvidenceError as error:
        if failures is None:
            raise
        failures.damage(key, error)
        return None
