"""Measures of intake and anatomy: article text, captions and authors of pages, blocks of the seed.

Article text is measured as the article-extraction benchmark does: shingles of four tokens, as
multisets, precision and recall from the counts over all pages.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trafilatura import extract

from evaluation.measures import f1
from evaluation.score import Score, digest
from sayso.intake import Hints
from sayso.intake.html import html_document
from sayso.record import Document
from sayso.stages.anatomy import ANATOMY
from sayso.stages.stage import Draft

SHINGLE = 4
TOKEN = re.compile(r"\w+", re.UNICODE | re.MULTILINE | re.DOTALL | re.IGNORECASE)
BODY = ("paragraph", "heading")
SEED_KINDS = {"separator": "boilerplate", "related-link": "related"}


def measure(data: Path) -> list[Score]:
    """Scores of article text, of pages' authors and captions, and of the seed's blocks."""
    return [*article_text(data), *pages(data), *seed_blocks(data.parent / "seed")]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four tokens and how often each occurs; a shorter text is one run."""
    tokens = TOKEN.findall(text)
    runs = [tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1))]
    return Counter(runs) if tokens else Counter()


def read_page(path: Path) -> tuple[Document | None, dict[str, list[str]]]:
    """The document of a page and the words of its blocks by kind."""
    found = html_document(gzip.decompress(path.read_bytes()), path.name, Hints())
    if not isinstance(found, Document):
        return None, {}
    words: dict[str, list[str]] = {}
    for block in ANATOMY.read(Draft(found)).layer:  # type: ignore[attr-defined]
        kind = "paragraph" if block.kind == "dateline" else block.kind
        words.setdefault(kind, []).append(block.span.of(found.text))
    return found, words


def body_text(path: Path) -> str:
    """The words that a page's article has by our reading, headline, deck and captions left out."""
    document, _ = read_page(path)
    if document is None:
        return ""
    blocks = ANATOMY.read(Draft(document)).layer
    kept = [b for b in blocks if b.kind in (*BODY, "dateline")]  # type: ignore[attr-defined]
    return "\n".join(block.span.of(document.text) for block in kept)


def article_text(data: Path) -> list[Score]:
    """Ours, and trafilatura's own text of the same pages: ours must be no worse."""
    folder = data / "html" / "aeb"
    truth = folder / "ground-truth.json"
    gold = json.loads(truth.read_text(encoding="utf-8"))
    each, theirs = [], []
    precision = recall = 0.0
    for name, page in gold.items():
        path = folder / f"{name}.html.gz"
        wanted = shingles(page["articleBody"])
        peer = shingles(extract(gzip.decompress(path.read_bytes()), include_comments=False) or "")
        theirs.append(f1((wanted & peer).total(), peer.total(), wanted.total()))
        found = shingles(body_text(path))
        shared = (wanted & found).total()
        each.append(f1(shared, found.total(), wanted.total()))
        precision += _share(shared, found.total(), wanted.total())
        recall += _share(shared, wanted.total(), found.total())
    count = len(each)
    signature = (
        f"data {digest(truth)} | {count} pages | 4-token shingles, headline and deck left out"
    )
    precision, recall = precision / count, recall / count
    return [
        Score("anatomy.aeb.mean_f1", sum(each) / count, signature),
        Score("anatomy.aeb.mean_f1_over_trafilatura", sum(each) / sum(theirs), signature),
        Score("anatomy.aeb.f1", 2 * precision * recall / (precision + recall), signature),
    ]


def _share(shared: float, of: float, other: float) -> float:
    return shared / of if of else float(not other)


def pages(data: Path) -> list[Score]:
    """Head and captions of Fundus pages, against the version of the gold most like the page."""
    folder = data / "html" / "fundus"
    gold = [version for path in sorted(folder.glob("*.json")) for version in _versions(path)]
    counts: Counter[str] = Counter()
    seen = hashlib.sha256()
    for path in sorted(folder.glob("*.html.gz")):
        document, words = read_page(path)
        version = _gold_of(document, gold)
        if document is None or version is None:
            continue
        seen.update(path.name.encode())
        counts.update(pages=1)
        counts.update(_head_counts(document, words.get("headline", []), version))
        counts.update(_author_counts(words.get("byline", []), version))
        counts.update(_caption_counts(words.get("caption", []), version))
    signature = f"data {seen.hexdigest()[:4]} | {counts['pages']} pages"
    authors = f1(counts["authors right"], counts["authors found"], counts["authors"])
    return [
        Score(
            "anatomy.fundus.title",
            counts["title right"] / counts["titles"],
            f"{signature} | headline shown, title or another title of the page",
        ),
        Score("anatomy.fundus.title_first", counts["title first"] / counts["titles"], signature),
        Score("anatomy.fundus.published", counts["time right"] / counts["times"], signature),
        Score("anatomy.fundus.authors_f1", authors, signature),
        Score("anatomy.fundus.caption_recall", counts["c right"] / counts["captions"], signature),
        Score("anatomy.fundus.caption_precision", counts["c good"] / counts["c found"], signature),
    ]


