"""The gold set that ships with Sayso: thirteen invented reports, annotated by hand.

The reports in `reports/` were written for this set, in the genres that Sayso meets; no person,
outlet or event in them is real. They were annotated by what is right, before any was read by
Sayso; a look at what differed then mended five of them (a unit is the head noun, an article is no
number, two attributions were missing). No rule may be mended while looking at them. `reports.py`
says how a file is written.

- Attributions: as on PolNeAR (evaluation/attribution.py), over all reports together.
- Claims: a gold attribution with none inside it is answered by a claim whose evidence shares half
  of its content and whose claimant shares a word with its source; the polarity is asked of those
  that are answered.
- Quantities: value is low and high, `all` is value, unit, role, bound and whole ("*" is not asked).
- Places: the words overlap, and the place is within 25 km, or the country is right.
- Moments: the words overlap; bounds are right within a minute, or within three hours where the
  gold gives hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from evaluation.attribution import outermost
from evaluation.gold.reports import ANY, Mark, Report, load_reports
from evaluation.measures import ROLES, Tally, f1
from evaluation.score import Score
from sayso.actions.read import default_pipeline
from sayso.gazetteer.entry import distance
from sayso.record import Claim, Document, Moment, Place, Quantity, Reading

REPORTS = Path(__file__).with_name("reports")
NEAR_KM = 25.0
DAY_SLACK, HOUR_SLACK = timedelta(minutes=1), timedelta(hours=3)


def measure(data: Path) -> list[Score]:  # noqa: ARG001  every task is asked this way
    """Return all scores of the set; it needs no benchmark data."""
    reports, mark = load_reports(REPORTS)
    return score_readings([(each, read_report(each)) for each in reports], mark)


def read_report(report: Report) -> Reading:
    """Return what `sayso read` makes of a report."""
    document = Document(
        report.text, outlet=report.outlet, published=report.published, given_id=report.name
    )
    return default_pipeline().read(document)


def score_readings(read: Sequence[tuple[Report, Reading]], mark: str) -> list[Score]:
    """Return the scores of readings of reports; `mark` is the digest of the set."""
    tally, counts = Tally(), Counter[str]()
    for report, reading in read:
        outer = [_as_polnear(each) for each in report.marks if each.kind == "said"]
        tally.add(report.text, outer, outermost(reading))
        _count_claims(report, reading, counts)
        _count_quantities(report, reading, counts)
        _count_places(report, reading, counts)
        _count_moments(report, reading, counts)
    sign = f"data {mark} | {len(read)} reports, {sum(r.sentences for r, _ in read)} sentences"

    def score(name: str, value: float, how: str) -> Score:
        return Score(f"gold.{name}", value, f"{sign} | {how}")

    pairs = "words | content jaccard>=.5, sources share a word"
    answered = "evidence shares half, claimant shares a word"
    return [
        score("attribution.pair_f1", tally.f1("pair"), pairs),
        *(score(f"attribution.{r}_token_f1", tally.f1(r, "token"), "words") for r in ROLES),
        score("claims.answered", _share(counts, "claims"), f"{counts['claims']} | {answered}"),
        score("claims.polarity", _share(counts, "polarity"), f"{counts['polarity']} answered"),
        score("quantities.value_f1", _f1(counts, "quantities", "value"), "low and high"),
        score("quantities.all_f1", _f1(counts, "quantities", "all"), "value, unit, role, bound"),
        score("places.f1", _f1(counts, "places", "right"), f"within {NEAR_KM:.0f} km, or country"),
        score("moments.f1", _f1(counts, "moments", "right"), "words overlap"),
        score("moments.bounds", _share(counts, "bounds"), f"{counts['bounds']} with bounds"),
    ]


def _share(counts: Counter[str], name: str) -> float:
    return counts[f"{name}.right"] / counts[name] if counts[name] else 0.0


def _f1(counts: Counter[str], name: str, what: str) -> float:
    return f1(counts[f"{name}.{what}"], counts[f"{name}.found"], counts[name])


def _as_polnear(mark: Mark) -> dict[str, Any]:
    spans = zip(ROLES, mark.spans, strict=True)
    return {role: [[span.start, span.end]] for role, span in spans}


def _count_claims(report: Report, reading: Reading, counts: Counter[str]) -> None:
    """Count the gold attributions that a claim answers, and the polarities that are right."""
    inner = [each.spans[2] for each in report.marks if each.kind == "inside"]
    for mark in report.marks:
        if mark.kind not in ("said", "inside"):
            continue
        # Who relays another's words is in the chain of the other's claim, and makes none.
        if mark.kind == "said" and any(mark.spans[2].overlap(each) for each in inner):
            continue
        counts["claims"] += 1
        near = [each for each in reading.claims or () if _answers(report, mark, reading, each)]
        counts["claims.right"] += bool(near)
        if near and mark.fields[0] != ANY:
            counts["polarity"] += 1
            counts["polarity.right"] += any(each.polarity == mark.fields[0] for each in near)


def _answers(report: Report, mark: Mark, reading: Reading, claim: Claim) -> bool:
    source, _, content = mark.spans
    if claim.attribution is None or content.jaccard(claim.evidence) < 0.5:
        return False
    words = set(source.of(report.text).lower().split())
    ours = f"{claim.claimant.said} {claim.claimant.name}".lower().split()
    said = (reading.attributions or ())[claim.attribution].source
    return bool(words & set(ours)) or any(span.overlap(source) for span in said)


def _count_quantities(report: Report, reading: Reading, counts: Counter[str]) -> None:
    ours = list(reading.quantities or ())
    counts["quantities.found"] += len(ours)
    for mark in report.marks:
        if mark.kind != "quantity":
            continue
        counts["quantities"] += 1
        near = [each for each in ours if each.as_said.overlap(mark.spans[0])]
        best = max(near, key=lambda each: _quantity_right(mark, each), default=None)
        if best is not None:
            ours.remove(best)
            value, everything = _quantity_right(mark, best)
            counts["quantities.value"] += value
            counts["quantities.all"] += everything


def _quantity_right(mark: Mark, ours: Quantity) -> tuple[bool, bool]:
    """Return whether the value is right, and whether all else is too."""
    value, unit, role, bound, *whole = mark.fields
    low, dots, high = value.partition("..")
    top = (float(high) if high else None) if dots else float(low)
    same = ours.low == float(low) and ours.high == top
    return same, (
        same
        and unit in (ANY, ours.unit)
        and role in (ANY, ours.role)
        and bound in (ANY, ours.bound)
        and ours.whole == (float(whole[0]) if whole else None)
    )


def _count_places(report: Report, reading: Reading, counts: Counter[str]) -> None:
    ours = list(reading.places or ())
    counts["places.found"] += len(ours)
    for mark in report.marks:
        if mark.kind == "place":
            counts["places"] += 1
            near = [each for each in ours if each.as_said.overlap(mark.spans[0])]
            counts["places.right"] += any(_place_right(mark.fields[0], each) for each in near)


def _place_right(where: str, ours: Place) -> bool:
    if where.isalpha():
        return ours.kind == "country" and ours.country == where
    if ours.latitude is None or ours.longitude is None:
        return False
    latitude, longitude = map(float, where.split())
    return distance((ours.latitude, ours.longitude), (latitude, longitude)) <= NEAR_KM


def _count_moments(report: Report, reading: Reading, counts: Counter[str]) -> None:
    ours = list(reading.moments or ())
    counts["moments.found"] += len(ours)
    for mark in report.marks:
        if mark.kind != "moment":
            continue
        counts["moments"] += 1
        near = [each for each in ours if each.as_said.overlap(mark.spans[0])]
        counts["moments.right"] += bool(near)
        if set(mark.fields) != {ANY}:
            counts["bounds"] += 1
            counts["bounds.right"] += any(_bounds_right(mark.fields, each) for each in near)


def _bounds_right(fields: Sequence[str], ours: Moment) -> bool:
    bounds = zip(fields, (ours.earliest, ours.latest), ("T00:00", "T23:59"), strict=True)
    return all(said == ANY or _same_time(said, found, clock) for said, found, clock in bounds)


def _same_time(said: str, found: datetime | None, clock: str) -> bool:
    slack = HOUR_SLACK if "T" in said else DAY_SLACK
    wanted = datetime.fromisoformat(said if "T" in said else said + clock)
    return found is not None and abs(wanted - found.replace(tzinfo=None)) <= slack
