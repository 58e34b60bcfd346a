"""Sentences made of the vocabularies, in odd orders, through the whole pipeline without its net.

`make fuzz` runs as many as FUZZ says, `make test` ninety.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources

import pytest

from sayso.ledger.evidence import check_spans
from sayso.ledger.rows import rows_of
from sayso.pipeline import Pipeline, stages_with
from sayso.record import Document, faults

COUNT = min(int(os.environ.get("SAYSO_FUZZ", "90")), 20_000)
BATCHES = 3
LONGEST_WORD = 40
NUMBERS = (
    "0|00|1|2|3.5|1,200|12,345.678|563 of 598|half a dozen|dozens|hundreds|thousands|twenty-one"
    "|a hundred and five|million|1.2bn|3m|$5|€6bn|7%|8 percent|-9|+10|1/2|½|1e9|999999999999999"
    "|1-2|3–4|5 to 6|between 7 and 8|at least 9|up to 10|no fewer than 12|about 13|first|2nd|III"
).split("|")
MARKS = [*".,;:!?—–-\"“”‘’'()[]/&%$€…\n", "\n\n", " — ", "\u200b", "\xa0", "\u202e", "’s", "'s"]
SKELETONS = (
    "{} said {} {} {}.",
    "“{} {},” {} {}.",
    "{} {} {} {} in {} on {}.",
    "The {} {} {}, according to {}.",
    "{} {}\n\n{} {} {} said {}.",
    "{} and {} {} of {} {} by {}, {} {}.",
    "{} {} {} {} {} {} {} {}",
    "{} denied that {} {} {} {}.",
    "{} told {} that {} {} {}, {} said, citing {}.",
    "By {} {}\n{} {} ({}) - {} {} {}.",
)
DATES = (None, datetime(2026, 3, 4, tzinfo=UTC), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59))


def vocabularies() -> list[list[str]]:
    """The words of each column of each list of the lexicon."""
    found: dict[tuple[str, int], list[str]] = {}
    data = resources.files("sayso.lexicon").joinpath("data")
    for file in sorted(data.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".tsv"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            for column, cell in enumerate(line.split("\t")[:3]):
                if cell and not line.startswith("#") and len(cell) < LONGEST_WORD:
                    found.setdefault((file.name, column), []).append(cell)
    return list(found.values())


VOCABULARIES = vocabularies()


def word(chosen: random.Random, vocabularies: Sequence[Sequence[str]]) -> str:
    share = chosen.random()
    if share < 0.15:
        said = chosen.choice(NUMBERS)
    elif share < 0.22:
        said = chosen.choice(MARKS)
    else:
        said = chosen.choice(chosen.choice(vocabularies))
    cased = [said, said, said, said, said.upper(), said.title()]
    return chosen.choice(cased)


def text(number: int) -> str:
    """The text with this number, always the same."""
    chosen = random.Random(number)  # noqa: S311  # made again, not guarded by it
    made = []
    for _ in range(chosen.choice([1, 1, 2])):
        skeleton = chosen.choice(SKELETONS)
        words = [word(chosen, VOCABULARIES) for _ in range(skeleton.count("{}"))]
        made.append(skeleton.format(*words))
    return " ".join(made)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_sentence_of_the_vocabularies_raises(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_again(_where: str, error: Exception, *_more: str) -> None:
        raise error

    monkeypatch.setattr(faults, "internal_error", raise_again)
    pipeline = Pipeline(stages_with("fast"))
    for number in range(batch, COUNT, BATCHES):
        document = Document(text(number), published=DATES[number % len(DATES)])
        reading = pipeline.read(document)
        check_spans(reading)
        assert rows_of(reading).fingerprint == document.fingerprint
