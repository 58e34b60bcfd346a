"""Attributions that make no claim: they relay, repeat, or name a topic, or no one speaks."""

from __future__ import annotations

from collections.abc import Callable

from sayso.record import Attribution, Span, hull
from sayso.record.trace import Rule, first_that_holds
from sayso.stages.attribution.publisher import is_publishers
from sayso.stages.claims.claimants import inside_a_speech
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.evidence import only_names_a_topic
from sayso.stages.claims.granted import takes_for_granted
from sayso.stages.claims.hedged import whole_clause
from sayso.stages.claims.judgements import judges_what_happened
from sayso.stages.claims.narration import SPEECH_ACTS
from sayso.stages.claims.speakers import can_speak
from sayso.stages.claims.unsaid import UNSAID
from sayso.stages.claims.withheld import WITHHELD
from sayso.stages.stage import given

CONTENT_WORDS = frozenset(("NOUN", "PROPN", "VERB", "AUX", "ADJ", "NUM"))
"""Words that make a claim: a relay that adds none of them makes none of its own."""


COUNTS_NOTHING = "counts nothing"
GRANTED = "takes a harm for granted"
NOBODYS = frozenset((COUNTS_NOTHING, GRANTED))
"""Rules by which nobody says what an attribution holds: the outlet does."""


def refusal(scene: ClaimContext, index: int) -> str | None:
    """Return the name of the rule by which attribution `index` makes no claim, or None."""
    if index not in scene.refused:
        scene.refused[index] = first_that_holds(NO_CLAIM, scene, index)
    return scene.refused[index]


def speech(scene: ClaimContext) -> list[Attribution]:
    """Return the attributions in which somebody says something, or judges what happened.

    In "The city counts its dead" and "The army would not name the two killed" nobody does, and
    what they tell is the outlet's.
    """
    return [
        each
        for index, each in enumerate(scene.attributions)
        if (each.kind == "statement" and refusal(scene, index) not in NOBODYS)
        or judges_what_happened(scene, each)
    ]


def own_voice(scene: ClaimContext, index: int) -> bool:
    """Return whether the outlet itself speaks: "we assess that nobody was hurt", not quoted."""
    attribution = scene.attributions[index]
    if attribution.parent is not None or not attribution.source or attribution.manner != "indirect":
        return False
    if attribution.source[0].of(scene.text).lower() not in ("we", "i"):
        return False
    said = [token for span in attribution.content for token in scene.parse.within(span)]
    return any(
        token.pos == "NUM"
        or (token.pos in ("VERB", "AUX") and scene.parse.dependents(token, "nsubj", "nsubjpass"))
        for token in said
    )


def said_by_others(scene: ClaimContext, index: int) -> tuple[Span, ...]:
    """Return what others say inside an attribution: their figures are not its claimant's.

    "denied the raid, where volunteers said 14 had died" denies no figure; "rejected claims that
    14 had died" does, for there the other's claim is all that is said.
    """
    outer = scene.attributions[index]
    spans: list[Span] = []
    for place in scene.statements_inside(index):
        inner = scene.attributions[place]
        if not _says_it_already(scene, place) and _says_more(scene, outer, inner):
            spans.extend(inner.content)
    return tuple(spans)


def _states(scene: ClaimContext, index: int) -> bool:
    """Return whether someone who can speak says something of their own."""
    return first_that_holds(NOTHING_OWN, scene, index) is None


def _says_it_already(scene: ClaimContext, index: int) -> bool:
    """Return whether the words sit inside others of the same claimant: "said what it called"."""
    attribution = scene.attributions[index]
    if attribution.parent is None or not attribution.source:
        return False
    outer = scene.attributions[attribution.parent]
    if outer.kind != "statement" or not outer.source or outer.stance in ("denies", "doubts"):
        return False
    return scene.claimants[index].name == scene.claimants[attribution.parent].name


def _only_relays(scene: ClaimContext, index: int) -> bool:
    """Return whether all that an attribution says is that another one said it.

    Who cites what can't speak ("citing first checks") says it: no claim is made of the other.
    """
    outer = scene.attributions[index]
    if outer.stance in ("denies", "doubts"):
        return False
    for place in scene.statements_inside(index):
        inner = scene.attributions[place]
        if not inner.source or not _states(scene, place) or _only_orders(scene, inner):
            continue
        if not _says_more(scene, outer, inner):
            return True
    return False


def _only_orders(scene: ClaimContext, inner: Attribution) -> bool:
    """Return whether the inner words are an infinitive: who says "told us to leave" reports it."""
    said = scene.parse.within(inner.content[0])
    return len(said) > 1 and said[0].lower == "to" and said[1].tag == "VB"


def _says_more(scene: ClaimContext, outer: Attribution, inner: Attribution) -> bool:
    """Return whether the content of `outer` has words of its own around `inner`."""
    taken = (*inner.source, *inner.cue, *inner.content)
    return any(
        token.pos in CONTENT_WORDS and not any(span.contains(token.span) for span in taken)
        for content in outer.content
        for token in scene.parse.within(content)
    )


