"""Attributions without a verb of saying: "according to", "reports that", headline colons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sayso.lexicon.actors import Noun, pieces
from sayso.lexicon.actors import nouns as actor_nouns
from sayso.lexicon.cues import nouns, speaking_documents, verbs
from sayso.record import Block
from sayso.stages.attribution.asides import aside_around
from sayso.stages.attribution.handles import quoted_handle
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, runs, subtree_without, trimmed
from sayso.text.syntax import own_subject, verb_group

LIGHT_VERBS = frozenset("voice express make issue raise repeat reiterate give offer have".split())
"""Verbs that only carry the noun that they govern: "voiced concern that"."""

COLONS = frozenset((":", "–", "—"))

HEADLINE_SOURCE = 7
"""Most tokens of a source after a headline's last colon."""


def according_to(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "According to X, …" and "…, according to X": the content is the clause around it.

    In an aside it is the aside alone: the sentence around it is another one's.
    """
    if token.lower != "according":
        return
    links = [t for t in parse.dependents(token, "prep") if t.lower == "to"]
    held = [noun for link in links for noun in parse.dependents(link, "pobj")]
    if not held:
        return
    aside = aside_around(parse, token)
    if aside is not None:
        cue, source = (token, links[0]), noun_phrase(parse, held[0])
        taken = {each.index for each in (*cue, *source)}
        inside = [*aside.about, *parse.tokens[aside.first : aside.last]]
        said = trimmed([each for each in inside if each.index not in taken])
        yield Spoken(token, "aside", cue, source, said)
        return
    clause = token
    for above in parse.ancestors(token):
        clause = above
        if above.dep in ("ROOT", "conj", "parataxis") and above.pos in ("VERB", "AUX", "NOUN"):
            break
    content = subtree_without(parse, clause, [token])
    yield Spoken(token, "according", (token, links[0]), noun_phrase(parse, held[0]), tuple(content))


def shown_by(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "A clip appeared to show two burned trucks": a picture shows what it seems to."""
    above = parse.head(token)
    if token.lemma.lower() not in ("show", "depict", "capture") or token.dep != "xcomp":
        return
    if above.lemma.lower() not in ("appear", "seem", "purport"):
        return
    who = own_subject(parse, above)
    if who is None or who.lemma.lower() not in speaking_documents():
        return
    cue = (*verb_group(parse, above), *parse.dependents(token, "aux"), token)
    for held in parse.dependents(token, "dobj", "ccomp"):
        content = tuple(parse.subtree(held))
        yield Spoken(token, "appears", cue, noun_phrase(parse, who, above), content)
        return


def citing(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "…, Reuters said, citing the air force": the source of what is relayed.

    The content is that of the relay's cue, or the whole clause where the outlet itself relays.
    """
    if token.lower not in ("citing", "quoting"):
        return
    held = parse.dependents(token, "dobj") or quoted_handle(parse, token)
    if not held or (held[0].text.startswith("@") and _colon_follows(parse, held[0])):
        return
    for above in parse.ancestors(token):
        clauses = parse.dependents(above, "ccomp")
        if clauses or above.dep in ("ROOT", "conj"):
            top = clauses[0] if clauses else above
            content = subtree_without(parse, top, [token, *held])
            handle = held[0].text.startswith("@")
            source = (held[0],) if handle else noun_phrase(parse, held[0])
            yield Spoken(token, "citing", (token,), source, tuple(content))
            return


def _colon_follows(parse: Parse, token: Token) -> bool:
    """Return whether a colon follows, by which the line is read: "Quoting @sahelwatch: …"."""
    at = token.index + 1
    return at < len(parse.tokens) and parse.tokens[at].text == ":"


def noun_cue(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "reports that …", "Western claims that …", "voiced concern that …"."""
    if token.pos != "NOUN" or token.lemma.lower() not in nouns():
        return
    own = [
        clause
        for clause in parse.dependents(token, "acl", "ccomp", "relcl")
        if any(mark.lower == "that" for mark in parse.dependents(clause, "mark"))
    ]
    for clause in (*own, *_below_holder(parse, token)):
        content = parse.subtree(clause)
        verb = _said_in(parse, token)
        who = own_subject(parse, verb) if verb is not None else None
        if verb is not None and who is not None:
            source, cue = noun_phrase(parse, who), verb_group(parse, verb)
            yield Spoken(verb, "clause", cue, source, tuple(content))
            continue
        source, cue = _owner(parse, token)
        source = tuple(each for each in source if each.index < content[0].index)
        yield Spoken(token, "noun", cue, source, tuple(content))


def _below_holder(parse: Parse, noun: Token) -> Iterator[Token]:
    """Yield the clause that the parser hangs on who holds a claim: "claims by rebels that they".

    Its subject shows that it says something of its own: "that" is no object of its verb.
    """
    for link in parse.dependents(noun, "prep"):
        if link.lower in ("by", "of", "from"):
            for held in parse.dependents(link, "pobj"):
                for clause in parse.dependents(held, "relcl", "acl"):
                    objects = parse.dependents(clause, "dobj")
                    marks = (*parse.dependents(clause, "mark"), *objects[:-1])
                    that = any(mark.lower == "that" for mark in marks)
                    if that and parse.dependents(clause, "nsubj", "nsubjpass"):
                        yield clause


def _said_in(parse: Parse, noun: Token) -> Token | None:
    """Return the cue verb of "said in a statement that …", where the parser hangs what is said
    on the statement."""
    link = parse.head(noun)
    verb = parse.head(link)
    held = noun.dep == "pobj" and (verb.lemma.lower(), "clause") in verbs()
    return verb if held else None


def _owner(parse: Parse, noun: Token) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Return who holds the claim that `noun` names, and the words of the cue."""
    above = parse.head(noun)
    carried = noun.dep == "dobj" and above.lemma.lower() in LIGHT_VERBS
    owners = parse.dependents(noun, "poss")
    if owners and not carried:
        return noun_phrase(parse, owners[0]), (noun,)
    if carried:
        who = own_subject(parse, above)
        group = verb_group(parse, above)
        cue = parse.tokens[group[0].index : noun.index + 1]
        return (noun_phrase(parse, who) if who else ()), tuple(cue)
    for link in parse.dependents(noun, "prep"):
        if link.lower in ("by", "from"):
            for held in parse.dependents(link, "pobj"):
                return noun_phrase(parse, held), (noun,)
    for link in parse.dependents(noun, "prep"):
        for held in _claiming(parse, link):
            return noun_phrase(parse, held), (noun,)
    origin = [t for t in parse.dependents(noun, "amod", "compound") if t.text[:1].isupper()]
    if origin:
        return tuple(origin), (noun,)
    return (noun,), (noun,)


def _claiming(parse: Parse, link: Token) -> Iterator[Token]:
    """Yield who holds a claim behind "of": "the claim of the rebels that"; not what it is of."""
    if link.lower == "of":
        for held in parse.dependents(link, "pobj"):
            said = held.text
            listed = (hit.entry for hit in actor_nouns().find(said, pieces(said)))
            if held.pos == "PROPN" or any(_speaks(entry) for entry in listed):
                yield held


def _speaks(entry: object) -> bool:
    return isinstance(entry, Noun) and not entry.inanimate


def headline_colon(parse: Parse, block: Block) -> Iterator[Spoken]:
    """ "Talks go on: Kremlin": the source stands after the last colon of a headline."""
    tokens = parse.within(block.span)
    colons = [i for i, token in enumerate(tokens) if token.text in COLONS]
    if not colons:
        return
    cut = colons[-1]
    source = trimmed(tokens[cut + 1 :])
    content = trimmed(tokens[:cut])
    if not source or len(source) > HEADLINE_SOURCE or len(content) < 3:
        return
    if any(t.pos in ("VERB", "AUX") for t in source) or not source[0].text[:1].isupper():
        return
    if source[-1].pos not in ("PROPN", "NOUN", "ADJ"):
        return
    yield Spoken(tokens[cut], "colon", (tokens[cut],), source, content)


HEADLINE_CUES = frozenset(
    "says say said claims claim denies deny confirms confirm warns warn reports report blames"
    " blame accuses accuse rejects reject announces announce admits admit vows vow threatens"
    " threaten demands demand urges urge insists insist tells tell".split()
)


def headline_says(parse: Parse, block: Block) -> Iterator[Spoken]:
    """ "Ukraine Says Attack Killed 400": capitals mislead the parser, word order does not."""
    tokens = parse.within(block.span)
    for place, token in enumerate(tokens):
        if token.lower not in HEADLINE_CUES or place == 0 or _numbers(tokens[place + 1 :]):
            continue
        source = trimmed(_clause_before(tokens[:place]))
        content = trimmed(_clause_after(tokens[place + 1 :]))
        if source and len(source) <= HEADLINE_SOURCE and len(content) >= 2:
            yield Spoken(token, "headline", (token,), source, content)
        return


def _numbers(tokens: list[Token]) -> bool:
    """Return whether a number of an issue follows: "SITUATION REPORT No. 12" says nothing."""
    first = tokens[0] if tokens else None
    return first is not None and (first.text == "#" or first.lower in ("no", "no.", "nr", "number"))


def _clause_before(tokens: list[Token]) -> list[Token]:
    """Return what follows the last mark of punctuation, an adverb before the cue left out."""
    pieces = runs([token for token in tokens if token.pos != "PUNCT" or token.text in "'’-"])
    last = pieces[-1] if pieces else []
    return [token for token in last if token.lower not in ("now", "also", "again")]


def _clause_after(tokens: list[Token]) -> list[Token]:
    """Return what precedes the next semicolon or dash."""
    for place, token in enumerate(tokens):
        if token.text in (";", "–", "—"):
            return tokens[:place]
    return tokens


def before_as(parse: Parse, block: Block, spoken: Spoken) -> Spoken | None:
    """Return a headline's attribution without its "as …" clause, which the outlet adds: "Army
    denies raid as toll rises". None when nothing is left, or when it only begins there."""
    tokens = parse.within(block.span)
    cut = next((t.index for t in tokens if t.lower == "as" and t.pos == "SCONJ"), None)
    if cut is None:
        return spoken
    if spoken.anchor.index > cut:
        return None if any(token.index < cut for token in spoken.source) else spoken
    content = tuple(token for token in spoken.content if token.index < cut)
    return replace(spoken, content=content) if content else None
