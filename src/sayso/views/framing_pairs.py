"""Two outlets, or two sides, beside each other, as pages and the API show them.

Counting reads every article of both, so it goes on beside the pages and is bounded: of an outlet
or side with more than MOST_ARTICLES, as many are drawn by their fingerprints. Those are hashes of
what the articles say, so that they are drawn by chance, and the same ones each time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from sayso.index.claimant_facet import side_names, sides_called
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import EvidenceError, LedgerError
from sayso.lexicon.countries import side_name
from sayso.linking.event_settings import sentences_in
from sayso.linking.features import family_of
from sayso.linking.framing import UNKNOWN_OUTLET
from sayso.linking.framing_comparison import (
    ComparedMeasure,
    Counts,
    FramingComparison,
    MeasuredGroup,
    comparison_of,
    counts_of_both,
)
from sayso.linking.framing_measures import (
    NO_SOURCE,
    PASSIVE,
    STANCE,
    TERM,
    VOICE,
    FramedGroup,
    Group,
    article_measures,
)
from sayso.record import Problem, Reading, Span
from sayso.record.faults import attempt
from sayso.settings.term_lists import TermList

MOST_ARTICLES = 1_000
"""Articles of each group that are counted: they took some ten seconds of a processor."""

MOST_NAMES = 400
"""Outlets, and sides, that can be chosen from."""

FEWEST_CLAIMS = 2
PAGE = 25
"""Sentences of a page."""

LONGEST = 600
"""Code points of a sentence that are shown."""

MOST_ROWS = 20
"""Rows of a table that a page shows; the CSV has all."""

SAMPLES = 3
"""Sentences of each group that stand below a table."""


PASSING = (LedgerError,)
"""Errors that end counting: the ledger can't be read."""


