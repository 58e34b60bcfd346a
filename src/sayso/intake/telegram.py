"""Posts: Telegram Desktop's exports, `result.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any, BinaryIO

from sayso.intake.arrival import Arrival, Taking, arrivals, captured
from sayso.intake.hints import STAGE, Hints, parse_time, undated_problem, unread
from sayso.intake.kinds import HEADER, MESSAGES
from sayso.intake.raised import left_out
from sayso.intake.workers import ParserStoppedError
from sayso.record import Block, Document, Problem, Span
from sayso.record.faults import attempt
from sayso.text.canonical import control_problems, without_surrogates

CHUNK = 1 << 18
LARGEST_MESSAGE = 2_000_000

MARKS = re.compile(r'["{}\[\]]')
QUOTED = re.compile(r'(?<!\\)(?:\\\\)*"')
LINE = re.compile(r"\S[^\n]*")
CHAT_FIELD = re.compile(r'"(name|type|id)"\s*:\s*("(?:[^"\\]|\\.){0,500}"|-?\d{1,20})')


@dataclass(frozen=True, slots=True)
class Chat:
    """The channel or group that messages stand in."""

    name: str | None
    id: str | None


def telegram_arrivals(stream: BinaryIO, name: str, taking: Taking, size: int) -> Iterator[Arrival]:
    """Yield the posts of an export, each with its very bytes; one message is held at a time.

    A post has the channel as outlet, its number as id ("telegram:CHANNEL/NUMBER"), and where it
    was forwarded, its origin as agency and at the head of the text. A post that was edited since
    an earlier export comes as another document with the same id: a version.
    """
    posts = 0
    scanner = _Scanner(stream)
    for chat, source in scanner.messages():
        if source is None:
            remedy = "What came before it was read. Export the chat again to have the rest."
            problem = unread(name, f"broken or cut after {posts} posts", remedy)
            yield Arrival(problem, done=scanner.read, size=size)
            return
        posts += 1
        for arrival in _post(chat, source, name, taking):
            yield Arrival(arrival.content, arrival.capture, scanner.read, size)
    if not posts:
        remedy = "Export a channel or chat from Telegram Desktop as JSON."
        yield Arrival(unread(name, "no messages in it", remedy))


def _post(chat: Chat, source: str, name: str, taking: Taking) -> Iterator[Arrival]:
    raw = source.encode("utf-8", "surrogatepass")
    arguments = (raw, name, taking.hints, chat.name, chat.id)
    try:
        made = attempt(STAGE, partial(_parsed, taking, arguments), (ParserStoppedError,), name)
    except ParserStoppedError as stopped:
        yield Arrival(unread(name, f"a message: {stopped}", stopped.remedy))
        return
    for document in [made] if isinstance(made, Problem) else made:
        if isinstance(document, Problem):
            yield Arrival(document)
        else:
            capture = captured(raw, document.given_id or f"file:{name}", taking, "application/json")
            yield from arrivals(capture, taking, partial(iter, (document,)))


def _parsed(taking: Taking, arguments: tuple[Any, ...]) -> list[Document | Problem]:
    return list(taking.workers.results("post", arguments, len(arguments[0])))


def parsed_posts(
    raw: bytes, name: str, hints: Hints, chat_name: str | None, chat_id: str | None
) -> Iterator[Document | Problem]:
    """Return the document of one message's JSON; nothing where it has no words of anyone."""
    try:
        message = json.loads(raw.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        yield unread(name, "a message that is no JSON", "Export the chat again.")
        return
    if not isinstance(message, dict) or message.get("type") != "message":
        return
    struck: list[str] = []
    words = attempt(STAGE, partial(words_of_message, message, struck), about=name)
    if isinstance(words, Problem):
        yield words
        return
    number = message.get("id")
    key = f"telegram:{chat_id or 'chat'}/{number}" if isinstance(number, int) else None
    field = _unread_field(message, words)
    if not words.strip():
        if struck:
            remedy = "Copy them into a text file if they count."
            yield unread(name, f"message {number}: all its words are struck out", remedy)
        elif field:
            what = f"message {number}: its words under {field!r} are in a form that is not known"
            yield unread(name, what, "Copy them into a text file and read that.")
        return
    document = _document(message, words, key, Chat(chat_name, chat_id), hints)
    named = (Problem(STAGE, UNREAD_FIELD.format(field)),) if field else ()
    left = left_out("struck out words are", struck)
    yield replace(document, problems=(*document.problems, *named, *left))


def _document(
    message: Mapping[str, object], words: str, key: str | None, chat: Chat, hints: Hints
) -> Document:
    sender = message.get("from")
    outlet = chat.name or (sender if isinstance(sender, str) else None)
    document = post_document(words, key, outlet, _origin(message), hints)
    published = _time(message, "date")
    problems = document.problems
    if published is None:
        said = message.get("date")
        undated = undated_problem("message", said if isinstance(said, str) else None)
        problems = (*problems, undated)
    return replace(
        document,
        published=published or document.published,
        updated=_time(message, "edited"),
        problems=problems,
    )


def post_document(
    words: str, key: str | None, outlet: str | None, origin: str | None, hints: Hints
) -> Document:
    """Return a post of a channel, with a line at its head that names its origin if it was
    forwarded.
    """
    head = f"Forwarded from {origin}:\n\n" if origin else ""
    text, broken = without_surrogates(head + words)
    return Document(
        text,
        given_id=key,
        url=hints.url,
        outlet=hints.outlet or outlet,
        agency=origin,
        published=hints.published,
        language=hints.language or "en",
        marked=_forwarded(text, len(head)) if origin else None,
        problems=(*broken, *control_problems(text)),
    )


def _origin(message: Mapping[str, object]) -> str | None:
    """Return whose words a forwarded post repeats; None for a post of the channel's own."""
    for field in ("forwarded_from", "saved_from"):
        name = message.get(field)
        if isinstance(name, str) and name.strip():
            return without_surrogates(" ".join(name.split())[:200])[0]
    return None


def _forwarded(text: str, start: int) -> tuple[Block, ...]:
    """Return the blocks of a forwarded post: the line that names its origin, and its own lines."""
    blocks = [Block("byline", Span(0, start - 2))]
    for line in LINE.finditer(text, start):
        blocks.append(Block("paragraph", Span(*line.span())))
    return tuple(blocks)


def _time(message: Mapping[str, object], field: str) -> datetime | None:
    """Return when a message was written, in the zone of the export, or as local time as written.

    An export has the local time and the seconds since 1970: the zone is their difference.
    """
    said, seconds = message.get(field), message.get(f"{field}_unixtime")
    local = parse_time(said) if isinstance(said, str) else None
    if not (isinstance(seconds, str) and re.fullmatch(r"\d{9,10}", seconds)):
        return local
    instant = datetime.fromtimestamp(int(seconds), UTC)
    if local is None or local.tzinfo is not None:
        return instant
    offset = local - instant.replace(tzinfo=None)
    zoned = abs(offset) <= FURTHEST and not offset % QUARTER
    return instant.astimezone(timezone(offset)) if zoned else instant


FURTHEST = timedelta(hours=14)
QUARTER = timedelta(minutes=15)
"""Zones are whole quarters of an hour, and no further from UTC than that."""


def words_of_message(message: Mapping[str, object], struck: list[str] | None = None) -> str:
    """Return the words of a message: its text, that of its rich form or entities, and its poll.

    Words that are struck out are left out, and added to `struck`.
    """
    said = message_text(message.get("text"), struck)
    if not said.strip():
        said = message_text(message.get("text_entities"), struck)
    if not said.strip():
        said = "\n".join(_rich_lines(message.get("rich_message"), struck))
    polls = (message.get(name) for name in POLLS)
    asked = [line for poll in polls if isinstance(poll, dict) for line in _poll_lines(poll)]
    return "\n".join([*([said] if said.strip() else []), *asked])


POLLS = ("poll", "todo_list")


def _poll_lines(poll: Mapping[str, object]) -> Iterator[str]:
    """Yield the question of a poll or the title of a list, and its answers, a line each."""
    answers = next((poll[name] for name in ("answers", "options", "items") if name in poll), None)
    options = (
        [each.get("text") for each in answers if isinstance(each, dict)]
        if isinstance(answers, list)
        else []
    )
    for said in (poll.get("question"), poll.get("title"), *options[:100]):
        words = message_text(said)
        if words.strip():
            yield words


def _rich_lines(value: object, struck: list[str] | None = None, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a rich message: blocks have words under "text", or blocks in turn."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for block in value[:10_000]:
            yield from _rich_lines(block, struck, depth + 1)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        words = message_text(value.get("text"), struck)
        if words.strip():
            yield words
        for field, inner in value.items():
            if field != "text" and isinstance(inner, list | dict):
                yield from _rich_lines(inner, struck, depth + 1)


DEEPEST = 20
KNOWN_FIELDS = frozenset((
    "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "from_id", "actor",
    "actor_id", "author", "forwarded_from", "forwarded_from_id", "saved_from", "via_bot", "photo",
    "file", "file_name", "thumbnail", "media_type", "mime_type", "sticker_emoji", "performer",
    "title", "reactions", "inline_bot_buttons", "contact_information", "location_information",
    "reply_to_peer_id", "contact_vcard",
))  # fmt: skip
"""Fields of a message that hold no words of the post."""

WORD_FIELDS = KNOWN_FIELDS | {"text", "text_entities", "poll", "todo_list"}
STRUCK = frozenset({"strikethrough", "strike", "deleted"})

FEW_WORDS = 4
UNREAD_FIELD = "the words under {!r} of the message are in a form that is not known: not read."


def _unread_field(message: Mapping[str, object], words: str) -> str:
    """Return the first field, of those that aren't known, that holds a sentence which is not in
    `words`; "" for none.
    """
    shown = " ".join(words.split())
    for field, value in message.items():
        said = (" ".join(each.split()) for each in _strings(value))
        if field not in WORD_FIELDS and any(
            len(each.split()) >= FEW_WORDS and each not in shown for each in said
        ):
            return field
    return ""


def _strings(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth <= DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


def message_text(value: object, struck: list[str] | None = None) -> str:
    """Return the words of a message, whose text is a string or a list of strings and marked
    pieces. Those that are marked as struck out are left out, and added to `struck`.
    """
    pieces = value if isinstance(value, list) else [value]
    words: list[str] = []
    for piece in pieces[:10_000]:
        inner = piece.get("text") if isinstance(piece, dict) else piece
        if isinstance(inner, str):
            if struck is not None and isinstance(piece, dict) and piece.get("type") in STRUCK:
                struck.append(inner)
                continue
            words.append(inner)
    return "".join(words)


class _Scanner:
    """Finds the messages of an export without ever holding all of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._text = ""
        self._from = 0
        self._ended = False
        self._rest = b""
        self.read = 0

    def messages(self) -> Iterator[tuple[Chat, str | None]]:
        """Yield each message's own JSON with its chat; None in its place where the export
        breaks.
        """
        while self._to_messages():
            chat = self._chat
            while True:
                source = self._next_object()
                if source == "":
                    break
                yield chat, source
                if source is None:
                    return

    def _fill(self) -> bool:
        raw = self._stream.read(CHUNK)
        self.read += len(raw)
        if not raw:
            self._ended = True
            return False
        whole = self._rest + raw
        # A character may be cut by the end of a piece; four bytes hold any.
        cut = len(whole) - next(
            (n for n in range(1, min(4, len(whole) + 1)) if whole[-n] >= 0xC0), 0
        )
        self._rest = whole[cut:]
        self._text += whole[:cut].decode("utf-8", "replace")
        return True

    def _to_messages(self) -> bool:
        """Go on to the next list of messages, noting what stands before it about its chat."""
        while True:
            match = MESSAGES.search(self._text, self._from)
            if match is not None:
                before = max(self._from, match.start() - HEADER)
                self._chat = _chat_of(self._text[before : match.start()])
                self._from = match.end()
                return True
            self._text = self._text[max(self._from, len(self._text) - HEADER) :]
            self._from = 0
            if not self._fill():
                return False

    def _next_object(self) -> str | None:
        """Return the next object of the list, "" at its end, None where it breaks or is too
        long.
        """
        depth, at, start = 0, self._from, -1
        quoted = False
        while True:
            for mark in (QUOTED if quoted else MARKS).finditer(self._text, at):
                at, sign = mark.end(), mark[0]
                if quoted or sign == '"':
                    quoted = not quoted
                    break
                if sign in "{[":
                    start = mark.start() if depth == 0 else start
                    depth += 1
                    continue
                depth -= 1
                if depth <= 0:
                    self._from = at
                    return self._text[start:at] if depth == 0 else ""
            else:
                at = self._whole_to(quoted, at) - self._from
                start -= self._from
                # Only here is what was given away cut off: at each object, it would be copied
                # as often as there are objects.
                self._text, self._from = self._text[self._from :], 0
                if len(self._text) > LARGEST_MESSAGE or not self._fill():
                    return None

    def _whole_to(self, quoted: bool, at: int) -> int:
        """Return up to where the text held so far was looked at: a cut escape is looked at
        again.
        """
        if not quoted:
            return len(self._text)
        rest = self._text[at:]
        slashes = len(rest) - len(rest.rstrip("\\"))
        return len(self._text) - slashes


def _chat_of(before: str) -> Chat:
    fields: dict[str, str] = {}
    for match in CHAT_FIELD.finditer(before[-2_000:]):
        try:
            fields[match[1]] = str(json.loads(match[2]))
        except ValueError:
            continue
    return Chat(fields.get("name"), fields.get("id"))
