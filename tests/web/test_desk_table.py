"""Every route, called by everybody: nobody, a session that ended, a customer, and each role of staff."""

from pathlib import Path
from typing import Any, Final

import pytest

from server.core.users import User
from server.storage import staff as stored
from server.web.routes import OPERATIONS
from tests.web.workspace import API_KEY, COOKIE, ROLES, Browser, Workspace, opened

WHO: Final = ("nobody", "ended", "customer", *ROLES)
OPEN: Final = (200,) * 6
ADMIN: Final = (401, 401, 401, 403, 403, 200)
ROOM: Final = "/v1/rooms/order-1"
KEN: Final = {"user": "ken", "role": "driver"}
TEXT: Final = {"body": {"type": "text", "text": "Hello"}}
SUBSCRIPTION: Final = {"endpoint": "https://push.example/1", "keys": {"p256dh": "x", "auth": "x"}, "lang": "en"}

ROUTES: Final[dict[str, tuple[str, Any, tuple[int, ...]]]] = {
    "tokens_create": ("/v1/tokens", {"user": "ann", "role": "customer"}, (401, 401, 403, 403, 403, 403)),
    "users_put": ("/v1/users/ann", {"name": "Ann"}, (401, 401, 403, 403, 403, 403)),
    "rooms_create": ("/v1/rooms", {"kind": "group"}, (401, 401, 403, 201, 201, 201)),
    "rooms_listing": ("/v1/rooms", None, (401, 401, 200, 200, 200, 200)),
    "rooms_get": (ROOM, None, (401, 401, 404, 200, 200, 200)),
    "rooms_patch": (ROOM, {"subject": "New"}, (401, 401, 404, 200, 200, 200)),
    "rooms_receipts": (f"{ROOM}/receipts", None, (401, 401, 404, 200, 200, 200)),
    "rooms_lane": (f"{ROOM}/lanes", {"users": ["ken"]}, (401, 401, 404, 201, 200, 200)),
    "participants_listing": (f"{ROOM}/participants", None, (401, 401, 404, 200, 200, 200)),
    "participants_put": (f"{ROOM}/participants/lee", {"role": "driver"}, (401, 401, 404, 200, 200, 200)),
    "participants_remove": (f"{ROOM}/participants/lee", None, (401, 401, 404, 200, 200, 200)),
    "participants_swap": (f"{ROOM}/swap", {**KEN, "replaces": "eve"}, (401, 401, 404, 400, 400, 400)),
    "messages_post": (f"{ROOM}/messages", TEXT, (401, 401, 404, 403, 403, 403)),
    "messages_activity": (f"{ROOM}/activity", {"type": "eta"}, (401, 401, 404, 403, 403, 403)),
    "messages_call_help": (f"{ROOM}/help", {"reason": "late"}, (401, 401, 404, 403, 403, 403)),
    "messages_entries": (f"{ROOM}/entries", None, (401, 401, 404, 200, 200, 200)),
    "uploads_create": ("/v1/uploads?room=order-1&name=a.txt", None, (401, 401, 404, 403, 403, 403)),
    "uploads_get": ("/v1/files/f_1", None, (401, 401, 404, 404, 404, 404)),
    "uploads_link": ("/v1/files/f_1/link", None, (401, 401, 404, 404, 404, 404)),
    "visitors_create": ("/v1/visitors", {}, (201,) * 6),
    "visitors_refresh": ("/v1/visitors/refresh", {"secret": "x"}, (401,) * 6),
    "visitors_logout": ("/v1/visitors/logout", {"secret": "x"}, OPEN),
    "visitors_merge": ("/v1/visitors/merge", {"agree": True, "user_token": "x", "visitor_token": "y"}, (401,) * 6),
    "invites_into_room": (f"{ROOM}/invites", {"user": "ken"}, (401, 401, 404, 201, 201, 201)),
    "invites_for_oneself": (f"{ROOM}/invites/me", None, (401, 401, 404, 403, 403, 403)),
    "invites_of_room": (f"{ROOM}/invites", None, (401, 401, 404, 200, 200, 200)),
    "invites_for_user": ("/v1/users/ken/invites", {}, (401, 401, 403, 403, 201, 201)),
    "invites_of_user": ("/v1/users/ken/invites", None, (401, 401, 403, 403, 200, 200)),
    "invites_preview": ("/v1/invites/preview", {"secret": "x"}, (404,) * 6),
    "invites_redeem": ("/v1/invites/redeem", {"secret": "x"}, (404,) * 6),
    "invites_refresh": ("/v1/invites/refresh", {"secret": "x"}, (401,) * 6),
    "invites_logout": ("/v1/invites/logout", {"secret": "x"}, OPEN),
    "invites_again": ("/v1/invites/again", {"secret": "x"}, OPEN),
    "invites_revoke": ("/v1/invites/i_1", None, (401, 401, 404, 404, 404, 404)),
    "invites_devices": ("/v1/invites/i_1/devices", None, (401, 401, 404, 404, 404, 404)),
    "invites_revoke_device": ("/v1/invites/i_1/devices/d_1", None, (401, 401, 404, 404, 404, 404)),
    "mutes_listing": ("/v1/users/me/mutes", None, (401, 401, 200, 200, 200, 200)),
    "mutes_put": ("/v1/users/me/mutes/ken", None, (401, 401, 200, 200, 200, 200)),
    "mutes_remove": ("/v1/users/me/mutes/ken", None, (401, 401, 200, 200, 200, 200)),
    "phrases_listing": ("/v1/phrases", None, OPEN),
    "widget_get": ("/v1/widget", None, OPEN),
    "push_key": ("/v1/push", None, OPEN),
    "push_subscribe": ("/v1/push/subscriptions", SUBSCRIPTION, (401, 401, 400, 403, 403, 403)),
    "push_unsubscribe": ("/v1/push/subscriptions", {"endpoint": "https://x.example"}, (401, 401, 200, 200, 200, 200)),
    "webhooks_listing": ("/v1/webhooks", None, (401, 401, 403, 403, 403, 403)),
    "webhooks_enable": ("/v1/webhooks/enable", None, (401, 401, 403, 403, 403, 403)),
    "orders_step": (f"{ROOM}/order", {"type": "ready"}, (401, 401, 403, 403, 403, 403)),
    "orders_answer": (f"{ROOM}/messages/2/answer", {"accept": True}, (401, 401, 404, 404, 404, 404)),
    "orders_reply": (f"{ROOM}/replies", {**TEXT, "to": 2}, (401, 401, 404, 403, 403, 403)),
    "orders_busy": ("/v1/users/me/busy", {"minutes": 10}, (401, 401, 200, 200, 200, 200)),
    "cases_stands": ("/v1/desk/rooms/order-1", None, (401, 401, 404, 200, 200, 200)),
    "cases_act": ("/v1/desk/rooms/order-1/acts", {"act": "mark", "priority": "high"}, (401, 401, 404, 201, 200, 200)),
    "cases_mine": ("/v1/desk/me", None, (401, 401, 403, 200, 200, 200)),
    "cases_say": ("/v1/desk/me", {"state": "busy"}, (401, 401, 403, 200, 200, 200)),
    "bans_load": ("/v1/desk/load", None, (401, 401, 401, 403, 200, 200)),
    "bans_listing": ("/v1/desk/bans", None, (401, 401, 401, 200, 200, 200)),
    "bans_put": ("/v1/desk/bans/v_nobody", {"reason": "rude"}, (401, 401, 401, 404, 404, 404)),
    "bans_lift": ("/v1/desk/bans/v_nobody", None, (401, 401, 401, 403, 404, 404)),
    "cases_equip": ("/v1/desk/agents/s_x", {"capacity": 3}, (401, 401, 403, 403, 404, 404)),
    # --- the workspace's own: by the cookie ---
    "desk_state": ("/v1/desk", None, OPEN),
    "desk_sign_in": ("/v1/desk/session", {"email": "x@y.example", "password": "x"}, (401,) * 6),
    "desk_me": ("/v1/desk/session", None, (401, 401, 401, 200, 200, 200)),
    "desk_sign_out": ("/v1/desk/session", None, (401, 401, 401, 200, 200, 200)),
    "desk_token": ("/v1/desk/token", None, (401, 401, 401, 200, 200, 200)),
    "desk_sessions": ("/v1/desk/sessions", None, (401, 401, 401, 200, 200, 200)),
    "desk_end_session": ("/v1/desk/sessions/ss_1", None, (401, 401, 401, 404, 404, 404)),
    "desk_look": ("/v1/desk/links/look", {"secret": "x"}, (404,) * 6),
    "desk_use": ("/v1/desk/links/use", {"secret": "x", "password": "x"}, (404,) * 6),
    "staff_listing": ("/v1/desk/staff", None, (401, 401, 401, 200, 200, 200)),
    "staff_invite": ("/v1/desk/links", {"email": "x@y.example", "role": "agent"}, (401, 401, 401, 403, 403, 201)),
    "staff_links": ("/v1/desk/links", None, (401, 401, 401, 403, 403, 200)),
    "staff_withdraw": ("/v1/desk/links/sl_1", None, (401, 401, 401, 403, 403, 404)),
    "staff_change": ("/v1/desk/staff/s_x", {"name": "X"}, (401, 401, 401, 403, 403, 404)),
    "staff_dismiss": ("/v1/desk/staff/s_x", None, (401, 401, 401, 403, 403, 404)),
    "staff_reset": ("/v1/desk/staff/s_x/reset", None, (401, 401, 401, 403, 403, 404)),
    "staff_sessions": ("/v1/desk/staff/s_x/sessions", None, (401, 401, 401, 403, 403, 200)),
    "staff_end_session": ("/v1/desk/staff/s_x/sessions/ss_1", None, (401, 401, 401, 403, 403, 404)),
    "staff_audit": ("/v1/desk/audit", None, (401, 401, 401, 403, 403, 200)),
    # --- what holds for everybody: by the cookie, for admins ---
    "setup_state": ("/v1/desk/setup", None, ADMIN),
    "setup_send_test": ("/v1/desk/setup/message", {"text": "Hello"}, (401, 401, 401, 403, 403, 201)),
    "desk_change_password": ("/v1/desk/password", {"current": "x", "password": "y"}, (401, 401, 401, 403, 403, 403)),
    "home_get": ("/v1/desk/house", None, ADMIN),
    "home_change": ("/v1/desk/house", {"name": "Shop"}, ADMIN),
    "teams_listing": ("/v1/desk/teams", None, (401, 401, 401, 200, 200, 200)),
    "teams_put": ("/v1/desk/teams/night", {"name": "Night"}, (401, 401, 401, 403, 403, 201)),
    "teams_remove": ("/v1/desk/teams/none", None, (401, 401, 401, 403, 403, 404)),
    "teams_equip": ("/v1/desk/staff/s_agent/work", {"capacity": 3}, ADMIN),
    "widgets_listing": ("/v1/desk/widgets", None, ADMIN),
    "widgets_put": ("/v1/desk/widgets/shop", {"origins": []}, (401, 401, 401, 403, 403, 201)),
    "widgets_remove": ("/v1/desk/widgets/none", None, (401, 401, 401, 403, 403, 404)),
    "canned_listing": ("/v1/desk/canned", None, (401, 401, 401, 200, 200, 200)),
    "canned_put": ("/v1/desk/canned/hi", {"title": "Hi", "texts": {"en": "Hi"}}, (401, 401, 401, 403, 403, 201)),
    "canned_remove": ("/v1/desk/canned/none", None, (401, 401, 401, 403, 403, 404)),
    "labels_listing": ("/v1/desk/labels", None, (401, 401, 401, 200, 200, 200)),
    "labels_put": ("/v1/desk/labels/vip", {"name": "VIP"}, (401, 401, 401, 403, 403, 201)),
    "labels_remove": ("/v1/desk/labels/none", None, (401, 401, 401, 403, 403, 404)),
    "wordings_listing": ("/v1/desk/phrases", None, ADMIN),
    "wordings_put": ("/v1/desk/phrases/any.thanks", {"hidden": True}, (401, 401, 401, 403, 403, 201)),
    "wordings_remove": ("/v1/desk/phrases/none", None, (401, 401, 401, 403, 403, 404)),
    "keys_listing": ("/v1/desk/keys", None, ADMIN),
    "keys_make": ("/v1/desk/keys", {"name": "CRM", "scopes": ["read"]}, (401, 401, 401, 403, 403, 201)),
    "keys_revoke": ("/v1/desk/keys/k_1", None, (401, 401, 401, 403, 403, 404)),
    "hooks_get": ("/v1/desk/webhook", None, ADMIN),
    "hooks_put": ("/v1/desk/webhook", {"url": ""}, ADMIN),
    "hooks_remove": ("/v1/desk/webhook", None, ADMIN),
    "hooks_secret": ("/v1/desk/webhook/secret", None, (401, 401, 401, 403, 403, 400)),
    "hooks_again": ("/v1/desk/webhook/deliveries/msg_1/again", None, (401, 401, 401, 403, 403, 404)),
    "hooks_enable": ("/v1/desk/webhook/enable", None, ADMIN),
}  # fmt: skip
"""Path and body, and what each of WHO is answered. 401: nobody is known; 403: not for this role; all else is let in."""