def _head_counts(document: Document, headlines: list[str], version: dict[str, Any]) -> Counter[str]:
    """Whether title and instant of publication are right, where the gold has them."""
    title = _plain(version.get("title") or "")
    said = version.get("publishing_date")
    counts = Counter({"titles": bool(title), "times": bool(said)})
    ours = [_plain(each or "") for each in (document.title, *headlines, *document.other_titles)]
    counts["title right"] = any(_near(title, each) for each in ours if title and each)
    counts["title first"] = bool(title and ours[0]) and _near(title, ours[0])
    if said and document.published is not None:
        # The gold writes UTC where a page gives no zone; seconds are cut off on some pages.
        gold, found = datetime.fromisoformat(said), document.published
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        counts["time right"] = abs((gold - found).total_seconds()) < 60
    return counts


def _near(one: str, other: str) -> bool:
    left, right = set(one.split()), set(other.split())
    return len(left & right) >= 0.9 * max(len(left), len(right))


def _author_counts(bylines: list[str], version: dict[str, Any]) -> Counter[str]:
    authors = {_plain(name) for name in version.get("authors") or []}
    byline = " ".join(bylines)
    return Counter(
        {
            "authors": len(authors),
            "authors right": sum(name in _plain(byline) for name in authors),
            "authors found": len(re.split(r",| and ", byline)) if byline else 0,
        }
    )


def _caption_counts(shown: list[str], version: dict[str, Any]) -> Counter[str]:
    """Gold captions that were found, and found ones that the gold has."""
    captions = [_plain(image.get("caption") or "") for image in version.get("images") or []]
    wanted = [each for each in captions if each]
    found = [_plain(each) for each in shown]
    counts = Counter({"captions": len(wanted)})
    counts["c right"] = sum(any(_same(each, other) for other in found) for each in wanted)
    if wanted:
        counts["c found"] = len(found)
        counts["c good"] = sum(any(_same(each, other) for other in wanted) for each in found)
    return counts


def _same(one: str, other: str) -> bool:
    return one[:60] in other or other[:60] in one


def _versions(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8")).values())


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().lower()


def _gold_of(document: Document | None, gold: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The gold version whose title the page's headline is, or whose body the page holds."""
    if document is None:
        return None
    text, title = _plain(document.text), _plain(document.title or "")
    for version in gold:
        if title and _plain(version.get("title") or "") == title:
            return version
    for version in gold:
        sections = (version.get("body") or {}).get("sections") or []
        long = [p for section in sections for p in section["paragraphs"] if len(p) > 80]
        if long and sum(_plain(p)[:80] in text for p in long) >= 0.5 * len(long):
            return version
    return None


def seed_blocks(folder: Path) -> list[Score]:
    """How many of the seed's gold blocks are found with their kind, to the character."""
    path = folder / "article.gold.json"
    gold = json.loads(path.read_text(encoding="utf-8"))["blocks"]
    text = (folder / "article.txt").read_text(encoding="utf-8")
    blocks = ANATOMY.read(Draft(Document(text))).layer
    found = {(b.span.start, b.span.end, b.kind) for b in blocks}  # type: ignore[attr-defined]
    wanted = {(g["start"], g["end"], SEED_KINDS.get(g["kind"], g["kind"])) for g in gold}
    signature = f"data {digest(path)} | {len(wanted)} blocks | span and kind equal"
    return [Score("anatomy.seed.blocks", len(found & wanted) / len(wanted), signature)]


if __name__ == "__main__":
    for score in measure(Path("../shared/benchmarks")):
        print(f"{score.name} {score.value:.3f} | {score.signature}")
