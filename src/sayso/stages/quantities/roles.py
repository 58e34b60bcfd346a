"""Roles of quantities, or what happened to the counted: launched, intercepted, killed …"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sayso.lexicon.quantities import is_a, measure_units, role_of, singular
from sayso.record import Span
from sayso.record.trace import Outcome, Rule, decide, is_tracing, trace
from sayso.text.parse import Parse, Token
from sayso.text.syntax import has_object

TOLL_REACH = 16
STANDS_AT = frozenset(
    "at to is was as of reach reached hit passed exceeded topped stands reaches hits passes exceeds"
    " tops nears".split()
)
EXCEEDS = frozenset("exceed exceeds exceeded exceeding surpassed surpassing topped topping".split())
"""Verbs that are bounds of the amount after them: "the death toll could exceed 90"."""

LISTED = frozenset({"including", "among"})
BREAKS = frozenset({";", ":", "("})
NEAR_ASIDE, ASIDE_REACH = 8, 40
"""Tokens from a count in which a list of those included begins, and in which its verb follows."""

FURTHEST = 12
"""Links climbed in the parse: longer lists of coordinated counts keep the role they have."""

LIGHT_VERBS = frozenset(
    {"be", "have", "report", "confirm", "leave", "feel", "fear", "believe", "other", "more"}
)
COORDINATED = frozenset({"conj", "appos"})
SHARED = COORDINATED | {"nummod", "quantmod", "nmod", "compound"}
PARTICLES = frozenset({"prt", "advmod"})
SAID_WITH = frozenset({("to", "death"), ("on", "fire")})
"""What makes another act of a verb, with its noun: "burned to death", "set on fire"."""
PLACE_PREPOSITIONS = {
    "on": "on",
    "upon": "on",
    "onto": "on",
    "in": "at",
    "at": "at",
    "across": "across",
    "against": "on",
    "to": "on",
    "over": "across",
}

FINITE = frozenset({"VBD", "VBZ", "VBP"})
DID_NOT = frozenset({"fail", "refuse", "decline", "threaten", "plan", "vow", "want", "hope"})
INSIDE = frozenset({"in", "inside", "near", "across", "around", "within"})
"""Prepositions that say where, never what a toll came to: "losses in three districts"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted noun in the parse: its head token, its numeral, its singular if it is said.

    `first` and `last` are the tokens that the amount and its noun span, half-open. A `measure`
    next to a noun ("a 30-day truce") does not share what happened to the noun.
    """

    head: Token
    unit: str | None
    first: int
    last: int
    measure: bool = False


def find_role(parse: Parse, counted: Counted) -> str | None:
    """Return the role by the first rule that gives one, or None."""
    decided = decide(ROLES, parse, counted)
    if decided is None:
        return None
    rule, role = decided
    if is_tracing():
        trace("role", _span_of(parse, counted), "made", rule, role)
    return role


def _span_of(parse: Parse, counted: Counted) -> Span:
    """Return the code points of the amount and its noun."""
    tokens = parse.tokens[counted.first : counted.last] or (counted.head,)
    return Span(tokens[0].start, tokens[-1].end)


@dataclass(frozen=True, slots=True)
class Correction:
    """A `role` that units of a class cannot have, and what it `becomes`; None for no role."""

    role: str
    unit_class: str
    becomes: str | None


CORRECTIONS: tuple[Rule[Correction], ...] = (
    Rule(
        "nobody is launched",
        "Dozens of men fired at the convoy.",
        Correction("launched", "person", None),
    ),
    Rule(
        "destroyed in flight",
        "Forty drones were destroyed over the bay.",
        Correction("destroyed", "incoming", "intercepted"),
    ),
    Rule(
        "areas are not destroyed",
        "Crews destroyed the drones over six regions.",
        Correction("destroyed", "area", None),
    ),
    Rule(
        "places are not intercepted",
        "Crews shot down drones over six villages.",
        Correction("intercepted", "place", None),
    ),
)


def possible_role(role: str | None, unit: str | None, span: Span) -> str | None:
    """Return the role that a `unit` can have, `role` itself or another; `span` is for the trace."""
    for rule in CORRECTIONS:
        correction = rule.test
        if role == correction.role and is_a(unit, correction.unit_class):
            outcome: Outcome = "changed" if correction.becomes else "dropped"
            trace("role", span, outcome, rule.name, f"{role} of {unit}")
            role = correction.becomes
    return role


def words_of(parse: Parse, verb: Token) -> list[str]:
    """Return the verb's lemma, with its particle first: "shoot down", then "shoot"."""
    lemma = verb.lemma.lower()
    with_particles = [
        f"{lemma} {word.lower}" for word in parse.dependents(verb) if word.dep in PARTICLES
    ]
    for preposition in parse.dependents(verb, "prep"):
        for end in parse.dependents(preposition, "pobj"):
            if (preposition.lower, end.lower) in SAID_WITH:
                with_particles.append(f"{lemma} {preposition.lower} {end.lower}")
    following = verb.index + 1
    if following < len(parse.tokens) and parse.tokens[following].tag in {"RP", "IN", "RB"}:
        with_particles.append(f"{lemma} {parse.tokens[following].lower}")
    return [*with_particles, lemma]


