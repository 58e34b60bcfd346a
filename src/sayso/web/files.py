"""The site's own files: read once, named by a hash of what is in them, packed for the wire."""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

VENDORED = ("htmx.js", "uplot.js", "uplot.css", "maplibre-gl.js", "maplibre-gl-worker.js")
"""What `make assets` puts into static/vendor. Every page works without."""


def _place(name: str) -> Traversable:
    if name in ("page.css", "page.js"):
        return resources.files("sayso.exports.page").joinpath(name)
    if name in VENDORED:
        return resources.files("sayso.web").joinpath("static", "vendor", name)
    folder = "templates" if name.endswith((".html", ".svg")) else "static"
    return resources.files("sayso.web").joinpath(folder, name)


def asset(name: str) -> str:
    """Return a file of the site's own: a template, a style sheet, a script."""
    return _place(name).read_text(encoding="utf-8")


def templates() -> list[str]:
    """Return the names of all templates."""
    return sorted(
        each.name for each in resources.files("sayso.web").joinpath("templates").iterdir()
    )


@lru_cache(maxsize=32)
def packed(name: str) -> tuple[bytes, bytes]:
    """Return a file of the site's own as it is, and by gzip."""
    plain = _place(name).read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0)


@lru_cache(maxsize=32)
def present(name: str) -> bool:
    """Return whether a browser library was installed."""
    return _place(name).is_file()


@lru_cache(maxsize=32)
def version(name: str) -> str:
    """Return what a file's address carries, so that a browser may keep it until it changes."""
    return sha256(packed(name)[0]).hexdigest()[:12]


def address(name: str) -> str:
    """Return where a page finds a file, "" for a browser library that was not installed."""
    if name in VENDORED and not present(name):
        return ""
    return f"/static/{name}?v={version(name)}"
