"""What a presented secret means: to be followed by another, to be answered again, too late, or copied. Pure."""

import hmac
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Generic, TypeVar

from server.accounts.secret import Presented, Secrets, digest
from server.core.chains import Chain

K = TypeVar("K", bound=Chain)

OVERLAP_MS: Final = 60_000
"""How long a secret that was followed by another still counts, and is still held against nobody: for answers that
were lost, and tabs that asked at once. Twice what one exchange may take (docs/decisions/0006)."""


class Verdict(Enum):
    """What is to be done."""

    FOLLOW = "follow"
    """Issue the next secret."""
    REPEAT = "repeat"
    """Give the answer again that was given a moment ago."""
    REFUSE = "refuse"
    """Say no, and change nothing."""
    REVOKE = "revoke"
    """Somebody copied a secret: end it for everybody, whoever is asking."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the next secret is made of, and when a secret is presented."""

    secrets: Secrets
    salt: str
    now: int
    idle_ms: int


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    """What came of a presented secret: what was done, what is kept from now on, the secret to answer."""

    verdict: Verdict
    kept: K | None = None
    answer: str | None = None


def present(kept: K | None, presented: Presented, asked: Asked) -> Outcome[K]:
    """Take a presented secret: the whole rotation, for whoever keeps chains."""
    verdict = judge(kept, presented, asked.now, asked.idle_ms)
    if kept is None or verdict is Verdict.REFUSE:
        return Outcome(verdict)
    if verdict is Verdict.REVOKE:
        return Outcome(verdict, ended(kept, "reuse", asked.now))
    if verdict is Verdict.REPEAT:
        again = asked.secrets.following(presented, kept.generation, kept.salt)
        if is_one(again, kept.current):
            return Outcome(verdict, kept, again)
    generation = max(kept.generation, presented.generation) + 1
    following = asked.secrets.following(presented, generation, asked.salt)
    followed = replace(
        kept,
        previous=digest(presented.text),
        current=digest(following),
        salt=asked.salt,
        generation=generation,
        rotated_at=asked.now,
        seen_at=asked.now,
    )
    return Outcome(Verdict.FOLLOW, followed, following)


def judge(kept: Chain | None, presented: Presented, now: int, idle_ms: int) -> Verdict:
    """Judge a secret by what is kept of who holds it."""
    if kept is None or kept.ended_at is not None or now - kept.seen_at > idle_ms:
        return Verdict.REFUSE
    recent = now - kept.rotated_at <= OVERLAP_MS
    if is_one(presented.text, kept.current):
        return Verdict.FOLLOW
    if is_one(presented.text, kept.previous):
        # Later than that the answer was lost for good: another one takes its place, and should the lost one be
        # presented after all, there are two who hold secrets.
        return Verdict.REPEAT if recent else Verdict.FOLLOW
    if not presented.genuine:
        return Verdict.REFUSE
    if presented.generation > kept.generation:
        return Verdict.FOLLOW  # issued by us and unknown to the store: it was restored from a backup
    return Verdict.REFUSE if recent else Verdict.REVOKE


def is_one(secret: str, stored: str | None) -> bool:
    """Compare with a stored hash, in constant time."""
    return stored is not None and hmac.compare_digest(digest(secret), stored)


def counts(kept: Chain, presented: Presented) -> bool:
    """Tell whether this proves, without being used up, that one is who held it last."""
    return is_one(presented.text, kept.current) or is_one(presented.text, kept.previous)


def ended(kept: K, why: str, now: int) -> K:
    """Return what is kept of a chain that is over, and why: `logout`, `reuse`, `merged`, `revoked`."""
    return replace(kept, ended_at=now, ended_why=why)
