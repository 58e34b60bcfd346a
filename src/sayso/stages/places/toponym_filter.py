"""Whether a name that the gazetteer knows names a place here, or a person, a team, a ministry."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence

from sayso.gazetteer import SETTLED
from sayso.lexicon import places as lexicon
from sayso.lexicon.actors import first_names, fold
from sayso.record.trace import Rule, decide
from sayso.stages.places.context import peoples
from sayso.stages.places.runs import (
    ACRONYM,
    SURNAMES_AS_TOWNS,
    TOWNS_AS_SURNAMES,
    WELL_KNOWN,
    Run,
    capitalised,
    demonym,
    wide,
)
from sayso.text.headings import heads_line
from sayso.text.parse import NamedEntity, Parse, Token

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
SMALL_TOWN = 10_000
TITLE_CASE = 0.75
"""Share of capitalised words of four letters on from which a sentence is a headline."""

LONGER_NAME = "goes on with an unknown word"
LONGEST_UNIT = 4
UNITS_NAMED = frozenset(
    "brigade brigades battalion battalions regiment division corps martyrs legion company squad"
    " front movement army forces force shield militia fighters group".split()
)
"""Words that end the name of a unit which begins with a town's: "Paris Battalion"."""

WEAPON_NOUNS = frozenset(
    "salvo salvos rocket rockets missile missiles launcher launchers howitzer howitzers drone"
    " drones battery batteries mortar mortars".split()
)
"""Nouns after the name of a weapon."""

COMMAS = frozenset({",", ";", "/", "(", "-", "–"})
PERSON_TITLES = frozenset("mr mrs ms dr gen gov sen rep lt col sgt capt sir judge".split())
BUSINESSES = frozenset(
    "St Street Ave Avenue Road Rd Drive Dr Lane Boulevard Blvd Inc Corp Ltd LLC".split()
)
"""Words after a town's name that make it a street or a company."""


def surnames(parse: Parse) -> frozenset[str]:
    """Return the last words of the full names of persons: "Johnson" after "Dorothy Johnson"."""
    last_words = set()
    for name in parse.names:
        words = parse.tokens[name.first : name.last]
        if name.label == "PERSON" and words and words[-1].lower in {"'s", "’s"}:
            words = words[:-1]
        if name.label == "PERSON" and len(words) > 1 and all(capitalised(each) for each in words):
            last_words.add(words[-1].text)
    return frozenset(last_words)


def spoken_of(text: str, runs: Sequence[Run]) -> frozenset[str]:
    """Return the countries that a text speaks of by their name or people, ISO 3166 alpha-2.

    With a country come those that it is at war with: "the Russian ministry" may name villages of
    Ukraine. Where towns bear English surnames, a name alone says little, and the country is left
    out.
    """
    named = {
        entry.country
        for run in runs
        for entry in run.entries
        if entry.country and entry.main and entry.kind in {"country", "capital", "area", "region"}
    }
    return _with_enemies(frozenset(named | peoples(text).keys())) | _headed_countries(text, runs)


LEAST_HEADED = 2


def _headed_countries(text: str, runs: Iterable[Run]) -> frozenset[str]:
    """Return the countries in which several of the names lie that head lines of a text.

    A bulletin gives a town a line, and its country nowhere. Two speakers of a transcript may bear
    the names of towns where those are surnames.
    """
    headed = {run.span.of(text): run for run in runs if heads_line(text, run.span)}
    counts = Counter(
        country
        for run in headed.values()
        for country in {entry.country for entry in run.entries if entry.main and entry.country}
    )
    return frozenset(
        country
        for country, count in counts.items()
        if count >= LEAST_HEADED + (country in TOWNS_AS_SURNAMES | SURNAMES_AS_TOWNS)
    )


def sure_countries(runs: Iterable[Run]) -> frozenset[str]:
    """Return the countries of the names among `runs` that only one country has."""
    alone = ({entry.country for entry in run.entries} for run in runs)
    return _with_enemies(frozenset(each.pop() or "" for each in alone if len(each) == 1))