def _inside_a_speech(scene: ClaimContext, index: int) -> bool:
    return inside_a_speech(scene.text, scene.attributions, scene.attributions[index])


def _names_a_topic(scene: ClaimContext, index: int) -> bool:
    return only_names_a_topic(scene.parse, scene.attributions[index])


def _cannot_speak(scene: ClaimContext, index: int) -> bool:
    actors, attribution = given(scene.draft.actors), scene.attributions[index]
    if own_voice(scene, index):
        return False
    return not can_speak(scene.text, scene.parse, actors, attribution)


def _no_statement(scene: ClaimContext, index: int) -> bool:
    attribution = scene.attributions[index]
    if attribution.kind == "statement" or judges_what_happened(scene, attribution):
        return False
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    found_out = any(token.lemma.lower() in FINDING for token in cue)
    return not (found_out and own_voice(scene, index))


def _only_informed(scene: ClaimContext, index: int) -> bool:
    """Return whether somebody is only informed or asked about something: nobody says what of it."""
    attribution = scene.attributions[index]
    if attribution.source or attribution.manner != "indirect":
        return False
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    informs = [token for token in cue if token.lemma.lower() in INFORMING and token.tag == "VBN"]
    links = {each.lower for word in informs for each in scene.parse.dependents(word, "prep")}
    clauses = [each for word in informs for each in scene.parse.dependents(word, "ccomp", "xcomp")]
    if informs and attribution.parent is not None and _asks_only(scene, attribution):
        return True
    return bool(links & {"of", "about", "on", "over"}) and not clauses


def _asks_only(scene: ClaimContext, attribution: Attribution) -> bool:
    """Return whether the words are an infinitive, or those who were asked: "the pilot"."""
    parts = [scene.parse.within(span) for span in attribution.content]
    said = [token for part in parts for token in part]
    return any(part and part[0].lower == "to" for part in parts) or not any(
        token.pos in ("VERB", "AUX", "NUM") for token in said
    )


INFORMING = frozenset(
    "tell inform notify ask question brief warn remind advise alert apprise".split()
)
"""Verbs whose passive says who is spoken to."""


def _naming_alone(scene: ClaimContext, index: int) -> bool:
    """Return whether nobody is named and the words name a thing, with no act and no number."""
    attribution = scene.attributions[index]
    if attribution.source or attribution.manner != "indirect" or not attribution.cue:
        return False
    # "It allegedly hit a refinery": the tagger gives "it", and the clause is what is hedged.
    content = whole_clause(scene.text, scene.parse, attribution) or attribution.content
    said = [token for span in content for token in scene.parse.within(span)]
    if any(token.pos in ("VERB", "AUX", "NUM") for token in said):
        return False
    inside = (scene.events[i] for i in scene.triggers.inside(hull(content)))
    return all(event.kind in SPEECH_ACTS for event in inside)


def _asked_to_say(scene: ClaimContext, index: int) -> bool:
    """Return whether somebody is only asked to say it: "urged the envoy to condemn the raid"."""
    attribution = scene.attributions[index]
    if attribution.parent is None or not attribution.cue:
        return False
    if scene.attributions[attribution.parent].stance != "demands":
        return False
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    verbs = [token for token in cue if token.pos == "VERB"]
    return (
        bool(verbs)
        and verbs[0].tag == "VB"
        and any(each.lower == "to" for each in scene.parse.dependents(verbs[0], "aux"))
    )


def _stands_for_words(scene: ClaimContext, index: int) -> bool:
    """Return whether the words are a pronoun: what it stands for is said elsewhere."""
    attribution = scene.attributions[index]
    if attribution.stance in ("denies", "doubts"):
        return False
    content = whole_clause(scene.text, scene.parse, attribution) or attribution.content
    said = [token for span in content for token in scene.parse.within(span)]
    return bool(said) and all(token.pos in ("PRON", "PUNCT") for token in said)


def _supposed_act(scene: ClaimContext, index: int) -> bool:
    """Return whether it is only supposed that somebody says so: "even if the army denies it"."""
    cue = [token for span in scene.attributions[index].cue for token in scene.parse.within(span)]
    return any(
        mark.lower in ("if", "whether", "unless")
        for verb in cue
        if verb.pos == "VERB" and verb.dep == "advcl"
        for mark in scene.parse.dependents(verb, "mark")
    )


def _names_a_figure(scene: ClaimContext, index: int) -> bool:
    """Return whether the words only name a figure that was given before: "a number".

    Who "denied the figure" answers a claim; "a figure denied by the army" is said in passing.
    """
    attribution = scene.attributions[index]
    answers = attribution.stance in ("denies", "doubts") and bool(attribution.source)
    if answers and attribution.source[0].end <= attribution.content[0].start:
        return False
    said = [token for span in attribution.content for token in scene.parse.within(span)]
    words = [token for token in said if token.pos not in ("DET", "PRON", "PUNCT")]
    return (
        attribution.manner == "indirect" and len(words) == 1 and words[0].lemma.lower() in FIGURES
    )


