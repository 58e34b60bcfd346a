"""Attributions that go on past their sentence: speeches and reports carried over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from sayso.lexicon.cues import construction_score, is_cue, issued_documents
from sayso.record import Actor, Attribution, Block, Span, hull
from sayso.record.trace import Rule, first_that_holds
from sayso.stages.actors.lookup import actor_at, fullest
from sayso.stages.attribution.lines import SIGNED_OFF
from sayso.stages.attribution.steps import step
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Sentence, Token


def continued_speeches(
    attributions: Sequence[Attribution], blocks: Sequence[Block]
) -> list[Attribution]:
    """Return the attributions, speeches with no cue near them with the speaker of the one before.

    Those at the start of a document, with none before, stay without a source.
    """
    starts = [block.span.start for block in blocks]
    result: list[Attribution] = []
    speaker: tuple[Span, ...] = ()
    article = 0
    for attribution in sorted(attributions, key=lambda each: hull(each.content).start):
        block = blocks[bisect_right(starts, hull(attribution.content).start) - 1]
        if block.article != article:
            speaker, article = (), block.article
        if not attribution.cue and not attribution.source and speaker:
            attribution = replace(attribution, source=speaker)
            step(attribution, "changed", "speaker of the speech before")
        elif attribution.source and attribution.kind == "statement":
            speaker = attribution.source
        result.append(attribution)
    return result


NOT_CARRIED = frozenset(
    "but however meanwhile still though although yet separately earlier elsewhere he she it they"
    " this that these those his her its their i we you".split()
)
"""First words of sentences in which the outlet speaks again or someone else acts."""


def carried_over(draft: Draft, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions, and sentences that go on under the attribution of the one before.

    "The air force said it shot down 40 drones. Hits were recorded at 13 sites." A sentence is
    carried over when it follows, in the same paragraph, what somebody reports; when it names no
    source of its own; and when a rule of GOES_ON shows that it is more of the same report.
    """
    parse, blocks, actors = given(draft.parse), given(draft.blocks), given(draft.actors)
    made: list[Attribution] = []
    dropped: list[Attribution] = []
    by_sentence = _by_sentence(parse, attributions)
    headed = _has_a_speaker(draft.text, draft.document.title, blocks, attributions)
    for before, sentence in pairwise(parse.sentences):
        if blocks[sentence.block].kind != "paragraph" or blocks[before.block].kind != "paragraph":
            continue
        same_block = before.block == sentence.block
        reports = [a for a in by_sentence.get(before.index, []) if _reports(a)]
        own = by_sentence.get(sentence.index, [])
        if not reports or any(each.source for each in own) or not (same_block or headed):
            continue
        following = Following(parse, reports[-1], sentence, actors)
        rules = (*(GOES_ON if same_block else ()), *(NEXT_PARAGRAPH if headed else ()))
        rule = first_that_holds(rules, following) if following.may_go_on() else None
        if rule is not None:
            carried = _carried(parse, sentence, reports[-1], rule)
            made.append(carried)
            by_sentence[sentence.index] = [carried]
            dropped += own  # "Hits were recorded at 13 sites": no one's record but the source's
    for attribution in dropped:
        step(attribution, "dropped", "carried over instead")
    return [each for each in attributions if each not in dropped] + made


def _has_a_speaker(
    text: str, title: str | None, blocks: Sequence[Block], attributions: Sequence[Attribution]
) -> bool:
    """Return whether the headline ends with whose bulletin it is, and they speak in the text, too:
    "142 clashes in a day – General Staff".
    """
    heads = [title or "", *(each.span.of(text) for each in blocks if each.kind == "headline")]
    names = [match["name"].lower() for head in heads if (match := SIGNED_OFF.match(head.strip()))]
    sources = [span.of(text).lower() for each in attributions for span in each.source]
    return any(name in source for name in names for source in sources)


