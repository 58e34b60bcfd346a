"""The network that is trained: padding, distances, and the same words after easing.

Needs PyTorch, which only training does: see training/attribution/README.md.
"""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("safetensors")
pytest.importorskip("onnx")

import torch

from training.attribution.encoders import Shape
from training.attribution.export import eased
from training.attribution.learn import Batch
from training.attribution.network import Network

BERT = Shape(24, 48, 4, 2, vocabulary=50, positions=40, types=2)
MPNET = Shape(24, 48, 4, 2, vocabulary=50, positions=40, first=2, buckets=32)
KINDS = pytest.mark.parametrize("shape", [BERT, MPNET], ids=["bert", "mpnet"])


def network(shape: Shape) -> Network:
    torch.manual_seed(3)
    made = Network(shape).eval()
    for part in made.parameters():
        torch.nn.init.normal_(part, std=0.3)
    return made


def window(length: int, padding: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    ids = torch.arange(3, 3 + length)[None] % 50
    mask = torch.ones_like(ids)
    if padding:
        ids = torch.cat([ids, torch.full((1, padding), 9)], dim=1)
        mask = torch.cat([mask, torch.zeros((1, padding), dtype=torch.int64)], dim=1)
    return ids, torch.zeros_like(ids), mask


@KINDS
@torch.no_grad()
def test_padding_changes_nothing(shape: Shape) -> None:
    one = network(shape)
    alone, padded = one.encoded(*window(12)), one.encoded(*window(12, padding=7))
    assert torch.allclose(alone, padded[:, :12], atol=1e-4)


@torch.no_grad()
def test_only_mpnet_minds_how_far_pieces_stand_apart() -> None:
    one = network(MPNET)
    before = one.encoded(*window(12))
    one.distances.bias.weight[17] += 3.0  # the piece that follows
    assert not torch.allclose(before, one.encoded(*window(12)), atol=0.1)
    assert torch.equal(
        one.distances(3)[0, 0].diagonal(1), one.distances.bias.weight[17, :1].repeat(2)
    )
    assert not hasattr(network(BERT), "distances")


@KINDS
@torch.no_grad()
def test_easing_changes_ranges_and_not_what_is_said(shape: Shape) -> None:
    one = network(shape)
    ids, shapes, mask = window(12, padding=5)
    before = one(ids, shapes, mask)[0]
    weights = one.layers[0].up.weight.clone()
    after = eased(one, Batch(ids, shapes, mask, ids, []))(ids, shapes, mask)[0]
    assert torch.allclose(before[:, :12], after[:, :12], atol=1e-3)
    assert not torch.allclose(weights, one.layers[0].up.weight)
