"""Whether a denial answers what another asserts: decided by a learned model of named features."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sayso.lexicon.countries import adjectives, code_of_name, side_name
from sayso.linking.acts import ACTS, TELLING_ACTS, acts_in, other_acts
from sayso.linking.answers import Answers, Relation, RelationModels, near
from sayso.linking.features import StatementFeatures, described
from sayso.linking.figures import countries
from sayso.linking.folding import other_day, other_town, same_side
from sayso.linking.perpetrators import IRREGULAR, STATE, Blame, sort_of, speaker_names
from sayso.linking.stances import names_of
from sayso.linking.words import WORD, cosine, shared, spoken, terms_of
from sayso.record.trace import Rule, decide

DENIES_FROM = 0.8
"""The probability from which a denial counts as one of what another says, set on pairs of incidents
that the model of the cross-validation did not see: see `training/relations/README.md`."""


def denial_features(
    no: StatementFeatures, out: Blame, yes: StatementFeatures, blame: Blame | None
) -> dict[str, float]:
    """Return named features of a denial, which clears `out`, and of what another asserts."""
    cleared_names = countries(out.names) or out.names
    hit = blame is not None and bool(cleared_names & blame.names)
    stated = hit and blame is not None and blame.stated
    own = speaker_names(no)
    common = [
        each for each in no.terms.keys() & yes.terms.keys() if each not in own and each[0] != "@"
    ]
    named = frozenset(yes.terms) | yes.targets | yes.initiators
    generic = out.rule == "denies_any_part"
    held: dict[str, bool | float] = {
        "accuses denier": stated,
        "denier acts": hit and not stated,
        "names denier": not hit and bool(cleared_names & named),
        "common words": min(len(common), 3) / 3,
        "hit and words": hit and bool(common),
        "alike": cosine(no.terms, yes.terms),
        "any part": generic,
        "near": near(no, yes),
        "other town": other_town(no, yes),
        "other day": other_day(no, yes),
        **_names(no, yes),
        "one side": same_side(no, yes),
        "accused, denies any part": stated and generic,
        "figures": not hit and (bool(yes.figures) or yes.kind == "casualties"),
        "narrated": yes.claim.narrated,
        **_acts(no, yes, hit=hit),
    }
    return {name: float(value) for name, value in held.items() if value}


def _acts(no: StatementFeatures, yes: StatementFeatures, *, hit: bool) -> dict[str, bool]:
    """Return whether both name one act, in whatever words; `hit`: the denier is said to do it."""
    one = bool(acts_in(no.words) & acts_in(yes.words))
    return {
        "one act": one,
        "other act": other_acts(no.words, yes.words),
        "hit and act": hit and one,
    }


def _names(no: StatementFeatures, yes: StatementFeatures) -> dict[str, bool]:
    """Return whether names that are no country's and no speaker's stand in both, or part them."""
    sides = speaker_names(no) | speaker_names(yes)
    mine, theirs = names_of(no) - sides, names_of(yes) - sides
    return {
        "same names": bool(mine & theirs),
        "other names": bool(mine and theirs) and not mine & theirs,
    }


def denial_pair(no: Answers, yes: Answers) -> tuple[Blame, Blame | None] | None:
    """Return whom a denial clears and whom the other blames; None where it can't answer that.

    A denial by one side says nothing of what is laid on another.
    """
    said = yes.features
    if no.cleared is None or said.answer != "yes" or said.modality != "reported":
        return None
    if OF_WHAT_MAY_BE.search(no.features.words) or CONDITION.search(said.words):
        return None
    one_act = acts_in(no.features.words) & acts_in(said.words)
    if said.family not in ACTS and said.kind != "accusation" and not one_act:
        return None
    out, blame = no.cleared, yes.blamed
    if blame is not None and _never_of(no.features, blame):
        return None
    if blame is not None and blame.stated and not (countries(out.names) or out.names) & blame.names:
        return None
    return out, blame


OF_WHAT_MAY_BE = re.compile(
    r"\b(?:if|unless|will not|won[’']t|would not|wouldn[’']t|not un\w+|not only|not just"
    r"|not yet)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
"""Words by which nothing that was done is denied, or asserted: "it will not send arms"."""


def _never_of(no: StatementFeatures, blame: Blame) -> bool:
    """Return whether a state denies what is laid on rebels, or rebels what is laid on a state."""
    forces = STATE in sort_of(described(no.words[:SUBJECT])[1])  # "the army has never used them"
    sorts = {STATE, IRREGULAR} & blame.names
    if IRREGULAR in sort_of(no.claim.claimant.role):
        return sorts == {STATE}
    denier = no.side.kind == "state" or forces
    unnamed = IRREGULAR in sorts and not countries(blame.names)
    return denier and (sorts == {IRREGULAR} or unnamed)


SUBJECT = 20
"""Letters of a denial in which the one stands who is said not to have done it."""


@dataclass(frozen=True, slots=True)
class DenialPair:
    """A denial, which clears `out`, and what another asserts, with the features of the two."""

    no: StatementFeatures
    out: Blame
    yes: StatementFeatures
    blame: Blame | None
    features: Mapping[str, float]
    models: RelationModels


Test = Callable[[DenialPair], float | None]

PARTED = frozenset(("other names", "other town", "other day", "one side"))
"""Features of a denial and an assertion that can't be of one matter."""