def _carried(parse: Parse, sentence: Sentence, before: Attribution, rule: str) -> Attribution:
    """Return the attribution of a whole sentence to the source of the one before."""
    tokens = parse.tokens_of(sentence)
    last = tokens[-2] if tokens[-1].text == "." and len(tokens) > 1 else tokens[-1]
    content = (Span(sentence.span.start, last.end),)
    score = construction_score("carried")
    carried = Attribution(before.source, (), content, "indirect", score=score)
    step(carried, "made", rule, "goes on under the source of the sentence before", score)
    return carried


def _by_sentence(parse: Parse, attributions: Sequence[Attribution]) -> dict[int, list[Attribution]]:
    """Return the attributions by each sentence that their cue or content touches."""
    table: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        for index in parse.sentences_of((*attribution.cue, *attribution.content)):
            table.setdefault(index, []).append(attribution)
    return table


def _reports(attribution: Attribution) -> bool:
    """Return whether an attribution is a report that may go on, not a quotation or a denial."""
    if attribution.kind != "statement" or attribution.manner == "direct":
        return False
    return bool(attribution.source) and attribution.stance not in NO_REPORT


NO_REPORT = frozenset(("denies", "doubts", "demands"))


@dataclass(frozen=True)
class Following:
    """A sentence that follows a report, `before`, in the same paragraph."""

    parse: Parse
    before: Attribution
    sentence: Sentence
    actors: Sequence[Actor]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return self.parse.tokens_of(self.sentence)

    @cached_property
    def root(self) -> Token:
        return self._misread_verb or self.parse.root(self.tokens)

    @cached_property
    def subject(self) -> Token | None:
        if self._misread_verb is not None:
            return self.parse.head(self._misread_verb)
        subjects = self.parse.dependents(self.root, "nsubj", "nsubjpass")
        return subjects[0] if subjects else None

    @cached_property
    def _misread_verb(self) -> Token | None:
        """Return the verb that the parser hangs on its subject: "The raid, …, left nine dead"."""
        root = self.parse.root(self.tokens)
        if root.pos not in ("NOUN", "PROPN"):
            return None
        verbs = [token for token in self.parse.dependents(root, "acl") if token.tag == "VBD"]
        return verbs[-1] if verbs else None

    @cached_property
    def reported(self) -> list[Token]:
        """Return the words of the report."""
        return [token for span in self.before.content for token in self.parse.within(span)]

    @property
    def passive(self) -> bool:
        """Return whether it is a passive that names no agent."""
        by = self.parse.dependents(self.root, "agent")
        return bool(self.parse.dependents(self.root, "auxpass")) and not by

    def may_go_on(self) -> bool:
        """Return whether nothing shows that the outlet speaks again, or somebody else."""
        first, last = self.tokens[0], self.tokens[-1]
        if first.lower in NOT_CARRIED or first.text in OPENING_MARKS or last.text == "?":
            return False
        speaks = is_cue(self.root.lemma.lower()) and not self.passive
        return not self._acts() and not speaks

    def counts(self) -> bool:
        """Return whether it holds a number that is no date or hour."""
        return any(
            (token.pos == "NUM" and token.entity not in ("DATE", "TIME"))
            or token.lower in ("dozens", "scores", "hundreds", "thousands")
            for token in self.tokens
        )

    def bulletin(self) -> bool:
        """Return whether a force or ministry reports, or a document that is issued."""
        source = self.before.source[0]
        head = self.parse.root(self.parse.within(source) or self.tokens)
        if head.lemma.lower() in issued_documents():
            return True
        index = actor_at(self.actors, source)
        actor = None if index is None else fullest(self.actors, index)
        return actor is not None and actor.kind in ("force", "ministry") and actor.role == "MIL"

    def harms(self) -> bool:
        """Return whether the report tells of harm or of an attack."""
        violent = EFFECTS | STRIKES | ATTACKS
        return any(token.lemma.lower() in violent for token in self.reported)

    def gives_figures(self) -> bool:
        """Return whether a figure of the past is told of nobody who speaks for themselves."""
        who = self.subject
        if who is None or self.root.tag != "VBD" or not self.counts():
            return False
        return not any(
            actor.kind not in ("force", "armed_group") and actor.as_said.contains(who.span)
            for actor in self.actors
            if actor.as_said.overlap(self.sentence.span)
        )

    def _acts(self) -> bool:
        """Return whether someone named is the subject: then it may be the outlet's own."""
        who = self.subject
        acting = [
            actor
            for actor in self.actors
            if who is not None and actor.named and actor.as_said.contains(who.span)
        ]
        return any(actor.kind != "force" for actor in acting) or (
            bool(acting) and not self.bulletin()
        )


