"""A push service of the test's own; browsers that subscribe there over HTTP, and read by other code than ours."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.push import encryption
from server.web.app import Site, build
from tests.chat.bench import Bench
from tests.chat.clock import until
from tests.chat.leaving import away, turn
from tests.rig.receiver import Got, Receiver
from tests.web.test_real import Caller


@dataclass
class Browser:
    """One browser: an endpoint at the push service, and keys that never leave it."""

    office: "Office"
    path: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(encryption.CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def endpoint(self) -> str:
        return f"http://{self.office.receiver.place}/{self.path}"

    def subscription(self, **more: Any) -> dict[str, Any]:
        """Give what `PushSubscription.toJSON()` gives, with the page's language."""
        keys = {"p256dh": encryption.text(encryption.point(self.key)), "auth": encryption.text(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys, **more}

    def got(self) -> list[Got]:
        return [one for one in self.office.receiver.got if one.path == f"/{self.path}"]

    def reads(self) -> list[Any]:
        """Decrypt what came, as a browser does."""
        opened = [
            http_ece.decrypt(one.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
            for one in self.got()
        ]
        return [orjson.loads(one) for one in opened]


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
