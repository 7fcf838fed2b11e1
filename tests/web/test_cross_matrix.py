"""Every proof at every door, cell by cell: as a bearer's, as the cookie, in a link, in a body, on the socket.

Then everything that can end has ended, and the same cells are tried again: nothing opens any more.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import httpx
import pytest

from server.core import keys
from server.core.changes import Actor
from server.web.ask import Operation, Who
from server.web.routes import OPERATIONS
from server.web.signing import PURPOSES
from tests.chat.bench import TestNode
from tests.chat.device import Device
from tests.web.workspace import API_KEY, COOKIE, SECRET, Browser, Workspace, opened

SCOPED: Final = {f"key for {scope}": scope for scope in keys.SCOPES}
ACTS_AS: Final[dict[str, str]] = {
    "nothing": "", "api key": "host", **SCOPED, "host token": "user", "visitor token": "user", "visitor secret": "",
    "invite link": "", "device token": "user", "device secret": "", "desk cookie": "", "desk token": "user",
    "staff link": "", "reset link": "", "operator link": "", "file link": "", "secret": "",
}  # fmt: skip
"""Every proof that there is, and as whom it lets its bearer act."""
SIGNED: Final = {
    "user": "host token", "visitor": "visitor token", "invite": "device token", "file": "file link",
    "desk": "desk token", "operator": "operator link",
}  # fmt: skip
LINKS: Final = frozenset({"staff link", "reset link", "operator link"})
IN_A_BODY: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("visitors_refresh", "secret"): frozenset({"visitor secret"}),
    ("visitors_logout", "secret"): frozenset({"visitor secret"}),
    ("visitors_merge", "user_token"): frozenset({"host token"}),
    ("visitors_merge", "visitor_token"): frozenset({"visitor token"}),
    ("visitors_merge", "secret"): frozenset({"visitor secret"}),
    ("invites_preview", "secret"): frozenset({"invite link"}),
    ("invites_redeem", "secret"): frozenset({"invite link"}),
    ("invites_refresh", "secret"): frozenset({"device secret"}),
    ("invites_logout", "secret"): frozenset({"device secret"}),
    ("invites_again", "secret"): frozenset({"invite link", "device secret"}),
    ("desk_look", "secret"): LINKS,
    ("desk_use", "secret"): LINKS,
    ("desk_sign_in", "password"): frozenset(),
    ("desk_use", "password"): frozenset(),
    ("desk_change_password", "current"): frozenset(),
    ("desk_change_password", "password"): frozenset(),
}
"""Whatever a body can hold that proves something, and the proofs that do there."""
SILENT: Final = {"visitors_logout", "invites_logout", "invites_again"}
"""What answers alike whether or not there was anything: seen by what came of it."""
AT_THE_DOOR: Final = ("this needs the API key", "this needs a user's token", "this key is good for", "you are kept out")
GRANTS: Final = {"key": {"host"}, "user": {"user"}, "either": {"host", "user"}, "link": {"host", "user"}}


@dataclass
class Place:
    """A server, a proof of every kind, and who they are of."""

    workspace: Workspace
    proofs: dict[str, str]
    made: dict[str, str]

    def bearer(self, name: str) -> Browser:
        return self.workspace.browser(bearer=self.proofs[name], origin=None)

    async def post(self, path: str, body: Any) -> httpx.Response:
        return await self.workspace.browser()("POST", path, body)


def keyed(made: dict[str, Any]) -> str:
    return str(made["url"].partition("#")[2].partition("=")[2])


async def gathered(workspace: Workspace) -> Place:
    """Draw one proof of every kind, as it is drawn every day."""
    await workspace.hires("admin")
    await workspace.hires("agent", "amy")
    admin, host, anybody = workspace.browser("admin"), workspace.browser(bearer=API_KEY), workspace.browser()

    async def drawn(browser: Browser, path: str, body: Any = None) -> dict[str, Any]:
        answer = await browser("POST", path, body)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    people = [{"user": "ken", "role": "driver"}, {"user": "ann", "role": "customer"}]
    await drawn(host, "/v1/rooms", {"id": "order-1", "kind": "order", "participants": people})
    ann = await drawn(host, "/v1/tokens", {"user": "ann", "role": "customer"})
    visitor = await drawn(anybody, "/v1/visitors", {})
    invite = await drawn(host, "/v1/rooms/order-1/invites", {"user": "ken"})
    opening = {"secret": keyed(invite), "device": "a-key-that-the-phone-drew"}
    device = await drawn(anybody, "/v1/invites/redeem", opening)
    staff = await drawn(admin, "/v1/desk/links", {"email": "new@shop.example", "role": "agent"})
    reset = await drawn(admin, "/v1/desk/staff/s_amy/reset")
    identity = workspace.machine.house.identity
    made = {
        name: await drawn(admin, "/v1/desk/keys", {"name": name, "scopes": [scope]}) for name, scope in SCOPED.items()
    }
    proofs = {
        "nothing": "", "api key": API_KEY, **{name: one["key"] for name, one in made.items()},
        "host token": ann["token"], "visitor token": visitor["token"], "visitor secret": visitor["secret"],
        "invite link": keyed(invite), "device token": device["token"], "device secret": device["secret"],
        "desk cookie": workspace.people["admin"].cookie, "desk token": (await drawn(admin, "/v1/desk/token"))["token"],
        "staff link": keyed(staff), "reset link": keyed(reset),
        "operator link": workspace.operator_link("ada@x.example"),
        "file link": identity.link(Actor("ann"), "f_1", f"Bearer {ann['token']}").token, "secret": SECRET,
    }  # fmt: skip
    ids = {name: one["id"] for name, one in made.items()}
    return Place(workspace, proofs, {**ids, "visitor": visitor["user"], "invite": invite["id"], "staff": staff["id"]})


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    free = dict.fromkeys(
        ("visitors_per_address", "visitor_calls_per_address", "invite_calls_per_address", "sign_ins_per_address"), "off"
    )
    async with opened(tmp_path, sign_ins_per_account="off", public_url="https://chat.example/", **free) as workspace:
        yield await gathered(workspace)


async def all_ended(place: Place) -> None:
    """End all that can end."""
    workspace = place.workspace
    await workspace.hires("admin", "boss")
    boss = workspace.browser("boss")
    wanted = [("DELETE", f"/v1/desk/keys/{place.made[name]}", None) for name in SCOPED]
    wanted += [
        ("PUT", "/v1/desk/bans/ann", {}), ("POST", "/v1/visitors/logout", {"secret": place.proofs["visitor secret"]}),
        ("DELETE", f"/v1/desk/links/{place.made['staff']}", None), ("POST", "/v1/desk/staff/s_amy/reset", None),
        ("DELETE", "/v1/desk/staff/s_admin", None),
    ]  # fmt: skip
    for method, path, body in wanted:
        answer = await boss(method, path, body)
        assert answer.is_success, (path, answer.text)
    gone = await workspace.browser(bearer=API_KEY)("DELETE", f"/v1/invites/{place.made['invite']}")
    used = {"secret": place.proofs["operator link"], "password": "three green boats at noon"}
    assert [gone.status_code, (await place.post("/v1/desk/links/use", used)).status_code] == [200, 200]


# --- the tables are whole ---


def test_no_kind_of_token_and_no_scope_is_missing():
    assert set(PURPOSES) == SIGNED.keys()
    assert {*SIGNED.values(), *SCOPED} <= ACTS_AS.keys()
    assert set(get_args(Who)) == {*GRANTS, "anyone", "page", "staff"}


def test_no_body_that_holds_a_proof_is_missing():
    proving = {"secret", "password", "current", "token", "user_token", "visitor_token", "cookie", "key"}
    held = {
        (operation.name, name)
        for operation in OPERATIONS
        for name in getattr(operation.body, "__struct_fields__", ())
        if name in proving
    }
    assert held == IN_A_BODY.keys()


# --- the cells ---


def lets_in(operation: Operation, name: str) -> bool:
    """Tell whether a bearer of this proof is let in there."""
    acts = ACTS_AS[name]
    if acts in keys.SCOPES:
        return "host" in GRANTS[operation.who] and acts in operation.scopes
    return acts in GRANTS[operation.who]


def is_out(answer: httpx.Response) -> bool:
    """Tell whether somebody got no further than the door."""
    if answer.status_code == 403:
        return any(answer.json()["detail"].startswith(word) for word in AT_THE_DOOR)
    return answer.status_code == 401


def path_of(operation: Operation) -> str:
    path = operation.path.replace("{seq}", "1")
    for name in ("id", "user", "device", "delivery", "session"):
        path = path.replace(f"{{{name}}}", "none")
    return path


async def by_bearer(place: Place, *, ended: bool) -> list[str]:
    """Try every route that asks who one is, and the workspace's own, where no header counts."""
    wrong = []
    for operation in (one for one in OPERATIONS if one.who not in {"anyone", "page"}):
        for name in ACTS_AS:
            answer = await place.bearer(name)(operation.method, path_of(operation), {}, Origin="https://chat.example")
            good = operation.who != "staff" and lets_in(operation, name) and not (ended and name != "api key")
            if is_out(answer) == good:
                wrong.append(f"{operation.name} by {name}: {answer.status_code} {answer.text}")
    return wrong


