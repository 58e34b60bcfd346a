"""Toponyms in a parsed text: what the parser names, and what the gazetteer knows.

spaCy's small English pipeline takes towns for persons and organisations ("Avdiivka", "Tokmak"),
so the gazetteer is asked about every capitalised run of words, and the words around decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.gazetteer import Entry, Gazetteer, fold
from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.stages.places.context import type_cue
from sayso.stages.places.facilities import find_facilities
from sayso.stages.places.governments import speaks_for_government
from sayso.stages.places.mention import Mention
from sayso.text.parse import Name, Parse, Token

LONGEST = 5
"""Words of the longest name that is looked up: "Islamic Republic of Iran" has four."""

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
WELL_KNOWN = 50_000
"""Inhabitants from which a town's own name is believed with no locative word beside it."""

SMALL_TOWN = 10_000
TITLE_CASE = 0.75
"""Share of capitalised words of four letters on from which a sentence is a headline."""

JOINS = frozenset({"of", "al", "el", "de", "la", "ez", "az", "the", "and", "-", "’", "'", "du"})
PERSON_TITLES = frozenset("mr mrs ms dr gen gov sen rep lt col sgt capt sir judge".split())
SHORTEST = 2
ACRONYM = 3
"""Names up to this length are believed in capitals only: US, not "us"."""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `first` to `last`, half-open, that the gazetteer knows as one name."""

    first: int
    last: int
    span: Span
    entries: tuple[Entry, ...]


def find_mentions(text: str, parse: Parse, gazetteer: Gazetteer) -> list[Mention]:
    """Every mention of a place, in the order of the text; no two overlap."""
    facilities = find_facilities(text, parse)
    taken = [each.span for each in facilities]
    labels = _labels(parse)
    persons = surnames(parse)
    runs = [
        run
        for run in known_runs(parse, gazetteer)
        if not _overlaps(run.span, taken) and not _surname(parse, run, labels, persons)
    ]
    sure = {fold(run.span.of(text)) for run in runs if _believed(text, parse, run, labels)}
    found = list(facilities)
    for run in runs:
        repeated = fold(run.span.of(text)) in sure and not _person(parse, run, labels)
        if repeated or _believed(text, parse, run, labels):
            found.append(_mention(text, parse, run))
    taken = sorted(each.span for each in found)
    found.extend(_unknown(text, parse, gazetteer, taken))
    return sorted(found, key=lambda each: each.span)


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.overlap(other) for other in taken)


def surnames(parse: Parse) -> frozenset[str]:
    """The last words of the full names of persons: "Johnson" after "Dorothy Johnson"."""
    found = set()
    for name in parse.names:
        words = parse.tokens[name.first : name.last]
        if name.label == "PERSON" and words and words[-1].lower in {"'s", "’s"}:
            words = words[:-1]
        if name.label == "PERSON" and len(words) > 1 and all(_capitalised(each) for each in words):
            found.add(words[-1].text)
    return frozenset(found)


def _surname(parse: Parse, run: Run, labels: dict[int, str], persons: frozenset[str]) -> bool:
    """Whether the run is a bare surname here, met in full elsewhere in the document."""
    if run.last - run.first > 1 or parse.tokens[run.first].text not in persons:
        return False
    return not (_behind_locative(parse, run) and labels.get(run.first) in PLACE_LABELS)


def _labels(parse: Parse) -> dict[int, str]:
    return {index: name.label for name in parse.names for index in range(name.first, name.last)}


def _capitalised(token: Token) -> bool:
    return token.text[:1].isupper() or (len(token.text) > 3 and token.text[:3] in {"al-", "el-"})


def known_runs(parse: Parse, gazetteer: Gazetteer) -> Iterator[Run]:
    """The longest capitalised runs of words that are a name in the gazetteer, left to right."""
    for sentence in parse.sentences:
        tokens = parse.tokens_of(sentence)
        start = 0
        while start < len(tokens):
            run = _longest(tokens, start, gazetteer) if _capitalised(tokens[start]) else None
            if run is None:
                start += 1
                continue
            yield run
            start = run.last - sentence.first


def _longest(tokens: Sequence[Token], start: int, gazetteer: Gazetteer) -> Run | None:
    for length in range(min(LONGEST, len(tokens) - start), 0, -1):
        words = tokens[start : start + length]
        last = words[-1]
        named = _capitalised(last) or (length > 1 and last.text in lexicon.words("water"))
        if not named or (not last.text[-1].isalnum() and last.text[-1] != "."):
            continue
        if any(not (_capitalised(each) or each.lower in JOINS) for each in words[1:-1]):
            continue
        span = Span(words[0].start, last.end)
        name = _text(words)
        if length == 1 and (name.lower() in lexicon.words("never") or _demonym(name)):
            return None
        if len(name) < SHORTEST or not _written_right(tokens, start, name):
            continue
        entries = gazetteer.find_exactly(name)
        known = length == 1 or not _demonym(words[0].text) or any(map(_wide, entries))
        if entries and known:
            return Run(words[0].index, last.index + 1, span, entries)
    return None


def _written_right(tokens: Sequence[Token], start: int, name: str) -> bool:
    """Whether a name as short as an acronym stands in capitals, or for a state behind a town."""
    return len(name) > ACRONYM or name.isupper() or _state(tokens, start, name)


def _state(tokens: Sequence[Token], start: int, name: str) -> bool:
    """Whether `name` at `start` is a state in press style, behind "Town, "."""
    return name in lexicon.abbreviations() and start > 1 and tokens[start - 1].text == ","


def _wide(entry: Entry) -> bool:
    """Whether it is known to all by this name: Sudan, the Red Sea, "Indian Ocean"."""
    landmark = entry.kind == "facility" and entry.population > WELL_KNOWN
    return entry.main and (landmark or entry.kind in {"country", "continent", "sea", "area"})


def _text(words: Sequence[Token]) -> str:
    """The words as they stand, one space where there is any between them."""
    parts = [words[0].text]
    for before, word in pairwise(words):
        parts.append((" " if word.start > before.end else "") + word.text)
    return "".join(parts)


def _demonym(word: str) -> bool:
    return word.lower() in lexicon.demonyms() or word.lower() in lexicon.peoples()


def _person(parse: Parse, run: Run, labels: dict[int, str]) -> bool:
    """Whether the run is part of a longer name of a person: "Washington" in "Denzel Washington"."""
    before = parse.tokens[run.first - 1] if run.first else None
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    sentence = parse.tokens[run.first].sentence
    if before and before.sentence == sentence:
        if before.lower.rstrip(".") in PERSON_TITLES:
            return True
        if before.tag == "NNP" and _capitalised(before) and _inside_name(parse, run):
            return not _demonym(before.text) and before.lower not in lexicon.words("locative")
    return bool(
        after
        and after.sentence == sentence
        and labels.get(after.index) == "PERSON"
        and labels.get(run.first) == "PERSON"
    )


def _inside_name(parse: Parse, run: Run) -> bool:
    """Whether the run stands behind the first word of a longer name."""
    name = _name_at(parse, run)
    return name is not None and name.first < run.first


def _name_at(parse: Parse, run: Run) -> Name | None:
    """The parser's name that holds the first word of the run."""
    index = bisect_right(parse.names, run.first, key=lambda each: each.first) - 1
    if index >= 0 and run.first < parse.names[index].last:
        return parse.names[index]
    return None


