"""Fillers: how a ledger's record fills the fields of a coded row, and the claims it stands on.

`sayso.settings.codebooks.FILLERS` lists them for people; here is what each does. A filler gives ""
where the record does not say. A number of people stands in the words of the claims named with it;
nothing is added up, and nothing is chosen where claimants differ, but the ends of what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from sayso.exports import acled, ucdp
from sayso.exports.acting import Acting
from sayso.exports.chosen import IncidentRef
from sayso.exports.coding_sheets import ClaimFacts, CodingSheet, keys_of
from sayso.exports.countries import country_facts
from sayso.exports.deaths import Number, agreed, counted, counts_answered, giving, highest, lowest
from sayso.exports.encoding import one_line
from sayso.exports.incident_rows import AFFIRMED, most
from sayso.gazetteer import open_gazetteer
from sayso.lexicon.places import regions
from sayso.linking.accounts import Answer
from sayso.linking.comparison import Comparison
from sayso.record import FoldedClaim
from sayso.settings.codebooks import COUNTED, LONGEST_VALUE, Codebook, CodebookField

BETWEEN = "; "
MOST_NAMES = 20
"""Names that one cell lists, those of most claims first."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the record says for a field, "" for nothing, and the ids of the claims it stands on."""

    value: str = ""
    claims: tuple[str, ...] = ()


NOTHING = Filled()


class FilledIncident:
    """What fillers read of one incident: its sheet, and its claimants' answers side by side."""

    def __init__(self, incident: IncidentRef, compared: Comparison, sheet: CodingSheet) -> None:
        self.incident = incident
        self.sheet = sheet
        self._compared = compared

    @cached_property
    def code(self) -> str:
        """ACLED's code that most claims have, "" for none."""
        codes = self.sheet.acled.acts.codes
        return codes.most_common(1)[0][0] if codes else ""

    @cached_property
    def acled(self) -> dict[str, Any]:
        """The cells of an ACLED-shaped export that hang on actors, days and places."""
        kind, _, sub = self.code.partition(" / ")
        country = self.incident.place.country if self.incident.place else None
        actors = acled.actor_cells(self.sheet.acled, kind, sub, country)
        return {**acled.when_cells(self.incident), **actors, **acled.where_cells(self.incident)}

    @cached_property
    def ucdp(self) -> dict[str, Any]:
        """The cells of a UCDP-shaped export that hang on days and places."""
        days = ucdp.when_cells(self.incident)
        return {**days, **ucdp.where_cells(self.incident.place)}

    @cached_property
    def parties(self) -> tuple[Acting | None, Acting | None]:
        """Side A and side B, as a UCDP-shaped export has them."""
        return ucdp.sides_of(self._compared, self.sheet.ucdp.acts)

    def answers(self, role: str) -> Mapping[Any, Sequence[Answer]]:
        """Return the answers to how many a role counts, of claims that this row is made of."""
        return counts_answered(self._compared, role, self._is_wanted)

    def _is_wanted(self, claim: FoldedClaim) -> bool:
        return any(met.claim in self.sheet.claims for met in claim.appearances)

    @cached_property
    def first_of_origins(self) -> tuple[str, ...]:
        """One claim of each independent origin, the first that was added."""
        order = {claim: number for number, claim in enumerate(self.sheet.claims)}
        met = [
            (order[place.claim], place)
            for claim in self._compared.claims
            for place in claim.appearances
            if place.claim in order
        ]
        first: dict[str, str] = {}
        for _, place in sorted(met, key=lambda pair: pair[0]):
            first.setdefault(place.origin, place.claim)
        return tuple(first.values())


def filled(incident: FilledIncident, codebook: Codebook) -> dict[str, Filled]:
    """Return what the record says for each field of a codebook that names a filler."""
    return {
        each.name: _fitted(each, FILLING[each.fill](incident))
        for each in codebook.fields
        if each.fill
    }


def _fitted(field: CodebookField, made: Filled) -> Filled:
    """Return a value that the field takes; nothing where its list has no such code."""
    value = made.value
    if field.choices and value not in field.codes:
        return NOTHING
    if len(value) > LONGEST_VALUE:
        value = f"{value[: LONGEST_VALUE - 1]}…"
    return Filled(value, made.claims) if value else NOTHING


Filling = Callable[[FilledIncident], Filled]


def _first_day(row: FilledIncident) -> Filled:
    value = str(row.ucdp.get("date_start", ""))
    return Filled(value, row.sheet.where(lambda each: _begins(each, value)))


def _begins(facts: ClaimFacts, day: str) -> bool:
    return facts.affirmed and facts.days is not None and facts.days[0].isoformat() == day


def _last_day(row: FilledIncident) -> Filled:
    value = str(row.ucdp.get("date_end", ""))
    return Filled(
        value,
        row.sheet.where(
            lambda each: (
                each.affirmed and each.days is not None and each.days[1].isoformat() == value
            )
        ),
    )


