"""The stages of languages that are read without a parser.

Who said what comes from the multilingual tagger; figures, times, places and events come from word
lists of the language (`lexicon/data/CODE/`). What differs between languages is in these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import cast

from sayso.models import tagger
from sayso.record import Block, Moment, Problem
from sayso.stages.anatomy import read as read_anatomy
from sayso.stages.attribution.assemble import SILENT
from sayso.stages.attribution.feed import LEFT_OUT
from sayso.stages.moments import NO_REFERENCE
from sayso.stages.multilingual.actors import read_actors
from sayso.stages.multilingual.attribution import read_attributions
from sayso.stages.multilingual.blocks import joined
from sayso.stages.multilingual.claims import DocumentLayers, read_claims
from sayso.stages.multilingual.events import read_events
from sayso.stages.multilingual.moments import read_moments
from sayso.stages.multilingual.places import read_places
from sayso.stages.multilingual.quantities import read_quantities
from sayso.stages.multilingual.sentences import sentences
from sayso.stages.places import in_gazetteer
from sayso.stages.stage import Draft, Stage, StageResult, given


def _blocks(draft: Draft) -> StageResult:
    result = read_anatomy(draft)
    blocks = cast("tuple[Block, ...]", result.layer)
    return StageResult(joined(draft.text, blocks), result.problems)


def _tagged(draft: Draft, code: str) -> StageResult:
    """Tag each sentence by itself.

    Pair F1 on our own Russian and Ukrainian texts is .894 and .871 so, .789 and .738 where the
    tagger reads the whole text; on whole posts of channels .523 and .543, .445 and .476.
    """
    heard = (each.span for each in given(draft.blocks) if each.kind not in UNHEARD)
    spans = [each for block in heard for each in sentences(draft.text, block, code)]
    tagged = tagger("multilingual").tag([each.of(draft.text) for each in spans])
    return StageResult(
        tuple(
            one.later(span.start)
            for span, several in zip(spans, tagged, strict=True)
            for one in several
        )
    )


UNHEARD = LEFT_OUT | SILENT
"""Blocks in which nobody speaks."""


def _moments(draft: Draft, code: str) -> StageResult:
    published = draft.document.published
    moments = read_moments(draft.text, given(draft.blocks), code, published)
    return StageResult(moments, tuple(_left_open(draft, moments)))


def _left_open(draft: Draft, moments: Sequence[Moment]) -> Iterator[Problem]:
    """Yield a problem for the first moment that stays open for want of a publication date."""
    if draft.document.published is not None:
        return
    pending = (each for each in moments if each.type != "SET" and each.earliest is None)
    for moment in islice(pending, 1):
        words = moment.as_said.of(draft.text)
        yield Problem("moments", NO_REFERENCE.format(words=words), moment.as_said)


def _places(draft: Draft, code: str) -> StageResult:
    return in_gazetteer(partial(read_places, draft.text, given(draft.blocks), code))


def _attributions(draft: Draft, code: str) -> StageResult:
    blocks, tagged = given(draft.blocks), given(draft.tagged)
    return StageResult(read_attributions(draft.text, blocks, tagged, draft.document.outlet, code))


def _claims(draft: Draft, code: str) -> StageResult:
    document = draft.document
    layers = DocumentLayers(
        draft.text,
        document.fingerprint,
        document.outlet,
        code,
        given(draft.blocks),
        given(draft.attributions),
        given(draft.events),
        given(draft.quantities),
        given(draft.places),
        given(draft.moments),
    )
    return StageResult(read_claims(layers))


CLAIM_LAYERS = ("blocks", "attributions", "events", "quantities", "places", "moments")

Reader = Callable[[Draft, str], StageResult]
BlockReader = Callable[[str, Sequence[Block], str], object]


def _in_blocks(read: BlockReader) -> Reader:
    """Return the stage of a layer that is read in the blocks of a text alone."""

    def layer(draft: Draft, code: str) -> StageResult:
        return StageResult(read(draft.text, given(draft.blocks), code))

    return layer


@cache
def stages_for(code: str) -> tuple[Stage, ...]:
    """Return the stages that read a language, by its code."""

    def of_blocks(name: str, gives: str, read: Reader) -> Stage:
        return Stage(name, ("blocks",), gives, lambda draft: read(draft, code))

    return (
        Stage("anatomy", (), "blocks", _blocks),
        of_blocks("tagging", "tagged", _tagged),
        of_blocks("quantities", "quantities", _in_blocks(read_quantities)),
        of_blocks("moments", "moments", _moments),
        of_blocks("places", "places", _places),
        of_blocks("actors", "actors", _in_blocks(read_actors)),
        of_blocks("events", "events", _in_blocks(read_events)),
        Stage(
            "attribution", ("blocks", "tagged"), "attributions", partial(_attributions, code=code)
        ),
        Stage("claims", CLAIM_LAYERS, "claims", partial(_claims, code=code)),
    )
