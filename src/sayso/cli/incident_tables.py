"""Incidents, folded claims, accounts, history and voices as tables for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.actions.compare import Compared, RevisionStep
from sayso.cli.tables import SHORT_ID, day
from sayso.cli.terminal import count_of, plain
from sayso.exports.pages import sidename
from sayso.linking.accounts import VIEWS
from sayso.linking.comparison import Comparison, GivenAnswer, QuestionRow, leading_cue
from sayso.linking.framing import VoiceCount
from sayso.linking.framing_comparison import Estimate, FramingComparison
from sayso.record import FoldedClaim, Incident, Link

LONGEST_WORDS = 160
WIDEST = {
    "when": 10,
    "where": 13,
    "kind": 12,
    "who says it": 16,
    "what": 20,
    "side": 12,
    "outlet": 14,
    "whose voice": 14,
    "how": 14,
    "stance": 14,
}
ROOM = 22
"""Columns of a terminal that words have at least."""

MOST_ANSWERS = 6
"""Answers of one side to one question that a table shows."""


def _table(*columns: str) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(name, overflow="fold", max_width=WIDEST.get(name))
    return table


def _grow(table: Table, *columns: int) -> None:
    """Let these columns have what room is left."""
    for number in columns:
        table.columns[number].ratio = 1
        table.columns[number].min_width = ROOM


def _short(words: str) -> str:
    line = plain(words)
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"


def incidents_table(incidents: Sequence[Incident]) -> Table:
    """Return incidents, a row each."""
    table = _table(
        "id", "when", "where", "kind", "title", "documents", "origins", "claims", "rivals"
    )
    for name in ("documents", "origins", "claims", "rivals"):
        next(each for each in table.columns if each.header == name).justify = "right"
    _grow(table, 4)
    for incident in incidents:
        table.add_row(
            incident.id[:SHORT_ID],
            _days(incident),
            plain(incident.place.name) if incident.place else "",
            (incident.kind or "").replace("_", " "),
            Text(_short(incident.title)),
            str(len(incident.documents)),
            str(incident.origins),
            str(len(incident.claims)),
            str(len(incident.rivals) or ""),
        )
    return table


def _days(incident: Incident) -> str:
    first, last = day(incident.earliest), day(incident.latest)
    return first if first == last else f"{first} – {last}"


def folded_table(claims: Sequence[FoldedClaim]) -> Table:
    """Return folded claims, a row each."""
    table = _table("id", "who says it", "what", "words", "met", "origins")
    for name in ("met", "origins"):
        next(each for each in table.columns if each.header == name).justify = "right"
    _grow(table, 3)
    for claim in claims:
        what = (claim.event or "").replace("_", " ")
        if claim.polarity != "asserts":
            what += f" ({claim.polarity})"
        facts = [what, *_figures(claim)]
        table.add_row(
            claim.id[:SHORT_ID],
            Text(plain(claim.claimant.name), style="yellow" if claim.narrated else "cyan"),
            Text(plain("; ".join(part for part in facts if part))),
            Text(_short(claim.appearances[0].words)),
            str(len(claim.appearances)),
            str(claim.origins),
        )
    return table


def _figures(claim: FoldedClaim) -> list[str]:
    """Return the figures of a claim in their words, with what was counted in them."""
    pairs = zip(claim.quantities, claim.said, strict=True)
    return [f"{said} {(one.role or '').replace('_', ' ')}".strip() for one, said in pairs if said]


def compared_page(compared: Compared, view: str) -> RenderableType:
    """Return an incident: its questions with each side's answers, what can't both hold, what to
    notice. `view` is one of `VIEWS`.
    """
    incident, asked = compared.incident, compared.comparison
    place = f" · {plain(incident.place.name)}" if incident.place else ""
    facts = (
        f"{count_of(len(incident.documents), 'document')},"
        f" {count_of(incident.origins, 'independent origin')} ·"
        f" {_days(incident) or 'day not reported'}{place} · {incident.id[:SHORT_ID]}"
    )
    parts: list[RenderableType] = [Text(plain(incident.title), style="bold")]
    if incident.subheading:
        outlet = plain(incident.subheading.outlet or "outlet unknown")
        parts.append(Text(f"“{_short(incident.subheading.words)}” {outlet}", style="italic"))
    parts += [
        Text(facts, style="dim"),
        Text(),
        *(_question(row, view) for row in asked.questions),
        *_also(asked),
    ]
    if incident.rivals:
        parts.append(Text("Rivals: they can't both hold", style="bold red"))
        standing, replaced = asked.standing_first(incident.rivals)
        parts += [_rival(compared, link) for link in standing]
        parts += [_rival(compared, link, "replaced since: ") for link in replaced]
    parts += [
        Text.assemble((f"{each.kind}: ", "yellow"), plain(each.message))
        for each in incident.warnings
    ]
    return Group(*parts, Text())


def _question(row: QuestionRow, view: str) -> RenderableType:
    """Return a question: what is stated in all, then a line for each answer of each side."""
    scope = f" ({plain(row.scope)})" if row.scope else ""
    lines: list[RenderableType] = [Text(f"{plain(row.asked)}{scope}", style="bold")]
    if view != "every" and row.stated is not None:
        return Group(*lines, Text(f"  {plain(VIEWS[view](row.stated))}"), Text())
    table = _by_side(4)
    for side in row.sides:
        style = "yellow" if side.narrated else "cyan"
        given = [*side.standing, *side.earlier]
        for number, answer in enumerate(given[:MOST_ANSWERS]):
            earlier = "earlier: " if answer in side.earlier else ""
            table.add_row(
                Text("" if number else plain(sidename(side.side)), style=style),
                Text(f"{earlier}{_short(answer.words)}"),
                Text(f"{_said(answer.claim)} ({plain(_whose(answer))})"),
                _ids(answer),
            )
        if len(given) > MOST_ANSWERS:
            table.add_row("", Text(f"and {len(given) - MOST_ANSWERS} more", style="dim"), "", "")
    return Group(*lines, table, Text())


def _by_side(columns: int) -> Table:
    """Return a table without a header: sides first, their words in the last column but one."""
    table = _table(*[""] * columns)
    table.show_header = False
    table.columns[0].min_width = table.columns[0].max_width = 14
    _grow(table, columns - 2)
    return table


def _whose(given: GivenAnswer) -> str:
    met = given.claim.appearances[given.claim.quoted]
    return ", ".join(each for each in (met.claimant.name, day(met.published)) if each)


def _said(claim: FoldedClaim, form: str = "{}") -> str:
    """Return the words of a claim in a form, after the cue where they need it."""
    cue = leading_cue(claim)
    words = form.format(_short(claim.appearances[claim.quoted].words))
    return f"{plain(cue)}: {words}" if cue else words


def _also(asked: Comparison) -> Iterator[RenderableType]:
    """Yield what answers no question, by side."""
    if not asked.also:
        return
    yield Text("Also said", style="bold")
    table = _by_side(3)
    for said in asked.also:
        style = "yellow" if said.narrated else "cyan"
        for number, claim in enumerate(said.claims[:MOST_ANSWERS]):
            name = Text("" if number else plain(sidename(said.side)), style=style)
            who = "" if claim.claimant.name == said.side else f" ({plain(claim.claimant.name)})"
            words = f"{_said(claim)}{who}"
            table.add_row(name, Text(words), Text(claim.id[:SHORT_ID], style="dim"))
        if len(said.claims) > MOST_ANSWERS:
            table.add_row("", Text(f"and {len(said.claims) - MOST_ANSWERS} more", style="dim"), "")
    yield Group(table, Text())


def _ids(given: GivenAnswer) -> Text:
    return Text(" ".join(each.id[:SHORT_ID] for each in given.claims[:2]), style="dim")


def _rival(compared: Compared, link: Link, before: str = "") -> RenderableType:
    first, second = (compared.claim(each) for each in link.claims)
    line = Text(f"  {before}{'; '.join(link.reasons)} ", style="red")
    line.append(f"({link.rule}, {link.score:.2f}, by {plain(link.by)})", style="dim")
    for claim in (first, second):
        line.append(f"\n    {plain(claim.claimant.name)}: ", style="cyan")
        line.append(f"{_said(claim, '“{}”')} ")
        line.append(f"{claim.id[:SHORT_ID]} · {_counted(claim)}", style="dim")
    return line


def _counted(claim: FoldedClaim) -> str:
    met = count_of(len(claim.appearances), "appearance")
    return f"{met}, {count_of(claim.origins, 'origin')}"


def history_table(steps: Sequence[RevisionStep]) -> Table:
    """Return what sides said anew, a row each."""
    table = _table("when", "incident", "side", "what", "before", "after")
    _grow(table, 4, 5)
    for step in steps:
        table.add_row(
            day(step.revision.when) or "not known",
            step.incident.id[:SHORT_ID],
            plain(sidename(step.revision.side)),
            Text(plain(step.revision.what)),
            Text(_short(step.before.appearances[0].words)),
            Text(_short(step.after.appearances[0].words)),
        )
    return table


def framing_table(voices: Sequence[VoiceCount]) -> Table:
    """Return voices, a row each."""
    table = _table("outlet", "whose voice", "claims", "share", "how", "stance", "cues")
    _grow(table, 6)
    for voice in voices:
        table.add_row(
            Text(plain(voice.outlet)),
            Text(plain(voice.side or voice.kind)) if voice.kind != "outlet" else Text("(its own)"),
            str(voice.claims),
            f"{voice.share:.0%}",
            _most(voice.by_manner),
            _most(voice.stances),
            Text(plain(_most(voice.cues))),
        )
    return table


def framing_comparison_table(compared: FramingComparison) -> Table:
    """Return two outlets or sides beside each other, a row each measure."""
    heads = (
        f"{plain(name)} ({articles} articles)" if articles != 1 else f"{plain(name)} (1 article)"
        for name, articles in zip(compared.names, compared.articles, strict=True)
    )
    table = _table("measure", *heads, "difference")
    for measure in compared.measures:
        shown = _per_thousand if measure.is_rate else _percent
        unit = ", per 1,000 words" if measure.is_rate else ""
        table.add_row(
            Text(plain(measure.name) + unit),
            shown(measure.first.ratio),
            shown(measure.second.ratio),
            shown(measure.difference),
        )
    return table


def _percent(estimate: Estimate) -> str:
    return _with_interval(estimate, "{:.0%}")


def _per_thousand(estimate: Estimate) -> str:
    return _with_interval(estimate, "{:.1f}")


def _with_interval(estimate: Estimate, form: str) -> str:
    if estimate.value is None:
        return "-"
    shown = form.format(estimate.value)
    if estimate.low is None or estimate.high is None:
        return shown
    return f"{shown} ({form.format(estimate.low)} to {form.format(estimate.high)})"


def _most(counts: Counter[str], shown: int = 4) -> str:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{name} {count}" for name, count in ranked[:shown])
