"""Invitations as the host makes them and as the invited open them: who may, how often, how long, what each no says."""

import pytest

from server.accounts.invites import Wish
from server.accounts.rotation import OVERLAP_MS
from server.core import ids, invites
from server.core.changes import Actor
from server.core.times import DAY
from server.storage import invites as stored
from tests.accounts.invited import Invited, Phone, code, to_room, to_user
from tests.chat.bench import HOST, ORDER


async def test_the_link_says_who_and_where_and_is_used_up_by_nothing_but_opening_it(bench):
    await bench.room()
    link = await to_room(bench)
    assert link.told["url"] == f"/r/#i={link.secret}"
    for _ in range(5):
        shown = await link.house().redeeming.preview(link.secret, None)
        assert shown == {"name": "Ken", "role": "driver", "subject": "Order 1042"}
    assert link.told["taken"] == 0
    assert await link.state() == "open"
    shift = await to_user(bench)
    assert await shift.house().redeeming.preview(shift.secret, None) == {
        "name": "Ken", "role": "driver", "subject": None,
    }  # fmt: skip


async def test_nothing_that_is_stored_opens_anything(bench):
    await bench.room()
    link = await to_room(bench)
    phone = await link.phone()
    database = bench.node.parts.database
    kept = (database.call(stored.invite, link.id), *database.call(stored.devices_of, link.id))
    for secret in (link.secret, phone.key, *phone.secrets):
        assert not any(part in str(kept) for part in secret.split(".") if len(part) >= 20 and part[1:2] != "_")
    assert await code(link.house().redeeming.preview(f"{link.id}.{kept[0].secret[:32]}", None)) == "not_found"
    assert await code(link.house().redeeming.refresh(kept[1].current)) == "unauthenticated"


async def test_a_room_invitation_is_opened_again_for_fifteen_minutes(bench):
    """The browser of an app first, then Safari; later it was opened elsewhere."""
    await bench.room()
    link = await to_room(bench)
    bench.clock.passed(3 * DAY)
    first = await link.phone()
    bench.clock.passed(invites.AGAIN_MS)
    second = await link.phone()
    assert first.id != second.id
    bench.clock.passed(1)
    assert await code(link.phone()) == "invite_elsewhere"
    assert await code(link.house().redeeming.preview(link.secret, None)) == "invite_elsewhere"
    assert await link.state() == "elsewhere"
    for phone in (first, second):
        assert (await phone.refreshes()).opened.user.id == "ken"


async def test_a_person_invitation_is_opened_until_it_expires_on_so_many_devices(bench):
    await bench.room()
    till = await to_user(bench, "mia", devices=5, ttl_s=30 * 86_400)
    for _ in range(4):
        await till.phone()
        bench.clock.passed(5 * DAY)
    last = await till.phone()
    assert await code(till.phone()) == "invite_elsewhere"
    bench.clock.passed(10 * DAY - 1)
    await last.refreshes()
    bench.clock.passed(1)
    for waiting in (till.phone(), last.refreshes(), till.house().redeeming.preview(till.secret, None)):
        assert await code(waiting) == "invite_expired"
    assert await till.state() == "expired"


async def test_an_answer_that_was_lost_costs_no_second_place(bench):
    await bench.room()
    link = await to_room(bench, devices=1)
    phone = await link.phone()
    again = Phone(link, phone.key)
    await again.opens()
    assert (again.id, again.secrets) == (phone.id, phone.secrets)
    assert await link.house().redeeming.preview(link.secret, phone.key)
    bench.clock.passed(OVERLAP_MS + 1)
    await again.opens()
    assert again.id == phone.id
    assert again.secrets[-1] != phone.secrets[0]
    await again.refreshes()
    assert await code(again.opens()) == "invite_elsewhere", "the device has a secret of its own by now"
    assert await code(link.phone()) == "invite_elsewhere"


