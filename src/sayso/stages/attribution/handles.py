"""Posts that pass on another account's words: "Quoting @sahelwatch: two lorries burned"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.lexicon.cues import construction_score
from sayso.record import Attribution, Block, Span
from sayso.stages.attribution.assemble import SILENT, manner
from sayso.stages.attribution.lines import lines
from sayso.text.parse import Parse, Token
from sayso.text.quotes import find_quotations

PASSED_ON = re.compile(
    r"(?:@\w{2,40}:?\s+)?(?P<cue>Quoting|Citing|Via|RT|MT|QT)\s+(?P<name>@\w{2,40})\s?:\s+(?=\S)",
    re.IGNORECASE,
)
"""How a line begins whose rest an account said first."""

SHORTEST_SAID = 3
"""Words that make something said."""


def passed_on(text: str, blocks: Sequence[Block]) -> Iterator[tuple[str, Attribution]]:
    """Yield what stands behind the handle of an account that a line quotes."""
    for block in blocks:
        for line in lines(text, block.span) if block.kind not in SILENT else ():
            match = PASSED_ON.match(text, line.start, line.end)
            if match is None:
                continue
            said = Span(match.end(), line.end).trimmed(text)
            if len(said.of(text).split()) < SHORTEST_SAID:
                continue
            how = manner((said,), find_quotations(text, said))
            name, cue = Span(*match.span("name")), Span(*match.span("cue"))
            score = construction_score("speaker")
            yield "speaker", Attribution((name,), (cue,), (said,), how, score=score)


def quoted_handle(parse: Parse, token: Token) -> list[Token]:
    """Return the handle behind "quoting" that the parser takes for a name: "Quoting @x, he"."""
    at = token.index + 1
    following = parse.tokens[at] if at < len(parse.tokens) else None
    ends = parse.tokens[at + 1].text == "," if at + 1 < len(parse.tokens) else False
    return [following] if following and following.text.startswith("@") and ends else []
