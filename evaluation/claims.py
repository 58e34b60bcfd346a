"""Claims against our own gold: the seed article, and 109 claims of ten incidents.

A gold claim is found when a claim of ours overlaps its evidence by one half and has its claimant.
On the seed, whose gold is exhaustive for attributed claims, what is found beyond it is counted as
false; narrated claims are not, since the gold holds only some of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest
from sayso.actions.read import default_pipeline
from sayso.record import Claim, Document, Quantity, Reading, Span

WORD = re.compile(r"[\w-]+")
EMPTY_WORDS = frozenset("the a an of and s unnamed its his her president".split())

EXPECTED_WARNINGS = ("old_photograph", "second_article", "unnamed_source", "headline_as_fact")


def name_words(name: str) -> frozenset[str]:
    """The words that tell a claimant: what comes before a comma, without articles."""
    words = WORD.findall(re.sub(r"['’]s\b", "", name.split(",")[0].lower()))
    return frozenset(words) - EMPTY_WORDS


def same_claimant(gold: str, ours: str) -> bool:
    """Whether one name holds all words of the other."""
    theirs, mine = name_words(gold), name_words(ours)
    return bool(theirs and mine) and (theirs <= mine or mine <= theirs)


@dataclass(frozen=True)
class Pairing:
    """Which claim of ours answers each gold claim (None: missed), and which answer none."""

    answers: dict[int, Claim]
    missed: list[int]
    false: list[Claim]


def pair(gold: Sequence[dict[str, Any]], reading: Reading) -> Pairing:
    """Join gold claims to ours one to one, largest overlap of evidence first."""
    claims = reading.claims or ()
    pairs = sorted(
        (
            (Span(g["start"], g["end"]).jaccard(claim.evidence), i, j)
            for i, g in enumerate(gold)
            for j, claim in enumerate(claims)
            if _claimant_right(g, claim)
        ),
        reverse=True,
    )
    answers: dict[int, int] = {}
    for overlap, i, j in pairs:
        if overlap >= 0.5 and i not in answers and j not in answers.values():
            answers[i] = j
    spare = [c for j, c in enumerate(claims) if j not in answers.values() and not c.narrated]
    missed = [i for i in range(len(gold)) if i not in answers]
    return Pairing({i: claims[j] for i, j in answers.items()}, missed, spare)


def _claimant_right(gold: dict[str, Any], claim: Claim) -> bool:
    if not gold["chain"]:
        return claim.narrated
    return not claim.narrated and same_claimant(gold["chain"][-1], claim.claimant.name)


def quantity_right(gold: dict[str, Any], found: Sequence[Quantity]) -> bool:
    """Whether a quantity of ours has the gold's value, unit, role, whole and bound."""
    return any(
        each.low == gold["value"]
        and each.unit == gold["unit"]
        and each.role == gold["role"]
        and each.bound == gold["bound"]
        and each.whole == gold.get("of")
        for each in found
    )


def read_seed(data: Path) -> tuple[dict[str, Any], Reading]:
    folder = data.parent / "seed"
    gold = json.loads((folder / "article.gold.json").read_text(encoding="utf-8"))
    text = (folder / "article.txt").read_text(encoding="utf-8")
    return gold, default_pipeline().read(Document(text))


def seed(data: Path) -> Iterator[Score]:
    """The seed article: claims, false claims, quantities, event kinds, moods, warnings."""
    gold, reading = read_seed(data)
    signature = (
        f"data {digest(data.parent / 'seed' / 'article.gold.json')}"
        " | evidence jaccard>=.5, claimant by name"
    )
    claims = gold["claims"]
    joined = pair(claims, reading)
    events = reading.events or ()

    def score(name: str, value: float) -> Score:
        return Score(f"claims.seed.{name}", value, signature)

    yield score("found_of_45", len(joined.answers))
    attributed = sum(1 for i in joined.answers if claims[i]["chain"])
    spare = len(joined.false)
    yield score("attributed_precision", attributed / max(1, attributed + spare))
    wanted = [(i, q) for i, claim in enumerate(claims) for q in claim["quantities"]]
    right = sum(
        1
        for i, q in wanted
        if i in joined.answers
        and quantity_right(q, [(reading.quantities or ())[k] for k in joined.answers[i].quantities])
    )
    yield score(f"quantities_of_{len(wanted)}", right)
    for field in ("polarity", "modality"):
        same = sum(1 for i, c in joined.answers.items() if getattr(c, field) == claims[i][field])
        yield score(f"{field}_of_45", same)
    kinds = sum(
        1
        for i, c in joined.answers.items()
        if c.event is not None and events[c.event].kind == claims[i]["event"]
    )
    yield score("event_kinds_of_45", kinds)
    kinds_warned = {warning.kind for warning in reading.warnings or ()}
    yield score("warnings_of_4", sum(1 for kind in EXPECTED_WARNINGS if kind in kinds_warned))


