"""Reading a sentence of a test for its events."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.record import Event, Span
from sayso.stages.events.find import find_events
from sayso.text.parse import Parse
from sayso.text.parser import parse


@dataclass(frozen=True)
class Told:
    """A text with its events, which can be asked for by kind."""

    text: str
    parse: Parse
    events: tuple[Event, ...]

    @property
    def kinds(self) -> list[str]:
        """The kinds told, mere statements left out."""
        return [event.kind for event in self.events if event.kind != "statement"]

    def one(self, kind: str) -> Event:
        """The only event of `kind`."""
        found = [event for event in self.events if event.kind == kind]
        assert len(found) == 1, f"{len(found)} of {kind} in {self.kinds} of {self.text!r}"
        return found[0]

    def words(self, span: Span | None) -> str | None:
        return None if span is None else span.of(self.text)

    def who(self, kind: str) -> tuple[str | None, str | None]:
        """The words of the initiator and of the target."""
        event = self.one(kind)
        return self.words(event.initiator), self.words(event.target)


def told(text: str, year: int | None = 2024) -> Told:
    """The events of `text`, one block a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Span(at, at + len(line)))
        at += len(line) + 1
    tree = parse(text, blocks)
    return Told(text, tree, find_events(tree, year))
