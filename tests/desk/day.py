"""A seeded day at the desk, lived with or without what staff do privately; what each party receives is kept as bytes.

Every step takes the same time in both lives, so that what a party received may differ in nothing but the names of what
is named at random.
"""

import itertools
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import select

from server.core import codec, tending
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.desk.assignments import Assignments
from server.storage.tables import rooms
from tests.chat.device import Device
from tests.desk.alike import Heard, alike, headers
from tests.desk.plan import EVERYBODY, NOT_OPEN, PARTIES, ROOMS, STAFF, TOKENS, Step
from tests.push.conftest import Browser, Office


@dataclass
class Day:
    """One life of the plan."""

    office: Office
    heard: Heard = field(default_factory=lambda: {user: [] for user in PARTIES})
    devices: dict[str, Device] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    done: int = 0
    """How many private acts were carried out."""
    _refs: Any = field(default_factory=lambda: {user: itertools.count(1) for user in EVERYBODY})

    async def lived(self, plan: list[Step], *, private: bool) -> Heard:
        """Live it; return what each party received, in order, alike whatever random names were drawn."""
        bench = self.office.bench
        for user, role in STAFF.items():
            await bench.staff(user, role)
        for room, (kind, users) in ROOMS.items():
            await bench.room(room, kind, people={user: EVERYBODY[user] for user in users})
        for user in ("ken", "mia", "cat"):
            by = self.office.signed_in(user, PARTIES[user])
            self.browsers[user] = await self.office.browser(user, f"push-{user}", by)
        await self._passes()
        for step in plan:
            if private or not step.private:
                self.done += step.private
                await getattr(self, step.does)(step)
            await self._passes()
        await self.office.passes(60)
        for user, browser in self.browsers.items():
            pushed = zip(browser.got(), browser.reads(), strict=True)
            # two that are due at the same moment are sent side by side, and arrive in either order
            self.heard[user] += sorted(("push", f"{read} {headers(got.headers)}".encode()) for got, read in pushed)
        return {user: alike(said) for user, said in self.heard.items()}

    async def _passes(self) -> None:
        """Let what follows from a step follow, and write down what came of it."""
        await self.office.bench.skip(600, 100)
        await self.office.bench.node.machine.dispatch.once()
        await self.office.bench.skip(600, 100)
        await self.office.passes(1)
        for user, device in self.devices.items():
            if device.connection.id in device.node.hub.connections:
                device.raw(b'{"t": "pong"}')
            if user in PARTIES:
                self.heard[user] += [("socket", raw) for raw in device.raws]
                device.raws.clear()

    # -- what parties do ---------------------------------------------------------------------------

    async def comes(self, step: Step) -> None:
        """Say hello, and open what one takes part in."""
        device = self.office.bench.device(step.by, TOKENS[step.by])
        self.devices[step.by] = device
        self._say(step.by, "hello", token=device.token())
        for room, (_, users) in ROOMS.items():
            if step.by in users and (step.by, room) not in NOT_OPEN:
                self._say(step.by, "join", room=room, since=0)

    async def says(self, step: Step) -> None:
        self._write(step.by, step.room, step, f"word {step.number}")

    async def writes(self, step: Step) -> None:
        self._say(step.by, "typing", room=step.room, on=step.number % 3 != 0)

    async def sees(self, step: Step) -> None:
        seq = self._last(step.room)
        self._say(step.by, "seen", room=step.room, delivered=seq, read=seq - step.number % 2)

    async def reacts(self, step: Step) -> None:
        self._change(step, "react", emoji="👍", on=True)

    async def edits(self, step: Step) -> None:
        self._change(step, "edit", body={"type": "text", "text": f"better {step.number}"})

    async def redacts(self, step: Step) -> None:
        self._change(step, "redact")

    async def calls(self, step: Step) -> None:
        self._say(step.by, "help", room=step.room, cid=step.cid, reason="other", text="please")

    async def withdraws(self, step: Step) -> None:
        self._say(step.by, "help", room=step.room, cid=step.cid, withdraw=True)

    async def looks_away(self, step: Step) -> None:
        self.devices[step.by].gone()

    async def comes_back(self, step: Step) -> None:
        self.devices[step.by].gone()
        await self.comes(step)

    async def reads(self, step: Step) -> None:
        """Read over HTTP all that there is to read."""
        room = f"/v1/rooms/{step.room}"
        for path in ("/v1/rooms", room, f"{room}/entries?limit=100", f"{room}/participants", f"{room}/receipts"):
            await self._get(step.by, path)

    async def asks_for_what_is_not_theirs(self, step: Step) -> None:
        """Knock on doors that are closed, by names that nobody told; the answer tells nothing."""
        lane = self.office.bench.staff_lane(step.room)
        for path in (f"/v1/rooms/{lane}", f"/v1/rooms/{lane}/entries", "/v1/desk/staff", f"/v1/desk/rooms/{step.room}"):
            await self._get(step.by, path)
        self._say(step.by, "join", room=lane)
        self._say(step.by, "join", room=step.room, observe=True)

    async def sends_a_file(self, step: Step) -> None:
        await self._file(step, step.room)

    async def facts_change(self, step: Step) -> None:
        fact = {"key": "eta", "label": "ETA", "kind": "text", "value": f"{step.number} min", "roles": ["customer"]}
        house = self.office.house
        await house.rooms.patch(Actor(None, host=True), step.room, {"facts": (fact,)}, step.cid)

    async def the_agent_answers(self, step: Step) -> None:
        self._write("amy", "order-2", step, f"answer {step.number}")

    # -- what staff do privately -------------------------------------------------------------------

    async def notes(self, step: Step) -> None:
        self._write(step.by, self._lane(step), step, f"note {step.number}")

    async def writes_a_note(self, step: Step) -> None:
        self._say(step.by, "join", room=self._lane(step))
        self._say(step.by, "typing", room=self._lane(step), on=True)

    async def changes_a_note(self, step: Step) -> None:
        lane = self._lane(step)
        self._write(step.by, lane, step, "a note")
        await self.office.bench.quiet()
        seq = self._last(lane)
        self._say(step.by, "react", room=lane, cid=f"{step.cid}-r", target=seq, emoji="👀", on=True)
        self._say(step.by, "redact", room=lane, cid=f"{step.cid}-x", target=seq)

    async def observes(self, step: Step) -> None:
        self._say(step.by, "join", room=step.room, observe=True, since=0)

    async def looks_in(self, step: Step) -> None:
        await self.observes(step)
        self._say(step.by, "join", room=self._lane(step))
        await self.office.bench.quiet()
        self._say(step.by, "leave", room=step.room)

    async def reads_everything(self, step: Step) -> None:
        room = f"/v1/rooms/{step.room}"
        for path in ("/v1/rooms", room, f"{room}/entries", f"{room}/participants", f"{room}/receipts"):
            await self._get(step.by, path)

    async def marks_as_read(self, step: Step) -> None:
        """Where one takes part, reading is public."""
        if step.by not in ROOMS[step.room][1]:
            await self.observes(step)
            self._say(step.by, "seen", room=step.room, delivered=self._last(step.room), read=self._last(step.room))

    async def files_a_note(self, step: Step) -> None:
        await self._file(step, self._lane(step))

    async def takes(self, step: Step) -> None:
        await self._tend(step, tending.Assign(agent=step.holder))

    async def hands(self, step: Step) -> None:
        await self._tend(step, tending.Assign(agent=step.holder))
        other = next(user for user in STAFF if user != step.holder)
        await self._tend(step, tending.Hand(to=other, note="knows the shop"), "-h")

    async def labels(self, step: Step) -> None:
        await self._tend(step, tending.Mark(labels=(f"label-{step.number}",), priority="high", needs=("language:ja",)))

    async def snoozes(self, step: Step) -> None:
        at = self.office.bench.clock.wall() + 7_000
        await self._tend(step, tending.Mark(hold="snoozed", wake_at=at))

    async def releases(self, step: Step) -> None:
        await self._tend(step, tending.Assign(agent=step.holder))
        await self._tend(step, tending.Release(), "-r")

    async def calls_it_spam(self, step: Step) -> None:
        await self._tend(step, tending.Spam())
        await self._tend(step, tending.NotSpam(), "-n")

    async def means_to_come_back(self, step: Step) -> None:
        await self._tend(step, tending.Mark(due_at=self.office.bench.clock.wall() + 7_000))

    async def looks_at_the_load(self, step: Step) -> None:  # noqa: ARG002 - as all steps
        assert "agents" in await self.office.house.workspace.load.now()

    async def tries_to_write_unseen(self, step: Step) -> None:
        """Observers neither write nor type; that they tried is nobody's business."""
        if step.by not in ROOMS[step.room][1]:
            await self.observes(step)
            self._write(step.by, step.room, step, "unseen")
            self._say(step.by, "typing", room=step.room, on=True)

    async def reads_the_inbox(self, step: Step) -> None:
        self._say(step.by, "inbox", on=True)

    async def mentions_a_colleague(self, step: Step) -> None:
        """The note is read too, which moves a mark in the lane."""
        lane, other = self._lane(step), next(user for user in STAFF if user != step.by)
        self._say(step.by, "join", room=lane)
        body = {"type": "text", "text": f"mention {step.number}", "mentions": [other]}
        self._say(step.by, "send", room=lane, cid=step.cid, body=body)
        await self.office.bench.quiet()
        self._say(step.by, "seen", room=lane, read=self._last(lane))

    async def comes_and_goes(self, step: Step) -> None:
        """Another device of somebody who takes part nowhere comes, looks and is gone."""
        if step.by != "amy":
            device = self.office.bench.device(step.by, TOKENS[step.by])
            await device.hello()
            await device.ask("join", room=step.room, observe=True)
            device.gone()

    # -- how ---------------------------------------------------------------------------------------

    def _say(self, user: str, t: str, **fields: Any) -> None:
        device = self.devices[user]
        if device.connection.id in device.node.hub.connections:
            device.raw(codec.to_json({"t": t, "ref": next(self._refs[user]), **fields}))

    def _write(self, user: str, room: str, step: Step, text: str) -> None:
        self._say(user, "send", room=room, cid=step.cid, body={"type": "text", "text": text})

    def _change(self, step: Step, t: str, **fields: Any) -> None:
        """Change something that was said, whoever said it; most often that is refused, and the refusal counts too."""
        target = 1 + step.number % self._last(step.room)
        self._say(step.by, t, room=step.room, cid=step.cid, target=target, **fields)

    def _last(self, room: str) -> int:
        """As the store has it: whether a room is live may depend on who looks."""
        asked = select(rooms.c.last_seq).where(rooms.c.id == room)
        return int(self.office.bench.node.parts.database.call(lambda c: c.scalar(asked)))

    def _lane(self, step: Step) -> str:
        return self.office.bench.staff_lane(step.room)

    async def _tend(self, step: Step, act: tending.Acts, more: str = "") -> None:
        """Do it as the supervisor, who may; what cannot be done as the room stands is not."""
        actor = await self.office.bench.staff("sue", "supervisor")
        with suppress(Refusal):
            await Assignments(self.office.bench.hub).do(actor, step.room, act, step.cid + more)

    async def _get(self, user: str, path: str) -> None:
        self._took(user, path, await self._client(user).get(path))

    async def _file(self, step: Step, room: str) -> None:
        """Send the same bytes up as everybody does, and write a message with it."""
        client = self._client(step.by)
        sent = await client.post(f"/v1/uploads?room={room}&name=door.txt", content=b"the door is blue")
        self._took(step.by, "upload", sent)
        if sent.is_success:
            file = sent.json()["file"]
            self._say(step.by, "send", room=room, cid=step.cid, body={"type": "file", "file": file})
            await self.office.bench.quiet()
            self._took(step.by, "file", await client.get(f"/v1/files/{file}"))

    def _client(self, user: str) -> httpx.AsyncClient:
        token = self.office.house.identity.issue(user, TOKENS[user], user.title(), 86_400).token
        bearer = {"Authorization": f"Bearer {token}"}
        transport = httpx.ASGITransport(self.office.app)
        return httpx.AsyncClient(transport=transport, base_url="http://chat.example", headers=bearer)

    def _took(self, user: str, path: str, answer: httpx.Response) -> None:
        if user in PARTIES:
            said = f"{answer.status_code} {headers(answer.headers)} ".encode() + answer.content
            self.heard[user].append((path.partition("?")[0], said))