def incidents(data: Path) -> Iterator[Score]:
    """Recall of the gold claims of `incidents.dev`, and claimant and polarity where found."""
    path = data / "claims" / "incidents.dev.json"
    gold = json.loads(path.read_text(encoding="utf-8"))
    signature = f"data {digest(path)} | evidence shares half of the shorter, claimant by word"
    counts = {"gold": 0, "evidence": 0, "claimant": 0, "polarity": 0}
    for document in gold["documents"]:
        if document["lang"] != "en":
            continue
        claims = [claim for claim in gold["claims"] if claim["doc"] == document["doc"]]
        reading = read_incident(data, document)
        for claim in claims:
            _count(claim, reading, counts)
    found = max(1, counts["evidence"])
    yield Score("claims.incidents.recall", counts["claimant"] / counts["gold"], signature)
    yield Score("claims.incidents.claimant_given_evidence", counts["claimant"] / found, signature)
    yield Score(
        "claims.incidents.polarity_given_found",
        counts["polarity"] / max(1, counts["claimant"]),
        signature,
    )


def read_incident(data: Path, document: dict[str, Any]) -> Reading:
    text = (data / "claims" / "texts" / f"{document['doc']}.txt").read_text(encoding="utf-8")
    return default_pipeline().read(
        Document(
            text,
            outlet=document["outlet"],
            url=document["url"],
            published=_published(document["published"]),
        )
    )


def _published(words: str | None) -> datetime | None:
    """The hour of publication; the gold says nothing, or "unknown", where it has none."""
    return datetime.fromisoformat(words) if words and words[0].isdigit() else None


POLARITIES = {
    "assert": "asserts",
    "deny": "denies",
    "acknowledge": "acknowledges",
    "uncertain": "doubts",
}


def _count(gold: dict[str, Any], reading: Reading, counts: dict[str, int]) -> None:
    counts["gold"] += 1
    near = [c for c in reading.claims or () if _near(gold, c)]
    counts["evidence"] += bool(near)
    narrated = gold["claimant_in"] != "evidence"
    right = [c for c in near if (c.narrated if narrated else shares_a_word(gold["claimant"], c))]
    counts["claimant"] += bool(right)
    wanted = POLARITIES.get(gold["polarity"], gold["polarity"])
    counts["polarity"] += any(c.polarity == wanted for c in right)


def _near(gold: dict[str, Any], claim: Claim) -> bool:
    """Whether the evidence overlaps. The gold marks whole sentences, ours the content only."""
    evidence = Span(gold["start"], gold["end"])
    shared = evidence.overlap(claim.evidence)
    return shared * 2 >= min(len(evidence), len(claim.evidence)) and shared >= 8


def shares_a_word(gold: str, claim: Claim) -> bool:
    every = frozenset().union(*(name_words(part) for part in gold.split(",")))
    ours = name_words(claim.claimant.name) | name_words(claim.claimant.said)
    return bool(every & ours)


LEAST_OVERLAP = 8
"""Code points that the evidence of a claim must share with a gold claim to be taken for it."""


def answering(
    gold: dict[str, Any],
    claims: Iterable[Claim],
    prefer: Callable[[Claim], int] = lambda _: 0,
) -> Claim | None:
    """Return the claim that is taken for a gold claim: of those that fit the one of which `prefer`
    gives most, then the one that overlaps most; None where it was missed."""
    evidence = Span(gold["start"], gold["end"])
    ranked = [
        (prefer(claim), evidence.jaccard(claim.evidence), claim.id, claim)
        for claim in fitting(gold, claims)
    ]
    return max(ranked, key=lambda each: each[:3])[3] if ranked else None


def fitting(gold: dict[str, Any], claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that may be taken for a gold claim: half of the shorter evidence is shared,
    and the claimant's name a word. The gold marks whole sentences, ours their parts."""
    evidence = Span(gold["start"], gold["end"])
    narrated = gold["claimant_in"] != "evidence"
    return [
        claim
        for claim in claims
        if 2 * evidence.overlap(claim.evidence) >= min(len(evidence), len(claim.evidence))
        and evidence.overlap(claim.evidence) >= LEAST_OVERLAP
        and (
            in_own_voice(gold, claim) if narrated else shares_a_word(gold["claimant"] or "", claim)
        )
    ]


def in_own_voice(gold: dict[str, Any], claim: Claim) -> bool:
    """Return whether the outlet of a gold claim makes ours: it narrates, or issues a bulletin."""
    return claim.narrated or claim.claimant.name == gold.get("outlet")


def measure(data: Path) -> list[Score]:
    """Seed and incidents."""
    return [*seed(data), *incidents(data)]
