"""Benches for the moving parts: see tests/chat; and a Redis Cluster, for all tests of this process."""

from collections.abc import Iterator

import pytest

from tests.chat.conftest import bench, pair
from tests.rig.redis_cluster import RedisCluster

__all__ = ["bench", "cluster", "pair"]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    """Three masters, each with a replica."""
    running = RedisCluster(tmp_path_factory.mktemp("cluster"))
    try:
        running.up()
        yield running
    finally:
        running.end()
