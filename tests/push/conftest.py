"""A push service of the test's own; browsers that subscribe there over HTTP, and read by other code than ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from server.web.app import Site, build
from tests.chat.bench import Bench
from tests.chat.clock import until
from tests.chat.leaving import away, turn
from tests.rig.pushed import Subscriber
from tests.rig.receiver import Got, Receiver
from tests.web.test_real import Caller


class Browser(Subscriber):
    """One that is subscribed at the office."""

    def __init__(self, office: "Office", path: str) -> None:
        super().__init__(office.receiver.place, path)
        self.office = office

    def got(self) -> list[Got]:
        return self.mine(self.office.receiver.got)

    def reads(self) -> list[Any]:
        return self.opened(self.got())


@dataclass
class Office:
    """A node, and the push service that it calls."""

    bench: Bench
    receiver: Receiver
    app: Any

    @property
    def house(self) -> Any:
        return self.bench.node.machine.house

    def signed_in(self, user: str, role: str = "driver") -> Caller:
        return Caller(self.app, self.house.identity.issue(user, role, user.title(), 86_400).token)

    async def browser(self, user: str, path: str = "b1", by: Caller | None = None, **more: Any) -> Browser:
        """Let somebody subscribe in a browser."""
        browser = Browser(self, path)
        await (by or self.signed_in(user))("POST", "/v1/push/subscriptions", browser.subscription(**more), 201)
        return browser

    async def passes(self, seconds: float = 3.0, at: int = 0) -> None:
        """Follow, let time pass, tell, and make the attempts that are due."""
        await turn(self.bench, at)
        self.bench.clock.passed(round(seconds * 1000))
        await turn(self.bench, at)
        await self.sends(at)

    async def sends(self, at: int = 0) -> int:
        sending = self.bench.nodes[at].machine.outside.sending
        begun = await sending.once()
        await until(lambda: not any(sending._trying.values()), "the end of an attempt")
        return begun


@asynccontextmanager
async def opened(folder, nodes: int = 1, **given: Any) -> AsyncIterator[Office]:
    async with Receiver() as receiver:
        here = {"webhook_url": "", "webhook_secret": "", "outbound_allow": receiver.place}
        async with away(folder, nodes, **(here | given)) as bench:
            yield Office(bench, receiver, build(bench.node.machine.house, Site(), bench.node.machine.socket))


@pytest.fixture
async def office(tmp_path):
    async with opened(tmp_path) as one:
        await one.bench.room()
        yield one
