"""The register of claimants as an index has it: entries by id, by name, and in a list."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sayso.index.forms import READ_NAME, REGISTERED, read_name
from sayso.ledger import UnknownIdError
from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import SUPRANATIONAL
from sayso.lexicon.claimants import name_key
from sayso.linking.claimants import identity_of
from sayso.linking.register import ReadName, RegisterEntry, entry_of
from sayso.record import Claimant

SHORTEST_PREFIX = 4
END = "\U0010ffff"

Rows = Callable[[str, Sequence[object]], Iterable[tuple[Any, ...]]]

ENTRY_OF_STATEMENT = f"""
SELECT h.statement,
    CASE WHEN h.local IS NULL THEN f.entry ELSE coalesce(r.root, h.local) END
FROM homes h JOIN forms f ON f.number = h.form LEFT JOIN roots r ON r.entry = h.local
WHERE (h.local IS NOT NULL OR f.{REGISTERED})
    AND h.statement IN (SELECT value FROM json_each(?))
"""  # noqa: S608
FORMS = f"FROM forms NOT INDEXED WHERE {REGISTERED}"
"""All forms of claimants, in the order of their table: by an index they would be looked up one by
one (a list of 16,118 takes 10 ms, and 17)."""

SEARCHED = "(lower(folded) || ' ' || lower(shown) || ' ' || lower(short))"


class RegisterReader:
    """The entries of an index's register; `rows` answers queries, as for IncidentReader."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def entries(self, ids: Iterable[str]) -> dict[str, RegisterEntry]:
        """Return the entries with these ids, by id; an id that is not there has none."""
        wanted = json.dumps(list(dict.fromkeys(ids)))
        query = (
            f"SELECT {READ_NAME} FROM forms WHERE {REGISTERED}"  # noqa: S608
            " AND entry IN (SELECT value FROM json_each(?))"
        )
        names: dict[str, list[ReadName]] = defaultdict(list)
        for row in self.rows(query, (wanted,)):
            name = read_name(row)
            names[name.entry].append(name)
        query = (
            "SELECT entry, alias FROM aliases WHERE entry IN (SELECT value FROM json_each(?))"
            " ORDER BY alias"
        )
        aliases: dict[str, list[str]] = defaultdict(list)
        for entry, alias in self.rows(query, (wanted,)):
            aliases[entry].append(alias)
        return {entry: entry_of(entry, read, aliases[entry]) for entry, read in names.items()}

    def names(self, statements: Sequence[str]) -> dict[str, str]:
        """Return the names under which the register has the claimants of statements of incidents,
        by the statements' ids; unnamed claimants and outlets have none.
        """
        entries: dict[str, str] = dict(
            self.rows(ENTRY_OF_STATEMENT, (json.dumps(list(statements)),))
        )
        named = self.entries(entries.values())
        return {key: named[entry].name for key, entry in entries.items() if entry in named}

    def listed(self, words: str = "", begin: int = 0, limit: int = -1) -> list[RegisterEntry]:
        """Return a page of the register, those with most claims first: all, or those of which a
        name has these words.
        """
        having, values = self._having(words)
        inside = f" AND entry IN (SELECT entry {FORMS}{having})" if having else ""
        query = (
            f"SELECT entry {FORMS}{inside} GROUP BY entry"
            " ORDER BY sum(claims) DESC, entry LIMIT ? OFFSET ?"
        )
        ids = [entry for (entry,) in self.rows(query, (*values, limit, begin))]
        entries = self.entries(ids)
        return [entries[entry] for entry in ids]

    def count(self, words: str = "") -> int:
        """Return how many entries there are, or have a name with these words."""
        having, values = self._having(words)
        query = f"SELECT count(*) FROM (SELECT DISTINCT entry {FORMS}{having})"  # noqa: S608
        ((count,),) = self.rows(query, values)
        return int(count)

    def _having(self, words: str) -> tuple[str, tuple[str, ...]]:
        folded = name_key(words).lower().split() or words.lower().split()
        part = f" AND {SEARCHED} LIKE ? ESCAPE '#'"
        escaped = (each.replace("#", "##").replace("%", "#%").replace("_", "#_") for each in folded)
        return part * len(folded), tuple(f"%{each}%" for each in escaped)

    def by_id(self, wanted: str) -> RegisterEntry:
        """Return the entry whose id is `wanted` or begins so, or which goes by this name.

        An entry that was merged is the one that it was merged into. Raises UnknownIdError.
        """
        ids = self._begin_so(wanted) or self._called(wanted) or self._by_rules(wanted)
        if not ids:
            raise UnknownIdError(
                f"No claimant has the id '{wanted}', an id that begins so (at least"
                f" {SHORTEST_PREFIX} characters), or this name. `sayso claimants list` shows them."
            )
        if len(ids) > 1:
            several = ", ".join(f"{each.name} ({each.id[:10]})" for each in self._several(ids))
            raise UnknownIdError(
                f"More than one claimant is meant by '{wanted}': {several}. Give an id."
            )
        return self.entries(ids)[ids[0]]

    def _by_rules(self, wanted: str) -> list[str]:
        """Return the entry that the rules put a name in which may never have been read."""
        country, role = describe(wanted)
        country = None if country in SUPRANATIONAL else country
        entry = identity_of(Claimant(wanted, wanted, True, country, role)).id
        query = f"SELECT DISTINCT entry FROM forms WHERE {REGISTERED} AND node = ?"  # noqa: S608
        return [entry for (entry,) in self.rows(query, (entry,))]

    def _several(self, ids: Sequence[str]) -> list[RegisterEntry]:
        entries = self.entries(ids[:5])
        return [entries[each] for each in ids[:5]]

    def _begin_so(self, wanted: str) -> list[str]:
        if len(wanted) < SHORTEST_PREFIX:
            return []
        query = (
            f"SELECT entry FROM forms WHERE {REGISTERED} AND entry >= ?1 AND entry < ?2"  # noqa: S608
            f" UNION SELECT entry FROM forms WHERE {REGISTERED} AND node >= ?1 AND node < ?2"
            " ORDER BY 1"
        )
        return [entry for (entry,) in self.rows(query, (wanted, wanted + END))]

    def _called(self, wanted: str) -> list[str]:
        query = (
            f"SELECT entry FROM forms WHERE {REGISTERED} AND folded = ?1"  # noqa: S608
            f" UNION SELECT entry FROM forms WHERE {REGISTERED} AND node = base"
            " AND ?2 IN (shown, short)"
            " UNION SELECT entry FROM aliases WHERE folded = ?1 ORDER BY 1"
        )
        return [entry for (entry,) in self.rows(query, (name_key(wanted), wanted))]

    def statement_of(self, entry: str) -> str | None:
        """Return the first claim of an entry's claimant, by the name that it is shown by."""
        query = (
            "SELECT c.id FROM forms f JOIN claims c ON c.form = f.number WHERE f.entry = ?"
            " ORDER BY f.node != f.entry, f.shown = '', f.claims DESC, f.name, c.number LIMIT 1"
        )
        return next((str(claim) for (claim,) in self.rows(query, (entry,))), None)

    def statements_of(self, entry: str, name: str) -> list[str]:
        """Return a claim of each form in which an entry's claimant is read by this name."""
        query = (
            "SELECT min(c.id) FROM forms f JOIN claims c ON c.form = f.number WHERE f.entry = ?"
            " AND f.folded = ? GROUP BY f.key, f.country ORDER BY 1"
        )
        return [str(claim) for (claim,) in self.rows(query, (entry, name_key(name)))]

    def statement_besides(self, entry: str, name: str) -> str | None:
        """Return a claim of an entry's claimant by any other name, of the same rules first."""
        folded = name_key(name)
        query = (
            "SELECT c.id FROM forms f JOIN claims c ON c.form = f.number WHERE f.entry = ?1"
            " AND f.folded != ?2 ORDER BY f.node NOT IN"
            " (SELECT node FROM forms WHERE entry = ?1 AND folded = ?2), f.claims DESC, f.name,"
            " c.number LIMIT 1"
        )
        return next((str(claim) for (claim,) in self.rows(query, (entry, folded))), None)

    def nodes(self, wanted: str) -> set[str]:
        """Return the entries before judgements of what has this id, begins so, or this name."""
        query = (
            f"SELECT node, base, entry, name, shown, short, folded FROM forms WHERE {REGISTERED}"  # noqa: S608
            " AND (folded = ?1 OR node = base AND ?2 IN (shown, short) OR base >= ?2 AND base < ?3"
            " OR node >= ?2 AND node < ?3 OR entry >= ?2 AND entry < ?3)"
        )
        end = wanted + END if len(wanted) >= SHORTEST_PREFIX else wanted
        rows = self.rows(query, (name_key(wanted), wanted, end))
        return {key for row in rows for key in row[:2]}

    def nodes_of_claim(self, claim: str) -> set[str]:
        """Return the entries before judgements of the claimant of a claim."""
        query = (
            "SELECT f.node, f.base FROM claims c JOIN forms f ON f.number = c.form WHERE c.id = ?"
        )
        return {key for row in self.rows(query, (claim,)) for key in row}