def _of_days(cell: Callable[[FilledIncident], Any], row: FilledIncident) -> Filled:
    """Return what is made of the first and the last day, with the claims that give them."""
    claims = (*_first_day(row).claims, *_last_day(row).claims)
    return Filled(str(cell(row)), tuple(dict.fromkeys(claims)))


def _year(row: FilledIncident) -> Any:
    return row.ucdp.get("year", "")


def _date_precision(row: FilledIncident) -> Any:
    return row.ucdp.get("date_prec", "")


def _time_precision(row: FilledIncident) -> Any:
    return row.acled["time_precision"]


def _kind(row: FilledIncident) -> Filled:
    kind = row.incident.kind or ""
    return Filled(kind, row.sheet.where(lambda each: bool(kind) and each.kind == kind))


def _of_code(part: Callable[[str, str], str], row: FilledIncident) -> Filled:
    """Return what is made of ACLED's type and sub-type, with the claims that have this code."""
    if not row.code:
        return NOTHING
    kind, _, sub = row.code.partition(" / ")
    return Filled(
        part(kind, sub), row.sheet.where(lambda each: each.affirmed and each.acled == row.code)
    )


def _civilian_targeting(row: FilledIncident) -> Filled:
    if not row.code:
        return NOTHING
    claims = dict.fromkeys((*_named("target", row).claims, *_of_code(_whole, row).claims))
    return Filled(row.acled["civilian_targeting"], tuple(claims))


def _whole(kind: str, _sub: str) -> str:
    return kind


def _sub(_kind: str, sub: str) -> str:
    return sub


def _acts_of(row: FilledIncident, part: str) -> Counter[Acting]:
    acts = row.sheet.acled.acts
    return acts.initiators if part == "initiator" else acts.targets


