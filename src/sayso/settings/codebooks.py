"""Codebooks: the fields of a coded row, what each takes, and how a ledger's record fills it.

A codebook is a TOML file. `data/codebook_*.toml` ship; a project writes its own. Its shape:

    name = "market_harm"
    version = 1                     # raise it when fields change their meaning
    title = "Harm at markets"
    rows = "armed"                  # which incidents are rows: "all", "events" or "armed"

    [[field]]
    name = "killed_low"             # the column
    title = "People killed, lowest"
    kind = "number"                 # text, number, date, place, choice or grade
    fill = "killed_low"             # one of FILLERS; without it a person alone fills the field
    help = "What the coder should know."
    required = true

    [[field]]
    name = "harm_grade"
    title = "Grade of the harm"
    kind = "grade"                  # a choice whose codes are in order, the strongest first
    choices = [["confirmed", "Confirmed by who did it"], ["weak", "One source alone"]]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from sayso.files.opening import read_bounded

FieldKind = Literal["text", "number", "date", "place", "choice", "grade"]
KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
LISTED: tuple[FieldKind, ...] = ("choice", "grade")

RowScope = Literal["all", "events", "armed"]
SCOPES: tuple[RowScope, ...] = get_args(RowScope)
"""Which incidents are rows: all; those with an event that ACLED has a code for; those with armed
force or people killed. One that a person coded always is."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = frozenset({"incident", "codebook", "state"})
"""Columns that every coded table has."""

READ = "read_"
"""Begins the column of what was read in the place of which a person put another value."""

LARGEST_CODEBOOK = 500_000
MOST_FIELDS = 200
MOST_CHOICES = 500
LONGEST_VALUE = 2_000
LONGEST_HELP = 1_000

COUNTED = {
    "killed": ("killed", "person", "people killed"),
    "injured": ("injured", "person", "people injured"),
    "civilians_killed": ("killed", "civilian", "civilians killed, where claims call them so"),
    "civilians_injured": ("injured", "civilian", "civilians injured, where claims call them so"),
    "children_killed": ("killed", "child", "children killed"),
    "children_injured": ("injured", "child", "children injured"),
    "women_killed": ("killed", "woman", "women killed"),
    "women_injured": ("injured", "woman", "women injured"),
    "men_killed": ("killed", "man", "men killed"),
    "men_injured": ("injured", "man", "men injured"),
}
"""What is counted, by the beginning of a filler's name: role and class of the counted, and words.
"""


@dataclass(frozen=True, slots=True)
class Filler:
    """A way in which the record fills a field: which kinds of field it may fill, and with what."""

    kinds: tuple[FieldKind, ...]
    about: str


def _fillers() -> dict[str, Filler]:
    text: tuple[FieldKind, ...] = ("text", "choice", "grade")
    number: tuple[FieldKind, ...] = ("number", "text", "choice", "grade")
    day: tuple[FieldKind, ...] = ("date", "text")
    place: tuple[FieldKind, ...] = ("place", "text")
    made = {
        "event_date": Filler(day, "the first day that claims give"),
        "end_date": Filler(day, "the last day that claims give"),
        "year": Filler(number, "the year of the first day"),
        "acled_time_precision": Filler(number, "1 for a day, 2 up to a week, 3 longer"),
        "ucdp_date_precision": Filler(number, "1 for a day, 2 up to six, 3 a week, 4 a month, 5"),
        "kind": Filler(text, "the kind of event, by Sayso's name"),
        "acled_disorder_type": Filler(text, "ACLED's disorder type"),
        "acled_event_type": Filler(text, "ACLED's event type that most claims have"),
        "acled_sub_event_type": Filler(text, "ACLED's sub-event type that most claims have"),
        "acled_civilian_targeting": Filler(text, '"Civilian targeting" where claims say so'),
        "initiator": Filler(text, "who did it, as most claims say"),
        "target": Filler(text, "to whom it was done, as most claims say"),
        "initiators": Filler(text, "all whom claims name as those who did it"),
        "targets": Filler(text, "all whom claims name as those to whom it was done"),
        "acled_initiator_type": Filler(text, "ACLED's kind of actor of `initiator`"),
        "acled_target_type": Filler(text, "ACLED's kind of actor of `target`"),
        "side_a": Filler(text, "who did it, a state or an armed group; empty where disputed"),
        "side_b": Filler(text, "to whom, a state or an armed group; empty where disputed"),
        "side_a_killed": Filler(number, "soldiers and fighters of side A, where all counts agree"),
        "side_b_killed": Filler(number, "soldiers and fighters of side B, where all counts agree"),
        "civilians_killed": Filler(number, "civilians, where all who count them agree"),
        "place": Filler(place, "the name of the place that most documents give"),
        "admin1": Filler(place, "its first-order division, by the gazetteer"),
        "admin2": Filler(place, "the second-order division, where the place is one"),
        "country": Filler(place, "the country of the place, its English name"),
        "country_number": Filler(number, "the country's ISO 3166-1 number"),
        "latitude": Filler(number, "of the place, as fine as it is named"),
        "longitude": Filler(number, "of the place, as fine as it is named"),
        "acled_geo_precision": Filler(number, "1 for a town, 2 the area around, 3 a region"),
        "ucdp_where_precision": Filler(number, "UCDP's where_prec of the place"),
        "claimants": Filler(text, "who makes the claims, with how where not plainly"),
        "deniers": Filler(text, "who denies or doubts"),
        "claims": Filler(number, "how many claims there are"),
        "documents": Filler(number, "how many documents there are"),
        "number_of_sources": Filler(number, "independent origins: copies of a report are one"),
        "source_names": Filler(text, "the outlets"),
        "headline": Filler(text, "the headline of the report that says most of it"),
        "notes": Filler(text, "the first claims with who makes them, in their words"),
    }
    for beginning, (_, _, words) in COUNTED.items():
        made[f"{beginning}_low"] = Filler(number, f"the lowest count of {words}")
        made[f"{beginning}_high"] = Filler(number, f"the highest count of {words}")
    return made


