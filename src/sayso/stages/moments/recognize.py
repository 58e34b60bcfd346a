"""Expressions of time in a text: one small rule for each way of saying it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from sayso.lexicon.moments import alternatives, named_days, words, zones_by_name
from sayso.record.trace import Rule
from sayso.stages.moments import normalize, years
from sayso.stages.moments.normalize import MONTH_NAMES, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from sayso.stages.moments.phrase import TimeExpression

G = r"[ \t\xa0\n]{1,2}"
"""A gap between words. Bounded, so that no pattern can go quadratic."""


def _cased(names: dict[str, int]) -> str:
    """Return names in title case or in capitals, never in lower case: "may" is no month."""
    cased = (*names, *(name.upper() for name in names))
    return "|".join(sorted(cased, key=len, reverse=True))


LONG_MONTH = f"(?-i:{_cased(MONTH_NAMES)})"
MONTH = rf"(?-i:(?:{_cased(MONTH_NAMES)})\b|(?:{_cased(SHORT_MONTHS)})\b\.?)"
CODED_MONTH = f"(?-i:{_cased({name[:3]: number for name, number in SHORT_MONTHS.items()})})"
"""Months of three letters as in "02-MAY-24", which touch a figure."""

WEEKDAY = f"(?-i:{_cased(WEEKDAYS)})"
SHORT_WEEKDAY = (
    rf"(?-i:(?:{_cased(SHORT_WEEKDAYS)})\b\.?(?=,?[ ](?:{MONTH}|\d))|(?:Tues?|Wed|Thurs?|Fri)\.)"
)
YEAR = r"(?P<year>1[0-9]\d\d|20\d\d|2100)(?![\d%]|[.,]\d)"
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![.,:]\d|%)"
LAST_DAY = (
    r"(?:(?:[ ]and[ ](?=[0-3]?\d(?:[.,;:)]|$))"
    r"|[-–—/]|[ ]?[-–—][ ]|[ ](?:to|until|through)[ ](?:the[ ])?)"
    r"(?P<last>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![.,:]\d|%)"
    r"(?![ ](?:million|billion|percent)))?"
)
FURTHER_DAY = (
    r"(?:(?:(?:,[ ](?:[1-9]|[12]\d|3[01]))?,?[ ](?:and|or)[ ]|[-–—/]|[ ]?[-–—][ ]"
    r"|[ ](?:to|until|through)[ ](?:the[ ])?)"
    r"(?P<last>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![.,:]\d|%))?"
)
"""The last day before its month: "12 and 13 May", "12, 13 and 14 May", "12-14 May"."""

ZONE_NAMES = "|".join(zone.upper() for zone in words("zone") if zone != "z")
ZONE_PLACES = "|".join(re.escape(name) for name in sorted(zones_by_name(), key=len, reverse=True))
OFFSET = r"(?:UTC|GMT)[ ]?[+−-][ ]?\d{1,2}(?::?\d\d)?"
ZONE = (
    rf"(?:(?:{G})?\(?(?-i:(?P<zone>{OFFSET}|(?:{ZONE_NAMES})\b))\)?|{G}local time"
    rf"|{G}\(?(?:in{G})?(?-i:(?P<place>{ZONE_PLACES})){G}(?:(?:standard|summer|daylight){G})?time\b\)?)?"
)
ORDINAL = alternatives("ordinal")
SEASON = alternatives("season")
PART = alternatives("part")
UNIT = "|".join(words("unit"))
UNITS = r"(?P<unit>seconds|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|decades?"
UNITS += r"|century|centuries)\b"
ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
FIGURE = r"\d{1,3}(?:,\d{3})?(?:[.]\d|[ -]\d/\d|[½¼¾])?|[½¼¾]"
COUNT = (
    rf"(?:(?:{TENS})[- ]{ONES}|{alternatives('number')}"
    rf"|{FIGURE})(?:[ ]and[ ]a[ ]half)?"
)
RANGE = rf"(?:(?:[ ](?:to|or)[ ]|[-–]|[-–]to[-–])(?:{COUNT}))?"
ABOUT = (
    r"(?:about|nearly|almost|around|roughly|approximately|some|(?:over|under)(?= an? )"
    r"|(?:no )?more than|(?:no )?(?:less|fewer) than|just over|just under|well over|at least"
    r"|at most|up to|as (?:much|many) as|another|an additional)"
)
MAYBE_ABOUT = rf"(?P<about>{ABOUT}{G})?"


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One way of saying a time; `phrase` returns None where the words mean something else."""

    pattern: str
    phrase: Callable[[re.Match[str]], TimeExpression | None]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile at the first text: the patterns of all rules take 60 ms."""
    return re.compile(pattern, re.IGNORECASE)


WHICH = r"(?:the[ ])?(?P<which>last|past|previous|this past|this coming|this|next|coming|following"
WHICH += r"|preceding|current|that same|same|that|latest)"

RULES: tuple[Rule[TimePattern], ...] = (
    Rule(
        "iso date",
        "Rebels attacked on 2024-05-02.",
        TimePattern(
            r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)"
            r"(?:[T ](?P<clock>(?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d(?:\.\d{1,9})?)?"
            r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\d-])",
            normalize.iso_date,
        ),
    ),
    Rule(
        "numeric date",
        "Rebels attacked on 05.02.2024 near the river.",
        TimePattern(
            r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P=mark)"
            r"(?P<year>(?:19|20)\d\d|(?<=/)\d\d)(?![\d/-]|\.\d)",
            normalize.numeric_date,
        ),
    ),
    Rule(
        "year first",
        "Rebels attacked on 2024/5/2.",
        TimePattern(
            r"(?<![\w./-])(?P<year>(?:19|20)\d\d)(?P<mark>[/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)"
            r"(?P<day>0?[1-9]|[12]\d|3[01])(?![\w/-]|\.\d)",
            normalize.year_first,
        ),
    ),
    Rule(
        "date-time group",
        "The patrol was hit at 021430ZMAY24.",
        TimePattern(
            r"(?<![\w.])(?P<day>0[1-9]|[12]\d|3[01])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
            rf"[ ]?(?-i:(?P<letter>[A-Z]))[ ]?(?P<month>{CODED_MONTH})[ ]?(?P<year>20\d\d|\d\d)\b",
            normalize.date_time_group,
        ),
    ),
    Rule(
        "coded date",
        "Rebels attacked on 02-MAY-24.",
        TimePattern(
            rf"(?<![\w.-])(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark>-?)(?P<month>{CODED_MONTH})(?P=mark)"
            r"(?P<year>(?:19|20)\d\d|\d\d)(?![\w-])",
            normalize.coded_date,
        ),
    ),
    Rule(
        "month and day",
        "Rebels attacked on May 2, 2024.",
        TimePattern(
            rf"\b(?P<month>{MONTH})(?:{G})?(?:the )?{DAY}{LAST_DAY}(?:,?{G}{YEAR})?(?!\w)",
            normalize.written_date,
        ),
    ),
    Rule(
        "day and month",
        "Rebels attacked on 2 May 2024.",
        TimePattern(
            rf"(?:\bthe{G})?(?<![\d.,:$€£-])\b{DAY}{FURTHER_DAY}{G}(?:of{G})?(?P<month>{MONTH})"
            rf"(?:,?{G}{YEAR})?(?!\w)",
            normalize.written_date,
        ),
    ),
    Rule(
        "month and year",
        "Rebels attacked in May 2024.",
        TimePattern(
            rf"\b(?P<month>{MONTH}),?{G}(?:of{G})?{YEAR}(?!\w)",
            normalize.month,
        ),
    ),
    Rule(
        "weekday of a month",
        "Rebels attacked on the first Monday of May.",
        TimePattern(
            rf"\b(?:the{G})?(?P<piece>first|second|third|fourth|last|final){G}"
            rf"(?P<weekday>{WEEKDAY}){G}(?:of|in){G}(?P<month>{LONG_MONTH})\b(?:,?{G}{YEAR})?",
            normalize.weekday_of_month,
        ),
    ),
    Rule(
        "weekday and day",
        "Rebels attacked on the night of 3 May and on Saturday 4th.",
        TimePattern(
            rf"\b(?:{WEEKDAY}),?{G}(?:the{G})?(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b"
            rf"(?!{G}(?:(?:of{G})?{MONTH}|\w+ (?:Brigade|Regiment|Division|Battalion|Corps)))",
            normalize.day_of_month,
        ),
    ),
    Rule(
        "part of a month",
        "Rebels attacked in the first week of May.",
        TimePattern(
            rf"\b(?:the{G})?(?P<piece>first|second|third|fourth|last|final){G}"
            rf"(?:few{G}|two{G}|three{G})?(?P<unit>week|half|weeks|days){G}of{G}(?P<month>{LONG_MONTH})\b"
            rf"(?:,?{G}{YEAR})?",
            normalize.part_of_month,
        ),
    ),
    Rule(
        "month",
        "Rebels attacked in May.",
        TimePattern(
            rf"\b(?:(?P<which>this past|this|last|next|past){G})?(?P<month>{LONG_MONTH})\b",
            normalize.month,
        ),
    ),
    Rule(
        "year",
        "Rebels attacked in 2019.",
        TimePattern(
            r"(?<![\w$€£#.,:/])(?:(?<=mid-)|(?<!-))(?:the year |(?:the )?fiscal (?:year )?)?"
            rf"{YEAR}(?:[–-](?P<until>\d\d)(?![\w–-]|[.,]\d))?(?!\w)",
            years.year,
        ),
    ),
    Rule(
        "spelled year",
        "Rebels attacked in nineteen ninety-six.",
        TimePattern(
            rf"\b(?:(?P<century>eighteen|nineteen|twenty){G}"
            rf"(?P<count>(?:{TENS})(?:[- ]{ONES})?|{TEENS})"
            rf"|(?:the{G})?year{G}(?P<thousand>two thousand)(?:{G}(?:and{G})?(?P<rest>{ONES}))?)\b",
            years.spelled_year,
        ),
    ),
    Rule(
        "spelled decade",
        "Rebels took up arms in the nineties.",
        TimePattern(
            r"\b(?:the )?(?:(?:early|mid|late)[- ])?(?:nineteen[ -])?"
            r"(?P<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
            years.spelled_decade,
        ),
    ),
    Rule(
        "decade",
        "Rebels took up arms in the 1990s.",
        TimePattern(
            r"\b(?:the )?(?:(?:early|mid|late)[- ])?"
            r"(?:(?P<decade>1[5-9]\d|20\d)0|['’](?P<short>\d)0)s\b",
            years.decade,
        ),
    ),
    Rule(
        "century",
        "The fort is from the 16th century.",
        TimePattern(
            r"\b(?:the )?(?P<century>[1-9]|1\d|2[01])(?:st|nd|rd|th)[- ]century\b",
            years.century,
        ),
    ),
    Rule(
        "weekday",
        "Rebels attacked on Tuesday.",
        TimePattern(
            rf"\b(?:{WHICH}{G})?(?:(?P<weekday>{WEEKDAY})\b)",
            normalize.weekday,
        ),
    ),
    Rule(
        "short weekday",
        "Rebels attacked on Tues. at dawn.",
        TimePattern(
            rf"\b(?P<weekday>{SHORT_WEEKDAY})",
            normalize.weekday,
        ),
    ),
    Rule(
        "weekdays",
        "Rebels attack every Tuesday.",
        TimePattern(
            rf"\b(?:every|each){G}(?P<weekday>{WEEKDAY})"
            rf"(?:{G}(?P<part>morning|afternoon|evening|night))?\b",
            normalize.weekdays,
        ),
    ),
    Rule(
        "plural weekdays",
        "Rebels attack on Tuesdays.",
        TimePattern(
            rf"\b(?P<weekday>{WEEKDAY})(?:s\b|{G}(?P<part>mornings|afternoons|evenings|nights)\b)",
            normalize.weekdays,
        ),
    ),
    Rule(
        "deictic day",
        "Rebels attacked yesterday.",
        TimePattern(
            r"\b(?:today|yesterday|tomorrow|tonight|the day before yesterday"
            r"|the day after tomorrow)\b",
            normalize.deictic,
        ),
    ),
    Rule(
        "overnight",
        "Rebels attacked overnight.",
        TimePattern(
            r"\bovernight\b",
            normalize.overnight,
        ),
    ),
    Rule(
        "part of day",
        "Rebels attacked this morning.",
        TimePattern(
            rf"\b(?:(?P<which>the same|the previous|the following|the next|this|last|that|the){G})?"
            rf"(?:(?P<edge>early|late|mid)[- ])?(?P<part>{PART})\b",
            normalize.part_of_day,
        ),
    ),
    Rule(
        "hour of a part of the day",
        "Rebels attacked at 4 in the morning.",
        TimePattern(
            rf"\b(?P<count>\d{{1,2}}|{alternatives('number')})(?: o['’]clock)?{G}in the "
            rf"(?P<part>morning|afternoon|evening)\b",
            normalize.hour_of_part,
        ),
    ),
    Rule(
        "noon",
        "Rebels attacked at noon.",
        TimePattern(
            rf"\b(?P<noon>noon|midday|midnight)\b{ZONE}",
            normalize.noon,
        ),
    ),
    Rule(
        "twelve-hour clock",
        "Rebels attacked at 8 a.m. near the river.",
        TimePattern(
            rf"(?<![\d:.$€£])\b(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?(?:{G})?"
            rf"(?P<half>[ap]\.m\.?|[ap]m\b){ZONE}",
            normalize.clock,
        ),
    ),
    Rule(
        "twenty-four-hour clock",
        "Rebels attacked at 03:30.",
        TimePattern(
            rf"(?<![\d:.$€£+-])\b(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::\d\d)?(?![\d:])(?!\.\d){ZONE}",
            normalize.clock,
        ),
    ),
    Rule(
        "military clock",
        "Rebels attacked at 0735 GMT.",
        TimePattern(
            rf"(?<![\d:.,])\b(?P<hour>\d\d)[:.]?(?P<minute>\d\d)(?: hours)?"
            rf"(?:{G})?(?-i:(?P<zone>{ZONE_NAMES}))\b",
            normalize.clock,
        ),
    ),
    Rule(
        "four-digit clock",
        "Rebels attacked at 0300 local time.",
        TimePattern(
            rf"(?<![\w:.,$€£+-])(?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
            rf"(?:(?:{G})?(?:hours|hrs|h)\b{ZONE}|{G}local time\b))",
            normalize.clock,
        ),
    ),
    Rule(
        "early four-digit clock",
        "Rebels attacked at 0300 and withdrew.",
        TimePattern(
            r"(?:(?<=\bat )|(?<=\baround )|(?<=\babout )|(?<=\bby ))"
            r"(?P<hour>0\d)(?P<minute>[0-5]\d)(?![\w:-]|[.,]\d)",
            normalize.clock,
        ),
    ),
    Rule(
        "four-digit clock before its day",
        "Rebels attacked at 2130 on Friday.",
        TimePattern(
            rf"(?<=\bat )(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
            rf"(?={G}on{G}(?:{WEEKDAY}|\d{{1,2}}{G}{MONTH}|{MONTH}))",
            normalize.clock,
        ),
    ),
    Rule(
        "Zulu clock",
        "Rebels attacked at 1630Z.",
        TimePattern(
            r"(?<![\w:.,-])(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)[ ]?(?-i:(?P<zone>Z))\b",
            normalize.clock,
        ),
    ),
    Rule(
        "clock with an h",
        "Rebels attacked at 16h30.",
        TimePattern(
            r"(?<![\w:.,-])(?P<hour>[01]?\d|2[0-3])h(?P<minute>[0-5]\d)\b",
            normalize.clock,
        ),
    ),
    Rule(
        "quarter or half",
        "Arms sales rose in the third quarter of 2023.",
        TimePattern(
            rf"\b(?:the{G})?(?:(?P<which>this|last|next|past){G})?(?:fiscal[- ])?"
            rf"(?P<piece>{ORDINAL}|last){G}(?P<unit>quarter|half)(?!-)\b(?:{G}of{G}{YEAR}\b)?",
            years.piece_of_year,
        ),
    ),
    Rule(
        "adjectival quarter",
        "The firm published its third-quarter results.",
        TimePattern(
            rf"\b(?:fiscal[- ])?(?P<piece>{ORDINAL})-(?P<unit>quarter|half)\b(?P<year>(?!))?",
            years.piece_of_year,
        ),
    ),
    Rule(
        "year-ago",
        "Arms sales fell from the year-ago period.",
        TimePattern(
            rf"(?:\bthe{G}(?:(?:comparable|same){G})?year-(?:ago|earlier){G}"
            rf"(?:(?P<piece>{ORDINAL}){G})?(?:quarter|period)"
            rf"|\byear-(?:ago|earlier))\b",
            normalize.year_before,
        ),
    ),
    Rule(
        "year of a quarter",
        "Arms sales fell from the 2019 period.",
        TimePattern(
            rf"\bthe{G}{YEAR}{G}(?:quarter|period)\b",
            years.year_of_quarter,
        ),
    ),
    Rule(
        "end of the year",
        "The army leaves by year-end.",
        TimePattern(
            rf"\b(?:the{G})?(?:year[- ]end|year['’]s end|end of year)(?![-\w])",
            normalize.year_end,
        ),
    ),
    Rule(
        "season",
        "Rebels attacked last summer.",
        TimePattern(
            rf"\b(?:(?:the{G})?(?P<which>this past|this coming|this|last|next|coming|past){G}"
            rf"|the{G}|(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bbefore )|(?<=\bby ))"
            rf"(?:(?:early|late){G})?(?P<piece>{SEASON})(?:{G}of{G}{YEAR}|(?!{G}of{G}(?!last|this)))\b",
            years.piece_of_year,
        ),
    ),
    Rule(
        "year and quarter",
        "Arms sales fell from the 2019 third quarter.",
        TimePattern(
            rf"\b(?:the{G})?{YEAR}{G}(?P<piece>{ORDINAL}){G}(?P<unit>quarter|half)\b",
            years.piece_of_year,
        ),
    ),
    Rule(
        "season and year",
        "Rebels attacked in summer 2019.",
        TimePattern(
            rf"\b(?P<piece>{SEASON}){G}(?:of{G})?{YEAR}\b",
            years.piece_of_year,
        ),
    ),
    Rule(
        "year ended",
        "Arms sales fell in the year ended in June.",
        TimePattern(
            rf"\bthe{G}(?:fiscal{G})?(?P<unit>year)(?={G}end(?:ed|ing)\b)",
            normalize.duration,
        ),
    ),
    Rule(
        "unit",
        "Rebels attacked last week.",
        TimePattern(
            rf"\b{WHICH}{G}(?P<unit>week|month|quarter|year|decade|century|weekend|day|hour|period)(?!-)\b",
            normalize.unit,
        ),
    ),
    Rule(
        "unit before last",
        "Rebels attacked the week before last.",
        TimePattern(
            rf"\bthe{G}(?P<unit>night|day|week|weekend|month|year){G}"
            rf"(?P<way>before{G}last|after{G}next)(?!-)\b",
            normalize.unit_before_last,
        ),
    ),
    Rule(
        "the unit",
        "Rebels attacked earlier in the week.",
        TimePattern(
            r"\bthe (?P<unit>week|month|quarter|year|weekend|day)(?![-\w]| \d)",
            normalize.unit,
        ),
    ),
    Rule(
        "full year",
        "Arms sales fell in the full year.",
        TimePattern(
            rf"\bthe{G}(?:(?P<which>current|latest){G})?(?:full|fiscal){G}(?P<unit>year)(?!-)\b",
            normalize.unit,
        ),
    ),
    Rule(
        "bare plural ago",
        "Rebels took up arms decades ago.",
        TimePattern(
            r"\b(?:hours|days|weeks|months|years|decades|centuries) ago\b",
            normalize.ago,
        ),
    ),
    Rule(
        "offset",
        "Rebels attacked two days ago.",
        TimePattern(
            rf"\b{MAYBE_ABOUT}(?P<count>{COUNT})(?P<range>{RANGE}){G}{UNITS}(?:{G}or so\b)?{G}"
            r"(?P<way>ago|earlier|later|from now|hence)\b",
            normalize.offset,
        ),
    ),
    Rule(
        "fortnight",
        "Rebels attacked a fortnight ago.",
        TimePattern(
            rf"\b(?:a|one){G}fortnight{G}(?P<way>ago|earlier|later)\b",
            normalize.fortnight,
        ),
    ),
    Rule(
        "duration",
        "The siege took three days.",
        TimePattern(
            rf"\b{MAYBE_ABOUT}(?:the{G}(?!an? ))?"
            rf"(?:(?P<which>first|last|past|next|previous|coming|following){G})?"
            rf"(?<![\d.,:$€£])(?P<count>{COUNT})(?P<range>{RANGE}){G}"
            rf"(?:(?:more|additional|straight|consecutive|full|whole|long){G})?{UNITS}"
            rf"(?:{G}or (?:so|two)\b|{G}and a half\b)?(?![-])",
            normalize.duration,
        ),
    ),
    Rule(
        "recent",
        "Fighting eased in recent weeks.",
        TimePattern(
            rf"\b(?:(?:the{G})?(?P<which>recent|coming)|(?:the{G})?past){G}"
            rf"(?P<unit>days|weeks|months|years|quarters|decades)\b(?:{G}and{G}(?:weeks|months|years)\b)?",
            normalize.recent,
        ),
    ),
    Rule(
        "the last unit",
        "Fighting eased in the last weeks.",
        TimePattern(
            rf"\b(?:the{G})?(?P<which>last|next){G}"
            rf"(?P<unit>weeks|months|years|days|hours|decades)\b",
            normalize.duration,
        ),
    ),
    Rule(
        "adjectival duration",
        "They agreed on a 30-day truce.",
        TimePattern(
            rf"(?<![\w.,:$€£-])(?P<count>{COUNT})(?P<range>{RANGE})-(?:{UNITS}(?:-long)?(?!-olds?\b)"
            r"|(?P<young>hour|day|week|month|decade)-old\b)",
            normalize.duration,
        ),
    ),
    Rule(
        "long",
        "Rebels ended a months-long siege.",
        TimePattern(
            r"\b(?P<unit>(?:hour|day|week|month|year|decade)s?)-?long\b",
            normalize.duration,
        ),
    ),
    Rule(
        "bare plural",
        "The siege took months.",
        TimePattern(
            rf"(?<![-\w])(?P<unit>hours|days|weeks|months|years|decades|centuries)\b"
            rf"(?:{G}(?:or|and){G}(?:days|weeks|months|years|decades)\b)?(?!-)",
            normalize.duration,
        ),
    ),
    Rule(
        "repeated",
        "Shells fall daily.",
        TimePattern(
            rf"\b(?:hourly|daily|nightly|weekly|monthly|yearly|annually|(?:every|each){G}"
            rf"(?:(?:(?P<count>{COUNT}){G})?(?P<unit>{UNIT})s?|(?P<month>{LONG_MONTH})"
            rf"|(?P<part>morning|afternoon|evening|night)|(?P<season>{SEASON})))\b",
            normalize.repeated,
        ),
    ),
    Rule(
        "a while",
        "The siege went on for a while.",
        TimePattern(
            r"(?<=\bfor )(?:(?:quite )?some time|(?:quite )?a while|a long time|a short time)\b",
            normalize.a_while,
        ),
    ),
    Rule(
        "reference",
        "The army now holds the town.",
        TimePattern(
            rf"\b(?:{alternatives('reference')})(?![-\w])",
            normalize.reference,
        ),
    ),
    Rule(
        "edge",
        "Rebels attacked in early May.",
        TimePattern(
            r"\b(?:(?P<edge>mid|around|about|sometime|(?:early|earlier|late|later)(?: in| on)?)"
            r"|(?:the )?(?:very )?(?P<of>beginning|start|middle|end|close) of)(?=[- ])",
            normalize.edge,
        ),
    ),
)


NAMED_DAY = "named day"
"""The rule of days that moment_named.tsv lists: it comes before those of RULES."""


def _matches(text: str) -> Iterator[tuple[int, int, int, TimeExpression]]:
    """Yield every match of every rule: start, minus the length, rank of the rule, phrase."""
    for rank, rule in enumerate(RULES):
        for match in _compiled(rule.test.pattern).finditer(text):
            phrase = rule.test.phrase(match)
            if phrase is not None:
                yield phrase.start, phrase.start - phrase.end, rank, phrase
    for match, date in named_days(text):
        phrase = normalize.named(match, date)
        yield phrase.start, phrase.start - phrase.end, -1, phrase


def recognize(text: str) -> list[TimeExpression]:
    """Return the phrases of `text` in order, none overlapping: the longest from the left."""
    phrases: list[TimeExpression] = []
    for *_, rank, phrase in sorted(_matches(text), key=lambda match: match[:3]):
        if not phrases or phrase.start >= phrases[-1].end:
            rule = NAMED_DAY if rank < 0 else RULES[rank].name
            phrases.append(replace(phrase, rules=(rule,)))
    return phrases
