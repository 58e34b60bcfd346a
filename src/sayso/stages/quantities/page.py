"""A sentence while it is read: its tokens by offset, and what was counted before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sayso.lexicon.quantities import measure_units
from sayso.record import Quantity
from sayso.stages.quantities.modifiers import LOOKBACK, Amount
from sayso.stages.quantities.noncount_filters import AmountInContext
from sayso.text.parse import Parse, Sentence

FURTHEST = 12
"""Quantities looked back over, so that the work stays linear in a list of thousands."""

OF_WHICH = re.compile(r"\bof (?:which|whom|them|these|those)\b[ ,]*$", re.IGNORECASE)
INCLUDING = re.compile(r"\b(?:including|among them|of them),? $", re.IGNORECASE)
OF_THE = re.compile(r"\bof (?:the |these |those |all )?$", re.IGNORECASE)
INHERITING = re.compile(
    r"\b(?:including|among them|of them|as well as|along with|together with|in addition to),? $",
    re.IGNORECASE,
)
"""What stands before an amount that shares the role of the amount before it."""


@dataclass
class SentenceQuantities:
    """The sentence that starts at `base` of the document, with the `quantities` in it so far.

    `earlier` holds the last quantities before the sentence in its block, nearest first, `above`
    those of the block before as well; `openings` the words before each of `quantities`, so that
    what was only included ("four children") is not taken for the main count.
    """

    text: str
    parse: Parse
    sentence: Sentence
    earlier: Sequence[Quantity]
    above: Sequence[Quantity] = ()
    quantities: list[Quantity] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)
    put_right: tuple[str | None, str | None] = (None, None)
    """Unit and role of the last number that the sentence puts right: "not six soldiers but 19"."""

    @property
    def base(self) -> int:
        return self.sentence.span.start

    def token_from(self, offset: int) -> int:
        """Return the index of the first token at or after `offset` of the sentence."""
        return bisect_left(
            self.parse.tokens,
            self.base + offset,
            self.sentence.first,
            self.sentence.last,
            key=lambda token: token.start,
        )

    def figure(self, amount: Amount) -> AmountInContext:
        """Return the amount with what stands around it."""
        tokens = self.parse.tokens
        after, first = self.token_from(amount.end), self.token_from(amount.first)
        while first > self.sentence.first and tokens[first - 1].end > self.base + amount.first:
            first -= 1
        opening = min(first, self.token_from(amount.start))
        return AmountInContext(
            amount=amount,
            text=self.text,
            before=self.text[max(0, amount.start - LOOKBACK) : amount.start],
            after=self.text[amount.end : amount.end + LOOKBACK],
            parse=self.parse,
            previous=tokens[first - 1] if first > self.sentence.first else None,
            word=self.parse.at(self.base + amount.number - 1),
            following=tokens[after] if after < self.sentence.last else None,
            opening=tokens[opening - 1] if opening > self.sentence.first else None,
        )

    def add(self, quantity: Quantity, opening: str) -> None:
        self.quantities.append(quantity)
        self.openings.append(opening)

    def refers_back(self, figure: AmountInContext) -> bool:
        """Return whether it is some of what was counted: "of which 156", "Of 598 drones, 563"."""
        opened = bool(self.openings and OF_THE.search(self.openings[-1]))
        comma = figure.before.rstrip().endswith(",")
        return bool(OF_WHICH.search(figure.before)) or (opened and comma)

    def counted_before(self, least: float = 0.0) -> Quantity | None:
        """Return what was counted last, measures left out, that is at least `least`."""
        for earlier in islice(self._main(), FURTHEST):
            counts = earlier.unit and earlier.unit not in measure_units()
            if counts and (earlier.high is None or earlier.high >= least):
                return earlier
        return None

    def _main(self) -> Iterator[Quantity]:
        """Yield the quantities before this one, nearest first, but not what they merely include."""
        for quantity, opening in zip(
            reversed(self.quantities), reversed(self.openings), strict=True
        ):
            if not INCLUDING.search(opening):
                yield quantity
        yield from self.earlier
