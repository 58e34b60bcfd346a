"""Attributions without a verb of saying: "according to", "reports that", headline colons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sayso.lexicon.actors import Noun, pieces
from sayso.lexicon.actors import nouns as actor_nouns
from sayso.lexicon.cues import nouns, speaking_documents, verbs
from sayso.lexicon.quantities import role_of, singular
from sayso.record import Block
from sayso.stages.attribution.asides import aside_around
from sayso.stages.attribution.naming import NAMING
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


def by_count(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "By the UN's count, …": whose figure the clause around it is."""
    if token.lower != "by":
        return
    for held in parse.dependents(token, "pobj"):
        owners = parse.dependents(held, "poss")
        if held.lemma.lower() not in RECKONINGS or not owners:
            continue
        clause = token
        for above in parse.ancestors(token):
            clause = above
            if above.dep in ("ROOT", "conj", "relcl", "ccomp") and above.pos in ("VERB", "AUX"):
                break
        content = subtree_without(parse, clause, [token])
        content = [
            each for each in content if each.tag not in ("WDT", "WP") and each.pos != "SCONJ"
        ]
        cue = (token, *(each for each in parse.subtree(held) if each.index > owners[-1].index))
        yield Spoken(token, "by_count", cue, noun_phrase(parse, owners[0]), tuple(content))


def gives_toll(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "The union gave a toll of 19": who gives a count says what it is."""
    who = own_subject(parse, token)
    if token.lemma.lower() not in GIVING or who is None or who.dep != "nsubj":
        return
    for held in parse.dependents(token, "dobj"):
        links = [each for each in parse.dependents(held, "prep") if each.lower == "of"]
        counted = [each for link in links for each in parse.subtree(link) if each.pos == "NUM"]
        if held.lemma.lower() in (RECKONINGS | {"toll"}) and counted:
            own = parse.dependents(held, "appos", "relcl", "acl", "punct")
            content = subtree_without(parse, held, own)
            yield Spoken(
                token, "by_count", (token,), noun_phrase(parse, who, token), tuple(content)
            )
            return


def resets_toll(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "The army raised the death toll to 31": who brings a toll to a figure says what it is.

    So does whoever names the dead: "Relatives identified two more, bringing the toll to 31"; but
    those who "died in hospital, bringing the toll to 31" reckon nothing.
    """
    if token.lemma.lower() not in RESETTING:
        return
    above = parse.head(token)
    names = token.dep == "advcl" and token.tag == "VBG" and above.lemma.lower() in NAMING
    verb = above if names else token
    who = own_subject(parse, verb)
    if who is None or who.dep != "nsubj":
        return
    for held in parse.dependents(token, "dobj"):
        own = _brought_to(parse, token, held) if _is_toll(parse, held) else None
        if own is None:
            continue
        named = parse.dependents(above, "dobj") if names else []
        said = [each.index for part in (*named, held, *own) for each in parse.subtree(part)]
        content = trimmed(parse.tokens[min(said) : max(said) + 1])
        source, cue = noun_phrase(parse, who, verb), verb_group(parse, verb)
        yield Spoken(verb, "by_count", cue, source, content)
        return


def _brought_to(parse: Parse, verb: Token, toll: Token) -> list[Token] | None:
    """Return the prepositions behind a verb that belong to what its toll is brought to, or None
    where no figure follows."""
    above = (verb, *parse.dependents(verb, "advmod"))
    own = [link for each in above for link in parse.dependents(each, "prep")]
    commas = [
        t.index for t in parse.tokens[toll.index : toll.index + LONGEST_TOLL] if t.text == ","
    ]
    end = commas[0] if commas else toll.index + LONGEST_TOLL
    own = [each for each in own if toll.index < each.index < end]
    # In "the number of killed at eight" the parser hangs "at" on "killed".
    nouns_below = (toll, *(each for each in parse.subtree(toll) if each.tag == "VBN"))
    below = (each for noun in nouns_below for each in parse.dependents(noun, "prep"))
    figures = [each for each in (*own, *below) if each.lower in COMES_TO]
    comes = any(each.pos == "NUM" for link in figures for each in parse.subtree(link))
    return own if comes else None


def _is_toll(parse: Parse, noun: Token) -> bool:
    """Return whether a noun is a count of people harmed: "toll", "number of dead"."""
    lemma = noun.lemma.lower()
    if lemma in ("toll", "tally", "casualty", "dead", "fatality"):
        return True
    if lemma not in (RECKONINGS | {"number", "total"}):
        return False
    links = [each for each in parse.dependents(noun, "prep") if each.lower in ("of", "for")]
    below = (each for link in links for each in parse.subtree(link))
    return any(role_of(singular(each.text), "toll", None) for each in below) or any(
        each.lower in ("killed", "wounded", "injured", "dead") for each in parse.subtree(noun)
    )


RESETTING = frozenset("raise increase revise lower reduce update cut put place push bring".split())
"""Verbs by which somebody brings a toll to a figure."""

LONGEST_TOLL = 40
"""Tokens from a toll to the end of what it is brought to."""

COMES_TO = frozenset(("to", "at", "from", "by"))

GIVING = frozenset("give report record release publish issue put provide offer".split())
"""Verbs by which a count is given."""

RECKONINGS = frozenset("count estimate reckoning account tally calculation figure".split())
"""Nouns of what somebody has counted."""


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
    held = parse.dependents(token, "dobj")
    if token.lower not in ("citing", "quoting") or not held:
        return
    for above in parse.ancestors(token):
        clauses = parse.dependents(above, "ccomp")
        if clauses or above.dep in ("ROOT", "conj"):
            top = clauses[0] if clauses else above
            content = subtree_without(parse, top, [token])
            yield Spoken(token, "citing", (token,), noun_phrase(parse, held[0]), tuple(content))
            return


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
