"""One sentence read: figures, their nouns and what happened to them, put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.lexicon.quantities import is_a, measure_units, role_of
from sayso.record import Quantity, Span
from sayso.stages.quantities.amounts import find_amounts
from sayso.stages.quantities.changes import change_of
from sayso.stages.quantities.modifiers import Amount
from sayso.stages.quantities.noncount_filters import AmountInContext, counts_nothing
from sayso.stages.quantities.page import FURTHEST, INCLUDING, INHERITING, SentenceQuantities
from sayso.stages.quantities.roles import Counted, find_role, number_of, settled
from sayso.stages.quantities.units import HARMED, CountedUnit, find_unit
from sayso.stages.quantities.zero import find_zeros
from sayso.text.parse import Parse, Sentence, Token

PERSON_ROLES = frozenset(
    "killed injured casualties missing captured detained held surrendered abducted released"
    " returned displaced evacuated rescued trapped stranded hospitalised exchanged protesting"
    " sentenced charged treated".split()
)
"""Roles that only people, or foremost people, can have: a bare "63 killed" counts persons."""

OWN_WITHIN = frozenset({"distance", "weight", "volume", "speed", "energy", "area"})
"""Measures that are amounts of their own among the words of a count: "four 250-kg bombs"."""

PARALLEL = re.compile(r"(?:,|\band|\bwhile|;) $")
"""What stands between the parts of one whole: "61 were shot down and 27 were lost"."""

BARE = re.compile(r"(?:,|\band|;) (?:only |another )?$")
ELSEWHERE = re.compile(r" (?:more |others )?(?:in|on|at|near|over|across|from|around|outside)\b")
SHARING = ("person", "incoming", "structure")
"""Classes of things that share a fate when "and" joins two of one class."""

ROLELESS = frozenset({"duration", "speed", "temperature"})
IN_ALL = re.compile(r"\W{0,2}(?:in all|in total|altogether|overall|combined|in sum)\b")
RESTATED = re.compile(r"[(/] ?$")

LARGE = 2200
"""A bare figure above this is an amount; below it may be a year, a room, a point on a list."""


def read_sentence(
    text: str, parse: Parse, sentence: Sentence, earlier: Sequence[Quantity]
) -> list[Quantity]:
    """The quantities of `sentence`. `earlier` holds the last one before it, for "26 others"."""
    page = SentenceQuantities(sentence.span.of(text), parse, sentence, earlier)
    for amount in find_amounts(page.text):
        figure = page.figure(amount)
        inside = page.found and page.base + amount.start < page.found[-1].as_said.end
        inside = inside and amount.measure not in OWN_WITHIN and page.found[-1].whole != 1.0
        if not inside and counts_nothing(figure) is None:
            _add(page, figure)
    zeros = find_zeros(parse, sentence)
    return sorted([*page.found, *zeros], key=lambda each: each.as_said) if zeros else page.found


def _add(page: SentenceQuantities, figure: AmountInContext) -> None:
    """Append what the figure counts; nothing, when it has neither noun nor role nor shape."""
    amount = figure.amount
    if figure.word is None or (amount.kind == "vague" and figure.word.tag.startswith("VB")):
        return
    unit = _unit(page, figure)
    role = _role(page, figure, unit)
    name = amount.unit or _unit_name(page, figure, unit, role)
    if unit is None and amount.unit is None:
        numbered = number_of(page.parse, page.token_from(amount.start), page.sentence.index)
        if numbered is not None:
            stated = role_of(numbered.head.lower, "modifier", None)
            name, role = numbered.unit, role or find_role(page.parse, numbered) or stated
    if (name is None or role is None) and (unit is None or unit.stands_in):
        name, role = _left_out(page, figure, role) or (name, role)
    change = change_of(figure, name)
    if name is None and change is None and not _shows(amount):
        return
    if unit is None and IN_ALL.match(figure.after):
        name, role = _summed(page, amount) or (name, role)
    role = settled(role, name)
    quantity = _with_whole(page, figure, unit, _quantity(page, amount, unit, name, role))
    quantity = replace(quantity, change=change)
    _share_back(page, figure, quantity)
    page.add(_restated(page, figure, quantity), figure.before)
    _add_whole(page, amount, quantity)


def _summed(page: SentenceQuantities, amount: Amount) -> tuple[str, str | None] | None:
    """The unit and role of "158 in all", where the counts before it add up to it."""
    parts: list[Quantity] = []
    for earlier in reversed(page.found[-FURTHEST:]):
        if earlier.unit is None or (parts and earlier.role != parts[0].role):
            break
        parts.insert(0, earlier)
        if sum(each.low for each in parts) == amount.low:
            names = list(dict.fromkeys(each.unit for each in parts if each.unit))
            return " and ".join(names), parts[0].role
    return None


def _left_out(
    page: SentenceQuantities, figure: AmountInContext, role: str | None
) -> tuple[str | None, str | None] | None:
    """Unit and role of a bare figure whose noun was said before it in the sentence.

    "12 people died in Kherson and two in Nikopol"; "fired 48 missiles, but only 9 hit".
    """
    before = page.counted_before()
    if before is None or not page.found or figure.word is None or figure.amount.unit is not None:
        return None
    if page.openings[-1].endswith("from ") and figure.before.endswith(" to "):
        return before.unit, role or before.role
    if BARE.search(figure.before) and ELSEWHERE.match(figure.after) and before.role is not None:
        return before.unit, role or before.role
    if figure.word.dep not in {"nsubj", "nsubjpass"}:
        return None
    counted = Counted(figure.word, before.unit, figure.word.index, figure.word.index + 1)
    own = role or find_role(page.parse, counted)
    return (before.unit, own) if own is not None else None


def _share_back(page: SentenceQuantities, figure: AmountInContext, one: Quantity) -> None:
    """ "two guards and three officials killed": the first ones suffered what the last ones did."""
    before = page.found[-1] if page.found else None
    if before is None or before.role is not None or one.role is None:
        return
    alike = any(is_a(before.unit, name) and is_a(one.unit, name) for name in SHARING)
    if alike and _coordinated(page, figure):
        page.found[-1] = replace(before, role=one.role)


def _restated(page: SentenceQuantities, figure: AmountInContext, one: Quantity) -> Quantity:
    """ "dropped by 2 km (1.2 miles)": what is said again in other units is bounded alike."""
    measured = figure.amount.measure is not None and page.found
    if not measured or not RESTATED.search(figure.before) or one.bound != "exact":
        return one
    earlier = page.found[-1]
    touches = page.text[earlier.as_said.end - page.base : figure.amount.start].strip() in {"(", "/"}
    alike = earlier.unit in measure_units()
    if not (touches and alike):
        return one
    return replace(one, bound=earlier.bound, change=one.change or earlier.change)


def _quantity(
    page: SentenceQuantities,
    amount: Amount,
    unit: CountedUnit | None,
    name: str | None,
    role: str | None,
) -> Quantity:
    start, end, bound = amount.start, amount.end, amount.bound
    low, high = amount.low, amount.high
    if amount.dotted is not None and amount.unit is None and unit is not None:
        low = high = amount.dotted
    if role == "intercepted" and is_a(name, "place"):
        role = None
    if is_a(name, "place") and _over_tells_where(page, amount):
        start, bound = amount.first, "exact"
    if unit is not None and amount.unit is None:
        end = max(end, unit.end - page.base)
    said = Span(page.base + start, page.base + end)
    return Quantity(said, low, high, amount.whole, name, role, bound)


def _over_tells_where(page: SentenceQuantities, amount: Amount) -> bool:
    """ "48 drones were downed overnight over six regions" is no bound; "in over six regions" is."""
    if not page.text.startswith("over ", amount.start):
        return False
    parse = page.parse
    over = parse.tokens[page.token_from(amount.start)]
    before = parse.tokens[max(page.sentence.first, over.index - 1)]
    if before.tag.startswith("VB"):
        return bool(parse.dependents(before, "auxpass"))
    return over.dep == "conj" or before.tag.startswith(("NN", "RB", "RP"))


def _with_whole(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None, one: Quantity
) -> Quantity:
    """The whole that was said before: "183 drones, of which 156", "17 others, five of them"."""
    if one.whole is not None:
        return one
    if figure.amount.kind == "fraction":
        return replace(one, whole=1.0)
    included = bool(INCLUDING.search(figure.before)) or (unit is not None and unit.part)
    if not page.found:
        return one
    if unit is None and PARALLEL.search(figure.before):
        before = page.found[-1]
        if before.whole is not None and before.unit == one.unit:
            fits = before.low + one.low <= before.whole
            return replace(one, whole=before.whole) if fits else one
    if not (included or page.refers_back(figure)):
        return one
    for at in range(len(page.found) - 1, max(-1, len(page.found) - 1 - FURTHEST), -1):
        earlier = page.found[at]
        alike = earlier.unit == one.unit or (is_a(earlier.unit, "person") and _person(one))
        if alike and earlier.high is not None and earlier.low >= one.low:
            if earlier.role is None and is_a(one.unit, "incoming"):
                page.found[at] = replace(earlier, role="launched")
            return replace(one, whole=earlier.low)
    return one


def _person(one: Quantity) -> bool:
    return is_a(one.unit, "person")


def _add_whole(page: SentenceQuantities, amount: Amount, part: Quantity) -> None:
    """ "598 drones" of "563 of 598 drones": what was launched is a count of its own."""
    if amount.whole is None or amount.whole_at is None:
        return
    if amount.measure in {"money", "area", "weight"}:
        said = Span(page.base + amount.whole_at, part.as_said.end)
        page.add(Quantity(said, amount.whole, amount.whole, unit=part.unit), "")
    if part.role in {None, "launched"}:
        return
    rate = "every" in page.text[amount.number : amount.whole_at]
    if is_a(part.unit, "incoming") and not rate:
        said = Span(page.base + amount.whole_at, part.as_said.end)
        whole = Quantity(said, amount.whole, amount.whole, unit=part.unit, role="launched")
        page.add(whole, "")


def _shows(amount: Amount) -> bool:
    """Whether a bare figure is an amount by its shape alone: "64,900", "1.3 billion", "over 73"."""
    if amount.kind in {"vague", "fraction"}:
        return amount.unit is not None
    large = amount.low >= LARGE or amount.high != amount.low
    return amount.unit is not None or amount.grouped or amount.bound != "exact" or large


def _unit(page: SentenceQuantities, figure: AmountInContext) -> CountedUnit | None:
    """The noun after the figure; between part and whole in "20 drones out of 34"."""
    amount = figure.amount
    if amount.unit not in {None, "percent"}:
        return None
    after, last = page.token_from(amount.end), page.sentence.last
    unit = find_unit(page.parse, after, last, amount.low, figure.word)
    if unit is None and amount.whole_at is not None:
        between = page.token_from(amount.number), page.token_from(amount.whole_at)
        unit = find_unit(page.parse, *between, amount.low)
    return unit


def _role(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> str | None:
    """What happened to the counted, from the figure's place in the parse and its noun's."""
    amount = figure.amount
    if amount.measure in ROLELESS:
        return None
    name = unit.name if unit is not None else None
    if (unit is not None and unit.stands_in) or (unit is None and page.refers_back(figure)):
        before = page.counted_before()
        name = before.unit if before is not None else None
    if unit is not None and unit.head is not None and unit.head.lower in HARMED:
        return role_of(unit.head.lower, "modifier", name)
    measure = amount.unit not in {None, "percent"}
    last = page.token_from(amount.end)
    if unit is not None and amount.unit is None:
        last = max(last, page.token_from(unit.end - page.base))
    for head in _heads(page, figure, unit):
        counted = Counted(
            head, amount.unit if measure else name, page.token_from(amount.start), last, measure
        )
        role = find_role(page.parse, counted)
        if role is not None:
            return role
    if page.found and (INHERITING.search(figure.before) or _coordinated(page, figure)):
        return page.found[-1].role
    if unit is not None and unit.part:
        whole = page.counted_before(amount.low)
        return whole.role if whole is not None else None
    return None


def _coordinated(page: SentenceQuantities, figure: AmountInContext) -> bool:
    """Whether only "and" or a comma parts the figure from the one before: "400 sq km and eight"."""
    first = page.token_from(page.found[-1].as_said.end - page.base)
    between = page.parse.tokens[first : page.token_from(figure.amount.start)]
    if not 0 < len(between) <= 4 or between[-1].text not in {"and", ","}:
        return False
    return all(each.tag in {"CC", ",", "NN", "NNS"} or each.lower == "of" for each in between)


def _heads(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> list[Token]:
    """The tokens to climb from: the noun, or the numeral where the noun hangs below it."""
    amount, tokens = figure.amount, page.parse.tokens
    sign = page.parse.at(page.base + amount.end - 1)
    after = page.token_from(amount.end)
    below = after < len(tokens) and tokens[after].lower == "of"
    heads: list[Token | None]
    if amount.unit == "percent":
        heads = [sign, figure.word]
    elif amount.unit is not None:
        heads = [sign]
    elif unit is None or unit.head is None:
        heads = [figure.word]
    elif amount.whole is not None or below:
        heads = [figure.word, unit.head]
    else:
        heads = [unit.head]
    return [each for each in heads if each is not None]


def _stands_in(figure: AmountInContext, unit: CountedUnit | None) -> bool:
    """ "26 others", "12 more", "another four"."""
    return unit.stands_in if unit is not None else figure.last_word.lower() == "another"


def _unit_name(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None, role: str | None
) -> str | None:
    """The counted noun; where none is said, what was counted before, or persons."""
    if unit is not None and unit.name is not None:
        return unit.name
    if page.refers_back(figure) or _stands_in(figure, unit):
        part = page.refers_back(figure) if unit is None else unit.part
        before = page.counted_before(figure.amount.low if part else 0.0)
        if before is not None:
            return before.unit
        return "person" if role in PERSON_ROLES else None
    if role in PERSON_ROLES:
        persons = {each.unit for each in page.found if is_a(each.unit, "person")}
        definite = figure.before.lower().endswith("the ")
        return persons.pop() if len(persons) == 1 and not definite else "person"
    before = page.counted_before() if role is not None else None
    return before.unit if before is not None else None
