"""Where an export comes from, as it is written inside the file."""

from __future__ import annotations

from dataclasses import asdict
from importlib import metadata
from typing import Any

from sayso.exports.chosen import About

GEONAMES = "Places: GeoNames (https://www.geonames.org), CC BY 4.0"
CAUTION = "Claims as reported, each with who says it. Sayso judges no one."


def provenance_of(about: About) -> dict[str, Any]:
    """Return what wrote it, when, from which ledger, with which filter, and whose data are
    in it.
    """
    return {
        "generator": f"sayso/{metadata.version('sayso')}",
        "written": about.written.isoformat(timespec="seconds"),
        "ledger": about.ledger,
        "filter": {name: each for name, each in asdict(about.wanted).items() if each is not None},
        "names_of_private_persons_harmed": "kept" if about.names else "withheld",
        "linked": about.linked,
        "attribution": GEONAMES,
        "note": CAUTION,
    }
