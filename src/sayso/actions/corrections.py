"""Corrections as people type them: understood, refused with what to write, and kept in one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sayso.gazetteer import SETTLED, Entry, open_gazetteer
from sayso.lexicon.countries import alpha3, code_of_name
from sayso.lexicon.events import kinds
from sayso.linking.corrected import (
    FIELDS,
    GEONAMES,
    INSTANT,
    SEPARATOR,
    CorrectionError,
    actor_named,
    check_value,
    corrected,
    corrected_values,
    fields_of,
    figure_typed,
    figure_words,
    items_of,
    place_words,
)
from sayso.pipeline import Pipeline
from sayso.record import OUTLET, Claim, Document, Judgement, Moment, Reading
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.stages.anatomy import ANATOMY
from sayso.stages.moments import MOMENTS
from sayso.stages.parsing import PARSING

MOST_CANDIDATES = 6
"""Places of one name that are offered."""

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
    shown = fields_of(_corrected(reading, claim, held))
    stands = read | corrected_values(held)
    made: dict[str, str] = {}
    for name, words in typed.items():
        value = words.strip() if name == "evidence" else " ".join(words.split())
        if value in (stands[name], shown[name]):
            continue
        if value != read[name]:
            known = (*items_of(stands[name]), *items_of(read[name]))
            value = MEANINGS[name](reading, value, known)
            check_value(reading, claim, name, value, made.get("event", stands["event"]))
        if value != stands[name]:
            made[name] = value
    return made


def _corrected(reading: Reading, claim: Claim, held: tuple[Judgement, ...]) -> ResolvedClaim:
    shown = corrected(reading, {claim.id: held})
    return resolve(shown, next(each for each in shown.claims or () if each.id == claim.id))


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
    own = (OUTLET, (reading.document.outlet or OUTLET).casefold())
    if value.casefold() in own:
        return OUTLET
    actor = actor_named(reading, value)
    return actor.name if actor is not None else value


def _figures(reading: Reading, value: str, known: Sequence[str]) -> str:
    """Return figures in the form that they are shown in; those that stand already stay."""
    return SEPARATOR.join(
        words if words in known else figure_words(figure_typed(words), reading.document.text)
        for words in items_of(value)
    )


def _places(reading: Reading, value: str, known: Sequence[str]) -> str:
    """Return places by name and GeoNames id; those that stand already stay what they are."""
    held = {_place_name(each): each for each in known}
    return SEPARATOR.join(
        held[words] if words in held else _place(reading, words) for words in items_of(value)
    )


def _place(reading: Reading, words: str) -> str:
    """Return the place that words mean: "Kutum", "Kutum, Sudan", "Kutum (GeoNames 372801)"."""
    match = GEONAMES.fullmatch(words)
    name, _, country = (match["name"] if match else words).partition(",")
    entries = [each for each in open_gazetteer().find(name.strip()) if each.geonameid is not None]
    if match:
        known = {each.geonameid for each in entries} | {
            each.geonameid for place in reading.places or () for each in place.candidates
        }
        if int(match["id"]) not in known:
            raise CorrectionError(f"The gazetteer has no {name} with the number {match['id']}.")
        return words
    if country.strip():
        code = code_of_name(country.strip()) or country.strip().upper()
        entries = [each for each in entries if alpha3(each.country) == code]
    if not entries:
        raise CorrectionError(
            f"“{words}” is not in the gazetteer. Write another name of it, or add a country with"
            " `sayso places add`."
        )
    chosen = _meant(entries)
    if chosen is None:
        offered = "; ".join(map(place_words, entries[:MOST_CANDIDATES]))
        raise CorrectionError(f"Which {name}? Write one of these: {offered}.")
    return place_words(chosen)


def _meant(entries: Sequence[Entry]) -> Entry | None:
    """Return the place that a name means, a town before a region of its name; None if unclear."""
    towns = [each for each in entries if each.kind in SETTLED]
    first, *others = sorted(towns or entries, key=lambda each: -each.population)
    most = max((each.population for each in others), default=0)
    return first if not others or first.population >= CLEAR * max(most, 1) else None


def _when(reading: Reading, value: str, _known: Sequence[str]) -> str:
    """Return a day or interval in ISO 8601 of words such as "3 June 2025" or "last Tuesday"."""
    if not value or all(INSTANT.fullmatch(each) for each in value.split("/", 1)):
        return value
    moments = (
        Pipeline((ANATOMY, PARSING, MOMENTS))
        .read(Document(f"It happened on {value}.", published=reading.document.published))
        .moments
    )
    bounded = [each for each in moments or () if each.earliest and each.latest]
    if len(bounded) != 1:
        raise CorrectionError(
            f"“{value}” is no one day. Write 3 June 2025, 2025-06-03, or two days with / between."
        )
    return _iso(bounded[0])


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
