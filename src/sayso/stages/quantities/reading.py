"""One sentence read: amounts, their nouns and their roles, put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sayso.lexicon.quantities import is_a, measure_units, role_of
from sayso.record import Change, Quantity, Span
from sayso.record.trace import Rule, first_that_holds, is_tracing, trace
from sayso.stages.quantities.amounts import find_amounts
from sayso.stages.quantities.changes import change_of
from sayso.stages.quantities.earlier import (
    inherited_role,
    is_coordinated,
    left_out,
    said_with_unit,
    with_whole,
)
from sayso.stages.quantities.modifiers import Amount
from sayso.stages.quantities.noncount_filters import PUT_RIGHT, AmountInContext, counts_nothing
from sayso.stages.quantities.page import FURTHEST, SentenceQuantities
from sayso.stages.quantities.referring import referred_to
from sayso.stages.quantities.roles import Counted, find_role, number_of, possible_role
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
"""Measures that are amounts of their own within the words of a count: "four 250-kg bombs"."""


SHARING = ("person", "incoming", "structure")
"""Classes of nouns that share a role when "and" joins two of one class."""

ROLELESS = frozenset({"duration", "speed", "temperature"})
DESCRIBING = frozenset({"storey", "floor", "room", "seat", "bed", "cylinder"})
"""Units that say what a thing is like: "a five-storey block was hit" counts no storeys hit."""

LABEL = re.compile(
    r"(?:^|[,;.(•] ?)\s*(?:The )?(?:(?P<toll>Death toll)|(?P<label>[A-Za-z]+))"
    r" ?(?::|(?<= )[–—-]) ?$",
    re.IGNORECASE,
)
"""A word of harm that labels the figure after it, at the start or after a mark."""

IN_ALL = re.compile(r"\W{0,2}(?:in all|in total|altogether|overall|combined|in sum)\b")
WHO = re.compile(r",? who\b")
GROUNDED = re.compile(
    r"\b(?:strikes?|raids?) "
    r"(?:(?:overnight|also|reportedly|have|had|(?:on|in|near)(?: [\w-]+){1,3}) ){0,3}destroyed\b"
    r"|\bdestroy(?:ed|s|ing)?\b[^;,.]{0,60}?"
    r"(?: on the ground\b| launchers?\b| before they could\b"
    r"| (?:in|at) (?:\w+ ){0,2}(?:warehouse|depot|hangar|store|workshop|bunker)s?\b)"
)
"""Words by which missiles were destroyed before they flew: they were not intercepted."""

RESTATED = re.compile(r"[(/] ?$")

LARGE = 2200
"""A bare number above this is an amount; below it may be a year, a room, a point on a list."""


def read_sentence(
    text: str,
    parse: Parse,
    sentence: Sentence,
    earlier: Sequence[Quantity],
    above: Sequence[Quantity] = (),
) -> list[Quantity]:
    """Return the quantities of `sentence`.

    `earlier` are the last ones before it in its block, nearest first, for "26 others"; `above`
    those of the block before too, for "put the figure at 12".
    """
    page = SentenceQuantities(sentence.span.of(text), parse, sentence, earlier, above)
    for amount in find_amounts(page.text):
        figure = page.figure(amount)
        reason = WITHIN if _is_within_last(page, amount) else counts_nothing(figure)
        if reason is None:
            _add(page, figure)
        else:
            _trace_drop(page, figure, reason)
        if reason == PUT_RIGHT:
            page.put_right = _unit_and_role(page, figure, _unit(page, figure))
    zeros = find_zeros(parse, sentence)
    quantities = page.quantities
    return (
        sorted([*quantities, *zeros], key=lambda quantity: quantity.as_said)
        if zeros
        else quantities
    )


WITHIN = "within the last quantity"

RIGHT_ONE = re.compile(r"\bbut (?:only |just |about |rather )?$", re.I)
"""What stands before the number that holds: "not six soldiers but 19"."""


def _as_put_right(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None, role: str | None
) -> tuple[str | None, str | None] | None:
    """Return unit and role of the number that was put right, for the bare one that holds."""
    name, denied = page.put_right
    if unit is not None or figure.amount.unit is not None or name is None:
        return None
    if not RIGHT_ONE.search(figure.before):
        return None
    trace("quantity", _said(page, figure.amount), "made", "number put right", name)
    return name, role or denied


def _said(page: SentenceQuantities, amount: Amount) -> Span:
    return Span(page.base + amount.start, page.base + amount.end)


def _is_within_last(page: SentenceQuantities, amount: Amount) -> bool:
    """Return whether the words of the last quantity hold the amount: "hundreds of the 500 men"."""
    if not page.quantities or page.base + amount.start >= page.quantities[-1].as_said.end:
        return False
    return amount.measure not in OWN_WITHIN and page.quantities[-1].whole != 1.0


def _is_base_of_share(page: SentenceQuantities, amount: Amount) -> bool:
    """Return whether it is the 90 of "two thirds of the 90 drones": not all shared its fate."""
    last = page.quantities[-1] if page.quantities else None
    return last is not None and last.whole == 1.0 and page.base + amount.start < last.as_said.end


def _trace_drop(page: SentenceQuantities, figure: AmountInContext, rule: str) -> None:
    if is_tracing():
        amount = figure.amount
        said = Span(page.base + amount.start, page.base + amount.end)
        trace("quantity", said, "dropped", rule, f"{amount.low:g}")


def _add(page: SentenceQuantities, figure: AmountInContext) -> None:
    """Append what the amount counts; nothing, when it has neither noun nor role nor shape."""
    amount = figure.amount
    unit = _unit(page, figure)
    name, role = _unit_and_role(page, figure, unit)
    name, role = _as_put_right(page, figure, unit, role) or (name, role)
    change = change_of(figure, name)
    refusal = first_that_holds(REFUSALS, figure, name, change)
    if refusal is not None:
        _trace_drop(page, figure, refusal)
        return
    if unit is None and IN_ALL.match(figure.after):
        name, role = _summed(page, amount) or (name, role)
    if _is_base_of_share(page, amount) and role != role_of(name or "", "noun", name):
        role = "launched" if role and is_a(name, "incoming") else None
    if role == "intercepted" and GROUNDED.search(page.text):
        role = "destroyed"
    else:
        role = possible_role(role, name, said_with_unit(page, amount, unit))
    quantity = with_whole(page, figure, unit, _quantity(page, amount, unit, name, role))
    quantity = replace(quantity, change=change)
    _share_back(page, figure, quantity)
    quantity = _restated(page, figure, quantity)
    if is_tracing():
        _trace_quantity(quantity, amount, unit)
    page.add(quantity, figure.before)
    _add_whole(page, amount, quantity)


def _trace_quantity(quantity: Quantity, amount: Amount, unit: CountedUnit | None) -> None:
    """Record which rules read the number and the unit."""
    for rule in amount.rules:
        trace("quantity", quantity.as_said, "made", rule, f"{quantity.low:g}")
    if amount.unit:
        read_by = "measure"
    elif unit:
        read_by = unit.rule
    else:
        read_by = "noun left out" if quantity.unit else "no noun"
    trace("quantity", quantity.as_said, "made", read_by, quantity.unit or "no unit")


def _is_verb(figure: AmountInContext, _name: str | None, _change: Change | None) -> bool:
    """Return whether "scores" is what somebody does."""
    verb = figure.word is not None and figure.word.tag.startswith("VB")
    return verb and figure.amount.kind == "vague"


def _is_no_word(figure: AmountInContext, _name: str | None, _change: Change | None) -> bool:
    """Return whether the parse has no word there, as within a row of marks."""
    return figure.word is None


def _is_bare(figure: AmountInContext, name: str | None, change: Change | None) -> bool:
    """Return whether neither a noun nor its shape says that it is an amount."""
    alone = name is None and change is None and not _shows(figure.amount)
    return alone and not _is_part_alone(figure)


LABELS = re.compile(r"\b(?:page|part|day|round|phase|stage|step|game|match|leg|no\.?|#)\s*$", re.I)
"""Words before "3 of 5" that make it a place in a row."""


def _is_part_alone(figure: AmountInContext) -> bool:
    """Return whether a part and its whole stand with no noun: "Air defence: 71 of 83"."""
    amount = figure.amount
    if amount.whole is None or not 1 <= amount.low <= amount.whole or amount.kind != "digits":
        return False
    closed = not figure.after.strip() or not figure.after.lstrip()[:1].isalnum()
    goes_on = re.match(r"\s(?:over|in|on|during|overnight|last|were|was)\b", figure.after)
    return bool(closed or goes_on) and not LABELS.search(figure.before)


REFUSALS: tuple[Rule[Callable[[AmountInContext, str | None, Change | None], bool]], ...] = (
    Rule("a verb", "The striker scores late and wins.", _is_verb),
    Rule("no word of the parse", "", _is_no_word),
    Rule("bare number", "The two were friends.", _is_bare),
)


def _unit_and_role(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> tuple[str | None, str | None]:
    """Return the unit's name and the role, both looked for further off where they are not said."""
    amount = figure.amount
    role = _role(page, figure, unit)
    name = amount.unit or _unit_name(page, figure, unit, role)
    if unit is None and amount.unit is None:
        name, role = _of_a_number(page, amount, role) or (name, role)
    if name is None and unit is None and WHO.match(figure.after):
        name = "person"
    if (name is None or role is None) and (unit is None or unit.stands_in):
        name, role = left_out(page, figure, role) or (name, role)
    return (name, role) if name or unit is not None else _as_before(page, figure, role)


