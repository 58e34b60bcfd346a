"""Unnamed sources: the words that describe them, and why they are not named.

"A senior official with knowledge of the talks, who asked not to be named because she was not
authorised to speak, said": the description is the noun phrase without the clause on anonymity, the
reason the words from "because" on. The reason may stand in the sentence before or after, where
"they" or "the officials" are spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.record import Attribution, Claim, Span, hull
from sayso.text.parse import Parse, Token

Sources = dict[str, list[Span]]
"""Where each unnamed source speaks, by its name."""


def with_portrayals(
    text: str, parse: Parse, attributions: Sequence[Attribution], claims: Sequence[Claim]
) -> tuple[Claim, ...]:
    """Return the claims, those of unnamed sources with their description and reason."""
    groups: dict[str, list[int]] = {}
    for index, claim in enumerate(claims):
        if claim.attribution is not None and not claim.claimant.named and claim.claimant.said:
            groups.setdefault(claim.claimant.name, []).append(index)
    if not groups:
        return tuple(claims)
    speaking = {
        name: _speaking(text, attributions, name, [claims[index] for index in held])
        for name, held in groups.items()
    }
    sources = {name: [span for span, _ in found] for name, found in speaking.items()}
    reasons = _reasons_by_source(text, parse, sources, _plainly_said(text, attributions))
    made = list(claims)
    for name, held in groups.items():
        spans = (_description(text, parse, span, cue) for span, cue in speaking[name])
        described = max(spans, key=lambda span: (len(span), -span.start), default=None)
        for index in held:
            made[index] = replace(
                made[index], described_as=described, unnamed_because=reasons.get(name)
            )
    return tuple(made)


def _plainly_said(text: str, attributions: Iterable[Attribution]) -> list[Span]:
    """Return what is said by plain cues, whose content isn't about the speaker's name."""
    return [
        content
        for attribution in attributions
        if any(PLAINLY.search(cue.of(text)) for cue in attribution.cue)
        for content in attribution.content
    ]


PLAINLY = re.compile(
    r"\b(?:said|says|say|told|tells|added|reported|announced|according)\b", re.IGNORECASE
)
"""Cues of statements; "asked" and "spoke" have words on anonymity as their content."""


def _speaking(
    text: str, attributions: Sequence[Attribution], name: str, claims: Iterable[Claim]
) -> list[tuple[Span, Span | None]]:
    """Return where a source speaks, each with its cue, and where the text first names it."""
    places: list[tuple[Span, Span | None]] = []
    for number in dict.fromkeys(claim.attribution for claim in claims):
        if number is not None and attributions[number].source:
            cue = attributions[number].cue
            places.append((hull(attributions[number].source), hull(cue) if cue else None))
    return [*places, *((span, None) for span in _by_name(text, name))]


def _by_name(text: str, name: str) -> list[Span]:
    """Return where the text first calls a source by its fullest name."""
    at = text.find(name)
    return [Span(at, at + len(name))] if at >= 0 else []


# Words by which a source is not named.

WITHHOLDING = (
    r"(?:not|never|n[’']t|neither|nor|without|withh[eo]ld\w*|declin\w+|refus\w+|omit\w+"
    r"|leav\w+ out|left out|chang\w+|conceal\w*|protect\w*|only|bar|bars"
    r"|forbid\w*|prohibit\w*|preclud\w*|kept)"
)
NAMING = (
    r"(?:names?|named|naming|identit(?:y|ies)|identif(?:y|ied|ying)|quoted|called|referred to"
    r"|initials?|cited by name)"
)
ANONYMITY = re.compile(
    rf"\b(?:anonym(?:ity|ous|ously)|unnamed|unidentified)\b|\boff the record\b|\bon background\b"
    rf"|\b(?:\w*{WITHHOLDING})\b[^.;!?\n\"“”]{{0,60}}?\b{NAMING}\b(?: \w+ed\b)?"
    rf"|\b{NAMING}\b[^.;!?\n\"“”,]{{0,30}}?\b{WITHHOLDING}\b(?: be)?(?: \w+ed\b)?",
    re.IGNORECASE,
)
"""Words by which a source is not named: "asked not to be identified", "her name was left out"."""

SPEAKING = r"(?:speak|talk|comment|brief|discuss|disclose|reveal|share|release|give|address)\w*"
UNAUTHORISED = re.compile(
    r"\b(?:(?:because|as|since|given that) )?(?:(?:he|she|they|it|neither|none) )?"
    r"(?:(?:of them|of whom) )?"
    r"(?:(?:(?:is|are|was|were|had|has|have)(?: been)?(?:n[’']t(?: been)?| not(?: been)?) "
    r"|not (?:being |having been )?|un|lacked? |lacking )"
    r"(?:authori[sz]\w+|permi\w+|allowed|cleared|empowered|clearance)\b(?: by [\w’' ]{3,30}?)?"
    r"|(?:(?:is|are|was|were) )?(?:barred|forbidden|prohibited|banned)\b(?: by [\w’' ]{3,30}?)?"
    rf" from) ?(?:to )?(?:[\w’]+ ){{0,2}}?{SPEAKING}",
    re.IGNORECASE,
)
"""A reason that is one without words of anonymity: "was not authorised to speak"."""

# How reasons begin and end.

REASON = re.compile(
    r"\b(?:because|since|lest|citing|saying|fearing|worried|wary|afraid|concerned"
    r"|given(?! (?:anonymity|to)\b)|considering"
    r"|due to|owing to|on account of|so (?:that|as)|in order|out of(?! (?:this|the|our)\b)|amid"
    r"|in (?:line|keeping|accordance|compliance|view|light)\b"
    r"|over (?=(?:\w+ ){0,4}?(?:fear|concern|worr|risk|threat|safety|security|sensitiv))"
    r"|under (?=(?:[\w’]+ ){0,4}?(?:rule|term|regulation|guideline|protocol|law|polic|order"
    r"|threat))"
    r"|on (?=(?:\w+ ){0,2}?grounds)|as (?=(?:is|was) (?:customary|usual|standard)|required\b)"
    r"|for (?!(?:this|the|an?|his|her|their) (?:article|story|report|piece|broadcast|interview"
    r"|publication|programme|program|book)\b|now\b|comment\b|years?\b|\w+ing\b)"
    r"|as(?= (?:a|an|the|his|her|their|its|he|she|they|it|neither|none|no|disclosing|speaking)\b)"
    r"(?! (?:saying|part)\b)|to(?= \w))",
    re.IGNORECASE,
)
"""How a reason begins; "as" and "to" only where the parse takes them for a clause's."""

