"""Read a text or a document."""

from __future__ import annotations

from functools import lru_cache

from sayso.pipeline import Pipeline
from sayso.record import Document, Reading


@lru_cache(maxsize=1)
def default_pipeline() -> Pipeline:
    return Pipeline()


def read(text_or_document: str | Document) -> Reading:
    """Who said what in one text: attributions, events, figures, places, times and claims.

    Takes the text itself, or a `Document` where outlet, address or publication date are known
    (without a date, "overnight" and "on Wednesday" stay open, with a problem that says so).
    """
    if isinstance(text_or_document, str):
        text_or_document = Document(text_or_document)
    return default_pipeline().read(text_or_document)
