"""What the stages find in a document: things with the words that show them.

An index in these classes points into the tuple of the same name of one `Reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sayso.record.span import Span

Manner = Literal["direct", "mixed", "indirect"]
CueKind = Literal["statement", "belief", "intention", "perception"]
Stance = Literal[
    "neutral", "claims", "confirms", "denies", "warns", "accuses", "admits", "demands", "doubts"
]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what: the source, cue and content spans of the attribution-relation literature.

    `cue` is empty when the attribution carries over from the sentence before, `source` when no
    one is named. `parent` is the attribution that this one sits inside.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: Manner
    kind: CueKind = "statement"
    stance: Stance = "neutral"
    parent: int | None = None
    medium: Span | None = None
    audience: Span | None = None
    score: float = 1.0


Polarity = Literal["asserts", "denies", "acknowledges", "doubts"]
Modality = Literal["actual", "planned", "threatened", "demanded", "hypothetical", "historical"]
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
MODALITIES: tuple[Modality, ...] = get_args(Modality)


@dataclass(frozen=True, slots=True)
class Event:
    """An event of one kind of the ontology. `follows` is the strike that did this harm.

    `main` says that it is the one event of its passage, a block, that a coder of one event codes.
    """

    kind: str
    trigger: Span
    initiator: Span | None = None
    target: Span | None = None
    means: Span | None = None
    plover: str | None = None
    acled: str | None = None
    cameo: str | None = None
    polarity: Polarity = "asserts"
    modality: Modality = "actual"
    means_class: str | None = None
    hit_class: str | None = None
    follows: int | None = None
    score: float = 1.0
    main: bool = False


Bound = Literal["exact", "at_least", "at_most", "more_than", "less_than", "about"]
BOUNDS: tuple[Bound, ...] = get_args(Bound)
Change = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted or measured amount. `as_said` is its words, unit included.

    `low` and `high` are equal for one figure; `high` is None for an open range ("dozens").
    `whole` is 598 in "563 of 598 drones". `unit` is the head noun in the singular ("drone") or
    a currency code or measure ("USD", "km"); `role` is what happened to the counted things.
    `change` says that the amount is by how much something rose or fell ("up nearly 5 percent" is
    5, about, up); None for an amount that stands by itself, one that was risen to included.
    """

    as_said: Span
    low: float
    high: float | None
    whole: float | None = None
    unit: str | None = None
    role: str | None = None
    bound: Bound = "exact"
    change: Change | None = None


PlacePrecision = Literal["exact", "town", "district", "region", "country", "unknown"]


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A gazetteer entry that the words may mean, with a score from 0 to 1.

    `country` is ISO 3166 alpha-3.
    """

    geonameid: int
    name: str
    latitude: float
    longitude: float
    kind: str
    country: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """Words that name a place, and the gazetteer entry chosen, None while unresolved.

    `name` is the words without case endings; `kind` says city, region, country, facility …;
    `country` is ISO 3166 alpha-3.
    """

    as_said: Span
    name: str
    kind: str
    precision: PlacePrecision = "unknown"
    geonameid: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None
    score: float = 0.0
    candidates: tuple[PlaceCandidate, ...] = ()


MomentType = Literal["DATE", "TIME", "DURATION", "SET"]
Grain = Literal[
    "second", "minute", "hour", "part_of_day", "day", "week", "month", "season", "year", "unknown"
]


@dataclass(frozen=True, slots=True)
class Moment:
    """Words that say when. `value` is as in TIMEX3; `earliest` and `latest` bound the interval.

    Both bounds are None where the words stay open, for want of a publication date, say.
    """

    as_said: Span
    type: MomentType
    value: str
    earliest: datetime | None = None
    latest: datetime | None = None
    grain: Grain = "unknown"


ActorKind = Literal[
    "person", "government", "ministry", "force", "armed_group", "organisation", "country", "people"
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Words that name someone who acts or speaks.

    `name` is the mention's own full name ("Dmitry Peskov"); `role` a PLOVER sector (GOV, MIL …);
    `country` ISO 3166 alpha-3. `refers_to` is the index of the fuller mention that this one
    ("he", "the Ministry") leads back to. `named` is False for "Western officials", "analysts".
    """

    as_said: Span
    name: str
    kind: ActorKind
    country: str | None = None
    role: str | None = None
    title: str | None = None
    named: bool = True
    refers_to: int | None = None


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely a passage, a block of the document, is about a conflict, from 0 to 1.

    `relevant` is the verdict at the threshold that Sayso ships; who uses another has the score.
    """

    span: Span
    score: float
    relevant: bool
