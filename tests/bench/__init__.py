"""Measurements: Parley beside its peers, in one run."""
