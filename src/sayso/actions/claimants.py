"""Claimants of a ledger: merge, split and name them, by judgements that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sayso.index.forms import forms_of
from sayso.index.register import RegisterReader
from sayso.ledger import Store
from sayso.lexicon.claimants import name_key
from sayso.linking.register import ALIAS, RegisterEntry, in_force
from sayso.record import Judgement, Verdict, content_hash
from sayso.record.wire import dumps, pack

Verb = Literal["merge", "split", "alias"]
VERBS: tuple[Verb, ...] = get_args(Verb)
VERDICT_OF: Mapping[Verb, Verdict] = {
    "merge": "same_claimant",
    "split": "different_claimants",
    "alias": "claimant_alias",
}
SCHEMA = "sayso-claimant/1"
LONGEST_NAME = 200


class ClaimantError(ValueError):
    """A change to the register that can't be; the message says why."""


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """What a judgement on claimants will say, and what it does in words."""

    verdict: Verdict
    claims: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    effect: str

    def judgement(self, by: str, why: str = "") -> Judgement:
        """Return the judgement of a person, now."""
        return Judgement(
            self.verdict, self.claims, by, datetime.now(UTC), why.strip(), self.changes
        )


def plan(register: RegisterReader, verb: str, claimant: str, other: str) -> RegisterChange:
    """Return the change that `verb` makes: merge a claimant with another, split a name off it, or
    give it a name as an alias.

    Claimants go by id, the beginning of one, or a name. Raises ClaimantError or UnknownIdError.
    """
    make = PLANS[_known(verb)]
    other = " ".join(other.split())
    if not other or len(other) > LONGEST_NAME:
        raise ClaimantError(f"Give a name or id of 1 to {LONGEST_NAME} characters.")
    return make(register, register.by_id(claimant), other)


def _known(verb: str) -> Verb:
    """Return what can be done to a claimant by its name. Raises ClaimantError."""
    for known in VERBS:
        if known == verb:
            return known
    raise ClaimantError(f"There is no '{verb}': {', '.join(VERBS)} are what can be done.")


def _merge(register: RegisterReader, kept: RegisterEntry, other: str) -> RegisterChange:
    merged = register.by_id(other)
    if merged.id == kept.id:
        raise ClaimantError(
            f"{_named(kept)} and '{other}' are one claimant already. `sayso claimants show"
            f" {kept.id[:10]}` lists its names."
        )
    return RegisterChange(
        "same_claimant",
        (_claim(register, kept), _claim(register, merged)),
        (("kept", kept.name), ("merged", merged.name)),
        f"{_named(merged)} becomes {_named(kept)}: {kept.claims + merged.claims:,} claims",
    )


def _split(register: RegisterReader, entry: RegisterEntry, name: str) -> RegisterChange:
    leaving = register.statements_of(entry.id, name)
    if not leaving:
        names = ", ".join(f"'{each}'" for each, _ in entry.names[:8])
        raise ClaimantError(f"{_named(entry)} is not read as '{name}'. Its names are {names}.")
    staying = register.statement_besides(entry.id, name)
    if staying is None:
        raise ClaimantError(f"'{name}' is the only name of {_named(entry)}: nothing can be split.")
    return RegisterChange(
        "different_claimants",
        (*leaving, staying),
        (("split", name), ("from", entry.name)),
        f"'{name}' becomes a claimant of its own, apart from {_named(entry)}",
    )


def _alias(register: RegisterReader, entry: RegisterEntry, name: str) -> RegisterChange:
    known = {name_key(each) for each in (*(name for name, _ in entry.names), *entry.aliases)}
    if not name_key(name):
        raise ClaimantError("An alias needs a letter or a digit.")
    if name_key(name) in known:
        raise ClaimantError(f"{_named(entry)} goes by '{name}' already.")
    return RegisterChange(
        "claimant_alias",
        (_claim(register, entry),),
        ((ALIAS, name), ("of", entry.name)),
        f"whoever is read as '{name}', of no other country, becomes {_named(entry)}",
    )


PLANS: Mapping[Verb, Callable[[RegisterReader, RegisterEntry, str], RegisterChange]] = {
    "merge": _merge,
    "split": _split,
    "alias": _alias,
}


