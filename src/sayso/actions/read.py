"""Read a text, a document, or many inputs, without storing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from sayso.intake import NO_HINTS, Hints
from sayso.intake.inputs import open_inputs
from sayso.models import ModelPackError
from sayso.pipeline import Pipeline, stages_with
from sayso.record import Document, Problem, Reading
from sayso.record.faults import Passing, attempt, without_layers
from sayso.stages.parsing import Parser
from sayso.text.parser import parse


@lru_cache(maxsize=2)
def default_pipeline(fast: bool = False, parser: Parser = parse) -> Pipeline:
    """Return the pipeline of `sayso read`; `fast` takes the smaller attribution pack, for bulk."""
    return Pipeline(stages_with("fast" if fast else "accurate", parser))


def read(text_or_document: str | Document, fast: bool = False) -> Reading:
    """Return who said what in one text: attributions, events, figures, places, times and claims.

    Takes the text itself, or a `Document` where outlet, address or publication date are known
    (without a date, "overnight" and "on Wednesday" stay open, with a problem that says so).
    `fast` finds somewhat fewer attributions in less time: docs/evaluation.md has both numbers.
    """
    if isinstance(text_or_document, str):
        text_or_document = Document(text_or_document)
    return default_pipeline(fast).read(text_or_document)


def reading_of(
    document: Document, reader: Callable[[Document], Reading], passing: Passing = ()
) -> Reading:
    """Return what `reader` reads in `document`; if it raises, the document with that problem.

    The errors `passing` and PackError are raised as they are: no document is to blame for them.
    """
    passing = (ModelPackError, *passing)
    reading = attempt("reading", partial(reader, document), passing, subject=document.id)
    if isinstance(reading, Problem):
        return without_layers(Reading(document, problems=document.problems), reading)
    return reading


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input of which no document could be made, and why."""

    source: str
    problem: Problem


def read_inputs(
    sources: Iterable[str],
    hints: Hints = NO_HINTS,
    fast: bool = False,
    parser: Parser = parse,
) -> Iterator[Reading | Unreadable]:
    """Yield the reading of each document of `sources`, one by one; a bad input does not stop the
    rest.

    A source is what `sayso read` takes: a file, a folder, a URL, or "-". `parser` gives what
    `parse` gives, wherever it runs.
    """
    pipeline = default_pipeline(fast, parser)
    for opened in open_inputs(sources, hints):
        if isinstance(opened.content, Problem):
            yield Unreadable(opened.source, opened.content)
        elif isinstance(opened.content, Document):
            yield reading_of(opened.content, pipeline.read)
