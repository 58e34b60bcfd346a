"""FastAPI looks at each endpoint once a process, not again for each site that a test makes.

Of the 0.3 s that a site took to make, 0.27 s went into signatures and models of the same functions,
and as much again with the first request. What is found is kept by the code of an endpoint, and only
used again where the endpoint was declared alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from fastapi import routing

NAME = "_populate_api_route_state"
"""Of FastAPI's own: in a version without it every site is made in full."""

OWN = frozenset(("endpoint", "dependant", "dependency_overrides_provider"))
"""What of a route belongs to one site."""


@dataclass(frozen=True)
class _Known:
    """How an endpoint was declared, and what FastAPI made of that."""

    declared: tuple[Any, ...]
    state: Mapping[str, Any]


def _declared(endpoint: Callable[..., Any], given: Mapping[str, Any]) -> tuple[Any, ...]:
    rest = {name: value for name, value in given.items() if name not in OWN}
    told = (getattr(endpoint, each, None) for each in ("__defaults__", "__kwdefaults__", "__doc__"))
    return (getattr(endpoint, "__annotations__", None), *told, rest)


def look_once() -> None:
    """Keep what FastAPI finds about endpoints, from now on in this process."""
    look: Callable[..., None] | None = getattr(routing, NAME, None)
    if look is None or hasattr(look, "__wrapped__"):
        return
    seen: defaultdict[tuple[str, Any], list[_Known]] = defaultdict(list)

    @wraps(look)
    def looked(route: Any, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        key = path, getattr(endpoint, "__code__", endpoint)
        declared = _declared(endpoint, given)
        known = next((each for each in seen[key] if each.declared == declared), None)
        if known is None:
            before = dict(vars(route))
            look(route, path, endpoint, **given)
            made = {
                name: value
                for name, value in vars(route).items()
                if name not in before or before[name] is not value
            }
            if not route.dependant.dependencies:  # those may be of one site alone
                seen[key].append(_Known(declared, made))
            return
        vars(route).update({name: _own(value) for name, value in known.state.items()})
        route.endpoint = endpoint
        route.dependant = replace(known.state["dependant"], call=endpoint)
        route.dependency_overrides_provider = given.get("dependency_overrides_provider")

    setattr(routing, NAME, looked)


def _own(value: Any) -> Any:
    return copy(value) if isinstance(value, (list, dict, set)) else value
