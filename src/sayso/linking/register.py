"""The register of claimants as people's judgements leave it: entries merged, split, given aliases.

A judgement names claims, and is about their claimants: whoever makes the first is who makes the
second, wherever else the same names are read. Where claimants differ, all but that of the last
claim leave the entry of the last. What people said is replayed in order, on top of what the rules
of `sayso.linking.claimants` find.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sayso.lexicon.claimants import name_key
from sayso.linking.claimants import Identity, Kind, entry_id, identity_of
from sayso.linking.judged import RULE
from sayso.record import Claimant, Judgement, Verdict, content_hash

VERDICTS: tuple[Verdict, ...] = (
    "same_claimant",
    "different_claimants",
    "claimant_alias",
    "undecided_claimants",
)
"""Verdicts on who makes claims."""

JUDGED = "judgement"
"""What put a name in an entry where no rule did."""

ALIAS = "alias"
"""The name under which a judgement of `claimant_alias` has the name that it adds."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as claimants of one key and country are read, in any case and with any article."""

    key: str
    name: str
    country: str | None

    @property
    def entry(self) -> str:
        """The id of the entry that the rules put it in."""
        return entry_id(self.key)


def form_of(claimant: Claimant) -> NameForm:
    """Return the name form of a claimant as read."""
    name = name_key(claimant.name or claimant.said)
    return NameForm(identity_of(claimant).key, name, claimant.country)


@dataclass(frozen=True, slots=True)
class NameJudgements:
    """What people's judgements on claimants come to.

    `parents` lead from an entry to the one that it was merged into, `detached` from a name form to
    the entry that it alone is, `aliases` from a folded name to (country, entry, name as given).
    """

    parents: Mapping[str, str] = field(default_factory=dict)
    detached: Mapping[NameForm, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str | None, str, str]] = field(default_factory=dict)

    def root(self, entry: str) -> str:
        """Return the entry that an entry was merged into; itself where it was not."""
        seen = {entry}
        while (parent := self.parents.get(entry, entry)) not in seen:
            seen.add(parent)
            entry = parent
        return entry

    def entry(self, form: NameForm) -> str:
        """Return the id of the entry that a name form is in."""
        return self.root(self.node(form))

    def node(self, form: NameForm) -> str:
        """Return the entry of a name form before any is merged."""
        if form in self.detached:
            return self.detached[form]
        country, entry, _ = self.aliases.get(form.name, (None, "", ""))
        # "Defence Ministry" as an alias of Chad's takes no ministry of another country.
        if entry and form.country in (None, country):
            return entry
        return form.entry


Forms = Callable[[str], NameForm | None]
"""The name form of the claimant of a claim, by the claim's id; None for a claim not known."""


def name_judgements(judgements: Iterable[Judgement], forms: Forms) -> NameJudgements:
    """Return what `judgements`, the oldest first, say of claimants. Those of rules say nothing."""
    edges: list[tuple[str, str]] = []
    state = NameJudgements(detached={}, aliases={})
    detached: dict[NameForm, str] = {}
    aliases: dict[str, tuple[str | None, str, str]] = {}
    for judgement in in_force(judgements, forms):
        named = [form for claim in judgement.claims if (form := forms(claim)) is not None]
        state = NameJudgements(_parents(edges), detached, aliases)
        nodes = [state.node(form) for form in named]
        if judgement.verdict == "same_claimant":
            edges += [(nodes[0], other) for other in nodes[1:] if other != nodes[0]]
        elif judgement.verdict == "different_claimants":
            for form, node in zip(named[:-1], nodes[:-1], strict=True):
                if node == nodes[-1]:
                    detached[form] = _own_entry(form)
                edges = [pair for pair in edges if node == nodes[-1] or node not in pair]
        elif judgement.verdict == "claimant_alias" and named:
            for alias in _aliases_of(judgement):
                aliases[name_key(alias)] = (named[0].country, nodes[0], alias)
    return NameJudgements(_parents(edges), detached, aliases)


def in_force(judgements: Iterable[Judgement], forms: Forms) -> list[Judgement]:
    """Return the judgements on claimants that none took back."""
    standing: list[Judgement] = []
    for judgement in judgements:
        if judgement.by == RULE or judgement.verdict not in VERDICTS:
            continue
        if judgement.verdict != "undecided_claimants":
            standing.append(judgement)
            continue
        about = _about(judgement, forms)
        for at in range(len(standing) - 1, -1, -1):
            if _about(standing[at], forms) == about:
                del standing[at]
                break
    return standing


