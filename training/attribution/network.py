"""The network: an encoder of BERT's kind, three tagging heads, and vectors that link spans.

Written out here rather than taken from a library, so that what is exported is what is read.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone uses

from sayso.models.pairing import RANKS, STEPS, WIDTH
from sayso.models.pieces import SHAPES
from training.attribution.encoders import Shape, bucket

DROPOUT = 0.1
"""Only before the heads: inside the layers, drawing its numbers took two thirds of each step."""


class Embeddings(nn.Module):
    """Pieces, positions and shapes; the shapes start at zero, so the encoder starts as it was."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.first = shape.first
        self.word_embeddings = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position_embeddings = nn.Embedding(shape.positions, shape.hidden)
        if shape.types:
            self.token_type_embeddings = nn.Embedding(shape.types, shape.hidden)
        self.shape_embeddings = nn.Embedding(SHAPES, shape.hidden)
        self.LayerNorm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        nn.init.zeros_(self.shape_embeddings.weight)
        self.word_embeddings.weight.requires_grad_(False)  # half of the weights, most seen rarely

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Vectors of a batch of windows."""
        places = torch.arange(ids.shape[1], device=ids.device)[None] + self.first
        whole = self.word_embeddings(ids) + self.position_embeddings(places)
        whole = whole + self.shape_embeddings(shapes)
        if hasattr(self, "token_type_embeddings"):
            whole = whole + self.token_type_embeddings.weight[0]
        normal: Tensor = self.LayerNorm(whole)
        return normal


class Distances(nn.Module):
    """MPNet's bias of attention by how far two pieces stand apart, learned for each head."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.most = shape.positions
        self.bias = nn.Embedding(shape.buckets, shape.heads)
        table = [bucket(far, shape.buckets) for far in range(-self.most, self.most + 1)]
        self.register_buffer("table", torch.tensor(table), persistent=False)

    def forward(self, length: int | Tensor) -> Tensor:
        """(1, heads, length, length): what is added to the attention of a row to a column."""
        places = torch.arange(length)
        table: Tensor = self.get_buffer("table")
        found: Tensor = self.bias(table[places[None, :] - places[:, None] + self.most])
        return found.permute(2, 0, 1)[None]


class Layer(nn.Module):
    """One transformer layer, post-norm, as in BERT."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden, epsilon = shape.hidden, shape.epsilon
        self.heads, self.width = shape.heads, hidden // shape.heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.output, self.norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, eps=epsilon)
        self.up, self.down = nn.Linear(hidden, shape.inner), nn.Linear(shape.inner, hidden)
        self.last = nn.LayerNorm(hidden, eps=epsilon)
        self.register_buffer("ease", None, persistent=False)  # see export.eased

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`bias` is added to the attention: a large negative where padding is."""
        rows, length, hidden = x.shape
        q, k, v = (
            part(x).view(rows, length, self.heads, self.width).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        # Written out: the fused one takes twice as long in half precision, most of it backwards.
        fit = q @ k.transpose(2, 3) * self.width**-0.5 + bias.to(q.dtype)
        seen = torch.softmax(fit, dim=-1) @ v
        x = self.norm(x + self.output(seen.transpose(1, 2).reshape(rows, length, hidden)))
        even = x if self.ease is None else x * self.ease
        deep: Tensor = self.last(x + self.down(F.gelu(self.up(even))))
        return deep


class Network(nn.Module):
    """Tags (source, cue, content; outside, begins, inside) and link vectors for every piece."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = Embeddings(shape)
        if shape.buckets:
            self.distances = Distances(shape)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.tags = nn.Linear(shape.hidden, 9)
        self.hidden = nn.Linear(shape.hidden, 256)
        self.links = nn.Linear(256, 8 * WIDTH)
        self.nobody = nn.Parameter(torch.zeros(2, WIDTH))
        self.steps = nn.Parameter(torch.zeros(2, STEPS))
        self.ranks = nn.Parameter(torch.zeros(2, RANKS))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Batch of windows to (batch, length, 9) tag scores and (batch, length, 8 * WIDTH)."""
        x = F.dropout(self.encoded(ids, shapes, mask), DROPOUT, self.training)
        return self.tags(x), self.links(F.gelu(self.hidden(x)))

    def encoded(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last layer: (batch, length, hidden)."""
        x: Tensor = self.embeddings(ids, shapes)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        if hasattr(self, "distances"):
            bias = bias + self.distances(ids.shape[1])
        if torch.is_autocast_enabled("cpu"):
            bias = bias.to(torch.get_autocast_dtype("cpu"))  # once, not in every layer
        for layer in self.layers:
            x = layer(x, bias)
        return x


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "norm",
    "attention.attn.q": "query",
    "attention.attn.k": "key",
    "attention.attn.v": "value",
    "attention.attn.o": "output",
    "attention.LayerNorm": "norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "last",
}
"""What BERT and MPNet call the parts of a layer, and what we call them."""


def pretrained(weights: Path, shape: Shape) -> Network:
    """A network whose encoder starts from published weights; ValueError when one is missing."""
    network = Network(shape)
    state = network.state_dict()
    published = {renamed(name): value for name, value in load_file(weights).items()}
    encoder = ("layers.", "embeddings.", "distances.")
    for name in state:
        if name in published:
            state[name] = published[name]
        elif name.startswith(encoder) and "shape" not in name:
            raise ValueError(f"{weights} lacks {name}: is it an encoder of this shape?")
    network.load_state_dict(state)
    return network


def renamed(name: str) -> str:
    """The published name of a weight in our words."""
    if name == "encoder.relative_attention_bias.weight":
        return "distances.bias.weight"
    parts = name.split(".")
    if parts[:2] != ["encoder", "layer"]:
        return name
    inner, kind = ".".join(parts[3:-1]), parts[-1]
    return f"layers.{parts[2]}.{NAMES.get(inner, inner)}.{kind}"