async def callers(workspace: Workspace, *, cookie: bool) -> dict[str, Browser]:
    """Give everybody with the proof that they have: by a cookie, or by a token."""
    for role in ROLES:
        await workspace.hires(role)
    ended = await workspace.hires("admin", "gone")
    house = workspace.machine.house
    who = {name: workspace.browser(name) for name in ROLES} | {"ended": workspace.browser("gone")}
    for browser in () if cookie else who.values():
        told = await browser("POST", "/v1/desk/token")
        browser.bearer = told.json()["token"]
        browser.cookies.clear()
    session = ended.seated.session.id
    await workspace.machine.parts.journal.write(lambda c: stored.end_session(c, "s_gone", session, "revoked", 1))
    ann = house.identity.issue("ann", "customer", "Ann", 600).token
    who["customer"] = workspace.browser(bearer=ann, cookies={COOKIE: ann})
    who["nobody"] = workspace.browser()
    return {name: who[name] for name in WHO}


async def an_order(workspace: Workspace) -> None:
    body = {"id": "order-1", "kind": "order", "participants": [KEN, {"user": "mia", "role": "merchant"}]}
    answer = await workspace.browser(bearer=API_KEY)("POST", "/v1/rooms", body)
    assert answer.status_code == 201
    await workspace.machine.house.directory.ensure(User("lee", "driver", "Lee"))


