"""The network: a small BERT encoder, three tagging heads, and vectors that link spans.

Written out here rather than taken from a library, so that what is exported is what is read.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone uses

from sayso.models.linking import RANKS, STEPS, WIDTH
from sayso.models.pieces import SHAPES

HIDDEN, INNER, HEADS, LAYERS, VOCABULARY, POSITIONS = 384, 1536, 12, 6, 30522, 512
DROPOUT = 0.1
"""Only before the heads: inside the layers, drawing its numbers took two thirds of each step."""


class Embeddings(nn.Module):
    """Pieces, positions and shapes; the shapes start at zero, so the encoder starts as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.shape_embeddings = nn.Embedding(SHAPES, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=1e-12)
        nn.init.zeros_(self.shape_embeddings.weight)
        self.word_embeddings.weight.requires_grad_(False)  # half of the weights, most seen rarely

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Vectors of a batch of windows."""
        places = torch.arange(ids.shape[1], device=ids.device)[None]
        whole = self.word_embeddings(ids) + self.position_embeddings(places)
        whole = whole + self.shape_embeddings(shapes) + self.token_type_embeddings.weight[0]
        normal: Tensor = self.LayerNorm(whole)
        return normal


class Layer(nn.Module):
    """One transformer layer, post-norm, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.output, self.norm = nn.Linear(HIDDEN, HIDDEN), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.last = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention: 0 where a piece is, a large negative on padding."""
        rows, length, _ = x.shape
        q, k, v = (
            part(x).view(rows, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        # Written out: the fused one takes twice as long in half precision, most of it backwards.
        fit = q @ k.transpose(2, 3) * (HIDDEN // HEADS) ** -0.5 + mask.to(q.dtype)
        seen = torch.softmax(fit, dim=-1) @ v
        x = self.norm(x + self.output(seen.transpose(1, 2).reshape(rows, length, HIDDEN)))
        deep: Tensor = self.last(x + self.down(F.gelu(self.up(x))))
        return deep


class Network(nn.Module):
    """Tags (source, cue, content; outside, begins, inside) and link vectors for every piece."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.tags = nn.Linear(HIDDEN, 9)
        self.hidden = nn.Linear(HIDDEN, 256)
        self.links = nn.Linear(256, 8 * WIDTH)
        self.nobody = nn.Parameter(torch.zeros(2, WIDTH))
        self.steps = nn.Parameter(torch.zeros(2, STEPS))
        self.ranks = nn.Parameter(torch.zeros(2, RANKS))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Batch of windows to (batch, length, 9) tag scores and (batch, length, 8 * WIDTH)."""
        x = self.embeddings(ids, shapes)
        hidden = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, hidden)
        x = F.dropout(x, DROPOUT, self.training)
        return self.tags(x), self.links(F.gelu(self.hidden(x)))


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "last",
}


def pretrained(weights: Path) -> Network:
    """A network whose encoder starts from published weights; ValueError when one is missing."""
    network = Network()
    state = network.state_dict()
    for name, value in load_file(weights).items():
        ours = renamed(name)
        if ours in state:
            state[ours] = value
    missing = [
        name
        for name, value in state.items()
        if name.startswith(("layers.", "embeddings.word")) and value is network.state_dict()[name]
    ]
    if missing:
        raise ValueError(f"{weights} lacks {missing[0]}: is it a BERT of {LAYERS} layers?")
    network.load_state_dict(state)
    return network


def renamed(name: str) -> str:
    """The published name of a weight in our words."""
    parts = name.split(".")
    if parts[:2] != ["encoder", "layer"]:
        return name
    inner, kind = ".".join(parts[3:-1]), parts[-1]
    return f"layers.{parts[2]}.{NAMES.get(inner, inner)}.{kind}"
