"""Facts, metadata, notes, words: in the recorded life of an order everybody is sent what is theirs, no more."""

import pytest
from msgspec import structs

from server.core import facts, replies
from server.core.encoded import Encoded
from server.live.repair import brief
from tests.chat.bench import HOST, ORDER
from tests.chat.life import MAIL, STAFF, live


@pytest.mark.parametrize("seed", [1042, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(20))])
async def test_in_the_life_of_an_order_everybody_is_sent_what_is_theirs(bench, seed):
    judged(await live(bench, seed))


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(20, 40))])
async def test_and_so_it_is_on_two_nodes(pair, seed):
    judged(await live(pair, seed))


def judged(life) -> None:
    """Nothing leaked, and it was no silence that was judged: everybody heard of what is theirs, staff of everything."""
    assert life.record.leaks() == []
    known = life.record.known()
    assert known[STAFF] >= {secret for secret in life.record.secrets if "-report" not in secret}
    for user in ("ann", "ken", "mei", "mia"):
        assert "fact" in {secret.split("-")[2] for secret in known[user]}, user
        assert not any(MAIL.encode() in raw for _, who, _, raw in life.record.heard if who == user)


def facts_to_everybody(node):
    """A node that tells every view all facts."""

    def tell(live):
        told = facts.for_role(live.facts, "staff", locked=False)
        for view in live.viewers():
            message = Encoded(replies.room({**brief(live, locked=False), "facts": told}))
            view.connection.notice(f"room:{live.id}", message)

    node.hub.repair.tell_facts = tell


def the_whole_log_over_http(node):
    """A node that cuts nobody's window."""
    history = node.machine.house.history
    whole = history.page

    async def page(_actor, room, *span):
        return await whole(HOST, room, *span)

    history.page = page


def metadata_over_http(node):
    """A node that shows the room as staff see it."""
    rooms = node.machine.house.rooms
    whole = rooms.get

    async def get(actor, room):
        return {**await whole(actor, room), "metadata": rooms._hub.rooms[room].metadata}

    rooms.get = get


def notes_in_the_room(node):
    """A node on which what staff write to one another lands in the room."""
    writing = node.machine.handle._cases.writing
    whole = writing.submit

    def submit(said, actor, done):
        return whole(said, actor, done) if said.room == ORDER else whole(structs.replace(said, room=ORDER), HOST, done)

    writing.submit = submit


PLANTED = {
    "fact": facts_to_everybody,
    "said": the_whole_log_over_http,
    "meta": metadata_over_http,
    "note": notes_in_the_room,
}


@pytest.mark.parametrize("kind", PLANTED)
async def test_a_leak_that_is_planted_is_found(bench, kind):
    PLANTED[kind](bench.node)
    life = await live(bench, 1042, steps=8)
    assert kind in {leak.secret.split("-")[2] for leak in life.record.leaks()}
