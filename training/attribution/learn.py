"""The training loop: seeded, checkpointed, resumed where it was stopped."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name that everyone uses

from sayso.models.pairing import CONTENT_TO_CUE, CUE_TO_SOURCE, WIDTH, Stretch, places
from training.attribution.data import IGNORED, Article, Example, batches, examples
from training.attribution.encoders import Marks
from training.attribution.network import Network

LINK_WEIGHT = 0.3
SAVE_EVERY = 100


@dataclass(frozen=True)
class Course:
    """How long and how fast to learn."""

    epochs: float = 3
    batch: int = 4
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.08
    decay: float = 0.01
    seed: int = 7
    half: bool = True


@dataclass(frozen=True)
class Stage:
    """Articles of one part of a course, and how often they are read. Parts follow on each other
    under one learning rate: what comes last is learned at the lowest."""

    articles: Sequence[Article]
    epochs: float


@dataclass(frozen=True)
class Batch:
    """Windows padded to one length; row 0 is the start mark, every span is one piece later."""

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    labels: Tensor
    examples: Sequence[Example]


def collate(every: Sequence[Example], marks: Marks) -> Batch:
    """A batch with its marks of beginning and end."""
    longest = max(len(each.ids) for each in every) + 2
    length = -(-longest // 32) * 32  # half precision is slow on other lengths
    ids = np.full((len(every), length), marks.padding, dtype=np.int64)
    shapes = np.zeros_like(ids)
    mask = np.zeros_like(ids)
    labels = np.full((len(every), 3, length), IGNORED, dtype=np.int64)
    for row, each in enumerate(every):
        end = len(each.ids) + 1
        ids[row, 0], ids[row, 1:end], ids[row, end] = marks.start, each.ids, marks.end
        shapes[row, 1:end] = each.shapes
        mask[row, : end + 1] = 1
        labels[row, :, 1:end] = each.labels
    parts = [torch.from_numpy(part) for part in (ids, shapes, mask, labels)]
    return Batch(parts[0], parts[1], parts[2], parts[3], every)


def tag_loss(tags: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the three heads, summed."""
    scores = tags.float().view(*tags.shape[:2], 3, 3).permute(0, 2, 1, 3)
    return 3 * F.cross_entropy(scores.reshape(-1, 3), labels.reshape(-1), ignore_index=IGNORED)


