"""What an amount takes from those counted before it: its whole, its noun, its role."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.lexicon.quantities import is_a
from sayso.record import Quantity, Span
from sayso.record.trace import Rule, decide, is_tracing, trace
from sayso.stages.quantities.modifiers import Amount
from sayso.stages.quantities.noncount_filters import AmountInContext
from sayso.stages.quantities.page import FURTHEST, INCLUDING, INHERITING, SentenceQuantities
from sayso.stages.quantities.roles import Counted, find_role
from sayso.stages.quantities.units import CountedUnit
from sayso.text.parse import Token

PARALLEL = re.compile(r"(?:,|\band|\bwhile|;) $")
"""What stands between the parts of one whole: "61 were shot down and 27 were lost"."""

BARE = re.compile(r"(?:,|\band|;) (?:only |another )?$")

ELSEWHERE = re.compile(r" (?:more |others )?(?:in|on|at|near|over|across|from|around|outside)\b")


@dataclass(frozen=True, slots=True)
class PartOfEarlier:
    """A `quantity` that may be a part of what was counted before it in the sentence."""

    page: SentenceQuantities
    figure: AmountInContext
    unit: CountedUnit | None
    quantity: Quantity

    @property
    def is_included(self) -> bool:
        """Return whether its words say that it is a part: "including 12", "five of them"."""
        included = bool(INCLUDING.search(self.figure.before))
        included = included or (self.unit is not None and self.unit.part)
        return included or self.page.refers_back(self.figure)


def with_whole(
    page: SentenceQuantities,
    figure: AmountInContext,
    unit: CountedUnit | None,
    quantity: Quantity,
) -> Quantity:
    """Return `quantity` with the whole that was said before it, by the first rule that decides."""
    if quantity.whole is not None:
        return quantity
    part = PartOfEarlier(page, figure, unit, quantity)
    decided = decide(EARLIER_WHOLES, part)
    if decided is None:
        return quantity
    rule, changed = decided
    if is_tracing() and changed.whole is not None:
        trace("quantity", quantity.as_said, "changed", rule, f"of {changed.whole:g}")
    return changed


def _fraction_of_one(part: PartOfEarlier) -> Quantity | None:
    fraction = part.figure.amount.kind == "fraction"
    return replace(part.quantity, whole=1.0) if fraction else None


def _parallel_part(part: PartOfEarlier) -> Quantity | None:
    """Share the whole of the part before it: "of 88, 61 were shot down and 27 were lost".

    Decided, without a whole, where the two parts come to more than the whole.
    """
    before = part.page.quantities[-1] if part.page.quantities else None
    if before is None or part.unit is not None or not PARALLEL.search(part.figure.before):
        return None
    if before.whole is None or before.unit != part.quantity.unit:
        return None
    fits = before.low + part.quantity.low <= before.whole
    return replace(part.quantity, whole=before.whole) if fits else part.quantity


def _part_of_earlier(part: PartOfEarlier) -> Quantity | None:
    """Take an earlier count for the whole: "183 drones, of which 156", "17, five of them"."""
    quantities, quantity = part.page.quantities, part.quantity
    if not quantities or not part.is_included:
        return None
    for at in range(len(quantities) - 1, max(-1, len(quantities) - 1 - FURTHEST), -1):
        earlier = quantities[at]
        alike = earlier.unit == quantity.unit or _are_people(earlier, quantity)
        if alike and earlier.high is not None and earlier.low >= quantity.low:
            if earlier.role is None and is_a(quantity.unit, "incoming"):
                trace("role", earlier.as_said, "made", "whole of a part", "launched")
                quantities[at] = replace(earlier, role="launched")
            return replace(quantity, whole=earlier.low)
    return None


def _are_people(earlier: Quantity, quantity: Quantity) -> bool:
    return is_a(earlier.unit, "person") and is_a(quantity.unit, "person")


EARLIER_WHOLES: tuple[Rule[Callable[[PartOfEarlier], Quantity | None]], ...] = (
    Rule("fraction of one", "Half of the houses were destroyed.", _fraction_of_one),
    Rule(
        "parallel part",
        "Of 88 drones, 61 were shot down and 27 were lost.",
        _parallel_part,
    ),
    Rule("part of an earlier count", "They fired 183 drones, of which 156 fell.", _part_of_earlier),
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A bare number at token `word` with the `role` it has, and what was counted `before` it."""

    page: SentenceQuantities
    figure: AmountInContext
    word: Token
    role: str | None
    before: Quantity


def left_out(
    page: SentenceQuantities, figure: AmountInContext, role: str | None
) -> tuple[str | None, str | None] | None:
    """Return unit and role of a bare number whose noun was said before it in the sentence.

    None where no rule of NOUNS_LEFT_OUT says that it counts the same.
    """
    before, word = page.counted_before(), figure.word
    if before is None or not page.quantities or word is None or figure.amount.unit is not None:
        return None
    context = LeftOut(page, figure, word, role, before)
    for rule in NOUNS_LEFT_OUT:
        if rule.test.holds(context):
            own = role or rule.test.role(context)
            said = said_with_unit(page, figure.amount, None)
            trace("quantity", said, "made", rule.name, before.unit or "no unit")
            if own is not None:
                trace("role", said, "made", rule.name, own)
            return before.unit, own
    return None


