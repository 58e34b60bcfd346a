"""Years and their parts in words: 1996, the nineties, the third quarter."""

from __future__ import annotations

import re

from sayso.lexicon.moments import number, words
from sayso.stages.moments.normalize import SHIFTS, named_group, shift_of, whole
from sayso.stages.moments.phrase import TimeExpression

LONGEST_YEARS = 20
"""Years that "2012–13" may span: a longer stretch is written out."""


def year(match: re.Match[str]) -> TimeExpression | None:
    """Return "2019", or "2012–13" as the stretch of its years."""
    first = int(match["year"])
    until = named_group(match, "until")
    if until is None:
        return TimeExpression(*match.span(), "date", year=first)
    last = first - first % 100 + int(until)
    month_too = "–" not in match[0] and int(until) <= 12 and last > first + 1
    if not 0 < last - first <= LONGEST_YEARS or month_too:
        return TimeExpression(match.start(), match.end("year"), "date", year=first)
    return TimeExpression(*match.span(), "date", year=first, last_year=last)


CENTURIES = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}
DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()


def spelled_year(match: re.Match[str]) -> TimeExpression | None:
    """Return "nineteen ninety-six", "the year two thousand", as broadcasts are written down."""
    if match["thousand"]:
        said = 2000 + int(number(match["rest"] or "") or 0)
    else:
        rest = number(match["count"])
        said = CENTURIES[match["century"].lower()] + int(rest or 0)
    return TimeExpression(*match.span(), "date", year=said)


def spelled_decade(match: re.Match[str]) -> TimeExpression | None:
    """Return "the nineties", of the last century."""
    tens = DECADES.index(match["decade"].lower()) + 2
    return TimeExpression(*match.span(), "fixed", value=f"19{tens}")


def decade(match: re.Match[str]) -> TimeExpression | None:
    """Return "the 1990s", "the '80s": TIMEX3 drops the last digit."""
    value = match["decade"] or f"19{match['short']}"
    return TimeExpression(*match.span(), "fixed", value=value)


def century(match: re.Match[str]) -> TimeExpression | None:
    """Return "the 20th century", which is 19 in TIMEX3."""
    return TimeExpression(*match.span(), "fixed", value=f"{int(match['century']) - 1:02d}")


def piece_of_year(match: re.Match[str]) -> TimeExpression | None:
    """Return "the third quarter", "the first half", "this summer", "the winter of 2022"."""
    said = match["piece"].lower()
    if said in words("season"):
        piece = words("season")[said]
    else:
        count = {"last": 2}.get(said) or int(words("ordinal")[said])
        piece = f"{'H' if match['unit'].lower() == 'half' else 'Q'}{count}"
        if piece[0] == "H" and count > 2:
            return None
    which = named_group(match, "which")
    shift = shift_of(which) if which and which.lower().split()[-1] in SHIFTS else None
    return TimeExpression(
        *match.span(), "date", piece=piece, shift=shift, year=whole(match["year"])
    )


def year_of_quarter(match: re.Match[str]) -> TimeExpression | None:
    """Return "the 1988 period": the quarter mentioned last, in that year."""
    return TimeExpression(*match.span(), "date", year=int(match["year"]), since="quarter")
