"""`python -m evaluation`: every measure, with its signature, against the pinned floors.

A floor may only rise: `--pin` raises floors.toml to what was measured where that is higher, and
never lowers one. A set that is not on this machine is passed over, and said so. A task that was
asked for by its name must be measured, and so must any task at all, unless `--allow-missing`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tomllib
from pathlib import Path
from types import ModuleType

from evaluation.score import Score

TASKS = (
    "gold",
    "claims",
    "attribution",
    "events",
    "acled",
    "quantities",
    "moments",
    "places",
    "actors",
    "anatomy",
    "linking",
    "harm",
    "disclosure",
    "comparison",
    "accounts",
    "together",
    "towns",
    "relevance",
    "languages",
)
FLOORS = Path(__file__).with_name("floors.toml")
SLACK = 0.0005
"""Below a floor by less than this is rounding, not a loss."""


def main() -> int:
    """Run the tasks that were asked for; 1 when a floor was missed or nothing was measured."""
    arguments = _arguments()
    floors: dict[str, float] = tomllib.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    by_task: dict[str, list[Score]] = {}
    for task in arguments.tasks or TASKS:
        module = importlib.import_module(f"evaluation.{task}")
        by_task[task] = _measured(task, module, arguments.data, floors)
    scores = [score for some in by_task.values() for score in some]
    if arguments.pin:
        _pin(floors, scores)
    missed = [s for s in scores if s.value < floors.get(s.name, 0.0) - SLACK]
    for score in missed:
        print(f"BELOW ITS FLOOR: {score.name} {score.value:.4f} < {floors[score.name]:.4f}")
    empty = [] if arguments.allow_missing else _unmeasured(by_task, bool(arguments.tasks))
    if empty:
        print(f"NOTHING WAS MEASURED: {', '.join(empty)}. Name the data by --data DIR.")
    return 1 if missed or empty else 0


def _unmeasured(by_task: dict[str, list[Score]], named: bool) -> list[str]:
    """Return the tasks without a score that make the run fail: those named, or all of them."""
    empty = [task for task, scores in by_task.items() if not scores]
    return empty if named or len(empty) == len(by_task) else []


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("tasks", nargs="*", help=f"of {', '.join(TASKS)}; all when none is named")
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument(
        "--allow-missing", action="store_true", help="succeed where no data is at hand"
    )
    parser.add_argument("--pin", action="store_true", help="raise floors to what was measured")
    return parser.parse_args()


def _measured(task: str, module: ModuleType, data: Path, floors: dict[str, float]) -> list[Score]:
    """The scores of one task, printed as they come; none where its data is missing."""
    try:
        scores: list[Score] = module.measure(data)
    except FileNotFoundError as missing:
        print(f"{task}: passed over, no {missing.filename}")
        return []
    for score in scores:
        floor = floors.get(score.name)
        pinned = f"floor {floor:.4f}" if floor is not None else "no floor"
        print(f"{score.name} {score.value:.4f} | {pinned} | {score.signature}", flush=True)
    return scores


def _pin(floors: dict[str, float], scores: list[Score]) -> None:
    """Write floors.toml with every floor raised to its score, none lowered."""
    for score in scores:
        floors[score.name] = max(floors.get(score.name, 0.0), round(score.value - 0.00005, 4))
    lines = [f'"{name}" = {value}' for name, value in sorted(floors.items())]
    FLOORS.write_text(
        "# Floors that `make eval` holds. They only rise.\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
