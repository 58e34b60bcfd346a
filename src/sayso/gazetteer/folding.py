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

ENDINGS = {"ija": "ia", "ja": "ia", "ij": "i", "ah": "a"}
"""Spellings of one ending in transliterated names; longest first, words of five letters on."""

VOWELS = re.compile("[iy]+")
"""Y and i stand for each other and for what lies between them in every romanisation: Huliaipole,
Hulyaypole, Hulyaipole; Afipsky, Afipskiy, Afipskii. The first letter of a word is left alone."""

LAST_LETTERS = frozenset(ending[-1] for ending in ENDINGS)
SHORTENED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
ARTICLES = frozenset({"al", "el", "ad", "ar", "as", "ash", "at", "az", "an", "the", "ez", "er"})

TYPE_WORDS = frozenset(
    "oblast region province governorate krai kray state republic prefecture raion rayon district"
    " county parish municipality hromada department muhafazat muhafazah wilayah wilaya wilayat"
    " respublika cercle zone woreda borough mintaqat al shire".split()
)
"""Words that say what a region is and are no part of its name."""


def fold(name: str) -> str:
    """`name` as a key: lower case, Latin letters without marks, one spelling of some sounds.

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
    if word[-1] in LAST_LETTERS:
        for length in (3, 2):
            plain = ENDINGS.get(word[-length:])
            if plain:
                word = word[:-length] + plain
                break
    return word[0] + VOWELS.sub("i", word[1:])


def _unmarked(word: str) -> str:
    split = unicodedata.normalize("NFKD", word)
    return "".join(each for each in split if not unicodedata.combining(each))


def core(key: str) -> str:
    """A folded name without the words that say what it is: "samara oblast" gives "samara"."""
    words = [word for word in key.split() if word not in TYPE_WORDS]
    if words and words[0] == "of":
        words = words[1:]
    return " ".join(words) or key


def without_article(key: str) -> str:
    """A folded name without a leading article, Arabic or English: "al hasaka" gives "hasaka"."""
    first, _, rest = key.partition(" ")
    return rest if first in ARTICLES and rest else key
