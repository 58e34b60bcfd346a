"""Charges that are put somewhere: the site is the target, and the charge the means."""

from __future__ import annotations

from sayso.stages.events.charges import CHARGES, charge_of, is_part, site_of
from sayso.stages.events.grammar import meant
from sayso.stages.events.roles import Roles
from sayso.stages.events.triggers import Sighting
from sayso.stages.events.weapons import charge_words
from sayso.text.parse import Parse
from sayso.text.syntax import direct_object, is_verb


def where_it_was_put(parse: Parse, seen: Sighting, roles: Roles) -> None:
    """In "planted a bomb at the bank" the bank is the target, and the bomb the means."""
    explosive = seen.trigger.kind == "remote_explosive" or roles.makes == "remote_explosive"
    if not explosive or not is_verb(seen.head):
        return
    _charge_as_initiator(parse, seen, roles)
    put = None if roles.target is None else meant(parse, roles.target)
    if put is None:
        site = None if roles.means is None else site_of(parse, seen.head)
    else:
        means = charge_of(parse, put)
        if means is None and not (roles.loose or is_part(put)):
            return
        site = site_of(parse, seen.head) or site_of(parse, put)
        if means is not None:
            words = charge_words(parse, put)
            roles.means, roles.means_class, roles.makes = words, means[1], means[2]
            roles.target = None
    if site is not None:
        roles.target, roles.target_rule, roles.loose = site, "where the charge was put", False


def _charge_as_initiator(parse: Parse, seen: Sighting, roles: Roles) -> None:
    """In "a device exploded" nobody is named who did it."""
    if roles.initiator is None:
        return
    noun = roles.initiator.lemma.lower()
    hidden = noun in CARRIERS and direct_object(parse, seen.head) is None
    if noun in CHARGES or hidden:
        roles.means, roles.means_class = charge_words(parse, roles.initiator), "ied"
        roles.initiator = None


CARRIERS = frozenset(
    "vehicle car truck lorry van motorcycle motorbike bike bicycle boat tanker package parcel"
    " letter suitcase briefcase backpack".split()
)
"""What a charge is hidden in: "a truck blew up" names nobody who did it."""
