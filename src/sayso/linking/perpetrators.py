"""Who is said to have done it, and who is said not to have: answers that hold no number.

Countries are three letters, names are terms (`linking.words.term`); a "pro-X group" is not X.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sayso.lexicon.countries import side_name
from sayso.linking.acts import ACTS, DONE
from sayso.linking.features import StatementFeatures, described
from sayso.linking.figures import countries
from sayso.linking.words import WORD, terms_of
from sayso.record import Event, Span
from sayso.record.trace import Rule, decide

LEANING = re.compile(r"\b(?:pro|anti|non)[- ]\w+", re.IGNORECASE)

RESPONSIBLE = re.compile(
    r"\b(?:behind|responsible for|responsibility|to blame|the culprits?)\b", re.IGNORECASE
)
CLAUSE_START = re.compile(r"[,;:\"“”()]")
NAME_BEFORE = 60
"""Letters before "was behind it" in which the name stands."""

DONE_BY = re.compile(
    r"\b(?:carried out|committed|launched|perpetrated|fired|dropped|staged|conducted) by "
    r"(?:the |a |an )?([\w’'. -]{2,40})",
    re.IGNORECASE,
)
CAUSED = re.compile(r"([\w’'. -]{2,40}?) (?:had |has )?(?:directly )?caused\b", re.IGNORECASE)
STAGED = re.compile(r"\b(?:provocation|false[ -]flag|staged)\b", re.IGNORECASE)
BLAMED_ON = re.compile(r".*\bon (?:the )?([\w’' -]+?)(?:,? saying\b.*)?$", re.DOTALL)
BLAMING = re.compile(r"\bblam", re.IGNORECASE)
ACCUSING = re.compile(r"\b(?:accus|blam|charg)", re.IGNORECASE)
BLAMED_FOR = re.compile(r"([\w’'\"() -]+?) for\b")
GERUND = re.compile(r"\W*(?:of |with )?\w+ing\b", re.IGNORECASE)
ACCUSED_OF = re.compile(r"([\w’'\" -]+?) (?:of|for)\b")
CLAIMING = re.compile(r"\b(?:claim|took|take|admit|acknowledg)", re.IGNORECASE)
RESPONSIBILITY = re.compile(r"\b(?:responsib|credit\b)", re.IGNORECASE)
WHERE_CLAIMED = 40
"""Letters of the evidence in which a claim of responsibility says so."""

ANY_PART = re.compile(
    r"\b(?:involve\w*|responsib\w*|anything to do|nothing to do|behind|any (?:role|part|link|such)"
    r"|accus\w*|alleg\w*|claims?|assertions?|reports?|complicit\w*|carr(?:ying|ied) (?:it )?out"
    r"|such|untrue|false)\b",
    re.IGNORECASE,
)
"""What a denial of more than one act says that it denies."""

REPORT_THAT = re.compile(
    r"\b(?:reports?|claims?|assertions?|allegations?|accusations?)\b[^,;]{0,40}?\bthat\b",
    re.IGNORECASE,
)
"""A report whose content follows: "reports on channels that a workshop was destroyed"."""

INTENT = re.compile(
    r"\b(?:seek\w*|want\w*|plan(?:s|ned|ning)?|intend\w*|will|would|wish\w*|aim\w*)\b",
    re.IGNORECASE,
)
NO_EVIDENCE = re.compile(r"\bno (?:clear |firm |direct )?(?:evidence|proof|sign)", re.IGNORECASE)
"""Who has no evidence denies nothing."""

NO_ACT = re.compile(
    r"\b(?:not|never|no|nor|n[’']t|neither)\b[^,;.]{0,30}?\b(?:recogni[sz]e\w*|jurisdiction"
    r"|subject to|bound by|able to|ready|willing|prepared|capable|enough|means?|meant|matter\w*"
    r"|valid|need|deserve|ha(?:ve|s|d) (?:the|an?|any))\b",
    re.IGNORECASE,
)
"""A rejection of a court, an ability or a state of affairs: nobody is cleared of an act."""

DUE_PROCESS = re.compile(
    r"\b(?:warrants?|indict\w*|court|courts|tribunal|prosecutors?|charges|charged|convict\w*"
    r"|sentenced?|award\w*)\b",
    re.IGNORECASE,
)
"""Words of a court's act, of which nobody disputes who did it."""