def _as_before(
    page: SentenceQuantities, figure: AmountInContext, role: str | None
) -> tuple[str | None, str | None]:
    """Return unit and role of what a figure refers back to: "put it at 15"."""
    before = referred_to(page, figure)
    return (None, role) if before is None else (before.unit, role or before.role)


def _of_a_number(
    page: SentenceQuantities, amount: Amount, role: str | None
) -> tuple[str | None, str | None] | None:
    """Return unit and role of a figure that a number is said to be: "the number of dead is 9"."""
    numbered = number_of(page.parse, page.token_from(amount.start), page.sentence.index)
    if numbered is None:
        return None
    stated = role_of(numbered.head.lower, "modifier", None)
    if stated is not None:
        trace("role", numbered.head.span, "made", "the number of", stated)
    return numbered.unit, role or find_role(page.parse, numbered) or stated


def _summed(page: SentenceQuantities, amount: Amount) -> tuple[str, str | None] | None:
    """Return unit and role of "158 in all", where the counts before it add up to it."""
    parts: list[Quantity] = []
    for earlier in reversed(page.quantities[-FURTHEST:]):
        if earlier.unit is None or (parts and earlier.role != parts[0].role):
            break
        parts.insert(0, earlier)
        if sum(part.low for part in parts) == amount.low:
            names = list(dict.fromkeys(part.unit for part in parts if part.unit))
            return " and ".join(names), parts[0].role
    return None


