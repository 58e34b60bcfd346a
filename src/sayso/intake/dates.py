"""Dates as feeds, mails and files write them, read whole or not at all.

Nothing is completed from the clock of this machine: a date without its year is no date. A day and
month whose order is not certain ("03/04/2025") are not read either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro января янв січня січ",
            "february feb februar février febrero febbraio fevereiro февраля фев лютого лют",
            "march mar märz mars marzo março марта мар березня бер",
            "april apr avril abril aprile апреля апр квітня квіт",
            "may mai mayo maggio maio мая май травня трав",
            "june jun juni juin junio giugno junho июня июн червня черв",
            "july jul juli juillet julio luglio julho июля июл липня лип",
            "august aug août agosto августа авг серпня серп",
            "september sep sept septembre septiembre settembre setembro "
            "сентября сен сент вересня вер",
            "october oct oktober okt octobre octubre ottobre outubro октября окт жовтня жовт",
            "november nov novembre noviembre novembro ноября ноя нояб листопада лист",
            "december dec dezember dez décembre diciembre dicembre dezembro "
            "декабря дек грудня груд",
        ),
        start=1,
    )
    for name in names.split()
}

ZONE_HOURS: Mapping[str, float] = {
    "gmt": 0, "utc": 0, "ut": 0, "z": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "wat": 1,
    "cest": 2, "cat": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "trt": 3, "eat": 3, "irst": 3.5,
    "samt": 4, "gst": 4, "aft": 4.5, "pkt": 5, "yekt": 5, "npt": 5.75, "mmt": 6.5, "ict": 7,
    "wib": 7, "pht": 8, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12,
    "nzdt": 13, "ast": -4, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "brt": -3, "art": -3,
}  # fmt: skip
"""Zones by name, hours from UTC. IST is left out: India, Israel and Ireland all use it."""

PLACE_ZONES: Mapping[str, float] = {
    "moscow": 3, "baghdad": 3, "sanaa": 3, "tbilisi": 4, "kabul": 4.5, "islamabad": 5,
    "new delhi": 5.5, "beijing": 8, "tokyo": 9, "seoul": 9,
}  # fmt: skip
"""Zones by the place whose time it is, hours from UTC, of places that have kept one for long."""

PLACE_TIME = re.compile(r"^[\s,]*\(?(?P<place>[a-z]+(?: [a-z]+)?) (?:local )?time\)?")

NO_ZONES = ("uhr", "at", "on", *MONTHS)
"""Words after a clock time that are no zone."""

LONGEST = 160
FURTHEST = timedelta(hours=15)

NAME_OF_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?=[t\s,_]|$)",
        rf"(?<!\d){YEAR}(?P<month>\d\d)(?P<day>\d\d)(?=[t\s,_]|$)",
        rf"(?<!\d){YEAR}-(?P<ordinal>\d\d\d)(?=[t\s,]|$)",
        rf"(?<!\d)(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{YEAR}(?!\d)",
        rf"(?<!\d)(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-]{YEAR}(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?{NAME_OF_MONTH},?[\s-]+(?:de\s+)?"
        rf"(?P<year>(?:19|20)\d\d|\d\d(?=\s))(?!\d)",
        rf"(?<!\w){NAME_OF_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}(?!\d)",
    )
)
CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d:])(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?"
        r"\s*(?P<half>[ap])?(?(half)\.?m\b\.?)(?!\d)",
        r"(?<![\d:.])(?P<hour>\d{1,2})(?P<minute>)(?P<second>)\s*(?P<half>[ap])\.?m\b\.?",
        r"(?<![\d:.])(?P<hour>\d{1,2})\s?h\s?(?P<minute>\d\d)?(?P<second>)(?P<half>)(?![\w])",
        r"(?<![\d:.])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>)(?P<half>)"
        r"(?=\s*(?:hrs?|hours|z|gmt|utc|local time)\b)(?:\s*(?:hrs?|hours)\b)?",
    )
)
"""Times of the clock: 19:05, 7 p.m., 19h05, 1905 GMT."""

OFFSET = re.compile(
    r"^\s*\(?(?:gmt|utc)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?(?!\d)\)?"
)
NAMED = re.compile(r"^\s*\(?(?P<name>[a-z]{1,5})\b\)?")
IDLE = re.compile(
    r"\b(?:mon|tues?|wed|weds|thu|thur|thurs|fri|sat|sun|at|on|um|[^\W\d_]{3,9}day)\b\.?|uhr|[\s,;|()_—–-]|"
    r"(?<![^\W_])(?:пн|вт|ср|чт|пт|сб|вс|нд|г|р)\b\.?|[^\W\d_]+(?=,\s)"
)
"""Words beside a date that say nothing more: the day of the week, "at", marks."""


def read_date(words: str) -> tuple[datetime, str] | None:
    """Return a time that `words` write in full, and the name of its zone where that is not known.

    A date alone is its midnight. Without a known zone the time has none. None where the words are
    no date, are not certain, or hold more than a date.
    """
    rest = " ".join(words[:LONGEST].casefold().split())
    written = _day(rest)
    zoned = None
    if written is None:
        return None
    day, start, end = written
    before, rest = rest[:start], rest[end:].removeprefix("t")
    clock = _clock(rest)
    if clock is None:
        clock, after = _clock(before), rest
        if clock is not None:
            zoned, left, _ = _zone(before[clock.end() :])
            before = before[: clock.start()] + (left if zoned else before[clock.end() :])
    else:
        before, after = before + rest[: clock.start()], rest[clock.end() :]
    if clock is None:
        return None if _says_more(before + after) else (datetime.combine(day, time()), "")
    hours = _time_of(clock)
    if hours is None:
        return None
    zone, after, unknown = _zone(after)
    if _says_more(before + after):
        return None
    return datetime.combine(day, hours, zone or zoned), unknown


def _clock(words: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.search(words) for pattern in CLOCKS)), None)


def _day(words: str) -> tuple[date, int, int] | None:
    for pattern in DATES:
        match = pattern.search(words)
        while match is not None:
            day = _date(match.groupdict())
            if day is not None:
                return day, match.start(), match.end()
            # What is no date may overlap with one: "10:00 Mon 14 July 2025".
            match = pattern.search(words, match.start() + 1)
    return None


def _date(parts: Mapping[str, str | None]) -> date | None:
    """Return the day of the parts of a date; None where it can't be or is not certain."""
    year = int(parts["year"] or 0)
    year += (2000 if year < 69 else 1900) if year < 100 else 0
    try:
        if parts.get("ordinal"):
            day = date(year, 1, 1) + timedelta(days=int(parts["ordinal"] or 0) - 1)
            return day if day.year == year else None
        if parts.get("first"):
            return _of_two(year, int(parts["first"] or 0), int(parts["second"] or 0))
        name = parts["month"] or ""
        month = int(name) if name.isdigit() else MONTHS.get(name, 0)
        return date(year, month, int(parts["day"] or 0))
    except ValueError:
        return None


