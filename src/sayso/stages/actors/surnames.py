"""The names that people bear in a document, by which a bare surname is known for one."""

from __future__ import annotations

from sayso.lexicon.actors import OfficeHolder, fold, known, pieces
from sayso.text.parse import Parse


def surnames_of(text: str, parse: Parse) -> set[str]:
    """Return the folded first and last words of the full names of people in a document."""
    surnames: set[str] = set()
    for name in parse.names:
        tokens = parse.tokens[name.first : name.last]
        proper = all(token.pos == "PROPN" and token.text[:1].isupper() for token in tokens)
        if name.label == "PERSON" and len(tokens) > 1 and proper:
            surnames.update((fold(tokens[0].text), fold(tokens[-1].text)))
    for hit in known().find(text, pieces(text)):
        if isinstance(hit.entry, OfficeHolder) and hit.last - hit.first > 1:
            surnames.update((fold(hit.entry.name.split()[0]), fold(hit.entry.name.split()[-1])))
    return surnames
