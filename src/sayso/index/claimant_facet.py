"""The facet of claimants: claims counted and filtered by the register's entries.

Columns have the name form of each claim; which entry a form is in may change with a judgement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sayso.index.claims import ClaimIndex
from sayso.index.columns import Columns, Mask
from sayso.index.forms import REGISTERED, UNREGISTERED
from sayso.index.register import RegisterReader

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClaimantGroups:
    """Which group each form's code is in. A group is an entry of the register, or a name as read
    of those who are in none.
    """

    of_code: npt.NDArray[np.int64]
    entries: tuple[str | None, ...]
    names: tuple[str, ...]
    codes_named: Mapping[str, tuple[int, ...]]

    def having(self, columns: Columns, chosen: Iterable[str]) -> Mask:
        """Return the claims of the claimants that have one of these names."""
        groups = {int(self.of_code[code]) for name in chosen for code in self._codes(name)}
        wanted = np.isin(self.of_code, list(groups))
        return np.append(wanted, False).take(columns.plain["form"], mode="clip")

    def _codes(self, name: str) -> tuple[int, ...]:
        return self.codes_named.get(name, ())

    def count(self, counts: Counts) -> Counts:
        """Return how many claims each group has, of the counts of forms by their codes."""
        size = min(len(counts), len(self.of_code))
        weights = counts[:size].astype(np.float64)
        summed = np.bincount(self.of_code[:size], weights=weights, minlength=len(self.names))
        return summed.astype(np.int64)

    def named(self, register: RegisterReader, groups: Mapping[int, int]) -> dict[str, int]:
        """Return counts by the names that the register shows, of counts by group."""
        entries = [entry for each in groups if (entry := self.entries[each]) is not None]
        shown = register.entries(entries)
        counts: Counter[str] = Counter()
        for group, count in groups.items():
            entry = self.entries[group]
            counts[shown[entry].name if entry in shown else self.names[group]] += count
        return dict(counts)


SIDES_OF_CLAIMANTS = f"""
SELECT side, entry FROM forms WHERE name = side AND {REGISTERED} AND (
    (node = base AND shown NOT IN ('', side))
    OR entry IN (
        SELECT entry FROM forms WHERE name = side AND {REGISTERED}
        GROUP BY entry HAVING count(DISTINCT side) > 1))
"""  # noqa: S608


def side_names(index: ClaimIndex) -> Mapping[str, str]:
    """Return the register's names of sides that are claimants who speak for nobody else, by the
    names that they are read by; those that are the same are left out.
    """

    def make() -> dict[str, str]:
        entries = dict(index.rows(SIDES_OF_CLAIMANTS))
        named = RegisterReader(index.rows).entries(entries.values())
        return {side: named[entry].name for side, entry in entries.items() if entry in named}

    return index.of_generation("side names", make)


def sides_called(index: ClaimIndex, chosen: Iterable[str]) -> list[str]:
    """Return the sides that go by these names, as they are read and as the register has them."""
    names = side_names(index)
    wanted = set(chosen)
    return [*wanted, *(side for side, name in names.items() if name in wanted)]


def claimant_groups(index: ClaimIndex) -> ClaimantGroups:
    """Return the groups as they are now."""
    return index.of_generation("claimant groups", lambda: _groups(index))


def _groups(index: ClaimIndex) -> ClaimantGroups:
    codes = index.codes("form")
    groups: dict[tuple[str | None, str], int] = {}
    of_code = np.zeros(len(codes), dtype=np.int64)
    codes_named: dict[str, list[int]] = {}
    query = (
        "SELECT number, kind, entry, name, CASE WHEN node = base THEN shown ELSE '' END"
        " FROM forms ORDER BY number"
    )
    for number, kind, entry, name, shown in index.rows(query):
        code = codes.get(str(number))
        if code is None or code >= len(of_code):
            continue
        group = (None, name) if kind in UNREGISTERED else (entry, "")
        of_code[code] = groups.setdefault(group, len(groups))
        for called in {name, shown} - {""}:
            codes_named.setdefault(called, []).append(code)
    return ClaimantGroups(
        of_code,
        tuple(entry for entry, _ in groups),
        tuple(name for _, name in groups),
        {name: tuple(held) for name, held in codes_named.items()},
    )
