"""Country and sector of bare phrases for actors."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.lexicon.actor_codes import describe

UNCODED = frozenset({"", "UNK", "JNK", "????"})
MONTHS = "january february march april may june july august september october november december"


def _day(written: str | None) -> date | None:
    if not written:
        return None
    bare = written.strip("'\"")
    if bare[:4].isdigit():
        return date.fromisoformat(bare)
    day, month, year = bare.split()
    return date(int(year), MONTHS.split().index(month.lower()) + 1, int(day))


def answers(data: Path) -> list[tuple[dict[str, Any], str | None, str | None]]:
    """Each phrase that has a code, with the country and the sector found."""
    found = []
    for item in lines(data / "events" / "actor_codes.dev.jsonl"):
        if {"country", "code_1"} & item["expect"].keys():
            on = _day(item["args"].get("query_date"))
            found.append((item, *describe(item["text"], on)))
    return found


def _right(expected: str, found: str | None) -> bool:
    return (found or "") == expected or (expected in UNCODED and (found or "") in UNCODED)


def measure(data: Path) -> list[Score]:
    """Accuracy of country and of sector over the phrases that have them."""
    found = answers(data)
    path = data / "events" / "actor_codes.dev.jsonl"
    scores = []
    for name, field, place in (("country", "country", 1), ("role", "code_1", 2)):
        asked = [each for each in found if field in each[0]["expect"]]
        right = sum(_right(each[0]["expect"][field], each[place]) for each in asked)
        how = f"data {digest(path)} | {len(asked)} phrases | equal code, UNK as none"
        scores.append(Score(f"actors.codes.{name}", right / len(asked), how))
    return scores


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/benchmarks")
    for score in measure(folder):
        print(f"{score.name} {score.value:.3f} | {score.signature}")
    for item, country, role in answers(folder):
        expect = item["expect"]
        wrong = [
            f"{field} {expect[field]!r} found {got!r}"
            for field, got in (("country", country), ("code_1", role))
            if field in expect and not _right(expect[field], got)
        ]
        if wrong:
            print("  ", item["text"], "|", "; ".join(wrong))
