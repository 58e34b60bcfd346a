"""Matched words as time expressions: a small function for each way of saying a time."""

from __future__ import annotations

import re

from sayso.lexicon.moments import number, parts_of_day, words, zones_by_name
from sayso.record import MomentType
from sayso.stages.moments.calendar import iso_duration
from sayso.stages.moments.phrase import Edge, Since, TimeExpression

MONTH_NAMES = {name.title(): int(value) for name, value in words("month").items()}
SHORT_MONTHS = {name[:3]: value for name, value in MONTH_NAMES.items()} | {"Sept": 9}
WEEKDAYS = {name.title(): int(value) for name, value in words("weekday").items()}
SHORT_WEEKDAYS = {"Mon": 1, "Tue": 2, "Tues": 2, "Wed": 3, "Thu": 4, "Thur": 4, "Thurs": 4}
SHORT_WEEKDAYS |= {"Fri": 5, "Sat": 6, "Sun": 7}


def _month(said: str) -> int:
    name = said.rstrip(".").title()
    return MONTH_NAMES.get(name) or SHORT_MONTHS[name]


def whole(said: str | None) -> int | None:
    return int(said) if said else None


def named_group(match: re.Match[str], group: str) -> str | None:
    return match.groupdict().get(group)


def iso_date(match: re.Match[str]) -> TimeExpression | None:
    """Return "2026-02-05", with the hour where it is given."""
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    clock = match["clock"]
    zone = _offset(match["zone"])
    kind: MomentType = "TIME" if clock else "DATE"
    return TimeExpression(
        *match.span(), "date", kind, year=year, month=month, day=day, clock=clock, zone=zone
    )


def _offset(said: str | None) -> float | None:
    """Return the hours from UTC of "GMT", "Z", "+03:00" or "UTC+3"."""
    if not said:
        return None
    if said[-1].isdigit() and said[0] not in "+-":
        said = said[3:].replace(" ", "").replace("−", "-")
    if said[0] in "+-":
        digits = said[1:].replace(":", "")
        hours = int(digits[:2]) + int(digits[2:] or 0) / 60
        return -hours if said[0] == "-" else hours
    value = words("zone").get(said.lower(), "X")
    return None if value == "X" else float(value)


