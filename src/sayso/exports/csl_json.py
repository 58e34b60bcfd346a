"""Citations as CSL-JSON, which Zotero, pandoc and every processor of citation styles read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sayso.exports.citations import Citation, CitationStyle, day_of, instant_words

TYPES = {
    "article": "article-newspaper",
    "post": "post",
    "webpage": "webpage",
    "document": "document",
}


def csl_entry(citation: Citation) -> str:
    """Return one item as JSON.

    A date has no clock in CSL: where one is known, the note has the whole instant.
    """
    item = {name: value for name, value in _item(citation).items() if value}
    return json.dumps(item, ensure_ascii=False)


def _item(citation: Citation) -> dict[str, Any]:
    published, accessed = citation.published, citation.accessed
    note = f"{citation.note}; published {instant_words(published)}" if published else citation.note
    return {
        "id": citation.key,
        "type": TYPES[citation.kind],
        "title": citation.title,
        "container-title": citation.outlet,
        "author": [{"literal": name} for name in citation.authors],
        "issued": _date(published) if published else None,
        "accessed": _date(accessed) if accessed else None,
        "URL": citation.url,
        "language": citation.language,
        "note": note,
    }


def _date(instant: datetime) -> dict[str, Any]:
    day = day_of(instant)
    return {"date-parts": [[day.year, day.month, day.day]]}


CSL_JSON = CitationStyle(csl_entry, before="[\n", between=",\n", after="\n]\n")
