"""What one side says and another answers in the same sentence: "…, a claim the army denied"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.lexicon.cues import Cue, nouns, verbs
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, subtree_without
from sayso.text.syntax import verb_group

ANSWERS = frozenset(("denies", "doubts", "confirms", "admits"))
"""Stances of a cue that answers what somebody else said."""

FIGURES = frozenset("figure number toll count tally total account version".split())
"""Nouns for what somebody has just given: "…, a figure that the army disputes"."""

NEIGHBOURING = frozenset(("appos", "npadvmod", "dep", "conj", "attr", "dobj"))
CLAUSES = frozenset(("ccomp", "ROOT", "conj", "parataxis", "pcomp"))


def rebuttal(parse: Parse, noun: Token) -> tuple[Spoken, Cue] | None:
    """Return the answer that hangs on a noun such as "claim" after a comma, or None.

    Its content is the clause that the noun stands next to, which somebody else said.
    """
    lemma = noun.lemma.lower()
    if (lemma not in nouns() and lemma not in FIGURES) or noun.dep not in NEIGHBOURING:
        return None
    first = parse.subtree(noun)[0].index
    if first == 0 or parse.tokens[first - 1].text not in (",", "—", "–"):
        return None
    for verb in parse.dependents(noun, "relcl"):
        cue = verbs().get((verb.lemma.lower(), "clause"))
        subjects = parse.dependents(verb, "nsubj")
        if cue is None or cue.stance not in ANSWERS or not subjects:
            continue
        if subjects[0].lower in ("that", "which", "who"):
            continue
        said = subtree_without(parse, _clause(parse, noun), [noun])
        content = tuple(token for token in said if token.index < first)
        source = noun_phrase(parse, subjects[0], verb)
        return Spoken(verb, "rebuttal", verb_group(parse, verb), source, content), cue
    return None


def _clause(parse: Parse, noun: Token) -> Token:
    """Return the verb of the clause that `noun` stands next to: what is said, where a cue says
    it."""
    for above in parse.ancestors(noun):
        if above.dep in CLAUSES and above.pos in ("VERB", "AUX"):
            clauses = [t for t in parse.dependents(above, "ccomp") if t.index < noun.index]
            return clauses[-1] if clauses else above
    return parse.head(noun)


def without_rebuttals(
    parse: Parse, proposals: Sequence[tuple[Spoken, Cue]]
) -> list[tuple[Spoken, Cue]]:
    """Return the proposals, with the answers cut out of the contents that they answer."""
    gone = {
        token.index
        for spoken, _ in proposals
        if spoken.construction == "rebuttal"
        for token in parse.subtree(parse.head(spoken.anchor))
    }
    if not gone:
        return list(proposals)
    return [
        (replace(spoken, content=tuple(t for t in spoken.content if t.index not in gone)), cue)
        for spoken, cue in proposals
    ]