def numeric_date(match: re.Match[str]) -> TimeExpression | None:
    """Return "05/02/2026" or "05.02.2026": the day first, as most of the world writes."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    day, month = (first, second) if second <= 12 else (second, first)
    both = first <= 12 and second <= 12 and first != second and match["mark"] == "/"
    month_first = (day, month) if both else None
    return TimeExpression(
        *match.span(), "date", year=year, month=month, day=day, month_first=month_first
    )


def year_first(match: re.Match[str]) -> TimeExpression | None:
    """Return "2024/5/2" and "2024.05.02"."""
    year, month_, day = int(match["year"]), int(match["month"]), int(match["day"])
    return TimeExpression(*match.span(), "date", year=year, month=month_, day=day)


def _full_year(said: str) -> int:
    """Return 2024 of "24": what is coded so is of this age."""
    return int(said) + (0 if len(said) == 4 else 2000 if int(said) < 70 else 1900)


def coded_date(match: re.Match[str]) -> TimeExpression | None:
    """Return "02-MAY-24", "2May24"."""
    year, month_ = _full_year(match["year"]), _month(match["month"])
    return TimeExpression(*match.span(), "date", year=year, month=month_, day=int(match["day"]))


ZONE_LETTERS = "YXWVUTSRQPONZABCDEFGHIKLM"
"""Letters of the zones from twelve hours behind UTC to twelve before it; J is the local one."""


def date_time_group(match: re.Match[str]) -> TimeExpression | None:
    """Return "021430ZMAY24": day, hour, minute, zone, month, year."""
    letter = match["letter"]
    return TimeExpression(
        *match.span(),
        "date",
        "TIME",
        year=_full_year(match["year"]),
        month=_month(match["month"]),
        day=int(match["day"]),
        clock=f"{match['hour']}:{match['minute']}",
        zone=None if letter == "J" else float(ZONE_LETTERS.index(letter) - 12),
    )


COUNTED_WEEKDAYS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1}


def weekday_of_month(match: re.Match[str]) -> TimeExpression | None:
    """Return "the first Monday of May", "the last Friday in October 2024"."""
    return TimeExpression(
        *match.span(),
        "date",
        year=whole(match["year"]),
        month=_month(match["month"]),
        weekday=WEEKDAYS[match["weekday"].title()],
        nth=COUNTED_WEEKDAYS[match["piece"].lower()],
    )


def day_of_month(match: re.Match[str]) -> TimeExpression | None:
    """Return "Saturday 4th": a day of the month that was mentioned, or of the publication."""
    return TimeExpression(*match.span(), "date", day=int(match["day"]), since="mention")


def written_date(match: re.Match[str]) -> TimeExpression | None:
    """Return "Jan. 2, 2024", "2 January 2024", "November 5 to 6"."""
    return TimeExpression(
        *match.span(),
        "date",
        year=whole(match["year"]),
        month=_month(match["month"]),
        day=int(match["day"]),
        last_day=whole(match["last"]),
    )


def month(match: re.Match[str]) -> TimeExpression | None:
    """Return "January", "January 2024", "last May"; the shift counts Mays, not years."""
    said = named_group(match, "which")
    shift = {"last": -1, "this past": -1, "past": -1, "next": 1, "this": 0, "this coming": 1}
    return TimeExpression(
        *match.span(),
        "date",
        year=whole(named_group(match, "year")),
        month=_month(match["month"]),
        shift=shift.get(" ".join(said.lower().split())) if said else None,
    )


DAYS_OF_PIECE = {
    "week": {"first": (1, 7), "second": (8, 14), "third": (15, 21), "fourth": (22, 28)},
    "half": {"first": (1, 15), "second": (16, 31)},
    "weeks": {"first": (1, 21)},
    "days": {"first": (1, 7)},
}
LAST_DAYS = {"week": (-7, 31), "half": (16, 31), "weeks": (-21, 31), "days": (-7, 31)}
"""A first day below zero is counted from the end of the month."""


def part_of_month(match: re.Match[str]) -> TimeExpression | None:
    """Return "the first week of May", "the second half of October 2024"."""
    said, unit_ = match["piece"].lower(), match["unit"].lower()
    days = LAST_DAYS[unit_] if said in {"last", "final"} else DAYS_OF_PIECE[unit_].get(said)
    if days is None:
        return None
    month_ = _month(match["month"])
    return TimeExpression(*match.span(), "date", year=whole(match["year"]), month=month_, days=days)


SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1, "following": 1}
SHIFTS |= {"current": 0, "same": 0, "that": 0, "latest": 0, "preceding": -1}


def shift_of(said: str | None) -> int | None:
    """Return how many units "last", "this", "the coming" are away; None when nothing is said."""
    if not said:
        return None
    return SHIFTS[said.lower().split()[-1]]


def _since_mention(said: str | None) -> bool:
    return bool(said) and str(said).lower().split()[-1] in {
        "previous",
        "following",
        "same",
        "that",
        "preceding",
    }


def _is_after(match: re.Match[str]) -> bool:
    """Return whether "following" is a preposition: "following Thursday's attack"."""
    said = match[0].lower()
    possessive = match.string[match.end() : match.end() + 2] in {"'s", "’s"}
    return possessive and said.startswith("following")


def weekday(match: re.Match[str]) -> TimeExpression | None:
    """Return "Tuesday", "last Friday", "this coming Sunday"."""
    name = match["weekday"].rstrip(".").title()
    number_ = WEEKDAYS.get(name) or SHORT_WEEKDAYS[name]
    if _is_after(match):
        return TimeExpression(match.start("weekday"), match.end(), "weekday", weekday=number_)
    shift = shift_of(named_group(match, "which"))
    since: Since = "mention" if _since_mention(named_group(match, "which")) else "published"
    return TimeExpression(*match.span(), "weekday", weekday=number_, shift=shift, since=since)


def weekdays(match: re.Match[str]) -> TimeExpression | None:
    """Return "Fridays", "every Thursday", "Tuesday nights"."""
    value = f"XXXX-WXX-{WEEKDAYS[match['weekday'].title()]}"
    part = named_group(match, "part")
    if part:
        value += "T" + parts_of_day()[part.lower().rstrip("s")].code
    return TimeExpression(*match.span(), "set", "SET", value=value)


DEICTIC = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "this day": 0}
DEICTIC |= {"the day before yesterday": -2, "the day after tomorrow": 2}


def deictic(match: re.Match[str]) -> TimeExpression | None:
    """Return "today", "yesterday", "tonight"."""
    said = " ".join(match[0].lower().split())
    night = parts_of_day()["night"] if said == "tonight" else None
    kind: MomentType = "TIME" if night else "DATE"
    return TimeExpression(*match.span(), "unit", kind, shift=DEICTIC[said], unit="D", part=night)


def overnight(match: re.Match[str]) -> TimeExpression | None:
    """Return "overnight": the night that ended on the day of publication, unless a day is named."""
    return TimeExpression(
        *match.span(), "part", "TIME", shift=-1, unit="D", part=parts_of_day()["night"]
    )


def part_of_day(match: re.Match[str]) -> TimeExpression | None:
    """Return "this morning", "last night", "the early hours"; "night" alone is weak."""
    said = " ".join(match["part"].lower().split())
    part = parts_of_day()[said]
    which = " ".join((match["which"] or "").lower().split())
    if which in {"the same", "that", "the previous", "the following", "the next"}:
        shift = {"the previous": -1, "the following": 1, "the next": 1}.get(which, 0)
        return TimeExpression(
            *match.span(), "part", "TIME", shift=shift, unit="D", since="mention", part=part
        )
    shifts = {"last": -1, "this": 0}
    return TimeExpression(
        *match.span(),
        "part",
        "TIME",
        shift=shifts.get(which),
        unit="D",
        part=part,
        edge={"early": "start", "late": "end", "mid": "mid"}.get((match["edge"] or "").lower()),  # type: ignore[arg-type]
        weak=not match["edge"] and _is_weak(which, said),
    )


def _is_weak(which: str, said: str) -> bool:
    """Return whether "night" may be of a name or a habit; "the" or "this" points at one night."""
    return said in {"night", "morning", "afternoon", "evening"} and (
        not which or (which == "the" and said == "night")
    )


NOON = {"noon": "12:00", "midday": "12:00", "midnight": "24:00"}


def noon(match: re.Match[str]) -> TimeExpression | None:
    said = NOON[match["noon"].lower()]
    return TimeExpression(*match.span(), "clock", "TIME", clock=said, zone=_zone(match))


def clock(match: re.Match[str]) -> TimeExpression | None:
    """Return "8 a.m.", "10:35 p.m.", "03:30", "0735 GMT"; None for "25:99"."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (named_group(match, "half") or "").lower()
    if half and (hour > 12 or not hour):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return TimeExpression(
        *match.span(), "clock", "TIME", clock=f"{hour:02d}:{minute:02d}", zone=_zone(match)
    )


