"""Texts made of the vocabularies and of real sentences, how they are read, and what must hold.

A short text is read by all stages over a parse that is made up and over statements that are drawn
(`made_up_pipeline`): it takes a few milliseconds, and meets trees that a parser seldom gives. A few
go through the parser and the tagger.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

from sayso.ledger.evidence import check_spans
from sayso.ledger.rows import rows_of
from sayso.models import Tagged
from sayso.pipeline import Pipeline, stages_with
from sayso.record import Document, Reading, Span
from sayso.record.wire import dumps, to_json
from sayso.stages.stage import Draft, Stage, StageResult
from sayso.text.parse import NamedEntity, Parse, Sentence, Token

LONGEST_WORD = 40
NUMBERS = (
    "0|00|1|2|3.5|1,200|12,345.678|563 of 598|half a dozen|dozens|hundreds|thousands|twenty-one"
    "|a hundred and five|million|1.2bn|3m|$5|€6bn|7%|8 percent|-9|+10|1/2|½|1e9|999999999999999"
    "|1-2|3–4|5 to 6|between 7 and 8|at least 9|up to 10|no fewer than 12|about 13|first|2nd|III"
    "|some|several|a|an|no|none|both|all|a few|two thirds|one in four|2,5|1 200|٣٤|２０|⅔|zero|nil"
    "|ten or so|1.2.3|12-strong|T-72|Kh-101|F-16s|M1A2|№ 5|Article 5|Route 60|1:100|9mm|100km/h"
).split("|")
MOMENTS = (
    "on 31 February|32 May 2024|2024-02-30|00:00|24:00|25:61|noon|midnight|on the night of 3-4 May"
    "|at 1:30 am MSK|13 pm|02:15 (23:15 GMT)|3 days ago|a year from now|since Monday|until 1999"
    "|last century|the 1990s|'92|next Thursday week|yesterday evening|overnight|in early May"
    "|between 5 and 7 p.m.|from 9 to 5|for 40 days|every Friday|Feb. 29|29.02.2023|5/6/24|13/13/13"
    "|the first quarter|by 2050|within hours|9999|year 0|1 January 0001|31 December 9999|10:15pm-11"
    "|the day before yesterday|two nights running|fortnight|Ramadan|Easter 2024|day 1,000|Q3 2025"
).split("|")
MARKS = [
    *".,;:!?—–-\"“”‘’'()[]/&%$€…\n\t", "\n\n", " — ", "\r\n", "\u200b", "\xa0", "\u202e", "\u2028",
    "’s", "'s", "\xad", "\u0301", "🛩", "«", "»", "•", "*", "1.", "(a)", "@", "#", "http://a.example/",
]  # fmt: skip
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
    "{}: “{} {} {} {}.”",
    "{} of {} {} {} were {} near {}, {} of them {}.",
    "Between {} and {} {} {}, up from {} {}.",
    "{} killed {} {} and injured {} {} in {} {}.",
    "{}\n{}\n{}\n{} {}.",
    "{} ({} {}) / {} {} – {}; {}, {}: {}.",
    "From {} to {} in {}, {} {}.",
    "No {} {} {}; neither {} nor {} {} {}.",
)
ZONED = datetime(2024, 2, 29, 23, 59, 59, tzinfo=timezone(timedelta(hours=14)))
DATES = (
    None, datetime(2026, 3, 4, tzinfo=UTC), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59),
    ZONED,
)  # fmt: skip
OUTLETS = (None, "The Harbour Post", "Ministry of Defence of Ukraine", "@lake_news", "A" * 300)

WORD = re.compile(r"\w+(?:[-’']\w+)*|[^\w\s]")
SENTENCE_END = re.compile(r"(?<=[.!?\"”’])\s+|\n")
LENGTHS = range(20, 600)


def vocabularies() -> list[list[str]]:
    """Return the words of each column of each list of the lexicon."""
    columns: dict[tuple[str, int], list[str]] = {}
    data = resources.files("sayso.lexicon").joinpath("data")
    for file in sorted(data.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".tsv"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            for column, cell in enumerate(line.split("\t")[:3]):
                if cell and not line.startswith("#") and len(cell) < LONGEST_WORD:
                    columns.setdefault((file.name, column), []).append(cell)
    return list(columns.values())


VOCABULARIES = vocabularies()


def word(chosen: random.Random) -> str:
    """Return a word of the vocabularies in any case, a number, a moment or a mark."""
    share = chosen.random()
    if share < 0.15:
        said = chosen.choice(NUMBERS)
    elif share < 0.25:
        said = chosen.choice(MOMENTS)
    elif share < 0.32:
        said = chosen.choice(MARKS)
    else:
        said = chosen.choice(chosen.choice(VOCABULARIES))
    return chosen.choice([said, said, said, said, said.upper(), said.title()])


def made_text(number: int) -> str:
    """Return the text with this number, always the same: words in the places of skeletons."""
    chosen = random.Random(number)  # noqa: S311  # made again, not guarded by it
    made = []
    for _ in range(chosen.choice([1, 1, 2, 3])):
        skeleton = chosen.choice(SKELETONS)
        words = [word(chosen) for _ in range(skeleton.count("{}"))]
        made.append(skeleton.format(*words))
    return chosen.choice([" ", " ", "\n", "\n\n"]).join(made)


def changed_text(number: int, seeds: Sequence[str]) -> str:
    """Return sentences of `seeds` with words swapped, taken away, doubled and joined."""
    chosen = random.Random(f"seed {number}")  # noqa: S311
    text = " ".join(chosen.choice(seeds) for _ in range(chosen.choice([1, 1, 2])))
    for _ in range(chosen.randrange(6)):
        places = list(WORD.finditer(text))
        if not places:
            break
        place = chosen.choice(places)
        other = chosen.choice(places)
        with_words = chosen.choice(
            [word(chosen), "", f"{place[0]} {place[0]}", other[0], place[0].swapcase()]
        )
        text = text[: place.start()] + with_words + text[place.end() :]
    cut = chosen.randrange(len(text) + 1) if chosen.random() < 0.1 else len(text)
    return text[:cut]


def seed_sentences(folder: Path) -> Iterator[str]:
    """Yield the sentences of every text below a folder, in the order of the files' names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in READ:
            for text in _texts(path):
                pieces = (piece.strip() for piece in SENTENCE_END.split(text))
                yield from (piece for piece in pieces if len(piece) in LENGTHS)


