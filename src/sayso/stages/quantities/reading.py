"""One sentence read: figures, their nouns and what happened to them, put together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sayso.lexicon.quantities import is_a, measures
from sayso.record import Quantity, Span
from sayso.stages.quantities.amounts import LOOK_BEHIND, Amount, find_amounts
from sayso.stages.quantities.not_counts import Figure, counts_nothing
from sayso.stages.quantities.roles import Counted, find_role, number_of
from sayso.stages.quantities.units import Unit, find_unit
from sayso.stages.quantities.zero import find_zeros
from sayso.text.parse import Parse, Sentence, Token

PERSON_ROLES = frozenset(
    "killed injured casualties missing captured detained held surrendered abducted released"
    " returned displaced evacuated rescued trapped stranded hospitalised exchanged".split()
)
"""Roles that only people, or foremost people, can have: a bare "63 killed" counts persons."""

LARGE = 2200
"""A bare figure above this is an amount; below it may be a year, a room, a point on a list."""

OF_WHICH = re.compile(r"\bof (?:which|whom|them|these|those)\b[ ,]*$", re.IGNORECASE)
INCLUDING = re.compile(r"\b(?:including|among them|of them),? $", re.IGNORECASE)
INHERITING = re.compile(
    r"\b(?:including|among them|of them|as well as|along with|together with|in addition to),? $",
    re.IGNORECASE,
)
"""What stands before a figure that shares the role of the figure before it."""

OF_THE = re.compile(r"\bof (?:the |these |those |all )?$", re.IGNORECASE)


@dataclass
class _Page:
    """A sentence while it is read: where its tokens start, and what was found before."""

    text: str
    base: int
    parse: Parse
    sentence: Sentence
    earlier: Sequence[Quantity]
    found: list[Quantity] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)

    def token_from(self, offset: int) -> int:
        """The index of the first token of the sentence at or after `offset` of the sentence."""
        starts = range(self.sentence.first, self.sentence.last)
        where = bisect_left(
            starts, self.base + offset, key=lambda index: self.parse.tokens[index].start
        )
        return self.sentence.first + where


def read_sentence(
    text: str, parse: Parse, sentence: Sentence, earlier: Sequence[Quantity]
) -> list[Quantity]:
    """The quantities of `sentence`. `earlier` holds the last one before it, for "26 others"."""
    page = _Page(sentence.span.of(text), sentence.span.start, parse, sentence, earlier)
    for amount in find_amounts(page.text):
        figure = _figure(page, amount)
        inside = page.found and page.base + amount.start < page.found[-1].as_said.end
        if counts_nothing(figure) is None and not inside:
            _add(page, figure)
    zeros = find_zeros(parse, sentence)
    return sorted([*page.found, *zeros], key=lambda each: each.as_said) if zeros else page.found


def _figure(page: _Page, amount: Amount) -> Figure:
    after = page.token_from(amount.end)
    tokens = page.parse.tokens
    first = page.token_from(amount.first)
    while first > page.sentence.first and tokens[first - 1].end > page.base + amount.first:
        first -= 1
    return Figure(
        amount=amount,
        text=page.text,
        before=page.text[max(0, amount.start - LOOK_BEHIND) : amount.start],
        after=page.text[amount.end : amount.end + LOOK_BEHIND],
        parse=page.parse,
        previous=tokens[first - 1] if first > page.sentence.first else None,
        word=page.parse.at(page.base + amount.number - 1),
        following=tokens[after] if after < page.sentence.last else None,
    )


def _add(page: _Page, figure: Figure) -> None:
    """Append what the figure counts; nothing, when it has neither noun nor role nor shape."""
    amount = figure.amount
    if figure.word is None or (amount.kind == "vague" and figure.word.tag.startswith("VB")):
        return
    after = page.token_from(amount.end)
    unit = None
    if amount.unit is None or amount.unit == "percent":
        unit = find_unit(page.parse, after, page.sentence.last, amount.low, figure.word)
    role = _role(page, figure, unit, after)
    name = amount.unit or _unit_name(page, figure, unit, role)
    if name is None or (unit is None and amount.unit is None):
        first = page.token_from(amount.start)
        numbered = number_of(page.parse, first, page.sentence.index)
        if numbered is not None:
            name = numbered.unit
            role = role or find_role(page.parse, numbered)
    if name is None and role is None and not _shows(amount):
        return
    if name is None and amount.kind in {"vague", "fraction"} and role is None:
        return
    end = page.base + amount.end
    if unit is not None and amount.unit is None:
        end = max(end, unit.end)
    low, high = amount.low, amount.high
    if amount.dotted is not None and amount.unit is None and unit is not None:
        low = high = amount.dotted
    whole = 1.0 if amount.kind == "fraction" and amount.whole is None else amount.whole
    quantity = Quantity(
        as_said=Span(page.base + amount.start, end),
        low=low,
        high=high,
        whole=whole if whole is not None else _whole_before(page, figure, name),
        unit=name,
        role=role,
        bound=amount.bound,
    )
    page.found.append(quantity)
    page.openings.append(figure.before)
    _add_whole(page, amount, quantity)


def _add_whole(page: _Page, amount: Amount, part: Quantity) -> None:
    """ "598 drones" of "563 of 598 drones": what was launched is a count of its own."""
    if amount.whole is None or amount.whole_at is None or part.role == "launched":
        return
    if is_a(part.unit, "incoming") and part.role is not None:
        said = Span(page.base + amount.whole_at, part.as_said.end)
        page.found.append(
            Quantity(said, amount.whole, amount.whole, unit=part.unit, role="launched")
        )
        page.openings.append("")


def _shows(amount: Amount) -> bool:
    """Whether a bare figure is an amount by its shape alone: "64,900", "1.3 billion", "over 73"."""
    large = amount.low >= LARGE or amount.high != amount.low
    return amount.unit is not None or amount.grouped or amount.bound != "exact" or large


def _role(page: _Page, figure: Figure, unit: Unit | None, after: int) -> str | None:
    """What happened to the counted, from the figure's place in the parse and its noun's."""
    amount, tokens = figure.amount, page.parse.tokens
    name = unit.name if unit is not None else None
    if unit is not None and unit.stands_in:
        name = _last_unit(page)
    numeral = figure.word
    heads: list[Token] = []
    if amount.unit is not None and amount.unit != "percent":
        name = amount.unit
        measure = page.parse.at(page.base + amount.end - 1)
        heads = [each for each in (measure,) if each is not None]
    elif unit is None or unit.head is None or amount.whole is not None or _of(tokens, after):
        heads = [numeral] if numeral is not None else []
    if unit is not None and unit.head is not None and amount.unit is None:
        heads.append(unit.head)
    if amount.unit == "percent":
        sign = page.parse.at(page.base + amount.end - 1)
        heads = [each for each in (sign, numeral) if each is not None]
    last = after
    if unit is not None and amount.unit is None:
        last = page.token_from(unit.end - page.base)
    first = page.token_from(amount.start)
    for head in heads:
        counted = Counted(head, name, first, last, measure=amount.unit not in {None, "percent"})
        role = find_role(page.parse, counted)
        if role is not None:
            return role
    if INHERITING.search(figure.before) and page.found:
        return page.found[-1].role
    return None


def _of(tokens: Sequence[Token], after: int) -> bool:
    return after < len(tokens) and tokens[after].lower == "of"


def _unit_name(page: _Page, figure: Figure, unit: Unit | None, role: str | None) -> str | None:
    """The counted noun; where none is said, what was counted before, or persons."""
    if unit is not None and unit.name is not None:
        return unit.name
    if unit is not None and unit.stands_in:
        return _last_unit(page) or ("person" if role in PERSON_ROLES else None)
    if _refers_back(figure, page):
        return _last_unit(page)
    if role in PERSON_ROLES:
        persons = {each.unit for each in page.found if is_a(each.unit, "person")}
        return persons.pop() if len(persons) == 1 else "person"
    if role is not None:
        return _last_unit(page)
    return None


def _refers_back(figure: Figure, page: _Page) -> bool:
    return bool(OF_WHICH.search(figure.before)) or (
        _opened_with_of(page) and figure.before.rstrip().endswith(",")
    )


def _opened_with_of(page: _Page) -> bool:
    """Whether the sentence counted a whole first: "Of 598 drones, 563 were shot down"."""
    return bool(page.openings and OF_THE.search(page.openings[-1]))


def _whole_before(page: _Page, figure: Figure, name: str | None) -> float | None:
    """The whole that was said before: "183 drones, of which 156", "of the 598 drones, 563"."""
    included = bool(INCLUDING.search(figure.before))
    if not page.found or not (included or _refers_back(figure, page)):
        return None
    for at in range(len(page.found) - 1, -1, -1):
        earlier = page.found[at]
        alike = earlier.unit == name or (is_a(earlier.unit, "person") and is_a(name, "person"))
        if alike and earlier.high is not None and earlier.low >= figure.amount.low:
            if earlier.role is None and is_a(name, "incoming"):
                page.found[at] = replace(earlier, role="launched")
            return earlier.low
    return None


def _last_unit(page: _Page) -> str | None:
    """The noun that was counted last, measures and money left out."""
    aside = [bool(INCLUDING.search(opening)) for opening in page.openings]
    main = [each for each, beside in zip(page.found, aside, strict=True) if not beside]
    for earlier in (*reversed(main), *page.earlier):
        if earlier.unit and earlier.unit.islower() and not _is_measure(earlier.unit):
            return earlier.unit
    return None


def _is_measure(unit: str) -> bool:
    return any(unit == known for known, _ in measures().values())
