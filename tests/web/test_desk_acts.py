"""What admins do with the people of the house, end to end; and that all of it stands in the audit log."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.web.workspace import API_KEY, PASSWORD, Browser, Workspace, opened

SESSION: Final = "/v1/desk/session"
STAFF: Final = "/v1/desk/staff"
USE: Final = "/v1/desk/links/use"


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with opened(tmp_path) as running:
        await running.hires("admin")
        yield running


@pytest.fixture
async def admin(workspace: Workspace) -> Browser:
    return workspace.browser("admin")


async def invited(admin: Browser, email: str = "mika@shop.example", role: str = "agent") -> tuple[str, str]:
    """Give the id and the secret of an invitation."""
    told = (await admin("POST", "/v1/desk/links", {"email": email, "role": role, "name": "Mika"})).json()
    return told["id"], told["url"].partition("#link=")[2]


async def joins(workspace: Workspace, secret: str, password: str = PASSWORD) -> tuple[Browser, str]:
    browser = workspace.browser()
    answer = await browser("POST", USE, {"secret": secret, "password": password, "name": "Mika M"})
    assert answer.status_code == 200, answer.text
    return browser, answer.json()["user"]


async def test_a_colleague_from_invitation_to_farewell(workspace: Workspace, admin: Browser):
    link, secret = await invited(admin)
    listed = (await admin("GET", "/v1/desk/links")).json()["links"]
    assert [(row["id"], row["email"], row["role"]) for row in listed] == [(link, "mika@shop.example", "agent")]
    assert secret not in str(listed)
    mika, user = await joins(workspace, secret)
    assert (await admin("GET", "/v1/desk/links")).json() == {"links": []}
    assert await workspace.browser().code("POST", USE, {"secret": secret, "password": PASSWORD}) == (
        409, "invite_elsewhere",
    )  # fmt: skip
    again = {"email": "mika@shop.example", "role": "admin"}
    assert await admin.code("POST", "/v1/desk/links", again) == (400, "bad_field")
    seen = (await mika("GET", STAFF)).json()["staff"]
    assert {row["name"] for row in seen} == {"Admin", "Mika M"}
    assert not any("email" in row for row in seen), "addresses are for admins"
    assert (await admin("PATCH", f"{STAFF}/{user}", {"role": "supervisor"})).json()["role"] == "supervisor"
    assert (await mika("GET", SESSION)).json()["role"] == "supervisor"
    (session,) = (await admin("GET", f"{STAFF}/{user}/sessions")).json()["sessions"]
    assert (await admin("DELETE", f"{STAFF}/{user}/sessions/{session['id']}")).status_code == 200
    assert await mika.code("GET", SESSION) == (401, "unauthenticated")
    assert (await mika("POST", SESSION, {"email": "mika@shop.example", "password": PASSWORD})).status_code == 200
    assert (await admin("DELETE", f"{STAFF}/{user}")).status_code == 200
    assert await mika.code("GET", SESSION) == (401, "unauthenticated")
    _, secret = await invited(admin, role="agent")
    assert (await joins(workspace, secret))[1] == user, "who comes back is who they were"
    acts = [(by, act) for by, act, _ in await workspace.acts()]
    expected = [
        ("s_admin", "staff_invited"), ("s_admin", "staff_joined"), (user, "link_used"), ("s_admin", "role_changed"),
        ("s_admin", "session_revoked"), (user, "signed_in"), ("s_admin", "staff_ended"), ("s_admin", "staff_invited"),
        ("s_admin", "staff_joined"), (user, "link_used"), ("s_admin", "audit_read"),
    ]  # fmt: skip
    assert acts == expected


async def test_a_reset_ends_every_session_and_the_old_password(workspace: Workspace, admin: Browser):
    _, secret = await invited(admin)
    mika, user = await joins(workspace, secret)
    told = (await admin("POST", f"{STAFF}/{user}/reset")).json()
    assert (await mika("GET", SESSION)).status_code == 200, "not before it is used"
    reset = told["url"].partition("#link=")[2]
    fresh, same = await joins(workspace, reset, "another set of words")
    assert same == user
    again = {"secret": reset, "password": "a third set of words"}
    assert await workspace.browser().code("POST", USE, again) == (409, "invite_elsewhere")
    assert await mika.code("GET", SESSION) == (401, "unauthenticated")
    assert (await fresh("GET", SESSION)).json()["role"] == "agent", "a link resets a password, and no role"
    old, new = ({"email": "mika@shop.example", "password": each} for each in (PASSWORD, "another set of words"))
    assert await mika.code("POST", SESSION, old) == (401, "unauthenticated")
    assert (await mika("POST", SESSION, new)).status_code == 200


async def test_a_link_is_worth_nothing_once_withdrawn_or_followed_by_another(workspace: Workspace, admin: Browser):
    link, secret = await invited(admin)
    await admin("DELETE", f"/v1/desk/links/{link}")
    look = "/v1/desk/links/look"
    assert await workspace.browser().code("POST", look, {"secret": secret}) == (410, "invite_revoked")
    _, first = await invited(admin)
    _, second = await invited(admin)
    assert await workspace.browser().code("POST", look, {"secret": first}) == (410, "invite_revoked")
    assert (await workspace.browser()("POST", look, {"secret": second})).status_code == 200
    assert await workspace.browser().code("POST", look, {"secret": second + "x"}) == (404, "not_found")


async def test_of_many_who_use_a_link_at_once_one_gets_in(workspace: Workspace, admin: Browser):
    for secret in ((await invited(admin))[1], workspace.operator_link()):
        body = {"secret": secret, "password": PASSWORD}
        codes = await asyncio.gather(*(workspace.browser().code("POST", USE, body) for _ in range(6)))
        assert sorted(code for code, _ in codes) == [200, 409, 409, 409, 409, 409]


async def test_the_last_admin_stays_one(workspace: Workspace, admin: Browser):
    for call in (("PATCH", f"{STAFF}/s_admin", {"role": "agent"}), ("DELETE", f"{STAFF}/s_admin", None)):
        assert await admin.code(*call) == (403, "forbidden")
    await workspace.hires("admin", "bea")
    bea = workspace.browser("bea")
    both = await asyncio.gather(
        admin("PATCH", f"{STAFF}/s_bea", {"role": "agent"}), bea("PATCH", f"{STAFF}/s_admin", {"role": "agent"})
    )
    assert sorted(answer.status_code for answer in both) == [200, 403]


async def test_who_lost_their_role_meanwhile_changes_nothing(workspace: Workspace, admin: Browser):
    """Asked again inside the transaction: the door has let them in a moment before."""
    await workspace.hires("admin", "bea")
    staff, bea = workspace.machine.house.workspace.staff, workspace.people["bea"].seated
    await admin("PATCH", f"{STAFF}/s_bea", {"role": "supervisor"})
    for act in (staff.invite(bea, "x@y.example", "", "admin"), staff.dismiss(bea, "s_admin")):
        with pytest.raises(Exception, match="forbidden"):
            await act
    await admin("DELETE", f"{STAFF}/s_bea")
    with pytest.raises(Exception, match="unauthenticated"):
        await staff.reset(bea, "s_admin")


async def test_a_look_into_a_room_stands_in_the_log_once(workspace: Workspace, admin: Browser):
    host = workspace.browser(bearer=API_KEY)
    await host(
        "POST", "/v1/rooms", {"id": "order-1", "kind": "order", "participants": [{"user": "ken", "role": "driver"}]}
    )
    token = (await admin("POST", "/v1/desk/token")).json()["token"]
    looking = workspace.browser(bearer=token)
    for path in ("/v1/rooms", "/v1/rooms/nowhere", "/v1/rooms/order-1/entries", "/v1/rooms/order-1"):
        await looking("GET", path)
    assert [one for one in await workspace.acts() if one[1] != "audit_read"] == [
        ("s_admin", "room_looked_into", "order-1")
    ]


async def test_the_log_is_read_page_by_page(workspace: Workspace, admin: Browser):
    for number in range(7):
        await invited(admin, f"mika{number}@shop.example")
    first = (await admin("GET", "/v1/desk/audit?limit=5")).json()
    rest = (await admin("GET", f"/v1/desk/audit?limit=5&cursor={first['next']}")).json()
    positions = [act["position"] for act in (*first["acts"], *rest["acts"])]
    assert (len(positions), positions) == (8, sorted(positions, reverse=True))
    assert (first["acts"][0]["act"], rest["next"]) == ("audit_read", None)
    assert {act["by_name"] for act in first["acts"]} == {"Admin"}
