"""What pages to keep share: their files, their template, and how figures and sides are written."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from sayso.lexicon.countries import country_names

PLURALS = {"person": "people", "aircraft": "aircraft", "child": "children", "woman": "women"}
PLURALS |= {"man": "men", "personnel": "personnel", "military": "military", "body": "bodies"}

ONE_SIDE = re.compile(r"^(Only |)([A-Z]{3}) (?=tells|denies|calls)")

BLAME = re.compile(r"\bblame on ([A-Z]{3}) and on ([A-Z]{3})\b")


@lru_cache(maxsize=16)
def file_of(package: str, name: str) -> str:
    """Return a file of ours, as text."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def template_of(package: str, name: str) -> Template:
    """Return a template of ours: what is put in is escaped, and what is missing raises."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(sidename=sidename, spoken=spoken)
    return environment.from_string(file_of(package, name))


def digest_of(source: str) -> str:
    """Return a style or script as a content security policy names it."""
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


def sidename(side: str) -> str:
    """Return a side as readers know it: a country by its name."""
    return country_names().get(side) or UNIONS.get(side, side) or "source not named"


UNIONS = {"EUR": "European Union", "UNO": "United Nations", "IGO": "international bodies"}
"""Codes of sides that are no countries."""


def spoken(message: str) -> str:
    """Return a warning or reason with the countries that it names in full."""
    named = ONE_SIDE.sub(lambda match: f"{match[1]}{sidename(match[2])} ", message)
    return BLAME.sub(
        lambda match: f"blame on {sidename(match[1])} and on {sidename(match[2])}", named
    )