def _with_enemies(countries: frozenset[str]) -> frozenset[str]:
    at_war = (each.countries for each in lexicon.theatres() if each.countries & countries)
    return countries.union(*at_war) - TOWNS_AS_SURNAMES - SURNAMES_AS_TOWNS


class ToponymFilter:
    """What speaks for and against a run's being a place; `spoken` are the countries spoken of."""

    def __init__(self, text: str, parse: Parse, spoken: frozenset[str]) -> None:
        self.text = text
        self.parse = parse
        self.spoken = spoken
        self.labels = {
            index: name.label for name in parse.names for index in range(name.first, name.last)
        }

    def holds(self, run: Run) -> bool:
        """Return whether the run names a place here."""
        return self.verdict(run)[1]

    def verdict(self, run: Run) -> tuple[str, bool]:
        """Return whether the run names a place here, and the name of the rule that decides.

        What `DECISIVE` says is final. A no of grammar is not: the name may be known well.
        """
        decided = decide(DECISIVE, self, run)
        if decided is not None:
            return decided
        by_grammar = decide(BY_GRAMMAR, self, run)
        if by_grammar is not None and by_grammar[1]:
            return by_grammar
        return decide(BY_FAME, self, run) or ("nothing says that it is a place", False)

    def person(self, run: Run) -> bool:
        """Return whether the run is part of a longer name: Washington in "Denzel Washington".

        A country in a company's name ("Air Canada") is no person.
        """
        before, after = self._before(run), self._after(run)
        if before is not None:
            if before.lower.rstrip(".") in PERSON_TITLES:
                return True
            if before.tag == "NNP" and capitalised(before) and self._inside_name(run):
                if any(map(wide, run.entries)) and fold(before.text) not in first_names():
                    return False
                return not demonym(before.text) and before.lower not in lexicon.words("locative")
        return (
            after is not None
            and self.labels.get(after.index) == "PERSON"
            and self.label(run) == "PERSON"
        )

    def surname(self, run: Run, persons: frozenset[str]) -> bool:
        """Return whether the run is a bare surname here, met in full elsewhere in the document."""
        if run.last - run.first > 1 or self.parse.tokens[run.first].text not in persons:
            return False
        return not (self.after_locative(run) and self.label(run) in PLACE_LABELS)

    def labelled(self, run: Run) -> bool:
        """Return whether the parser takes it for a place, and no headline capitalises it."""
        single = run.last - run.first == 1
        return self.label(run) in PLACE_LABELS and not (single and self._in_title_case(run))

    def at_home(self, run: Run, main: bool = True) -> bool:
        """Return whether it lies in a country spoken of, under its own name if `main`.

        Letters alone, as of NATO, are no village's name, and who is in public life is no village.
        """
        if run.span.of(self.text).isupper() or self._public_person(run):
            return False
        return any(
            entry.country in self.spoken and (entry.main or not main) for entry in run.entries
        )

    def label(self, run: Run) -> str:
        return self.labels.get(run.first, "")

    def _before(self, run: Run) -> Token | None:
        """Return the word before the run in its sentence."""
        tokens = self.parse.tokens
        before = tokens[run.first - 1] if run.first else None
        same = before is not None and before.sentence == tokens[run.first].sentence
        return before if same else None

    def _after(self, run: Run) -> Token | None:
        """Return the word after the run in its sentence."""
        tokens = self.parse.tokens
        after = tokens[run.last] if run.last < len(tokens) else None
        same = after is not None and after.sentence == tokens[run.first].sentence
        return after if same else None

    def _name(self, run: Run) -> NamedEntity | None:
        """Return the parser's name that holds the first word of the run."""
        names = self.parse.names
        index = bisect_right(names, run.first, key=lambda each: each.first) - 1
        return names[index] if index >= 0 and run.first < names[index].last else None

    def _inside_name(self, run: Run) -> bool:
        """Return whether the run stands after the first word of a longer name."""
        name = self._name(run)
        return name is not None and name.first < run.first

    def whole_name(self, run: Run) -> bool:
        """Return whether the run is all of the parser's name, but for a possessive."""
        name = self._name(run)
        rest = self.parse.tokens[run.last : name.last] if name else ()
        return name is None or (
            name.first == run.first and all(each.lower in {"'s", "’s"} for each in rest)
        )

    def heads_organisation(self, run: Run) -> bool:
        """ "Kharkiv" in "Kharkiv Regional Prosecutor's Office": a body that bears its place."""
        name = self._name(run)
        return name is None or name.first != run.first or name.last > run.last

    def called_a_place(self, run: Run) -> bool:
        """ "Samara region", "Rapides Parish", "the settlement of Zaporizke"."""
        kinds = lexicon.words("region") | lexicon.words("district")
        kinds |= lexicon.words("regions") | lexicon.words("districts")
        tokens = self.parse.tokens
        after = tokens[run.last] if run.last < len(tokens) else None
        if after is not None and after.lower in kinds:
            return True
        if run.last - run.first > 1 and tokens[run.last - 1].lower in kinds:
            return True
        before = tokens[max(0, run.first - 2) : run.first]
        towns = lexicon.words("town") | kinds
        return len(before) == 2 and before[1].lower == "of" and before[0].lemma.lower() in towns

    def part_of(self, run: Run) -> bool:
        """ "the outskirts of Kidal", "the battle for Kidal": what only places have."""
        before = self.parse.tokens[max(0, run.first - 2) : run.first]
        if len(before) < 2 or before[1].lower not in {"of", "for"}:
            return False
        return before[0].lower in lexicon.words("of_place")

    def has_office(self, run: Run) -> bool:
        """ "Litchfield Fire Chief", "Roswell police": an office or a paper that bears its town."""
        after, before = self._after(run), self._before(run)
        if after is None or after.lower not in lexicon.words("office"):
            return False
        named = before is not None and before.tag in {"NNP", "NNPS"} and capitalised(before)
        return not named and any(entry.main and entry.kind in SETTLED for entry in run.entries)

    def fragment(self, run: Run) -> bool:
        """ "Nazi" of "Nazi Germany", "Thames" of "Thames Valley": a piece of another name."""
        name = self._name(run)
        if name is None or self.label(run) not in PLACE_LABELS or _largest(run) > 2 * WELL_KNOWN:
            return False
        rest = self._rest_of(name, run)
        capitals = [each for each in rest if each.text[:1].isupper() and each.text.isalpha()]
        known = lexicon.words("town") | lexicon.words("region") | lexicon.words("district")
        strange = [each for each in capitals if each.lower not in known and not self._aside(each)]
        return bool(strange) and not any(map(wide, run.entries))

    def _rest_of(self, name: NamedEntity, run: Run) -> list[Token]:
        """Return the words of `name` around the run, up to a comma on either side."""
        tokens = self.parse.tokens
        first, last = run.first, run.last
        while first > name.first and tokens[first - 1].text not in COMMAS:
            first -= 1
        while last < name.last and tokens[last].text not in COMMAS:
            last += 1
        return [*tokens[first : run.first], *tokens[run.last : last]]

    def _public_person(self, run: Run) -> bool:
        """Return whether someone in public life is called so: who hits Lavrov hits no village."""
        known = self.parse.tokens[run.last - 1].lower in lexicon.public_surnames()
        return known and _largest(run) < SMALL_TOWN

    def _aside(self, token: Token) -> bool:
        """ "The", a direction or a people next to a name: no part of it."""
        return (
            token.lower in lexicon.words("locative")
            or token.lower == "the"
            or (demonym(token.text))
        )

    def state(self, run: Run) -> bool:
        """ "Calif." after a town or in brackets; "N.J." anywhere."""
        said = run.span.of(self.text)
        if said not in lexicon.abbreviations():
            return False
        dotted = said.count(".") > 1
        return dotted or (said.endswith(".") and self.follows(run, {",", "("}))

    def follows(self, run: Run, words: Container[str]) -> bool:
        return run.first > 0 and self.parse.tokens[run.first - 1].text in words

    def dateline(self, run: Run) -> bool:
        """A town in capitals at the head of a block: "KHARKIV, Ukraine (AP)", "BEIRUT --"."""
        if not run.span.of(self.text).isupper():
            return False
        before = self.text[max(0, run.span.start - 2) : run.span.start].rstrip(" ")
        after = self.text[run.span.end : run.span.end + 3].strip()
        return before[-1:] in {"", "\n"} and after[:1] in {",", "-", "(", "—", "–", "/"}

    def street(self, run: Run) -> bool:
        """ "Memphis St.", "Lincoln Avenue": a street bears a town's name and is no town."""
        tokens = self.parse.tokens
        after = tokens[run.last] if run.last < len(tokens) else None
        return after is not None and after.text.rstrip(".") in BUSINESSES

    def unit(self, run: Run) -> bool:
        """ "Azov fighters", "the Vostok group": a unit named after a town."""
        after = self._after(run)
        small = _largest(run) < 4 * WELL_KNOWN and not self.after_locative(run)
        if after is not None and small and after.lower in lexicon.words("unit"):
            return True
        return self._heads_unit(run)

    def weapon(self, run: Run) -> bool:
        """ "a Grad salvo", "Sarmat missiles": a weapon that bears a town's name."""
        after = self._after(run)
        named = after is not None and after.lower in WEAPON_NOUNS
        return named and not any(map(wide, run.entries)) and _largest(run) < WELL_KNOWN

    def town_of_two_words(self, run: Run) -> bool:
        """Return whether a town bears a name that no person does: "Tal Rifaat"."""
        first = self.parse.tokens[run.first]
        several = run.last - run.first > 1 and fold(first.text) not in first_names()
        return several and max(entry.population for entry in run.entries) > SMALL_TOWN

    def _heads_unit(self, run: Run) -> bool:
        """Return whether it begins the name of a unit: "Aleppo Martyrs Brigade"."""
        if any(map(wide, run.entries)):
            return False
        tokens = self.parse.tokens[run.last : run.last + LONGEST_UNIT]
        for ahead, token in enumerate(tokens):
            named = token.text[:1].isupper()
            if token.lower in UNITS_NAMED and (named or ahead) and token.tag[:2] == "NN":
                return True
            if not named or token.tag not in {"NNP", "NNPS"} or demonym(token.text):
                return False
        return False

    def longer_name(self, run: Run) -> bool:
        """Return whether an unknown word goes on with it: "near Cali Heele" is not near Cali."""
        after = self._after(run)
        if after is None or not self.after_locative(run) or any(map(wide, run.entries)):
            return False
        last = self.parse.tokens[run.last - 1]
        joined = last.dep in {"compound", "nmod"} and last.head == after.index
        name = after.tag == "NNP" and capitalised(after) and after.text.isalpha()
        return joined and name and after.start == last.end + 1 and not _says_what(after)

    def after_locative(self, run: Run) -> bool:
        before = self.parse.tokens[run.first - 1] if run.first else None
        if before is not None and before.lower == "the" and run.first > 1:
            before = self.parse.tokens[run.first - 2]
        return before is not None and before.lower in lexicon.words("strong_locative")

    def taken(self, run: Run) -> bool:
        """ "left Kidal", "captured Avdiivka": what armies do to places."""
        before = self.parse.tokens[run.first - 1] if run.first else None
        return before is not None and before.lower in lexicon.words("taking")

    def moved_to(self, run: Run) -> bool:
        """ "fled to Kidal", "the attack on Kidal", "withdrew from Kidal"."""
        before = self.parse.tokens[max(0, run.first - 2) : run.first]
        if len(before) < 2 or before[1].lower not in {"to", "from", "on", "for"}:
            return False
        return before[0].lower in lexicon.words("motion")

    def acts(self, run: Run) -> bool:
        """Return whether it says or owns something, as persons do: "Lavrov said"."""
        after = self._after(run)
        if after is not None and after.lower in {"'s", "’s"}:
            return True
        root = self.parse.root(self.parse.tokens[run.first : run.last])
        return root.dep == "nsubj"

    def first_name(self, run: Run) -> bool:
        after = self.parse.tokens[run.last] if run.last < len(self.parse.tokens) else None
        return after is not None and after.tag == "NNP"

    def plain(self, run: Run) -> bool:
        """Return whether its capital says something: inside a sentence that is no headline."""
        return self._before(run) is not None and not self._in_title_case(run)

    def _in_title_case(self, run: Run) -> bool:
        """Return whether the sentence is in title case, as headlines: there "Split" is no town."""
        sentence = self.parse.sentences[self.parse.tokens[run.first].sentence]
        words = [
            each
            for each in self.parse.tokens_of(sentence)
            if each.text.isalpha() and len(each.text) > 3
        ]
        return len(words) > 3 and sum(map(capitalised, words)) > TITLE_CASE * len(words)