def _zone(match: re.Match[str]) -> float | str | None:
    """Return the hours from UTC of a named zone, or the IANA name of a place's: "Kyiv time"."""
    place = named_group(match, "place")
    if place:
        return zones_by_name()[place]
    zone = named_group(match, "zone")
    # "ET" is UTC-5 in winter and UTC-4 in summer, which its place knows.
    return zones_by_name().get(zone or "") or _offset(zone)


LETTERS = {"week": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "10Y"}
LETTERS |= {"century": "100Y", "weekend": "WE", "day": "D", "hour": "TH", "period": "Q"}


def unit(match: re.Match[str]) -> TimeExpression | None:
    """Return "last week", "this year", "the weekend", "the following day"."""
    which = named_group(match, "which")
    since: Since = "mention" if _since_mention(which) else "published"
    unit_ = LETTERS[match["unit"].lower()]
    if match["unit"].lower() == "period" and (which or "").lower() != "latest":
        return None
    if unit_ == "Q" and (not which or which.lower().endswith(("latest", "this"))):
        since = "quarter"
    if unit_ in {"D", "TH"} and which and which.lower().split()[-1] in {"last", "latest"}:
        return None
    if unit_ == "TH":
        return _hour(match, which, since)
    weak = not which and unit_ == "D"
    shift = shift_of(which) or 0
    edge_: Edge | None = "back" if (which or "").lower().endswith("past") else None
    return TimeExpression(
        *match.span(), "unit", unit=unit_, shift=shift, since=since, weak=weak, edge=edge_
    )


