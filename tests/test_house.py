"""The house: each floor imports only floors below it, and nothing goes in circles."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "sayso"

FLOORS = (
    ("files",),
    ("record",),
    ("text",),
    ("lexicon",),
    ("settings",),
    ("gazetteer",),
    ("models",),
    ("ledger",),
    ("intake",),
    ("linking",),
    ("exports",),
    ("stages",),
    ("pipeline",),
    ("engines",),
    ("bulk",),
    ("index",),
    ("views",),
    ("accounts",),
    ("actions",),
    ("api", "web", "cli"),
)
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in MODULES}


def imported(path: Path) -> set[str]:
    """The modules of ours that a module imports, type-only imports and late ones included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in NAMES else node.module or "")
    return {each for each in found if each.split(".")[0] == "sayso"}


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    here = room(name_of(path))
    if here is None:  # the front door, which opens on the top floor
        return
    assert here in HEIGHT, f"room '{here}' has no floor: give it one here and in the docs"
    for module in imported(path):
        there = room(module)
        if there is None:
            # The package itself: only its version may be read, from the top floors.
            faces = ("cli", "intake", "api", "web")
            assert here in faces, f"{name_of(path)} imports the front door"
            continue
        assert HEIGHT[there] <= HEIGHT[here], f"{name_of(path)} imports {module}, a floor above"


def test_evaluation_does_not_import_training() -> None:
    for path in sorted((PACKAGE.parent.parent / "evaluation").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) training\b", text, re.MULTILINE), path


def test_no_import_goes_in_a_circle() -> None:
    graph = {name_of(path): imported(path) & NAMES for path in MODULES}
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for below in sorted(graph[module] - {module}):
                walk(below, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        walk(module, ())


def test_the_record_needs_the_standard_library_alone() -> None:
    import sys

    for path in (PACKAGE / "record").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                )
                for name in names:
                    top = name.split(".")[0]
                    assert top in sys.stdlib_module_names or top == "sayso", f"{path}: {name}"


def test_only_one_module_knows_the_parser() -> None:
    knowing = {
        name_of(path)
        for path in MODULES
        if "import spacy" in (source := path.read_text(encoding="utf-8"))
        or "from spacy" in source
        or "en_core_web_sm" in source
    }
    assert knowing == {"sayso.text.parser"}


def test_only_one_module_loads_onnx_runtime() -> None:
    """It turns the library's telemetry off first; a second import could come before it."""
    loading = {
        name_of(path)
        for path in MODULES
        if any(
            name.split(".")[0] == "onnxruntime"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        )
    }
    assert loading == {"sayso.models.runtime"}
