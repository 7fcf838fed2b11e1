"""One act at the desk, decided within a batch: the entry in the room's staff lane, and how the room stands since."""

from server.core import audit, decide_desk, takeover
from server.core.changes import Actor, Add, Person, Remove, Tend
from server.core.decide_desk import Case
from server.core.entries import Body, Entry
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.core.room import STAFF_ROLES, Room
from server.core.scene import Draft, Scene, signature
from server.core.tending import Release, Tending, named
from server.storage import looking
from server.storage.batch import Batch, unknown_room


def tend(batch: Batch, change: Tend) -> Done:
    """Judge the act against how the room stands behind all acts before it. Raises Refusal, having changed nothing."""
    room, lane = _places(batch, change)
    known = batch.cids.get((lane.id, change.actor.user or "", change.cid))
    if known is not None:
        if known.digest != change.digest:
            raise Refusal("cid_reused")
        return Done(lane.id, known.seq, known.at, repeat=True)
    held = batch.desk.get(room.id, Tending())
    news = decide_desk.judge(change.act, change.actor, Case(room, lane, held, batch.now, _staff(batch, change)))
    if news is None:
        return Done(lane.id, lane.last_seq, lane.last_at, changed=False)
    entry = _written(batch, change.actor, (room, lane), held.becomes(news, change.act), change)
    batch.desk[room.id] = news
    batch.noted += audit.of_tending(room.id, (held, news), change.actor.user or news.agent, batch.now)
    if news.silenced != held.silenced:
        _silence(batch, room, news)
    _take_over(batch, change, room, (held, news))
    return Done(lane.id, entry.seq, entry.at)


def part(batch: Batch, change: Remove | Add) -> Done:
    """Let somebody go out of the room; a room that was theirs to answer they let go with it. Raises Refusal."""
    done = batch.carry_out(change)
    gone = change.user if isinstance(change, Remove) else change.replaces or ""
    room, held = batch.rooms[change.room], batch.desk.get(change.room, Tending())
    news = None if done.repeat or not done.changed else decide_desk.stepped_out(held, gone)
    lane = looking.staff_lane(room, batch.rooms)
    if news is not None and lane is not None:
        _written(batch, change.actor, (room, lane), held.becomes(news, Release()))
        batch.desk[room.id] = news
    return done


def _written(batch: Batch, actor: Actor, places: tuple[Room, Room], body: Body, cause: Tend | None = None) -> Entry:
    """Write what became of a room down in its staff lane."""
    room, lane = places
    batch.tended.add(room.id)
    return batch.write(lane, actor, Draft("desk", body, author=signature(Scene(lane, batch.now), actor)), cause)


def _silence(batch: Batch, room: Room, news: Tending) -> None:
    """Let everything that is written in the room be judged by it from now on."""
    room.silenced = frozenset(news.silenced)
    room.version += 1
    batch.turned.add(room.id)


def _take_over(batch: Batch, change: Tend, room: Room, stood: tuple[Tending, Tending]) -> None:
    """Where the parties know the agent who had the room, they are told who has it now: one goes, the other comes."""
    agent = stood[1].agent
    if agent is None or not takeover.is_one(change.act, change.actor, stood[0], agent):
        return
    draft = takeover.entry(room, stood[0], _person(batch, change.actor, agent))
    if draft is None:
        return
    entry = batch.write(room, change.actor, draft)
    gone = entry.body.get("replaces") or entry.body["user"]
    batch.moved_members.update({(room.id, entry.body["user"]), (room.id, gone)})
    batch.leave_lanes(room, change.actor, gone, "replaced")


def _person(batch: Batch, actor: Actor, agent: str) -> Person:
    """Return an agent as a participant."""
    _, name, verified = batch.users.get(agent, ("", actor.name if agent == actor.user else agent, "none"))
    return Person(user=agent, role="agent", name=name, verified=verified)


def _places(batch: Batch, change: Tend) -> tuple[Room, Room]:
    """Return the room and its staff lane; a lane has none of its own."""
    room = batch.rooms.get(change.room)
    lane = None if room is None else looking.staff_lane(room, batch.rooms)
    if room is None or lane is None:
        raise unknown_room()
    return room, lane


def _staff(batch: Batch, change: Tend) -> frozenset[str]:
    """Return whom the act names, if they are staff."""
    who = named(change.act)
    stored = None if who is None else batch.users.get(who)
    return frozenset() if who is None or stored is None or stored[0] not in STAFF_ROLES else frozenset({who})
