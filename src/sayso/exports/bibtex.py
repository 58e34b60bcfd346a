"""Citations as BibTeX, in UTF-8, with the fields of BibTeX and of biblatex beside each other."""

from __future__ import annotations

import re

from sayso.exports.citations import Citation, CitationStyle, day_of, instant_words

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
"""What TeX takes for a command. Braces are named: BibTeX counts them even after a backslash."""

SPECIAL = re.compile("[" + re.escape("".join(ESCAPES)) + "]")

NOT_IN_ADDRESS = re.compile(r"[\\{}^`\"<>|~]")
"""What may not stand in an address as it is: the field is taken character by character."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Names that BibTeX knows, written without braces so that a style puts them into its language."""


def bibtex_entry(citation: Citation) -> str:
    """Return one entry: `@article` for an article of an outlet, `@misc` for all else."""
    article = citation.kind == "article"
    published, url = citation.published, citation.url
    fields = [
        ("author", " and ".join(map(_braced, citation.authors))),
        ("title", _braced(citation.title)),  # braced, so that no style changes its capitals
        ("journal" if article else "howpublished", escaped(citation.outlet)),
        ("year", f"{published.year:04}" if published else ""),
        ("month", MONTHS[published.month - 1] if published else ""),
        ("date", instant_words(published) if published else ""),
        ("url", NOT_IN_ADDRESS.sub(_percent, url) if url else ""),
        ("urldate", day_of(citation.accessed).isoformat() if citation.accessed else ""),
        ("language", escaped(citation.language)),
        ("note", escaped(citation.note)),
    ]
    lines = "".join(
        f"  {name} = {value if name == 'month' else '{' + value + '}'},\n"
        for name, value in fields
        if value
    )
    return f"@{'article' if article else 'misc'}{{{citation.key},\n{lines}}}\n"


def escaped(words: str) -> str:
    """Return words as TeX sets them; their braces are balanced whatever was in them."""
    return SPECIAL.sub(lambda match: ESCAPES[match[0]], words)


def _braced(words: str) -> str:
    return "{" + escaped(words) + "}" if words else ""


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


BIBTEX = CitationStyle(bibtex_entry, between="\n")
