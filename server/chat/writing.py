"""From a client's write command to the change that the journal judges; one door for sockets and HTTP."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from server.chat import compose
from server.chat.within import Within
from server.core import changes, commands, values
from server.core.changes import Actor, Change
from server.core.entry_bodies import REPORT
from server.core.limits import Bucket, Rate
from server.core.outcomes import Done
from server.core.phrases import HELP_REASONS, Catalogue
from server.core.refusals import Refusal
from server.core.requests import Request
from server.live.node import Parts
from server.storage import entries as stored

MOST_BUCKETS = 100_000
REPORTS = Rate(10 / 3600, 5)
"""How often one user may report: staff read each of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs beside the journal."""

    catalogue: Catalogue
    rate: Rate | None
    reports: Rate | None = REPORTS


def change_of(said: commands.Write, actor: Actor, catalogue: Catalogue) -> Change:
    """Return the change that a command asks for; refuses what can be judged without the room."""
    match said:
        case commands.Send():
            return _post(said, actor, catalogue)
        case commands.Edit(body=commands.File() | Request()):
            raise Refusal("bad_field", "an edit says text: all else is sent as a message", field="body.type")
        case commands.Edit():
            body = compose.body(said.body, catalogue)
            digest = compose.digest("edit", msgspec.to_builtins(said.body), said.target)
            return changes.Revise(
                room=said.room, actor=actor, cid=said.cid, digest=digest, target=said.target, body=body
            )
        case commands.Redact():
            digest = compose.digest("redact", said.target)
            return changes.Erase(room=said.room, actor=actor, cid=said.cid, digest=digest, target=said.target)
        case commands.React():
            return _reaction(said, actor)
        case commands.Answer():
            digest = compose.digest("answer", said.target, said.accept)
            return changes.Answer(
                room=said.room, actor=actor, cid=said.cid, digest=digest, target=said.target, accepted=said.accept
            )
        case commands.Help():
            return _help(said, actor)


def _post(said: commands.Send, actor: Actor, catalogue: Catalogue) -> Change:
    body, expires = compose.body(said.body, catalogue), values.moment(said.expires_at, "expires_at")
    parts = (msgspec.to_builtins(said.body), said.reply_to, *([] if expires is None else [expires]))
    digest = compose.digest("send", *parts)
    return changes.Post(
        room=said.room,
        actor=actor,
        cid=said.cid,
        digest=digest,
        body=body,
        reply_to=said.reply_to,
        expires_at=expires,
    )


def _reaction(said: commands.React, actor: Actor) -> Change:
    emoji = values.clean_text(said.emoji, "emoji", 32)
    digest = compose.digest("react", said.target, emoji, said.on)
    return changes.React(
        room=said.room, actor=actor, cid=said.cid, digest=digest, target=said.target, emoji=emoji, on=said.on
    )


def _help(said: commands.Help, actor: Actor) -> Change:
    if said.reason is not None and said.reason not in HELP_REASONS:
        raise Refusal("bad_field", "not in the catalogue of reasons", field="reason")
    text = None if said.text is None else values.clean_text(said.text, "text")
    if said.reason == REPORT and not said.withdraw:
        digest = compose.digest("report", said.target, said.user, text)
        return changes.Report(
            room=said.room, actor=actor, cid=said.cid, digest=digest, target=said.target, user=said.user, text=text
        )
    if said.target is not None or said.user is not None:
        named = "target" if said.target is not None else "user"
        raise Refusal("bad_field", "a message or a person is named in a report", field=named)
    digest = compose.digest("help", said.reason, text, said.withdraw)
    return changes.Help(
        room=said.room,
        actor=actor,
        cid=said.cid,
        digest=digest,
        reason=said.reason,
        text=text,
        withdraw=said.withdraw,
    )


class Writing:
    """Rates what users write, and hands it to the journal in the order it came."""

    def __init__(self, parts: Parts, desk: Desk, within: Within) -> None:
        self._parts = parts
        self._desk = desk
        self.within = within
        self._buckets: dict[tuple[str, bool], Bucket] = {}

    def submit(self, said: commands.Write, actor: Actor, done: Callable[[Done | Refusal], None]) -> bool:
        """Hand a write over; False when it is too fast, or the store must be asked first: then `write` decides."""
        if not self.within.at_once(actor, said.room):
            return False
        change = change_of(said, actor, self._desk.catalogue)
        bucket = self._bucket(actor, change)
        if bucket is not None and bucket.take(self._parts.clock()):
            return False

        def settled(outcome: Done | Refusal) -> None:
            if bucket is not None and isinstance(outcome, Done) and outcome.repeat:
                bucket.give_back()
            done(outcome)

        self._parts.journal.submit(change, settled)
        return True

    async def _known(self, change: Change) -> Done | None:
        """Return the answer that a repeat had; it is answered whatever came since."""
        actor = change.actor
        known = await self._parts.database.read(stored.find_cid, change.room, actor.user or "", change.cid)
        if known is None or not actor.reaches(change.room):
            return None
        digest, seq, at = known
        if digest != change.digest:
            raise Refusal("cid_reused")
        return Done(change.room, seq, at, repeat=True)

    async def _late(self, change: Change, bucket: Bucket | None) -> Done:
        """Too fast: what is a repeat is answered all the same, the rest is `rate_limited`."""
        known = await self._known(change)
        if known is not None:
            return known
        wait = 0 if bucket is None else bucket.wait(self._parts.clock())
        raise Refusal("rate_limited", retry_after_ms=max(1, wait))

    async def write(self, said: commands.Write, actor: Actor) -> Done:
        """Carry a write out and wait for it: the way of HTTP."""
        change = change_of(said, actor, self._desk.catalogue)
        if not self.within.at_once(actor, said.room):
            known = await self._known(change)
            if known is not None:
                return known
            await self.within.check(actor, said.room)
        bucket = self._bucket(actor, change)
        if bucket is not None and bucket.take(self._parts.clock()):
            return await self._late(change, bucket)
        done = await self._parts.journal.append(change)
        if done.repeat and bucket is not None:
            bucket.give_back()
        return done

    def _bucket(self, actor: Actor, change: Change) -> Bucket | None:
        reports = isinstance(change, changes.Report)
        rate = self._desk.reports if reports else self._desk.rate
        if rate is None or actor.user is None or actor.host:
            return None
        bucket = self._buckets.get((actor.user, reports))
        if bucket is None:
            if len(self._buckets) >= MOST_BUCKETS:
                self._buckets.clear()
            bucket = self._buckets[actor.user, reports] = Bucket(rate, self._parts.clock())
        return bucket
