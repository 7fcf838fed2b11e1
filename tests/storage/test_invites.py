"""Who may still come in by an invitation, on both databases: device, invitation and membership, all three."""

from dataclasses import replace

import pytest

from server.core.invites import Device, Invite
from server.storage import invites, users
from tests.storage.book import ANN, BOB, KEN, ROOM, add, creation, remove

LANE = "lane-of-staff"
INTO_ROOM = Invite(
    id="i_room", user="ken", room=ROOM, joined_seq=3, secret="0" * 64, devices=3, made_at=1, expires_at=5_000_000
)
INTO_ALL = replace(INTO_ROOM, id="i_all", room=None, joined_seq=None, made_at=2)
PHONE = Device(id="d_room", invite="i_room", current="1" * 64, key="2" * 64, label="a phone", made_at=1)
TILL = Device(id="d_all", invite="i_all", current="1" * 64, made_at=1)
NOW = 1_000_000


async def kept(book, *rows: Invite | Device) -> None:
    for row in rows:
        put = invites.put_invite if isinstance(row, Invite) else invites.put_device
        await book.journal.write(lambda c, row=row, put=put: put(c, row))


@pytest.fixture
async def made(book):
    await book.write(creation(ANN, KEN, staff_lane=LANE))
    await kept(book, INTO_ROOM, INTO_ALL, PHONE, TILL)
    return book


async def lasting(book, now: int = NOW) -> set[str]:
    return await book.database.read(invites.lasting, ["d_room", "d_all", "d_none", 'it\'s "odd"'], now)


async def test_what_is_kept_is_read_back_as_it_was(made):
    read = made.database.read
    assert await read(invites.invite, "i_room") == INTO_ROOM
    assert await read(invites.device, "d_room") == PHONE
    assert await read(invites.devices_of, "i_room") == [PHONE]
    assert await read(invites.of_room, ROOM) == [INTO_ROOM]
    assert await read(invites.of_user, "ken") == [INTO_ALL, INTO_ROOM]
    used = replace(INTO_ROOM, used_at=7, asked_at=8, revoked_at=9)
    await kept(made, used)
    assert await read(invites.invite, "i_room") == used
    assert await read(invites.invite, "i_none") is None
    assert await read(invites.device, "d_none") is None


async def test_who_may_still_come_in(made):
    assert await lasting(made) == {"d_room", "d_all"}
    assert await lasting(made, 4_999_999) == {"d_room", "d_all"}
    assert await lasting(made, 5_000_000) == set()
    assert await made.database.read(invites.lasting, [], NOW) == set()
    await kept(made, replace(PHONE, ended_at=1, ended_why="revoked"))
    assert await lasting(made) == {"d_all"}
    await kept(made, PHONE, replace(INTO_ALL, revoked_at=1))
    assert await lasting(made) == {"d_room"}


@pytest.mark.parametrize("how", ["removed", "swapped"])
async def test_who_went_is_out_and_stays_out(made, how):
    place = await made.database.read(invites.place, INTO_ROOM)
    assert (place.joined_seq, place.role, place.name, place.subject) == (3, "driver", "Ken", "Order")
    await made.write(remove(KEN) if how == "removed" else add(BOB, replaces="ken"))
    assert await lasting(made) == {"d_all"}
    assert await made.database.read(invites.place, INTO_ROOM) is None
    await made.write(add(KEN))
    assert await lasting(made) == {"d_all"}
    assert (await made.database.read(invites.place, INTO_ROOM)).joined_seq == 5


async def test_where_staff_are_told(made):
    read = made.database.read
    for invite in (INTO_ROOM, INTO_ALL):
        assert await read(invites.staff_lane, invite) == LANE
    await made.write(creation(ANN, KEN, room="order-2", staff_lane="lane-2"))
    assert await read(invites.staff_lane, INTO_ROOM) == LANE
    assert await read(invites.staff_lane, INTO_ALL) in {LANE, "lane-2"}
    await made.write(remove(KEN))
    assert await read(invites.staff_lane, INTO_ALL) == "lane-2"
    await made.write(remove(KEN, room="order-2"))
    assert await read(invites.staff_lane, INTO_ALL) is None


async def test_a_lane_has_nobody_who_could_be_invited(made):
    assert await made.database.read(invites.member, LANE, "ken") is None
    await made.journal.write(lambda c: users.put_user(c, "eve", "Eve", "merchant"))
    assert (await made.database.read(invites.known, "eve")).role == "merchant"
    assert await made.database.read(invites.known, "nobody") is None


async def test_what_is_forgotten_takes_its_devices_along(made):
    read = made.database.read
    assert await read(invites.outdated, 5_000_000, 10) == []
    assert set(await read(invites.outdated, 5_000_001, 10)) == {"i_room", "i_all"}
    assert len(await read(invites.outdated, 5_000_001, 1)) == 1
    await made.journal.write(lambda c: invites.forget(c, ["i_room"]))
    assert await read(invites.invite, "i_room") is None
    assert await read(invites.device, "d_room") is None
    assert await lasting(made) == {"d_all"}
