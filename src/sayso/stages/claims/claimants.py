"""Who makes a claim: the source's words resolved to the fullest name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.cues import issued_documents, speaking_documents
from sayso.lexicon.issuers import voice_of
from sayso.record import OUTLET, Actor, Attribution, Claimant, Span, hull
from sayso.record.trace import Rule, decide
from sayso.stages.actors.lookup import fullest
from sayso.stages.actors.mentions import bare
from sayso.stages.attribution.publisher import is_publishers
from sayso.stages.claims.appended_names import LISTED, NAME_PART, may_own_name, name_after_comma
from sayso.stages.claims.issuers import issuer_before
from sayso.stages.claims.sources import ISSUING, SourcePhrase, issuer_of
from sayso.text.parse import Parse, Token

UNNAMED = Claimant(said="", name="unnamed source", named=False)
"""Who speaks where an attribution has no source: "it was reported that"."""

HEADLINE_MARKS = frozenset((":", "–", "—"))
"""Cues that are no words: what follows them is a source only when it is a known actor or a
document that speaks ("Report")."""

HEARSAY = frozenset("reports rumors rumours claims allegations accusations speculation".split())
"""Cues that stand for whoever says it."""

ARTICLES = ("the ", "a ", "an ", "its ", "his ", "her ", "their ", "our ")
PRONOUNS = frozenset("i we me us my our it this that he she they who which you".split())


@dataclass(frozen=True, slots=True)
class Speaking:
    """An attribution whose claimant is looked for, `earlier` ones with theirs, nearest first.

    `publisher` is the outlet of the document.
    """

    source: SourcePhrase
    attribution: Attribution
    earlier: Sequence[tuple[Attribution, Claimant]]
    publisher: str | None = None

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def actors(self) -> Sequence[Actor]:
        return self.source.actors


Found = tuple[str, Claimant]


LOOKED_AT = 40
"""Attributions before one that may tell whose statement it is."""


def claimants_of(
    text: str,
    parse: Parse,
    actors: Sequence[Actor],
    attributions: Sequence[Attribution],
    publisher: str | None = None,
) -> tuple[Found, ...]:
    """Return the claimant of each attribution, with the name of the rule that gave it.

    `publisher`, the outlet of the document, speaks where it issues the text itself.

    In the order of the text, since "the statement" leads back to who spoke before it.
    """
    order = sorted(range(len(attributions)), key=lambda i: _begins(attributions[i]))
    named: dict[int, Found] = {}
    for number, index in enumerate(order):
        recent = reversed(order[max(0, number - LOOKED_AT) : number])
        before = [(attributions[i], named[i][1]) for i in recent]
        span = attributions[index].source[0] if attributions[index].source else Span(0, 0)
        source = SourcePhrase(text, parse, actors, span)
        named[index] = _claimant(Speaking(source, attributions[index], before, publisher))
    return tuple(named[i] for i in range(len(attributions)))


def _begins(attribution: Attribution) -> int:
    """Return where an attribution is made: by its source and cue, else its content."""
    return hull((*attribution.source, *attribution.cue) or attribution.content).start


def _claimant(speaking: Speaking) -> Found:
    rule, claimant = decide(CLAIMANTS, speaking) or ("no one named", UNNAMED)
    name = whole_name(claimant.name)
    return rule, claimant if name == claimant.name else replace(claimant, name=name)


def _hearsay(speaking: Speaking) -> Claimant | None:
    if speaking.attribution.source:
        return None
    for span in speaking.attribution.cue:
        for word in span.of(speaking.text).split():
            if word.lower() in HEARSAY:
                return Claimant(word, word.lower(), named=False)
    return None


def _publisher(speaking: Speaking) -> Claimant | None:
    if speaking.publisher is None or not is_publishers(speaking.attribution):
        return None
    country, role = describe(voice_of(speaking.publisher))
    return replace(outlet(speaking.publisher), country=country, role=role)


def _no_source(speaking: Speaking) -> Claimant | None:
    return None if speaking.attribution.source else UNNAMED


def _listed_names(speaking: Speaking) -> Claimant | None:
    """Return three or more bare names, which the parser often misreads: "A News, B Today and C"."""
    source = speaking.source
    said = source.span.of(source.text)
    parts = LISTED.split(said)
    if len(parts) < 3 or not all(NAME_PART.fullmatch(part) for part in parts):
        return None
    if "," not in said or " and " not in said:
        return None
    return Claimant(said, clean(_bare(said)), named=True)


def _several(speaking: Speaking) -> Claimant | None:
    """Everyone whom "and" joins is a claimant: "medics and the Sudanese army said"."""
    source = speaking.source
    members = source.members()
    if len(members) < 2:
        return None
    several = [_one(speaking, member, source.phrase(member)) for member in members]
    names = list(dict.fromkeys(one.name for one in several))
    name = " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
    countries, roles = {one.country for one in several}, {one.role for one in several}
    return Claimant(
        source.span.of(source.text),
        name,
        any(one.named for one in several),
        countries.pop() if len(countries) == 1 else None,
        roles.pop() if len(roles) == 1 else None,
    )


def _one(speaking: Speaking, head: Token, span: Span) -> Claimant:
    """Return a member of a list as a claimant: the actor of its head, else its words."""
    index = speaking.source.mention(head, span)
    said = span.of(speaking.text)
    if index is None:
        return Claimant(said, clean(_bare(said)), named=_is_a_name(head, span))
    return _as_claimant(speaking, index, said)


def _as_claimant(speaking: Speaking, index: int, said: str) -> Claimant:
    actor = fullest(speaking.actors, index)
    name = actor.name if actor.named else bare(speaking.source.described(actor))
    return Claimant(said, clean(name), actor.named, actor.country, actor.role)


def _head_of_source(speaking: Speaking) -> Claimant | None:
    """The actor that the head of the source names; names in its clauses are of others."""
    source = speaking.source
    if source.head is None:
        return None
    index = source.mention(source.head)
    if index is None or _names_another(source, fullest(speaking.actors, index).name):
        return None
    return _as_claimant(speaking, index, source.span.of(source.text))


KIN = frozenset(
    "wife husband widow widower mother father parent son daughter brother sister cousin uncle aunt"
    " nephew niece grandmother grandfather relative friend neighbour neighbor colleague lawyer"
    " driver bodyguard".split()
)
"""Nouns for who somebody is to another: a name after both may be of either."""


def _names_another(source: SourcePhrase, name: str) -> bool:
    """Return whether a name after a comma is of the person before it and not of who speaks: "the
    wife of the commander, Hassan". The name after "the head of the council" is of the head.
    """
    head = source.head
    if head is None or head.lemma.lower() not in KIN:
        return False
    place = source.span.of(source.text).find(f"{name}")
    start = source.span.start + max(place, 0)
    return place > 0 and head.end < start and not may_own_name(source.parse, head, start)


def _issuer(speaking: Speaking) -> Claimant | None:
    source = speaking.source
    index = source.issuer() if source.is_document else None
    return None if index is None else _as_claimant(speaking, index, source.span.of(source.text))


def _issued_before(speaking: Speaking) -> Claimant | None:
    """Return who issued "the statement", "the report" that was spoken of before."""
    source = speaking.source
    sort, head = source.issued, source.head
    if sort is None or head is None or not _refers_back(source, head):
        return None
    issuer = issuer_before(speaking.source, sort, speaking.earlier)
    return None if issuer is None else replace(issuer, said=source.span.of(source.text))


def _refers_back(source: SourcePhrase, head: Token) -> bool:
    """Return whether a document is one that was spoken of before: "the statement"."""
    marks = {token.lower for token in source.parse.dependents(head, "det", "poss")}
    more = source.parse.dependents(head, "prep", "acl", "relcl", "nummod")
    whose = (
        each
        for each in source.parse.dependents(head, "compound", "nmod")
        if each.pos == "PROPN" and each.lower not in PLATFORMS
    )
    return bool(marks & {"the", "this", "that", "its", "their", "same"}) and not (
        more or any(whose)
    )


PARTS = frozenset("most some many several few one each all none part both half dozens".split())
"""Heads that only say how many of those behind "of" speak."""

PRONOUNS_OF_NO_ONE = frozenset("it they he she this that these those one some others".split())


def _unresolved(speaking: Speaking) -> Claimant | None:
    """A pronoun that leads back to nobody names nobody."""
    said = speaking.source.span.of(speaking.text)
    return replace(UNNAMED, said=said) if said.lower() in PRONOUNS_OF_NO_ONE else None


def _antecedent(speaking: Speaking) -> Claimant | None:
    """Return whom a relative pronoun stands for: "a statement according to which"."""
    source, head = speaking.source, speaking.source.head
    if head is None or head.lower not in ("which", "who", "whom", "that"):
        return None
    above = next((each for each in source.parse.ancestors(head) if each.dep == "relcl"), None)
    if above is None:
        return None
    noun = source.parse.head(above)
    span = replace(source, span=Span(0, len(source.text))).phrase(noun)
    issuer = issuer_of(source.parse, source.actors, noun)
    if issuer is None and noun.lemma.lower() in issued_documents():
        verb = source.parse.head(noun)
        who = source.parse.dependents(verb, "nsubj") if verb.lemma.lower() in ISSUING else []
        issuer = source.mention(who[0], who[0].span) if who else None
    if issuer is not None:
        return _as_claimant(speaking, issuer, source.span.of(source.text))
    named = _one(speaking, noun, span)
    return replace(named, said=source.span.of(source.text))


NAME_GIVEN = re.compile(
    r"(?<![-\w])(?:called|named|known as|dubbed|styled"
    r"|(?:calling|styling|naming) (?:itself|themselves))"
    r" (?:the )?[\"“‘']?(?P<name>[^\W\d_a-z][^,;:\"“”()]{1,60}?)[\"”’']?(?:$|[,;(])"
)
"""How a source is given its name: "a monitoring group called Yemen Watch"."""

HANDLE = re.compile(r"@\w{2,40}")
HANDLE_BETWEEN = re.compile(r",?\s*@\w{2,40},?")


PLATFORMS = frozenset(
    "twitter telegram facebook whatsapp tiktok youtube instagram vkontakte weibo reddit threads"
    " bluesky signal viber wechat truth social media network x".split()
)
"""Where something is posted. A platform speaks only of itself: "Telegram said it had blocked …"."""


def _platform(speaking: Speaking) -> Claimant | None:
    """Return nobody where only the platform is named on which somebody posted it."""
    said = speaking.source.span.of(speaking.text)
    words = said.lower().removeprefix("the ").split()
    if not words or not PLATFORMS.issuperset(words):
        return None
    content = speaking.attribution.content[0].of(speaking.text).lower().split()
    first = content[1:2] if content[:1] == ["that"] else content[:1]
    if not first or first[0] in ("it", "its", "we", "our", *words):
        return None
    return replace(UNNAMED, said=said)


def _name_given(speaking: Speaking) -> Claimant | None:
    """Return whoever is named behind "called"; what it is says its country and sector."""
    source = speaking.source
    said = source.span.of(source.text)
    match = NAME_GIVEN.search(said)
    if match is None or source.head is None:
        return None
    start = source.span.start + match.start()
    if source.head.start > start:
        return None
    index = source.mention(source.head)
    actor = None if index is None else fullest(speaking.actors, index)
    own = actor if actor is not None and not actor.named else None
    name = clean(match["name"])
    return Claimant(said, name, True, own.country if own else None, own.role if own else None)


def _name_after_comma(speaking: Speaking) -> Claimant | None:
    """Return whoever is named behind a comma; what it is says its country and sector."""
    source, head = speaking.source, speaking.source.head
    name = name_after_comma(source)
    if name is None or head is None:
        return None
    tokens = source.parse.within(name)
    if not tokens or tokens[-1].entity == "DATE":
        return None
    said = source.span.of(source.text)
    index = source.mention(source.parse.root(tokens), name)
    if index is not None and (own := fullest(speaking.actors, index)).named:
        return Claimant(said, clean(own.name), True, own.country, own.role)
    what = source.mention(head)
    actor = None if what is None else fullest(speaking.actors, what)
    codes = (None, None) if actor is None else (actor.country, actor.role)
    return Claimant(said, clean(_bare(name.of(source.text))), True, *codes)


def _to_cue(speaking: Speaking, lost: re.Pattern[str]) -> str:
    """Return the source's words, with what stands between them and the cue where it is like `lost`.

    The parser may take a name for a subject of its own: "the page Tawila Today put it at 9".
    """
    source = speaking.source
    cue = hull(speaking.attribution.cue or (source.span,))
    rest = source.text[source.span.end : max(source.span.end, cue.start)].rstrip()
    said = source.span.of(source.text)
    return said + rest if lost.fullmatch(rest.strip()) else said


def _handle(speaking: Speaking) -> Claimant | None:
    """Return the account that the source names by its handle: "X user @kyiv_now"."""
    source = speaking.source
    said = _to_cue(speaking, HANDLE_BETWEEN)
    match = HANDLE.search(said)
    if match is None or source.head is None:
        return None
    if source.head.text.startswith("@"):
        return Claimant(said, source.head.text, True)
    names = " and ".join(dict.fromkeys(HANDLE.findall(said)))
    alone = said.startswith("@") or source.head.lemma.lower() in ACCOUNTS or source.is_document
    return Claimant(said, names, True) if alone else None


ACCOUNTS = frozenset("user account channel page profile handle blogger poster source".split())
"""Nouns beside a handle, which is the name of whoever posts: "one source, @yemen_now"."""


def _all_of_them(speaking: Speaking) -> Claimant | None:
    """Return those whom "all" or "both" takes up again: "by Nawa Press and Shehab, both saying"."""
    source, head = speaking.source, speaking.source.head
    if head is None or head.lower not in ("all", "both", "each") or head.index < 2:
        return None
    comma, last = source.parse.tokens[head.index - 2 : head.index][::-1]
    above = (last, *source.parse.ancestors(last)) if comma.text == "," else ()
    links = ("conj", "appos", "pobj", "nsubj")
    top = None
    for token in above:
        if token.dep not in links or token.pos not in ("NOUN", "PROPN"):
            break
        top = token
    if top is None or last.sentence != head.sentence:
        return None
    first = source.parse.subtree(top)[0]
    meant = replace(speaking, source=replace(source, span=Span(first.start, last.end)))
    decided = decide(CLAIMANTS, meant)
    said = source.span.of(source.text)
    return None if decided is None else replace(decided[1], said=said)


OTHERS = frozenset(("other", "media", "medium", "press"))
"""Nouns without a plural mark for several of whom some are named."""

AMONG_THEM = re.compile(
    r"(?:,|,? \()? ?(?:including|among (?:them|which|whom)|such as|for (?:example|instance),?"
    r"|notably|like) (?=\S)"
)
BEGINS_WITH_NAME = re.compile(r"(?:the )?(?:[a-z]+ )?(?:@|[^\W\d_a-z])")
"""How a member of a list begins that is named: "the paramedic Lina Odeh"; not "one close to Hamas".
"""

LONGEST_LIST = 120
"""Code points of those who are named among others."""


ACCOUNT_NAMED = re.compile(
    r"\b(?:page|account|channel|user|profile|blogger) "
    r"(?P<name>[^\W\d_a-z][^\s,;:]*(?:(?: (?:of|for|the|de|al))* [^\W_a-z][^\s,;:]*)*)"
)
"""An account with its name: "a post from the page Tawila Today"."""

ACCOUNT_QUOTED = re.compile(
    r"\b(?:page|account|channel|group|blog|feed|podcast),? [\"“«](?P<name>[^\"“”«»]{2,60}?),?[\"”»]"
)
"""An account with its name in quotation marks: 'the channel "Northern Front Diary"'."""


def _account_named(speaking: Speaking) -> Claimant | None:
    """Return the account by which something was posted, where its name stands behind the noun."""
    source = speaking.source
    said = _to_cue(speaking, NAME_PART)
    quoted = ACCOUNT_QUOTED.search(said)
    match = quoted or ACCOUNT_NAMED.search(said)
    if match is None or source.head is None:
        return None
    posts = quoted is not None or source.head.lemma.lower() in ACCOUNTS
    if not (posts or source.is_document):
        return None
    tokens = source.parse.within(Span(source.span.start, source.span.start + match.start("name")))
    if any(token.pos == "VERB" and token.tag in ("VBD", "VBZ", "VBP") for token in tokens):
        return None
    return Claimant(said, clean(match["name"]), True)


def _document_before(speaking: Speaking) -> Claimant | None:
    """Return who issued the document in which a picture or message stands.

    "In a video by Yemen Watch, footage shows"; "On the channel of Rami Odeh, a message said".
    """
    source, head = speaking.source, speaking.source.head
    if head is None or not source.is_document or head.dep != "nsubj":
        return None
    parse = source.parse
    for link in parse.dependents(parse.head(head), "prep"):
        for held in parse.dependents(link, "pobj") if link.lower in ("in", "on") else ():
            document = held.lemma.lower() in speaking_documents() | ACCOUNTS
            index = issuer_of(parse, speaking.actors, held) if document else None
            if index is not None and link.index < head.index:
                return _as_claimant(speaking, index, source.span.of(source.text))
    return None


BETWEEN_DASHES = re.compile(r" ?(?:[–—] ?|- |\()(?P<names>[^–—()]{3,110}?)(?: ?[–—]| -|\))")


def _some_between_dashes(source: SourcePhrase, head: Token, clause: Span) -> Claimant | None:
    """Return a group whose names stand between dashes or in brackets behind it."""
    match = BETWEEN_DASHES.match(clause.of(source.text))
    if match is None or head.tag != "NNS":
        return None
    parts = LISTED.split(match["names"])
    if len(parts) < 2 or not all(NAME_PART.fullmatch(part) for part in parts):
        return None
    said = source.text[source.span.start : head.end + match.end()]
    return Claimant(said, clean(_bare(said)), named=True)


def _some_named(speaking: Speaking) -> Claimant | None:
    """Return a group with those of it who are named, in the words of the text."""
    source, head = speaking.source, speaking.source.head
    if head is None or not (head.tag == "NNS" or head.lemma.lower() in OTHERS | PARTS):
        return None
    clause = Span(head.end, min(len(source.text), source.span.start + LONGEST_LIST))
    match = AMONG_THEM.match(clause.of(source.text))
    if match is None:
        return _some_between_dashes(source, head, clause)
    inside = source.parse.within(Span(head.end, head.end + match.end()))
    links = [each for each in inside if each.pos in ("ADP", "VERB", "SCONJ")]
    links += source.parse.dependents(head, "prep", "appos", "nmod")
    end = max((source.parse.subtree(each)[-1].end for each in links), default=head.end)
    if not head.end + match.end() < end <= clause.end:
        return None
    listed = LISTED.split(source.text[head.end + match.end() : end].partition(" but ")[0])
    if not any(BEGINS_WITH_NAME.match(part) for part in listed):
        return None
    said = Span(source.span.start, end).trimmed(source.text).of(source.text).rstrip(" ,")
    return Claimant(said, clean(_bare(said)), named=True)


def _words_of_source(speaking: Speaking) -> Claimant | None:
    source = speaking.source
    said = source.span.of(source.text)
    head = source.head
    whole = head is None or head.lower in PARTS
    span = source.span if head is None or whole else _to_end_of_word(source, source.phrase(head))
    called = span.of(source.text) if span.start == source.span.start else said
    named = _capitalised(called) if source.head is None else _is_a_name(source.head, source.span)
    return Claimant(said, clean(_bare(called)), named=named)


def _to_end_of_word(source: SourcePhrase, span: Span) -> Span:
    """Return a span up to the next space: "News.Az" is one word, though the parser sees three."""
    end = span.end
    while end < source.span.end and not source.text[end].isspace():
        end += 1
    said = source.text[span.end : end]
    return Span(span.start, end) if any(each.isalnum() for each in said) else span


def _is_a_name(head: Token, span: Span) -> bool:
    """Return whether the head itself is a name; "a source close to Hamas" holds one, is none."""
    return head.pos in ("PROPN", "X") or (head.text[:1].isupper() and head.start > span.start)


CLAIMANTS: tuple[Rule[Callable[[Speaking], Claimant | None]], ...] = (
    Rule(
        "noun of hearsay",
        "There were reports that the bridge had fallen.",
        _hearsay,
    ),
    Rule(
        "publisher speaks",
        "The enemy fired 31 shells at Nikopol.",
        _publisher,
    ),
    Rule(
        "no one named",
        "It was reported that the bridge had been destroyed.",
        _no_source,
    ),
    Rule(
        "all of those before",
        "The tolls came from Nawa Press and a local clinic, both reporting that two men had died.",
        _all_of_them,
    ),
    Rule(
        "some of a group",
        "Several outlets, including Radio Dabanga, said that nine people were killed.",
        _some_named,
    ),
    Rule(
        "list of names",
        "Radio Dabanga, Beam Report and Ayin said that nine people were killed.",
        _listed_names,
    ),
    Rule(
        "several claimants",
        "Doctors and the Sudanese army said that nine people were killed.",
        _several,
    ),
    Rule(
        "handle of an account",
        "X user @kharkiv_now said that a missile had hit the depot.",
        _handle,
    ),
    Rule(
        "name of an account",
        "A post from the page Tawila Al-Hadath put the number at 28.",
        _account_named,
    ),
    Rule(
        "platform of a post",
        "A bomb killed four men in the port, according to Twitter.",
        _platform,
    ),
    Rule(
        "name that is given",
        "A monitoring group called Yemen Watch said that nine men had drowned.",
        _name_given,
    ),
    Rule(
        "name behind a comma",
        "A war monitor, the Marib Observatory, said that nine men had drowned.",
        _name_after_comma,
    ),
    Rule(
        "issuer of the document",
        "A report by Amnesty International said that soldiers shot nine men.",
        _issuer,
    ),
    Rule(
        "issuer of the document it is in",
        "In a video by Amnesty International, footage shows nine bodies in a yard.",
        _document_before,
    ),
    Rule(
        "who issued it before",
        "The Sudanese army said it took the bridge. The statement added that 12 men died.",
        _issued_before,
    ),
    Rule(
        "known actor",
        "The Sudanese army said that it had retaken the palace.",
        _head_of_source,
    ),
    Rule(
        "pronoun of a noun",
        "The camp published a list, which said that nine men were missing.",
        _antecedent,
    ),
    Rule(
        "pronoun of no one",
        "They said that nine men were missing.",
        _unresolved,
    ),
    Rule(
        "words of the source",
        "A refinery close to the port said that nine workers were hurt.",
        _words_of_source,
    ),
)
"""Who makes a claim; the first that says who."""


def clean(name: str) -> str:
    """Return a name without line breaks, runs of white space and marks that no one sees."""
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(seen.split())


CUT_SHORT = re.compile(
    r"(?:[\s,;:–—-]+(?:an?|the|of|in|on|at|to|for|from|by|with|and|or))*[\s,;:–—-]*$", re.IGNORECASE
)
"""What a name can't end with: words that open a phrase, and marks between phrases."""

