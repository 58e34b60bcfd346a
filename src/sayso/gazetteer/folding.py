"""Names as keys: one spelling for the many of "Zaporizhzhia", "Zaporizhzhya" and "Запорожье"."""

from __future__ import annotations

import re
import unicodedata

CYRILLIC = dict(
    pair.split("-")
    for pair in (
        "а-a б-b в-v г-g ґ-g д-d е-e є-ye ё-yo ж-zh з-z и-i і-i ї-yi й-y к-k л-l м-m н-n о-o п-p"
        " р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-shch ъ- ы-y ь- э-e ю-yu я-ya"
    ).split()
)
LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
APOSTROPHES = dict.fromkeys("'’‘ʼ`´ʿʾʹ\"“”", "")
TABLE = str.maketrans({**CYRILLIC, **LETTERS, **APOSTROPHES})
PARTING = re.compile(r"[^a-z0-9]+")

ENDINGS = {
    "iia": "ia",
    "iya": "ia",
    "ija": "ia",
    "ya": "ia",
    "ja": "ia",
    "iy": "y",
    "yi": "y",
    "yy": "y",
    "ii": "y",
    "ij": "y",
    "ah": "a",
}
"""Spellings of one ending in transliterated names; longest first, words of five letters on."""

VOWELS = re.compile("(?<=[a-z])[iy]+")
"""Y and i stand for each other, and for what lies between them, in romanisations of Cyrillic."""

SOUNDS = tuple(
    pair.split("-")
    for pair in "ou-u oo-u ee-i ay-ai ey-ai ei-ai aw-au ow-au y-i e-i o-u q-k dh-d".split()
)
"""Sounds of Arabic and Hebrew, one spelling for the many; applied in this order."""

DOUBLED = re.compile(r"([a-z])\1+")

LAST_LETTERS = frozenset(ending[-1] for ending in ENDINGS)
SHORTENED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
ARTICLES = frozenset(
    {
        "al",
        "el",
        "ad",
        "ar",
        "as",
        "ash",
        "at",
        "az",
        "an",
        "the",
        "ez",
        "er",
        "ed",
        "en",
        "es",
        "et",
    }
)

TYPE_WORDS = frozenset(
    "oblast region province governorate krai kray state republic prefecture raion rayon district"
    " county parish municipality hromada department muhafazat muhafazah wilayah wilaya wilayat"
    " respublika cercle zone woreda borough mintaqat al shire".split()
)
"""Words that say what a region is and are no part of its name."""


def fold(name: str) -> str:
    """Return `name` as a key: lower case, Latin letters without marks, one spelling of some
    endings.

    "Zaporizhzhya" and "Zaporizhzhia" give one key. Empty when no Latin or Cyrillic letter is left.
    """
    plain = name.lower()
    if plain.isascii():
        bare = plain.replace("'", "").replace("`", "")
    else:
        bare = _unmarked(plain.translate(TABLE))
    words = [_spelled(word) for word in PARTING.sub(" ", bare).split()]
    if len(words) > 1:
        words[0] = SHORTENED.get(words[0], words[0])
    return " ".join(words)


def _spelled(word: str) -> str:
    if len(word) < 5:
        return word
    if word[-1] not in LAST_LETTERS:
        return word
    for length in (3, 2):
        plain = ENDINGS.get(word[-length:])
        if plain:
            return word[:-length] + plain
    return word


def loose(key: str) -> str:
    """Return a folded name with one spelling of i and y: Huliaipole, Hulyaypole, Hulyaipole.

    Only names romanised from Cyrillic may be compared so: Palmyra is not Palmira. "" for a key of
    short words, in which a letter counts for too much.
    """
    return VOWELS.sub("i", key) if len(key) > 4 and VOWELS.search(key) else ""


def loose_arabic(key: str) -> str:
    """Return a folded name with one spelling of what romanised Arabic and Hebrew are written in
    many ways.

    Without articles: Deir Hafer is Dayr Hafir, Nuseirat An Nusayrat, Kiryat Qiryat.
    """
    words = [word for word in key.split() if word not in ARTICLES]
    plain = " ".join(words)
    for spelled, sound in SOUNDS:
        plain = plain.replace(spelled, sound)
    return DOUBLED.sub(r"\1", plain)


def _unmarked(word: str) -> str:
    split = unicodedata.normalize("NFKD", word)
    return "".join(each for each in split if not unicodedata.combining(each))


def core(key: str) -> str:
    """Return a folded name without the words that say what it is: "samara oblast" gives
    "samara".
    """
    words = [word for word in key.split() if word not in TYPE_WORDS]
    if words and words[0] == "of":
        words = words[1:]
    return " ".join(words) or key


def without_article(key: str) -> str:
    """Return a folded name without a leading article, Arabic or English: "al hasaka" gives
    "hasaka".
    """
    first, _, rest = key.partition(" ")
    return rest if first in ARTICLES and rest else key
