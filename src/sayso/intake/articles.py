"""The other articles of a page: each is named, since a document is one article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from sayso.intake import dom
from sayso.intake.hints import STAGE
from sayso.record import Problem

FEWEST_PARAGRAPHS = 2
FEWEST_LETTERS = 150
"""Of an article's paragraphs; a teaser has one, or less."""

MOST_LINKED = 0.3
ELSEWHERE = ("aside", "nav", "footer", "header", "article", "li")
SHOWN = 10


def other_articles(tree: etree._Element, read: set[str]) -> tuple[Problem, ...]:
    """Return a problem that names the articles of a page but the one that was read.

    `read` holds the keys of all blocks of the document.
    """
    bodies = [body for body in map(_paragraphs, _outermost(tree)) if body]
    if len(bodies) < 2:
        return ()
    missed = [body for body in bodies if not any(dom.key_of(words) in read for words in body[1:])]
    if missed:
        names = "; ".join(f"“{body[0][:80]}”" for body in missed[:SHOWN])
        message = f"{len(missed)} more article(s) on the page were not read: {names}."
    else:
        message = f"{len(bodies)} articles of the page were read as one."
    return (Problem(STAGE, f"{message} Save each as a page of its own to read it."),)


def _outermost(tree: etree._Element) -> Iterator[etree._Element]:
    for article in tree.iter("article"):
        around = [article, *islice(article.iterancestors(), 3)]
        if any(dom.RELATED.search(dom.marks_of(box)) for box in around):
            continue
        if not any(above.tag in ELSEWHERE for above in article.iterancestors()):
            yield article


def _paragraphs(article: etree._Element) -> list[str]:
    """Return the heading and paragraphs of an article that is told in full; else nothing."""
    paragraphs = [words for words in map(dom.text_of, article.iter("p")) if len(words) > 30]
    letters = sum(map(len, paragraphs))
    linked = sum(len(dom.text_of(link)) for link in article.iter("a"))
    if len(paragraphs) < FEWEST_PARAGRAPHS or letters < FEWEST_LETTERS:
        return []
    if linked > MOST_LINKED * letters:
        return []
    headings = (dom.text_of(heading) for heading in article.iter("h1", "h2", "h3"))
    return [next((words for words in headings if words), paragraphs[0]), *paragraphs]
