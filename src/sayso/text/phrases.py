"""Phrases in a dependency parse: nouns with what belongs to them, coordination, prepositions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sayso.record import Span
from sayso.text.parse import Parse, Token
from sayso.text.syntax import PASSIVE, SUBJECT, TIMES, is_noun

TRIMMED = frozenset(".,;:!?-–—()[]…")
"""Marks that never begin or end a content, unless inside quotation marks."""

ACTORS = frozenset({"GPE", "ORG", "PERSON", "NORP"})
LONGEST_PHRASE = 40
"""Nouns of one phrase that are followed, so that an endless list costs no more than a long one."""

LEFT = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "quantmod", "nmod", "predet", "advmod", "neg"}
)


def coordinated(parse: Parse, token: Token) -> list[Token]:
    """`token` and the nouns coordinated with it, in text order."""
    nouns, todo = [], [token]
    while todo:
        noun = todo.pop()
        nouns.append(noun)
        todo.extend(parse.dependents(noun, "conj"))
        todo.extend(_likes_across_a_place(parse, noun))
    return sorted(nouns, key=lambda one: one.index)


def _likes_across_a_place(parse: Parse, noun: Token) -> list[Token]:
    """Nouns that the parse hangs on the place of `noun` and that are of its own kind.

    "The Afipsky refinery in Krasnodar and the Kuibyshevsky refinery in Samara" are two refineries.
    """
    return [
        other
        for prep in (*parse.dependents(noun, "prep"), *parse.dependents(parse.head(noun), "prep"))
        if prep.index == noun.index + 1
        for place in parse.dependents(prep, "pobj")
        for other in parse.dependents(place, "conj")
        if is_noun(other) and other.lemma == noun.lemma != place.lemma
    ]


def prepositions(parse: Parse, token: Token) -> Iterator[tuple[str, Token]]:
    """Yield the prepositions that hang on `token` with their nouns; "out of" gives "of"."""
    for prep in parse.dependents(token, "prep", "agent", "dative", "prt"):
        if prep.lower == "according":
            continue
        for noun in parse.dependents(prep, "pobj"):
            yield prep.lower, noun
        for inner in parse.dependents(prep, "prep"):
            for noun in parse.dependents(inner, "pobj"):
                yield inner.lower, noun


def after(parse: Parse, token: Token, *wanted: str) -> Token | None:
    """Return the noun after the first of the `wanted` prepositions that hangs on `token`; no
    time."""
    pairs = [each for each in prepositions(parse, token) if each[1].entity not in TIMES]
    by_preposition = dict(reversed(pairs))
    return next((by_preposition[name] for name in wanted if name in by_preposition), None)


def modifiers(parse: Parse, noun: Token, *deps: str) -> list[Token]:
    """Return what modifies a noun before it: adjectives, compounds, possessors, and theirs."""
    wanted = deps or ("amod", "compound", "poss", "nmod")
    modifying = []
    todo = [each for each in parse.dependents(noun, *wanted) if each.index < noun.index]
    while todo:
        modifier = todo.pop(0)
        modifying.append(modifier)
        inner = parse.dependents(modifier, "compound", "amod", "conj", "nmod")
        todo = [one for one in inner if one.index < noun.index] + todo
    return modifying


def phrase(parse: Parse, head: Token) -> Span:
    """Return the noun phrase of `head`: what stands before it, "of" after it, and coordinated
    nouns.

    Relative clauses, appositions and other prepositions are left out.
    """
    start, end, todo = head.start, head.end, [head]
    for _ in range(LONGEST_PHRASE):
        if not todo:
            break
        noun = todo.pop(0)
        end = max(end, noun.end)
        todo.extend(_likes_across_a_place(parse, noun))
        for below in parse.dependents(noun):
            if below.index < noun.index and below.dep in LEFT and noun is head:
                start = min(start, parse.subtree(below)[0].start)
            elif below.index > noun.index and below.dep == "conj" and is_noun(below):
                todo.append(below)
            elif below.index > noun.index and _is_part(parse, noun, below):
                todo.extend(parse.dependents(below, "pobj"))
            elif below.dep == "appos" and (
                _is_name_after(parse, noun, below) or _is_listed(parse, noun, below)
            ):
                todo.append(below)
    return Span(start, end)


def _is_part(parse: Parse, noun: Token, prep: Token) -> bool:
    """Return whether a preposition after a noun belongs to its phrase: "of", "Movement for
    Change"."""
    if prep.dep != "prep":
        return False
    if prep.lower == "of":
        return True
    if prep.lower == "for":
        return noun.pos == "PROPN" and any(
            each.pos == "PROPN" for each in parse.dependents(prep, "pobj")
        )
    subject_before = noun.dep in (*SUBJECT, *PASSIVE) and prep.lower in ("in", "from", "at")
    return subject_before and any(each.entity in ACTORS for each in parse.dependents(prep, "pobj"))


