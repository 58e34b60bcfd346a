"""The dossier of an incident: what its page shows, with the documents behind it, as a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from typing import BinaryIO

from sayso.exports.encoding import one_line, web_address
from sayso.exports.withheld import Masks
from sayso.exports.word_text import write_word
from sayso.index.service import IncidentIndex, Snapshot
from sayso.record import Incident, Reading
from sayso.record.addresses import without_credentials
from sayso.views.dossier import DossierDocument, DossierFacts, dossier_text, unmasked
from sayso.views.incident import IncidentView, incident_view

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_dossier(
    index: IncidentIndex, state: Snapshot, incident: Incident, out: BinaryIO, names: bool = False
) -> int:
    """Write the dossier of an incident as DOCX; how many claims are in it.

    The same state of a ledger gives the same bytes. `names` keeps the names of private persons who
    were harmed. Raises LedgerError.
    """
    shown = incident_view(index, state, incident)
    documents: dict[str, DossierDocument] = {}
    masks = Masks(_noted(index, state, shown, documents))
    if not names:
        for key, document in documents.items():
            documents[key] = replace(document, url=masks.address(document.url, key))
    facts = DossierFacts(
        maker=f"Sayso {metadata.version('sayso')}",
        made=last_added(index, state),
        documents=documents,
        judged=state.by_claim,
        mask=unmasked if names else masks.words,
        masked=not names,
    )
    write_word(dossier_text(shown, facts), out)
    return shown.claims


def last_added(index: IncidentIndex, state: Snapshot) -> datetime:
    """Return when the last document or judgement that a state has was added."""
    ((recorded,),) = index.index.rows("SELECT max(recorded) FROM documents")
    times = [each.when for each in state.judgements]
    times += [datetime.fromisoformat(recorded)] if recorded else []
    return max(times, default=NEVER)


def _noted(
    index: IncidentIndex,
    state: Snapshot,
    shown: IncidentView,
    documents: dict[str, DossierDocument],
) -> Iterator[tuple[str, Reading]]:
    """Yield the readings of an incident's documents, and note in `documents` what is said of each.

    One reading is held at a time: a large incident has a thousand documents.
    """
    keys = {place.fingerprint for claim in shown.folded for place in claim.appearances}
    for key in sorted(keys):
        reading = state.shown(index.store.reading(key))
        document = reading.document
        documents[key] = DossierDocument(
            title=document.title or "",
            url=web_address(document.url) or one_line(without_credentials(document.url or "")),
            language=document.language,
            kept=tuple(index.store.kept(key)),
        )
        yield key, reading