ENDS = re.compile(
    r"[.;!?](?=\s|$|[\"”’)])|\s[–—-]\s|\)|[\"“”]|\n"
    r"|,(?=\s+(?:said|says|told|added|adds|also|but|while|whose|who)\b)"
    r"|,(?=\s+(?:the|a|an|one|two|three|several|some)\s+(?:[\w-]+\s+){0,5}?"
    r"(?:said|says|told|added|confirmed|described|put|warned)\b)"
    r"|,(?=\s+(?:confirmed|denied|described|warned|put|claimed|recalled|recounted)\b)"
    r"|,?\s(?=and\s+(?:said|added|told|asked|requested|spoke|declined|insisted|would|did|who)\b)"
    r"|\s(?=(?:said|says|told|added)\b)"
)
LONGEST_REASON = 240
NEAR_REASON = 45
"""Letters between words on anonymity and the reason: "on condition of anonymity on Monday"."""

BEGUN = re.compile(r"[.!?][\"”’)]?\s+$|\n$")
"""The end of a sentence, right before another."""

HOLDING = re.compile(
    r"\bunder (?:\w+ ){0,2}(?:rules|terms|regulations|guidelines|protocols?|law)\b", re.IGNORECASE
)
"""Reasons that say themselves that no one may be named."""

# Descriptions.

NOMINAL = frozenset(("NOUN", "PROPN", "NUM", "ADJ"))
BEFORE_A_NOUN = frozenset(
    "det amod compound nummod poss nmod quantmod predet advmod npadvmod case".split()
)
BREAKS = re.compile(r"[:;\"“”\n]")
HANGING = frozenset(("relcl", "acl", "advcl", "conj", "parataxis"))
INSERTED = re.compile(r"\s*\(|\s[–—-]\s")
CONJUNCTIONS = re.compile(r",?\s+(?:and|but)(?:\s+who)?\s*$")
LEADS = re.compile(
    r"\s*[,(–—-]?\s*\b(?:(?:all|both|none|neither) of whom|who|whose|whom|speaking|talking"
    r"|requesting|asking|insisting|declining|quoted|granted|on (?:the )?condition|not|because"
    r"|since|citing|fearing)\b"
)
"""How a clause on anonymity begins, where the parse doesn't say."""

NEAR_LEAD = 40
"""Letters between "who" and the verb of its clause."""

TRIMMED = " ,;:–—-("


def _description(text: str, parse: Parse, source: Span, cue: Span | None) -> Span:
    """Return the noun phrase of a source without what says that it is not named."""
    tokens = [each for each in parse.within(source) if each.pos != "PUNCT"]
    if not tokens:
        return source
    head = parse.root(tokens)
    if head.pos == "PRON":
        return head.span
    start, end = source.start, source.end
    if head.pos in NOMINAL:
        start = _first_of(text, parse, head)
        subtree = [each for each in parse.subtree(head) if each.sentence == head.sentence]
        verb = parse.head(head)
        if not head.start < verb.start < subtree[-1].end or verb is head:
            end = max(end, subtree[-1].end)
    end = _participle_end(text, parse, Span(start, end), cue)
    end = min([end, *_asides(text, parse, head, Span(start, end))])
    words = text[start:end].rstrip(TRIMMED)
    lead = len(words) - len(words.lstrip(TRIMMED))
    return Span(start + lead, max(start + len(words), head.end))


