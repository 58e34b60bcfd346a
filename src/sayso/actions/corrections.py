"""Corrections as people type them: understood, refused with what to write, and kept in one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sayso.actions.retitle import has_unseen
from sayso.gazetteer import REGIONS, SETTLED, Entry, Gazetteer, distance, open_gazetteer
from sayso.lexicon.countries import alpha3, code_of_name
from sayso.lexicon.events import kinds
from sayso.linking.claim_fields import (
    FIELDS,
    GEONAMES,
    INSTANT,
    SEPARATOR,
    CorrectionError,
    actor_named,
    check_value,
    fields_of,
    figure_typed,
    figure_words,
    items_of,
    place_words,
)
from sayso.linking.corrected import corrected, corrected_values
from sayso.pipeline import Pipeline
from sayso.record import OUTLET, Claim, Document, Judgement, Moment, Place, Reading
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.stages.anatomy import ANATOMY
from sayso.stages.moments import MOMENTS
from sayso.stages.parsing import PARSING

MOST = 6
"""Places of one name that are offered."""

SAME_PLACE_KM = 30.0

LONGEST_VALUE, LONGEST_EVIDENCE = 500, 20_000

NAMED_PLACE = re.compile(r"(?P<name>[^,()]+?)(?:\s*,\s*|\s*\()(?P<country>[^,()]+)\)?")
SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b")
CONNECTING = frozenset("it happened on in at the of between and from to until of - –".split())
"""Words beside a time that say nothing of it."""

CLEAR = 20
"""How many times as many people live in the first place of a name as in any other, for it to be
the one that is meant."""


def understood(
    reading: Reading, claim: Claim, typed: Mapping[str, str], held: tuple[Judgement, ...] = ()
) -> dict[str, str]:
    """Return the fields that people typed in the form in which corrections are kept.

    `reading` and `claim` are as read, `held` the judgements on the claim so far. A field that says
    what stands already is left out. Raises CorrectionError where a field can't be understood.
    """
    unknown = [name for name in typed if name not in FIELDS]
    if unknown:
        raise CorrectionError(f"Only these may be corrected: {', '.join(FIELDS)}.")
    read = fields_of(resolve(reading, claim))
    before = _corrected(reading, claim, held)
    shown = fields_of(before)
    stands = read | corrected_values(held)
    made: dict[str, str] = {}
    for name, words in typed.items():
        value = words.strip() if name == "evidence" else " ".join(words.split())
        check_words(name, value)
        if value in (stands[name], shown[name]):
            continue
        if value != read[name]:
            known = (*items_of(stands[name]), *items_of(read[name]))
            value = MEANINGS[name](reading, value, known)
            check_value(reading, claim, name, value, made.get("event", stands["event"]))
        if value != stands[name]:
            made[name] = value
    return {
        name: value
        for name, value in made.items()
        if _changes(name, before, _corrected(reading, claim, (*held, _said(claim, name, value))))
    }


def check_words(name: str, value: str) -> None:
    """Raise CorrectionError where a value is too long, or has characters that are not seen."""
    most = LONGEST_EVIDENCE if name == "evidence" else LONGEST_VALUE
    if len(value) > most:
        raise CorrectionError(f"{name} has {len(value):,} characters; {most:,} are the most.")
    if name != "evidence" and has_unseen(value):
        raise CorrectionError(f"{name} has characters that are not seen: take them out.")


def _said(claim: Claim, name: str, value: str) -> Judgement:
    """Return a correction as if it had been made."""
    return Judgement("corrected", (claim.id,), "", datetime.now(UTC), "", ((name, value),))


def _changes(name: str, before: ResolvedClaim, after: ResolvedClaim) -> bool:
    """Return whether what is shown of a field differs, the numbers of places included."""
    places = [[each.geonameid for each in one.places] for one in (before, after)]
    if name == "place" and places[0] != places[1]:
        return True
    if name == "when" and before.moment and after.moment:  # "3 June 2025" and 2025-06-03 are one
        return _bounds(before.moment) != _bounds(after.moment)
    return fields_of(before)[name] != fields_of(after)[name]


def _bounds(moment: Moment) -> tuple[datetime | None, datetime | None]:
    return moment.earliest, moment.latest


def _corrected(reading: Reading, claim: Claim, held: tuple[Judgement, ...]) -> ResolvedClaim:
    shown = corrected(reading, {claim.id: held})
    return resolve(shown, shown.claim(claim.id) or claim)


def _place_name(words: str) -> str:
    match = GEONAMES.fullmatch(words)
    return match["name"] if match else words


Meaning = Callable[[Reading, str, Sequence[str]], str]
"""Takes what was typed, and the items that stand in the field now or were read."""


def _as_typed(_reading: Reading, value: str, _known: Sequence[str]) -> str:
    return value


def _kind(_reading: Reading, value: str, _known: Sequence[str]) -> str:
    """Return a kind of event by its name, typed with spaces or underscores."""
    kind = value.lower().replace(" ", "_")
    if kind and kind not in kinds():
        near = sorted(each for each in kinds() if kind.split("_")[0] in each)
        hint = f" Did you mean {', '.join(near[:4])}?" if near else ""
        raise CorrectionError(f"There is no kind of event “{value}”.{hint}")
    return kind


def _claimant(reading: Reading, value: str, _known: Sequence[str]) -> str:
    own = (OUTLET, "outlet", (reading.document.outlet or OUTLET).casefold())
    if value.casefold() in own:
        return OUTLET
    actor = actor_named(reading, value)
    return actor.name if actor is not None else value


def _figures(reading: Reading, value: str, known: Sequence[str]) -> str:
    """Return figures in the form that they are shown in; those that stand already stay."""
    return SEPARATOR.join(
        words
        if words in known
        else figure_words(figure_typed(words, reading.document.text), reading.document.text)
        for words in items_of(value)
    )


def _places(reading: Reading, value: str, known: Sequence[str]) -> str:
    """Return places by name and GeoNames id; those that stand already stay what they are."""
    held = {_place_name(each): each for each in known}
    near = reading.places or ()
    meant = (
        held[words] if words in held else place_typed(words, near) for words in items_of(value)
    )
    return SEPARATOR.join(dict.fromkeys(meant))


def place_typed(words: str, near: Sequence[Place]) -> str:
    """Return the place that words mean: "Kutum", "Kutum, Sudan", "Kutum (GeoNames 371745)".

    `near` are places whose candidates may be meant too. Raises CorrectionError, with those that may
    be meant.
    """
    match = GEONAMES.fullmatch(words)
    if match:
        return _numbered(near, words, match["name"], int(match["id"]))
    named = NAMED_PLACE.fullmatch(words)
    name, country = (named["name"], named["country"]) if named else (words, None)
    gazetteer = open_gazetteer()
    exact = _numbered_entries(gazetteer.find_exactly(name))
    entries = exact or _numbered_entries(gazetteer.find(name))
    within = [each for each in entries if country is None or _is_in(each, country, gazetteer)]
    chosen = _meant(within) if exact else None
    if chosen is not None:
        return place_words(chosen)
    if not entries:
        raise CorrectionError(f"“{words}” is not in the gazetteer. Write another name of it.")
    offered = "; ".join(f"{place_words(each)}, {each.kind}" for each in (within or entries)[:MOST])
    more = "; and more: add the country" if len(within or entries) > MOST else ""
    raise CorrectionError(f"Which {name}? Write one of these, up to its bracket: {offered}{more}.")


def _numbered(near: Sequence[Place], words: str, name: str, number: int) -> str:
    """Return the place with a number; CorrectionError where no place of the name has it."""
    entries = open_gazetteer().find(name)
    entry = next((each for each in entries if each.geonameid == number), None)
    if entry is not None:
        return place_words(entry)
    candidates = (each for place in near for each in place.candidates)
    if any(each.geonameid == number and each.name == name for each in candidates):
        return words
    raise CorrectionError(f"The gazetteer has no {name} with the number {number}.")


def _numbered_entries(entries: Sequence[Entry]) -> list[Entry]:
    return [each for each in entries if each.geonameid is not None]


def _is_in(entry: Entry, wider: str, gazetteer: Gazetteer) -> bool:
    """Return whether a place is in a country, given by its name or a code, or in a region."""
    code = code_of_name(wider) or wider.upper()
    if code in (alpha3(entry.country), entry.country):
        return True
    return any(
        (each.country, each.admin1) == (entry.country, entry.admin1)
        for each in gazetteer.find(wider)
        if each.kind in REGIONS and each.admin1 is not None
    )


def _meant(entries: Sequence[Entry]) -> Entry | None:
    """Return the place that a name means, a town before a region of its name; None if unclear.

    Entries of one name that lie close together are one place, for the gazetteer has some twice.
    """
    towns = [each for each in entries if each.kind in SETTLED] or list(entries)
    if not towns:
        return None
    first = max(towns, key=lambda each: each.population)
    others = [each for each in towns if distance(each.point, first.point) > SAME_PLACE_KM]
    most = max((each.population for each in others), default=0)
    return first if not others or first.population >= CLEAR * max(most, 1) else None


def _when(reading: Reading, value: str, known: Sequence[str]) -> str:
    """Return a day or interval in ISO 8601 of words such as "3 June 2025" or "last Tuesday".

    Words that were read stay what they are.
    """
    return value if value in known else when_typed(value, reading.document.published)


def when_typed(value: str, published: datetime | None) -> str:
    """Return a day or interval in ISO 8601 of words, which may count from a day of publication.

    Raises CorrectionError.
    """
    if not value or all(INSTANT.fullmatch(each) for each in value.split("/", 1)):
        return value
    if SLASHED.search(value):
        raise CorrectionError(f"“{value}” may be two days. Write 3 June 2025 or 2025-06-03.")
    begin, between, end = value.partition("/")
    if between and end.strip():
        first, last = (_moment(each.strip(), published) for each in (begin, end))
        return _iso(replace(first, value="", grain="day", latest=last.latest))
    return _iso(_moment(value, published))


def _moment(words: str, published: datetime | None) -> Moment:
    """Return the time that words say, all of them. Raises CorrectionError."""
    sentence = f"It happened on {words}."
    read = Pipeline((ANATOMY, PARSING, MOMENTS)).read(Document(sentence, published=published))
    moments = [each for each in read.moments or () if each.earliest and each.latest]
    rest = sentence
    for moment in reversed(moments):
        rest = rest[: moment.as_said.start] + rest[moment.as_said.end :]
    if moments and not set(rest.lower().strip(". ").split()) - CONNECTING:
        return replace(moments[0], latest=moments[-1].latest)
    if published is None and (read.moments or ()):
        raise CorrectionError(
            f"“{words}”: there is no date of publication to count from. Write the day with its"
            " year."
        )
    raise CorrectionError(
        f"“{words}” is not understood as a time. Write 3 June 2025, 2025-06-03 or"
        " 2025-06-03T14:30; 2 June 2025 / 4 June 2025 for a period."
    )


def _iso(moment: Moment) -> str:
    if INSTANT.fullmatch(moment.value) and moment.grain != "day":
        return moment.value
    first, last = (_day(each) for each in (moment.earliest, moment.latest))
    return first if first == last else f"{first}/{last}"


def _day(at: datetime | None) -> str:
    return at.date().isoformat() if at else ""


MEANINGS: Mapping[str, Meaning] = {
    "claimant": _claimant,
    "event": _kind,
    "polarity": _as_typed,
    "modality": _as_typed,
    "figures": _figures,
    "place": _places,
    "when": _when,
    "initiator": _as_typed,
    "target": _as_typed,
    "evidence": _as_typed,
}
