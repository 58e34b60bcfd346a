"""Speech that was withheld: who did not say something, or only asked it, has not said it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sayso.lexicon.cues import is_cue, withholding
from sayso.record.trace import Rule
from sayso.stages.claims.context import ClaimContext
from sayso.text.parse import Parse, Token
from sayso.text.syntax import subject

HIGHEST = 5
"""Words above a cue that may withhold it: "stopped short of saying" has three."""

NOT = frozenset(("not", "n't", "n’t", "never", "neither", "nor"))
NOBODY = frozenset(("neither", "nobody", "none", "nor"))


def _cue(scene: ClaimContext, index: int) -> list[Token]:
    return [t for span in scene.attributions[index].cue for t in scene.parse.within(span)]


def cue_is_withheld(scene: ClaimContext, index: int) -> bool:
    """Return whether the verb of a cue is negated, or governed by one that withholds."""
    parse, cue = scene.parse, _cue(scene, index)
    verb = _verb(cue)
    if verb is None or _rules_out(parse, verb):
        return False
    chain = [verb, *_governing(parse, verb)]
    withholds = any(_holds_back(parse, word) for word in chain[1:])
    return (withholds + sum(_negated(parse, word) for word in chain)) % 2 == 1


def _nobody_says(scene: ClaimContext, index: int) -> bool:
    parse, cue = scene.parse, _cue(scene, index)
    verb = _verb(cue)
    who = subject(parse, verb) if verb is not None else None
    if verb is None or who is None or who.index > verb.index:
        return False
    source = scene.attributions[index].source
    if source and not any(span.contains(who.span) for span in source):
        return False  # the subject of what is said: "said nobody was hurt, having warned that …"
    first = parse.subtree(who)[0]
    no = any(each.lower == "no" for each in parse.dependents(who, "det"))
    return no or who.lower in NOBODY or first.lower in NOBODY


def _no_such_word(scene: ClaimContext, index: int) -> bool:
    parse, cue = scene.parse, _cue(scene, index)
    nouns = [token for token in cue if token.pos == "NOUN" and is_cue(token.lemma.lower())]
    return any(
        each.lower == "no" for noun in nouns for each in parse.dependents(noun, "det", "neg")
    )


def _withholds_a_word(scene: ClaimContext, index: int) -> bool:
    """The cue itself withholds, and its content begins with what it withholds."""
    parse, cue, attribution = scene.parse, _cue(scene, index), scene.attributions[index]
    if not any(token.lemma.lower() in withholding("withholds") for token in cue):
        return False
    said = [token for span in attribution.content for token in parse.within(span)]
    first = next((token for token in said if token.lower != "to" and token.pos != "PUNCT"), None)
    return first is not None and first.lemma.lower() in withholding("informs")


def _only_asks(scene: ClaimContext, index: int) -> bool:
    text, cue, attribution = scene.text, _cue(scene, index), scene.attributions[index]
    said = attribution.content[0].of(text).lstrip("\"“‘' ").split(maxsplit=1)
    asks = any(token.lemma.lower() in ("ask", "wonder", "inquire", "enquire") for token in cue)
    return asks and bool(said) and said[0].lower() in ("whether", "if")


def _asks_not_to_be_named(scene: ClaimContext, index: int) -> bool:
    """Who asks for anonymity says nothing of what happened."""
    attribution = scene.attributions[index]
    said = attribution.content[0].of(scene.text).lower()
    return NOT_NAMED.match(said) is not None


NOT_NAMED = re.compile(
    r"(?:for |that )?"
    r"(?:anonymity|(?:(?:his|her|their|its) names? )?not (?:to )?be(?:ing)? "
    r"(?:named|identified|quoted|used|published))"
)


def _is_a_question(scene: ClaimContext, index: int) -> bool:
    text, attribution = scene.text, scene.attributions[index]
    said = " ".join(span.of(text) for span in attribution.content).strip("\"“”‘’' \n")
    return said.endswith("?") and not any(mark in said[:-1] for mark in ".!;")


WITHHELD: tuple[Rule[Callable[[ClaimContext, int], bool]], ...] = (
    Rule(
        "cue is negated",
        "The army stopped short of saying that its jets had hit the school.",
        cue_is_withheld,
    ),
    Rule(
        "nobody says it",
        "Neither the army nor the ministry has claimed the attack.",
        _nobody_says,
    ),
    Rule(
        "no such word",
        "The army gave no confirmation that its jets had hit the school.",
        _no_such_word,
    ),
    Rule(
        "refuses to say it",
        "The army refused to confirm that 12 soldiers had been killed.",
        _withholds_a_word,
    ),
    Rule(
        "asks whether",
        "The officer asked whether the rebels had shelled the town.",
        _only_asks,
    ),
    Rule(
        "asks not to be named",
        "A nurse, who asked not to be named because rebels are near, said nine men died.",
        _asks_not_to_be_named,
    ),
    Rule(
        "question",
        "“Did your army hit the school?” a reporter asked.",
        _is_a_question,
    ),
)
"""Why the words of an attribution were not said; the first that holds is named."""


def _verb(cue: Sequence[Token]) -> Token | None:
    verbs = [token for token in cue if token.pos == "VERB"]
    return verbs[-1] if verbs else None


def _rules_out(parse: Parse, verb: Token) -> bool:
    """Return whether the verb is "rule out", whose negation says that something may be."""
    joined = verb.dep == "conj"
    return not joined and verb.lemma.lower() == "rule" and bool(parse.dependents(verb, "prt"))


def _governing(parse: Parse, verb: Token) -> Iterator[Token]:
    """Yield the words that the verb is a part of: "refused" and "short" of "short of saying"."""
    word = verb
    for _ in range(HIGHEST):
        above = parse.head(word)
        if above is word or above.index > verb.index:
            return
        if word.dep not in ("xcomp", "pcomp", "prep", "acomp", "advmod", "acl", "oprd"):
            return
        if word.lower == "without":
            return  # "left without saying": what is left out governs nothing further up
        yield above
        word = above


def _holds_back(parse: Parse, word: Token) -> bool:
    """Return whether a word above a verb keeps it from being said: "refused", "too early"."""
    listed = word.lemma.lower() in withholding("withholds")
    return listed or _yet_to(parse, word) or _too(parse, word)


def _negated(parse: Parse, word: Token) -> bool:
    """Return whether "not" or "neither" hangs on a word, unless as "not only"."""
    near = [
        token
        for token in parse.dependents(word, "neg", "preconj", "advmod", "cc", "det", "aux")
        if token.index < word.index
    ]
    noes = [token for token in near if token.lower in NOT]
    if not noes and word.dep == "conj" and parse.head(word).pos == "VERB":
        above = parse.head(word)
        neither = parse.dependents(above, "preconj", "cc", "det", "advmod", "neg")
        noes = [token for token in neither if token.lower in ("neither", "nor")]
    only = withholding("only")
    return any(
        parse.tokens[min(token.index + 1, len(parse.tokens) - 1)].lower not in only
        for token in noes
    )


def _yet_to(parse: Parse, word: Token) -> bool:
    """Return whether the word is the "have" or "be" of "has yet to"."""
    if word.lemma.lower() not in ("have", "be"):
        return False
    return any(each.lower == "yet" for each in parse.dependents(word, "advmod"))


def _too(parse: Parse, word: Token) -> bool:
    """Return whether the word is the "early" of "too early to say"."""
    too = any(each.lower == "too" for each in parse.dependents(word, "advmod"))
    return word.pos in ("ADJ", "ADV") and too
