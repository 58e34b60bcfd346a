"""The stages, in order, and how a document goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from sayso.models import PackName
from sayso.record import Document, Problem, Reading
from sayso.stages.actors import ACTORS
from sayso.stages.anatomy import ANATOMY, agency_of, title_of
from sayso.stages.attribution import ATTRIBUTION, TAGGING, tagging_stage
from sayso.stages.claims import CLAIMS
from sayso.stages.events import EVENTS
from sayso.stages.moments import MOMENTS
from sayso.stages.parsing import PARSING, Parser, parsing_stage
from sayso.stages.places import PLACES
from sayso.stages.quantities import QUANTITIES
from sayso.stages.stage import Draft, Stage
from sayso.stages.warnings import WARNINGS
from sayso.text.parse import parse

STAGES: tuple[Stage, ...] = (
    ANATOMY,
    PARSING,
    TAGGING,
    QUANTITIES,
    MOMENTS,
    PLACES,
    ACTORS,
    ATTRIBUTION,
    EVENTS,
    CLAIMS,
    WARNINGS,
)


def stages_with(pack: PackName, parser: Parser = parse) -> tuple[Stage, ...]:
    """The stages, with that one of the shipped attribution packs, and that parser."""
    chosen = {PARSING.name: parsing_stage(parser), TAGGING.name: tagging_stage(pack)}
    return tuple(chosen.get(each.name, each) for each in STAGES)


LAYERS = frozenset(each.name for each in fields(Draft)) - {"document", "problems"}


class PipelineError(ValueError):
    """The stages do not fit together."""


class Pipeline:
    """A pure function from a document to its reading: same document, same reading, same ids.

    Raises PipelineError when it is built from a stage that needs what no earlier one gives.
    """

    def __init__(self, stages: Sequence[Stage] = STAGES) -> None:
        ready: set[str] = set()
        for stage in stages:
            missing = [need for need in stage.needs if need not in ready]
            if missing:
                raise PipelineError(
                    f"stage '{stage.name}' needs {', '.join(missing)}, which no earlier stage"
                    f" gives. Put the stage that gives it before '{stage.name}'."
                )
            if stage.gives not in LAYERS:
                raise PipelineError(f"stage '{stage.name}' gives '{stage.gives}': no such layer")
            ready.add(stage.gives)
        self.stages = tuple(stages)

    def read(self, document: Document) -> Reading:
        """Run every stage over `document`. What can't be read is in the reading's problems."""
        draft = Draft(document)
        if not document.language.lower().startswith("en"):
            problem = Problem(
                "language",
                f"not read: the text is marked as '{document.language}' and only English is"
                " read so far. It is stored and can be searched.",
            )
            return replace(draft, problems=(problem,)).reading()
        for stage in self.stages:
            found = stage.read(draft)
            change: dict[str, Any] = {stage.gives: found.layer}
            draft = replace(draft, problems=(*draft.problems, *found.problems), **change)
        return _introduced(draft).reading()

    def read_all(self, documents: Iterable[Document]) -> Iterable[Reading]:
        """The readings of `documents`, one by one, in order."""
        return map(self.read, documents)


def _introduced(draft: Draft) -> Draft:
    """The draft with the title and agency that its own blocks tell, where the sender gave none."""
    if draft.blocks is None:
        return draft
    title = title_of(draft.document, draft.blocks)
    agency = agency_of(draft.document, draft.blocks)
    return replace(draft, document=replace(draft.document, title=title, agency=agency))