def _verb_role(parse: Parse, verb: Token, place: str, unit: str | None) -> str | None:
    for words in words_of(parse, verb):
        role = role_of(words, place, unit)
        if role is not None:
            return role
    return None


def stative(parse: Parse, counted: Counted) -> str | None:
    """Return the role of the words after it: "16 dead", "30 others missing", "12 were injured"."""
    for token in _following(parse, counted):
        role = role_of(token.lower, "modifier", counted.unit)
        if role is not None and not (token.tag.startswith("VB") and has_object(parse, token)):
            return role
    return None


def neighbouring_role(parse: Parse, counted: Counted) -> str | None:
    """Return the role of a passive after it: "63 troops killed in", "12 people reported killed"."""
    for token in _following(parse, counted):
        if (token.tag in {"VBN", "VBD"} or token.text.istitle()) and not has_object(parse, token):
            role = _verb_role(parse, token, "object", counted.unit)
            if role is not None:
                return role
    return None


def _following(parse: Parse, counted: Counted) -> list[Token]:
    """Return the words right after the noun, as far as light verbs and adverbs carry."""
    following = []
    for token in parse.tokens[counted.last : counted.last + 5]:
        if token.sentence != counted.head.sentence:
            break
        following.append(token)
        if token.tag not in {"RB", "MD"} and token.lemma not in LIGHT_VERBS:
            break
    return following


def governed(parse: Parse, counted: Counted) -> str | None:
    """Return the role by the verb, noun or preposition above it, coordination followed upwards."""
    token, spare = counted.head, None
    for _ in range(FURTHEST):
        role = _above(parse, token, counted.unit)
        if _part_of(parse, token):
            spare = spare or role
            token = parse.head(token)
        elif role is not None:
            return role
        elif token.dep not in (COORDINATED if counted.measure else SHARED):
            return spare
        if token.head == token.index:
            return spare
        token = parse.head(token)
    return spare


def _part_of(parse: Parse, token: Token) -> bool:
    """Return whether the noun fills a container that shares its fate: "a swarm of 40 drones"."""
    preposition = parse.head(token)
    if token.dep != "pobj" or preposition.lower != "of":
        return False
    holder = parse.head(preposition)
    return holder.tag == "CD" or is_a(singular(holder.text), "container")


def _above(parse: Parse, token: Token, unit: str | None) -> str | None:
    """Return the role that the word directly above `token` gives it."""
    head = parse.head(token)
    if token.dep in {"dobj", "obj", "nsubjpass"}:
        role = _verb_role(parse, head, "object", unit) or _complement(parse, head, unit)
        return role or (_controlled(parse, head, unit) if token.dep == "nsubjpass" else None)
    if token.dep == "nsubj":
        return _as_subject(parse, head, unit)
    if token.dep == "attr":
        return _measured(parse, head, token)
    if token.dep in {"pobj", "pcomp"}:
        return _under_preposition(parse, head, token, unit)
    joined = token.dep == "conj" and unit not in measure_units()
    if joined and head.tag.startswith("VB") and token.tag.startswith("NN"):
        return _second_object(parse, head, token, unit)
    return None