def _passive_figure(following: Following) -> bool:
    reported = any(token.pos == "NUM" for token in following.reported)
    return reported and following.passive and any(t.pos == "NUM" for t in following.tokens)


def _counted_harm(following: Following) -> bool:
    """The subject is a number of those harmed, and no place or day of its own is given."""
    who = following.subject
    if who is None or not (following.passive or following.root.lemma.lower() in SUFFERED):
        return False
    if not following.harms():
        return False
    counted = who.pos == "NUM" or following.parse.dependents(who, "nummod")
    elsewhere = any(
        token.entity in ("GPE", "LOC", "DATE", "NORP", "FAC")
        and token.lower not in {each.lower for each in following.reported}
        for token in following.tokens
    )
    return bool(counted) and not elsewhere


def _effect_of_it(following: Following) -> bool:
    """The event of the report is the subject, and what it left behind is said."""
    who = following.subject
    if who is None or following.root.lemma.lower() not in EFFECTS or not following.counts():
        return False
    if not _definite(following, who):
        return False
    lemma = who.lemma.lower()
    return lemma in STRIKES or any(lemma == each.lemma.lower() for each in following.reported)


def _one_of_them(following: Following) -> bool:
    """Return whether one of what the report counts goes on: "the first", "the dead", "the rest"."""
    counted = any(token.pos == "NUM" for token in following.reported)
    words = following.tokens[:3]
    if len(words) == 3 and words[0].lower == "the" and words[1].lower in ORDERED:
        return counted and words[2].pos in ("VERB", "AUX")
    who = following.subject
    if who is None or not _definite(following, who):
        return False
    lemma = who.lemma.lower()
    if lemma in ORDERED:
        return counted
    harmed = any(token.lemma.lower() in EFFECTS for token in following.reported)
    return lemma in HARMED and harmed and following.root.lemma.lower() != "be"


def _bulletin(following: Following) -> bool:
    """A staff or ministry, or its summary, reports, and more figures of the day follow."""
    return following.bulletin() and following.gives_figures()


def _losses_there(following: Following) -> bool:
    who = following.subject
    return who is not None and who.lemma.lower() in LOSSES and following.counts()


def _of_these(following: Following) -> bool:
    words = [token.lower for token in following.tokens[:2]]
    return " ".join(words) in ("of these", "of those", "of them", "among them") and (
        following.counts()
    )


def _among_them(following: Following) -> bool:
    """The dead or wounded of the report are told apart: "Among the victims are three girls"."""
    words = [token.lower for token in following.tokens[:3]]
    if words[:1] != ["among"] or len(words) < 3:
        return False
    them = words[1] in ("them", "these", "those") or following.tokens[2].lemma.lower() in HARMED
    return them and following.harms()


def _some_of_those(following: Following) -> bool:
    """How many of those whom the report counts is the subject: "Most had gunshot wounds"."""
    who, words = following.subject, following.tokens
    if who is None or len(words) < 3:
        return False
    counted = any(token.pos == "NUM" for token in following.reported)
    alone = who.index == words[0].index and who.lower in SHARES
    of_them = words[1].lower == "of" and words[2].lower in ("them", "these", "those")
    share = words[0].lower in SHARES or words[0].pos == "NUM"
    return counted and (alone or (share and of_them))


SHARES = frozenset("most all many some several both half none few each one".split())
"""Words for a part of those who were counted."""


