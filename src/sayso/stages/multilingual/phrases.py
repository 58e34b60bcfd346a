"""Attributions that the tagger misses in the commonest forms of posts: by fixed words alone.

"«…», повідомив начальник ОВА", "По данным Минобороны, …", "Мэр сообщил, что …". Each is a whole
sentence in which the tagger sees nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sayso.lexicon.multilingual import cue_phrases, endings, source_words, speaks
from sayso.record import Span

Parts = tuple[Span | None, Span, Span]
"""Source, cue and content of an attribution; a phrase of nobody by name has no source."""

LONGEST_SOURCE = 9
"""Words of a source."""

SHORTEST_CONTENT = 2
"""Words of what is said."""

LONGEST_SENTENCE = 1_000
"""Characters of a sentence that is looked at: a run of dashes or spaces takes time that goes by the
square of its length (40,000 of them 20 seconds)."""

WORD = r"[^\s,.:;!?«»“”\"()]+"
SOURCE = rf"(?P<source>{WORD}(?:\s+{WORD}){{0,{LONGEST_SOURCE - 1}}})"
CONTENT = r"(?P<content>.+?)"
END = r"[.!…]*$"


@cache
def _patterns(code: str) -> Sequence[re.Pattern[str]]:
    phrases, that = cue_phrases(code), endings(code).that
    forms = (
        rf"(?i:(?P<cue>{phrases.before_source}))\s+{SOURCE}\s*,\s+{CONTENT}{END}",
        rf"{CONTENT}\s*,\s+(?i:(?P<cue>{phrases.before_source}))\s+{SOURCE}{END}",
        rf"(?i:(?P<cue>{phrases.unsourced}))\s*,\s+{CONTENT}{END}",
        rf"{SOURCE}\s+(?P<cue>{WORD})\s*,\s+(?:{that})\s+{CONTENT}{END}",
        rf"{CONTENT}\s*[,—–-]+\s+(?P<cue>{WORD})\s+{SOURCE}{END}",
    )
    return tuple(re.compile(rf"^{form}", re.DOTALL) for form in forms)


def by_phrase(text: str, sentence: Span, code: str) -> Iterator[Parts]:
    """Yield the attribution of a sentence in one of the forms, none or one."""
    if len(sentence) > LONGEST_SENTENCE:
        return
    words = sentence.of(text)
    for number, pattern in enumerate(_patterns(code)):
        match = pattern.match(words)
        if match is None or len(match["content"].split()) < SHORTEST_CONTENT:
            continue
        if number >= VERBAL and not _is_said(code, match["cue"], match["source"]):
            continue
        source = _span(sentence, match, "source") if "source" in match.groupdict() else None
        yield source, _span(sentence, match, "cue"), _span(sentence, match, "content")
        return


VERBAL = 3
"""Forms from here on hang on a verb: any word could stand in its place."""


def _is_said(code: str, cue: str, source: str) -> bool:
    """Return whether a cue is a verb of speech and its source somebody who may speak."""
    known = source_words(code)
    titled = any(pattern.search(source) for pattern, _ in known.titles)
    named = titled or any(word[0].isupper() for word in source.split()[1:])
    return speaks(code, cue) and (named or known.unnamed.search(source) is not None)


def _span(sentence: Span, match: re.Match[str], part: str) -> Span:
    return Span(sentence.start + match.start(part), sentence.start + match.end(part))