FIGURES = frozenset("figure number toll count total estimate tally".split())
"""Nouns that stand for a number without giving it."""


def _counts_nothing(scene: ClaimContext, index: int) -> bool:
    """Return whether what somebody counts has no number: "counts a raid only when"."""
    attribution = scene.attributions[index]
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    if not any(token.lemma.lower() == "count" for token in cue):
        return False
    said = [token for span in attribution.content for token in scene.parse.within(span)]
    return not any(token.pos == "NUM" or token.lower in ROUND for token in said)


ROUND = frozenset("dozens scores hundreds thousands".split())


def _publishes_nothing(scene: ClaimContext, index: int) -> bool:
    """Return whether a sentence that only its publisher stands for tells no event and no figure."""
    attribution = scene.attributions[index]
    if not is_publishers(attribution):
        return False
    span = hull(attribution.content)
    events = (scene.events[i] for i in scene.triggers.inside(span))
    figures = (scene.all_quantities[i] for i in scene.quantities.inside(span))
    asserted = any(event.kind not in SPEECH_ACTS for event in events)
    return not asserted and all(each.role is None for each in figures)


def _points_ahead(scene: ClaimContext, index: int) -> bool:
    """Return whether the words only point to others: "announces the following"."""
    said = " ".join(span.of(scene.text) for span in scene.attributions[index].content)
    return said.strip(" .:\n").lower() in POINTING


POINTING = frozenset(("the following", "following", "as follows", "the above", "the same", "so"))


def _courtesy(scene: ClaimContext, index: int) -> bool:
    """Return whether somebody thanks people: thanks to a state or a body say what they did."""
    attribution = scene.attributions[index]
    cue = [token for span in attribution.cue for token in scene.parse.within(span)]
    if not any(token.lemma.lower() == "thank" and token.pos == "VERB" for token in cue):
        return False
    thanked = scene.parse.within(attribution.content[0])
    head = next((each for each in thanked if each.dep in ("dobj", "nsubj", "ROOT")), None)
    if attribution.manner == "direct" or head is None:
        return False
    near = Span(attribution.content[0].start, head.end)
    bodies = any(
        actor.named and actor.kind not in ("person", "people") and actor.as_said.contains(head.span)
        for actor in given(scene.draft.actors)
    )
    return not bodies and not any(True for _ in scene.places.inside(near))


FINDING = frozenset("count assess estimate verify find observe witness document record".split())
"""Verbs by which an outlet that says "we" tells what it found out."""


Refusals = tuple[Rule[Callable[[ClaimContext, int], bool]], ...]

NOTHING_OWN: Refusals = (
    Rule(
        "inside a speech",
        "“It is not about the president, we're talking about the country,” the governor said.",
        _inside_a_speech,
    ),
    Rule(
        "says it already",
        "The army said that it had destroyed what it called a weapons depot.",
        _says_it_already,
    ),
    Rule(
        "only informed",
        "The head of the district was informed of the incident.",
        _only_informed,
    ),
    Rule(
        "names a thing only",
        "The brigade faced similar complaints against armies in the region.",
        _naming_alone,
    ),
    Rule(
        "only asked to say it",
        "The government urged the envoy to condemn the raid.",
        _asked_to_say,
    ),
    Rule(
        "a pronoun only",
        "The group lists a raid only when two witnesses confirm it.",
        _stands_for_words,
    ),
    Rule(
        "act only supposed",
        "The mayor said 12 people died, even if the army denies it.",
        _supposed_act,
    ),
    Rule(
        "names a figure only",
        "The nurse said 31 men were killed, a figure disputed by the army.",
        _names_a_figure,
    ),
    Rule(
        COUNTS_NOTHING,
        "The group counts a raid only when two witnesses agree.",
        _counts_nothing,
    ),
    Rule(
        GRANTED,
        "The army refused to name the two soldiers killed at the gate.",
        takes_for_granted,
    ),
    Rule(
        "publisher tells no event",
        "The Ministry works with its partners so that families may return.",
        _publishes_nothing,
    ),
    Rule(
        "points ahead",
        "The Ministry of Defence announces the following.",
        _points_ahead,
    ),
    Rule(
        "thanks to people",
        "The mayor thanked the firefighters for their courage.",
        _courtesy,
    ),
    Rule(
        "names a topic only",
        "The two presidents discussed the exchange of prisoners.",
        _names_a_topic,
    ),
    *WITHHELD,
    *UNSAID,
    Rule(
        "speaker cannot speak",
        "The weather suggests that the offensive will stop.",
        _cannot_speak,
    ),
)
"""Why nobody says something of their own."""

NO_CLAIM: Refusals = (
    Rule(
        "no statement",
        "The general believes that the town will fall within days.",
        _no_statement,
    ),
    Rule(
        "relays only",
        "Reuters reported that the Yemeni coast guard said nine people had drowned.",
        _only_relays,
    ),
    *NOTHING_OWN,
)
"""Why an attribution makes no claim; the first that holds is named."""