async def test_a_copied_device_is_out_and_the_others_are_not(bench):
    await bench.room()
    link = await to_room(bench)
    phone, other = await link.phone(), await link.phone()
    await phone.refreshes()
    await phone.refreshes()
    bench.clock.passed(OVERLAP_MS + 1)
    assert await code(phone.refreshes(phone.secrets[0])) == "invite_elsewhere"
    for secret in phone.secrets:
        assert await code(phone.refreshes(secret)) == "invite_elsewhere"
    assert await code(Phone(link, phone.key).opens()) == "invite_elsewhere"
    await other.refreshes()


@pytest.mark.parametrize("kind", ["room", "person"])
async def test_a_device_that_is_thrown_out_does_not_come_back_by_the_link(bench, kind):
    """It still holds the link: its place is not given back."""
    await bench.room()
    link = await (to_room if kind == "room" else to_user)(bench, devices=2)
    thief = await link.phone()
    bench.clock.passed(1)
    ken = await link.phone()
    shown = await link.house().invites.revoke_device(HOST, link.id, thief.id)
    assert (shown["id"], shown["why"], shown["label"]) == (thief.id, "revoked", "a phone")
    assert await code(thief.refreshes()) == "invite_revoked"
    assert await code(Phone(link, thief.key).opens()) == "invite_revoked"
    assert await code(link.phone()) == "invite_elsewhere"
    await ken.refreshes()
    listed = (await link.house().invites.devices(HOST, link.id))["devices"]
    assert [row["why"] for row in listed] == ["revoked", None]


async def test_who_goes_gives_the_place_back(bench):
    await bench.room()
    till = await to_user(bench, "mia", devices=1)
    phone = await till.phone()
    for secret in ("nonsense", "d_x.0.made.up", phone.secrets[0], phone.secrets[0]):
        await till.house().redeeming.logout(secret)
    assert await code(phone.refreshes()) == "invite_elsewhere"
    assert (await till.phone()).id != phone.id
    assert await code(till.phone()) == "invite_elsewhere"


async def test_what_is_revoked_opens_nothing(bench):
    await bench.room()
    link = await to_room(bench)
    phone = await link.phone()
    for _ in range(2):
        assert (await link.house().invites.revoke(HOST, link.id))["state"] == "revoked"
    for waiting in (phone.refreshes(), link.phone(), phone.opens(), link.house().redeeming.preview(link.secret, None)):
        assert await code(waiting) == "invite_revoked"


async def test_who_was_removed_and_comes_back_needs_another_link(bench):
    await bench.room()
    link, shift = await to_room(bench), await to_user(bench)
    phone, till = await link.phone(), await shift.phone()
    await bench.remove("ken")
    for _ in range(2):
        for waiting in (phone.refreshes(), link.phone(), link.house().redeeming.preview(link.secret, None)):
            assert await code(waiting) == "invite_removed"
        assert await link.state() == "removed"
        await bench.add("ken", "driver")
    await till.refreshes()
    assert await (await to_room(bench)).phone()


async def test_every_wrong_secret_is_told_alike(bench):
    await bench.room()
    link = await to_room(bench)
    invite, _, drawn = link.secret.partition(".")
    wrong = ["", ".", "nonsense", invite, f"{invite}.", f"{invite}.{'0' * 32}", f"i_nobody.{drawn}", f"{link.secret}0",
             link.secret.upper(), f"{invite}.{'é' * 32}", f" {link.secret}"]  # fmt: skip
    for secret in wrong:
        for waiting in (Phone(link).opens(), link.house().redeeming.preview(secret, None)):
            link.told["url"] = f"#i={secret}"
            assert await code(waiting) == "not_found", secret
        assert await code(link.house().redeeming.refresh(secret)) == "unauthenticated"
        assert await code(link.house().redeeming.again(secret)) == "done", "known or not"
    assert [row["asked"] for row in (await link.house().invites.of_user(HOST, "ken"))["invites"]] == [None]


