"""Invitations on two real nodes over Redis and PostgreSQL: what ends one ends its sockets on the other node at once."""

import asyncio
import re
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from tests.rig.parley import Host, Parley
from tests.rig.wire import Socket, open_socket

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SOON_SECONDS = 2.0  # over the bus; without it the store is asked every 5 s
LATER_SECONDS = 15.0
PEOPLE = {"ann": "customer", "ken": "driver"}


async def called(node: Parley, path: str, body: dict[str, Any]) -> httpx.Response:
    """Make a call as anybody."""
    async with httpx.AsyncClient(base_url=node.http, timeout=10) as client:
        return await client.post(path, json=body)


class Link:
    """An invitation that was made on one node and opened on another, with a socket there."""

    def __init__(self, host: Host, node: Parley, stack: AsyncExitStack) -> None:
        self.host = host
        self.node = node
        self.stack = stack
        self.sessions: list[dict[str, Any]] = []

    async def make(self, room: str) -> "Link":
        self.room = room
        await self.host.room(room, PEOPLE)
        self.told = await self.host.call("POST", f"/v1/rooms/{room}/invites", {"user": "ken"})
        self.secret = self.told["url"].partition("#i=")[2]
        return self

    async def socket(self) -> Socket:
        answer = await called(self.node, "/v1/invites/redeem", {"secret": self.secret})
        assert answer.status_code == 200, answer.text
        self.sessions.append(answer.json())
        socket = await self.stack.enter_async_context(open_socket(self.node.ws))
        welcome = await socket.greet(self.sessions[-1]["token"])
        assert [row["room"] for row in welcome["rooms"]] == [self.room]
        assert (await socket.join(self.room))["t"] == "joined"
        return socket

    async def why(self) -> str:
        """Ask for the next token, as a client does after 4401."""
        answer = await called(self.node, "/v1/invites/refresh", {"secret": self.sessions[-1]["secret"]})
        return str(answer.json()["code"])


async def revoked(link: Link) -> str:
    await link.host.call("DELETE", f"/v1/invites/{link.told['id']}")
    return "invite_revoked"


async def thrown_out(link: Link) -> str:
    await link.host.call("DELETE", f"/v1/invites/{link.told['id']}/devices/{link.sessions[-1]['device']}")
    return "invite_revoked"


async def removed(link: Link) -> str:
    await link.host.call("DELETE", f"/v1/rooms/{link.room}/participants/ken")
    return "invite_removed"


async def swapped(link: Link) -> str:
    await link.host.call("POST", f"/v1/rooms/{link.room}/swap", {"replaces": "ken", "user": "mei", "role": "driver"})
    return "invite_removed"


ENDS = (revoked, thrown_out, removed, swapped)


@pytest.mark.parametrize("driver", ["direct", "portable"])
async def test_what_ends_an_invitation_ends_its_sockets_on_the_other_node(driver, parley, database, redis):
    store = {"PARLEY_DATABASE_URL": database, "PARLEY_DRIVER": driver, "PARLEY_LOG_LEVEL": "debug"}
    first = parley("first", PARLEY_REDIS_URL=redis.url, **store)
    second = parley("second", PARLEY_REDIS_URL=redis.url, **store)
    await asyncio.gather(first.up(), second.up())
    made: list[Link] = []
    async with AsyncExitStack() as stack:
        for end in ENDS:
            link = await Link(Host(first), second, stack).make(f"order-{end.__name__}")
            made.append(link)
            socket = await link.socket()
            code = await end(link)
            assert await socket.closed(SOON_SECONDS) == 4401, end.__name__
            assert await link.why() == code
            left = [message["reason"] for message in socket.heard if message["t"] == "left"]
            assert left == {removed: ["removed"], swapped: ["replaced"]}.get(end, [])
        link = await Link(Host(first), second, stack).make("order-without-redis")
        made.append(link)
        socket = await link.socket()
        redis.kill()
        code = await revoked(link)
        assert await socket.closed(LATER_SECONDS) == 4401, "the store was asked"
        assert await link.why() == code
    said = first.log.read_text() + second.log.read_text()
    assert "invite.opened" in said
    for link in made:
        for secret in (link.secret, *(session["secret"] for session in link.sessions)):
            assert max(re.split(r"[.]", secret), key=len) not in said
        assert not any(session["token"] in said for session in link.sessions)
