"""A visitor becomes a user of the host: both proofs, once, every room handed over, whatever breaks in between."""

from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from server.accounts import rotation
from server.accounts.rotation import Verdict
from server.accounts.secret import Presented, Secrets
from server.accounts.visitors import unknown
from server.chat import compose
from server.core import changes
from server.core.refusals import Refusal
from server.core.users import User
from server.live import gossip
from server.live.hub import Hub
from server.storage import leases, mutes
from server.storage import users as stored_users
from server.storage import visitors as stored
from server.storage.database import Store
from server.storage.visitors import Visit

AT_ONCE: Final = 50
ROUNDS: Final = 3
PATIENCE_MS: Final = 15_000
"""How long a merge may be under way before another node finishes it; the lease on finishing lasts as long."""
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Proof:
    """That one is the visitor: their secret, or a token of theirs, whose signature was checked."""

    visitor: str
    secret: Presented | None = None


class Merging:
    """First the visit is ended and says whose it is now; from then on it will be finished, by whoever comes by."""

    def __init__(self, hub: Hub, secrets: Secrets, idle_ms: int) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._secrets = secrets
        self._idle_ms = idle_ms

    def proof(self, secret: str) -> Proof:
        """Read a secret as a proof. Refuses what no secret looks like."""
        presented = self._secrets.read(secret)
        if presented is None:
            raise unknown()
        return Proof(presented.user, presented)

    async def merge(self, proof: Proof, user: User) -> None:
        """Make the visitor's rooms the user's. Refuses with `unauthenticated`, or `forbidden` for staff."""
        if user.staff or user.verified != "host":
            raise Refusal("forbidden", "a visitor becomes a user of the host, and nobody else")
        verdict = await self._parts.journal.write(lambda c: self._claim(c, proof, user))
        if verdict in {Verdict.FOLLOW, Verdict.REVOKE}:
            self._hub.expel(proof.visitor, ended=True)
        if verdict is Verdict.REVOKE:
            log.info("visitor.ended", visitor=proof.visitor, why="reuse")
        if verdict in {Verdict.REFUSE, Verdict.REVOKE}:
            raise unknown()
        await self._finish(proof.visitor, user)

    def _claim(self, c: Store, proof: Proof, user: User) -> Verdict:
        """End the visit in the user's name; REPEAT when it was theirs already."""
        now = self._parts.wall()
        known = stored_users.user(c, proof.visitor)
        if known is not None and known.banned:
            raise Refusal("forbidden", "you are kept out here")
        kept = stored.visit(c, proof.visitor, lock=True)
        if kept is None or (kept.merged_into is not None and kept.merged_into != user.id):
            return Verdict.REFUSE
        if kept.merged_into is not None:
            again = proof.secret is None or rotation.counts(kept, proof.secret)
            return Verdict.REPEAT if again else Verdict.REFUSE
        verdict = self._judge(kept, proof, now)
        if verdict is Verdict.REVOKE:
            stored.put_visit(c, rotation.ended(kept, "reuse", now))
        elif verdict is Verdict.FOLLOW:
            stored.put_visit(c, replace(rotation.ended(kept, "merged", now), merged_into=user.id))
            stored.hand_opening(c, proof.visitor, user.id)
            mutes.hand_over(c, proof.visitor, user.id)
        return verdict

    def _judge(self, kept: Visit, proof: Proof, now: int) -> Verdict:
        """FOLLOW when the proof holds."""
        if proof.secret is None:
            return Verdict.FOLLOW if kept.ended_at is None else Verdict.REFUSE
        verdict = rotation.judge(kept, proof.secret, now, self._idle_ms)
        return Verdict.FOLLOW if verdict is Verdict.REPEAT else verdict

    async def _finish(self, visitor: str, user: User) -> None:
        """Hand over room by room; what was handed over before is not touched again."""
        await self._hub.receipts.save()
        handed = 0
        for _ in range(ROUNDS):
            rooms = await self._parts.database.read(stored.rooms_to_hand_over, visitor)
            for room in rooms:
                handed += await self._hand_over(room, visitor, user)
            if not rooms:
                break
        await self._parts.journal.write(lambda c: stored.merged(c, visitor, self._parts.wall()))
        log.info("visitor.merged", visitor=visitor, user=user.id, rooms=handed)

    async def _hand_over(self, room: str, visitor: str, user: User) -> bool:
        done = await self._parts.journal.append(
            changes.Merge(
                room=room,
                actor=user.actor(),
                cid=f"merge-{visitor}"[:64],
                digest=compose.digest("merge", visitor, user.id),
                visitor=visitor,
            )
        )
        self._hub.node.publish(room, gossip.Aside(room))
        await self._hub.repair.aside(room)
        return done.changed and not done.repeat

    async def finish_all(self) -> int:
        """Finish what was begun on a node that is no more; return how many merges that were."""
        now = self._parts.wall()
        begun = await self._parts.database.read(stored.unfinished, AT_ONCE)
        late = [visit for visit in begun if now - (visit.ended_at or now) > PATIENCE_MS]
        if not late or not await self._parts.journal.write(
            lambda c: leases.take_lease(c, "merges", self._parts.node, now, PATIENCE_MS)
        ):
            return 0
        for visit in late:
            user = await self._parts.database.read(stored_users.user, visit.merged_into or "")
            if user is not None:
                await self._finish(visit.user, user)
        return len(late)
