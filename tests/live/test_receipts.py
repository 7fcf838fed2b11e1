"""Cursors on the move: coalesced, told once with all that moved, saved once a second, never back."""

from server.core.cursors import Cursor
from server.live import gossip
from server.storage import rooms as stored
from tests.chat.bench import ORDER


def cursors(frames):
    return [{row["user"]: (row["delivered"], row["read"]) for row in frame["cursors"]} for frame in frames]


def saved(bench, at=0):
    return bench.nodes[at].parts.database.call(stored.load, ORDER).cursors


async def trio(bench):
    await bench.room()
    people = {"ann": "customer", "ken": "driver", "mia": "merchant"}
    devices = [await bench.person(user, role) for user, role in people.items()]
    await bench.skip(200)
    return devices


async def test_what_moves_within_100_ms_is_told_in_one_frame_with_all_that_moved(bench):
    ann, ken, mia = await trio(bench)
    ken.say("seen", room=ORDER, delivered=2)
    await bench.quiet()
    await bench.skip(10, 10)
    assert cursors(ann.told("receipts")) == [{"ken": (2, 0)}]
    ken.say("seen", room=ORDER, delivered=3)
    mia.say("seen", room=ORDER, delivered=4, read=2)
    ken.say("seen", room=ORDER, read=3)
    await bench.skip(50, 10)
    assert len(ann.told("receipts")) == 1
    await bench.skip(100, 10)
    assert cursors(ann.told("receipts"))[1:] == [{"ken": (3, 3), "mia": (4, 2)}]
    assert ann.told("receipts") == mia.told("receipts") == ken.told("receipts")


async def test_read_implies_delivered_and_nothing_moves_back(bench):
    ann, ken, _ = await trio(bench)
    for fields in ({"read": 3}, {"delivered": 2}, {"read": 1}, {"delivered": 3, "read": 3}, {}):
        ken.say("seen", room=ORDER, **fields)
        await bench.skip(200)
    assert cursors(ann.told("receipts")) == [{"ken": (3, 3)}]
    assert ken.told("error") == []


async def test_a_cursor_beyond_the_last_entry_is_refused(bench):
    ann, ken, _ = await trio(bench)
    for fields, field in (
        ({"read": 5}, "read"),
        ({"delivered": 5, "read": 2}, "delivered"),
        ({"read": 2**53 - 1}, "read"),
    ):
        refused = await ken.ask("seen", room=ORDER, **fields)
        assert (refused["code"], refused["field"]) == ("bad_field", field)
    await bench.skip(200)
    assert ann.told("receipts") == []