def _as_subject(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role that a verb gives its subject, by what hangs on it if not by itself."""
    return (
        _verb_role(parse, verb, "subject", unit)
        or _complement(parse, verb, unit)
        or _controlled(parse, verb, unit)
        or _sustained(parse, verb)
        or _lacked(parse, verb, unit)
        or (_participle(parse, verb, unit) if verb.tag == "VBN" else None)
    )


def _second_object(parse: Parse, verb: Token, noun: Token, unit: str | None) -> str | None:
    """Return the role of "80 men" that the parser joins to the verb: "lost 9 near X and 80 men"."""
    objects = [each for each in parse.dependents(verb, "dobj", "obj") if each.index < noun.index]
    alone = not parse.dependents(noun, "nsubj", "nsubjpass", "aux", "auxpass", "cop")
    return _verb_role(parse, verb, "object", unit) if objects and alone else None


def _controlled(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role in "two drones attempted to attack": the subject of the lower verb."""
    if verb.lemma.lower() in DID_NOT:
        return None
    for lower in parse.dependents(verb, "xcomp"):
        if lower.tag == "VB" and parse.dependents(lower, "aux"):
            return _verb_role(parse, lower, "subject", unit)
    return None


def _sustained(parse: Parse, verb: Token) -> str | None:
    """Return the role in "eleven sustained injuries": the object says what they suffered."""
    if verb.lemma.lower() not in {"sustain", "suffer", "receive"}:
        return None
    suffered = parse.dependents(verb, "dobj", "obj")
    return _first(role_of(singular(noun.text), "noun", None) for noun in suffered)


def _lacked(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role in "9,500 homes had no power", "lost power", "lack water"."""
    lemma = verb.lemma.lower()
    for lacked in parse.dependents(verb, "dobj", "obj"):
        none = lemma == "have" and any(
            each.lower == "no" for each in parse.dependents(lacked, "det")
        )
        if none or lemma in {"lose", "lack"}:
            return role_of(lacked.lower, "without", unit)
    return None


def _participle(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role of "30 injured": a participle that the parser took for an active verb."""
    return _verb_role(parse, verb, "object", unit) if not has_object(parse, verb) else None


def _complement(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role in "left 7 dead", "was reported killed", "remained without heating"."""
    links = ("acomp", "oprd", "attr", "xcomp", "ccomp", "prep")
    for word in (*parse.dependents(verb, *links), *_said_to_be(parse, verb)):
        role = role_of(word.lower, "modifier", unit)
        if role is None and word.tag in {"VBN", "VBD"}:
            role = _verb_role(parse, word, "object", unit)
        if role is None and word.lower in {"without", "in", "among"}:
            below = parse.dependents(word, "pobj")
            place = "modifier" if word.lower == "among" else word.lower
            role = _first(role_of(noun.lower, place, unit) for noun in below)
            if role is None and word.lower == "among":
                role = _first(_those(parse, noun, unit) for noun in below)
        if role is not None:
            return role
    return None


def _said_to_be(parse: Parse, verb: Token) -> Iterator[Token]:
    """Yield the participle in "listed eight men as having been killed"."""
    for clause in parse.dependents(verb, "advcl"):
        if clause.tag == "VBN" and any(t.lower == "as" for t in parse.dependents(clause, "mark")):
            yield clause


def _those(parse: Parse, noun: Token, unit: str | None) -> str | None:
    """Return the role in "four medics were among those killed"."""
    verbs = [each for each in parse.dependents(noun, "acl") if each.tag in {"VBN", "VBD"}]
    return _first(_verb_role(parse, verb, "object", unit) for verb in verbs)


def _first(roles: Iterable[str | None]) -> str | None:
    return next((role for role in roles if role is not None), None)


def _under_preposition(
    parse: Parse, preposition: Token, token: Token, unit: str | None
) -> str | None:
    """Return the role in "death of 12", "debris falling on 26", "attacked with 40"."""
    above = parse.head(preposition)
    word = preposition.lower
    if word == "of" and above.lower != "control":
        noun = singular(above.text)
        roles = (role_of(noun, place, unit) for place in ("of", "toll"))
        return _first((*roles, _done_to(parse, above, unit)))
    if word == "with":
        return _instrument(parse, above, unit)
    if word == "by" and preposition.dep == "agent":
        return None
    if above.lower == "control" and above.dep in {"dobj", "obj"}:
        return _verb_role(parse, parse.head(above), "control", unit)
    done = _done_to(parse, above, unit) if word in {"to", "on"} else None
    if done is not None:
        return done
    place = PLACE_PREPOSITIONS.get(word)
    if place is not None and not is_a(unit, "person") and unit not in measure_units():
        role = _suffered_at(parse, above, place, unit)
        if role is not None:
            return role
    return None if word in INSIDE else _measured(parse, above, token)


def _done_to(parse: Parse, above: Token, unit: str | None) -> str | None:
    """Return the role that verb and object give: "set fire to four tanks", "claimed lives of 9"."""
    verb = above if above.tag.startswith("VB") else parse.head(above)
    objects = parse.dependents(verb, "dobj", "obj", "nsubjpass")
    return _first(role_of(f"{verb.lemma.lower()} {noun.lower}", "on", unit) for noun in objects)


def _instrument(parse: Parse, above: Token, unit: str | None) -> str | None:
    """Return the role in "attacked with 40 drones", "killed X along with 33"."""
    if above.lower in {"along", "together"}:
        return _verb_role(parse, parse.head(above), "object", unit)
    for _ in range(3):
        role = _verb_role(parse, above, "with", unit) or role_of(singular(above.text), "with", unit)
        if role is not None or above.tag.startswith("VB"):
            return role
        above = parse.head(above)
    return None


def _suffered_at(parse: Parse, above: Token, place: str, unit: str | None) -> str | None:
    """Return what the places under "on", "at" or "across" suffered, by the noun or verb above."""
    if _verb_role(parse, above, "object", "drone") == "intercepted":
        return None
    nouns = [above] if above.tag.startswith("NN") else parse.dependents(above, "nsubj", "nsubjpass")
    nouns += parse.dependents(above, "dobj", "obj") if above.tag.startswith("VB") else []
    places = {"on", "at", "across"} if place == "at" else {place, "on"}
    for noun in nouns:
        for preposition in sorted(places, key=("at", "across", "on").index):
            role = role_of(singular(noun.text), preposition, unit)
            if role is not None and not (preposition == "on" and place == "at" and role == "hit"):
                return role
    return _verb_role(parse, above, place, unit)


def _measured(parse: Parse, verb: Token, token: Token) -> str | None:
    """Return the role of the noun that is measured: "The death toll rose to 18"."""
    for noun in parse.dependents(verb, "nsubj", "nsubjpass", "dobj", "obj"):
        if noun.index == token.index:
            continue
        role = role_of(singular(noun.text), "toll", None)
        if role is not None:
            return role
        if singular(noun.text) in {"number", "total", "figure", "tally", "count"}:
            return _numbered(parse, noun)
    return None


def _numbered(parse: Parse, noun: Token) -> str | None:
    """Return the role of X in "the number of X killed"."""
    for preposition in parse.dependents(noun, "prep"):
        for object_ in parse.dependents(preposition, "pobj"):
            counted = Counted(object_, singular(object_.text), object_.index, object_.index + 1)
            return (
                neighbouring_role(parse, counted)
                or modified(parse, counted)
                or named(parse, counted)
            )
    return modified(parse, Counted(noun, None, noun.index, noun.index + 1))


def modified(parse: Parse, counted: Counted) -> str | None:
    """Return the role by what modifies it: "drones launched by", "soldiers who died", "wounded"."""
    for word in (*parse.dependents(counted.head), *_clauses_of_many(parse, counted.head)):
        role = None
        if word.dep in {"acl", "advcl"} and word.tag in {"VBN", "VBD"}:
            role = _suffered_or_did(parse, word, counted.unit)
        elif word.dep in {"acl", "relcl"}:
            role = _of_clause(parse, word, counted.unit)
        elif word.dep in {"amod", "compound", "nmod"}:
            role = role_of(word.lower, "modifier", counted.unit)
            glued = parse.tokens[word.index - 1].text in {"-", "‑"} if word.index else False
            if role is None and word.tag == "VBN" and not glued:
                role = _verb_role(parse, word, "object", counted.unit)
        if role is not None:
            return role
    return None


def _of_clause(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role of the noun that a clause is of: "soldiers who died", not "villages in which
    12 people were killed" or "a family whose house was hit"."""
    own = parse.dependents(verb, "nsubj", "nsubjpass")
    if verb.dep == "relcl" and own and own[0].tag not in {"WDT", "WP"} and own[0].lower != "that":
        return None
    passive = bool(parse.dependents(verb, "auxpass", "nsubjpass"))
    return _verb_role(parse, verb, "object" if passive else "subject", unit)


def _clauses_of_many(parse: Parse, noun: Token) -> Iterator[Token]:
    """Yield clauses that are of a noun though the parser hangs them elsewhere.

    "Seven members of the family who were killed": the verb is plural, the family is one. "The
    group named 21 members of the family killed": the participle stands right behind.
    """
    for clause in parse.dependents(parse.head(noun), "advcl"):
        if _is_bare_participle(parse, clause, noun):
            yield clause
    for link in parse.dependents(noun, "prep"):
        wholes = parse.dependents(link, "pobj") if link.lower == "of" else []
        for whole in wholes:
            for clause in parse.dependents(whole, "relcl"):
                marks = {each.lower for each in parse.dependents(clause, "aux", "auxpass")}
                if whole.tag in ("NN", "NNP") and marks & {"were", "are", "have"}:
                    yield clause


def _is_bare_participle(parse: Parse, word: Token, noun: Token) -> bool:
    """Return whether a participle stands right behind the phrase of a noun, with no clause of its
    own."""
    if word.tag != "VBN" or word.index < noun.index:
        return False
    between = parse.tokens[noun.index + 1 : word.index]
    phrase = all(token.pos in NOMINAL for token in between)
    return phrase and not parse.dependents(word, "nsubj", "nsubjpass", "aux", "auxpass", "mark")


NOMINAL = frozenset("NOUN PROPN ADP DET ADJ PRON PART NUM".split())
"""Parts of speech within the phrase of a noun."""


def _suffered_or_did(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """Return the role in "drones launched by", "thousands protested", "people forced to flee"."""
    role = _verb_role(parse, verb, "object", unit) or _verb_role(parse, verb, "subject", unit)
    return role or _controlled(parse, verb, unit)


def harmed(parse: Parse, counted: Counted) -> str | None:
    """Return the harm said of the noun itself: "the loss of 232 people killed in the fire"."""
    for verb in parse.dependents(counted.head, "acl"):
        if verb.tag in {"VBN", "VBD"}:
            role = _verb_role(parse, verb, "object", counted.unit)
            if role in {"killed", "injured"}:
                return role
    return None


def named(parse: Parse, counted: Counted) -> str | None:
    """Return the role that the counted noun says: "12 casualties", "5 deaths"."""
    del parse
    return role_of(counted.unit, "noun", counted.unit) if counted.unit else None


def nearby(parse: Parse, counted: Counted) -> str | None:
    """Return the role of the verb just before it, where the parse erred: "killing at least 32"."""
    first, place = counted.first, "object"
    before = [token.lower for token in parse.tokens[max(0, first - 2) : first]]
    if before in (["control", "over"], ["control", "of"]):
        first, place = first - 2, "control"
    for token in reversed(parse.tokens[max(0, first - 3) : first]):
        if token.sentence != counted.head.sentence or token.tag in {
            "IN",
            "TO",
            "CC",
            ",",
            ":",
            ".",
        }:
            return None
        if token.pos in {"VERB", "AUX"} or token.tag.startswith("VB"):
            return _verb_role(parse, token, place, counted.unit)
    return None


def tolled(parse: Parse, counted: Counted) -> str | None:
    """Return the role of a toll named before it: "puts the death toll from the strike at 400"."""
    # A figure that ends the last word of a text has no token of its own: "Article'1".
    if counted.measure or not 0 < counted.first < len(parse.tokens):
        return None
    bound_by_verb = parse.tokens[counted.first].lower in EXCEEDS
    if parse.tokens[counted.first - 1].lower not in STANDS_AT and not bound_by_verb:
        return None
    reach = TOLL_REACH if counted.unit else 3 * TOLL_REACH
    last = counted.first if bound_by_verb else counted.first - 1
    for token in reversed(parse.tokens[max(0, counted.first - reach) : last]):
        if token.sentence != counted.head.sentence or token.text == ";":
            return None
        role = role_of(singular(token.text), "toll", None)
        if role is not None and token.tag.startswith("NN"):
            return role
        if token.lower in {"number", "total"} and counted.unit:
            return _numbered(parse, token)
    return None


def _harmed_by(noun: Token) -> bool:
    """Return whether it is a participle taken for a noun: "the number of detained"."""
    lemma = noun.lemma.lower()
    return noun.tag in {"VBN", "VBD"} and role_of(lemma, "object", "person") is not None


def bounded(parse: Parse, counted: Counted) -> str | None:
    """Return the role by the verb over "between": "between 8 and 9 men were killed"."""
    top = counted.head
    while counted.first <= parse.head(top).index < counted.last and top.head != top.index:
        top = parse.head(top)
    verb = parse.head(top)
    if counted.measure or top is counted.head or not verb.tag.startswith("VB"):
        return None
    if top.dep != "prep":
        return _above(parse, top, counted.unit)
    before = top.index < verb.index
    passive = bool(parse.dependents(verb, "auxpass"))
    return _verb_role(parse, verb, "subject" if before and not passive else "object", counted.unit)


def after_aside(parse: Parse, counted: Counted) -> str | None:
    """Return the role by the passive after a list: "9 men, including three guards, were killed"."""
    tokens = [
        each
        for each in parse.tokens[counted.last : counted.last + ASIDE_REACH]
        if each.sentence == counted.head.sentence
    ]
    listed = next((at for at, each in enumerate(tokens) if each.lower in LISTED), 0)
    if not 0 < listed <= NEAR_ASIDE or tokens[listed - 1].text != ",":
        return None
    if not is_a(counted.unit, "person") or any(map(_parts, tokens[:listed])):
        return None
    for before, token in pairwise(tokens[listed:]):
        if token.tag in FINITE and before.text == ",":
            return _passive_from(parse, token, counted.unit)
        if token.tag in FINITE or token.text in BREAKS:
            return None
    return None


def _parts(token: Token) -> bool:
    """Return whether what follows the token says nothing of the noun before it."""
    return token.tag in FINITE | {"CC", "CD"} or token.text in BREAKS


def _passive_from(parse: Parse, auxiliary: Token, unit: str | None) -> str | None:
    """Return the role by the participle of "were reportedly killed", "have been killed"."""
    if auxiliary.lemma.lower() not in LIGHT_VERBS:
        return None
    for token in parse.tokens[auxiliary.index + 1 : auxiliary.index + 5]:
        if token.tag == "VBN" and token.lemma.lower() not in LIGHT_VERBS:
            return _verb_role(parse, token, "object", unit)
        if token.tag not in {"RB", "VBN"}:
            return None
    return None


def headline_verb(parse: Parse, counted: Counted) -> str | None:
    """Return the role by a verb of a headline that the parser takes for a noun: "Kills 14"."""
    before = parse.tokens[counted.first - 1] if counted.first else None
    if before is None or before.sentence != counted.head.sentence or not before.index:
        return None
    word = before.lower
    opens = parse.tokens[before.index - 1].sentence != before.sentence
    if opens or not before.tag.startswith("NN") or not before.text.istitle() or word[-1:] != "s":
        return None
    stems = (word[:-1], word[:-2], word[:-3] + "y")
    return _first(role_of(stem, "object", counted.unit) for stem in stems)


def number_of(parse: Parse, first: int, sentence: int) -> Counted | None:
    """Return X of "the number of X was estimated at 55,000"; None where no number is said of."""
    if first == 0 or parse.tokens[first - 1].lower not in STANDS_AT:
        return None
    for token in reversed(parse.tokens[max(0, first - 3 * TOLL_REACH) : first - 1]):
        if token.sentence != sentence or token.text == ";":
            return None
        if token.lower in {"number", "numbers", "total", "count", "tally"}:
            for preposition in parse.dependents(token, "prep"):
                for object_ in parse.dependents(preposition, "pobj", "pcomp"):
                    at, name = object_.index, singular(object_.text)
                    unstated = object_.lower in {"those", "them"}
                    harm = unstated or role_of(name, "modifier", None)
                    unit = "person" if harm or _harmed_by(object_) else name
                    return Counted(object_, unit, at, at + 1)
    return None


RESET = frozenset(
    "raise increase revise lower reduce update cut put push rise climb grow jump reach fall drop"
    " soar bring".split()
)
"""Verbs by which a toll comes to another figure."""


def reset_toll(parse: Parse, counted: Counted) -> str | None:
    """Return the role of the toll that a verb brings to the amount: "raised the toll … to 31".

    What stands between, "the toll from missile strikes to 31", does not govern the amount.
    """
    if counted.measure or not counted.first:
        return None
    if parse.tokens[counted.first - 1].lower not in {"to", "at", "past"}:
        return None
    before = parse.tokens[max(0, counted.first - TOLL_REACH) : counted.first - 1]
    own = [token for token in before if token.sentence == counted.head.sentence]
    verb = next((token for token in reversed(own) if token.tag.startswith("VB")), None)
    if verb is None or verb.lemma.lower() not in RESET:
        return None
    between = parse.tokens[verb.index : counted.first - 1]
    if any(left.lower == "from" and right.pos == "NUM" for left, right in pairwise(between)):
        return None  # "from 12 soldiers to 30": what is counted was said
    nouns = parse.dependents(verb, "dobj", "nsubjpass") or parse.dependents(verb, "nsubj")
    return _first(role_of(singular(noun.text), "toll", None) for noun in nouns)


ROLES: tuple[Rule[Callable[[Parse, Counted], str | None]], ...] = (
    Rule("stative", "The strike left 16 dead.", stative),
    Rule("harm of the noun", "Rebels buried 40 people burned in the fire.", harmed),
    Rule("toll reset", "The army raised the toll from air strikes to 31.", reset_toll),
    Rule("governed", "Crews shot down 26 drones.", governed),
    Rule("participle after it", "88 drones intercepted over Haifa", neighbouring_role),
    Rule("modified", "Six conscripts deserted from the garrison.", modified),
    Rule("named", "The ministry spoke of 12 casualties.", named),
    Rule("verb before it", "The army said it shot down 71 of 83 drones.", nearby),
    Rule("toll before it", "With the death toll now at 40, rebels left.", tolled),
    Rule(
        "verb over its bound",
        "Between eight and nine relatives of the imam were killed in the raid.",
        bounded,
    ),
    Rule(
        "passive after an aside",
        "On Monday, 20 May 2023, between five and 15 men, including two guards, were killed.",
        after_aside,
    ),
    Rule("verb of a headline", "Suicide Bomber Kills 14 in Market", headline_verb),
)
