"""What pages to keep share: their files, their template, and how figures and sides are written."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from sayso.lexicon.countries import side_name


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
    environment.filters.update(sidename=sidename)
    return environment.from_string(file_of(package, name))


def digest_of(source: str) -> str:
    """Return a style or script as a content security policy names it."""
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


def sidename(side: str) -> str:
    """Return a side as readers know it: a country by its name."""
    return side_name(side) or "source not named"
