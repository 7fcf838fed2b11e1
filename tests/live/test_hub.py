"""One node's sessions and rooms: what is held, what is let go, what is heard from others."""

import asyncio
import threading

import pytest

from server.chat.rooms import NewRoom
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.core.refusals import Refusal
from server.live import gossip
from server.storage import rooms as stored
from tests.chat.bench import ORDER, opened


async def test_an_entry_is_encoded_once_for_all_readers_of_a_codec(bench):
    await bench.room()
    devices = [await bench.person(user) for user in ("ann", "ken", "mia")]
    for device in devices:
        device.asleep = True
    devices[0].text(ORDER, "one")
    await bench.quiet()
    shared = {id(m) for d in devices for m in d.connection.mailbox._queue if m.message["t"] == "entries"}
    assert len(shared) == 1
    for device in devices:
        device.wake_up()


async def test_the_ack_and_the_entry_come_to_the_author_and_once_to_each_session(bench):
    await bench.room()
    one, two = await bench.person("ann"), await bench.person("ann")
    await one.sent(ORDER, "hello", "cid-hello-1")
    await bench.quiet()
    assert one.seqs(ORDER) == two.seqs(ORDER) == [1, 2, 3, 4, 5]
    assert len(one.told("ack")) == 1
    assert two.told("ack") == []
    assert one.told("entries")[0]["entries"][0]["cid"] == "cid-hello-1"


