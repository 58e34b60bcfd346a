"""docs/security.md keeps its word: each row names a test, and no hostile test is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| (.+) \| (.+) \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)


def named_in(path: str) -> set[str]:
    parsed = ast.parse((ROOT / path).read_text("utf-8"))
    return {
        each.name
        for each in ast.walk(parsed)
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


def test_each_row_names_a_test_that_is_there() -> None:
    rows = ROW.findall(PAGE)
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) == len(lines) - 1 > 30, "but the heading, each line is a row with a test"
    for case, _, path, name in rows:
        assert name in named_in(path), f"{case}: {path} has no {name}"


def test_each_hostile_test_has_a_row() -> None:
    shown = {name for _, _, _, name in ROW.findall(PAGE)}
    assert named_in("tests/web/test_hostile.py") <= shown
