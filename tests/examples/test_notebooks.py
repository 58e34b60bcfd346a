"""The example notebooks are notebooks, have no outputs, and do what they say."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))
KEYS = {
    "markdown": {"cell_type", "id", "metadata", "source"},
    "code": {"cell_type", "id", "metadata", "source", "execution_count", "outputs"},
}


def notebook(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def run(code: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does: what its last expression gives comes back."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307


def test_there_is_one() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_of_format_4_without_outputs(path: Path) -> None:
    whole = notebook(path)
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    assert set(whole) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert whole["metadata"]["kernelspec"]["name"] == "python3"
    for cell in whole["cells"]:
        assert set(cell) == KEYS[cell["cell_type"]]
        assert all(isinstance(line, str) for line in cell["source"])
        if cell["cell_type"] == "code":
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
    ids = [cell["id"] for cell in whole["cells"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_cells_of_a_notebook_run_in_order(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    monkeypatch.chdir(tmp_path / "examples" / path.parent.name)
    names: dict[str, Any] = {}
    cells = [each for each in notebook(path)["cells"] if each["cell_type"] == "code"]
    given = [run("".join(each["source"]), names) for each in cells]
    shown = [each._repr_html_() for each in given if each is not None]
    assert "market.sqlite" in shown[0]
    assert shown[-1].count("<mark") >= 5
    printed = capsys.readouterr().out
    assert "Rapid Support Forces" in printed
    assert "at least 10 people" in printed
    assert "Cape Dispatch" in printed
