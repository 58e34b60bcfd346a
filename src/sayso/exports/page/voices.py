"""The claimants of a page: each with a letter, a colour and a pattern of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sayso.lexicon.countries import countries
from sayso.record import Claim, Claimant, Reading

Group = Literal["named", "unnamed", "outlet"]
Key = tuple[Group, str]

COLOURS = 8
"""Colours in the style sheet. Claimants past the eighth share colours, never letters."""


@dataclass(frozen=True, slots=True)
class ClaimantStyle:
    """One claimant on the page. `code` labels the claimant where colour can't be seen."""

    group: Group
    code: str
    name: str
    detail: str
    style: str

    @property
    def anchor(self) -> str:
        return f"voice-{self.code}"


def key_of(claim: Claim, number: int) -> Key:
    """Return what makes two claims one claimant's: the name, or for an unnamed source its document
    too.

    "A Western official" of one article need not be that of another, so they stay apart.
    `number` is the document's place on the page, from 1.
    """
    if claim.narrated:
        return "outlet", str(number)
    name = _plain(claim.claimant)
    if claim.claimant.named and name:
        return "named", name
    return "unnamed", f"{name} {number}"


def _plain(claimant: Claimant) -> str:
    """Return the name as it is compared: "the Russian Army's" and "Russia's army" are one."""
    words = (claimant.name or claimant.said).replace("’", "'").casefold().split()
    if words and words[0] in ("the", "a", "an"):
        words = words[1:]
    words = [word.removesuffix("'s") for word in words]
    country = claimant.country
    if country and len(words) > 1 and words[0] in _names_of_countries().get(country, ()):
        return f"{' '.join(words[1:])} of {country}"
    return " ".join(words)


@lru_cache(maxsize=1)
def _names_of_countries() -> dict[str, frozenset[str]]:
    """Return, for each country's code, its names and adjectives of one word."""
    return {
        each.code: frozenset(map(str.casefold, (*each.names, *each.other_names, *each.people)))
        for each in countries()
    }


def voices(readings: Sequence[Reading]) -> dict[Key, ClaimantStyle]:
    """Return every claimant met, the one with most claims first within its group."""
    counts: Counter[Key] = Counter()
    names: dict[Key, Counter[str]] = {}
    details: dict[Key, str] = {}
    met: dict[Key, set[int]] = {}
    for number, reading in enumerate(readings, 1):
        for claim in reading.claims or ():
            key = key_of(claim, number)
            counts[key] += 1
            met.setdefault(key, set()).add(number)
            shown = _shown(claim, reading, number)
            names.setdefault(key, Counter())[shown] += 1
            details[key] = details.get(key) or _detail(claim)
    order = {"named": 0, "unnamed": 1, "outlet": 2}
    keys = sorted(counts, key=lambda each: (order[each[0]], -counts[each]))
    codes, claimants, styles = _codes(), {}, _styles(keys, met)
    for key in keys:
        outlet = key[0] == "outlet"
        claimants[key] = ClaimantStyle(
            group=key[0],
            code=f"own{key[1]}" if outlet else next(codes),
            name=names[key].most_common(1)[0][0],
            detail=details[key],
            style="own" if outlet else f"v{styles[key] + 1}",
        )
    return claimants


def _styles(keys: Sequence[Key], met: Mapping[Key, set[int]]) -> dict[Key, int]:
    """Return a colour for each claimant, shared if it must be with those of other reports."""
    taken: dict[int, list[int]] = {}
    used = [0] * COLOURS
    styles = {}
    for key in keys:
        if key[0] == "outlet":
            continue
        per_report = [taken.setdefault(number, [0] * COLOURS) for number in met[key]]
        styles[key] = min(
            range(COLOURS), key=lambda at: (sum(each[at] for each in per_report), used[at])
        )
        used[styles[key]] += 1
        for uses in per_report:
            uses[styles[key]] += 1
    return styles


def _shown(claim: Claim, reading: Reading, number: int) -> str:
    if claim.narrated:
        document = reading.document
        return document.outlet or document.title or f"Document {number}"
    return (claim.claimant.name or claim.claimant.said).strip() or "source not named"


def _detail(claim: Claim) -> str:
    return " · ".join(part for part in (claim.claimant.country, claim.claimant.role) if part)


def _codes() -> Iterator[str]:
    """Yield A to Z, then AA, AB and so on, as spreadsheets count."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = 0
    while True:
        number += 1
        rest, code = number, ""
        while rest:
            rest, digit = divmod(rest - 1, len(letters))
            code = letters[digit] + code
        yield code
