"""Who said what: what the tagger sees, and what rules find inside and around it."""

from __future__ import annotations

from functools import partial

from sayso.models import PackName, tagger
from sayso.stages.attribution.answers import answered
from sayso.stages.attribution.assemble import nested
from sayso.stages.attribution.carry import carried_over, continued_speeches
from sayso.stages.attribution.merge import merged
from sayso.stages.attribution.perfect import after_the_speaker
from sayso.stages.attribution.publisher import published
from sayso.stages.attribution.rules import by_rules
from sayso.stages.attribution.tagged import by_model, tag
from sayso.stages.stage import Draft, Stage, StageResult, given

__all__ = ["ATTRIBUTION", "TAGGING", "tagging_stage"]


def read_tagged(draft: Draft, pack: PackName) -> StageResult:
    """Run the tagger. It needs no parse, so that the two can be made at once."""
    return StageResult(tag(draft, tagger(pack)))


def tagging_stage(pack: PackName = "accurate") -> Stage:
    """Return the stage on one of the shipped packs; the fast one is for bulk."""
    read = partial(read_tagged, pack=pack)
    return Stage("tagging", needs=("blocks",), gives="tagged", read=read)


def read(draft: Draft) -> StageResult:
    """Find the attributions of every block that is somebody's report."""
    blocks = given(draft.blocks)
    made = after_the_speaker(given(draft.parse), merged(by_model(draft), by_rules(draft)))
    attributions = answered(draft, made)
    attributions = continued_speeches(attributions, blocks)
    attributions = published(draft, carried_over(draft, attributions))
    return StageResult(tuple(nested(draft.text, attributions)))


TAGGING = tagging_stage()
ATTRIBUTION = Stage(
    "attribution",
    needs=("blocks", "parse", "actors", "tagged"),
    gives="attributions",
    read=read,
)
