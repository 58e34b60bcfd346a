"""Events: what is reported to have happened, by whom, to whom, with what."""

from __future__ import annotations

from sayso.stages.events.choice import choose
from sayso.stages.events.find import EVENTS, by_rules

__all__ = ["EVENTS", "by_rules", "choose"]
