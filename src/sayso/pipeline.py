"""The stages, in order, and how a document goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

from sayso.lexicon.multilingual import LANGUAGES
from sayso.models import ModelPackError, PackName
from sayso.record import Block, Document, Problem, Reading, Span
from sayso.record.faults import attempt, is_internal
from sayso.record.progress import progress
from sayso.stages.actors import ACTORS
from sayso.stages.anatomy import ANATOMY, agency_of, title_of
from sayso.stages.attribution import ATTRIBUTION, TAGGING, tagging_stage
from sayso.stages.claims import CLAIMS
from sayso.stages.events import EVENTS
from sayso.stages.moments import MOMENTS
from sayso.stages.multilingual.stages import stages_for
from sayso.stages.parsing import PARSING, Parser, parsing_stage
from sayso.stages.places import PLACES
from sayso.stages.quantities import QUANTITIES
from sayso.stages.relevance import RELEVANCE
from sayso.stages.stage import Draft, Stage
from sayso.stages.warnings import WARNINGS
from sayso.text.parser import parse
from sayso.text.quick_start import AwaitedParse

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
    RELEVANCE,
    WARNINGS,
)


def stages_with(pack: PackName, parser: Parser = parse) -> tuple[Stage, ...]:
    """Return the stages, with that one of the shipped attribution packs, and that parser."""
    chosen = {PARSING.name: parsing_stage(parser), TAGGING.name: tagging_stage(pack)}
    return tuple(chosen.get(each.name, each) for each in STAGES)


LAYERS = frozenset(each.name for each in fields(Draft)) - {"document", "problems"}


PASSING = (ModelPackError,)
"""Errors that end a run, since they meet every document."""


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
        """Run every stage over `document`. What can't be read is in the reading's problems.

        A stage that raises gives no layer, and the stages that need that layer don't run: one
        problem names them all, and the other layers are read. Raises PackError where a model pack
        can't be used, which no document is to blame for.
        """
        draft = Draft(document)
        code = document.language.lower().split("-")[0]
        if code.startswith("en"):
            draft = _with_layers(draft, self.stages)
        elif code in LANGUAGES:
            draft = _with_layers(draft, stages_for(code))
        else:
            problem = Problem(
                "language",
                f"not read: the text is marked as '{document.language}', and English,"
                " Russian and Ukrainian are read so far. It is stored and can be searched.",
            )
            return replace(draft, problems=(problem,)).reading()
        introduced = attempt(ANATOMY.name, partial(_introduced, draft), PASSING)
        if isinstance(introduced, Problem):
            introduced = replace(draft, problems=(*draft.problems, introduced))
        return introduced.reading()

    def read_all(self, documents: Iterable[Document]) -> Iterable[Reading]:
        """Return the readings of `documents`, one by one, in order."""
        return map(self.read, documents)


def _with_layers(draft: Draft, stages: Sequence[Stage]) -> Draft:
    """Return the draft with the layers of all stages that could run."""
    lost: dict[str, str] = {}
    """Layers that are missing, each with the stage that raised."""
    blocks: tuple[Block, ...] | None = None
    """All blocks of a text of which only the beginning is read."""
    for stage in stages:
        if "parse" in stage.needs and "parse" not in lost:
            draft = _with_parse(draft, lost)
        causes = [lost[need] for need in stage.needs if need in lost]
        if causes:
            lost[stage.gives] = causes[0]
            continue
        progress(stage.name)
        result = attempt(stage.name, partial(stage.read, draft), PASSING, subject=draft.document.id)
        if isinstance(result, Problem):
            lost[stage.gives] = stage.name
            draft = replace(draft, problems=(*draft.problems, result))
            continue
        change: dict[str, Any] = {stage.gives: result.layer}
        draft = replace(draft, problems=(*draft.problems, *result.problems), **change)
        if stage.gives == "blocks" and len(draft.text) > LONGEST_READ:
            blocks, draft = draft.blocks, _beginning(draft)
    if blocks is not None:
        draft = replace(draft, blocks=blocks)
    if not lost:
        return draft
    return replace(draft, problems=tuple(_explained(draft.problems, lost, stages)))


def _explained(
    problems: Iterable[Problem], lost: dict[str, str], stages: Sequence[Stage]
) -> Iterator[Problem]:
    """Yield `problems`, those of stages that raised with the stages that did not run for it."""
    for problem in problems:
        skipped = [
            stage.name for stage in stages if lost.get(stage.gives) == problem.stage != stage.name
        ]
        if skipped and is_internal(problem):
            message = f"{problem.message} Not run because of it: {', '.join(skipped)}."
            problem = replace(problem, message=message)
        yield problem


LONGEST_READ = 1_200_000
"""Code points that the stages read: 1 MB takes seven minutes of a core and 700 MB of memory. The
longest article of the benchmarks has 54,000."""

UNREAD = (
    "only the first {:,} of {:,} characters were read. The whole is stored and can be searched;"
    " split the text into reports of its own to have the rest read."
)


def _beginning(draft: Draft) -> Draft:
    """Return the draft with the blocks of its first LONGEST_READ code points, and a problem that
    says what is left out.
    """
    ends = [draft.text.rfind(mark, LONGEST_READ // 2, LONGEST_READ) + 1 for mark in ("\n", ". ")]
    end = max(ends) or LONGEST_READ  # half a sentence would make a claim that nobody made
    begun = [block for block in draft.blocks or () if block.span.start < end]
    whole = [block for block in begun if block.span.end <= end]
    cut = [replace(block, span=Span(block.span.start, end)) for block in begun[len(whole) :]]
    last = cut[-1].span.end if cut else whole[-1].span.end if whole else 0
    message = UNREAD.format(last, len(draft.text))
    problem = Problem("reading", message, Span(last, len(draft.text)))
    return replace(draft, blocks=(*whole, *cut), problems=(*draft.problems, problem))


def _with_parse(draft: Draft, lost: dict[str, str]) -> Draft:
    """Return the draft once its parse is here, or without one; `lost` then names the stage.

    A parse that another process makes fails when it is waited for, not when it is asked for.
    """
    if not isinstance(draft.parse, AwaitedParse):
        return draft
    failed = attempt(PARSING.name, draft.parse.wait, PASSING)
    if not isinstance(failed, Problem):
        return draft
    lost["parse"] = PARSING.name
    return replace(draft, parse=None, problems=(*draft.problems, failed))


def _introduced(draft: Draft) -> Draft:
    """Return the draft, title and agency from its own blocks where the sender gave none."""
    if draft.blocks is None:
        return draft
    title = title_of(draft.document, draft.blocks)
    agency = agency_of(draft.document, draft.blocks)
    return replace(draft, document=replace(draft.document, title=title, agency=agency))
