"""Own sentences in several languages, with what is read in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sayso.record import Block, Quantity, Span

HERE = Path(__file__).parent


def samples(layer: str) -> Iterator[tuple[str, str, str]]:
    """Yield the language, the sentence and what it holds, from LAYER.CODE.tsv."""
    for path in sorted(HERE.glob(f"{layer}.*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                _, sentence, expected = line.split("\t")
                yield path.suffixes[0].lstrip("."), sentence, expected


def paragraph(text: str) -> list[Block]:
    """Return a text as one paragraph."""
    return [Block("paragraph", Span(0, len(text)))]


def written(text: str, quantity: Quantity) -> str:
    """Return a quantity as the samples have it: "95 БпЛА = 95 drone intercepted"."""
    low, high = quantity.low, quantity.high
    amount = f"{low:.12g}" + ("" if high == low else "+" if high is None else f"..{high:.12g}")
    parts = [amount, quantity.unit or "-", quantity.role or "-"]
    if quantity.bound != "exact":
        parts.append(quantity.bound)
    if quantity.whole is not None:
        parts.append(f"whole={quantity.whole:.12g}")
    if quantity.change is not None:
        parts.append(quantity.change)
    return f"{quantity.as_said.of(text)} = {' '.join(parts)}"