READ = {".txt", ".md", ".jsonl", ".json", ".gz", ".tsv", ".csv", ".en", ".html", ".rss", ".eml"}


def _texts(path: Path) -> Iterator[str]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
    if not path.name.removesuffix(".gz").endswith(".jsonl"):
        yield text
        return
    for line in text.splitlines():
        try:
            yield from _strings(json.loads(line))
        except ValueError:
            yield line


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


TAGS = (
    ("NOUN", "NN"), ("NOUN", "NNS"), ("PROPN", "NNP"), ("VERB", "VBD"), ("VERB", "VBN"),
    ("VERB", "VBZ"), ("VERB", "VBG"), ("AUX", "MD"), ("ADJ", "JJ"), ("ADP", "IN"), ("DET", "DT"),
    ("PRON", "PRP"), ("ADV", "RB"), ("CCONJ", "CC"), ("SCONJ", "IN"), ("PART", "TO"),
)  # fmt: skip
DEPS = (
    "nsubj nsubjpass dobj pobj prep amod compound nummod conj cc advmod ccomp xcomp acl relcl appos"
    " poss det aux auxpass attr agent npadvmod mark advcl quantmod dep punct neg parataxis dative"
).split()
LABELS = ("PERSON", "ORG", "GPE", "NORP", "DATE", "CARDINAL", "LOC", "FAC")


def made_up_parse(text: str, blocks: Sequence[Span]) -> Parse:
    """Return a parse of `blocks` whose trees, tags and names are drawn, always the same ones.

    What a parser promises holds: a root a sentence, heads in the sentence, no circle.
    """
    chosen = random.Random(text)  # noqa: S311
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[NamedEntity] = []
    for number, block in enumerate(blocks):
        for sentence in re.finditer(r"(?s)\S.*?(?:[.!?]+(?=\s)|$)", block.of(text)):
            _add_sentence(sentence, number, block.start, tokens, sentences, chosen)
            if chosen.random() < 0.5:
                begun = sentences[-1].first
                first = chosen.randrange(begun, len(tokens))
                last = min(first + chosen.choice([1, 1, 2, 3]), len(tokens))
                span = Span(tokens[first].start, tokens[last - 1].end)
                names.append(NamedEntity(span, chosen.choice(LABELS), first, last))
    return Parse(tuple(tokens), tuple(sentences), tuple(names))


