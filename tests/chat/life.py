"""The seeded life of one order, recorded: whatever may be kept from somebody is a secret of its own."""

import random
from dataclasses import dataclass, field
from typing import Any

import httpx

from server.chat.orders import Step
from server.core import ids
from server.core.changes import Person
from server.web.app import Site, build
from tests.chat.bench import ORDER, Bench
from tests.chat.device import Device
from tests.rig.recorder import Recorder

ROLES = {"ann": "customer", "ken": "driver", "mei": "driver", "mia": "merchant", "amy": "agent"}
KEYS = ("items", "gate", "phone", "bill", "eta")
STAFF = "amy"
MAIL, PHONE = "@mail.example", "+81-90-"


@dataclass
class Life:
    """Who is in, what is kept from whom, and what is known of it by the recorder."""

    bench: Bench
    draw: random.Random
    lane: str = ""
    record: Recorder = field(default_factory=Recorder)
    inside: set[str] = field(default_factory=set)
    facts: dict[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)
    """By key: the secret, whose roles may know it, until when."""
    devices: dict[str, Device] = field(default_factory=dict)
    apps: list[Any] = field(default_factory=list)

    # -- what the host and people do ---------------------------------------------------------------

    async def begin(self) -> None:
        """Place the order; everybody opens it on a device, or tries to."""
        machines = [node.machine for node in self.bench.nodes]
        self.apps = [build(machine.house, Site(), machine.socket) for machine in machines]
        await self.bench.staff(STAFF)
        self.inside = {"ann", "ken", "mia"}
        people = tuple((Person(user=user, role=ROLES[user], name=user.title()), None) for user in sorted(self.inside))
        await self._step("placed", people=people, facts=self._facts(*KEYS), metadata=self._metadata())
        self.lane = self.bench.staff_lane()
        for user in ROLES:
            await self._come(user)
        await self.settle()

    async def facts_change(self) -> None:
        """Some facts have new values, perhaps other readers; another may go."""
        keys = self.draw.sample(KEYS, 2)
        gone = self.draw.choice([None, *KEYS])
        drop = (gone,) if gone in self.facts and gone not in keys else ()
        put = self._facts(*keys)
        for key in drop:
            self._forget(key)
        await self._step(self.draw.choice(["eta", "ready", "delayed"]), facts=put, drop=drop)

    async def metadata_changes(self) -> None:
        await self._step("accepted", metadata=self._metadata())

    async def note(self) -> None:
        """Staff write where staff alone read."""
        said = self.record.secret("note", [STAFF])
        await self.devices[STAFF].sent(self.lane, f"{said} {PHONE}7")

    async def report(self) -> None:
        """Somebody reports another, to staff alone."""
        by = self.draw.choice(sorted(self.inside - {STAFF}))
        said = self.record.secret("report", [STAFF, by])
        fields = {"room": ORDER, "cid": ids.fresh("c"), "reason": "report", "text": said}
        await self.devices[by].ask("help", **fields)

    async def talk(self) -> None:
        """Say something: those who are here hear it, and customers and merchants who come later too."""
        by = self.draw.choice(sorted(self.inside))
        later = {user for user, role in ROLES.items() if role in {"customer", "merchant"}}
        said = self.record.secret("said", self.inside | later | {STAFF})
        await self.devices[by].sent(ORDER, said)

    async def swap(self) -> None:
        """One driver in the place of the other, who keeps nothing; what the new one needs is set in the same call."""
        old, new = ("ken", "mei") if "ken" in self.inside else ("mei", "ken")
        put = self._facts("gate", "phone", inside=(self.inside - {old}) | {new})
        self._out(old)
        self.inside.add(new)
        self._shown(new)
        await self._step("swapped", people=((Person(user=new, role="driver", name=new.title()), old),), facts=put)
        await self._come(new)

    async def merchant_leaves_and_returns(self) -> None:
        self._out("mia", keeps=self._said())
        await self.bench.remove("mia")
        await self.settle()
        await self._step("eta", facts=self._facts("bill", "items"))
        await self.settle()
        self.inside.add("mia")
        self._shown("mia")
        await self.bench.add("mia", "merchant")
        await self._come("mia")

    async def lock_and_open(self) -> None:
        """The lock ends what is told until then; what opens it again brings it back."""
        await self._step("delivered", locks_in=0)
        ended = [secret for secret, _, until in self.facts.values() if until == "lock"]
        for user in ROLES:
            self.record.forbid(user, *(ended or ["nothing"]))
        for node in self.bench.nodes:
            await node.machine.sweep.once()
        await self.settle()
        for user in ROLES:
            await self._come(user)
        await self.settle()
        for user in self.inside | {STAFF}:
            self._shown(user)
        await self._step("reopened")

    # -- what is recorded --------------------------------------------------------------------------

    async def settle(self) -> None:
        """Wait until all is told, ask for everything over HTTP as everybody, and turn the page."""
        await self.bench.skip(300, 100)
        for user in ROLES:
            await self._ask(user)
        self._listen()
        self.record.next()

    def _listen(self) -> None:
        for user, device in self.devices.items():
            for raw in device.raws:
                self.record.take(user, "socket", raw)
            device.raws.clear()

    async def _come(self, user: str) -> None:
        """Open the order on a new device, also where one is not let in; staff look on, and read their lane."""
        self._listen()
        at = self.draw.randrange(len(self.bench.nodes))
        kind = self.draw.choice(["json", "msgpack"])
        device = self.bench.device(user, ROLES[user], at=at, kind=kind)
        await device.hello()
        staff = {"observe": True} if user == STAFF else {}
        await device.ask("join", room=ORDER, since=0, **staff)
        await device.ask("join", room=self.lane, since=0)
        old = self.devices.get(user)
        self.devices[user] = device
        if old is not None:
            old.gone()

    async def _ask(self, user: str) -> None:
        """Read over HTTP with this user's own token: the room and its log, and some of the other ways out."""
        transport = httpx.ASGITransport(self.draw.choice(self.apps))
        token = self.devices[user].token()
        room, lane = f"/v1/rooms/{ORDER}", f"/v1/rooms/{self.lane}"
        others = ["/v1/rooms", f"{room}/participants", f"{room}/receipts", f"{room}/invites", lane, f"{lane}/entries"]
        bearer = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://chat.example", headers=bearer) as client:
            for path in (room, f"{room}/entries?after=0&limit=100", *self.draw.sample(others, 2)):
                answer = await client.get(path)
                self.record.take(user, path.replace(self.lane, "lane"), answer.content)

    # -- who may know what -------------------------------------------------------------------------

    async def _step(self, event: str, **fields: Any) -> None:
        house = self.draw.choice(self.bench.nodes).machine.house
        await house.trade.orders.step(Step(room=ORDER, event=event, **fields), ids.fresh("k"))

    def _facts(self, *keys: str, inside: set[str] | None = None) -> tuple[dict[str, Any], ...]:
        """Give facts new values; the old ones are told to nobody any more."""
        return tuple(self._fact(key, self.inside if inside is None else inside) for key in keys)

    def _fact(self, key: str, inside: set[str]) -> dict[str, Any]:
        self._forget(key)
        roles = ("driver",) if key == "phone" else tuple(self.draw.sample(["customer", "driver", "merchant"], 2))
        until = self.draw.choice(["lock", "for ever"])
        may = {STAFF} | {user for user in inside if ROLES[user] in roles}
        secret = self.record.secret(f"fact-{key}", may)
        self.facts[key] = (secret, roles, until)
        value = f"{secret} {PHONE}1" if key == "phone" else secret
        return {"key": key, "label": key, "value": value, "kind": "text", "roles": list(roles), "until": until}

    def _forget(self, key: str) -> None:
        held = self.facts.pop(key, None)
        if held is not None:
            for user in ROLES:
                self.record.forbid(user, held[0])

    def _metadata(self) -> dict[str, Any]:
        return {"crm": self.record.secret("meta", [STAFF]), "mail": f"ann-{self.record.secret('mail', [STAFF])}{MAIL}"}

    def _shown(self, user: str) -> None:
        """Somebody is in: they may know the facts of their role, and a merchant what was said before."""
        may = [secret for secret, roles, _ in self.facts.values() if user == STAFF or ROLES[user] in roles]
        self.record.allow(user, *may, *(self._said() if ROLES[user] == "merchant" else ()))

    def _said(self) -> set[str]:
        return {secret for secret in self.record.secrets if secret.endswith("-said")}

    def _out(self, user: str, keeps: set[str] | None = None) -> None:
        """Somebody goes: what they may know ends, but for what they keep to read."""
        self.inside.discard(user)
        self.record.forbid(user)
        if keeps:
            self.record.allow(user, *keeps)


async def live(bench: Bench, seed: int, steps: int = 10) -> Life:
    """Live an order; every kind of thing happens, in an order that the seed draws."""
    life = Life(bench, random.Random(seed))
    await life.begin()
    whole = [
        life.facts_change, life.metadata_changes, life.note, life.report, life.talk, life.swap,
        life.merchant_leaves_and_returns, life.lock_and_open,
    ]  # fmt: skip
    again = [life.draw.choice(whole) for _ in range(steps - len(whole))]
    for act in life.draw.sample(whole + again, steps):
        await act()
        await life.settle()
    return life