def _participle_end(text: str, parse: Parse, phrase: Span, cue: Span | None) -> int:
    """Return the end of a noun phrase with the participle behind it that the parse takes for a
    verb: "a colonel deployed near Uvira, told researchers".
    """
    after = parse.at(phrase.end + 1)
    if after is None or after.tag not in ("VBG", "VBN", "VBD") or text[phrase.end] != " ":
        return phrase.end
    if cue is None or cue.contains(after.span):
        return phrase.end
    end = cue.start if cue.start > after.start else parse.subtree(after)[-1].end
    added = text[phrase.end : end]
    return end if len(added) < LONGEST_REASON and not QUOTES.search(added) else phrase.end


QUOTES = re.compile(r"[;\"“”\n]|[.!?] ")


def _first_of(text: str, parse: Parse, head: Token) -> int:
    """Return where a noun phrase begins: with what stands before its head and belongs to it."""
    start = head.start
    for below in sorted(parse.dependents(head), key=lambda each: -each.index):
        part = parse.subtree(below)
        if below.index > head.index or below.dep not in BEFORE_A_NOUN:
            continue
        if not BREAKS.search(text[part[0].start : start]):
            start = min(start, part[0].start)
    return start


def _asides(text: str, parse: Parse, head: Token, phrase: Span) -> Iterator[int]:
    """Yield where clauses of a noun phrase begin in which anonymity, or why, is spoken of."""
    words = phrase.of(text)
    for match in (*ANONYMITY.finditer(words), *UNAUTHORISED.finditer(words)):
        place = phrase.start + match.start()
        inserted = [phrase.start + hit.start() for hit in INSERTED.finditer(words[: match.start()])]
        if inserted and inserted[-1] >= head.end:
            yield inserted[-1]
        clause = _clause_start(parse, head, place)
        leads = [phrase.start + hit.start() for hit in LEADS.finditer(words[: match.end()])]
        lead = next((start for start in reversed(leads) if start >= head.end), None)
        if clause is None or (lead is not None and lead < clause < lead + NEAR_LEAD):
            clause = lead  # "who, as is customary, could not be named"
        if clause is not None:
            joined = CONJUNCTIONS.search(text[phrase.start : clause])
            yield phrase.start + joined.start() if joined else clause


def _clause_start(parse: Parse, head: Token, place: int) -> int | None:
    """Return where the clause begins that holds a place and hangs on a noun; None of none."""
    token = parse.at(place)
    if token is None:
        return None
    for above in (token, *parse.ancestors(token)):
        verbal = above.dep != "conj" or above.pos in ("VERB", "AUX")
        if above.dep in HANGING and verbal and above.index > head.index:
            start = parse.subtree(above)[0].start
            return start if head.end <= start <= place else None
    return None


# Reasons.


def _reasons_by_source(
    text: str, parse: Parse, sources: Sources, said: Sequence[Span]
) -> dict[str, Span]:
    """Return the reason of each source by its name; the first that is given.

    What somebody says of another's name, in `said`, is no reason of his own.
    """
    reasons: dict[str, Span] = {}
    for reason, place in _reasons(text, parse):
        if any(each.contains(place) and _in_words(text, each, place) for each in said):
            continue
        # "According to one who asked not to be named lest he be found, guards threw the bodies".
        starts = [each.start for each in said if reason.start < each.start < reason.end]
        cut = text[reason.start : min([reason.end, *starts])].rstrip(" ,")
        reason = Span(reason.start, reason.start + len(cut))
        name = _whose(parse, sources, place)
        if name is not None:
            reasons.setdefault(name, reason)
    return reasons


def _in_words(text: str, said: Span, place: Span) -> bool:
    """Return whether words on anonymity are part of what is said, and not set beside it."""
    between = text[said.start : place.start]
    return not re.search(r"[;.,]\s", between) and said.start < place.start


def _reasons(text: str, parse: Parse) -> Iterator[tuple[Span, Span]]:
    """Yield reasons with the words on anonymity that they belong to."""
    taken: list[Span] = []
    matches = (*ANONYMITY.finditer(text), *UNAUTHORISED.finditer(text))
    for match in sorted(matches, key=lambda each: (each.start(), each.re is UNAUTHORISED)):
        place = Span(match.start(), match.end())
        if any(place.overlap(each) for each in taken):
            continue
        if match.re is UNAUTHORISED:
            reason: Span | None = _whole(text, place)
        else:
            reason = _after(text, parse, place) or _before(text, place)
        if reason is not None:
            taken.append(reason)
            yield reason, place