def _add_sentence(
    match: re.Match[str],
    block: int,
    offset: int,
    tokens: list[Token],
    sentences: list[Sentence],
    chosen: random.Random,
) -> None:
    words = list(WORD.finditer(match[0])) or [match]
    first, start = len(tokens), offset + (match.start() if words[0] is not match else 0)
    order = list(range(len(words)))
    chosen.shuffle(order)  # who comes earlier in it may be the head of who comes later
    heads = {order[0]: order[0]}
    for rank, index in enumerate(order[1:], start=1):
        near = [each for each in order[:rank] if abs(each - index) < 6] or order[:rank]
        heads[index] = chosen.choice(near)
    for index, found in enumerate(words):
        pos, tag = _tag(found[0], chosen)
        tokens.append(
            Token(
                index=first + index,
                start=start + found.start(),
                end=start + found.end(),
                text=found[0],
                lemma=_lemma(found[0]),
                pos=pos,
                tag=tag,
                dep="ROOT" if heads[index] == index else chosen.choice(DEPS),
                head=first + heads[index],
                sentence=len(sentences),
                entity=chosen.choice(LABELS) if chosen.random() < 0.1 else "",
            )
        )
    span = Span(tokens[first].start, tokens[-1].end)
    sentences.append(Sentence(len(sentences), first, len(tokens), block, span))


def _tag(said: str, chosen: random.Random) -> tuple[str, str]:
    if not said[0].isalnum():
        return "PUNCT", said[:1]
    if said[0].isdigit():
        return "NUM", "CD"
    if said.lower() in ("said", "say", "says", "told", "denied", "killed", "were"):
        return "VERB", "VBD"
    return ("PROPN", "NNP") if said[0].isupper() and chosen.random() < 0.6 else chosen.choice(TAGS)


def _lemma(said: str) -> str:
    low = said.lower()
    return next((low.removesuffix(end) for end in ("ed", "s") if low.endswith(end)), low)


def drawn_statements(draft: Draft) -> StageResult:
    """Return attributions as a tagger could give them, drawn from the words of the text."""
    chosen = random.Random(f"statements {draft.text}")  # noqa: S311
    places = [Span(*match.span()) for match in WORD.finditer(draft.text)]
    made: list[Tagged] = []
    for _ in range(chosen.choice([0, 1, 1, 2]) if len(places) > 3 else 0):
        cut = sorted(chosen.sample(range(len(places)), 4))
        parts = [_stretch(places, *pair) for pair in pairwise(cut)]
        chosen.shuffle(parts)
        source, cue = (((part,) if chosen.random() < 0.8 else ()) for part in parts[:2])
        made.append(Tagged(source, cue, (parts[2],), round(chosen.random(), 4)))
    return StageResult(tuple(made))


def _stretch(places: Sequence[Span], first: int, last: int) -> Span:
    return Span(places[first].start, places[max(first, last - 1)].end)


def made_up_pipeline() -> Pipeline:
    """Return all stages but the parser's and the tagger's, whose layers are drawn."""
    tagging = Stage("tagging", needs=("blocks",), gives="tagged", read=drawn_statements)
    stages = stages_with("fast", made_up_parse)
    return Pipeline([tagging if each.name == "tagging" else each for each in stages])


@cache
def whole_pipeline() -> Pipeline:
    """Return the stages of `sayso read --fast`."""
    return Pipeline(stages_with("fast"))


@dataclass(frozen=True)
class BrokenPromiseError(Exception):
    """What a reading must hold and does not."""

    promise: str


def check_reading(reading: Reading) -> None:
    """Raise unless every part of a reading points at words of its text."""
    text = reading.document.text
    check_spans(reading)
    figures, places = reading.quantities or (), reading.places or ()
    for layer in (figures, places, reading.moments or ()):
        for part in layer:
            _hold(bool(part.as_said.of(text).strip()), f"words of {part}")
    for claim in reading.claims or ():
        _hold(all(number < len(figures) for number in claim.quantities), "quantity of a claim")
        _hold(all(number < len(places) for number in claim.places), "place of a claim")
        _hold(claim.moment is None or claim.moment < len(reading.moments or ()), "moment")
        _hold(claim.event is None or claim.event < len(reading.events or ()), "event")
        _hold(claim.evidence.of(text) == text[claim.evidence.start : claim.evidence.end], "words")
    _hold(rows_of(reading).fingerprint == reading.document.fingerprint, "fingerprint")


def _hold(holds: bool, promise: str) -> None:
    if not holds:
        raise BrokenPromiseError(promise)


def read_and_check(pipeline: Pipeline, text: str, number: int, twice: bool) -> None:
    """Read a text with a date, an outlet and an address that its number gives, and check it."""
    document = Document(
        text,
        published=DATES[number % len(DATES)],
        outlet=OUTLETS[number // 5 % len(OUTLETS)],
        url="https://news.example/2024/05/06/story" if number % 7 == 0 else None,
    )
    reading = pipeline.read(document)
    check_reading(reading)
    if twice:
        again = dumps(to_json(pipeline.read(document)))
        _hold(again == dumps(to_json(reading)), "the same record when it is read again")