OFFERED = re.compile(
    r"\b(?:proposals?|offers?|plans?|calls?|demands?|ultimatum|deals?|requests?|talks|truce"
    r"|ceasefire|ideas?|invitations?|mediation|bids?)\b",
    re.IGNORECASE,
)
"""What is turned down, and not denied."""

FEW_TERMS = 3
"""A denial of fewer terms ("involvement", "the claim") names no act of its own."""


@dataclass(frozen=True, slots=True)
class Blame:
    """Who did it, or did not, in the words of one statement.

    `names` are countries, terms, and IRREGULAR or STATE where the words say that. `stated` says
    whether the words are about responsibility, and not only the subject of a verb.
    """

    rule: str
    names: frozenset[str]
    stated: bool


IRREGULAR, STATE = "@irregular", "@state"
"""What a culprit is, where words say no more: "rebels" and "the army" are of no country."""

IRREGULARS = frozenset(("REB", "PRM", "UAF", "CRM"))
STATES = frozenset(("GOV", "MIL", "SPY", "COP", "ELI"))


def sort_of(sector: str | None) -> frozenset[str]:
    """Return whether a sector is of a state or of those who fight outside it, {} of others."""
    if sector in IRREGULARS:
        return frozenset((IRREGULAR,))
    return frozenset((STATE,)) if sector in STATES else frozenset()


def names_in(words: str) -> frozenset[str]:
    """Return the country and the sort that words name, and the terms of their capitalized words."""
    words = LEANING.sub(" ", words)
    country, sector = described(words)
    capitals = " ".join(each for each in WORD.findall(words) if each[:1].isupper())
    known = frozenset((country,)) if country else frozenset()
    return frozenset(terms_of(capitals)) | known | sort_of(sector)


def other_culprit(first: Blame, second: Blame) -> str | None:
    """Return why two aren't one culprit: two countries, or rebels and a state; None where they may
    be one."""
    common = {each for each in first.names & second.names if each[0] != "@"}
    one, other = countries(first.names), countries(second.names)
    sorts = [{IRREGULAR, STATE} & each.names for each in (first, second)]
    if all(sorts) and not sorts[0] & sorts[1] and common <= one:
        return f"blame on {_called(first)} and on {_called(second)}"
    if one and other and not common:
        return f"blame on {side_name(min(one))} and on {side_name(min(other))}"
    return None


def _called(blame: Blame) -> str:
    """Return a culprit in words: its country, and what it is."""
    what = "those who fight outside a state" if IRREGULAR in blame.names else "a state"
    return f"{what} ({side_name(min(countries(blame.names)))})" if countries(blame.names) else what


def speaker_names(features: StatementFeatures) -> frozenset[str]:
    """Return the country and the terms of a claimant's name."""
    claimant = features.claim.claimant
    country = features.side.name if features.side.kind == "state" else claimant.country
    return frozenset({*terms_of(claimant.name), *([country] if country else [])})


Test = Callable[[StatementFeatures], frozenset[str] | None]


def _claimed(features: StatementFeatures) -> frozenset[str] | None:
    cue = _cue(features)
    said = f"{features.words[:WHERE_CLAIMED]} {cue}"
    if CLAIMING.search(cue) and RESPONSIBILITY.search(said):
        return speaker_names(features) | sort_of(features.claim.claimant.role)
    return None


def _done_by(features: StatementFeatures) -> frozenset[str] | None:
    named = DONE_BY.search(features.words)
    names = names_in(named.group(1)) if named else frozenset()
    return names if countries(names) or IRREGULAR in names else None


def _caused(features: StatementFeatures) -> frozenset[str] | None:
    named = CAUSED.search(features.words)
    return (names_in(named.group(1)) or None) if named else None


def _staged(features: StatementFeatures) -> frozenset[str] | None:
    if not STAGED.search(features.words):
        return None
    country = described(STAGED.sub(" ", features.words))[0]
    return frozenset((country,)) if country else None


def _responsible(features: StatementFeatures) -> frozenset[str] | None:
    said = RESPONSIBLE.search(features.words)
    if said is None:
        return None
    before = features.words[max(0, said.start() - NAME_BEFORE) : said.start()]
    clause = CLAUSE_START.split(before)[-1]
    return None if LEANING.search(clause) else names_in(clause) or None