def _saying(row: FilledIncident, part: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the claims that name one of `names` as who did it, or to whom."""
    wanted = frozenset(names)
    return row.sheet.where(
        lambda each: each.affirmed and bool(each.acled) and getattr(each, part) in wanted
    )


def _named(part: str, row: FilledIncident) -> Filled:
    who = most(_acts_of(row, part))
    return Filled(one_line(who.name), _saying(row, part, [who.name])) if who else NOTHING


def _all_named(part: str, row: FilledIncident) -> Filled:
    names = [who.name for who, _ in _acts_of(row, part).most_common()]
    return _listed(names, partial(_saying, row, part))


def _actor_type(part: str, cell: str, row: FilledIncident) -> Filled:
    return Filled(str(row.acled[cell]) if row.code else "", _named(part, row).claims)


def _party(number: int, row: FilledIncident) -> Filled:
    who = row.parties[number]
    if who is None:
        return NOTHING
    names = (who.name,)
    claims = (*_saying(row, "initiator", names), *_saying(row, "target", names))
    return Filled(one_line(who.name), tuple(dict.fromkeys(claims)))


def _party_killed(number: int, row: FilledIncident) -> Filled:
    side, other = row.parties[number], row.parties[1 - number]
    answers = ucdp.killed_of_side(row.answers("killed"), row.sheet.ucdp, side, other)
    return _number(agreed(answers), answers)


def _place(cell: Callable[[FilledIncident], Any], row: FilledIncident) -> Filled:
    """Return something of the incident's place, with the claims that name it."""
    place = row.incident.place
    if place is None:
        return NOTHING
    keys = frozenset(keys_of(place))
    value = one_line(str(cell(row)))
    return Filled(value, row.sheet.where(lambda each: not keys.isdisjoint(each.places)))


def _place_name(row: FilledIncident) -> Any:
    place = row.incident.place
    return place.name if place and place.kind != "country" else ""


def _acled_cell(name: str, row: FilledIncident) -> Any:
    return row.acled[name]


def _where_precision(row: FilledIncident) -> Any:
    return row.ucdp.get("where_prec", "")


def _country(row: FilledIncident) -> Any:
    facts = country_facts(row.incident.place.country if row.incident.place else None)
    return facts.name if facts else ""


def _admin1(row: FilledIncident) -> Any:
    place = row.incident.place
    if place is None or place.geonameid is None:
        return ""
    if place.kind == "region":
        return place.name
    named = open_gazetteer().find(place.name)
    entry = next((each for each in named if each.geonameid == place.geonameid), None)
    if entry is None or not entry.country or not entry.admin1:
        return ""
    return _region_names().get(f"{entry.country}.{entry.admin1}", "")


@lru_cache(maxsize=1)
def _region_names() -> dict[str, str]:
    """Return the names of first-order divisions by their codes: "SD.02"."""
    return {each.code: each.name for each in regions() if each.level == 1}


def _admin2(row: FilledIncident) -> Any:
    place = row.incident.place
    return place.name if place and place.kind == "district" else ""


def _count(role: str, unit_class: str, end: str, row: FilledIncident) -> Filled:
    """Return the lowest or the highest of what claimants count, with the claims that say it."""
    answers = counted(row.answers(role), unit_class)
    return _number(lowest(answers) if end == "low" else highest(answers), answers)


def _civilians_killed(row: FilledIncident) -> Filled:
    answers = counted(row.answers("killed"), "civilian")
    return _number(agreed(answers), answers)


def _number(number: Number | None, answers: Sequence[Answer]) -> Filled:
    claims = [each.claim.appearances[each.claim.quoted].claim for each in giving(answers, number)]
    return Filled(f"{number:g}", tuple(dict.fromkeys(claims))) if claims else NOTHING


def _claimants(row: FilledIncident) -> Filled:
    stated = [each for each in row.sheet.claims.values() if each.actual]
    by_name: dict[str, str] = {}
    for facts in stated:
        how = "" if facts.polarity == "asserts" else f" ({facts.polarity})"
        by_name.setdefault(f"{facts.claimant}{how}", facts.claim)
    return _listed(list(by_name), lambda names: tuple(by_name[name] for name in names))


def _deniers(row: FilledIncident) -> Filled:
    denying = [each for each in row.sheet.claims.values() if each.polarity not in AFFIRMED]
    counts = Counter(each.claimant for each in denying if each.actual)
    return _listed(
        [name for name, _ in counts.most_common()],
        lambda names: tuple(each.claim for each in denying if each.claimant in names),
    )


def _outlets(row: FilledIncident) -> Filled:
    first: dict[str, str] = {}
    for facts in row.sheet.claims.values():
        if facts.outlet:
            first.setdefault(facts.outlet, facts.claim)
    return _listed(list(first), lambda names: tuple(first[name] for name in names))


def _listed(names: Sequence[str], claims: Callable[[Sequence[str]], tuple[str, ...]]) -> Filled:
    """Return the first names with semicolons between, and the claims they stand on."""
    kept = names[:MOST_NAMES]
    return Filled(BETWEEN.join(one_line(each).replace(";", ",") for each in kept), claims(kept))


def _claims(row: FilledIncident) -> Filled:
    return Filled(str(len(row.sheet.claims)), row.first_of_origins)


def _documents(row: FilledIncident) -> Filled:
    first: dict[str, str] = {}
    for facts in row.sheet.claims.values():
        first.setdefault(facts.document, facts.claim)
    return Filled(str(len(first)), tuple(first.values()))


def _origins(row: FilledIncident) -> Filled:
    claims = row.first_of_origins
    return Filled(str(len(claims)), claims) if claims else NOTHING


def _headline(row: FilledIncident) -> Filled:
    key = row.incident.headline
    if key not in row.sheet.ucdp.articles:
        return NOTHING
    words = one_line(row.sheet.ucdp.articles[key][2])
    own = row.sheet.where(lambda each: each.document == key)
    in_it = tuple(claim for claim in own if row.sheet.claims[claim].words in words)
    return Filled(words, in_it or own[:1])


def _notes(row: FilledIncident) -> Filled:
    notes = row.sheet.acled.notes
    return Filled(acled.notes_of(row.sheet.acled), tuple(notes.values())) if notes else NOTHING


FILLING: dict[str, Filling] = {
    "event_date": _first_day,
    "end_date": _last_day,
    "year": partial(_of_days, _year),
    "acled_time_precision": partial(_of_days, _time_precision),
    "ucdp_date_precision": partial(_of_days, _date_precision),
    "kind": _kind,
    "acled_disorder_type": partial(_of_code, acled.disorder_type),
    "acled_event_type": partial(_of_code, _whole),
    "acled_sub_event_type": partial(_of_code, _sub),
    "acled_civilian_targeting": _civilian_targeting,
    "initiator": partial(_named, "initiator"),
    "target": partial(_named, "target"),
    "initiators": partial(_all_named, "initiator"),
    "targets": partial(_all_named, "target"),
    "acled_initiator_type": partial(_actor_type, "initiator", "inter1"),
    "acled_target_type": partial(_actor_type, "target", "inter2"),
    "side_a": partial(_party, 0),
    "side_b": partial(_party, 1),
    "side_a_killed": partial(_party_killed, 0),
    "side_b_killed": partial(_party_killed, 1),
    "civilians_killed": _civilians_killed,
    "place": partial(_place, _place_name),
    "admin1": partial(_place, _admin1),
    "admin2": partial(_place, _admin2),
    "country": partial(_place, _country),
    "country_number": partial(_place, partial(_acled_cell, "iso")),
    "latitude": partial(_place, partial(_acled_cell, "latitude")),
    "longitude": partial(_place, partial(_acled_cell, "longitude")),
    "acled_geo_precision": partial(_place, partial(_acled_cell, "geo_precision")),
    "ucdp_where_precision": partial(_place, _where_precision),
    "claimants": _claimants,
    "deniers": _deniers,
    "claims": _claims,
    "documents": _documents,
    "number_of_sources": _origins,
    "source_names": _outlets,
    "headline": _headline,
    "notes": _notes,
    **{
        f"{beginning}_{end}": partial(_count, role, unit_class, end)
        for beginning, (role, unit_class, _) in COUNTED.items()
        for end in ("low", "high")
    },
}
"""What each filler does, by its name."""
