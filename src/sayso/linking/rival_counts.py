"""Counts of one attack's dead that can't both hold, though the words count other people.

The mayor counts twelve villagers killed, the army twelve terrorists: the same dead in rival words.
What says so is the place and the day, and words of the one that leave no room for the other's
count. After a battle each side counts the dead of both, and nothing here compares those.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from sayso.linking.answers import Figure, Relation
from sayso.linking.event_settings import sentences_in
from sayso.linking.features import StatementFeatures, described, person_of
from sayso.linking.figure_counts import ANYONE, HARMED
from sayso.linking.figure_pairs import ONE_DAY, FigurePair, of_something_before, two_events
from sayso.linking.figures import closed, range_of, role_of
from sayso.linking.folding import other_day, other_time, other_town
from sayso.record import Quantity, Span
from sayso.record.trace import Rule, decide
from sayso.text.numerals import find_numerals

Called = Literal["armed", "unarmed", "anyone"]
"""What the counted are called: who fights, who doesn't, or people of whom neither is said."""

ARMED_SECTORS = frozenset(("MIL", "REB", "PRM", "UAF", "SPY"))
UNARMED_SECTORS = frozenset("CVL AGR LAB BUS EDU MED JRN REF REL".split())
ARMED_CLASSES = frozenset(("soldier", "fighter"))
ARMED_UNITS = frozenset(("officer", "commander", "operative", "instructor"))
UNARMED_CLASSES = frozenset(("civilian", "child", "woman", "woman and child"))
ANY_UNITS = frozenset(("man", "person", "people"))


def called(figure: Figure) -> Called | None:
    """Return what the persons of a figure are called; None where no persons are counted."""
    unit, unit_class = (figure[0].unit or "").lower(), figure[1].unit_class
    sector = described(unit)[1] if unit else None
    if unit_class in ARMED_CLASSES or unit in ARMED_UNITS or sector in ARMED_SECTORS:
        return "armed"
    if unit in ANY_UNITS or not unit:
        return "anyone"
    if unit_class in UNARMED_CLASSES or sector in UNARMED_SECTORS:
        return "unarmed"
    return "anyone" if unit_class in ANYONE else None


def of_one_place(pair: FigurePair) -> bool:
    """Return whether two speakers count the harmed of one place and day, and neither sums up."""
    earlier, later = pair.earlier, pair.later
    if earlier.document == later.document or person_of(earlier) == person_of(later):
        return False
    if "one sums up" in pair.features:
        return False
    if not _share_a_site(earlier, later):
        return False
    other = other_day(earlier, later) or other_time(earlier, later)
    return not (other or of_something_before(pair))


