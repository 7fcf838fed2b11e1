"""Asking for a new link, and what becomes of old ones; what is logged of all that."""

import structlog

from server.core import invites
from server.core.changes import Actor
from server.core.times import DAY
from server.core.users import User
from server.storage import entries as stored_entries
from tests.accounts.invited import code, to_room, to_user
from tests.chat.bench import HOST, ORDER


async def test_staff_are_told_that_a_new_link_is_wanted_once_in_ten_minutes(bench):
    await bench.room()
    link, shift = await to_room(bench), await to_user(bench)
    phone = await link.phone()
    bench.clock.passed(8 * DAY)
    asked = [link.secret, link.secret.replace("i_", "i_x"), "nonsense", phone.secrets[-1].replace("d_", "d_x")]
    told = [await link.house().redeeming.again(secret) for secret in asked]
    assert told == [bench.clock.wall()] * 4, "known or not, the answer is the same"
    bench.clock.passed(invites.ASK_EVERY_MS - 1)
    assert await link.house().redeeming.again(phone.secrets[-1]) == bench.clock.wall()
    bench.clock.passed(1)
    assert await link.house().redeeming.again(link.secret) == bench.clock.wall()
    await shift.house().redeeming.again(shift.secret)
    lane = bench.staff_lane()
    told = [entry for entry in bench.node.parts.database.call(stored_entries.page, lane, limit=100)
            if entry.kind == "activity"]  # fmt: skip
    assert [entry.body["type"] for entry in told] == ["link_wanted"] * 3
    assert told[0].body["params"] == {"user": "ken", "name": "Ken", "invite": link.id}
    page = await bench.node.machine.house.history.page(Actor("ken", "Ken", "driver"), ORDER, None, None, 50)
    assert not [entry for entry in page["entries"] if entry["kind"] == "activity"], "the room itself is told nothing"
    rows = (await link.house().invites.of_user(HOST, "ken"))["invites"]
    assert all(row["asked"] is not None for row in rows)


async def test_who_takes_part_nowhere_is_remembered_all_the_same(bench):
    await bench.node.machine.house.directory.ensure(User("ken", "driver", "Ken"))
    shift = await to_user(bench)
    assert await shift.house().redeeming.again(shift.secret) == bench.clock.wall()
    assert (await shift.house().invites.of_user(HOST, "ken"))["invites"][0]["asked"] is not None


async def test_what_ran_out_long_ago_is_forgotten(bench):
    await bench.room()
    link = await to_room(bench)
    phone = await link.phone()
    bench.clock.passed(97 * DAY)
    assert await link.house().invites.forget_old() == 0
    assert await code(link.phone()) == "invite_expired"
    bench.clock.passed(1)
    assert await link.house().invites.forget_old() == 1
    assert await code(link.phone()) == "not_found"
    assert await code(phone.refreshes()) == "unauthenticated"


async def test_what_happens_is_logged_without_a_secret(bench):
    await bench.room()
    with structlog.testing.capture_logs() as logs:
        link = await to_room(bench)
        phone = await link.phone()
        await phone.refreshes()
        await link.house().redeeming.again(link.secret)
        await link.house().invites.revoke_device(HOST, link.id, phone.id)
        await link.house().invites.revoke(HOST, link.id)
        await code(link.phone())
    told = [line["event"] for line in logs if line["event"].startswith("invite.")]
    assert told == ["invite.made", "invite.opened", "invite.asked", "invite.device_ended", "invite.ended"]
    drawn = [link.secret.split(".")[1], phone.key, *(secret.split(".")[2] for secret in phone.secrets)]
    assert not any(part in str(logs) for part in drawn)