async def by_cookie(place: Place, *, ended: bool) -> list[str]:
    """Try every route with each proof in the cookie's place: one opens the workspace's own, and none any other."""
    wrong = []
    last = sorted(OPERATIONS, key=lambda one: one.name == "desk_sign_out")
    for operation in (one for one in last if one.who not in {"anyone", "page"}):
        for name in sorted(ACTS_AS, key=lambda one: one == "desk cookie"):
            browser = place.workspace.browser(cookies={COOKIE: place.proofs[name]})
            answer = await browser(operation.method, path_of(operation), {})
            if is_out(answer) == (operation.who == "staff" and name == "desk cookie" and not ended):
                wrong.append(f"{operation.name} with the cookie {name}: {answer.status_code} {answer.text}")
    return wrong


async def by_link(place: Place, *, ended: bool) -> list[str]:
    """Try a file with each proof in its address."""
    anybody = place.workspace.browser()
    answers = {name: await anybody("GET", f"/v1/files/f_1?t={proof}") for name, proof in place.proofs.items()}
    return [
        f"in an address {name}: {answer.status_code}"
        for name, answer in answers.items()
        if is_out(answer) == (name == "file link" and not ended)
    ]


async def by_body(place: Place, *, ended: bool) -> list[str]:
    """Try what a body may hold, the right proof last; what one proof does must not spoil another's."""
    wrong = []
    more = {"device": "a-key-that-the-phone-drew", "email": "admin@shop.example", "agree": True, "password": "short"}
    for (door, field), right in IN_A_BODY.items():
        operation = next(one for one in OPERATIONS if one.name == door)
        if door in SILENT or door == "visitors_merge":
            continue
        for name in sorted(ACTS_AS, key=lambda one: one in right):
            taken = {key: more[key] for key in operation.body.__struct_fields__ if key in more and key != field}
            answer = await place.post(operation.path, {**taken, field: place.proofs[name]})
            weak = field == "secret" and answer.json().get("field") == "password"
            if (answer.status_code == 200 or weak) != (name in right and not ended):
                wrong.append(f"{door} with {name} as {field}: {answer.status_code} {answer.text}")
    return wrong