async def test_a_cursor_beyond_what_the_node_has_heard_of_is_held_against_the_store(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pair.exchange.fault = lambda _node, _items: []
    await ann.sent(ORDER, "lost on the bus, but ken's other device has it")
    ken.say("seen", room=ORDER, read=5)
    await pair.skip(200)
    assert ken.told("error") == []
    assert pair.nodes[1].hub.rooms[ORDER].cursors["ken"].read == 5
    assert (await ken.ask("seen", room=ORDER, read=6))["code"] == "bad_field"


async def test_a_cursor_is_taken_over_at_once_without_a_task_unless_the_store_must_be_asked(bench):
    _, ken, _ = await trio(bench)
    ken.say("seen", room=ORDER, delivered=4, read=2)
    assert bench.hub.rooms[ORDER].cursors["ken"] == Cursor(4, 2)
    assert not bench.node.machine.handle._tasks
    await bench.add("bob", "driver", history="all")
    bob = bench.device("bob", "driver")
    await bob.hello()
    del bench.hub.rooms[ORDER]
    bob.say("seen", room=ORDER, read=3)
    assert bench.node.machine.handle._tasks
    await bench.quiet()
    assert bench.hub.rooms[ORDER].cursors["bob"] == Cursor(3, 3)


async def test_sending_moves_no_cursor(bench):
    ann, ken, _ = await trio(bench)
    await ken.sent(ORDER, "one")
    await bench.skip(1_200)
    assert ann.told("receipts") == []
    assert saved(bench)["ken"] == (0, 0)


async def test_the_owners_other_sessions_are_told_also_without_a_view(bench):
    _, ken, _ = await trio(bench)
    pocket, stranger = bench.device("ken", "driver"), bench.device("bob", "driver")
    await pocket.hello()
    await stranger.hello()
    ken.say("seen", room=ORDER, read=4)
    await bench.skip(200)
    assert cursors(pocket.told("receipts")) == [{"ken": (4, 4)}]
    assert stranger.told("receipts") == []


async def test_a_cursor_may_be_stated_without_a_view(bench):
    ann, _, _ = await trio(bench)
    pocket = bench.device("ken", "driver")
    await pocket.hello()
    pocket.say("seen", room=ORDER, delivered=4)
    await bench.skip(200)
    assert cursors(ann.told("receipts")) == [{"ken": (4, 0)}]


async def test_for_a_slow_reader_receipts_are_merged_and_never_dropped(bench):
    ann, ken, mia = await trio(bench)
    ann.asleep = True
    ann.connection.mailbox.size = 10_000_000
    for seq in (1, 2, 3):
        ken.say("seen", room=ORDER, read=seq)
        mia.say("seen", room=ORDER, delivered=seq)
        await bench.skip(200)
    ann.connection.mailbox.size = 0
    ann.wake_up()
    await bench.spin()
    assert cursors(ann.told("receipts")) == [{"ken": (3, 3), "mia": (3, 0)}]


async def test_cursors_are_saved_once_a_second_and_read_back(bench):
    _, ken, mia = await trio(bench)
    ken.say("seen", room=ORDER, delivered=4, read=2)
    mia.say("seen", room=ORDER, read=3)
    await bench.skip(1_100)
    assert (saved(bench)["ken"], saved(bench)["mia"]) == ((4, 2), (3, 3))
    revision = bench.node.parts.database.call(stored.load, ORDER).cursor_rev
    await bench.skip(5_000, 1_000)
    assert (
        bench.node.parts.database.call(stored.load, ORDER).cursor_rev == revision == bench.hub.rooms[ORDER].cursor_rev
    )
    for device in bench.node.devices:
        device.gone()
    await bench.skip(65_000, 5_000)
    assert bench.hub.rooms == {}
    people = (await bench.person("ann")).told("joined")[0]["participants"]
    assert [(p["user"], p["delivered"], p["read"]) for p in people] == [("ann", 0, 0), ("ken", 4, 2), ("mia", 3, 3)]


async def test_what_could_not_be_saved_is_saved_later(bench):
    await bench.room()
    await bench.staff()
    ken, amy = await bench.person("ken", "driver"), await bench.person("amy", "agent", ORDER, observe=True)
    engine = bench.node.parts.journal.writer._engine
    bench.node.parts.journal.writer._engine = None
    ken.say("seen", room=ORDER, read=2)
    amy.say("seen", room=ORDER, read=3)
    await bench.spin(50)
    bench.clock.passed(1_100)
    await bench.spin(200)
    bench.node.parts.journal.writer._engine = engine
    await bench.skip(1_100)
    assert saved(bench)["ken"] == (2, 2)
    assert bench.hub.receipts._unsaved == bench.hub.receipts._marks == {}


async def test_a_cursor_stated_just_before_the_room_is_let_go_is_saved(bench):
    await bench.room()
    ken = await bench.device("ken", "driver").entered()
    ken.say("seen", room=ORDER, read=4)
    await bench.skip(200)
    bench.hub.forget_idle(bench.clock.monotonic() + 100_000)
    assert ORDER not in bench.hub.rooms
    await bench.skip(1_000)
    assert saved(bench)["ken"] == (4, 4)


async def test_cursors_are_written_down_when_the_node_stops(bench):
    _, ken, _ = await trio(bench)
    ken.say("seen", room=ORDER, read=4)
    await bench.quiet()
    await bench.node.machine.beat.close()
    assert saved(bench)["ken"] == (4, 4)


async def test_receipts_reach_views_and_owners_on_the_other_node(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pocket = pair.device("ken", "driver", at=0)
    await pocket.hello()
    ken.say("seen", room=ORDER, read=4)
    await pair.skip(200)
    assert cursors(ann.told("receipts")) == cursors(pocket.told("receipts")) == [{"ken": (4, 4)}]


async def test_receipts_reach_the_owner_on_a_node_where_the_room_is_not_live(pair):
    await pair.room()
    ken, pocket = await pair.person("ken", "driver", at=1), pair.device("ken", "driver", at=0)
    await pocket.hello()
    pair.nodes[0].hub.forget_idle(pair.clock.monotonic() + 100_000)
    assert ORDER not in pair.nodes[0].hub.rooms
    ken.say("seen", room=ORDER, read=4)
    await pair.skip(200)
    assert cursors(pocket.told("receipts")) == [{"ken": (4, 4)}]
    pocket.forget()
    await pair.remove("ken")
    await pair.quiet()
    pair.nodes[0].hub.receipts.heard(gossip.Moved(ORDER, [("ken", 4, 4)]))
    await pair.quiet()
    assert [frame["t"] for frame in pocket.frames] == ["left"]


async def test_cursors_that_both_nodes_move_end_equal_everywhere(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    pocket = await pair.person("ken", "driver", at=0)
    ken.say("seen", room=ORDER, delivered=4, read=1)
    pocket.say("seen", room=ORDER, delivered=2, read=2)
    await pair.skip(2_500, 100)
    for node in pair.nodes:
        cursor = node.hub.rooms[ORDER].cursors["ken"]
        assert (cursor.delivered, cursor.read) == (4, 2)
    assert saved(pair)["ken"] == (4, 2)
    assert cursors(ann.told("receipts"))[-1] == {"ken": (4, 2)}


async def test_a_last_cursor_lost_on_the_bus_is_found_by_comparing(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    await ken.sent(ORDER, "so that the room is busy")
    await pair.skip(500)
    pair.exchange.fault = lambda _node, _items: []
    ken.say("seen", room=ORDER, read=5)
    await pair.skip(3_000, 100)
    assert cursors(ann.told("receipts")) == [{"ken": (5, 5)}]
