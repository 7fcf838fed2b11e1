"""Who is kept out: nothing of theirs opens anything, on any node; staff let them in again; it is audited."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.core.refusals import Refusal
from server.live.recall import Recall
from server.storage import users
from tests.chat.bench import Bench
from tests.web.workspace import API_KEY, opened

SEATED: Any = SimpleNamespace(member=SimpleNamespace(user="s_amy"))


async def test_a_visitor_is_kept_out_and_let_in_again(tmp_path: Path):
    async with opened(tmp_path, visitors_per_address="off") as workspace:
        for role in ("agent", "supervisor", "admin"):
            await workspace.hires(role)
        agent, boss, anybody = workspace.browser("agent"), workspace.browser("supervisor"), workspace.browser()
        told = (await anybody("POST", "/v1/visitors", {"name": "Guest"})).json()
        guest = workspace.browser(bearer=told["token"])
        room = (await guest("POST", "/v1/rooms", {"kind": "support", "subject": "Hi"})).json()["id"]
        ban = f"/v1/desk/bans/{told['user']}"
        assert (await agent("PUT", ban, {"reason": "rude"})).status_code == 200
        assert (await agent("PUT", ban, {})).status_code == 200, "once more changes nothing"
        (row,) = (await agent("GET", "/v1/desk/bans")).json()["bans"]
        assert row.pop("since")
        assert row == {
            "user": told["user"], "name": "Guest", "by": "s_agent", "by_name": "Agent", "reason": "rude",
        }  # fmt: skip
        secret = {"secret": told["secret"]}
        assert await anybody.code("POST", "/v1/visitors/refresh", secret) == (403, "forbidden")
        for method, path in (("GET", f"/v1/rooms/{room}"), ("GET", "/v1/rooms"), ("POST", "/v1/rooms")):
            body = {"kind": "support"} if method == "POST" else None
            assert await guest.code(method, path, body) == (403, "forbidden"), path
        ann = (
            await workspace.browser(bearer=API_KEY)("POST", "/v1/tokens", {"user": "ann", "role": "customer"})
        ).json()
        both = {"agree": True, "user_token": ann["token"], "visitor_token": told["token"]}
        assert (await anybody.code("POST", "/v1/visitors/merge", both))[0] in {401, 403}, "nor as somebody else"
        assert await agent.code("DELETE", ban) == (403, "forbidden")
        assert (await boss("DELETE", ban)).status_code == 200
        assert await boss.code("DELETE", ban) == (404, "not_found")
        assert (await anybody("POST", "/v1/visitors/refresh", secret)).status_code == 200
        assert (await guest("GET", f"/v1/rooms/{room}")).status_code == 200
        acts = [act for act in await workspace.acts() if act[1] in {"user_banned", "ban_lifted"}]
        assert acts == [
            ("s_agent", "user_banned", told["user"]),
            ("s_supervisor", "ban_lifted", told["user"]),
        ]


async def test_their_sockets_close_on_every_node_and_none_opens(pair: Bench):
    await pair.room()
    here, there = await pair.person("ann"), await pair.person("ann", at=1)
    ken = await pair.person("ken", "driver")
    await pair.node.machine.house.workspace.bans.ban(SEATED, "ann", "")
    await pair.quiet()
    assert [device.closed.code for device in (here, there)] == [4401, 4401]
    assert ken.closed is None
    again = pair.device("ann", at=1)
    assert (await again.hello())["code"] == "forbidden"
    await pair.quiet()
    assert again.closed.code == 4403


async def test_a_lost_word_between_nodes_is_made_good(pair: Bench):
    await pair.room()
    there = await pair.person("ann", at=1)
    node = pair.nodes[1]
    await pair.node.parts.journal.write(lambda c: users.ban(c, "ann", pair.clock.wall()))
    await Recall(node.hub).look(pair.clock.monotonic())
    await pair.quiet()
    assert there.closed.code == 4401


@pytest.mark.parametrize("user", ["amy", "nobody"])
async def test_staff_and_strangers_are_not_banned(bench: Bench, user: str):
    await bench.staff("amy")
    with pytest.raises(Refusal) as refused:
        await bench.node.machine.house.workspace.bans.ban(SEATED, user, "")
    assert refused.value.code == "not_found"
