"""Write a page of a ledger, of an incident, or of the documents that a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sayso.exports.chosen import unreported
from sayso.exports.page import render_page
from sayso.files.writing import write_whole
from sayso.index.incidents import find_incident, open_incidents
from sayso.ledger import EVERY_CLAIM, ClaimFilter, Store, open_ledger
from sayso.record import Reading
from sayso.views.corrections import each_shown, shown_by
from sayso.views.failures import Failures, reading_of

UNDATED = datetime.max.replace(tzinfo=UTC)


def report(
    ledger_path: Path | str,
    out: Path | str,
    title: str | None = None,
    failures: Failures | None = None,
    *,
    incident: str | None = None,
    wanted: ClaimFilter = EVERY_CLAIM,
) -> int:
    """Write one page of documents of the ledger to the file `out`; how many it shows.

    They are those of the incident that `incident` names (see `find_incident`), and those with a
    claim that `wanted` lets pass; every document where neither is given. The page of an incident
    has its title, if no other is given.

    A damaged reading goes to `failures`, and so does one that the page can't show, of which the
    text is shown; without `failures` a damaged one raises. Documents stand in the order of
    publication, those without a date last. Folders that `out` needs are made, and a page that is
    there is replaced. Raises LedgerError when the ledger can't be read and OSError when the page
    can't be written.
    """
    keys, named = _chosen(ledger_path, incident, wanted)
    with closing(open_ledger(ledger_path)) as ledger:
        readings = sorted(_readings(ledger, keys, failures), key=_published)
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    left_out = failures.fault if failures is not None else unreported
    write_whole(target, render_page(readings, title or named, left_out).encode("utf-8", "replace"))
    return len(readings)


def _chosen(
    ledger: Path | str, incident: str | None, wanted: ClaimFilter
) -> tuple[set[str] | None, str | None]:
    """Return the fingerprints of the documents to show, None for all, and a title."""
    keys: set[str] | None = None
    title = None
    if wanted != EVERY_CLAIM:
        with closing(open_ledger(ledger)) as store:
            keys = set(store.documents_with(wanted))
    if incident is not None:
        with open_incidents(ledger) as reader:
            named = find_incident(reader, incident)
            inside = {met.fingerprint for claim in reader.of(named) for met in claim.appearances}
        keys, title = inside if keys is None else inside & keys, named.title
    return keys, title


def _readings(store: Store, keys: set[str] | None, failures: Failures | None) -> Iterator[Reading]:
    """Yield the readings of the documents `keys`, of all where it is None, in their order."""
    if keys is None:
        readings = store.readings(failures.damage if failures is not None else None)
        yield from each_shown(store, readings)
        return
    shown = shown_by(store)
    for _, key, _ in store.keys_since(0):
        reading = reading_of(store, key, failures) if key in keys else None
        if reading is not None:
            yield shown(reading)


def _published(reading: Reading) -> datetime:
    """Return when it came out; a time without a zone is taken as UTC, for the order alone."""
    published = reading.document.published
    if published is None:
        return UNDATED
    return published if published.tzinfo else published.replace(tzinfo=UTC)