def _of_two(year: int, first: int, second: int) -> date | None:
    """Return a day of two numbers in an unknown order, where one of them can't be a month."""
    if first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def _time_of(clock: re.Match[str]) -> time | None:
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"] == "p" else 0)
    try:
        # RFC 822 knows a leap second.
        return time(hour, int(clock["minute"] or 0), min(int(clock["second"] or 0), 59))
    except ValueError:
        return None


def _zone(after: str) -> tuple[timezone | None, str, str]:
    """Return the zone that `after` begins with, what follows it, and the name of an unknown one."""
    for read in (_offset, _of_place, _named):
        zone = read(after)
        if zone is not None:
            return zone
    return None, after, ""


def _offset(after: str) -> tuple[timezone | None, str, str] | None:
    match = OFFSET.match(after)
    if match is None:
        return None
    hours, minutes = match["hours"], match["minutes"] or "0"
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > FURTHEST:
        return None
    # "-0000" of RFC 822 says that the zone is not known.
    if match["sign"] != "+" and not offset and match["minutes"]:
        return None, _unnamed(after[match.end() :]), ""
    zone = timezone(offset if match["sign"] == "+" else -offset)
    return zone, _unnamed(after[match.end() :]), ""


def _of_place(after: str) -> tuple[timezone | None, str, str] | None:
    """Return the zone of "Moscow time"; where the place is not known, its name for a zone's."""
    match = PLACE_TIME.match(after)
    if match is None:
        return None
    hours = PLACE_ZONES.get(match["place"])
    zone = None if hours is None else timezone(timedelta(hours=hours))
    unknown = "" if zone is not None else f"{match['place'].title()} time"
    return zone, after[match.end() :], unknown


def _unnamed(after: str) -> str:
    """Return what follows an offset without a zone's name in brackets: "+0300 (MSK)"."""
    return re.sub(r"^\s*\([a-z ]{1,30}\)", "", after)


def _named(after: str) -> tuple[timezone | None, str, str] | None:
    match = NAMED.match(after)
    if match is None or match["name"] in NO_ZONES:
        return None
    hours = ZONE_HOURS.get(match["name"])
    zone = None if hours is None else timezone(timedelta(hours=hours))
    return zone, after[match.end() :], match["name"].upper() if zone is None else ""


def _says_more(rest: str) -> bool:
    return bool(IDLE.sub("", rest))