def _says_what(word: Token) -> bool:
    """Return whether a word after a place is no part of its name: "Oblast", "Governor"."""
    groups = ("region", "district", "town", "water", "height", "facility", "facility_part")
    known = any(word.lower in lexicon.words(group) for group in (*groups, "never", "office"))
    return known or demonym(word.text) or fold(word.text) in first_names()


def _largest(run: Run) -> int:
    """Return the inhabitants of the largest place whose own name this is."""
    return max((entry.population for entry in run.entries if entry.main), default=0)


Verdict = Callable[[ToponymFilter, Run], bool | None]
"""Return whether a run names a place; None where the rule does not apply."""


def _yes_if(test: Callable[[ToponymFilter, Run], bool]) -> Verdict:
    return lambda names, run: True if test(names, run) else None


def _no_if(test: Callable[[ToponymFilter, Run], bool]) -> Verdict:
    return lambda names, run: False if test(names, run) else None


def _like_an_acronym(names: ToponymFilter, run: Run) -> bool | None:
    """A short name counts as a town after a locative word, by its label, or after a comma."""
    if len(run.span) > ACRONYM or names.at_home(run):
        return None
    town = not run.span.of(names.text).isupper() and names.after_locative(run)
    return town or names.label(run) in PLACE_LABELS or names.follows(run, {","})


