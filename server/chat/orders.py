"""The life of an order as the host tells it: each step is one call, whole however often it is made."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from server.chat import access, compose
from server.chat.people import People
from server.chat.rooms import NewRoom, Rooms
from server.core import changes, facts, times
from server.core.changes import Actor, Person
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.live import gossip
from server.live.hub import Hub
from server.storage import entries as stored_entries
from server.storage import rooms as stored

HOST: Final = Actor(None, host=True)
MAKING: Final = frozenset({"placed", "assigned"})
"""Events that make the room where it is new."""
CLOSING: Final = frozenset({"delivered", "cancelled"})
OPENING: Final = frozenset({"dispute", "reopened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `people` with whom they replace, `eta` in milliseconds, `locks_in` of a closing one."""

    room: str
    event: str
    subject: str = ""
    people: tuple[tuple[Person, str | None], ...] = ()
    facts: tuple[dict[str, Any], ...] = ()
    drop: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    eta: int | None = None
    text: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    locks_in: int | None = None


class Orders:
    """Room, people, facts, and last the line: whoever reads the line finds the rest as it says."""

    def __init__(self, hub: Hub, rooms: Rooms, people: People, lock_grace_ms: int) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._rooms = rooms
        self._people = people
        self._lock_grace_ms = lock_grace_ms

    async def step(self, step: Step, key: str) -> tuple[dict[str, Any], bool]:
        """Carry a step out, or what is left of it; returns where the order stands, and whether it was known."""
        _check(step)
        digest = _digest(step)
        known = await self._parts.database.read(stored_entries.find_cid, step.room, "", key)
        if known is not None:
            if known[0] != digest:
                raise Refusal("cid_reused")
            return await self._told(Done(step.room, known[1], known[2], repeat=True), key, created=False), True
        created = await self._made(step, key)
        done = None if created else await self._moved(step, key, digest)
        if done is None:
            done = await self._line(step, key, digest)
        return await self._told(done, key, created=created), done.repeat

    async def _made(self, step: Step, key: str) -> bool:
        """Make the room where it is new, whole; tell whether it was."""
        if step.event not in MAKING:
            return False
        new = NewRoom(
            id=step.room,
            kind="order",
            subject=step.subject,
            people=tuple(person for person, _ in step.people),
            metadata={name: value for name, value in step.metadata.items() if value is not None},
            facts=tuple(facts.changed([], _put(step), step.drop)),
        )
        _, created = await self._rooms.create(HOST, new, _part(key, "room"))
        return created

    async def _moved(self, step: Step, key: str, digest: str) -> Done | None:
        """Bring people in, and put facts right; returns the line where that is the swap's own entry."""
        found = await access.reading(self._hub, HOST, step.room)
        if found.live.room.kind != "order" or found.live.room.parent is not None:
            raise Refusal("bad_field", "that room is no order", field="id")
        swapped = None
        for person, replaces in step.people:
            if replaces is not None:
                swapped = await self._swap(step.room, person, replaces, (key, digest))
            else:
                await self._people.put(HOST, step.room, person, None, _part(key, person.user))
        await self._beside(step)
        return swapped

    async def _swap(self, room: str, person: Person, replaces: str, named: tuple[str, str]) -> Done:
        key, digest = named
        change = changes.Add(room=room, actor=HOST, cid=key, digest=digest, person=person, replaces=replaces)
        return await self._parts.journal.append(change)

    async def _beside(self, step: Step) -> None:
        """Set what stands beside the log; other facts and keys stay, whoever changes them at the same moment."""
        put = _put(step)
        if not (put or step.drop or step.metadata):
            return
        await self._parts.journal.write(lambda c: stored.change_aside(c, step.room, put, step.drop, step.metadata))
        self._hub.node.publish(step.room, gossip.Aside(step.room))
        await self._hub.repair.aside(step.room)

    async def _line(self, step: Step, key: str, digest: str) -> Done:
        grace = self._lock_grace_ms if step.locks_in is None else step.locks_in
        return await self._parts.journal.append(
            changes.Activity(
                room=step.room,
                actor=HOST,
                cid=key,
                digest=digest,
                type=step.event,
                text=step.text,
                params=_params(step),
                locks_at=self._parts.wall() + grace if step.event in CLOSING else None,
                reopen=step.event in OPENING,
            )
        )

    async def _told(self, done: Done, key: str, *, created: bool) -> dict[str, Any]:
        found = await access.reading(self._hub, HOST, done.room)
        state = found.live.room
        told = {
            "room": done.room,
            "cid": key,
            "seq": done.seq,
            "at": times.text(done.at),
            "created": created,
            "stage": state.stage,
            "locked": state.is_locked(self._parts.wall()),
        }
        return told if state.locks_at is None else {**told, "locks_at": times.text(state.locks_at)}


def _check(step: Step) -> None:
    """Refuse what can be judged without the room."""
    replacing = [replaces for _, replaces in step.people if replaces is not None]
    if step.event == "swapped" and (len(step.people), len(replacing)) != (1, 1):
        raise Refusal("bad_field", "a swap names one participant, with `replaces`", field="participants")
    if step.event != "swapped" and replacing:
        raise Refusal("bad_field", "only a swap replaces somebody", field="participants")
    if step.event == "swapped" and (step.text is not None or step.params):
        raise Refusal("bad_field", "the swap is its own line", field="text")
    if step.locks_in is not None and step.event not in CLOSING:
        raise Refusal("bad_field", "only what ends an order closes its room", field="lock_after_s")


def _put(step: Step) -> list[dict[str, Any]]:
    """Return the facts to set; the arrival time may come with its own label and roles."""
    if step.eta is None:
        return list(step.facts)
    return facts.with_value(step.facts, facts.ETA, times.text(step.eta))


def _params(step: Step) -> dict[str, Any] | None:
    """Return the values of the line: the host's, the new arrival time, the driver that came with the event."""
    params = dict(step.params)
    if step.eta is not None:
        params.setdefault("eta", times.text(step.eta))
    driver = next((person for person, _ in step.people if person.role == "driver"), None)
    if step.event == "assigned" and driver is not None:
        params = {"user": driver.user, "name": driver.name or driver.user, **params}
    return params or None


def _digest(step: Step) -> str:
    people = [[person.user, person.role, person.name, person.history, replaces] for person, replaces in step.people]
    return compose.digest("order", {**asdict(step), "people": people})


def _part(key: str, what: str) -> str:
    """Return the name of one part of a step: the same whenever that step is made again."""
    return f"o-{hashlib.blake2b(f'{key} {what}'.encode(), digest_size=16).hexdigest()}"
