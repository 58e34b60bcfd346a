"""What can be wrong with a ledger. Every message says what to do.

LedgerError
├── NoLedgerError          there is no file there
├── NotALedgerError        the file is something else; it is left as it is
├── WrongVersionError      a ledger of another schema version
├── LedgerBusyError        another process holds it
├── LedgerLostError        its server can't be reached, or no longer
├── LedgerReplacedError    another file or database has come into its place
├── LedgerUnwritableError  read-only, or the disk is full
├── LedgerDamagedError     the store's own checks fail
├── EvidenceError          words and span do not agree with the stored text
│   └── DamagedReadingError  one document's reading can't be read any more
└── UnknownIdError         no document or claim has this id, or more than one
"""

from __future__ import annotations


class LedgerError(Exception):
    """Something is wrong with the ledger or with what was asked of it."""


class NoLedgerError(LedgerError):
    """There is no ledger there."""


class NotALedgerError(LedgerError):
    """The file is something else. It is left as it is."""


class WrongVersionError(LedgerError):
    """A ledger that another version of Sayso wrote."""


class LedgerBusyError(LedgerError):
    """Another process holds the ledger."""


class LedgerLostError(LedgerError):
    """The ledger's server can't be reached, or the connection to it was lost."""


class LedgerReplacedError(LedgerError):
    """The ledger was replaced or removed while it was open. Nothing is written to either."""

    def __init__(self, what: str = "file") -> None:
        super().__init__(
            f"The ledger {what} was replaced or removed while it was open. Nothing more is written"
            " to it. Put it back, or restart what has it open (`sayso serve`, `sayso watch`)."
        )


class LedgerUnwritableError(LedgerError):
    """The ledger is read-only, or its disk is full."""


class LedgerDamagedError(LedgerError):
    """The store's own checks fail."""


class EvidenceError(LedgerError):
    """Evidence does not hold: words and span do not agree with the stored text."""


class DamagedReadingError(EvidenceError):
    """The stored reading of one document is damaged; those of the others can be read.

    `document` is its fingerprint.
    """

    def __init__(self, document: str, what: str) -> None:
        super().__init__(
            f"Evidence does not hold: {what} of document {document}. The ledger was changed from"
            " outside, or its disk is failing: restore it from a copy, or add the document to a new"
            " one."
        )
        self.document = document


class UnknownIdError(LedgerError):
    """No document or claim has this id, or more than one has it."""