async def test_the_role_brings_in_who_does_not_take_part_yet(bench):
    await bench.room()
    assert await code(to_room(bench, "mei")) == "not_found"
    link = await to_room(bench, "mei", role="driver")
    assert (await (await link.phone()).device(ORDER)).told("joined")[0]["you"]["role"] == "driver"
    assert await code(to_user(bench, "nobody")) == "not_found"


async def test_staff_and_parleys_own_are_not_invited(bench):
    """A link must never be a way to staff's side; nor when somebody becomes staff after it was opened."""
    await bench.room()
    await bench.staff("amy")
    for user in ("amy", "v_1", "s_1", "b_1"):
        assert await code(to_user(bench, user)) == "forbidden"
        assert await code(to_room(bench, user, role="customer")) == "forbidden"
    assert await code(to_room(bench, "new", role="agent")) == "forbidden"
    assert await code(to_room(bench, "ken", role="agent")) == "forbidden"
    assert (await bench.node.machine.house.directory.user("new")) is None, "and nothing was changed"
    shift = await to_user(bench)
    phone = await shift.phone()
    await bench.node.machine.house.directory.put("ken", None, "agent")
    for waiting in (phone.refreshes(), shift.phone()):
        assert await code(waiting) == "forbidden"
    assert await code(bench.node.machine.house.identity.actor_of(f"Bearer {phone.token()}")) == "forbidden"


async def test_a_link_vouches_for_nobody(bench):
    """Whom only staff named stays unverified, however they come in by staff's own link."""
    await bench.room()
    amy, cases = await bench.staff("amy"), bench.node.machine.house.invites
    wish = Wish(user="new", devices=1, ttl_s=600, role="driver")
    link = Invited(bench, "new", await cases.into_room(amy, ORDER, wish, ids.fresh()))
    phone = await link.phone()
    device = await phone.device(ORDER)
    await bench.node.machine.house.identity.actor_of(f"Bearer {phone.token()}")
    assert device.told("welcome")[0]["user"]["verified"] == "none"
    assert (await bench.node.machine.house.directory.user("new")).verified == "none"


WHO = {"host": HOST, "agent": Actor("amy", "Amy", "agent", staff=True), "admin": Actor("s_1", "", "admin", staff=True),
       "ken": Actor("ken", "Ken", "driver"), "stranger": Actor("bob", "Bob", "driver")}  # fmt: skip
MAY = {"host": (True, True), "agent": (True, False), "admin": (True, True), "ken": (False, False),
       "stranger": (False, False)}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
async def test_who_may_invite(bench, who):
    await bench.room()
    cases, actor = bench.node.machine.house.invites, WHO[who]
    into_room, into_all = MAY[who]
    link, shift = await to_room(bench), await to_user(bench)
    phone = await link.phone()
    wish = Wish(user="ken", devices=1, ttl_s=60)
    no = "not_found" if who == "stranger" else "forbidden"
    tried = {
        "make": (cases.into_room(actor, ORDER, wish, ids.fresh()), into_room, no),
        "list": (cases.of_room(actor, ORDER), into_room, no),
        "devices": (cases.devices(actor, link.id), into_room, "not_found"),
        "device": (cases.revoke_device(actor, link.id, phone.id), into_room, "not_found"),
        "revoke": (cases.revoke(actor, link.id), into_room, "not_found"),
        "make all": (cases.for_user(actor, wish), into_all, "forbidden"),
        "list all": (cases.of_user(actor, "ken"), into_all, "forbidden"),
        "revoke all": (cases.revoke(actor, shift.id), into_all, "not_found"),
        "unknown": (cases.revoke(actor, "i_none"), False, "not_found"),
        "another's device": (cases.revoke_device(actor, shift.id, phone.id), False, "not_found"),
    }
    for name, (waiting, may, otherwise) in tried.items():
        assert await code(waiting) == ("done" if may else otherwise), name


async def test_a_lane_is_not_invited_to(bench):
    await bench.room()
    assert await code(to_room(bench, room=bench.staff_lane())) in {"forbidden", "not_found"}
