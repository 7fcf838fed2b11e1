"""Who asks for a new link is told to the host: once in ten minutes, and nothing that opens anything."""

from server.core import invites
from server.core.times import DAY
from server.core.users import User
from tests.accounts.invited import to_room, to_user
from tests.chat.bench import ORDER


async def test_a_link_that_ran_out_is_asked_for_anew(shop):
    link = await to_room(shop.bench)
    shop.bench.clock.passed(8 * DAY)
    for _ in range(2):
        await shop.house.redeeming.again(link.secret)
    await shop.sends()
    (got,) = shop.receiver.got
    assert got.json["type"] == "invite.wanted"
    assert got.json["data"] == {
        "invite": link.id, "user": "ken", "room": ORDER, "state": "expired", "asked": got.json["timestamp"],
    }  # fmt: skip
    assert link.secret.encode() not in got.body
    shop.bench.clock.passed(invites.ASK_EVERY_MS)
    await shop.house.redeeming.again(link.secret)
    await shop.sends()
    assert len(shop.receiver.got) == 2


async def test_it_is_told_of_who_takes_part_nowhere_too(shop):
    await shop.house.directory.ensure(User("eve", "driver", "Eve"))
    shift = await to_user(shop.bench, "eve")
    await shop.house.redeeming.again(shift.secret)
    await shop.sends()
    assert shop.receiver.got[0].json["data"] | {"asked": ""} == {
        "invite": shift.id, "user": "eve", "room": None, "state": "open", "asked": "",
    }  # fmt: skip


async def test_a_link_that_nobody_knows_is_told_to_nobody(shop):
    link = await to_room(shop.bench)
    await shop.house.redeeming.again(link.secret.replace("i_", "i_x"))
    assert await shop.sends() == 0
