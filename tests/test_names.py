"""Names: the words of the field, each with one meaning, so that a stranger can read the code."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_house import MODULES, PACKAGE

BANNED = {
    "told": "published, reported, described",
    "tells": "describes",
    "untold": "ignored, no_progress",
    "dressing": "modifiers",
    "mood": "modality",
    "moods": "modality",
    "doers": "initiators",
    "sufferers": "targets",
    "happening": "incident",
    "camp": "side",
    "camps": "sides",
    "stand": "side",
    "desk": "incident index",
    "opinions": "judgements",
    "manners": "fetch policy",
    "pace": "throttle",
    "beside": "sidecar, neighbours",
    "keeping": "integrity",
    "holdings": "browse",
    "hear": "apply",
    "settle": "wait until indexed",
    "behind": "lag",
    "loosest": "minimum similarity",
    "board": "discourse state",
    "hung": "pending",
    "spot": "recognise, point",
    "belief": "filter",
    "thing": "(its own name)",
    "things": "(their own name)",
}
"""Words that no name has, with the field's term."""

BANNED_TOGETHER = {
    "lead_back": "resolve",
    "take_in": "ingest",
    "taken_in": "ingested",
    "told_of": "features of",
}

LOOP_WORDS = ("each", "found", "every")
MOST_LOOP_WORDS = 0
"""Assignments to these outside comprehensions: the number may only fall."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names(path: Path) -> Iterator[str]:
    """Yield the names that a module defines: its own, of classes, functions, variables."""
    yield path.stem
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
            given = node.args
            for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs):
                yield argument.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words(name: str) -> list[str]:
    """Return the words of a name: "told_of" and "ToldOf" are told, of."""
    return [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]


def better(name: str) -> list[str]:
    """Return the field's terms for words that this name should not have."""
    parts = words(name)
    joined = "_".join(parts)
    together = [term for pair, term in BANNED_TOGETHER.items() if pair in joined]
    return [BANNED[part] for part in parts if part in BANNED] + together


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_are_words_of_the_field(path: Path) -> None:
    terms = {(name, term) for name in names(path) for term in better(name)}
    assert not terms, f"use the standard terms: {sorted(terms)}"


def test_no_class_name_is_met_in_two_rooms() -> None:
    rooms: defaultdict[str, set[Path]] = defaultdict(set)
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                rooms[node.name].add(path.parent)
    assert not [name for name, homes in rooms.items() if len(homes) > 1]


def test_linking_names_one_room_alone() -> None:
    assert not [path for path in MODULES if path.stem.startswith("linking")]


def test_loop_words_are_for_comprehensions() -> None:
    counts: Counter[Path] = Counter()
    for path in MODULES:
        inside = {
            id(target)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)
            for target in ast.walk(node)
        }
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Store)
                and node.id in LOOP_WORDS
                and id(node) not in inside
            ):
                counts[path.relative_to(PACKAGE)] += 1
    assert counts.total() <= MOST_LOOP_WORDS, counts.most_common(5)


def branches(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many ways lead through a function, less one."""
    kinds = (ast.If, ast.For, ast.While, ast.IfExp, ast.comprehension, ast.ExceptHandler)
    return sum(
        len(node.values) - 1 if isinstance(node, ast.BoolOp) else isinstance(node, kinds)
        for node in ast.walk(function)
    )


def test_no_function_has_more_than_15_branches() -> None:
    many = [
        f"{path.relative_to(PACKAGE)}: {node.name} has {branches(node)}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and branches(node) > 15
    ]
    assert not many
