"""Name forms of claimants in an index's file, and what people's judgements make of them.

A form is a name as it is read, of one key, country and side. `base` is the entry of the register
that the rules put it in, `node` the entry after forms were split off or taken as aliases, and
`entry` the one after entries were merged. The last two follow people's judgements, and are made
anew where there are any.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cachetools import LRUCache

from sayso.index.plain import plain_words
from sayso.lexicon.claimants import name_key
from sayso.linking.claimants import Identity, entry_id, identity_of
from sayso.linking.features import side_of
from sayso.linking.register import (
    VERDICTS,
    Forms,
    NameForm,
    NameJudgements,
    ReadName,
    name_judgements,
)
from sayso.record import Judgement
from sayso.record.resolved import ResolvedClaim

FORMS_KEPT = 100_000
OUTLET = "outlet"
"""The kind of the forms of narration: the outlet speaks, and is in no register."""

UNREGISTERED = (OUTLET, "unnamed")
"""Kinds of forms that are no one claimant: "officials" of two reports need not be the same."""

REGISTERED = f"kind NOT IN ({', '.join(repr(kind) for kind in UNREGISTERED)}) AND claims > 0"
"""SQL for forms of claimants with claims; all claims of a form may have been corrected."""

FORM_OF_CLAIM = f"""
SELECT f.key, f.folded, f.country FROM claims c JOIN forms f ON f.number = c.form
WHERE c.id = ? AND f.{REGISTERED} ORDER BY c.number DESC LIMIT 1
"""  # noqa: S608
TAKE_ALIAS = f"""
UPDATE forms SET node = ?1, entry = ?1 WHERE folded = ?2 AND country IN ('', ?3) AND {REGISTERED}
"""  # noqa: S608
READ_NAME = (
    "name, country, side, claims, key, kind, shown, short, land, wikidata, rule, entry, node"
)


class FormNumbers:
    """The numbers of name forms, and how many claims of each were added since the last save."""

    def __init__(self) -> None:
        self._numbers: LRUCache[tuple[str, ...], int] = LRUCache(FORMS_KEPT)
        self._added: Counter[int] = Counter()

    def clear(self) -> None:
        """Forget all, for another state of the file."""
        self._numbers.clear()
        self._added.clear()

    def number(self, writer: sqlite3.Connection, resolved: ResolvedClaim) -> int:
        """Return the number of the form of a claim's claimant, which is counted."""
        claim = resolved.claim
        name = plain_words(claim.claimant.name or claim.claimant.said)
        side = side_of(resolved)
        identity = identity_of(claim.claimant)
        if claim.narrated:
            identity = Identity(f"{OUTLET} {name}", "named")
        row = (identity.key, name, claim.claimant.country or "", side.shown or side.kind)
        key = tuple(map(plain_words, row))
        number = self._numbers.get(key)
        if number is None:
            kind = OUTLET if claim.narrated else identity.kind
            number = self._numbers[key] = _form_number(writer, key, identity, kind)
        self._added[number] += 1
        return number

    def leave(self, number: int) -> None:
        """Count one claim less of a form: its claimant was corrected."""
        self._added[number] -= 1

    def save(self, writer: sqlite3.Connection) -> None:
        """Write how many claims the forms have."""
        writer.executemany(
            "UPDATE forms SET claims = claims + ? WHERE number = ?",
            [(count, number) for number, count in self._added.items()],
        )
        self._added.clear()


def _form_number(
    writer: sqlite3.Connection, key: Sequence[str], identity: Identity, kind: str
) -> int:
    """Return the number of a form; a new one where it was never met."""
    query = "SELECT number FROM forms WHERE key = ? AND name = ? AND country = ? AND side = ?"
    row = writer.execute(query, tuple(key)).fetchone()
    if row is not None:
        return int(row[0])
    base = entry_id(identity.key)
    made = writer.execute(
        "INSERT INTO forms (key, name, country, side, folded, kind, shown, short, land, wikidata,"
        " rule, base, node, entry, claims)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (*key, name_key(key[1]), kind, identity.name, identity.short, identity.country or "",
         identity.wikidata or "", identity.rule, base, base, base),
    )  # fmt: skip
    return int(made.lastrowid or 0)


def read_name(row: Sequence[Any]) -> ReadName:
    """Return a name as it was read from a row with the columns READ_NAME."""
    name, country, side, claims, *who, entry, node = row
    key, kind, shown, short, land, wikidata, rule = who
    identity = Identity(key, kind, shown, short, land or None, wikidata or None, rule)
    return ReadName(name, country or None, side, claims, identity, entry, node)


def apply_judgements(writer: sqlite3.Connection, judgements: Iterable[Judgement]) -> None:
    """Bring the entries of all forms up to date with what people judged, the oldest first."""
    about = [each for each in judgements if each.verdict in VERDICTS]
    if about:
        _write(writer, name_judgements(about, forms_of(writer.execute)))


def forms_of(rows: Callable[[str, Sequence[object]], Iterable[tuple[Any, ...]]]) -> Forms:
    """Return a function from claims to the name forms of their claimants; `rows` asks the index."""
    known: dict[str, NameForm | None] = {}

    def form(claim: str) -> NameForm | None:
        if claim not in known:
            known[claim] = None
            for key, folded, country in rows(FORM_OF_CLAIM, (claim,)):
                known[claim] = NameForm(key, folded, country or None)
        return known[claim]

    return form


def _write(writer: sqlite3.Connection, judged: NameJudgements) -> None:
    writer.execute("UPDATE forms SET node = base, entry = base WHERE entry != base OR node != base")
    writer.execute("DELETE FROM roots")
    writer.execute("DELETE FROM aliases")
    for folded, (country, node, alias) in judged.aliases.items():
        writer.execute(TAKE_ALIAS, (node, folded, country or ""))
        row = (folded, alias, judged.root(node))
        writer.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", row)
    for form, node in judged.detached.items():
        writer.execute(
            "UPDATE forms SET node = ?1, entry = ?1 WHERE key = ?2 AND folded = ?3"
            " AND country = ?4",
            (node, form.key, form.name, form.country or ""),
        )
    for entry in judged.parents:
        root = judged.root(entry)
        writer.execute("UPDATE forms SET entry = ? WHERE entry = ?", (root, entry))
        writer.execute("INSERT INTO roots VALUES (?, ?)", (entry, root))