def plan_undo(
    register: RegisterReader, judgements: Iterable[Judgement], verb: str, claimant: str, other: str
) -> RegisterChange:
    """Return the change that takes back the last merge, split or alias of this claimant and name.

    Raises ClaimantError where there is none in force.
    """
    verdict = VERDICT_OF[_known(verb)]
    forms = forms_of(register.rows)
    sought = [register.nodes(claimant), register.nodes(other) if verb == "merge" else set()]
    for judgement in reversed(in_force(judgements, forms)):
        if judgement.verdict == verdict and _is_about(register, judgement, sought, other):
            return _taking_back(judgement)
    raise ClaimantError(
        f"No {verb} of '{claimant}' with '{other}' is in force. `sayso claimants show` tells what"
        " was judged."
    )


def plan_taking_back(
    register: RegisterReader, judgements: Iterable[Judgement], key: str
) -> RegisterChange:
    """Return the change that takes back the judgement with this key. Raises ClaimantError."""
    for judgement in in_force(judgements, forms_of(register.rows)):
        if judgement_key(judgement) == key:
            return _taking_back(judgement)
    raise ClaimantError("That judgement was taken back already. Load the page again.")


def judgement_key(judgement: Judgement) -> str:
    """Return the id of a judgement: a hash of what it says."""
    return content_hash("judgement", dumps(pack(judgement)))


def _taking_back(judgement: Judgement) -> RegisterChange:
    words = ", ".join(f"{name}: {value}" for name, value in judgement.changes)
    return RegisterChange(
        "undecided_claimants",
        judgement.claims,
        judgement.changes,
        f"takes back what {judgement.by} judged on {judgement.when:%d %b %Y} ({words})",
    )


def _is_about(
    register: RegisterReader, judgement: Judgement, sought: Sequence[set[str]], other: str
) -> bool:
    """Return whether a judgement is on these claimants, or on a claimant and this name."""
    changes = dict(judgement.changes)
    nodes = [register.nodes_of_claim(claim) for claim in judgement.claims]
    claimant, others = sought
    if judgement.verdict == "same_claimant":
        either = [not node.isdisjoint(claimant) for node in nodes]
        rest = [not node.isdisjoint(others) for node in nodes]
        return any(
            one and two for at, one in enumerate(either) for by, two in enumerate(rest) if at != by
        )
    name = changes.get(ALIAS) or changes.get("split", "")
    return name_key(name) == name_key(other) and any(
        not node.isdisjoint(claimant) for node in nodes
    )


def judged_of(
    register: RegisterReader, judgements: Iterable[Judgement], entry: RegisterEntry
) -> list[Judgement]:
    """Return what is in force of the judgements on an entry's names, the oldest first."""
    nodes = register.nodes(entry.id)
    return [
        judgement
        for judgement in in_force(judgements, forms_of(register.rows))
        if any(not nodes.isdisjoint(register.nodes_of_claim(each)) for each in judgement.claims)
    ]


def apply(store: Store, change: RegisterChange, by: str, why: str = "") -> Judgement:
    """Append the judgement of a change, and return it."""
    judgement = change.judgement(by, why)
    store.judge(judgement)
    return judgement


def _claim(register: RegisterReader, entry: RegisterEntry) -> str:
    claim = register.statement_of(entry.id)
    if claim is None:
        raise ClaimantError(f"{_named(entry)} makes no claim in the index. Try again in a moment.")
    return claim


def _named(entry: RegisterEntry) -> str:
    return f"{entry.name} ({entry.id[:10]})"


def claimant_json(entry: RegisterEntry) -> dict[str, Any]:
    """Return an entry as `sayso-claimant/1`."""
    return {
        "schema": SCHEMA,
        "id": entry.id,
        "name": entry.name,
        "short": entry.short or None,
        "kind": entry.kind,
        "country": entry.country,
        "side": entry.side or None,
        "wikidata": entry.wikidata,
        "claims": entry.claims,
        "names": [
            {
                "name": name,
                "claims": count,
                "rules": [rule for by, rule in entry.rules if by == name],
            }
            for name, count in entry.names
        ],
        "aliases": list(entry.aliases),
    }


def change_json(change: RegisterChange, done: bool) -> dict[str, Any]:
    """Return a change as JSON; `done` is whether it was judged, not only planned."""
    return {
        "verdict": change.verdict,
        "claims": list(change.claims),
        "changes": dict(change.changes),
        "effect": change.effect,
        "done": done,
    }
