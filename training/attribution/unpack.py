"""A trained network read back from a pack, to train it further.

The pack holds eight-bit weights. Read back they are the rounded ones: the network gives what the
pack gives, but for the rounding of activations, and training goes on from there.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.attribution.encoders import Shape
from training.attribution.export import write_model
from training.attribution.network import Network

Arrays = dict[str, NDArray[np.float32]]

TABLES = ("nobody", "steps", "ranks")
"""Weights that are kept beside the model, in `linking.json`."""


def unpacked(folder: Path, shape: Shape) -> Network:
    """Return the network of the pack in `folder`; ValueError where a weight is not in it."""
    held = arrays(folder / "model.onnx")
    network = Network(shape)
    state = network.state_dict()
    eases = {}
    for exported, (name, turned) in exported_names(shape).items():
        if exported not in held:
            raise ValueError(f"{folder / 'model.onnx'} lacks {exported}, the weights of {name}")
        value = torch.from_numpy(np.array(held[exported].T if turned else held[exported]))
        if name.endswith(".ease"):
            eases[name.removesuffix(".ease")] = value
        else:
            state[name] = value
    for layer, ease in eases.items():
        # What `eased` multiplied into the weights is taken out, so that it can be done anew.
        state[f"{layer}.up.weight"] = state[f"{layer}.up.weight"] * ease
    tables = json.loads((folder / "linking.json").read_text(encoding="utf-8"))
    for name in TABLES:
        state[name] = torch.tensor(tables[name])
    network.load_state_dict(state)
    return network


def arrays(path: Path) -> Arrays:
    """Return the weights and constants of a model by name, those in eight bits as the numbers that
    they mean.
    """
    graph = onnx.load(str(path)).graph
    raw = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    raw |= {
        node.output[0]: numpy_helper.to_array(node.attribute[0].t)
        for node in graph.node
        if node.op_type == "Constant"
    }
    found: Arrays = {}
    for name, value in raw.items():
        whole = name.removesuffix("_quantized")
        if whole == name:
            found[name] = value
            continue
        # Channels are the columns, and scale and zero point are single where there is one for all.
        scale, zero = raw[f"{whole}_scale"], raw[f"{whole}_zero_point"]
        found[whole] = ((value.astype(np.float32) - zero.astype(np.float32)) * scale).astype(
            np.float32
        )
    return found


@torch.no_grad()
def exported_names(shape: Shape) -> dict[str, tuple[str, bool]]:
    """Return what the exporter calls our weights: its name to ours, and whether it turned them.

    The exporter gives matrices names of its own. So a network is exported whose weights are all
    one number, another for each, and the numbers are looked up in the model.
    """
    network = Network(shape)
    marked: dict[float, str] = {}
    for number, (name, value) in enumerate(network.named_parameters(), 1):
        marked[float(number)] = name
        _mark(value, number)
    for at, layer in enumerate(network.layers):
        number = len(marked) + 1
        marked[float(number)] = f"layers.{at}.ease"
        layer.ease = torch.full((shape.hidden,), float(number))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marked.onnx"
        write_model(network, path, quantised=False)
        held = arrays(path)
    return {
        exported: (marked[key], _is_turned(value))
        for exported, value in held.items()
        if value.size and (key := float(value.reshape(-1)[0])) in marked and _is_marked(value)
    }


def _mark(value: Tensor, number: int) -> None:
    """Fill a weight with a number, and the second column of a matrix with a little more."""
    value.fill_(float(number))
    if value.dim() > 1 and value.shape[1] > 1:
        value[:, 1] += 0.5


def _is_turned(value: NDArray[np.float32]) -> bool:
    return value.ndim > 1 and value.shape[0] > 1 and bool(value[1, 0] > value[0, 0])


def _is_marked(value: NDArray[np.float32]) -> bool:
    """Return whether an array is a filled weight and no constant of the graph's own."""
    near = value - value.reshape(-1)[0]
    return value.size > 8 and bool(np.isin(near, (0.0, 0.5)).all())
