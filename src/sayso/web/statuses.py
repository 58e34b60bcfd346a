"""Which status an answer about an error has."""

from __future__ import annotations

from sayso.accounts import HashersBusyError, PeopleError, TooManyTriesError
from sayso.accounts.alerts import NoAlertError
from sayso.accounts.errors import (
    NoProjectError,
    ProjectChangedError,
    ProjectError,
    ProjectRoleError,
)
from sayso.actions.claimants import ClaimantError
from sayso.actions.regrouping import RegroupingError
from sayso.actions.review import ChangedMeanwhileError, JudgementError
from sayso.actions.submit import UnavailableError, UnreadableError
from sayso.index.search import BadFilterError
from sayso.ledger import EvidenceError, LedgerError, UnknownIdError
from sayso.settings.term_lists import TermListError
from sayso.views.framing_pairs import PairError
from sayso.web.site import ForbiddenError

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UnknownIdError, 404),
    (NoAlertError, 404),
    (NoProjectError, 404),
    (ProjectRoleError, 403),
    (ProjectChangedError, 409),
    (ProjectError, 422),
    (EvidenceError, 500),
    (LedgerError, 503),
    (UnavailableError, 503),
    (BadFilterError, 400),
    (UnreadableError, 422),
    (ForbiddenError, 403),
    (TooManyTriesError, 429),
    (HashersBusyError, 503),
    (PeopleError, 400),
    (ChangedMeanwhileError, 409),
    (JudgementError, 422),
    (ClaimantError, 422),
    (PairError, 422),
    (TermListError, 422),
    (RegroupingError, 422),
)
"""What is wrong, and the status that says so; the first that fits."""


def status_of(error: Exception) -> int:
    """Return the status that says what is wrong, for an error of a kind in STATUS."""
    return next(code for kind, code in STATUS if isinstance(error, kind))