def _share_back(page: SentenceQuantities, figure: AmountInContext, quantity: Quantity) -> None:
    """Give the role of "two guards and three officials killed" to the first of the two as well."""
    before = page.quantities[-1] if page.quantities else None
    if before is None or before.role is not None or quantity.role is None:
        return
    alike = any(is_a(before.unit, name) and is_a(quantity.unit, name) for name in SHARING)
    if alike and is_coordinated(page, figure):
        trace("role", before.as_said, "made", "shared with the next", quantity.role)
        page.quantities[-1] = replace(before, role=quantity.role)


def _restated(page: SentenceQuantities, figure: AmountInContext, quantity: Quantity) -> Quantity:
    """Return "(1.2 miles)" bounded like the "2 km" before it, of which it is a conversion."""
    measured = figure.amount.measure is not None and page.quantities
    if not measured or not RESTATED.search(figure.before) or quantity.bound != "exact":
        return quantity
    earlier = page.quantities[-1]
    touches = page.text[earlier.as_said.end - page.base : figure.amount.start].strip() in {"(", "/"}
    if not touches or earlier.unit not in measure_units():
        return quantity
    return replace(quantity, bound=earlier.bound, change=quantity.change or earlier.change)


def _quantity(
    page: SentenceQuantities,
    amount: Amount,
    unit: CountedUnit | None,
    name: str | None,
    role: str | None,
) -> Quantity:
    start, bound = amount.start, amount.bound
    low, high = amount.low, amount.high
    if amount.dotted is not None and amount.unit is None and unit is not None:
        low = high = amount.dotted
    if is_a(name, "place") and _over_says_where(page, amount):
        start, bound = amount.first, "exact"
    said = Span(page.base + start, said_with_unit(page, amount, unit).end)
    return Quantity(said, low, high, amount.whole, name, role, bound)


def _over_says_where(page: SentenceQuantities, amount: Amount) -> bool:
    """Return whether "over" is no bound: "48 drones were downed overnight over six regions"."""
    if not page.text.startswith("over ", amount.start):
        return False
    parse = page.parse
    over = parse.tokens[page.token_from(amount.start)]
    before = parse.tokens[max(page.sentence.first, over.index - 1)]
    if before.tag.startswith("VB"):
        return bool(parse.dependents(before, "auxpass"))
    return over.dep == "conj" or before.tag.startswith(("NN", "RB", "RP"))