PAIRS = (("“", "”"), ("«", "»"), ('"', '"'))


def whole_name(name: str) -> str:
    """Return a name without what its end was cut off from, and without half of a quotation."""
    for opening, closing in PAIRS:
        odd = name.count(opening) % 2 == 1
        if odd if opening == closing else name.count(opening) != name.count(closing):
            name = name.replace(opening, "").replace(closing, "")
    return CUT_SHORT.sub("", name) or name


def _bare(said: str) -> str:
    for article in ARTICLES:
        if said.lower().startswith(article):
            return said[len(article) :]
    return said


def _capitalised(said: str) -> bool:
    """Return whether words beyond the first have capitals, as names do."""
    bare = _bare(said)
    words = bare.split()
    after_article = bare != said and bare[:1].isupper()
    return after_article or any(word[:1].isupper() for word in words[1:])


def inside_a_speech(
    text: str, attributions: Sequence[Attribution], attribution: Attribution
) -> bool:
    """Return whether these are only the words of one who is quoted already: "we believe that …"."""
    if attribution.parent is None or attributions[attribution.parent].manner != "direct":
        return False
    source = attribution.source[0].of(text).lower() if attribution.source else ""
    return not source or source in PRONOUNS


def outlet(name: str | None) -> Claimant:
    """Return the outlet itself, for narration."""
    return Claimant(said="", name=name or OUTLET, named=name is not None)


def chain(
    claimants: Sequence[Claimant], attributions: Sequence[Attribution], index: int
) -> tuple[str, ...]:
    """Return the names from the outermost relay to the claimant of attribution `index`.

    `claimants` are those of `attributions`, one for each.

    Only statements relay: "Peskov believes" inside a speech of Peskov adds no link.
    """
    names: list[str] = []
    at: int | None = index
    while at is not None:
        attribution = attributions[at]
        if at == index or (attribution.kind == "statement" and attribution.source):
            name = claimants[at].name
            if not names or names[-1] != name:
                names.append(name)
        at = attribution.parent
    return tuple(reversed(names))