def _accused(features: StatementFeatures) -> frozenset[str] | None:
    event = _event(features)
    if features.kind != "accusation" or event is None:
        return None
    cue = _cue(features)
    phrases = [
        BLAMED_ON.match(features.words) if BLAMING.search(cue) else None,
        BLAMED_FOR.match(features.words) if BLAMING.search(cue) else None,
        ACCUSED_OF.match(features.words) if ACCUSING.search(cue) else None,
    ]
    # "Accused of helping the gang": the accused stands before these words.
    elsewhere = not any(phrases) and GERUND.match(features.words)
    target = _words(features, event.target) if event.target and not elsewhere else ""
    said = [each.group(1) for each in phrases if each is not None]
    return next((names for each in (*said, target) if (names := names_in(each))), None)


def _initiator(features: StatementFeatures) -> frozenset[str] | None:
    event = _event(features)
    if event is None or event.initiator is None or features.family not in ACTS:
        return None
    start = max(0, event.initiator.start - len("non-"))
    if features.family == "custody" and DUE_PROCESS.search(features.words):
        return None
    leaning = LEANING.search(features.reading.document.text, start, event.initiator.end)
    sort = sort_of(described(_words(features, event.initiator))[1])
    if leaning or not (countries(features.initiators) or sort):
        return None
    return features.initiators | sort


BLAMED: tuple[Rule[Test], ...] = (
    Rule("claimed", "The militia claimed responsibility for the raid", _claimed),
    Rule("done_by", "The raid was carried out by Chadian soldiers", _done_by),
    Rule("caused", "A Chadian shell caused the fire", _caused),
    Rule("staged", "Accra called the raid a provocation by Lomé", _staged),
    Rule("responsible", "Chad was behind the raid", _responsible),
    Rule("accused", "The mayor accused Chad of the raid", _accused),
    Rule("initiator", "Chadian soldiers raided the village", _initiator),
)
"""Ways of saying who did it, the plainest first; all but the last are about responsibility."""


def _denies_part(features: StatementFeatures) -> frozenset[str] | None:
    generic = ANY_PART.search(features.words) or ANY_PART.search(_cue(features))
    report = REPORT_THAT.search(features.words)
    if report is not None and len(terms_of(features.words[report.end() :])) > FEW_TERMS:
        return None  # what is reported is denied, and no part in it
    few = len(features.terms) <= FEW_TERMS and not OFFERED.search(features.words)
    return speaker_names(features) if generic or few else None


def _calls_staged(features: StatementFeatures) -> frozenset[str] | None:
    return speaker_names(features) if STAGED.search(features.words) else None


def _denies_act(features: StatementFeatures) -> frozenset[str] | None:
    intent = INTENT.search(features.words) and features.kind != "denial"
    act = features.kind == "denial" or features.family in DONE
    return speaker_names(features) if act and not intent else None


CLEARED: tuple[Rule[Test], ...] = (
    Rule("calls_it_staged", "Chad dismissed it as a provocation", _calls_staged),
    Rule("denies_any_part", "Chad denied any involvement", _denies_part),
    Rule("denies_an_act", "Chad denied shelling the village", _denies_act),
)
"""Ways of saying that the speaker's own side did not do it."""


def blamed(features: StatementFeatures) -> Blame | None:
    """Return whom a statement that asserts something says to have done it."""
    return _decided(BLAMED, features) if features.answer == "yes" else None


def cleared(features: StatementFeatures) -> Blame | None:
    """Return whom a statement that denies something says not to have done it."""
    if features.answer != "no" or features.modality != "reported":
        return None
    if NO_EVIDENCE.search(features.words) or features.kind == "accusation":
        return None
    if NO_ACT.search(features.words) and not ANY_PART.search(features.words):
        return None
    return _decided(CLEARED, features)


Culprits = tuple[Blame | None, Blame | None]
"""Whom a statement says to have done it, and whom not."""


def culprits_of(features: StatementFeatures) -> Culprits:
    """Return whom a statement blames, and whom it clears."""
    return blamed(features), cleared(features)


def _decided(rules: Sequence[Rule[Test]], features: StatementFeatures) -> Blame | None:
    decided = decide(rules, features)
    if decided is None:
        return None
    rule, names = decided
    return Blame(rule, names, rule != "initiator")


def _event(features: StatementFeatures) -> Event | None:
    if features.claim.event is None:
        return None
    return (features.reading.events or ())[features.claim.event]


def _words(features: StatementFeatures, span: Span) -> str:
    return span.of(features.reading.document.text)


def _cue(features: StatementFeatures) -> str:
    """Return the words that attribute a statement to its speaker."""
    attributions = features.reading.attributions or ()
    number = features.claim.attribution
    if number is None:
        return ""
    return " ".join(each.of(features.reading.document.text) for each in attributions[number].cue)
