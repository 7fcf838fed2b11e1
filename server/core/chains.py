"""A secret that is followed by another with every use: what is kept of it, hashes alone. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What is kept beside whoever holds the secret; times in milliseconds."""

    current: str
    """The hash of the secret issued last."""
    previous: str | None = None
    """The hash of the one it was issued for."""
    salt: str = ""
    generation: int = 0
    rotated_at: int = 0
    seen_at: int = 0
    ended_at: int | None = None
    ended_why: str | None = None
