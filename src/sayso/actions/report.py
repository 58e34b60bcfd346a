"""Write the page of a ledger."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sayso.exports.chosen import unreported
from sayso.exports.page import render_page
from sayso.files.writing import write_whole
from sayso.ledger import open_ledger
from sayso.record import Reading
from sayso.views.failures import Failures

UNDATED = datetime.max.replace(tzinfo=UTC)


def report(
    ledger_path: Path | str,
    out: Path | str,
    title: str | None = None,
    failures: Failures | None = None,
) -> int:
    """Write one page of every document in the ledger to the file `out`; how many it shows.

    A damaged reading goes to `failures`, and so does one that the page can't show, of which the
    text is shown; without `failures` a damaged one raises. Documents stand in the order of
    publication, those without a date last. Folders that `out` needs are made, and a page that is
    there is replaced. Raises LedgerError when the ledger can't be read and OSError when the page
    can't be written.
    """
    with closing(open_ledger(ledger_path)) as ledger:
        damaged = failures.damage if failures is not None else None
        readings = sorted(ledger.readings(damaged), key=_published)
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    left_out = failures.fault if failures is not None else unreported
    write_whole(target, render_page(readings, title, left_out).encode("utf-8", "replace"))
    return len(readings)


def _published(reading: Reading) -> datetime:
    """Return when it came out; a time without a zone is taken as UTC, for the order alone."""
    published = reading.document.published
    if published is None:
        return UNDATED
    return published if published.tzinfo else published.replace(tzinfo=UTC)