def _about(judgement: Judgement, forms: Forms) -> tuple[frozenset[object], tuple[str, ...]]:
    """Return what a judgement is about: who is named in it, and the aliases."""
    return frozenset(forms(claim) or claim for claim in judgement.claims), _aliases_of(judgement)


def _aliases_of(judgement: Judgement) -> tuple[str, ...]:
    return tuple(value for name, value in judgement.changes if name == ALIAS)


def _own_entry(form: NameForm) -> str:
    return content_hash("claimant", form.key, form.name)


def _parents(edges: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the first named of the entries that were merged, by the others."""
    parents: dict[str, str] = {}

    def root(entry: str) -> str:
        while entry in parents:
            entry = parents[entry]
        return entry

    for kept, merged in edges:
        if root(kept) != root(merged):
            parents[root(merged)] = root(kept)
    return {entry: root(entry) for entry in parents}


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name as claimants are read by it, with their entry and how many claims they make.

    `node` is the entry before any was merged.
    """

    name: str
    country: str | None
    side: str
    claims: int
    identity: Identity
    entry: str
    node: str

    @property
    def by_rules(self) -> Identity | None:
        """Who the rules take it for; None where a judgement gave it to another entry."""
        return self.identity if self.identity.id == self.node else None

    @property
    def rank(self) -> tuple[bool, bool, bool, int, str]:
        """Return by which the name that an entry is shown by comes first."""
        own = self.by_rules
        named = own is not None and own.name
        return (self.node != self.entry, own is None, not named, -self.claims, self.name)


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A claimant of the ledger with all names that it is read by, those with most claims first.

    `rules` are what put each name in it: a rule's name, or "judgement".
    """

    id: str
    name: str
    short: str
    kind: Kind
    country: str | None
    side: str
    wikidata: str | None
    names: tuple[tuple[str, int], ...]
    aliases: tuple[str, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def claims(self) -> int:
        """How many claims it makes."""
        return sum(count for _, count in self.names)

    def rules_of(self, name: str) -> list[str]:
        """Return what put a name in the entry."""
        return [rule for read, rule in self.rules if read == name]


def entry_of(entry: str, names: Iterable[ReadName], aliases: Sequence[str] = ()) -> RegisterEntry:
    """Return the entry that these names are of; there is at least one."""
    ranked = sorted(names, key=lambda each: each.rank)
    first = ranked[0]
    counts: Counter[str] = Counter()
    sides: Counter[str] = Counter()
    rules: set[tuple[str, str]] = set()
    for read in ranked:
        counts[read.name] += read.claims
        own = read.by_rules is not None and read.node == entry
        rules.add((read.name, read.identity.rule if own else JUDGED))
        sides[read.side] += read.claims
    shown = first.by_rules or Identity(first.identity.key, first.identity.kind)
    return RegisterEntry(
        entry,
        shown.name or first.name,
        shown.short,
        shown.kind,
        shown.country or first.country,
        min(sides, key=lambda side: (-sides[side], side)),
        shown.wikidata,
        tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))),
        tuple(aliases),
        tuple(sorted(rules)),
    )


def register_of(
    claimed: Iterable[tuple[str, Claimant, str]], judgements: Iterable[Judgement] = ()
) -> tuple[RegisterEntry, ...]:
    """Return the register of claims, each with its id, claimant and side, by people's judgements.

    Those with most claims come first.
    """
    listed = list(claimed)
    forms = {claim: form_of(claimant) for claim, claimant, _ in listed}
    judged = name_judgements(judgements, forms.get)
    counts = Counter((claimant, side) for _, claimant, side in listed)
    names: dict[str, list[ReadName]] = defaultdict(list)
    for (claimant, side), count in counts.items():
        form = form_of(claimant)
        entry, node = judged.entry(form), judged.node(form)
        shown = " ".join((claimant.name or claimant.said).split())
        identity = identity_of(claimant)
        names[entry].append(ReadName(shown, claimant.country, side, count, identity, entry, node))
    aliases: dict[str, list[str]] = defaultdict(list)
    for _, node, alias in judged.aliases.values():
        aliases[judged.root(node)].append(alias)
    made = [entry_of(entry, read, sorted(aliases[entry])) for entry, read in names.items()]
    return tuple(sorted(made, key=lambda each: (-each.claims, each.name, each.id)))