def _left_in_it(following: Following) -> bool:
    """A number of people is missing, trapped or under the rubble of what the report tells."""
    who = following.subject
    if who is None or following.root.lemma.lower() not in ("be", "remain", "lie"):
        return False
    lost = any(token.lower in LEFT for token in following.tokens)
    return lost and following.counts() and following.harms()


LEFT = frozenset("missing trapped unaccounted rubble debris buried wreckage".split())
"""What says that people are still in what was hit."""


def _headed(following: Following) -> bool:
    """Return whether a bulletin goes on: what nobody else says in it is of whoever signs it."""
    return following.bulletin() and following.root.tag in ("VBD", "VBG", "VB", "VBN")


def _definite(following: Following, who: Token) -> bool:
    marks = following.parse.dependents(who, "det")
    return any(each.lower in ("the", "these", "those", "both") for each in marks)


EFFECTS = frozenset(
    "kill leave wound injure die burn destroy damage wreck hit maim displace shoot hack abduct"
    " detain capture arrest seize loot bury drown hospitalise hospitalize hospitalized".split()
)
"""Verbs that say what an event did."""

SUFFERED = frozenset("burn die drown collapse surrender survive flee".split())
"""Those whose subject suffers it."""

ATTACKS = frozenset(
    "attack hit strike shell bomb storm ambush fire torch overrun crash take retake seize".split()
)

STRIKES = frozenset(
    "strike raid attack assault shelling bombardment bombing blast explosion ambush bomb missile"
    " drone rocket fire".split()
)
"""Nouns for the event that a report tells of, whatever it calls it."""

ORDERED = frozenset("first second third other others rest last".split())
HARMED = frozenset("dead wounded injured victim casualty".split())
LOSSES = frozenset("loss casualty toll".split())
OPENING_MARKS = frozenset(('"', "“", "«", "„", "‘", "``"))

GOES_ON: tuple[Rule[Callable[[Following], bool]], ...] = (
    Rule(
        "carried over",
        "The air force said it shot down 40 of 52 drones overnight. Hits were recorded at 9 sites.",
        _passive_figure,
    ),
    Rule(
        "number of those harmed",
        "The mayor said a rocket hit the bus station. Nine passengers were killed.",
        _counted_harm,
    ),
    Rule(
        "what the event left",
        "The mayor said a rocket hit the bus station. The blast left at least nine people dead.",
        _effect_of_it,
    ),
    Rule(
        "one of those counted",
        "The navy said rebels fired two missiles at a tanker. The first fell into the water.",
        _one_of_them,
    ),
    Rule(
        "among those harmed",
        "The council said that 40 huts were burned. Among the victims are three girls.",
        _among_them,
    ),
    Rule(
        "some of those counted",
        "Medics said that they had treated 12 miners. Most had gunshot wounds.",
        _some_of_those,
    ),
    Rule(
        "left in what was hit",
        "The mayor said a missile hit a school. Seven people were still under the rubble.",
        _left_in_it,
    ),
    Rule(
        "losses there",
        "The ministry said its troops took the village. The losses there came to 45 men.",
        _losses_there,
    ),
    Rule(
        "figures of a bulletin",
        "The General Staff said the enemy shelled 9 towns. Gunners hit 12 depots during the day.",
        _bulletin,
    ),
    Rule(
        "some of these",
        "The agency said 900 people fled the town. Of these, 300 sleep in schools.",
        _of_these,
    ),
)
"""Why a sentence goes on under the source of the one before; the first that holds is named."""

NEXT_PARAGRAPH: tuple[Rule[Callable[[Following], bool]], ...] = (
    Rule(
        "next paragraph of a bulletin",
        "19 positions hit in a day – General Staff\n\nThe General Staff said jets hit 19 positions."
        "\n\nIn the east, soldiers repelled 14 assaults.",
        _bulletin,
    ),
    Rule(
        "bulletin goes on",
        "19 positions hit in a day – General Staff\n\nThe General Staff said jets hit 19 positions."
        "\n\nIn the east, the enemy did not attack.",
        _headed,
    ),
)
"""The same across paragraphs, where the headline names who reports."""
