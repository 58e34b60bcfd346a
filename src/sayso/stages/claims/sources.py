"""Who a source names: its syntactic head, the members of a list, and who issued a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sayso.lexicon.cues import issued_documents, speaking_documents
from sayso.record import Actor, Span
from sayso.stages.actors.lookup import actor_at, actors_in, fullest
from sayso.stages.actors.phrases import of_the_verb
from sayso.text.parse import Parse, Token

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"))

TAIL = frozenset(("relcl", "acl", "appos", "conj", "cc", "preconj", "advcl", "parataxis", "punct"))
"""What may follow a noun and is no part of how it is called."""

BELOW = frozenset(("compound", "poss", "nmod", "amod", "nummod", "det"))
"""What hangs on the noun behind it."""

DOCUMENT_OF = frozenset(("by", "from", "of"))
"""Prepositions between a document and who issued it."""

TELLING = frozenset(("at", "from", "in", "of", "with", "for", "near", "inside", "on"))
"""Prepositions by which those who are not named are described."""

BYNAMES = frozenset("sign callsign nickname name alias pseudonym handle".split())
"""Nouns for what somebody goes by, which says nothing of who it is."""

HYPHENS = frozenset(("-", "–", "‑"))

COLLECTIVES = frozenset("staff family police clergy crew personnel press management".split())
"""Singular nouns for several people: "friends and family" are two sorts of claimants."""

LONGEST_PART = 10
"""Tokens of what describes somebody."""

ISSUING = frozenset(
    "issue release publish post circulate present write carry air broadcast".split()
)
"""Verbs whose subject, or agent, issued a document."""

MARKS = frozenset("stamp signature letterhead seal logo emblem name".split())
"""Marks by which a document shows who issued it: "a notice bearing the stamp of the army"."""

PICTURES = frozenset("image imagery footage video photo photograph picture".split())
"""Documents that show what nobody needs to say: who passes them on does not say it."""


@dataclass(frozen=True)
class SourcePhrase:
    """The words of an attribution's source, in their document."""

    text: str
    parse: Parse
    actors: Sequence[Actor]
    span: Span

    @cached_property
    def head(self) -> Token | None:
        """Return the word that governs the others; what a list or a quantity is of, too."""
        tokens = [token for token in self.parse.within(self.span) if token.pos != "PUNCT"]
        if not tokens:
            return None
        root = self.parse.root(tokens)
        if root.pos not in ("VERB", "AUX", "ADP", "DET") or len(tokens) == 1:
            return root
        # A misread clause: "Ali Okoye, a lawyer who co-authored the report, said" under "co".
        nouns = (t for t in tokens if t.pos in ("NOUN", "PROPN", "PRON") and t.dep not in BELOW)
        return next(nouns, root)

    @property
    def is_document(self) -> bool:
        return self.head is not None and self.head.lemma.lower() in speaking_documents()

    @property
    def issued(self) -> str | None:
        """Return the sort of document that somebody issued, "statement" or "report"."""
        return issued_documents().get(self.head.lemma.lower()) if self.head is not None else None

    def mention(self, head: Token, span: Span | None = None) -> int | None:
        """Return the index of the actor whose mention holds `head`, nearest to `span` if many."""
        near = span or self.span
        holding = [
            (near.jaccard(self.actors[i].as_said), i)
            for i in self._around()
            if self.actors[i].as_said.contains(head.span)
        ]
        return max(holding, key=lambda each: (each[0], -each[1]))[1] if holding else None

    def _around(self) -> Iterator[int]:
        """Yield the indices of the mentions that overlap the source."""
        yield from actors_in(self.actors, Span(max(0, self.span.start - 300), self.span.end + 300))

    def members(self) -> list[Token]:
        """Return the heads of those whom the source lists: "medics and the army" has two."""
        if self.head is None:
            return []
        listed = [self.head]
        for member in listed:
            listed += [
                token
                for token in self.parse.dependents(member, "conj", "appos")
                if self.span.contains(token.span) and token.pos in NOMINAL
                if token.dep == "conj" or self._at_a_comma(member, token)
            ]
        if len(listed) > 1 and not self._apart(listed):
            return listed[:1]
        return sorted(listed, key=lambda token: token.index)

    def _at_a_comma(self, left: Token, right: Token) -> bool:
        """Return whether two bare names are listed: "Ukraine, Russia sign a truce"."""
        names = left.pos == right.pos == "PROPN" and right.index == left.index + 2
        return names and left.entity == right.entity == "GPE"

    def described(self, actor: Actor) -> str:
        """Return how someone unnamed is called, with what tells more: "analysts at a bank"."""
        tokens = [t for t in self.parse.within(actor.as_said) if t.pos != "PUNCT"]
        if not tokens or tokens[-1].pos == "PRON":
            return actor.name
        head = self.parse.root(tokens)
        start, last = actor.as_said.start, actor.as_said.end
        while (before := self._attached(head, start)) is not None:
            start = before
        for below in self.parse.dependents(head, "prep", "amod"):
            part = self._up_to_clauses(self.parse.subtree(below))
            telling = below.dep == "amod" or below.lower in TELLING
            adjacent = self.text[last : part[0].start].strip() == "" and part[0].start >= last
            cut = len(part) > LONGEST_PART or any(
                token.dep in TAIL - {"appos"} and token.text not in HYPHENS for token in part
            )
            if telling and adjacent and not (cut or self._names(below) or self._of_verb(below)):
                last = part[-1].end
        return Span(start, last).of(self.text)

    def _of_verb(self, below: Token) -> bool:
        """Return whether "of" says what somebody is accused of."""
        about = self.parse.dependents(below, "pobj", "pcomp") if below.lower == "of" else []
        return any(of_the_verb(self.parse, self.parse.head(below), each) for each in about)

    def _names(self, preposition: Token) -> bool:
        """Return whether a phrase only says what somebody goes by: "with the call sign Falcon"."""
        return any(
            noun.lemma.lower() in BYNAMES for noun in self.parse.dependents(preposition, "pobj")
        )

    def _up_to_clauses(self, part: list[Token]) -> list[Token]:
        """Return the words of a phrase before what only adds to it: ", who asked not to be named".

        A name right behind its noun stays: "with the aid group Mercy Hands".
        """
        kept = part
        for token in part[1:]:
            if token.dep not in TAIL - {"punct"} or token.index > kept[-1].index:
                continue
            first = self.parse.subtree(token)[0]
            glued = token.dep == "appos" and first.text[:1].isupper()
            before = self.parse.tokens[first.index - 1]
            if not (glued and before.text != ",") and part[0].index < first.index:
                kept = [each for each in kept if each.index < first.index]
        while len(kept) > 1 and kept[-1].pos == "PUNCT":
            kept = kept[:-1]
        return kept if len(kept) > 1 else part

    def _attached(self, head: Token, start: int) -> int | None:
        """Return where a modifier begins that ends right before `start`: "al-Qaeda linked"."""
        for below in self.parse.dependents(head, "amod", "compound"):
            part = self.parse.subtree(below)
            if part[-1].end < start and self.text[part[-1].end : start].strip() == "":
                return part[0].start
        return None

    def _apart(self, heads: Sequence[Token]) -> bool:
        """Return whether each head is someone else: no name holds two, no article serves both."""
        for index in self._around():
            said = self.actors[index].as_said
            if sum(said.contains(token.span) for token in heads) > 1:
                return False
        return all(self._stands_alone(token) for token in heads[1:])

    def _stands_alone(self, head: Token) -> bool:
        if head.pos == "PROPN" or head.tag in ("NNS", "NNPS", "PRP"):
            return True
        if head.lower in COLLECTIVES:
            return True
        return bool(self.parse.dependents(head, "det", "poss", "nummod", "compound", "amod"))

    def phrase(self, head: Token) -> Span:
        """Return how `head` is called: its words without clauses, appositions and further members.

        What follows in prepositions stays: "a nurse with a local aid group".
        """
        todo, inside = [head], [head]
        while todo:
            token = todo.pop()
            for below in self.parse.dependents(token):
                cut = below.dep in TAIL and not self._glues(token, below)
                if not cut and self.span.contains(below.span):
                    todo.append(below)
                    inside.append(below)
        inside.sort(key=lambda token: token.index)
        return Span(inside[0].start, inside[-1].end)

    def _glues(self, token: Token, below: Token) -> bool:
        """Return whether a dependent of a sort that may follow a name is part of it here.

        A hyphen, members within a modifier, a name right behind its noun ("news portal Radio
        Sudan"), and who passes a document on ("images shared by a monitor").
        """
        if below.dep == "punct":
            return below.text in ("-", "–", "‑") or token.dep in ("compound", "amod", "nmod")
        if below.dep == "appos":
            first = self.parse.subtree(below)[0]
            before = self.parse.tokens[first.index - 1]
            passed_on = before.dep == "pobj" and self.parse.head(before).dep == "agent"
            adjacent = first.index == token.index + 1 or passed_on
            return adjacent and first.text[:1].isupper()
        if below.dep == "acl":
            by = self.parse.dependents(below, "agent")
            return token == self.head and self.is_document and bool(by)
        return below.dep in ("conj", "cc") and token.dep in ("compound", "amod", "nmod", "pobj")

    def issuer(self) -> int | None:
        """Return the index of the actor that a document is of: "a report by Amnesty"."""
        head = self.head
        return None if head is None else issuer_of(self.parse, self.actors, head)


def issuer_of(parse: Parse, actors: Sequence[Actor], document: Token) -> int | None:
    """Return the index of the actor who issued the document that a word stands for."""
    picture = document.lemma.lower() in PICTURES
    for below in parse.dependents(document, "poss", "prep", "compound", "amod", "nmod", "acl"):
        for word in _issuers(parse, below, picture):
            index = actor_at(actors, word.span)
            if index is not None and fullest(actors, index).kind != "people":
                return index
    return None


def _issuers(parse: Parse, below: Token, picture: bool) -> list[Token]:
    """Return the heads of those who may have issued a document, by a word that hangs on it."""
    if below.dep == "prep":
        return parse.dependents(below, "pobj") if below.lower in DOCUMENT_OF else []
    if below.dep != "acl":
        return [below]
    lemma = below.lemma.lower()
    links: list[Token] = []
    if lemma in ISSUING and not picture:
        links = [each for each in parse.dependents(below, "agent", "prep") if each.lower == "by"]
    elif lemma in ("bear", "carry"):
        marks = [each for each in parse.dependents(below, "dobj") if each.lemma.lower() in MARKS]
        links = [each for mark in marks for each in parse.dependents(mark, "prep")]
    return [held for link in links for held in parse.dependents(link, "pobj")]