def _heads_line(names: ToponymFilter, run: Run) -> bool | None:
    at_home = names.at_home(run, main=False)
    return True if at_home and heads_line(names.text, run.span) else None


DECISIVE: tuple[Rule[Verdict], ...] = (
    Rule(
        "street or company",
        "She lives on Lincoln Street with her sons.",
        _no_if(ToponymFilter.street),
    ),
    Rule("unit", "Azov fighters held the line east of Kyiv.", _no_if(ToponymFilter.unit)),
    Rule("weapon", "A Grad salvo hit the bus stop.", _no_if(ToponymFilter.weapon)),
    Rule(
        LONGER_NAME,
        "The raid took place near Cali Heele, the army said.",
        _no_if(ToponymFilter.longer_name),
    ),
    Rule(
        "called a place",
        "The army shelled the settlement of Zaporizke.",
        _yes_if(ToponymFilter.called_a_place),
    ),
    Rule(
        "dateline",
        "Raid in the north\n\nKHARKIV, Ukraine (AP) — The army attacked the port on Monday.",
        _yes_if(ToponymFilter.dateline),
    ),
    Rule(
        "state in press style",
        "The reservist from Gainesville, Va., was wounded in May.",
        _yes_if(ToponymFilter.state),
    ),
    Rule(
        "office of a town",
        "Roswell police arrested two men on Friday.",
        _yes_if(ToponymFilter.has_office),
    ),
    Rule("heads a line", "Sudan's day\n\nKutum. A drone struck the fuel market.", _heads_line),
    Rule(
        "part of a person's name",
        "Denzel Washington visited the troops.",
        _no_if(ToponymFilter.person),
    ),
    Rule("piece of another name", "They met in Thames Valley.", _no_if(ToponymFilter.fragment)),
    Rule(
        "country or sea",
        "Sudan rejected the offer.",
        _yes_if(lambda _, run: any(map(wide, run.entries))),
    ),
    Rule("short name", "The rebels of the ELN held the town.", _like_an_acronym),
    Rule(
        "place to the parser",
        "The army entered Khartoum on Friday.",
        _yes_if(ToponymFilter.labelled),
    ),
)
"""What decides alone; the first that applies."""