def test_no_route_is_missing():
    assert {operation.name for operation in OPERATIONS} == set(ROUTES)


@pytest.mark.parametrize("cookie", [True, False], ids=["cookie", "token"])
async def test_every_route_by_everybody(tmp_path: Path, cookie: bool):  # noqa: FBT001 - one of two worlds
    """The cookie opens the workspace's own routes and nothing else; the token the others, and none of those."""
    async with opened(tmp_path, visitors_per_address="off") as workspace:
        await an_order(workspace)
        who = await callers(workspace, cookie=cookie)
        wrong: list[str] = []
        for operation in sorted(OPERATIONS, key=lambda one: (one.name == "desk_sign_out", one.name)):
            path, body, told = ROUTES[operation.name]
            for name, expected in zip(WHO, told, strict=True):
                by_cookie = operation.who == "staff"
                good = (
                    expected if by_cookie == cookie or operation.who in {"page", "anyone"} else stranger(name, expected)
                )
                answer = await who[name](operation.method, path, body)
                if answer.status_code != good:
                    wrong.append(f"{operation.name} by {name}: {answer.status_code}, not {good}: {answer.text}")
        assert not wrong, "\n".join(wrong)


def stranger(name: str, expected: int) -> int:
    """Staff with the other proof are nobody; a customer's token is the same in both worlds."""
    return expected if name == "customer" else 401
