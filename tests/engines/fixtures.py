"""Fixtures of engines: one pool and one cluster for all tests, since each loads its models anew."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from sayso.engines.engine import Engine, Here
from sayso.engines.on_ray import OnRay
from sayso.engines.pool import Pool

ENGINES = ("here", "pool", "ray")


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Engine]:
    """A Ray of two nodes with a core each, on this machine."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray = pytest.importorskip("ray", reason="Ray isn't there: pip install 'sayso[ray]'")
    from ray.cluster_utils import Cluster

    # Each process that Ray starts to look after the others costs a second or two.
    bare = {"include_dashboard": False, "include_log_monitor": False, "no_monitor": True}
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **bare})
    nodes.add_node(num_cpus=1, include_log_monitor=False)
    ray.init(address=nodes.address, log_to_driver=False, logging_level="error")
    yield OnRay()
    ray.shutdown()
    nodes.shutdown()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    if request.param == "here":
        return Here()
    found: Engine = request.getfixturevalue("pool" if request.param == "pool" else "cluster")
    return found


@pytest.fixture(params=ENGINES[1:])
def elsewhere(request: pytest.FixtureRequest) -> Engine:
    """Each engine whose workers are other processes."""
    found: Engine = request.getfixturevalue("pool" if request.param == "pool" else "cluster")
    return found