def _is_name_after(parse: Parse, noun: Token, name: Token) -> bool:
    """Return whether a name stands right after its title: "leader Ayatollah Khomeini"."""
    return name.pos == "PROPN" and parse.subtree(name)[0].index == noun.index + 1


def _is_listed(parse: Parse, noun: Token, below: Token) -> bool:
    """Return whether what the parser takes for an apposition goes on a list: "the post office, the
    town hall and the bank were"."""
    words = parse.subtree(below)
    last = words[-1].index + 1
    following = parse.tokens[last] if last < len(parse.tokens) else None
    ends = following is not None and (following.pos in ("AUX", "VERB") or following.text == ".")
    joined = parse.dependents(below, "conj") and parse.dependents(below, "cc")
    comma = parse.tokens[words[0].index - 1].text == "," if words[0].index else False
    same = {each.lower for each in parse.dependents(noun, "det")} == {
        each.lower for each in parse.dependents(below, "det")
    }
    plain = noun.pos == below.pos == "NOUN"
    return bool(joined) and comma and ends and same and plain and below.index > noun.index


def noun_phrase(parse: Parse, head: Token, cue: Token | None = None) -> tuple[Token, ...]:
    """Return the phrase of `head` with apposition and relative clause, without outer punctuation.

    The branch of `cue` is left out, where the parser hung the cue on its own subject.
    """
    cut = [token for token in parse.dependents(head, "punct", "cc", "conj") if _outer(head, token)]
    cut += parse.dependents(head, "parataxis")
    cut += [cue] if cue is not None and cue.head != head.index else []
    return trimmed(subtree_without(parse, head, cut))


def _outer(head: Token, token: Token) -> bool:
    """Return whether `token` only frames the phrase of `head`: a coordinated clause, say."""
    return token.dep == "conj" and token.pos in ("VERB", "AUX") and head.pos != "VERB"


def subtree_without(parse: Parse, top: Token, cut: Iterable[Token]) -> list[Token]:
    """`top` and all below it, leaving out the branches that begin at a token of `cut`."""
    gone = {token.index for token in cut}
    indices: list[int] = []
    todo = [top.index]
    while todo:
        index = todo.pop()
        if index in gone:
            continue
        indices.append(index)
        todo.extend(parse.children[index])
    return [parse.tokens[i] for i in sorted(indices)]


def trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """`tokens` without punctuation at either end."""
    first, last = 0, len(tokens)
    while first < last and tokens[first].text in TRIMMED:
        first += 1
    while last > first and tokens[last - 1].text in TRIMMED:
        last -= 1
    return tuple(tokens[first:last])


def runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return tokens grouped into unbroken runs, in text order."""
    grouped: list[list[Token]] = []
    for token in tokens:
        if grouped and token.index == grouped[-1][-1].index + 1:
            grouped[-1].append(token)
        else:
            grouped.append([token])
    return grouped


def spans(tokens: Sequence[Token]) -> tuple[Span, ...]:
    """One span for each unbroken run of `tokens` that holds a word."""
    pieces = (trimmed(run) for run in runs(tokens))
    return tuple(
        Span(piece[0].start, piece[-1].end)
        for piece in pieces
        if any(character.isalnum() for token in piece for character in token.text)
    )