def _add_whole(page: SentenceQuantities, amount: Amount, part: Quantity) -> None:
    """Append "598 drones" of "563 of 598 drones": what was launched is a count of its own."""
    if amount.whole is None or amount.whole_at is None:
        return
    if amount.measure in {"money", "area", "weight"}:
        said = Span(page.base + amount.whole_at, part.as_said.end)
        trace("quantity", said, "made", "whole of a measure", part.unit or "")
        page.add(Quantity(said, amount.whole, amount.whole, unit=part.unit), "")
    if part.role in {None, "launched"}:
        return
    rate = "every" in page.text[amount.number : amount.whole_at]
    if is_a(part.unit, "incoming") and not rate:
        said = Span(page.base + amount.whole_at, part.as_said.end)
        whole = Quantity(said, amount.whole, amount.whole, unit=part.unit, role="launched")
        trace("quantity", said, "made", "whole of a part", part.unit or "")
        trace("role", said, "made", "whole of a part", "launched")
        page.add(whole, "")


def _shows(amount: Amount) -> bool:
    """Return whether a bare number is an amount by its shape: "64,900", "over 73"."""
    if amount.kind in {"vague", "fraction"}:
        return amount.unit is not None
    large = amount.low >= LARGE or amount.high != amount.low
    return amount.unit is not None or amount.grouped or amount.bound != "exact" or large


def _unit(page: SentenceQuantities, figure: AmountInContext) -> CountedUnit | None:
    """Return the noun after the amount; between part and whole in "20 drones out of 34"."""
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
    """Return what happened to the counted, by its place in the parse or by what stands before."""
    amount = figure.amount
    described = amount.measure == "noun" and amount.unit in DESCRIBING
    if amount.measure in ROLELESS or described:
        return None
    name = unit.name if unit is not None else None
    if (unit is not None and unit.stands_in) or (unit is None and page.refers_back(figure)):
        before = page.counted_before()
        name = before.unit if before is not None else None
    if unit is not None and unit.head is not None and unit.head.lower in HARMED:
        return _role_of_harmed(unit.head, name)
    labelled = _labelled(figure, unit)
    if labelled is not None and figure.word is not None:
        trace("role", figure.word.span, "made", "label before it", labelled)
        return labelled
    return _parsed_role(page, figure, unit, name) or inherited_role(page, figure, unit)


def _role_of_harmed(noun: Token, name: str | None) -> str | None:
    """Return the role of "half of the dead", "a third of the arrested"."""
    role = role_of(noun.lower, "modifier", name) or role_of(noun.lemma.lower(), "object", "person")
    trace("role", noun.span, "made", "noun of harm", role or "none")
    return role


def _labelled(figure: AmountInContext, unit: CountedUnit | None) -> str | None:
    """Return the role of the 14 in "Killed: 14, wounded – 30" and in "Death toll: 14"."""
    if unit is not None or figure.amount.unit is not None:
        return None
    label = LABEL.search(figure.before)
    if label is None:
        return None
    if label["toll"]:
        return "killed"
    role = role_of(label["label"].lower(), "modifier", None)
    return role if role in PERSON_ROLES else None


def _parsed_role(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None, name: str | None
) -> str | None:
    """Return the role by the rules of the parse; `name` is what is counted if it is no measure."""
    amount = figure.amount
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
    return None


def _heads(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> list[Token]:
    """Return the tokens to climb from: the noun, or the numeral where the noun hangs below it."""
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
    return [head for head in heads if head is not None]


def _stands_in(figure: AmountInContext, unit: CountedUnit | None) -> bool:
    """Return whether it counts what was counted before: "26 others", "12 more", "another four"."""
    return unit.stands_in if unit is not None else figure.last_word.lower() == "another"


def _unit_name(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None, role: str | None
) -> str | None:
    """Return the counted noun; where none is said, what was counted before, or persons."""
    if unit is not None and unit.name is not None:
        return unit.name
    if page.refers_back(figure) or _stands_in(figure, unit):
        part = page.refers_back(figure) if unit is None else unit.part
        before = page.counted_before(figure.amount.low if part else 0.0)
        if before is not None:
            return before.unit
        return "person" if role in PERSON_ROLES else None
    if role in PERSON_ROLES:
        persons = {earlier.unit for earlier in page.quantities if is_a(earlier.unit, "person")}
        definite = figure.before.lower().endswith("the ")
        return persons.pop() if len(persons) == 1 and not definite else "person"
    before = page.counted_before() if role is not None else None
    return before.unit if before is not None else None
