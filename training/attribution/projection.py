"""Attributions of English sentences carried over to their translations.

No news in Russian or Ukrainian that may be trained on has attributions marked. So a pack for
English labels the English side of sentences that stand in both languages, and what it finds is
carried over word by word (annotation projection, Yarowsky and Ngai 2001). A translation is taken
only where every span of every attribution of its sentence comes over: what would be missed there
would teach the tagger to miss it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from sayso.models import Tagged, Tagger
from training.attribution.alignment import Aligner, Words, align, carried_over

ROLES = ("source", "cue", "content")

LEAST = 0.4
"""Least score of an attribution that is carried over; a sentence with a lower one is left out."""

Spans = tuple[tuple[int, int], ...]
Row = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A sentence in English and in another language."""

    document: str
    english: str
    other: str
    language: str


@dataclass(frozen=True)
class Count:
    """How many attributions of the English side came over."""

    seen: int = 0
    carried: int = 0

    def __add__(self, more: Count) -> Count:
        return Count(self.seen + more.seen, self.carried + more.carried)


def ntrex(folder: Path, languages: Sequence[str]) -> Iterator[Pair]:
    """Yield the sentence pairs of NTREX: files line by line, with the document of each line."""
    documents = _lines(folder / "docids.tsv")
    english = _lines(folder / "src.eng.txt")
    for language in languages:
        others = _lines(folder / f"ref.{language}.txt")
        for document, ours, theirs in zip(documents, english, others, strict=True):
            yield Pair(document, ours, theirs, language)


def wmt(folder: Path) -> Iterator[Pair]:
    """Yield the sentence pairs of the WMT general test sets in `folder`: English on one side."""
    for source in sorted(folder.glob("*.src.*")):
        year, direction = source.name.split(".")[:2]
        first, second = direction.split("-")
        (reference,) = folder.glob(f"{year}.{direction}.ref.*")
        sides = {first: _lines(source), second: _lines(reference)}
        language = second if first == "en" else first
        for english, other in zip(sides["en"], sides[language], strict=True):
            yield Pair(f"{year}.{direction}", english, other, language)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def projected(
    pairs: Sequence[Pair], tagger: Tagger, aligner: Aligner
) -> Iterator[tuple[Row, Count]]:
    """Yield a gold record for each run of sentences that came over whole, and the count of each."""
    for (document, language), group in groupby(pairs, lambda pair: (pair.document, pair.language)):
        run: list[tuple[str, list[dict[str, Spans]]]] = []
        count = Count()
        together = list(group)
        found = _by_sentence([pair.english for pair in together], tagger)
        for pair, attributions in zip(together, found, strict=True):
            count += Count(seen=len(attributions or ()))
            here = None if attributions is None else _carried(pair, attributions, aligner)
            if here is not None:
                count += Count(carried=len(here))
                run.append((pair.other, here))
            elif run:
                yield _record(document, language, run), count
                run, count = [], Count()
        if run:
            yield _record(document, language, run), count


def _by_sentence(sentences: Sequence[str], tagger: Tagger) -> list[list[Tagged] | None]:
    """Return what is found in each sentence, read alone; None where it is doubtful."""
    found: list[list[Tagged] | None] = []
    for attributions in tagger.tag(sentences):
        doubtful = any(each.score < LEAST for each in attributions)
        found.append(None if doubtful else list(attributions))
    return found


def _carried(
    pair: Pair, attributions: Sequence[Tagged], aligner: Aligner
) -> list[dict[str, Spans]] | None:
    """Return the attributions of a pair in the translation; None where one does not come over."""
    if not attributions:
        return []
    ours, theirs = aligner.words(pair.english), aligner.words(pair.other)
    aligned = align(ours, theirs)
    found = []
    for each in attributions:
        spans = {role: _spans(getattr(each, role), ours, theirs, aligned) for role in ROLES}
        taken = [theirs.within(*span) for role in ROLES for span in spans[role]]
        foreign = _outside(each, ours, aligned)
        spans["content"] = tuple(
            _grown(span, theirs, {*foreign, *(at for words in taken for at in words)}, pair.other)
            for span in spans["content"]
        )
        lost = any(getattr(each, role) and not spans[role] for role in ROLES)
        if lost or _overlap(spans):
            return None
        found.append(spans)
    return found


def _spans(spans: Sequence[Any], ours: Words, theirs: Words, aligned: dict[int, int]) -> Spans:
    """Return where spans stand in the translation; nothing where one of them is doubtful."""
    found = [carried_over((span.start, span.end), ours, theirs, aligned) for span in spans]
    kept = [span for span in found if span is not None]
    return tuple(kept) if len(kept) == len(found) else ()


def _outside(each: Tagged, ours: Words, aligned: dict[int, int]) -> set[int]:
    """Return the words of the translation that are aligned with words outside of the content."""
    inside = {at for span in each.content for at in ours.within(span.start, span.end)}
    return {goal for at, goal in aligned.items() if at not in inside}


def _grown(span: tuple[int, int], theirs: Words, taken: set[int], text: str) -> tuple[int, int]:
    """Return a content with the words before and after it that belong to nothing else.

    Function words are often aligned with nothing: "что", "of the". Punctuation at the ends that
    opens or closes nothing inside is left out.
    """
    words = theirs.within(*span)
    first, last = words[0], words[-1]
    while first > 0 and first - 1 not in taken:
        first -= 1
    while last + 1 < len(theirs.spans) and last + 1 not in taken:
        last += 1
    start, end = theirs.spans[first][0], theirs.spans[last][1]
    while start < end and text[start] in " ,.:;—–-":
        start += 1
    while end > start and text[end - 1] in " ,.:;—–-":
        end -= 1
    return start, end


def _overlap(spans: dict[str, Spans]) -> bool:
    """Return whether source, cue and content share words."""
    every = sorted(span for role in ROLES for span in spans[role])
    return any(before[1] > after[0] for before, after in pairwise(every))


def _record(document: str, language: str, run: Sequence[tuple[str, list[dict[str, Spans]]]]) -> Row:
    """Return sentences one after the other as one text with its attributions."""
    text = ""
    attributions: list[dict[str, list[list[int]]]] = []
    for sentence, found in run:
        text += " " if text else ""
        for spans in found:
            attributions.append(
                {role: [[a + len(text), b + len(text)] for a, b in spans[role]] for role in ROLES}
            )
        text += sentence
    return {"doc_id": document, "lang": language, "text": text, "attributions": attributions}
