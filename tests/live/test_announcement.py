"""An announcement to thousands: one encode, one frame for each reader; what it costs is counted, not timed."""

import pytest

from server.core import codec, ids
from server.core.changes import Actor
from server.core.windows import Window
from server.live.connection import Connection, View
from tests.live.frames import read

ROOM = "news"
PEOPLE = (200, 1_000, 5_000)


class Reader:
    """A member whose socket takes everything at once: what was written stays as it was written."""

    def __init__(self, bench, user, number):
        self.node = bench.node
        self.frames = []
        self.woken = 0
        kind = "msgpack" if number % 10 == 0 else "json"
        terms = self.node.machine.socket._terms
        self.connection = Connection(ids.fresh(), kind, terms, self._woken)
        self.connection.actor = Actor(user, user, "member")
        self.connection.session.greeted = True
        self.node.machine.handle.opened(self.connection)
        bench.hub.expect(self.connection, user)
        bench.hub.enter(self.connection, [ROOM])
        bench.hub.attach(bench.hub.rooms[ROOM], View(self.connection, ROOM, Window(1), held=None))
        self.connection.clear(self.frames.append)

    def _woken(self):
        self.woken += 1

    def seen(self, **upto):
        """Say how far this member is, as a client would."""
        said = {"t": "seen", "room": ROOM, **upto}
        text = self.connection.codec == "json"
        frame = codec.to_json(said) if text else codec.to_msgpack(said)
        self.node.machine.handle.frame(self.connection, frame, text=text)

    def told(self, t):
        return [frame for frame in map(read, self.frames) if frame["t"] == t]


async def announcement(bench, people):
    """Make a room of so many members in which amy writes; return her device and everybody's."""
    await bench.staff()
    users = [f"user-{n:04d}" for n in range(people - 2)]
    roles = {"amy": "agent", "ann": "member", **dict.fromkeys(users, "member")}
    await bench.room(ROOM, "announcement", people=roles)
    amy = await bench.person("amy", "agent", ROOM)
    ann = await bench.person("ann", "member", ROOM)
    readers = [Reader(bench, user, n) for n, user in enumerate(users)]
    await bench.quiet()
    return amy, ann, readers


def written(readers):
    """Return how many frames were written, and how many different ones: each is one encoding."""
    frames = [frame for reader in readers for frame in reader.frames]
    return len(frames), len({id(frame) for frame in frames})


@pytest.mark.parametrize("people", PEOPLE)
async def test_one_message_costs_one_encoding_and_a_frame_a_reader_and_so_do_its_receipts(bench, people):
    amy, ann, readers = await announcement(bench, people)
    assert written(readers) == (0, 0), "who comes is told to nobody in a crowd"
    assert (await ann.sent(ROOM, "may I?"))["code"] == "forbidden"
    seq = (await amy.sent(ROOM, "doors open at nine"))["seq"]
    assert written(readers) == (len(readers), 2), "one for each codec"
    assert {tuple(e["seq"] for e in reader.told("entries")[0]["entries"]) for reader in readers} == {(seq,)}

    for reader in readers:
        reader.seen(delivered=seq)
    for reader in readers[::2]:
        reader.seen(delivered=seq, read=seq)
    assert not bench.node.machine.handle._tasks, "no task for a cursor"
    await bench.skip(1_100, 100)
    assert written(readers) == (2 * len(readers), 4), "and the same once more for what all of them said"
    told = {"seq": seq, "delivered": len(readers), "read": len(readers[::2]), "of": people - 1}
    assert amy.told("receipts")[-1]["counts"] == ann.told("receipts")[-1]["counts"] == [told]
    assert readers[0].told("receipts") == readers[1].told("receipts") == [amy.told("receipts")[-1]]
    assert {reader.woken for reader in readers} == {0}, "nothing waited, so nothing was put aside"


async def test_who_cannot_take_more_gets_the_latest_counts_once(bench):
    amy, _, readers = await announcement(bench, 300)
    slow = readers[1]
    seq = (await amy.sent(ROOM, "doors open at nine"))["seq"]
    slow.connection.blocked()
    slow.connection.mailbox.size = 300_000
    for reader in readers[2:12:2]:
        reader.seen(read=seq)
        await bench.skip(200, 100)
    (waiting,) = slow.connection.mailbox.take()
    assert waiting.message["counts"] == [{"seq": seq, "delivered": 5, "read": 5, "of": 299}]