def unit_before_last(match: re.Match[str]) -> TimeExpression | None:
    """Return "the week before last", "the month after next"; "the night before last" is a part."""
    shift = -2 if match["way"].lower().startswith("before") else 2
    unit_ = match["unit"].lower()
    if unit_ == "night":
        night = parts_of_day()["night"]
        return TimeExpression(*match.span(), "part", "TIME", shift=shift, unit="D", part=night)
    return TimeExpression(*match.span(), "unit", unit=LETTERS[unit_], shift=shift)


def fortnight(match: re.Match[str]) -> TimeExpression | None:
    """Return "a fortnight ago", "a fortnight later": fourteen days."""
    way = match["way"].lower()
    since: Since = "published" if way == "ago" else "mention"
    shift = 14 if way == "later" else -14
    return TimeExpression(*match.span(), "unit", unit="D", shift=shift, since=since)


def _hour(match: re.Match[str], which: str | None, since: Since) -> TimeExpression:
    """Return "this hour" as a TIME of its day, and "the next hour" as a DURATION of one hour.

    TIMEX3 has no value for an hour so many hours from another whose clock time is not known.
    """
    shift = shift_of(which) or 0
    if not shift:
        return TimeExpression(*match.span(), "unit", "TIME", unit="TH", shift=0, since=since)
    reach = None if since == "mention" else shift
    return TimeExpression(*match.span(), "duration", "DURATION", value="PT1H", shift=reach)


def offset(match: re.Match[str]) -> TimeExpression | None:
    """Return "two days ago", "a year earlier", "three weeks from now"."""
    letter = words("unit")[_singular(match["unit"])]
    count = None if match["range"] else number(match["count"])
    after = match["way"].lower()
    sign = 1 if after in {"later", "from now", "hence"} else -1
    since: Since = "mention" if after in {"earlier", "later"} else "published"
    if after == "ago" and letter == "Y" and count == 1:
        since = "quarter"
    if count is None or count % 1 or letter in {"TS", "TM", "TH"}:
        value = "PAST_REF" if sign < 0 else "FUTURE_REF"
        if letter in {"TS", "TM", "TH"}:
            value = iso_duration(count, letter)
            back: Edge | None = "ago" if after == "ago" else None
            return TimeExpression(*match.span(), "duration", "DURATION", value=value, edge=back)
        return TimeExpression(*match.span(), "fixed", value=value)
    steps = int(count)
    if letter[0] == "1":
        steps, letter = steps * int(letter[:-1]), "Y"
    return TimeExpression(*match.span(), "unit", unit=letter, shift=sign * steps, since=since)


def _singular(unit_: str) -> str:
    said = unit_.lower()
    return "century" if said.startswith("centur") else said.rstrip("s")


def duration(match: re.Match[str]) -> TimeExpression | None:
    """Return "three days", "nearly two hours", "30-day"; "the last three days" ends now."""
    said = named_group(match, "count")
    unit_ = match["unit"] or match["young"]
    letter = words("unit")[_singular(unit_)]
    ranged = named_group(match, "range")
    if ranged:
        said = ranged.lower().replace("or", " ").replace("to", " ").strip(" -–")
    elif match[0].lower().endswith("and a half"):
        said = f"{said} and a half"
    bare = 1.0 if not unit_.lower().endswith("s") else None
    count = number(said) if said else bare
    single = letter == "Q" and said is not None and count is not None and count < 2
    if single or "-quarters" in match[0].lower():
        return None
    if said and said.lower() in {"a", "an"} and letter in {"TS"}:
        return None
    which = (named_group(match, "which") or "").lower().split()
    shift = SHIFTS.get(which[-1]) if which else None
    value = iso_duration(count, letter)
    return TimeExpression(*match.span(), "duration", "DURATION", value=value, shift=shift)