def _after(text: str, parse: Parse, place: Span) -> Span | None:
    """Return the reason after words on anonymity, in the same clause."""
    clause = text[place.end : place.end + NEAR_REASON + LONGEST_REASON]
    if clause.startswith(": "):  # "He can't be named: he was not permitted to speak"
        return _whole(text, Span(place.end + 2, place.end + 2))
    stop = re.search(r"[.;!?](?=\s|$)|\n|[\"“”]", clause)
    for match in REASON.finditer(clause[: stop.start() if stop else len(clause)]):
        start = place.end + match.start()
        if match.start() > NEAR_REASON:
            return None
        if _begins_clause(parse, start):
            return _whole(text, Span(start, place.end + match.end()))
    return None


def _begins_clause(parse: Parse, start: int) -> bool:
    """Return whether "to" begins an infinitive and "as" a clause; other words need no parse."""
    token = parse.at(start)
    if token is None or token.lower not in ("to", "as"):
        return True
    return token.pos == "PART" if token.lower == "to" else token.pos in ("SCONJ", "ADV")


def _before(text: str, place: Span) -> Span | None:
    """Return the reason before words on anonymity, or one that holds them.

    "Fearing arrest, she asked not to be named"; "who, as is customary, could not be named"; "under
    rules that bar naming the speakers".
    """
    ahead = text[max(0, place.start - LONGEST_REASON) : place.start]
    begins = [each.end() for each in re.finditer(r"(?:^|[.;!?:][\"”’)]?\s+|\n)", ahead)]
    clause = ahead[begins[-1] :] if begins else ""
    start = place.start - len(clause)
    pieces = [match.span() for match in re.finditer(r"[^,]+", clause)]
    for first, last in pieces[:-1]:
        words = clause[first:last]
        if REASON.match(words.lstrip()) and not words.lower().lstrip().startswith("to "):
            lead = len(words) - len(words.lstrip())
            return Span(start + first + lead, start + last)
    last_words = clause[pieces[-1][0] :] if pieces else ""
    holding = list(HOLDING.finditer(last_words))
    if not holding:
        return None
    return _whole(text, Span(place.start - len(last_words) + holding[-1].start(), place.end))


def _whole(text: str, begun: Span) -> Span:
    """Return a reason from its beginning to the end of its clause."""
    rest = text[begun.end : begun.end + LONGEST_REASON]
    opening = not text[: begun.start].strip() or BEGUN.search(text[: begun.start][-4:])
    stop = re.search(",", rest) if opening else ENDS.search(rest)
    stop = stop or ENDS.search(rest)
    words = rest[: stop.start() if stop else len(rest)].rstrip(" ,")
    return Span(begun.start, begun.end + len(words))


# Whose anonymity it is.

THIRD_PERSON = frozenset("he she they it his her their him them both all neither none".split())
NEAR_SOURCE = 400
"""Letters between a source and a sentence that speaks of "her name"."""


def _whose(parse: Parse, sources: Sources, place: Span) -> str | None:
    """Return the name of the source that words on anonymity are about.

    That is the one in their sentence, nearest before them where there are several; else one whose
    head the sentence's subject repeats, or the last before it, where it speaks of "her name".
    """
    token = parse.at(place.start)
    if token is None:
        return None
    sentence = parse.sentences[token.sentence]
    placed = sorted((span, name) for name, spans in sources.items() for span in spans)
    inside = [each for each in placed if sentence.span.start <= each[0].start < sentence.span.end]
    if inside:
        before = [each for each in inside if each[0].start <= place.start]
        return before[-1][1] if before else inside[0][1]
    words = parse.tokens_of(sentence)
    return _repeated(words, placed) or _spoken_of(words, placed, sentence.span.start)


def _repeated(words: Sequence[Token], placed: Sequence[tuple[Span, str]]) -> str | None:
    """Return the last source whose name has the head of a sentence's subject."""
    subject = next((each for each in words if each.dep in ("nsubj", "nsubjpass")), None)
    head = subject.lemma.lower() if subject is not None else ""
    return next((name for _, name in reversed(placed) if head in _lemmas(name)), None)


def _spoken_of(
    words: Sequence[Token], placed: Sequence[tuple[Span, str]], start: int
) -> str | None:
    """Return the last source near before a sentence that speaks of "her" or "them"."""
    if THIRD_PERSON.isdisjoint(each.lower for each in words):
        return None
    before = [each for each in placed if each[0].end <= start]
    return before[-1][1] if before and start - before[-1][0].end <= NEAR_SOURCE else None


def _lemmas(name: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in name.lower().split())