async def by_socket(place: Place, *, ended: bool) -> list[str]:
    """Try a hello with each proof: users are let in, and no key is."""
    node, wrong = TestNode(place.workspace.machine, None, None), []
    for name, acts in ACTS_AS.items():
        device = Device(node, "anybody", "customer")
        answer = await device.ask("hello", token=place.proofs[name])
        if (answer["t"] == "welcome") != (acts == "user" and not ended):
            wrong.append(f"hello with {name}: {answer}")
        device.gone()
    return wrong


DOORS: Final = {"bearer": by_bearer, "cookie": by_cookie, "link": by_link, "body": by_body, "socket": by_socket}


@pytest.mark.parametrize("ended", [False, True], ids=["good", "ended"])
@pytest.mark.parametrize("door", DOORS)
async def test_every_proof_at_every_door(place: Place, door: str, *, ended: bool):
    if ended:
        await all_ended(place)
    wrong = await DOORS[door](place, ended=ended)
    assert not wrong, "\n".join(wrong)


async def test_no_other_proof_renews_an_open_socket(place: Place):
    node = TestNode(place.workspace.machine, None, None)
    for held in (name for name, acts in ACTS_AS.items() if acts == "user"):
        for name, proof in place.proofs.items():
            device = Device(node, "anybody", "customer")
            assert (await device.ask("hello", token=place.proofs[held]))["t"] == "welcome"
            told = await device.ask("auth", token=proof)
            assert (told["t"] == "authed") == (name == held), (held, name, told)
            device.gone()


async def test_what_answers_everybody_alike_ends_nothing_by_a_wrong_proof(place: Place):
    for door, field, right in ((door, field, right) for (door, field), right in IN_A_BODY.items() if door in SILENT):
        operation = next(one for one in OPERATIONS if one.name == door)
        for name in (name for name in ACTS_AS if name not in right):
            answer = await place.post(operation.path, {field: place.proofs[name]})
            assert answer.status_code in {200, 413}, (door, name, answer.text)
    assert await by_socket(place, ended=False) == []
    assert (await place.post("/v1/visitors/refresh", {"secret": place.proofs["visitor secret"]})).status_code == 200
    assert (await place.post("/v1/invites/refresh", {"secret": place.proofs["device secret"]})).status_code == 200


async def test_two_proofs_make_a_user_of_a_visitor_and_each_is_its_own(place: Place):
    proofs = place.proofs
    user, visitor = {"user_token": proofs["host token"]}, {"visitor_token": proofs["visitor token"]}
    tried = [("user_token", "host token", visitor), ("visitor_token", "visitor token", user)]
    for field, right, other in (*tried, ("secret", "visitor secret", user)):
        for name in (name for name in ACTS_AS if name != right):
            answer = await place.post("/v1/visitors/merge", {"agree": True, **other, field: proofs[name]})
            assert answer.status_code in {401, 403, 413}, (field, name, answer.text)
    whole = {"agree": True, "user_token": proofs["host token"], "secret": proofs["visitor secret"]}
    assert (await place.post("/v1/visitors/merge", whole)).status_code == 200