FILLERS: Mapping[str, Filler] = _fillers()
"""The ways in which the record fills a field, by name; there are no others."""


class CodebookError(ValueError):
    """A codebook can't be used; each line of the message says where it is wrong and what to do."""


class ValueTypedError(ValueError):
    """A value that a field can't take; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class CodebookField:
    """A field of a coded row.

    `choices` are codes with labels; `least`, `most` and `decimals` bound a number. `private` is
    masked in exports, for names of people harmed.
    """

    name: str
    title: str
    kind: FieldKind
    help: str = ""
    required: bool = False
    fill: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    private: bool = False
    least: float | None = 0
    most: float | None = None
    decimals: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of its list."""
        return tuple(code for code, _ in self.choices)

    def label(self, code: str) -> str:
        """Return the label of a code; the code itself where the list has none."""
        return dict(self.choices).get(code, code)


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook; `version` grows when its fields change their meaning."""

    name: str
    version: int
    title: str
    fields: tuple[CodebookField, ...]
    about: str = ""
    rows: RowScope = "all"

    @property
    def key(self) -> str:
        """Return name and version, as entries are signed with."""
        return f"{self.name} {self.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its fields."""
        return tuple(each.name for each in self.fields)

    def field(self, name: str) -> CodebookField:
        """Return the field of this name. Raises ValueTypedError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise ValueTypedError(
            f"The codebook {self.name} has no field '{name}'. It has: {', '.join(self.names)}."
        )


def typed_value(field: CodebookField, words: str) -> str:
    """Return what a person typed into a field as it is kept; "" for nothing.

    Raises ValueTypedError with what the field takes.
    """
    value = " ".join(words.split())
    if len(value) > LONGEST_VALUE:
        raise ValueTypedError(
            f"{field.name} has {len(value):,} characters; {LONGEST_VALUE:,} are the most."
        )
    if not value or field.kind in ("text", "place"):
        return value
    if field.kind == "number":
        return _number(field, value)
    if field.kind == "date":
        return _date(field, value)
    return _code(field, value)


def _number(field: CodebookField, value: str) -> str:
    try:
        number = Decimal(value.replace(",", "") if field.decimals == 0 else value)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or number.adjusted() > LARGEST_EXPONENT:
        raise ValueTypedError(f"{field.name}: “{value}” is no number. Write digits, as 54.")
    if number != round(number, field.decimals):
        takes = f"{field.decimals} decimals at the most" if field.decimals else "a whole number"
        raise ValueTypedError(f"{field.name}: {value} is not {takes}.")
    if field.least is not None and number < Decimal(str(field.least)):
        raise ValueTypedError(f"{field.name}: {value} is less than {field.least:g}.")
    if field.most is not None and number > Decimal(str(field.most)):
        raise ValueTypedError(f"{field.name}: {value} is more than {field.most:g}.")
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


LARGEST_EXPONENT = 12
"""A number below ten million millions: a longer one is a slip of the keyboard."""

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(field: CodebookField, value: str) -> str:
    if not ISO.fullmatch(value):
        raise ValueTypedError(f"{field.name}: “{value}” is no date. Write 2025-06-03.")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueTypedError(f"{field.name}: there is no day {value}.") from None


def _code(field: CodebookField, value: str) -> str:
    folded = value.casefold()
    for code, label in field.choices:
        if folded in (code.casefold(), label.casefold()):
            return code
    raise ValueTypedError(
        f"{field.name}: “{value}” is none of its codes: {', '.join(field.codes)}."
    )


# Reading a file.


def shipped_names() -> tuple[str, ...]:
    """Return the names of the codebooks that ship."""
    return ("acled", "ucdp", "airwars")


@lru_cache(maxsize=8)
def shipped_codebook(name: str) -> Codebook:
    """Return the codebook of this name that ships."""
    source = resources.files("sayso.settings").joinpath("data", f"codebook_{name}.toml")
    return read_codebook(source.read_text(encoding="utf-8"), f"codebook {name}")


def default_codebook() -> Codebook:
    """Return the codebook of who chose none."""
    return shipped_codebook(shipped_names()[0])


def load_codebook(given: str) -> Codebook:
    """Return the codebook that ships under a name, or that of a file. Raises CodebookError."""
    if given in shipped_names():
        return shipped_codebook(given)
    path = Path(given)
    if not path.suffix and not path.exists():
        raise CodebookError(
            f"There is no codebook '{given}'. Those that ship: {', '.join(shipped_names())}; your"
            " own goes by its file: project.toml."
        )
    try:
        written = read_bounded(path, LARGEST_CODEBOOK).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(f"The codebook {path} can't be read: {error}.") from error
    made = read_codebook(written, str(path))
    if made.name in shipped_names():
        raise CodebookError(
            f"{path}: '{made.name}' is the name of a codebook that ships, and rows are coded under"
            " it. Give yours a name of its own."
        )
    return made


def read_codebook(written: str, where: str) -> Codebook:
    """Return the codebook written in TOML; CodebookError with all that is wrong, a line each."""
    try:
        table = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{where} is not TOML: {error}. Mend that line.") from error
    return _Reading(written, where).codebook(table)


FIELD_HEAD = re.compile(r"\s*\[\[\s*field\s*\]\]")


def _is_choice(pair: Sequence[Any]) -> bool:
    """Return whether a pair is a code with its label, in visible words."""
    words = len(pair) == 2 and all(isinstance(each, str) and each.strip() for each in pair)
    return words and len("".join(pair)) <= LONGEST_VALUE and "".join(pair).isprintable()


class _Reading:
    """Reads a codebook's tables, and gathers what is wrong with the line where it stands."""

    def __init__(self, written: str, where: str) -> None:
        self._where = where
        self._lines = written.splitlines()
        self._heads = [at for at, line in enumerate(self._lines) if FIELD_HEAD.match(line)]
        self._faults: list[str] = []

    def codebook(self, table: Mapping[str, Any]) -> Codebook:
        """Return the codebook. Raises CodebookError."""
        self._known(table, ("name", "version", "title", "about", "rows", "field"), None)
        name = self._text(table, "name", None)
        if name and not NAME.fullmatch(name):
            self._fault(None, "name", f"'{name}' is no name: small letters, digits and _, as harm")
        version = self._whole(table, "version", None, 1)
        title = self._text(table, "title", None)
        about = self._text(table, "about", None, required=False)
        rows = self._one_of(table, "rows", None, SCOPES, "all")
        given = table.get("field", [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            given = []
        if not 1 <= len(given) <= MOST_FIELDS:
            self._fault(None, "field", f"has {len(given)}: write [[field]] for 1 to {MOST_FIELDS}")
        fields = tuple(self._field(number, each) for number, each in enumerate(given))
        for number, field in enumerate(fields):
            if field.name and field.name in [each.name for each in fields[:number]]:
                self._fault(number, "name", f"'{field.name}' is there twice: name each once")
        if self._faults:
            raise CodebookError("\n".join(self._faults))
        scope: RowScope = next(each for each in SCOPES if each == rows)
        return Codebook(name, version, title, fields, about, scope)

    def _field(self, number: int, table: Mapping[str, Any]) -> CodebookField:
        known = ("name", "title", "kind", "help", "required", "fill", "choices", "private")
        self._known(table, (*known, "least", "most", "decimals"), number)
        name = self._text(table, "name", number)
        if name and (not NAME.fullmatch(name) or name in RESERVED or name.startswith(READ)):
            self._fault(
                number,
                "name",
                f"'{name}' can't be a column: small letters, digits and _, beginning with a letter;"
                f" not {', '.join(sorted(RESERVED))} or {READ}…",
            )
        kind: FieldKind = next(
            each for each in KINDS if each == self._one_of(table, "kind", number, KINDS, "")
        )
        least = self._limit(table, "least", number, 0)
        return CodebookField(
            name=name,
            title=self._text(table, "title", number),
            kind=kind,
            help=self._text(table, "help", number, required=False),
            required=self._flag(table, "required", number),
            fill=self._fill(table, number, kind),
            choices=self._choices(table, number, kind),
            private=self._flag(table, "private", number),
            least=least,
            most=self._limit(table, "most", number, None),
            decimals=self._whole(table, "decimals", number, 0, 6, 0),
        )

    def _fill(self, table: Mapping[str, Any], number: int, kind: FieldKind) -> str:
        fill = self._text(table, "fill", number, required=False)
        if not fill:
            return ""
        filler = FILLERS.get(fill)
        if filler is None:
            near = [each for each in FILLERS if each.split("_")[0] == fill.split("_")[0]]
            hint = f": {', '.join(near)}" if near else ""
            self._fault(
                number,
                "fill",
                f"there is no filler '{fill}'{hint}. `sayso codebook list` has them all; leave it"
                " out where a person alone fills the field",
            )
        elif kind not in filler.kinds:
            kinds = " or ".join(filler.kinds)
            self._fault(number, "fill", f"{fill} fills no {kind}: write kind = {kinds}")
        return fill

    def _choices(
        self, table: Mapping[str, Any], number: int, kind: FieldKind
    ) -> tuple[tuple[str, str], ...]:
        given = table.get("choices")
        if kind not in LISTED:
            if given is not None:
                self._fault(number, "choices", f"a {kind} has none: write kind = choice or grade")
            return ()
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_CHOICES:
            self._fault(number, "choices", f'a {kind} has a list: [["yes", "Yes"], ["no", "No"]]')
            return ()
        pairs = [each if isinstance(each, list) else [each, each] for each in given]
        wrong = next((each for each in pairs if not _is_choice(each)), None)
        if wrong is not None:
            self._fault(
                number, "choices", f'{wrong!r} is no code with its label: ["code", "Label"]'
            )
            return ()
        codes = [" ".join(code.split()) for code, _ in pairs]
        if len({code.casefold() for code in codes}) < len(codes):
            self._fault(number, "choices", "a code is there twice: write each once")
        return tuple((code, label) for code, (_, label) in zip(codes, pairs, strict=True))

    # Values of a kind, with a message where they are of another.

    def _text(
        self, table: Mapping[str, Any], key: str, number: int | None, *, required: bool = True
    ) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            self._fault(number, key, f'write {key} = "…"')
            return ""
        line = " ".join(value.split())
        if len(line) > LONGEST_HELP or not line.isprintable():
            self._fault(
                number, key, f"is too long (over {LONGEST_HELP}), or has characters not seen"
            )
        return line

    def _flag(self, table: Mapping[str, Any], key: str, number: int) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._fault(number, key, f"{value!r} is neither true nor false: write {key} = true")
        return value is True

    def _whole(
        self,
        table: Mapping[str, Any],
        key: str,
        number: int | None,
        least: int,
        most: int = 1_000_000,
        usual: int | None = None,
    ) -> int:
        value = table.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self._fault(number, key, f"write {key} = {max(least, 1)}, a number up to {most:,}")
            return least
        return value

    def _limit(
        self, table: Mapping[str, Any], key: str, number: int, usual: float | None
    ) -> float | None:
        value = table.get(key, usual)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self._fault(number, key, f"{value!r} is no number: write {key} = 0")
            return usual
        return value

    def _one_of(
        self,
        table: Mapping[str, Any],
        key: str,
        number: int | None,
        among: Sequence[str],
        usual: str,
    ) -> str:
        value = table.get(key, usual)
        if value not in among:
            self._fault(number, key, f"{value!r} is none of {', '.join(among)}")
            return among[0]
        return str(value)

    def _known(self, table: Mapping[str, Any], known: Sequence[str], number: int | None) -> None:
        for key in sorted(set(table) - set(known)):
            self._fault(number, key, f"is not known; there are: {', '.join(known)}")

    def _fault(self, number: int | None, key: str, what: str) -> None:
        """Note what is wrong with a key of the field of this number, None for the codebook's own.

        A line is named where the file has a [[field]] head for each field.
        """
        begin = -1 if number is None else self._head(number)
        line = next(
            (
                at
                for at in range(begin + 1, self._end(number))
                if re.match(rf'\s*(?:\[\[?\s*)?"?{re.escape(key)}"?\s*[=\]]', self._lines[at])
            ),
            begin,
        )
        named = "" if number is None else f"field {number + 1}{self._called(number)}, "
        at_line = f", line {line + 1}" if line >= 0 else ""
        self._faults.append(f"{self._where}{at_line}: {named}{key}: {what}.")

    def _head(self, number: int) -> int:
        return self._heads[number] if number < len(self._heads) else -1

    def _end(self, number: int | None) -> int:
        following = 0 if number is None else number + 1
        if number is not None and number >= len(self._heads):
            return 0
        return self._heads[following] if following < len(self._heads) else len(self._lines)

    def _called(self, number: int) -> str:
        """Return the field's name as it stands in the file, for the message."""
        for line in self._lines[max(self._head(number), 0) : self._end(number)]:
            match = re.match(r"""\s*name\s*=\s*["']([^"']{1,40})["']""", line)
            if match:
                return f" ({match[1]})"
        return ""
