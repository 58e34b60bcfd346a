"""A page as its readers see it: without what is hidden or struck out, or asks for consent.

What is left out of the words of the page is counted, so that a problem can quote it. Marks of notes
are no part of the figure before them, and soft hyphens no part of a word: no browser shows them
but at a line's end, or finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from sayso.intake.dom import HIDDEN as HIDDEN_NAME
from sayso.intake.dom import INLINE, marks_of, text_of
from sayso.intake.raised import left_out, raised
from sayso.record import Problem
from sayso.record.trace import Rule, first_that_holds

NO_DISPLAY = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
NOTE_NAME = re.compile(
    r"foot-?note|end-?note|noteref|(?:^|\s)#?_?(?:fn|ftn|edn|note|cite[_-]note|ref)[-_:]?\d",
    re.IGNORECASE,
)
"""Names of links to notes, and of the notes that they lead to."""

STRUCK = frozenset({"del", "s", "strike"})
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])")
MOST_HIDDEN = 0.4
"""Of a page's letters: what hides more is its article, which a script would show."""

MOST_CHANGES = 5_000
"""Of one kind on a page; each costs time that goes by the length of its block."""

MOST_TIMES = 40
SHORT = 200
"""Letters of what its name alone hides."""

CONSENT_NAME = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|cmp-|qc-cmp|privacy-?(?:banner|notice|wall)", re.I
)
CONSENT_WORDS = re.compile(
    r"\bcookies?\b|\bconsent\b|\bpartners\b|\bpersonal data\b|\bprivacy\b|\blegitimate interest",
    re.IGNORECASE,
)
ACCEPT = re.compile(
    r"^(?:i )?(?:accept|agree|allow|reject|decline|got it|manage|ok)\b.{0,40}$", re.IGNORECASE
)
BOXES = frozenset({"div", "section", "aside", "form", "dialog", "footer"})
LONGEST_CONSENT = 20_000
SPOKEN = frozenset({"p", "div", "section", "ul", "ol", "li", "table", "blockquote", "article"})
LISTS = ("ul", "ol", "dl")
WITHIN_SENTENCES = ("time", "label", "output", "data")
SENTENCES = frozenset({"p", "li", "td", "blockquote", "h1", "h2", "h3", "h4", "dd"})
FEWEST_AROUND = 4
"""Words of a sentence around a time; fewer are a label, as "Published 9 May"."""

CELLS = frozenset({"td", "th", "li", "dt", "dd", "caption"})


@dataclass
class OmittedWords:
    """Words of a page that are not in its text though its source has them."""

    struck: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: bool = False

    def problems(self) -> tuple[Problem, ...]:
        """Return problems that quote the words that a reader sees or saw."""
        return (
            *left_out("struck out words are", self.struck),
            *left_out("raised marks of notes are", self.notes),
        )


def _no_display(element: etree._Element) -> bool:
    return NO_DISPLAY.search((element.get("style") or "")[:1_000]) is not None


def _hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None and element.get("hidden") != "until-found"


def _for_no_screen_reader(element: etree._Element) -> bool:
    # Captions and signs in a line are hidden so where another text says the same to the ear.
    if element.tag not in SPOKEN or (element.get("aria-hidden") or "").lower() != "true":
        return False
    return next(element.iterancestors("figure", "figcaption"), None) is None


def _named_hidden(element: etree._Element) -> bool:
    return HIDDEN_NAME.search(marks_of(element)) is not None and _letters(element) < SHORT


def _unused(element: etree._Element) -> bool:
    return str(element.tag) == "template"


def _closed(element: etree._Element) -> bool:
    return str(element.tag) == "dialog" and element.get("open") is None


HIDDEN: tuple[Rule[Callable[[etree._Element], bool]], ...] = (
    Rule("hidden attribute", "<div hidden>The army said …</div>", _hidden),
    Rule("style without display", '<p style="display:none">…</p>', _no_display),
    Rule("hidden from screen readers", '<p aria-hidden="true">…</p>', _for_no_screen_reader),
    Rule("name of what is for screen readers", '<p class="sr-only">…</p>', _named_hidden),
    Rule("template", "<template><p>…</p></template>", _unused),
    Rule("closed dialog", "<dialog>We value your privacy</dialog>", _closed),
)
"""What hides an element from its readers."""


def keep_visible(tree: etree._Element) -> OmittedWords:
    """Take out of the tree, in place, what its readers don't see as its words; return those."""
    out = OmittedWords()
    whole = _letters(tree)
    dropped = 0
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag in ("html", "head", "body"):
            continue
        if dropped >= MOST_CHANGES:
            break
        if first_that_holds(HIDDEN, element) is not None:
            if _letters(element) <= MOST_HIDDEN * whole and _drop(element):
                out.changed = True
                dropped += 1
        elif element.tag in BOXES and _asks_for_consent(element):
            out.changed |= _drop(element)
    _drop_struck(tree, out)
    _lower_raised(tree, out)
    _show_words(tree, out)
    _open_tables(tree, out)
    _rename_lost(tree, out)
    return out


def _letters(element: etree._Element) -> int:
    return sum(len(words.strip()) for words in element.itertext())


def _is_longer(element: etree._Element, most: int) -> bool:
    letters = 0
    for words in element.itertext():
        letters += len(words)
        if letters > most:
            return True
    return False