def link_loss(network: Network, links: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of every span's head among the candidates of its window, or nobody."""
    losses = []
    for row, each in enumerate(batch.examples):
        vectors = links[row, 1:].float()
        for relation, asking, heads, right in (
            (CONTENT_TO_CUE, each.contents, each.cues, each.cue_of),
            (CUE_TO_SOURCE, each.cues, each.sources, each.source_of),
        ):
            if asking:
                scores = link_scores(network, relation, vectors, asking, heads)
                goal = torch.tensor([len(heads) if at < 0 else at for at in right])
                losses.append(F.cross_entropy(scores, goal))
    return torch.stack(losses).mean() if losses else links.sum() * 0


def link_scores(
    network: Network,
    relation: int,
    vectors: Tensor,
    asking: Sequence[Stretch],
    heads: Sequence[Stretch],
) -> Tensor:
    """The same sum as `sayso.models.pairing.Linker.scores`, with gradients."""
    asked = spread(vectors, 4 * relation, asking)
    nobody = network.nobody[relation][None]
    if not heads:
        return asked @ nobody.T / WIDTH**0.5
    answered = spread(vectors, 4 * relation + 2, heads)
    steps, ranks = (torch.from_numpy(part) for part in places(asking, heads))
    biases = network.steps[relation][steps] + network.ranks[relation][ranks]
    scores = asked @ torch.cat([answered, nobody]).T / WIDTH**0.5
    return scores + F.pad(biases, (0, 1))


def spread(vectors: Tensor, group: int, spans: Sequence[Stretch]) -> Tensor:
    """One vector a span: its first piece as a start and its last as an end."""
    edges = torch.tensor(spans)
    first = vectors[edges[:, 0], group * WIDTH : (group + 1) * WIDTH]
    return first + vectors[edges[:, 1], (group + 1) * WIDTH : (group + 2) * WIDTH]


def optimiser(network: Network, course: Course) -> torch.optim.AdamW:
    """AdamW; what is new learns faster than what was pretrained."""
    new = ("tags", "hidden", "links", "nobody", "steps", "ranks")
    moving = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    old = [p for n, p in moving if not n.startswith(new)]
    fresh = [p for n, p in moving if n.startswith(new)]
    groups = [{"params": old, "lr": course.rate}, {"params": fresh, "lr": course.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=course.decay, fused=True)


def plan(stages: Sequence[Stage], course: Course) -> list[list[Example]]:
    """All batches of all epochs, in order: a run that was stopped goes on at its number."""
    return [batch for stage in stages for batch in _batches_of(stage, course)]


def _batches_of(stage: Stage, course: Course) -> list[list[Example]]:
    found: list[list[Example]] = []
    for epoch in range(math.ceil(stage.epochs)):
        seed = course.seed + epoch
        found.extend(batches(examples(stage.articles, seed), course.batch, seed))
    return found[: round(len(found) * stage.epochs / math.ceil(stage.epochs))]


def slope(step: int, steps: int, course: Course) -> float:
    """Share of the full rate: up over the warm-up, then down in a straight line to 0."""
    warm = max(1, int(steps * course.warm_up))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def learn(
    network: Network, stages: Sequence[Stage], course: Course, checkpoint: Path, marks: Marks
) -> None:
    """Train to the end of the course, from the checkpoint where there is one of this course."""
    torch.manual_seed(course.seed)
    todo = plan(stages, course)
    steering = optimiser(network, course)
    fall = torch.optim.lr_scheduler.LambdaLR(steering, lambda at: slope(at, len(todo), course))
    start = resume(network, steering, fall, checkpoint, course)
    began, pieces, sums = time.monotonic(), 0, [0.0, 0.0]
    network.train()
    for number in range(start, len(todo)):
        torch.manual_seed(course.seed * 100_003 + number)  # dropout: the same after a resume
        batch = collate(todo[number], marks)
        for at, loss in enumerate(step(network, batch, steering, fall, course.half)):
            sums[at] += loss
        pieces += int(batch.mask.sum())
        if (number + 1) % 25 == 0:
            speed = pieces / (time.monotonic() - began)
            print(
                f"step {number + 1}/{len(todo)} tags {sums[0] / 25:.3f} links {sums[1] / 25:.3f} "
                f"{speed:.0f} pieces/s {time.monotonic() - began:.0f} s",
                flush=True,
            )
            sums = [0.0, 0.0]
        if (number + 1) % SAVE_EVERY == 0 or number + 1 == len(todo):
            save(network, steering, fall, checkpoint, (number + 1, course))


def step(
    network: Network,
    batch: Batch,
    steering: torch.optim.AdamW,
    fall: torch.optim.lr_scheduler.LambdaLR,
    half: bool,
) -> tuple[float, float]:
    """One step down; the losses of tags and links before it."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        tags, links = network(batch.ids, batch.shapes, batch.mask)
    first, second = tag_loss(tags, batch.labels), link_loss(network, links, batch)
    (first + LINK_WEIGHT * second).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    steering.step()
    steering.zero_grad(set_to_none=True)
    fall.step()
    return float(first.detach()), float(second.detach())


def save(
    network: Network,
    steering: torch.optim.AdamW,
    fall: torch.optim.lr_scheduler.LambdaLR,
    checkpoint: Path,
    at: tuple[int, Course],
) -> None:
    """Write the checkpoint beside its place, then move it there, so that it is never half."""
    state = {
        "step": at[0],
        "course": asdict(at[1]),
        "network": network.state_dict(),
        "steering": steering.state_dict(),
        "fall": fall.state_dict(),
    }
    draft = checkpoint.with_suffix(".part")
    torch.save(state, draft)
    draft.replace(checkpoint)


def resume(
    network: Network,
    steering: torch.optim.AdamW,
    fall: torch.optim.lr_scheduler.LambdaLR,
    checkpoint: Path,
    course: Course,
) -> int:
    """The step to go on at; 0 when there is no checkpoint, ValueError when it is another's."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    if state["course"] | {"epochs": course.epochs} != asdict(course):
        raise ValueError(f"{checkpoint} is of another course: remove it, or give its options")
    network.load_state_dict(state["network"])
    steering.load_state_dict(state["steering"])
    fall.load_state_dict(state["fall"])
    print(f"resumed at step {state['step']}", flush=True)
    return int(state["step"])
