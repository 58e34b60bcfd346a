"""From a trained network to a pack: ONNX, eight bits, tables, checksums."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from sayso.models.pack import FILES, PROTOCOL
from training.attribution.learn import Batch
from training.attribution.network import Network

VERSION = "1"


@dataclass(frozen=True)
class Settings:
    """How the pack is read; the defaults were chosen on PolNeAR dev, see the README."""

    name: str = "attribution"
    size: int = 254
    stride: int = 170
    leaning: tuple[float, float, float] = (-2.0, -1.25, -0.25)
    floor: float = 0.0
    slope: float = 1.0
    offset: float = 0.0


@torch.no_grad()
def eased(network: Network, batch: Batch) -> Network:
    """The same network, with what goes up in each layer brought to one range beforehand.

    A few hidden numbers are far larger than the rest, and eight bits have to span them all. So
    each is divided by the root of how large it gets in `batch` over how large its weights are, and
    its weights multiplied by that (SmoothQuant, Xiao et al. 2023). What comes out is the same.
    """
    reach: dict[nn.Module, Tensor] = {}

    def look(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        reach[module] = given[0][batch.mask.bool()].abs().amax(dim=0)

    network.eval()
    hooks = [layer.up.register_forward_pre_hook(look) for layer in network.layers]
    network(batch.ids, batch.shapes, batch.mask)
    for hook in hooks:
        hook.remove()
    for layer in network.layers:
        heavy = layer.up.weight.abs().amax(dim=0)
        share = (reach[layer.up] / heavy.clamp(min=1e-5)).sqrt().clamp(min=1e-3)
        layer.up.weight.mul_(share)
        layer.ease = 1 / share
    return network


def write_model(network: Network, path: Path, quantised: bool = True) -> None:
    """The network as ONNX, in eight bits (per channel, reduced range) unless told otherwise."""
    network.eval()
    ids = torch.ones((2, 16), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network,
            (ids, torch.zeros_like(ids), torch.ones_like(ids)),
            str(whole),
            input_names=["ids", "shapes", "mask"],
            output_names=["tags", "links"],
            dynamic_axes={
                name: {0: "batch", 1: "length"}
                for name in ("ids", "shapes", "mask", "tags", "links")
            },
            opset_version=17,
            dynamo=False,
        )
        if not quantised:
            shutil.copy(whole, path)
            return
        quantize_dynamic(
            whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )


def write_pack(
    network: Network, tokenizer: Path, folder: Path, settings: Settings, about: dict[str, Any]
) -> None:
    """All files of a pack; `about` goes into pack.json beside the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    write_model(network, folder / "model.onnx")
    shutil.copy(tokenizer, folder / "tokenizer.json")
    tables = {
        name: [[round(float(each), 6) for each in row] for row in getattr(network, name).detach()]
        for name in ("nobody", "steps", "ranks")
    }
    (folder / "linking.json").write_text(json.dumps(tables) + "\n", encoding="utf-8")
    describe(folder, settings, about)


def describe(folder: Path, settings: Settings, about: dict[str, Any]) -> None:
    """Write pack.json for the files that lie in `folder`."""
    table = {
        "name": settings.name,
        "version": VERSION,
        "protocol": PROTOCOL,
        "size": settings.size,
        "stride": settings.stride,
        "leaning": list(settings.leaning),
        "floor": settings.floor,
        "slope": settings.slope,
        "offset": settings.offset,
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
        **about,
    }
    text = json.dumps(table, indent=2, ensure_ascii=False)
    (folder / "pack.json").write_text(text + "\n", encoding="utf-8")