def _after_locative(names: ToponymFilter, run: Run) -> bool | None:
    """A first name after "in" is a person's, unless a large town bears it."""
    label = names.label(run)
    if not names.after_locative(run) or label == "DATE":
        return None
    well_known = label != "PERSON" or _largest(run) > WELL_KNOWN
    return well_known or not names.first_name(run)


def _taken(names: ToponymFilter, run: Run) -> bool | None:
    if not names.taken(run):
        return None
    if names.label(run) == "PERSON":
        at_home = names.at_home(run, main=False) or _largest(run) > SMALL_TOWN
        return at_home or names.town_of_two_words(run)
    return any(entry.main for entry in run.entries) or names.at_home(run, main=False)


def _moved_to(names: ToponymFilter, run: Run) -> bool | None:
    if not names.moved_to(run) or not any(entry.main for entry in run.entries):
        return None
    return names.label(run) != "PERSON" or names.at_home(run) or _largest(run) > SMALL_TOWN


def _part_of(names: ToponymFilter, run: Run) -> bool | None:
    if not names.part_of(run):
        return None
    known = names.label(run) != "PERSON" and _largest(run) > 0
    return names.at_home(run, main=False) or known


BY_GRAMMAR: tuple[Rule[Verdict], ...] = (
    Rule("after a locative word", "The army fought in Fargo-Moorhead.", _after_locative),
    Rule("taken or left", "The army will attack Bor.", _taken),
    Rule("moved to or attacked", "French troops withdrew from Gao.", _moved_to),
    Rule("outskirts or battle", "The fall of Aleppo shocked them.", _part_of),
)
"""Return whether it stands where places stand; the first that applies."""