def _is_end_of_change(context: LeftOut) -> bool:
    """Return whether it ends what "from 12 soldiers to 30" begins."""
    opened = context.page.openings[-1].endswith("from ")
    return opened and context.figure.before.endswith(" to ")


def _is_same_elsewhere(context: LeftOut) -> bool:
    """Return whether it goes on after "12 people died in Kherson" with "and two in Nikopol"."""
    goes_on = BARE.search(context.figure.before) and ELSEWHERE.match(context.figure.after)
    return bool(goes_on) and context.before.role is not None


def _is_subject(context: LeftOut) -> bool:
    """Return whether a verb of its own gives a role: "fired 48 missiles, but nine were downed"."""
    subject = context.word.dep in {"nsubj", "nsubjpass"}
    return subject and (context.role is not None or _subject_role(context) is not None)


def _role_before(context: LeftOut) -> str | None:
    return context.before.role


def _subject_role(context: LeftOut) -> str | None:
    word = context.word
    counted = Counted(word, context.before.unit, word.index, word.index + 1)
    return find_role(context.page.parse, counted)


@dataclass(frozen=True, slots=True)
class NounLeftOut:
    """Where `holds` is true, a bare number counts what was counted before it, in this `role`."""

    holds: Callable[[LeftOut], bool]
    role: Callable[[LeftOut], str | None]


NOUNS_LEFT_OUT: tuple[Rule[NounLeftOut], ...] = (
    Rule(
        "end of a change",
        "The dead rose from 12 soldiers to 30.",
        NounLeftOut(_is_end_of_change, _role_before),
    ),
    Rule(
        "same elsewhere",
        "Six people died in Kyiv and two in Odesa.",
        NounLeftOut(_is_same_elsewhere, _role_before),
    ),
    Rule(
        "subject of its own",
        "Crews fired 48 missiles, but only 9 hit the port.",
        NounLeftOut(_is_subject, _subject_role),
    ),
)


def inherited_role(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> str | None:
    """Return the role of what was counted before, by the first rule of INHERITED that applies."""
    decided = decide(INHERITED, page, figure, unit)
    if decided is None:
        return None
    rule, giver = decided
    if is_tracing() and giver.role is not None:
        trace("role", said_with_unit(page, figure.amount, unit), "made", rule, giver.role)
    return giver.role


def _including(
    page: SentenceQuantities, figure: AmountInContext, _unit: CountedUnit | None
) -> Quantity | None:
    """Return the count before "including", "as well as" or "along with"."""
    shared = page.quantities and INHERITING.search(figure.before)
    return page.quantities[-1] if shared else None


def _joined_by_and(
    page: SentenceQuantities, figure: AmountInContext, _unit: CountedUnit | None
) -> Quantity | None:
    return page.quantities[-1] if page.quantities and is_coordinated(page, figure) else None


def _whole_of_part(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> Quantity | None:
    """Return the count that "five of them" is a part of."""
    return page.counted_before(figure.amount.low) if unit is not None and unit.part else None


def _same_preposition(
    page: SentenceQuantities, figure: AmountInContext, unit: CountedUnit | None
) -> Quantity | None:
    """Return the first of "lost 140 men in battles with X and 95 troops in battles with Y"."""
    last = page.quantities[-1] if page.quantities else None
    if last is None or last.role is None or unit is None or unit.head is None:
        return None
    tokens = page.parse.tokens
    after_last = page.token_from(last.as_said.end - page.base)
    between = tokens[after_last : page.token_from(figure.amount.start)]
    following = tokens[unit.head.index + 1] if unit.head.index + 1 < len(tokens) else None
    if len(between) < 3 or following is None or between[-1].lower != "and":
        return None
    alike = is_a(last.unit, "person") == is_a(unit.name, "person")
    if between[0].tag != "IN" or following.lower != between[0].lower or not alike:
        return None
    return None if any(each.tag.startswith("VB") for each in between) else last


Giver = Callable[[SentenceQuantities, AmountInContext, CountedUnit | None], Quantity | None]


INHERITED: tuple[Rule[Giver], ...] = (
    Rule("included", "Shells hit four schools, including two in Odesa.", _including),
    Rule("joined by and", "The militia holds 30 prisoners, nine of them women.", _joined_by_and),
    Rule(
        "role of the whole",
        "The ministry said 20 people were killed, seven of them children.",
        _whole_of_part,
    ),
    Rule(
        "same preposition after both",
        "The rebels lost 140 men in clashes with the Tiger Battalion and 95 troops in clashes with"
        " the Lion Battalion.",
        _same_preposition,
    ),
)


def is_coordinated(page: SentenceQuantities, figure: AmountInContext) -> bool:
    """Return whether only "and" or a comma parts it from the amount before: "40 km and eight"."""
    first = page.token_from(page.quantities[-1].as_said.end - page.base)
    between = page.parse.tokens[first : page.token_from(figure.amount.start)]
    if not 0 < len(between) <= 4 or between[-1].text not in {"and", ","}:
        return False
    return all(token.tag in {"CC", ",", "NN", "NNS"} or token.lower == "of" for token in between)


def said_with_unit(page: SentenceQuantities, amount: Amount, unit: CountedUnit | None) -> Span:
    """Return the words of the amount, with those of its unit."""
    end = page.base + amount.end
    if unit is not None and amount.unit is None:
        end = max(end, unit.end)
    return Span(page.base + amount.start, end)