def _believed(text: str, parse: Parse, run: Run, labels: dict[int, str]) -> bool:
    """Whether the run names a place here."""
    if _street(parse, run):
        return False
    if _said_to_be_place(parse, run) or _dateline(text, run):
        return True
    if _person(parse, run, labels):
        return False
    label = labels.get(run.first, "")
    single = run.last - run.first == 1
    if any(map(_wide, run.entries)):
        return True
    if len(run.span) <= ACRONYM:
        return label in PLACE_LABELS or _behind_comma(parse, run)
    if label in PLACE_LABELS and not (single and _in_title_case(parse, run)):
        return True
    if _behind_locative(parse, run) and label != "DATE":
        return label != "PERSON" or _largest(run) > WELL_KNOWN or not _first_name(parse, run)
    if _taken(parse, run) and _largest(run) > (0 if label != "PERSON" else SMALL_TOWN):
        return True
    if parse.tokens[run.first].tag not in {"NNP", "NNPS"}:
        return False
    own = _largest(run) > WELL_KNOWN
    if label == "PERSON":
        return own and single and _largest(run) > 4 * WELL_KNOWN
    if label == "ORG":
        return own and (_heads_organisation(parse, run) or single)
    plain = not _starts_sentence(parse, run) and not _in_title_case(parse, run)
    return (own and plain) or _largest(run) > 4 * WELL_KNOWN


def _largest(run: Run) -> int:
    """Inhabitants of the largest place whose own name this is."""
    return max((entry.population for entry in run.entries if entry.main), default=0)


def _said_to_be_place(parse: Parse, run: Run) -> bool:
    """ "Samara region", "Rapides Parish", "the settlement of Zaporizke"."""
    kinds = lexicon.words("region") | lexicon.words("district")
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    if after is not None and after.lower in kinds:
        return True
    if run.last - run.first > 1 and parse.tokens[run.last - 1].lower in kinds:
        return True
    before = parse.tokens[max(0, run.first - 2) : run.first]
    towns = lexicon.words("town") | kinds
    return len(before) == 2 and before[1].lower == "of" and before[0].lemma.lower() in towns


def _behind_comma(parse: Parse, run: Run) -> bool:
    """ "Va." in "Gainesville, Va."."""
    return run.first > 0 and parse.tokens[run.first - 1].text == ","


