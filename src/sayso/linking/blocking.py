"""What is worth comparing: blocking terms and days of passages, bands of MinHash of documents.

Linking in memory (`linking.linker`), over an index (`index.incremental`) and over tables (`bulk`)
all take their keys from here, so that they compare the same pairs; they differ in where they keep
the keys.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable

from rensa import RMinHash  # type: ignore[import-untyped]

from sayso.linking.passages import Passage
from sayso.linking.scenes import BRIEF, scene_keys
from sayso.linking.words import heaviest, is_rare

KEYS = 10
"""Passages are compared when they share one of the ten weightiest terms of each."""

KEYS_OF_RARE = 24
"""The same of terms that are as good as never met in news: a passage may have twenty, and so few
others have them that two pairs in a thousand are added."""

KEYS_OF_BRIEF = 24
"""The same of a short report of harm: two of one event may share no weighty word. They are compared
as well where both name a country and say how it was done or what was hit: of headlines of one event
.755 of pairs are joined, not .742, of our own .853, not .833, at a precision of 1.000 and .713
(.708 before)."""

WINDOW_DAYS = 4
"""Passages published further apart are not compared: nothing would be left of their likeness."""

PERMUTATIONS = 256
BANDS = 128
"""Two rows a band: of documents that share a tenth of all pairs 72 in 100 are compared, of those
that share a fifth 99."""

ROWS_OF_A_BAND = PERMUTATIONS // BANDS


def blocking_terms(passage: Passage) -> list[str]:
    """Return the terms of which two passages must share one to be compared."""
    if BRIEF in passage.scene:
        return [*heaviest(passage.terms, KEYS_OF_BRIEF), *scene_keys(passage.scene)]
    terms = heaviest(passage.terms, KEYS_OF_RARE)
    return [*terms[:KEYS], *(each for each in terms[KEYS:] if is_rare(each))]


def day_of(passage: Passage) -> int | None:
    """Return the day, as an ordinal, on which a passage was published; None without a date."""
    return passage.reported.toordinal() if passage.reported is not None and passage.dated else None


def within_window(day: int | None, other_day: int | None) -> bool:
    """Return whether passages of two days are compared; one without a day is with all."""
    return day is None or other_day is None or abs(day - other_day) <= WINDOW_DAYS


def number_of(term: str) -> int:
    """Return a blocking term as a number of 63 bits, which is the most that SQLite stores."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little") >> 1


def bucket_of(term: str, buckets: int) -> int:
    """Return the bucket of a blocking term, below `buckets`: the same on every machine."""
    return zlib.crc32(term.encode()) % buckets


def bands_of(shingles: Iterable[str]) -> list[int]:
    """Return numbers of 63 bits, one a band, of which two documents must share one to be compared.

    `shingles` are what of a document is sketched: for copies its rare pairs of terms.
    """
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update(sorted(shingles))
    rows = sketch.digest()
    return [
        int.from_bytes(
            hashlib.blake2b(
                struct.pack(
                    f"<H{ROWS_OF_A_BAND}Q",
                    band,
                    *rows[band * ROWS_OF_A_BAND : (band + 1) * ROWS_OF_A_BAND],
                ),
                digest_size=8,
            ).digest(),
            "little",
        )
        >> 1
        for band in range(BANDS)
    ]
