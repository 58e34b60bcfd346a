"""Who said what, by rules over the parse and the quotation marks.

Each rule proposes; the lexicon of cues decides; `assemble` makes one attribution of each cue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sayso.lexicon.cues import ACCUSATION, PLAIN_STATEMENT, Cue, construction_score, nouns, verbs
from sayso.record import Attribution, Block, Span
from sayso.stages.attribution.assemble import SILENT, attribution
from sayso.stages.attribution.colons import labelled
from sayso.stages.attribution.counting import (
    by_count,
    counts_one_by_one,
    gives_toll,
    resets_toll,
)
from sayso.stages.attribution.dismissals import turns_down
from sayso.stages.attribution.handles import passed_on
from sayso.stages.attribution.listed import listed
from sayso.stages.attribution.naming import names_victims
from sayso.stages.attribution.nominal import (
    according_to,
    before_as,
    citing,
    headline_colon,
    headline_says,
    noun_cue,
    shown_by,
)
from sayso.stages.attribution.participles import shared_with_the_speaker
from sayso.stages.attribution.quoted import find_speeches
from sayso.stages.attribution.rebuttals import rebuttal, without_rebuttals
from sayso.stages.attribution.signed import signed, transcript
from sayso.stages.attribution.spoken import Spoken
from sayso.stages.attribution.steps import step
from sayso.stages.attribution.verbal import calls_out, propose
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Token
from sayso.text.quotes import find_quotations


def by_rules(draft: Draft) -> list[tuple[str, Attribution]]:
    """Return the attributions of each block that is somebody's report, with its construction."""
    parse, blocks = given(draft.parse), given(draft.blocks)
    reports = [block for block in blocks if block.kind not in SILENT]
    ruled = [*signed(draft.text, blocks), *transcript(draft.text, blocks)]
    turns = {made.source for _, made in ruled}
    labels = [each for each in labelled(draft) if each[1].source not in turns]
    marks = {made.cue for _, made in labels}
    ruled += labels
    ruled += listed(draft)
    ruled += passed_on(draft.text, blocks)
    ruled += [
        each
        for block in reports
        for each in find_in_block(draft.text, parse, block)
        if each[0] != "colon" or each[1].cue not in marks
    ]
    for construction, made in ruled:
        step(made, "made", construction, "proposed by the rules", made.score)
    return ruled


def find_in_block(text: str, parse: Parse, block: Block) -> list[tuple[str, Attribution]]:
    """Return the attributions whose cue stands in `block`, and speeches with no cue near them.

    Each with its construction: how the content hangs on the cue (see lexicon/data/cues.tsv).
    """
    quotations = find_quotations(text, block.span)
    result: list[tuple[str, Attribution]] = []
    spoken_by_quote: set[int] = set()
    quoted: set[Span] = set()

    def keep(spoken: Spoken, cue: Cue) -> None:
        score = construction_score(spoken.construction)
        made = attribution(parse, spoken, cue, quotations, score)
        if made is None:
            return
        if spoken.quoted or not quoted.issuperset(made.content):
            named = _closing(parse, spoken) or _denied_report(parse, spoken, cue)
            result.append((named or spoken.construction, made))
        else:
            detail = f"found by the rule {spoken.construction!r}"
            step(made, "dropped", "quoted already", detail)

    for speech in find_speeches(text, parse, block.span, quotations):
        quoted.update(speech.pieces)
        if speech.spoken is None:
            score = construction_score("uncued")
            result.append(("uncued", Attribution((), (), speech.pieces, "direct", score=score)))
            continue
        anchor = speech.spoken.anchor
        spoken_by_quote.add(anchor.index)
        cue = verbs().get((anchor.lemma.lower(), "quote"), PLAIN_STATEMENT)
        keep(replace(speech.spoken, quoted=speech.pieces), cue)
    proposals = [p for p in _proposals(parse, block) if p[0].anchor.index not in spoken_by_quote]
    for spoken, cue in shared_with_the_speaker(parse, proposals):
        keep(spoken, cue)
    return result


def _denied_report(parse: Parse, spoken: Spoken, cue: Cue) -> str | None:
    """Return "denied report" where somebody denies a report that says of what it is: "dismissed the
    report of an ambush"."""
    if spoken.construction != "object" or cue.stance != "denies" or not spoken.source:
        return None
    objects = parse.dependents(spoken.anchor, "dobj")
    reports = [each for each in objects if each.lemma.lower() in nouns()]
    specific = any(parse.dependents(each, "prep", "acl", "ccomp", "relcl") for each in reports)
    return "denied report" if specific and spoken.anchor.tag in ("VBD", "VBZ", "VBP") else None


