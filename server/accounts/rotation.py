"""What a presented secret means: to be followed by another, to be answered again, too late, or copied. Pure."""

import hmac
from dataclasses import replace
from enum import Enum
from typing import Final

from server.accounts.secret import Presented
from server.core import times
from server.storage.visitors import Visit

OVERLAP_MS: Final = 60_000
"""How long a secret that was followed by another still counts, and is still held against nobody: for answers that
were lost, and tabs that asked at once. Twice what one exchange may take (docs/decisions/0005)."""
DAY_MS: Final = times.DAY


class Verdict(Enum):
    """What is to be done."""

    FOLLOW = "follow"
    """Issue the next secret."""
    REPEAT = "repeat"
    """Give the answer again that was given a moment ago."""
    REFUSE = "refuse"
    """Say no, and change nothing."""
    REVOKE = "revoke"
    """Somebody copied a secret: end the visit, whoever is asking."""


def judge(kept: Visit | None, presented: Presented, now: int, idle_ms: int) -> Verdict:
    """Judge a secret by what is kept of its visitor."""
    if kept is None or kept.ended_at is not None or now - kept.seen_at > idle_ms:
        return Verdict.REFUSE
    recent = now - kept.rotated_at <= OVERLAP_MS
    if is_one(presented, kept.current):
        return Verdict.FOLLOW
    if is_one(presented, kept.previous):
        # Later than that the answer was lost for good: another one takes its place, and should the lost one be
        # presented after all, there are two who hold secrets.
        return Verdict.REPEAT if recent else Verdict.FOLLOW
    if not presented.genuine:
        return Verdict.REFUSE
    if presented.generation > kept.generation:
        return Verdict.FOLLOW  # issued by us and unknown to the store: it was restored from a backup
    return Verdict.REFUSE if recent else Verdict.REVOKE


def is_one(presented: Presented, digest: str | None) -> bool:
    """Compare with a stored hash, in constant time."""
    return digest is not None and hmac.compare_digest(presented.digest, digest)


def counts(kept: Visit, presented: Presented) -> bool:
    """Tell whether this proves, without being used up, that one is the visitor."""
    return is_one(presented, kept.current) or is_one(presented, kept.previous)


def followed(kept: Visit, presented: Presented, following: str, salt: str, now: int) -> Visit:
    """Return what is kept once this secret was followed by another (its hash)."""
    return replace(
        kept,
        previous=presented.digest,
        current=following,
        salt=salt,
        generation=next_generation(kept, presented),
        rotated_at=now,
        seen_at=now,
    )


def next_generation(kept: Visit, presented: Presented) -> int:
    """Return the number of the next secret: above all that were ever issued."""
    return max(kept.generation, presented.generation) + 1


def ended(kept: Visit, why: str, now: int) -> Visit:
    """Return what is kept of a visit that is over: `logout`, `reuse` or `merged`."""
    return replace(kept, ended_at=now, ended_why=why)