def a_while(match: re.Match[str]) -> TimeExpression | None:
    """Return "some time", "a while"."""
    return TimeExpression(*match.span(), "duration", "DURATION", value="PXX")


SET_UNITS = {"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W"}
SET_UNITS |= {"monthly": "P1M", "quarterly": "P1Q", "yearly": "P1Y", "annually": "P1Y"}


def repeated(match: re.Match[str]) -> TimeExpression | None:
    """Return "daily", "every two weeks", "each year", "each July"."""
    said = match[0].lower()
    if said in SET_UNITS:
        return TimeExpression(*match.span(), "set", "SET", value=SET_UNITS[said])
    if named_group(match, "month"):
        value = f"XXXX-{_month(match['month']):02d}"
    elif match["part"]:
        value = f"XXXX-XX-XXT{parts_of_day()[match['part'].lower()].code}"
    elif match["season"]:
        value = f"XXXX-{words('season')[match['season'].lower()]}"
    else:
        count = number(match["count"]) if match["count"] else 1
        value = iso_duration(count, words("unit")[_singular(match["unit"])])
    return TimeExpression(*match.span(), "set", "SET", value=value)


def reference(match: re.Match[str]) -> TimeExpression | None:
    value = words("reference")[" ".join(match[0].lower().split())]
    return TimeExpression(*match.span(), "fixed", value=value)


EDGES: dict[str, Edge] = {"early": "start", "earlier": "before", "late": "end", "later": "after"}
EDGES |= {"mid": "mid", "beginning": "start", "start": "start", "middle": "mid", "end": "end"}
EDGES |= {"around": "about", "about": "about", "sometime": "about", "close": "end"}


def edge(match: re.Match[str]) -> TimeExpression | None:
    """Return "early", "the end of": it narrows the expression that follows."""
    return TimeExpression(
        *match.span(),
        "edge",
        edge=EDGES[(match["edge"] or match["of"]).lower().split()[0]],
        weak=True,
    )


def recent(match: re.Match[str]) -> TimeExpression | None:
    """Return "recent weeks" as a length of time, "recent years" as an open past."""
    if (match["which"] or "").lower() == "coming":
        return TimeExpression(*match.span(), "fixed", value="FUTURE_REF")
    letter = words("unit")[_singular(match["unit"])]
    if letter[-1] != "Y":
        return TimeExpression(
            *match.span(), "duration", "DURATION", value=iso_duration(None, letter)
        )
    return TimeExpression(*match.span(), "fixed", value="PAST_REF")


def ago(match: re.Match[str]) -> TimeExpression | None:
    """Return "years ago"."""
    return TimeExpression(*match.span(), "fixed", value="PAST_REF")


def year_before(match: re.Match[str]) -> TimeExpression | None:
    """Return "the year-ago quarter": a year before the one mentioned last, or the one it names."""
    if match["piece"]:
        piece = f"Q{words('ordinal')[match['piece'].lower()]}"
        return TimeExpression(*match.span(), "date", piece=piece, year_shift=-1)
    return TimeExpression(*match.span(), "unit", unit="Y", shift=-1, since="mention")


def year_end(match: re.Match[str]) -> TimeExpression | None:
    return TimeExpression(*match.span(), "unit", unit="Y", shift=0, edge="end")


def hour_of_part(match: re.Match[str]) -> TimeExpression | None:
    """Return "4 in the morning", "five o'clock in the evening"."""
    hour, part = number(match["count"]), match["part"].lower()
    if hour is None or not 1 <= hour <= 12 or hour % 1:
        return None
    later = 12 if part != "morning" else 0
    return TimeExpression(*match.span(), "clock", "TIME", clock=f"{int(hour) % 12 + later:02d}:00")


def named(match: re.Match[str], date: str) -> TimeExpression:
    """Return "New Year's Eve", "Easter" and other days that moment_named.tsv names."""
    if date[0].isdigit() and len(date) == 5:
        month_, day = (int(digits) for digits in date.split("-"))
        return TimeExpression(*match.span(), "date", month=month_, day=day)
    if date[0].isdigit():
        return TimeExpression(*match.span(), "fixed", value=date)
    return TimeExpression(*match.span(), "feast", value=date)
