"""Benches for the moving parts: see tests/chat."""

from tests.chat.conftest import bench, pair

__all__ = ["bench", "pair"]
