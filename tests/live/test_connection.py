"""Where what is told goes: straight to a socket that takes more, else to the mailbox, where it is merged."""

from server.core import replies
from server.core.encoded import Encoded
from server.core.limits import Limits
from server.core.mailbox import Marks
from server.core.refusals import TOO_SLOW
from server.live.connection import Connection, Terms

TERMS = Terms(Limits(), Marks(), lambda: 0)
ROOM = "order-1042"


class Socket:
    """A reader: what was written, and how often its driver was woken."""

    def __init__(self):
        self.written = []
        self.woken = 0
        self.connection = Connection("s", "json", TERMS, self._wake)

    def _wake(self):
        self.woken += 1


def typing(*users):
    return Encoded(replies.typing(ROOM, users))


def receipts(**read):
    return Encoded(replies.receipts(ROOM, [{"user": u, "delivered": seq, "read": seq} for u, seq in read.items()]))


def counts(read):
    return Encoded(replies.counted_receipts(ROOM, [{"seq": 4, "delivered": 9, "read": read, "of": 9}]))


def test_where_nothing_waits_every_notice_is_written_at_once_and_nobody_is_woken():
    socket = Socket()
    socket.connection.clear(socket.written.append)
    said = [typing("ann"), receipts(ann=4), counts(3)]
    socket.connection.notice("typing", said[0])
    socket.connection.receipts(ROOM, said[1], {})
    socket.connection.counts(ROOM, said[2])
    assert [*map(id, socket.written)] == [id(one.frame("json")) for one in said], "the shared frame itself"
    assert socket.woken == 0
    assert not socket.connection.mailbox
    assert socket.connection.spoke


def test_what_waits_is_superseded_or_merged_and_comes_out_in_order():
    socket = Socket()
    for said in (typing("ann"), typing("ann", "ken")):
        socket.connection.notice("typing", said)
    for said in (receipts(ann=4), receipts(ken=3), receipts(ann=5)):
        socket.connection.receipts(ROOM, said, {})
    for said in (counts(1), counts(2)):
        socket.connection.counts(ROOM, said)
    waiting = [message.message for message in socket.connection.mailbox.take()]
    assert [message["t"] for message in waiting] == ["typing", "receipts", "receipts"]
    assert waiting[0]["users"] == ["ann", "ken"]
    assert {row["user"]: row["read"] for row in waiting[1]["cursors"]} == {"ann": 5, "ken": 3}
    assert waiting[2]["counts"][0]["read"] == 2


def test_readers_for_whom_the_same_waits_share_one_merge():
    sockets = [Socket() for _ in range(5)]
    sockets[4].connection.receipts(ROOM, receipts(mia=1), {})
    for said in (receipts(ann=4), receipts(ken=3), receipts(ann=5)):
        merged = {}
        for socket in sockets:
            socket.connection.receipts(ROOM, said, merged)
        assert len(merged) <= 2, "one for those who wait alike, one for the other"
    waiting = [socket.connection.mailbox.take() for socket in sockets]
    assert len({id(message.frame("json")) for (message,) in waiting}) == 2
    assert [len(message.message["cursors"]) for (message,) in waiting] == [2, 2, 2, 2, 3], "a row a user"


def test_who_is_out_of_a_room_is_told_nothing_more_of_it():
    socket = Socket()
    socket.connection.receipts(ROOM, receipts(ann=4), {})
    socket.connection.counts(ROOM, counts(3))
    socket.connection.parted(ROOM, Encoded(replies.left(ROOM, "removed")))
    assert [message.message["t"] for message in socket.connection.mailbox.take()] == ["left"]


def test_nothing_waits_for_a_reader_who_is_being_closed():
    socket = Socket()
    socket.connection.clear(socket.written.append)
    socket.connection.close(TOO_SLOW)
    socket.connection.notice("typing", typing("ann"))
    socket.connection.receipts(ROOM, receipts(ann=4), {})
    socket.connection.counts(ROOM, counts(3))
    assert socket.written == []
    assert not socket.connection.mailbox
