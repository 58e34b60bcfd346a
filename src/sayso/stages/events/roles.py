"""Who did it, to whom, with what: what the rules of arguments fill in."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.record import Span
from sayso.text.parse import Token


@dataclass(slots=True)
class Roles:
    """Heads of the initiator and target, the means with its class and the attack it makes.

    `initiator_rule`, `target_rule` and `means_rule` name the rules that gave them. A `loose`
    target is only the place where it happened.
    """

    initiator: Token | None = None
    target: Token | None = None
    means: Span | None = None
    means_class: str | None = None
    makes: str | None = None
    loose: bool = False
    initiator_rule: str = ""
    target_rule: str = ""
    means_rule: str = "means named near it"
