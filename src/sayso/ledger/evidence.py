"""Whether spans and words agree with the text that they point into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from sayso.ledger.errors import EvidenceError
from sayso.record import Reading, Span


def spans_of(record: object) -> Iterator[Span]:
    """Yield every span in a thing of the record, however deep."""
    held = [record]
    while held:
        part = held.pop()
        if isinstance(part, Span):
            yield part
        elif isinstance(part, tuple):
            held.extend(reversed(part))
        else:
            names = _names(type(part))  # type: ignore[arg-type]
            held.extend([getattr(part, name) for name in names])


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the fields of a class of the record in which there may be spans."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple(each.name for each in fields(kind) if _has_spans(hints[each.name]))


def _has_spans(hint: Any) -> bool:
    """Return whether a value with this annotation may be a span, or have one within."""
    return is_dataclass(hint) or any(map(_has_spans, get_args(hint)))


def check_spans(reading: Reading) -> None:
    """Raise EvidenceError unless every span lies in the text and every claim has words."""
    length = len(reading.document.text)
    for field in fields(reading):
        for span in spans_of(getattr(reading, field.name)):
            if span.end > length:
                raise EvidenceError(
                    f"Evidence does not hold: {field.name} of document {reading.document.id} point"
                    f" to {span.start}-{span.end} in a text of {length} characters. This is an"
                    " error of the stage that read it: please report it with the document."
                )
    for claim in reading.claims or ():
        if not claim.evidence.of(reading.document.text).strip():
            raise EvidenceError(
                f"Evidence does not hold: claim {claim.id} of document {reading.document.id} has"
                " no words. This is an error of the stage that read it: please report it with the"
                " document."
            )


def check_words(words: str, span: Span, text: str, claim_id: str) -> None:
    """Raise EvidenceError unless `text` has `words` at `span`."""
    if span.of(text) != words:
        raise EvidenceError(
            f"Evidence does not hold: claim {claim_id} was stored with other words than the text"
            f" has at {span.start}-{span.end}. The ledger was changed from outside: restore it"
            " from a copy, or add the documents to a new one."
        )