def _share_a_site(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both are set in one town, by the gazetteer or by its name."""
    ids = [{each.geonameid for each in side.located} for side in (left, right)]
    if ids[0] & ids[1]:
        return True
    first, second = left.site, right.site
    return bool(first and second) and (first <= second or second <= first)


NOBODY_ELSE = re.compile(
    r"\b(?:nobody|no one|no-one|none) else\b"
    r"|\bno (?:other|further) (?:people|persons?|one|dead|deaths?|casualties|victims?)\b"
    r"|\band (?:of )?no others?\b|\band no more\b"
    r"|\bno others? (?:was|were|died|had|has|have)\b"
    r"|\b(?:no|not (?:a|one)|not a single) (?:civilians?|villagers?|inhabitants?|residents?)"
    r"(?: \w+){0,3} (?:was|were|had|has|have|died|fell|lost|suffered)\b"
    r"|\bno (?:civilians?|inhabitants?|residents?) (?:was|were|had|has|have|died|fell|lost)\b",
    re.IGNORECASE,
)
"""Words that leave no room for more of the harmed: "nobody else was killed"."""

REJECTS = re.compile(
    r"\b(?:wrong|errors?|mistake|mistaken|false|untrue|inaccurate|incorrect|invent(?:ed|ion)"
    r"|exaggerat\w+|inflated|baseless|fabricat\w+|do(?:es)? not know where|no basis|lies?)\b",
    re.IGNORECASE,
)
"""Words of one who calls a number wrong."""

FEWER_THAN_SAID = re.compile(
    r"\b(?:fewer|less|lower) than\b(?:\W+\w+){1,5}?\W+(?:had )?"
    r"(?:said|reported|claimed|counted|given)\b",
    re.IGNORECASE,
)

STRIKE = re.compile(
    r"\b(?:air ?strikes?|strikes?|struck|bomb(?:s|ed|ing)?|shell(?:s|ed|ing)?|missiles?|rockets?"
    r"|drones?|artillery|mortars?|jets?|warplanes?|aircraft|helicopters?|air force|blows?|hits?"
    r"|rubble|weapons)\b",
    re.IGNORECASE,
)
CLASH = re.compile(
    r"\b(?:clash\w*|fought|fight|fighting|battles?|assault\w*|ambush\w*|repelled|repulsed|stormed"
    r"|attack on (?:the|its|their|an?) (?:\w+ )?(?:base|camp|post|outpost|barracks|convoy)"
    r"|exchanged? (?:of )?fire|gun ?battle|close combat)\b",
    re.IGNORECASE,
)
"""Words of a battle, in which each side has its own dead."""


def _sentence(features: StatementFeatures) -> str:
    """Return the sentence that a statement stands in."""
    text, at = features.reading.document.text, features.claim.evidence.start
    for span in sentences_in(text, Span(*_block(features))):
        if span.start <= at < span.end:
            return span.of(text)
    return features.words


def _paragraph(features: StatementFeatures) -> str:
    """Return the paragraph that a statement stands in."""
    start, end = _block(features)
    return features.reading.document.text[start:end]


def _block(features: StatementFeatures) -> tuple[int, int]:
    evidence = features.claim.evidence
    for block in features.reading.blocks or ():
        if block.span.contains(evidence):
            return block.span.start, block.span.end
    return evidence.start, evidence.end


def _from_figure(features: StatementFeatures, figure: Quantity) -> str:
    """Return what a paragraph says from a figure on."""
    return features.reading.document.text[figure.as_said.start : _block(features)[1]]


Test = Callable[[FigurePair], str | None]


def _ends(
    pair: FigurePair,
) -> tuple[
    tuple[StatementFeatures, Figure, StatementFeatures, Figure],
    tuple[StatementFeatures, Figure, StatementFeatures, Figure],
]:
    """Return the two statements with their figures, either first."""
    one, other = (pair.earlier, pair.first), (pair.later, pair.second)
    return (*one, *other), (*other, *one)


def _nobody_else(pair: FigurePair) -> str | None:
    """Return why, where one says that its count is of all, and the other counts more, or people of
    whom the first says that none were harmed."""
    for features, figure, _, other in _ends(pair):
        if not figure[0].low or not closed(figure[0]):
            continue
        if not NOBODY_ELSE.search(_from_figure(features, figure[0])):
            continue
        more = range_of(other[0])[0] > range_of(figure[0])[1]
        others = called(figure) == "armed" and called(other) == "unarmed" and other[0].low > 0
        if more or others:
            return "one says that nobody else was harmed"
    return None


def _disputed(pair: FigurePair) -> str | None:
    """Return why, where one says that the other's number is wrong, or higher than it should be.

    What one says of its own side's number is a correction.
    """
    if "one side" in pair.features or pair.counted == "other" or two_events(pair):
        return None
    if other_day(pair.earlier, pair.later) or other_town(pair.earlier, pair.later):
        return None
    for features, figure, against, other in _ends(pair):
        if figure[0].low == other[0].low or not closed(other[0]):
            continue
        fewer = figure[0].low < other[0].low and against.order < features.order
        if fewer and FEWER_THAN_SAID.search(_from_figure(features, figure[0])):
            return "one says that others gave more"
        for sentence in re.split(r"(?<=[.;!?])\s+", _paragraph(features)):
            if not REJECTS.search(sentence):
                continue
            if any(each.low == other[0].low for each in find_numerals(sentence)):
                return "one calls the other's number wrong"
    return None


def _rivals(pair: FigurePair) -> bool:
    """Return whether one counts those who fight, and the other people who don't, or anyone."""
    kinds = {called(pair.first), called(pair.second)}
    return "armed" in kinds and len(kinds) == 2 and None not in kinds


def _struck(pair: FigurePair) -> bool:
    """Return whether one side struck, and there was no battle in which each side has its dead."""
    around = [_paragraph(each) for each in (pair.earlier, pair.later)]
    return all(map(STRIKE.search, around)) and not any(map(CLASH.search, around))


def _one_number(pair: FigurePair) -> str | None:
    """Return why, where the dead of a strike are as many civilians to one, and fighters to the
    other."""
    first, second = pair.first[0], pair.second[0]
    if not _rivals(pair) or "anyone" in {called(pair.first), called(pair.second)}:
        return None
    if first.low != second.low or first.low < FEWEST or not _struck(pair):
        return None
    return "as many, called civilians by one and fighters by the other"


FEWEST = 3
"""Fewer may be as many by chance: "two soldiers" and "two civilians" of one blast."""


def _more_fighters(pair: FigurePair) -> str | None:
    """Return why, where one counts more fighters killed by a strike than the other people."""
    if not _rivals(pair) or not _struck(pair):
        return None
    armed, people = pair.first, pair.second
    if called(people) == "armed":
        armed, people = people, armed
    if not people[0].low or range_of(armed[0])[0] <= range_of(people[0])[1]:
        return None
    return "more fighters than the other counts people"


def _no_civilians(pair: FigurePair) -> str | None:
    """Return why, where one says that no civilians were harmed, and the other counts some, by their
    name or by the words around."""
    for _, none, features, some in _ends(pair):
        if none[0].low or none[0].high or not some[0].low or called(none) != "unarmed":
            continue
        named = called(some) == "unarmed"
        if named or (called(some) == "anyone" and CIVILIANS.search(_sentence(features))):
            return "no civilians to one, and some to the other"
    return None


CIVILIANS = re.compile(
    r"\b(?:famil(?:y|ies)|civilians?|villagers|residents|women|children|displaced|worshippers"
    r"|shoppers|passengers|pupils|patients|farmers|traders|mourners|bystanders)\b",
    re.IGNORECASE,
)


def _fewer_there(pair: FigurePair) -> str | None:
    """Return why, where a later report of the day counts fewer in the place than the earlier one.

    What one counts later is more, or the same: counts grow. Outlets that name nobody give numbers
    that are out of date.
    """
    earlier, later = pair.earlier, pair.later
    if pair.kind != "opposed" or pair.counted not in ("same", "loosely") or pair.grows:
        return None
    if {"two outlets", "one side", "other attack", "one date"} & pair.features.keys():
        return None
    if not pair.second[0].low or two_events(pair) or not _same_news(earlier, later):
        return None
    return "a later count of fewer"


def _same_news(earlier: StatementFeatures, later: StatementFeatures) -> bool:
    """Return whether two were published within a day."""
    if earlier.published is None or later.published is None:
        return False
    return later.published - earlier.published < ONE_DAY


DISPUTES: tuple[Rule[Test], ...] = (
    Rule("disputed", "Nine died in Bol; in Bol six died: the number of nine is wrong", _disputed),
)
"""Why two counts can't both hold, wherever each is set."""

RIVAL_COUNTS: tuple[Rule[Test], ...] = (
    Rule(
        "nobody_else",
        "Nine died in Bol; in Bol two fighters died, and nobody else",
        _nobody_else,
    ),
    Rule("no_civilians", "Nine pupils died in Bol; no civilian died in Bol", _no_civilians),
    Rule(
        "one_number",
        "Jets killed nine villagers in Bol; jets killed nine rebels in Bol",
        _one_number,
    ),
    Rule(
        "more_fighters",
        "Jets killed nine people in Bol; jets killed ninety rebels in Bol",
        _more_fighters,
    ),
    Rule(
        "fewer_there",
        "Nine died in Bol, a doctor said; at night the police said that two died in Bol",
        _fewer_there,
    ),
)
"""Why two counts of one place and day can't both hold, though one counts other people."""

HARM_AND_DAMAGE = HARMED | {"destroyed"}

RIVAL_PRECISION = 0.75


def rival_counts(pair: FigurePair) -> Relation | None:
    """Return the contradiction of two counts of the harmed of one place and day, else None."""
    if (
        role_of(pair.first[0]) not in HARM_AND_DAMAGE
        or pair.earlier.document == pair.later.document
    ):
        return None
    if any(question.extent for _, question in (pair.first, pair.second)):
        return None  # of a part, or of those added to others
    decided = decide(DISPUTES if not of_one_place(pair) else (*DISPUTES, *RIVAL_COUNTS), pair)
    if decided is None:
        return None
    rule, reason = decided
    why = f"figures that can't both hold: {pair.side_by_side} ({reason})"
    related = pair.relation("contradict", RIVAL_PRECISION, rule, why)
    if pair.first[1].unit_class == pair.second[1].unit_class:
        return related
    return replace(related, question=replace(pair.first[1], unit_class="person", side=""))