def _closing(parse: Parse, spoken: Spoken) -> str | None:
    """Return "closing" where a speaker and "said" end a sentence whose clause is said: "Two huts
    burned in the night, the chief said."
    """
    if spoken.construction != "clause" or not spoken.source or not spoken.content:
        return None
    if spoken.anchor.lower not in ("said", "says") or len(spoken.cue) > 1:
        return None
    sentence = parse.sentences[spoken.anchor.sentence]
    first, who = spoken.content[0], spoken.source[0]
    ends = all(
        token.pos == "PUNCT" for token in parse.tokens[spoken.anchor.index + 1 : sentence.last]
    )
    follows = max(token.index for token in spoken.content) < who.index < spoken.anchor.index
    comma = parse.tokens[who.index - 1].text == "," or parse.tokens[who.index - 2].text == ","
    return "closing" if ends and follows and comma and first.index <= sentence.first + 1 else None


def _proposals(parse: Parse, block: Block) -> list[tuple[Spoken, Cue]]:
    """Return what the rules propose and the lexicon accepts, at most one for each anchor."""
    best: dict[int, tuple[Spoken, Cue]] = {}
    for spoken, cue in _accepted(parse, block):
        held = best.get(spoken.anchor.index)
        if held is None or _better(spoken, held[0]):
            best[spoken.anchor.index] = (spoken, cue)
    carried = {t.index for spoken, _ in best.values() for t in spoken.cue if t != spoken.anchor}
    kept = [best[index] for index in sorted(best) if index not in carried]
    return without_rebuttals(parse, kept)


RANKS = (
    "rebuttal",
    "aside",
    "according",
    "citing",
    "clause",
    "passive:ccomp",
    "passive:xcomp",
    "infinitive",
    "gerund",
)
"""Constructions that outrank all others of the same cue."""


def _rank(spoken: Spoken) -> int:
    if spoken.construction in RANKS:
        return RANKS.index(spoken.construction)
    return len(RANKS) if "+" in spoken.construction else len(RANKS) + 1


def _better(spoken: Spoken, best: Spoken) -> bool:
    if _rank(spoken) == _rank(best):
        return len(spoken.content) > len(best.content)
    return _rank(spoken) < _rank(best)


def _accepted(parse: Parse, block: Block) -> Iterator[tuple[Spoken, Cue]]:
    """Yield the proposals that the lexicon knows; a headline's end before what the outlet adds."""
    for spoken, cue in _known(parse, block):
        if block.kind != "headline" or spoken.construction == "colon":
            yield spoken, cue
        elif (kept := before_as(parse, block, spoken)) is not None:
            yield kept, cue


PLAIN = (citing, by_count, gives_toll, resets_toll, counts_one_by_one, shown_by, names_victims)
"""Rules for plain statements, whose words are in no list of cues."""


def _plain(parse: Parse, token: Token) -> Iterator[tuple[Spoken, Cue]]:
    for find in PLAIN:
        for spoken in find(parse, token):
            yield spoken, PLAIN_STATEMENT


def _known(parse: Parse, block: Block) -> Iterator[tuple[Spoken, Cue]]:
    known = verbs()
    any_found = False
    for token in parse.within(block.span):
        for spoken in according_to(parse, token):
            any_found = True
            yield spoken, PLAIN_STATEMENT
        yield from _plain(parse, token)
        answer = rebuttal(parse, token)
        if answer is not None:
            yield answer
        else:
            for spoken in noun_cue(parse, token):
                yield spoken, nouns()[token.lemma.lower()]
        if token.pos == "VERB" and not turns_down(parse, token):
            for spoken in propose(parse, token):
                cue = known.get((token.lemma.lower(), spoken.construction))
                if cue is not None and calls_out(parse, token):
                    cue = ACCUSATION
                if cue is not None:
                    any_found = True
                    yield spoken, cue
    if block.kind in ("headline", "heading", "deck", "related"):
        for spoken in headline_colon(parse, block):
            yield spoken, PLAIN_STATEMENT
        if not any_found:
            for spoken in headline_says(parse, block):
                yield spoken, known.get((spoken.anchor.lemma.lower(), "clause"), PLAIN_STATEMENT)