async def test_a_batch_of_messages_is_one_frame(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    refs = [ann.text(ORDER, str(number)) for number in range(50)]
    await ann.answer(refs[-1])
    await bench.quiet()
    assert len(ken.told("entries")) < 50
    assert ken.seqs(ORDER) == list(range(1, 55))


async def test_a_room_that_nobody_views_is_let_go_after_a_minute_and_loaded_again(bench):
    await bench.room()
    ann = await bench.person("ann")
    ann.gone()
    await bench.skip(59_000, 1_000)
    assert ORDER in bench.hub.rooms
    await bench.skip(3_000, 1_000)
    assert bench.hub.rooms == {}
    assert bench.hub.attention._rooms_of == {}
    assert (await bench.person("ann")).told("joined")[0]["last_seq"] == 4


async def test_a_room_is_loaded_once_however_many_ask(bench):
    await bench.room()
    bench.hub.rooms.clear()
    devices = [await bench.device(user).entered() for user in ("ann", "ken", "mia")]
    with bench.node.reads.held(stored.load_many) as gate:
        refs = [(device, device.say("join", room=ORDER)) for device in devices]
        await gate.reached()
        await bench.spin()
        gate.open()
        for device, ref in refs:
            assert (await device.answer(ref))["t"] == "joined"
        assert gate.waiting == 1


async def test_a_room_that_could_not_be_loaded_is_refused_to_all_and_loaded_later(bench):
    await bench.room()
    bench.hub.rooms.clear()
    devices = [await bench.device(user).entered() for user in ("ann", "ken")]
    bench.node.reads.broken = True
    refs = [(device, device.say("join", room=ORDER)) for device in devices]
    assert [(await device.answer(ref))["code"] for device, ref in refs] == ["unavailable"] * 2
    bench.node.reads.broken = False
    assert (await devices[0].ask("join", room=ORDER))["t"] == "joined"


async def test_a_session_that_is_gone_leaves_nothing_and_may_be_said_to_be_gone_twice(bench):
    await bench.room()
    ann = await bench.person("ann")
    ann.gone()
    ann.gone()
    await bench.quiet()
    hub = bench.hub
    assert (hub.sessions, hub.connections, hub.here, hub.rooms[ORDER].views) == ({}, {}, {}, {})


async def test_one_session_that_is_gone_leaves_the_users_others_alone(bench):
    await bench.room()
    one, two = await bench.person("ann"), await bench.person("ann")
    one.gone()
    ken = await bench.person("ken", "driver")
    await ken.sent(ORDER, "still there?")
    await bench.quiet()
    assert max(two.seqs(ORDER)) == 5


@pytest.mark.parametrize("item", [b"", b"\xc1", b"\x93\xa1z\x01\x02", gossip.pack(gossip.Aside("nowhere"))])
async def test_what_another_version_says_is_ignored(bench, item):
    await bench.room()
    ann = await bench.person("ann")
    bench.hub.heard("node-9", [item, gossip.pack(gossip.Moved(ORDER, [("ken", 2, 1)]))])
    await bench.quiet()
    assert ann.told("receipts")[0]["cursors"] == [{"user": "ken", "delivered": 2, "read": 1}]


async def test_a_lane_that_was_born_on_the_other_node_is_known_here(pair):
    await pair.room()
    await pair.staff()
    ken = await pair.person("ken", "driver", at=1)
    lane, _ = await pair.nodes[0].machine.house.people.lane(await pair.staff(), ORDER, ["ken", "mia"], "cid-lane-1")
    await pair.quiet()
    assert [row["room"] for row in (await ken.ask("join", room=ORDER))["lanes"]] == [lane["room"]]


async def test_a_lane_without_what_it_is_for_does_not_stop_what_comes_behind_it(bench):
    await bench.room()
    ann = await bench.person("ann")
    birth = Entry(seq=1, kind="room", at=0, body={"kind": "order", "subject": "", "status": "open", "parent": ORDER})
    bench.hub.heard("node-9", [gossip.pack(gossip.News("l-odd", (birth,)))])
    await ann.sent(ORDER, "one")
    await bench.quiet()
    assert max(ann.seqs(ORDER)) == 5


async def test_a_reader_who_does_not_read_is_closed_4508_and_the_others_are_not(bench):
    await bench.room()
    ann, slow = await bench.person("ann"), await bench.person("ken", "driver")
    slow.asleep = True
    await ann.sent(ORDER, "one")
    await bench.skip(29_000, 1_000)
    assert slow.connection.closing is None
    await bench.skip(3_000, 1_000)
    assert slow.connection.closing.code == 4508
    assert ann.closed is None


async def test_a_mailbox_above_its_bytes_closes_4508(tmp_path):
    async with opened(tmp_path, mailbox_bytes=100_000) as bench:
        await bench.room()
        ann, slow = await bench.person("ann"), await bench.person("ken", "driver")
        slow.asleep = True
        for _ in range(30):
            await ann.sent(ORDER, "x" * 4096)
        await bench.skip(1_100, 1_000)
        assert slow.connection.closing.code == 4508


async def test_above_the_budget_of_all_mailboxes_the_largest_goes_first(tmp_path):
    async with opened(tmp_path, mailbox_budget=60_000) as bench:
        await bench.room()
        await bench.room("order-2", people={"ann": "customer", "mia": "merchant"})
        ann = await bench.person("ann", "customer", ORDER, "order-2")
        large, small = await bench.person("ken", "driver"), await bench.person("mia", "merchant", "order-2")
        large.asleep = small.asleep = True
        for number in range(20):
            await ann.sent(ORDER, "x" * 4096)
            if number < 2:
                await ann.sent("order-2", "x" * 4096)
        await bench.skip(1_100, 1_000)
        assert large.connection.closing.code == 4508
        assert small.connection.closing is None


async def test_typing_is_dropped_for_a_slow_reader_and_entries_are_not(bench):
    await bench.room()
    ann, slow = await bench.person("ann"), await bench.person("ken", "driver")
    slow.asleep = True
    for _ in range(70):
        slow.connection.tell(Encoded({"t": "pong", "ref": "x" * 4000}))
    ann.say("typing", room=ORDER, on=True)
    await ann.sent(ORDER, "one")
    await bench.quiet()
    assert slow.connection.mailbox.dropped > 0
    slow.wake_up()
    await bench.spin()
    assert slow.told("typing") == []
    assert max(slow.seqs(ORDER)) == 5


async def test_concurrent_senders_on_both_nodes_have_one_order_everywhere(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    refs = [(d, d.text(ORDER, f"{d.user} {n}")) for n in range(40) for d in (ann, ken)]
    for device, ref in refs:
        assert (await device.answer(ref))["t"] == "ack"
    await pair.quiet()
    assert ann.seqs(ORDER) == ken.seqs(ORDER) == list(range(1, 85))
    assert ann.sheets[ORDER].messages == ken.sheets[ORDER].messages


async def test_a_room_whose_fold_fails_is_let_go_and_the_others_of_the_batch_are_told(bench):
    await bench.room()
    await bench.room("order-2", people={"ann": "customer"})
    ann, ken = await bench.person("ann", "customer", "order-2"), await bench.person("ken", "driver")
    other = await bench.device("ann").entered()
    bench.hub.rooms["order-2"].room.last_seq = 99
    gate = threading.Event()
    holding = asyncio.ensure_future(bench.node.parts.journal.write(lambda _: gate.wait(10)))
    await bench.spin(3)
    refs = [other.text("order-2", "to the broken one"), other.text(ORDER, "in the same batch")]
    gate.set()
    assert [(await other.answer(ref))["t"] for ref in refs] == ["ack", "ack"]
    await holding
    await bench.quiet()
    assert ann.closed.code == 1011
    assert max(ken.seqs(ORDER)) == 5
    again = bench.device("ann")
    await again.hello(resume=[{"room": "order-2", "seq": 2, "delivered": 2, "read": 2}])
    await again.hears("joined", room="order-2")
    assert again.seqs("order-2") == [3]


async def test_rooms_made_and_joined_all_at_once_are_whole(bench):
    rooms = [f"order-{number}" for number in range(20)]
    await asyncio.gather(*(bench.room(room) for room in rooms))
    ann = await bench.person("ann", "customer", *rooms)
    assert {room: ann.seqs(room) for room in rooms} == {room: [1, 2, 3, 4] for room in rooms}


async def test_a_room_is_not_made_by_a_party(bench):
    with pytest.raises(Refusal) as refused:
        await bench.node.machine.house.rooms.create(
            (await bench.staff("bob", "driver")), NewRoom(id="mine", kind="order"), "cid-create"
        )
    assert refused.value.code == "forbidden"
