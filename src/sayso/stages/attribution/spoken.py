"""What every rule of attribution proposes, and the small moves that the rules share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.record import Span
from sayso.text.parse import Parse, Token

TRIMMED = frozenset(".,;:!?-–—()[]…")
"""Marks that never begin or end a content, unless inside quotation marks."""

SUBJECTS = ("nsubj", "csubj", "expl")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A proposed attribution: its cue, who speaks, and what is said, as tokens.

    `anchor` is the cue's main word, `construction` how the content hangs on it ("clause",
    "object", "quote" …: the second column of lexicon/data/cues.tsv).
    """

    anchor: Token
    construction: str
    cue: tuple[Token, ...]
    source: tuple[Token, ...]
    content: tuple[Token, ...]
    quoted: tuple[Span, ...] = ()


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


def verb_group(parse: Parse, verb: Token) -> tuple[Token, ...]:
    """Return the verb with its auxiliaries, negation and particle, and the adverbs between them."""
    near = parse.dependents(verb, "aux", "auxpass", "neg", "prt")
    near = [token for token in near if abs(token.index - verb.index) <= 4]
    first = min([verb.index, *(token.index for token in near)])
    last = max([verb.index, *(t.index for t in near if t.dep == "prt" and t.index > verb.index)])
    if parse.tokens[first].sentence != verb.sentence:
        first = verb.index
    return parse.tokens[first : last + 1]


def own_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the subject of the verb itself; after "said" the subject may follow."""
    subjects = parse.dependents(verb, *SUBJECTS) or parse.dependents(verb, *PASSIVE_SUBJECTS)
    return subjects[0] if subjects else None


def subject(parse: Parse, verb: Token) -> Token | None:
    """Return the verb's subject, or the one that it shares with the verb that it hangs on.

    "Peskov told reporters, adding that …": the subject of "adding" is that of "told".
    """
    seen = verb
    for _ in range(6):
        own = own_subject(parse, seen)
        if own is not None:
            return own
        if seen.dep == "xcomp" and (steered := _object_before(parse, seen)) is not None:
            return steered
        if seen.dep == "pcomp":
            seen = parse.head(seen)
            quoted = parse.dependents(parse.head(seen), "dobj") if seen.lower == "as" else []
            if quoted:  # "quoted the mayor as saying"
                return quoted[0]
        if seen.dep not in ("conj", "advcl", "xcomp", "prep", "pcomp", "dep"):
            break
        seen = parse.head(seen)
    if seen.dep in ("acl", "relcl"):
        return _lost_subject(parse, seen) or parse.head(seen)
    return None


def _lost_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the noun that heads a sentence whose finite verb the parser took for a participle.

    "A soldier serving in the east reported that …", with "reported" hung on "east".
    """
    if verb.tag not in ("VBD", "VBZ", "VBP") and not parse.dependents(verb, "ccomp"):
        return None
    top = verb
    for above in parse.ancestors(verb):
        top = above
    return top if top.pos in ("NOUN", "PROPN") and top.index < verb.index else None


def _object_before(parse: Parse, verb: Token) -> Token | None:
    """Return who is made to speak: "the attack prompted the mayor to say"."""
    objects = [t for t in parse.dependents(parse.head(verb), "dobj") if t.index < verb.index]
    return objects[0] if objects else None


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
