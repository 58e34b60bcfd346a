"""Country and sector of bare phrases for actors."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import fold
from sayso.pipeline import Pipeline
from sayso.record import Actor, Document, Span
from sayso.stages.actors import ACTORS
from sayso.stages.actors.lookup import actor_at, fullest
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING

PASSAGES = Path(__file__).with_name("actors_passages.txt")
LATER = Path(__file__).with_name("actors_passages_later.txt")
PHRASES = Path(__file__).with_name("actors_phrases.tsv")
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
    found: list[tuple[dict[str, Any], str | None, str | None]] = []
    for item in lines(data / "events" / "actor_codes.dev.jsonl"):
        if {"country", "code_1"} & item["expect"].keys():
            on = _day(item["args"].get("query_date"))
            found.append((item, *describe(item["text"], on)))
    return found


def phrases(path: Path = PHRASES) -> list[tuple[str, str, str]]:
    """The phrases of our own with country and sector; "*" is not asked."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            phrase, country, role = line.split("\t")
            found.append((phrase, country, role))
    return found


def phrase_scores() -> list[Score]:
    """Accuracy of country and of sector over the phrases of our own."""
    told = [(describe(phrase), wanted) for phrase, *wanted in phrases()]
    scores = []
    for place, name in enumerate(("country", "role")):
        asked = [(found[place], wanted[place]) for found, wanted in told if wanted[place] != "*"]
        right = sum((found or "") == wanted for found, wanted in asked)
        how = f"data {digest(PHRASES)} | {len(asked)} phrases | equal code"
        scores.append(Score(f"actors.phrases.{name}", right / len(asked), how))
    return scores


def _right(expected: str, found: str | None) -> bool:
    return (found or "") == expected or (expected in UNCODED and (found or "") in UNCODED)


MARK = re.compile(r"\{([^{}=]*)=>([^{}]*)\}")


@dataclass(frozen=True)
class Asked:
    """A mention in a text and the name that it should lead back to; None for none."""

    text: str
    span: Span
    name: str | None


def passages(path: Path = PASSAGES) -> list[list[Asked]]:
    """The marked mentions of each passage, markup taken out."""
    written = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    )
    found = []
    for passage in re.split(r"\n{3,}|\n\n(?=\S.*[.])", written.strip()):
        text, spans, at = "", [], 0
        for mark in MARK.finditer(passage):
            text += passage[at : mark.start()]
            span = Span(len(text), len(text) + len(mark[1]))
            spans.append((span, None if mark[2] == "-" else mark[2]))
            text += mark[1]
            at = mark.end()
        text += passage[at:]
        found.append([Asked(text, span, name) for span, name in spans])
    return found


def read_actors(text: str) -> tuple[Actor, ...]:
    """The actors of a plain text."""
    reading = Pipeline((ANATOMY, PARSING, ACTORS)).read(Document(text))
    return reading.actors or ()


def leads_to(actors: tuple[Actor, ...], span: Span) -> str | None:
    """The full name that the mention at `span` leads back to; None where it leads nowhere."""
    index = actor_at(actors, span)
    if index is None:
        return None
    full = fullest(actors, index)
    return full.name if full.named or actors[index].refers_to is not None else None


def same_name(expected: str | None, found: str | None) -> bool:
    """Equal but for accents, case, articles and the kind of apostrophe."""
    return _plain(expected) == _plain(found)


def _plain(name: str | None) -> str:
    return fold(name or "").replace("\u2019", "'").removeprefix("the ")


def led_back(asked: list[list[Asked]]) -> list[tuple[Asked, str | None]]:
    """Each marked mention with the name found for it."""
    found: list[tuple[Asked, str | None]] = []
    for group in asked:
        if group:
            actors = read_actors(group[0].text)
            found.extend((each, leads_to(actors, each.span)) for each in group)
    return found


def seed_chains(data: Path) -> list[tuple[Asked, str | None]]:
    """For each cued claim of the seed article, whom the mention nearest its cue leads to."""
    seed = data.parent / "seed"
    text = (seed / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((seed / "article.gold.json").read_text(encoding="utf-8"))
    actors = read_actors(text)
    found = []
    for claim in gold["claims"]:
        if not claim["chain"] or not claim["cue"] or claim["cue"].endswith("ing"):
            # The source of a participle ("adding that") is a matter of syntax, not of names.
            continue
        name = claim["chain"][-1].split(", ")[0].removeprefix("unnamed ")
        best = nearest_source(text, actors, claim)
        said = fullest(actors, best).name if best is not None else None
        full = {"Trump": "Donald Trump"}.get(name, name)
        found.append((Asked(text, Span(claim["start"], claim["end"]), full), said))
    return found


def nearest_source(text: str, actors: tuple[Actor, ...], claim: dict[str, Any]) -> int | None:
    """The mention nearest the cue nearest the evidence, outside the evidence itself."""
    cues = [
        Span(*each.span())
        for each in re.finditer(rf"\b{re.escape(claim['cue'])}\b", text, re.IGNORECASE)
        if not claim["start"] <= each.start() < claim["end"]
    ]
    if not cues:
        return None
    cue = min(cues, key=lambda c: max(claim["start"] - c.end, c.start - claim["end"]))
    outside = [
        index
        for index, actor in enumerate(actors)
        if not claim["start"] <= actor.as_said.start < claim["end"]
    ]
    return min(
        outside,
        key=lambda i: max(cue.start - actors[i].as_said.end, actors[i].as_said.start - cue.end),
        default=None,
    )


def _led_score(name: str, found: list[tuple[Asked, str | None]], data: str) -> Score:
    right = sum(same_name(asked.name, said) for asked, said in found)
    how = f"data {data} | {len(found)} mentions | equal name of the fullest mention"
    return Score(name, right / len(found), how)


def measure(data: Path) -> list[Score]:
    """Accuracy of country and of sector over the phrases that have them."""
    found = answers(data)
    path = data / "events" / "actor_codes.dev.jsonl"
    scores = []
    for name, field in (("country", "country"), ("role", "code_1")):
        asked = [each for each in found if field in each[0]["expect"]]
        right = sum(
            _right(item["expect"][field], country if name == "country" else sector)
            for item, country, sector in asked
        )
        how = f"data {digest(path)} | {len(asked)} phrases | equal code, UNK as none"
        scores.append(Score(f"actors.codes.{name}", right / len(asked), how))
    scores.append(_led_score("actors.passages.led_back", led_back(passages()), digest(PASSAGES)))
    later = led_back(passages(LATER))
    scores.append(_led_score("actors.later_passages.led_back", later, digest(LATER)))
    scores.extend(phrase_scores())
    gold = digest(data.parent / "seed" / "article.gold.json")
    scores.append(_led_score("actors.seed.led_back", seed_chains(data), gold))
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
    told = (*led_back(passages()), *led_back(passages(LATER)), *seed_chains(folder))
    for asked, said in told:
        if not same_name(asked.name, said):
            words = asked.text[max(0, asked.span.start - 30) : asked.span.end + 10]
            print("  ", repr(words), "|", asked.name, "| found", said)
