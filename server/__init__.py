"""Parley: a self-hosted, real-time, multi-party chat server for marketplaces."""

__version__ = "0.1.0"
