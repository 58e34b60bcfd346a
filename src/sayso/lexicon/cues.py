"""Cues: the words that report that somebody said, thought, wanted or saw something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from sayso.lexicon.table import rows
from sayso.record import CueKind, Stance


@dataclass(frozen=True, slots=True)
class Cue:
    """What a cue says of its content: what sort of act it is, and how the speaker stands to it."""

    kind: CueKind
    stance: Stance


@lru_cache(maxsize=1)
def verbs() -> dict[tuple[str, str], Cue]:
    """Return cues by verb lemma and construction ("accuse", "object+of")."""
    table: dict[tuple[str, str], Cue] = {}
    for lemma, kind, stance, constructions in rows("cues.tsv"):
        cue = Cue(cast(CueKind, kind), cast(Stance, stance))
        for construction in constructions.split(","):
            table[lemma, construction] = cue
    return table


@lru_cache(maxsize=1)
def nouns() -> dict[str, Cue]:
    """Return cues by noun lemma ("claim", "report")."""
    return {
        lemma: Cue(cast(CueKind, kind), cast(Stance, stance))
        for lemma, kind, stance in rows("cue_nouns.tsv")
    }


@lru_cache(maxsize=1)
def _acts() -> dict[str, Cue]:
    """Return every known lemma with what it is in the first construction listed."""
    table = {
        lemma: Cue(cast(CueKind, kind), cast(Stance, stance))
        for lemma, kind, stance in rows("cue_acts.tsv")
    }
    for lemma, cue in (*nouns().items(), *((lemma, cue) for (lemma, _), cue in verbs().items())):
        table.setdefault(lemma, cue)
    return table


def is_cue(lemma: str) -> bool:
    """Return whether any table of cues has this lemma."""
    return lemma in _acts()


def act(lemma: str) -> Cue:
    """Return what sort of act a cue of this lemma is, however its content hangs on it.

    A cue that no table knows is taken for an attitude ("is a fan of"), which makes no claim: of
    the cues of PolNeAR's training half that no table knows, most are.
    """
    return _acts().get(lemma, UNHEARD)


UNHEARD = Cue("belief", "neutral")
PLAIN_STATEMENT = Cue("statement", "neutral")
ACCUSATION = Cue("statement", "accuses")


@lru_cache(maxsize=1)
def quoting_verbs() -> frozenset[str]:
    """Return lemmas that may stand beside a quotation."""
    return frozenset(lemma for lemma, construction in verbs() if construction == "quote")


@lru_cache(maxsize=1)
def object_verbs() -> frozenset[str]:
    """Return lemmas of verbs whose object says nothing without them: "blamed the rebels".

    They take no clause as their content, or an object with what it is called ("called it a lie").
    """
    constructions: dict[str, set[str]] = {}
    for lemma, construction in verbs():
        constructions.setdefault(lemma, set()).add(construction)
    return frozenset(
        lemma for lemma, held in constructions.items() if "small" in held or "clause" not in held
    )


@lru_cache(maxsize=1)
def denying_lemmas() -> frozenset[str]:
    """Return lemmas of cues that deny their content or put it in doubt."""
    return frozenset(
        lemma for lemma, cue in _acts().items() if cue.stance in ("denies", "doubts")
    ) | {lemma for (lemma, _), cue in verbs().items() if cue.stance in ("denies", "doubts")}


@lru_cache(maxsize=1)
def topic_verbs() -> frozenset[str]:
    """Return lemmas that, with a mere noun, name a topic and claim nothing ("discussed the
    truce").
    """
    return frozenset(lemma for (lemma,) in rows("cue_topics.tsv"))


@lru_cache(maxsize=3)
def withholding(part: str) -> frozenset[str]:
    """Return the lemmas of a part of saying nothing: "withholds", "informs" or "only"."""
    return frozenset(lemma for lemma, own in rows("cue_withholding.tsv") if own == part)


@lru_cache(maxsize=1)
def speaking_documents() -> frozenset[str]:
    """Return lemmas of things that speak for those who made them ("report", "footage")."""
    return frozenset(lemma for (lemma,) in rows("cue_documents.tsv"))


@lru_cache(maxsize=1)
def voices() -> frozenset[str]:
    """Return lemmas of verbs whose subject speaks, whatever it is ("say")."""
    return frozenset(lemma for (lemma,) in rows("cue_voices.tsv"))


@lru_cache(maxsize=1)
def yardsticks() -> frozenset[str]:
    """Return lemmas of things that something goes according to ("plan")."""
    return frozenset(lemma for (lemma,) in rows("cue_yardsticks.tsv"))


@lru_cache(maxsize=1)
def issued_documents() -> dict[str, str]:
    """Return lemmas of documents that somebody issues, each with its sort: "statement" or
    "report".
    """
    return dict(rows("cue_issued.tsv"))


@lru_cache(maxsize=1)
def _scores() -> dict[str, float]:
    return {construction: float(share) for construction, _, share in rows("cue_scores.tsv")}


def construction_score(construction: str) -> float:
    """Return the share of attributions of a construction that annotators mark; "other" for rare
    ones.
    """
    scores = _scores()
    return scores.get(construction, scores["other"])