class PairError(ValueError):
    """What is asked for can't be set beside each other; the message says what to choose."""


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A name that can be chosen, as readers know it, and how many claims are of it."""

    name: str
    shown: str
    claims: int


@dataclass(frozen=True, slots=True)
class PairAsked:
    """What is to be set beside each other, and the lists whose uses are counted."""

    by: Group
    names: tuple[str, str]
    lists: tuple[TermList, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedArticle:
    """An article with what was counted of it."""

    key: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class CountedPair:
    """Two groups counted: the articles of each, how many there are in all, and the comparison.

    `left_out` are articles that could not be read or counted.
    """

    asked: PairAsked
    groups: tuple[FramedGroup, FramedGroup]
    articles: tuple[tuple[CountedArticle, ...], tuple[CountedArticle, ...]]
    there: tuple[int, int]
    compared: FramingComparison
    left_out: int

    def measure(self, name: str) -> ComparedMeasure | None:
        """Return the measure of that name; None where there is none."""
        return next((each for each in self.compared.measures if each.name == name), None)


@dataclass(frozen=True, slots=True)
class CountedSentence:
    """The words that a number stands on, marked in their sentence, and where they are."""

    before: str
    words: str
    after: str
    document: str
    span: Span
    outlet: str
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class SentencePage:
    """Some of the sentences behind a number, and how many there are in all."""

    measure: str
    group: str
    total: int
    begin: int
    sentences: tuple[CountedSentence, ...]


def choices(index: IncidentIndex, by: Group) -> tuple[GroupChoice, ...]:
    """Return the outlets or sides of which something can be counted, those with most first."""
    return index.index.remembered(("framing choices", by), partial(_choices, index, by))


def _choices(index: IncidentIndex, by: Group) -> tuple[GroupChoice, ...]:
    columns = index.index.columns
    mask = columns.everything()
    if by == "side":
        mask &= ~columns.having("manner", ["narration"], index.index.codes("manner"))
    counts = columns.counts(by, mask)
    merged: Counter[str] = Counter()
    shown_as = side_names(index.index) if by == "side" else {}
    for code in np.flatnonzero(counts).tolist():
        read = columns.names[by][code]
        name = shown_as.get(read, read) if by == "side" else family_of(read) or UNKNOWN_OUTLET
        merged[name] += int(counts[code])
    most = sorted(merged.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        GroupChoice(name, shown_name(name, by), claims)
        for name, claims in most
        if name and claims >= FEWEST_CLAIMS
    )[:MOST_NAMES]


def shown_name(name: str, by: Group) -> str:
    """Return an outlet or a side as readers know it."""
    if by == "side":
        return side_name(name)
    return "outlet unknown" if name == UNKNOWN_OUTLET else name


def groups_of(index: IncidentIndex, asked: PairAsked) -> tuple[FramedGroup, FramedGroup]:
    """Return both groups with the names that they are read by. Raises PairError."""
    first, second = (_group(index, asked.by, name) for name in asked.names)
    if first.read_as & second.read_as:
        raise PairError(f"Choose two {asked.by}s: {first.name} and {second.name} are the same.")
    return first, second


def _group(index: IncidentIndex, by: Group, name: str) -> FramedGroup:
    """Return the group of that name, in any capitals, a country by its code or name."""
    wanted = name.strip().casefold()
    known = _called(index, by)
    called = known.get(wanted)
    if called is None:
        raise PairError(f"No claim is of the {by} “{name.strip()}”. Choose one of those listed.")
    read_as = sides_called(index.index, [called]) if by == "side" else [called]
    return FramedGroup(called, frozenset(read_as))


def _called(index: IncidentIndex, by: Group) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for choice in choices(index, by):
        for words in (choice.name, choice.shown):
            names.setdefault(words.casefold(), choice.name)
    return names


def documents_of(index: IncidentIndex, by: Group, group: FramedGroup) -> list[str]:
    """Return the documents with claims of a group, in the order of their fingerprints."""
    columns = index.index.columns
    codes = index.index.codes(by)
    if by == "outlet":
        read_as = [each for each in codes if (family_of(each) or UNKNOWN_OUTLET) in group.read_as]
    else:
        read_as = list(group.read_as)
    mask = columns.everything() & columns.having(by, read_as, codes)
    if by == "side":
        mask &= ~columns.having("manner", ["narration"], index.index.codes("manner"))
    numbers = json.dumps((np.flatnonzero(mask) + 1).tolist())
    query = "SELECT DISTINCT document FROM claims WHERE number IN (SELECT value FROM json_each(?))"
    return sorted(key for (key,) in index.index.rows(query, (numbers,)))


def count_pair(
    index: IncidentIndex,
    state: Snapshot,
    asked: PairAsked,
    progress: Callable[[int, int], None],
) -> CountedPair:
    """Return two groups counted; `progress` takes how many articles are done, and of how many.

    Raises PairError, and LedgerError where the ledger can't be read.
    """
    groups = groups_of(index, asked)
    keys = [documents_of(index, asked.by, each) for each in groups]
    drawn = sorted({key for each in keys for key in each[:MOST_ARTICLES]})
    kept = [set(each[:MOST_ARTICLES]) for each in keys]
    articles: tuple[list[CountedArticle], list[CountedArticle]] = ([], [])
    left_out = 0
    for done, key in enumerate(drawn):
        progress(done, len(drawn))
        made = attempt("framing", partial(_counted, index, state, key, asked, groups), PASSING)
        if made is None or isinstance(made, Problem):
            left_out += 1
            continue
        for counts, among, listed in zip(made, kept, articles, strict=True):
            if counts and key in among:
                listed.append(CountedArticle(key, counts))
    names = (groups[0].name, groups[1].name)
    first, second = ([each.counts for each in listed] for listed in articles)
    return CountedPair(
        asked,
        groups,
        (tuple(articles[0]), tuple(articles[1])),
        (len(keys[0]), len(keys[1])),
        comparison_of(names, first, second),
        left_out,
    )


def _counted(
    index: IncidentIndex,
    state: Snapshot,
    key: str,
    asked: PairAsked,
    groups: tuple[FramedGroup, FramedGroup],
) -> tuple[Counts, Counts] | None:
    """Return what is counted of one article; None where its reading is damaged."""
    try:
        reading = index.store.reading(key)
    except EvidenceError:
        return None
    return counts_of_both(state.shown(reading), asked.by, groups, asked.lists)


def sentences_of(
    index: IncidentIndex,
    state: Snapshot,
    counted: CountedPair,
    measure: str,
    second: bool,
    begin: int = 0,
    limit: int = PAGE,
) -> SentencePage:
    """Return sentences behind a number of a measure, from the one with the number `begin` on.

    Raises LedgerError.
    """
    group, articles = counted.groups[second], counted.articles[second]
    sentences: list[CountedSentence] = []
    met = 0
    for article in articles:
        held = article.counts.get(measure, (0, 0))[0]
        if held and met + held > begin and len(sentences) < limit:
            reading = state.shown(index.store.reading(article.key))
            words = article_measures(reading, counted.asked.by, group, counted.asked.lists)
            spans = words[measure].part if measure in words else ()
            first = max(0, begin - met)
            sentences += (_sentence(reading, span) for span in spans[first : first + limit])
        met += held
    return SentencePage(measure, group.name, met, begin, tuple(sentences[:limit]))


def all_sentences(
    index: IncidentIndex, state: Snapshot, counted: CountedPair, measure: str, second: bool
) -> Iterable[CountedSentence]:
    """Yield all sentences behind a number, an article at a time. Raises LedgerError."""
    total = sum(each.counts.get(measure, (0, 0))[0] for each in counted.articles[second])
    for begin in range(0, total, PAGE):
        yield from sentences_of(index, state, counted, measure, second, begin).sentences


def _sentence(reading: Reading, span: Span) -> CountedSentence:
    """Return the words of a span in the sentence, or sentences, that they stand in."""
    text, document = reading.document.text, reading.document
    around = _around(text, span)
    start = max(around.start, span.start - LONGEST)
    end = min(around.end, max(span.end, start + LONGEST))
    return CountedSentence(
        ("… " if start > around.start else "") + _line(text[start : span.start]).lstrip(),
        _line(span.of(text)),
        _line(text[span.end : end]).rstrip() + (" …" if end < around.end else ""),
        document.fingerprint,
        span,
        document.outlet or "outlet unknown",
        document.title or "",
        document.published,
    )


def _around(text: str, span: Span) -> Span:
    """Return from the beginning of the first sentence that a span is in to the end of its last."""
    begin = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = Span(begin, end if end >= 0 else len(text))
    met = [
        each for each in sentences_in(text, line) if each.start < span.end and span.start < each.end
    ]
    return Span(met[0].start, met[-1].end) if met else span


def _line(words: str) -> str:
    """Return words in one line, with the spaces at their ends."""
    bare = " ".join(words.split())
    return f"{' ' * words[:1].isspace()}{bare}{' ' * (bool(bare) and words[-1:].isspace())}"


def label(measure: str) -> str:
    """Return a measure as readers know it: "voice: SDN" as "gives voice to Sudan"."""
    kind, value = _kind(measure)
    if kind == VOICE:
        return f"gives voice to {side_name(value) or 'sources not named'}"
    if kind == STANCE:
        return f"the cue is {STANCES.get(value, value)}"
    if kind == TERM:
        return f"uses of {value}"
    return {NO_SOURCE: "told with no source", PASSIVE: "passives that name nobody"}[measure]


STANCES = {
    "neutral": "neutral (“said”)",
    "claims": "distancing (“claimed”)",
    "confirms": "confirming (“confirmed”)",
    "denies": "denying (“denied”)",
    "warns": "warning (“warned”)",
    "accuses": "accusing (“accused”)",
    "admits": "admitting (“admitted”)",
    "demands": "demanding (“demanded”)",
    "doubts": "doubting (“doubted”)",
}


def whole_words(measure: str, by: Group) -> str:
    """Return what the whole of a measure counts: "claims", "attributed claims"."""
    kind, _ = _kind(measure)
    if measure == NO_SOURCE:
        return "claims"
    if kind in (VOICE, STANCE):
        return "attributed claims" if by == "outlet" else "claims"
    return "words" if kind == TERM else "events of harm"


def _kind(measure: str) -> tuple[str, str]:
    for kind in (VOICE, STANCE, TERM):
        if measure.startswith(kind):
            return kind, measure.removeprefix(kind)
    return measure, ""


TABLES = ("source", "voices", "stances", "terms")


def tables_of(compared: FramingComparison) -> dict[str, list[ComparedMeasure]]:
    """Return the measures by the table that they are in, of voices and stances those with most
    first; tables without any are left out.
    """
    tables: dict[str, list[ComparedMeasure]] = {each: [] for each in TABLES}
    places = {VOICE: "voices", STANCE: "stances", TERM: "terms"}
    for measured in compared.measures:
        tables[places.get(_kind(measured.name)[0], "source")].append(measured)
    for name in ("voices", "stances"):
        tables[name].sort(key=lambda each: -each.first.part - each.second.part)
    return {name: held for name, held in tables.items() if held}


def parts_of(measure: ComparedMeasure) -> Sequence[MeasuredGroup]:
    """Return what both groups have of a measure, in their order."""
    return measure.first, measure.second