def _answers_accuser(pair: DenialPair) -> float | None:
    """Return the score where the accused, named just before, denies any part in it."""
    parted = PARTED & pair.features.keys()
    answers = pair.features.keys() >= {"accuses denier", "any part", "near"}
    return ANSWER_PRECISION if answers and not parted else None


ANSWER_PRECISION = 0.8
"""The score of such a pair. The model alone gave .84, and .75 once it was learned from readings of
other places: the same two sentences should not hang on that."""


def _answers_accusation(pair: DenialPair) -> float | None:
    """Return the score where one accuses the denier by name, and he denies any part in it."""
    parted = PARTED & pair.features.keys()
    accused = pair.features.keys() >= {"accuses denier", "any part"}
    of_one = {"common words", "one act", "alike"} & pair.features.keys()
    return ACCUSATION_PRECISION if accused and of_one and not parted else None


ACCUSATION_PRECISION = 0.75


def _learned(pair: DenialPair) -> float | None:
    """Return how likely the denial is one of what the other says, where that is likely enough."""
    if not _of_one_matter(pair) or "one side" in pair.features:
        return None
    likely = pair.models.denials.probabilities(pair.features)["contradict"]
    return likely if likely >= DENIES_FROM else None


def _of_one_matter(pair: DenialPair) -> bool:
    """Return whether more than the act and the hour joins a denial to what another says.

    "Our forces strike no civilian sites" does not answer "four drones struck an airfield", nor
    "Russia did not hit the building" that Russia launched drones overnight.
    """
    if pair.out.rule == "denies_an_act" and not _names_what_is_denied(pair):
        return False
    if {"accuses denier", "same names"} & pair.features.keys():
        return True
    if "any part" in pair.features and "denier acts" in pair.features:
        return True
    own = speaker_names(pair.no) | speaker_names(pair.yes)
    common = pair.no.terms.keys() & pair.yes.terms.keys() - own
    return any(each[0] != "@" and not _is_a_country(each) for each in common)


def _names_what_is_denied(pair: DenialPair) -> bool:
    """Return whether a word of what is denied, no name, or its act is in what another says."""
    if "one act" in pair.features:
        return True
    capitals = " ".join(each for each in WORD.findall(pair.no.words) if each[:1].isupper())
    names = terms_of(capitals).keys() | speaker_names(pair.no)
    said = {each for each in pair.no.terms if each not in names}
    return not said or not said.isdisjoint(pair.yes.terms)


def _is_a_country(term: str) -> bool:
    return code_of_name(term) is not None or term.capitalize() in adjectives()


def _one_telling_act(pair: DenialPair) -> float | None:
    """Return the score where the denier, or "soldiers" of no country, did the one act of its kind
    that both name, to something that both name."""
    acts = acts_in(pair.no.words) & acts_in(pair.yes.words) & TELLING_ACTS
    parted = PARTED & pair.features.keys()
    if not acts or parted or pair.blame is None or "common words" not in pair.features:
        return None
    names = countries(pair.blame.names)
    soldiers = STATE in pair.blame.names and not names and pair.no.side.kind == "state"
    return ACT_PRECISION if "denier acts" in pair.features or soldiers else None


ACT_PRECISION = 0.75
"""The score of such a pair: the open sets hold too few to learn it from."""

DENIALS: tuple[Rule[Test], ...] = (
    Rule("learned", "The rebels accused Chad of the raid; Chad denied it", _learned),
    Rule(
        "answers_accuser",
        "The army blamed the rebels for the raid. The rebels denied responsibility",
        _answers_accuser,
    ),
    Rule(
        "answers_accusation",
        "The government laid the killings on the CPC; the CPC denied carrying out the killings",
        _answers_accusation,
    ),
    Rule(
        "one_telling_act",
        "Soldiers burned homes in Sake; the army denied torching any",
        _one_telling_act,
    ),
)
"""When a denial is one of what another says: the first that holds."""


def denial_relation(left: Answers, right: Answers, models: RelationModels) -> Relation | None:
    """Return the contradiction between a denial and what it denies, None where it isn't one."""
    for no, yes in ((left, right), (right, left)):
        culprits = denial_pair(no, yes)
        if culprits is None:
            continue
        features = denial_features(no.features, culprits[0], yes.features, culprits[1])
        pair = DenialPair(no.features, culprits[0], yes.features, culprits[1], features, models)
        decided = decide(DENIALS, pair)
        if decided is not None:
            return Relation("contradict", decided[1], "one_denies", _why(pair))
    return None


def _why(pair: DenialPair) -> str:
    common = spoken(shared(pair.no.terms, pair.yes.terms, 3), pair.no.words)
    accused = {"accuses denier", "denier acts"} & pair.features.keys()
    what = (
        f"{side_name(pair.no.side.shown)} denies what it is accused of"
        if accused
        else "one denies it"
    )
    return what + (f": {', '.join(common)}" if common else "")
