"""The site of the intake's tests, for actions that fetch."""

from __future__ import annotations

from tests.intake.conftest import site

__all__ = ["site"]
