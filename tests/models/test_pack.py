"""A pack is checked before it is used, and the error names the command that mends it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tokenizers")
pytest.importorskip("onnxruntime")

from sayso.models import ModelPackError, load
from sayso.models.pack import FILES, PROTOCOL, check
from sayso.models.pairing import RANKS, STEPS, WIDTH, RelationScores


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text(name, encoding="utf-8")
    write(tmp_path)
    return tmp_path


def write(folder: Path, **changed: Any) -> None:
    table = {
        "name": "attribution",
        "version": "1",
        "protocol": PROTOCOL,
        "size": 254,
        "stride": 170,
        "leaning": [0, 0.5, 0],
        "floor": 0.1,
        "slope": 1,
        "offset": 0,
        "files": {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in FILES},
    }
    text = json.dumps({k: v for k, v in (table | changed).items() if v is not None})
    (folder / "pack.json").write_text(text, encoding="utf-8")


def test_a_whole_pack_is_taken(folder: Path) -> None:
    pack = check(folder)
    assert (pack.name, pack.size, pack.leaning) == ("attribution", 254, (0, 0.5, 0))


def refused(folder: Path, why: str) -> None:
    with pytest.raises(ModelPackError, match=why) as error:
        load(folder)
    assert "python -m training.attribution" in str(error.value)


def test_no_pack(tmp_path: Path) -> None:
    refused(tmp_path, "No model pack")


def test_another_protocol(folder: Path) -> None:
    write(folder, protocol=PROTOCOL + 1)
    refused(folder, f"protocol {PROTOCOL + 1}, this Sayso reads {PROTOCOL}")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_changed(folder: Path, name: str) -> None:
    (folder / name).write_text("other", encoding="utf-8")
    refused(folder, f"{name} is not the file")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone(folder: Path, name: str) -> None:
    (folder / name).unlink()
    refused(folder, f"{name} is missing")


@pytest.mark.parametrize(
    "changed",
    [{"stride": None}, {"leaning": [0, 0]}, {"size": "wide"}, {"leaning": None}],
    ids=str,
)
def test_a_setting_that_is_missing_or_senseless(folder: Path, changed: dict[str, Any]) -> None:
    write(folder, **changed)
    refused(folder, "lacks a setting")


@pytest.mark.parametrize("stride", [0, 255])
def test_windows_that_leave_gaps(folder: Path, stride: int) -> None:
    write(folder, stride=stride)
    refused(folder, "leave gaps")


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_a_table_that_is_none(folder: Path, text: str) -> None:
    (folder / "pack.json").write_text(text, encoding="utf-8")
    refused(folder, "pack.json")


def test_a_model_that_cannot_run(folder: Path) -> None:
    refused(folder, "cannot be run")


def test_linking_tables_of_another_shape() -> None:
    table = {"nobody": [[0.0] * WIDTH] * 2, "steps": [[0.0] * STEPS] * 2, "ranks": [[0.0]] * 2}
    with pytest.raises(ValueError, match="ranks"):
        RelationScores.of(table)
    assert RelationScores.of(table | {"ranks": [[0.0] * RANKS] * 2}).steps.shape == (2, STEPS)