def _no_proper_noun(names: ToponymFilter, run: Run) -> bool | None:
    proper = names.parse.tokens[run.first].tag in {"NNP", "NNPS", "NNS"}
    return None if proper else False


def _person_to_the_parser(names: ToponymFilter, run: Run) -> bool | None:
    if names.label(run) != "PERSON":
        return None
    if names.at_home(run) and names.plain(run) and not names.acts(run):
        return True
    return run.last - run.first == 1 and _largest(run) > 4 * WELL_KNOWN


def _organisation_to_the_parser(names: ToponymFilter, run: Run) -> bool | None:
    if names.label(run) != "ORG":
        return None
    if names.at_home(run) and names.plain(run) and names.whole_name(run):
        return True
    heads = names.heads_organisation(run) or run.last - run.first == 1
    return _largest(run) > WELL_KNOWN and heads


def _large_or_at_home(names: ToponymFilter, run: Run) -> bool:
    if _largest(run) > 4 * WELL_KNOWN:
        return True
    at_home = names.at_home(run) and names.label(run) != "DATE"
    return (_largest(run) > WELL_KNOWN or at_home) and names.plain(run)


BY_FAME: tuple[Rule[Verdict], ...] = (
    Rule("no proper noun", "Vote for peace and go home.", _no_proper_noun),
    Rule("person to the parser", "A Su-34 was seen over Sumy.", _person_to_the_parser),
    Rule(
        "organisation to the parser",
        "Kharkiv Regional Prosecutor's Office opened a case.",
        _organisation_to_the_parser,
    ),
    Rule(
        "large or in a country spoken of",
        "Tokmak and Avdiivka burned, Ukraine said.",
        _large_or_at_home,
    ),
)
"""Return whether it is a town that is large, or lies in a country that the text speaks of."""
