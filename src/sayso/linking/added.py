"""Where claims that people added belong: with the claims around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.linking.features import StatementFeatures
from sayso.linking.passages import LEAD_MARK, Passage
from sayso.record import Span


def with_added(passage: Passage, features: Sequence[StatementFeatures]) -> Passage:
    """Return a passage with those of a document's added claims that belong in it.

    `features` are the document's statements, the added ones last. Each is of the passages that the
    read claim nearest to it is of; where none was read, of the lead.
    """
    read = [each for each in features if not each.claim.added_by]
    inside = set(passage.claims)
    joining = tuple(
        position
        for position, each in enumerate(features)
        if each.claim.added_by
        and (_nearest(read, each) in inside if read else passage.key.endswith(LEAD_MARK))
    )
    return replace(passage, claims=(*passage.claims, *joining)) if joining else passage


def _nearest(read: Sequence[StatementFeatures], added: StatementFeatures) -> int:
    """Return the position of the read claim that is nearest in the text, the earlier of two."""
    here = added.claim.evidence
    distances = [_distance(each.claim.evidence, here) for each in read]
    return distances.index(min(distances))


def _distance(first: Span, second: Span) -> int:
    """Return how many characters lie between two spans; 0 where they overlap."""
    return max(0, second.start - first.end, first.start - second.end)