def _drop(element: etree._Element) -> bool:
    """Take an element out, with its tail kept; return whether it was still there."""
    parent = element.getparent()
    if parent is None:
        return False
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
    return True


def _asks_for_consent(box: etree._Element) -> bool:
    """Return whether a box without article asks for consent: by its name, or by its buttons."""
    named = CONSENT_NAME.search(marks_of(box)) is not None
    dialog = box.get("role") == "dialog" or box.get("aria-modal") == "true" or box.tag == "dialog"
    if not named and not dialog and box.find("./button") is None and box.find("./*/button") is None:
        return False
    if any(next(box.iter(tag), None) is not None for tag in ("article", "main", "h1")):
        return False
    # Boxes in each other would each be read whole: 256 deep, minutes for 1 MB.
    if _is_longer(box, LONGEST_CONSENT):
        return False
    words = text_of(box)
    topics = {match.lower() for match in CONSENT_WORDS.findall(words)}
    if named:
        return bool(topics)
    return len(topics) >= 2 and any(ACCEPT.match(text_of(b)) for b in box.iter("button", "a"))


def _drop_struck(tree: etree._Element, out: OmittedWords) -> None:
    for element in list(tree.iter()):
        if len(out.struck) >= MOST_CHANGES:
            return
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            continue
        struck = element.tag in STRUCK
        if struck or LINE_THROUGH.search((element.get("style") or "")[:1_000]):
            words = text_of(element)
            if _drop(element):
                out.changed = True
                out.struck.append(words)


def _lower_raised(tree: etree._Element, out: OmittedWords) -> None:
    for element in islice(_raised_elements(tree), MOST_CHANGES):
        words = "".join(element.itertext()).strip()
        if not words:
            continue
        kept, is_note = raised(_words_before(element), words)
        if is_note:
            out.notes.append(words)
        elif kept == words:
            continue
        element.tail = kept + (element.tail or "")
        out.changed |= _drop(element)


def _raised_elements(tree: etree._Element) -> list[etree._Element]:
    """Return the elements whose words stand higher, or lead from a figure to its note."""
    shown = [each for each in tree.iter("sup", "span", "a", "small") if _is_raised(each)]
    inner = {each for element in shown for each in element.iterdescendants()}
    return [each for each in shown if each not in inner]


def _is_raised(element: etree._Element) -> bool:
    if element.tag == "sup" or RAISED_STYLE.search((element.get("style") or "")[:1_000]):
        return True
    marks = f"{marks_of(element)} {element.get('role') or ''} {element.get('href') or ''}"[:300]
    return element.tag == "a" and NOTE_NAME.search(marks) is not None


def _words_before(element: etree._Element) -> str:
    """Return the words of the same block that stand before an element, the last of them."""
    words = ""
    at: etree._Element | None = element
    while at is not None and len(words) < 40:
        before = at.getprevious()
        if before is not None:
            words = "".join(before.itertext()) + (before.tail or "") + words
            at = before
            continue
        at = at.getparent()
        words = ((at.text or "") if at is not None else "") + words
        if at is None or at.tag not in INLINE:
            break
    return words[-40:]


def _show_words(tree: etree._Element, out: OmittedWords) -> None:
    """Take characters out of the words that no reader sees."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        if element.text and UNSEEN.search(element.text):
            element.text, out.changed = UNSEEN.sub("", element.text), True
        if element.tail and UNSEEN.search(element.tail):
            element.tail, out.changed = UNSEEN.sub("", element.tail), True


def _open_tables(tree: etree._Element, out: OmittedWords) -> None:
    """Make paragraphs of the cells of tables that hold lists, which the extraction leaves out."""
    for table in list(tree.iter("table")):
        if all(next(table.iter(tag), None) is None for tag in LISTS):
            continue
        out.changed = True
        table.tag = "div"
        for inner in table.iter():
            if inner.tag in CELLS:
                inner.tag = "p" if not _has_blocks(inner) else "div"
                _wrap_text(inner)
            elif isinstance(inner.tag, str) and inner.tag not in INLINE and inner.tag != "p":
                inner.tag = "div"


def _rename_lost(tree: etree._Element, out: OmittedWords) -> None:
    """Give words in a sentence a tag that the extraction reads; it drops a time with its words."""
    for element in islice(list(tree.iter(*WITHIN_SENTENCES)), MOST_TIMES):
        block = next((a for a in element.iterancestors() if a.tag not in INLINE), None)
        if block is None or block.tag not in SENTENCES:
            continue
        if len(text_of(block).split()) - len(text_of(element).split()) >= FEWEST_AROUND:
            element.tag, out.changed = "span", True
    for element in tree.iter("center"):
        element.tag, out.changed = ("div" if _has_blocks(element) else "p"), True


def _has_blocks(element: etree._Element) -> bool:
    return any(isinstance(each.tag, str) and each.tag not in (*INLINE, "br") for each in element)


def _wrap_text(element: etree._Element) -> None:
    """Put the bare words at a box's start in a paragraph of their own."""
    if element.tag == "div" and (element.text or "").strip():
        paragraph = etree.Element("p")
        paragraph.text, element.text = element.text, None
        element.insert(0, paragraph)
