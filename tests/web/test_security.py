"""docs/security.md and docs/asvs.md keep their word: tests that they name are there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| (.+) \| (.+) \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)

STANDARD = (ROOT / "docs" / "asvs.md").read_text("utf-8")
STATUSES = ("met", "partly", "not met", "does not apply")
REQUIREMENT = re.compile(
    rf"^\| V([\d.]+|[\d.]+\*) \| ([^|]+) \| ({'|'.join(STATUSES)}) \|([^|]*)\|"
    r" (?:—|`(tests/[\w/]+\.py)::(\w+)`) \|$",
    re.MULTILINE,
)
SECTIONS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4),
    5: (1, 3, 2, 3), 6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1),
    9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3), 11: (2, 3, 3, 4, 1, 1, 0), 12: (3, 2, 4),
    13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7, 0), 16: (1, 5, 4, 3, 3), 17: (1, 4, 2),
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of the standard has, by chapter."""

CRYPTOGRAPHY = frozenset(("hashlib", "hmac", "secrets", "argon2", "pyotp", "ssl", "cryptography"))
NO_ALGORITHM = frozenset(("hashlib", "hashlib.file_digest"))
BROKEN = frozenset(("md5", "sha1", "md4", "ripemd160"))


@cache
def named_in(path: str) -> set[str]:
    parsed = ast.parse((ROOT / path).read_text("utf-8"))
    return {
        each.name
        for each in ast.walk(parsed)
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


def asked() -> set[str]:
    """All requirements of levels 1 and 2: the standard numbers those of a section from 1."""
    return {
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    }


def meant(row: str) -> set[str]:
    """The requirements that a row is about: one, or all of a section ("4.3.*")."""
    if not row.endswith("*"):
        return {row}
    return {each for each in asked() if each.startswith(row[:-1])}


def test_each_row_names_a_test_that_is_there() -> None:
    rows = ROW.findall(PAGE)
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) == len(lines) - 1 > 30, "but the heading, each line is a row with a test"
    for case, _, path, name in rows:
        assert name in named_in(path), f"{case}: {path} has no {name}"


def test_each_hostile_test_has_a_row() -> None:
    shown = {name for _, _, _, name in ROW.findall(PAGE)}
    assert named_in("tests/web/test_hostile.py") <= shown


def test_each_requirement_of_the_standard_has_one_row() -> None:
    rows = REQUIREMENT.findall(STANDARD)
    lines = [line for line in STANDARD.splitlines() if re.match(r"\| V?\d", line)]
    assert len(rows) == len(lines)
    counted = Counter(number for row in rows for number in meant(row[0]))
    assert set(counted) == asked()
    assert set(counted.values()) == {1}
    assert all(how.strip() or name for _, _, _, how, _, name in rows), "a test or a reason"
    assert all(how.strip() for _, _, status, how, _, _ in rows if status != "met")


def test_each_test_of_the_standards_rows_is_there() -> None:
    missing = [
        f"V{number}: {path}::{name}"
        for number, _, _, _, path, name in REQUIREMENT.findall(STANDARD)
        if name and not ((ROOT / path).is_file() and name in named_in(path))
    ]
    assert not missing, "\n".join(missing)


def test_the_counts_of_the_standard_are_right() -> None:
    counts = Counter[str]()
    for number, _, status, *_ in REQUIREMENT.findall(STANDARD):
        counts[status] += len(meant(number))
    told = re.search(
        r"has (\d+) requirements .* (\d+) do not apply\.\s+Of the\s+other (\d+), (\d+) are met,"
        r" (\d+) partly, (\d+) not,",
        STANDARD,
        re.DOTALL,
    )
    assert told is not None
    whole, outside, inside, met, partly, unmet = map(int, told.groups())
    assert whole == len(asked()) == outside + inside
    assert (met, partly, unmet, outside) == tuple(counts[each] for each in STATUSES)


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


@cache
def cryptography_in(source: str) -> set[str]:
    """The modules and functions of cryptography that a module of ours uses."""
    used: set[str] = set()
    for each in ast.walk(ast.parse(source)):
        if isinstance(each, ast.Import):
            used |= {alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.ImportFrom) and each.module:
            module = each.module.split(".")[0]
            used.add(module)
            if module == "hashlib":
                used |= {f"hashlib.{alias.name}" for alias in each.names}
        elif isinstance(each, ast.Attribute) and ast.unparse(each.value) == "hashlib":
            used.add(ast.unparse(each))
    return {name for name in used if name.split(".")[0] in CRYPTOGRAPHY} - NO_ALGORITHM


def test_every_algorithm_in_the_code_is_in_the_inventory() -> None:
    told = section("Cryptography used")
    sources = list((ROOT / "src").rglob("*.py"))
    used = {name: path for path in sources for name in cryptography_in(path.read_text("utf-8"))}
    assert {"hashlib.sha256", "hmac", "secrets", "argon2"} <= set(used)
    for name, path in used.items():
        assert name in told, f"{path} uses {name}"


def test_no_broken_hash_is_called() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        used = {name.split(".")[-1] for name in cryptography_in(path.read_text("utf-8"))}
        assert not used & BROKEN, path


def test_every_library_of_the_inventory_has_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.findall(
        r"^([\w.-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", lock, re.M
    )
    names = {name.lower().replace("_", "-") for name, _ in entries}
    assert len(entries) == len(re.findall(r"^[\w.-]+==", lock, re.M)) > 50
    assert "://" not in lock, "a hash holds wherever a file comes from"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[^\w.-]", each)[0].lower() for each in project["dependencies"]}
    assert wanted <= names


@pytest.mark.parametrize(
    "title",
    [
        "Who may do what", "Ways in", "Limits", "What must fit together", "What is logged",
        "What is kept, and how secret it is", "Libraries and their updates",
    ],
)  # fmt: skip
def test_each_section_that_the_standard_links_to_is_there(title: str) -> None:
    assert len(section(title)) > 200
    anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
    assert f"security.md#{anchor})" in STANDARD