def _dateline(text: str, run: Run) -> bool:
    """A town in capitals at the head of a block: "KHARKIV, Ukraine (AP)", "BEIRUT --"."""
    if not run.span.of(text).isupper():
        return False
    before = text[max(0, run.span.start - 2) : run.span.start].rstrip(" ")
    after = text[run.span.end : run.span.end + 3].strip()
    return before[-1:] in {"", "\n"} and after[:1] in {",", "-", "(", "—", "–", "/"}


def _street(parse: Parse, run: Run) -> bool:
    """ "Memphis St.", "Lincoln Avenue": a street bears a town's name and is another thing."""
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    return after is not None and after.text.rstrip(".") in {
        "St", "Street", "Ave", "Avenue", "Road", "Rd", "Drive", "Dr", "Lane", "Boulevard", "Blvd",
        "Inc", "Corp", "Ltd", "LLC",
    }  # fmt: skip


def _behind_locative(parse: Parse, run: Run) -> bool:
    if not run.first:
        return False
    before = parse.tokens[run.first - 1]
    if before.lower in {"the", "of"} and run.first > 1:
        before = parse.tokens[run.first - 2] if before.lower == "the" else before
    return before.lower in lexicon.words("strong_locative")


def _in_title_case(parse: Parse, run: Run) -> bool:
    """Whether the sentence capitalises its words, as headlines do: there "Split" is no town."""
    sentence = parse.sentences[parse.tokens[run.first].sentence]
    words = [
        each for each in parse.tokens_of(sentence) if each.text.isalpha() and len(each.text) > 3
    ]
    return len(words) > 3 and sum(map(_capitalised, words)) > TITLE_CASE * len(words)


def _taken(parse: Parse, run: Run) -> bool:
    """ "left Kidal", "captured Avdiivka": what armies do to places."""
    return run.first > 0 and parse.tokens[run.first - 1].lower in lexicon.words("taking")


def _first_name(parse: Parse, run: Run) -> bool:
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    return after is not None and after.tag == "NNP"


def _heads_organisation(parse: Parse, run: Run) -> bool:
    """ "Kharkiv" in "Kharkiv Regional Prosecutor's Office": a body that bears its place."""
    name = _name_at(parse, run)
    return name is None or name.first != run.first or name.last > run.last


def _starts_sentence(parse: Parse, run: Run) -> bool:
    return (
        run.first == 0 or parse.tokens[run.first - 1].sentence != parse.tokens[run.first].sentence
    )


def _mention(text: str, parse: Parse, run: Run) -> Mention:
    """The run with the word that says its kind, if one follows: "Dnipropetrovsk region"."""
    cue = type_cue(text, run.span.start, run.span.end)
    span = run.span
    after = parse.tokens[run.last] if run.last < len(parse.tokens) else None
    if (
        cue in {"region", "district"}
        and after is not None
        and after.lower in lexicon.words(cue)
        and after.start - span.end == 1
    ):
        span = Span(span.start, after.end)
    if speaks_for_government(parse, run.first, run.last, run.entries):
        return Mention(run.span, run.span.of(text), cue, role="government")
    return Mention(span, run.span.of(text), cue)


EDGES = re.compile(r"^(?:the|a|an)\s+|['’]s$|[\s,.;:)]+$", re.IGNORECASE)
NAMELIKE = re.compile(r"[A-Z][\w'’.-]*(?:[ -](?:[A-Z][\w'’.-]*|of|al|el|de|the|and))*")


def _unknown(
    text: str, parse: Parse, gazetteer: Gazetteer, taken: Sequence[Span]
) -> Iterator[Mention]:
    """Names that the parser takes for places and the gazetteer does not know: kept, unresolved."""
    persons = surnames(parse)
    for name in parse.names:
        if name.label not in PLACE_LABELS or _overlaps(name.span, taken):
            continue
        words = EDGES.sub("", EDGES.sub("", name.span.of(text)))
        match = NAMELIKE.search(words)
        if match is None or len(match[0]) < 3 or match[0].lower() in lexicon.words("never"):
            continue
        if match[0] in persons or _demonym(match[0]) or _demonym(match[0].split()[-1]):
            continue
        start = text.find(match[0], name.span.start, name.span.end)
        if start < 0 or not _place_like(parse, name.first, name.label, gazetteer, match[0]):
            continue
        span = Span(start, start + len(match[0]))
        yield Mention(span, match[0], type_cue(text, span.start, span.end))


BEFORE_UNKNOWN = lexicon.words("strong_locative") | {"on", "from"}


def _place_like(parse: Parse, first: int, label: str, gazetteer: Gazetteer, name: str) -> bool:
    """The parser alone is believed behind a locative word, or where a part of it is known."""
    if gazetteer.find(name):
        return True
    before = parse.tokens[first - 1] if first else None
    if before is not None and before.lower == "the" and first > 1:
        before = parse.tokens[first - 2]
    return label == "LOC" or (before is not None and before.lower in BEFORE_UNKNOWN)
