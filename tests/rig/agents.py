"""Agents at work over the wire: each follows the inbox, takes what is offered, answers, remembers what was promised."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.rig.client import Device
from tests.rig.parley import AGAIN_SECONDS, insists
from tests.rig.wire import Message


@dataclass
class Promise:
    """An act that the server said is on disk: by whom, in which room, which entry of its staff lane."""

    user: str
    room: str
    act: str
    lane: str
    seq: int


@dataclass
class AgentDevice(Device):
    """A device that follows the inbox again after every connect; `rows` is what its page would show."""

    rows: dict[str, Message] = field(default_factory=dict)

    def _on_welcome(self, message: Message) -> None:
        super()._on_welcome(message)
        self._say({"t": "inbox", "on": True})

    def take(self, message: Message) -> None:
        """Keep the rows; all else as any device. Whoever takes over from an agent ends a view that was never opened."""
        if message["t"] == "left" and message["room"] not in self.views:
            return
        if message["t"] != "inbox":
            super().take(message)
            return
        if message.get("reset"):
            self.rows.clear()
        self.rows.update({row["room"]: row for row in message["rows"]})
        for room in message.get("gone", ()):
            self.rows.pop(room, None)


@dataclass
class Agent:
    """Somebody at the desk; asks whichever node answers, and repeats a wish under its key until it is answered."""

    device: AgentDevice
    nodes: list[str]
    promises: list[Promise] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    answers: int = 0
    lets_go: bool = True
    """Whether they let a room go once it is answered, so that the next question is anybody's."""

    @property
    def user(self) -> str:
        """Their id."""
        return self.device.account.user

    async def says(self, state: str) -> None:
        """Say whether one takes rooms."""
        answer = await self._wish("PUT", "/v1/desk/me", {"state": state}, f"state-{self.user}-{state}")
        assert answer.is_success, answer.text

    async def works(self) -> None:
        """Take and answer, for as long as the day lasts."""
        turn = 0
        while True:
            for room, row in list(self.device.rows.items()):
                held = row["held"] or {}
                if held.get("agent") != self.user:
                    continue
                turn += 1
                if held["state"] == "offered":
                    await self._accepts(room, f"take-{self.user}-{held['since']}"[:64])
                elif row["waiting"] is not None:
                    await self._answers(room, f"answer-{self.user}-{row['waiting']['since']}"[:64], turn)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _accepts(self, room: str, key: str) -> None:
        answer = await self._wish("POST", f"/v1/desk/rooms/{room}/acts", {"act": "accept"}, _key(room, key))
        if answer.is_success:
            told = answer.json()
            self.promises.append(Promise(self.user, room, "accepted", told["lane"], told["seq"]))
        else:
            self.refused.append((room, answer.json()["code"]))

    async def _answers(self, room: str, key: str, turn: int) -> None:
        """Take part, which is announced, and write."""
        told = await self._wish("PUT", f"/v1/rooms/{room}/participants/{self.user}", {"role": "agent"}, f"in-{turn:08}")
        assert told.is_success, told.text
        body = {"body": {"type": "text", "text": f"{self.user} answers, {turn}"}}
        answer = await self._wish("POST", f"/v1/rooms/{room}/messages", body, _key(room, key))
        self.answers += answer.is_success
        if not answer.is_success:
            self.refused.append((room, answer.json()["code"]))
        elif self.lets_go:
            await self._wish("POST", f"/v1/desk/rooms/{room}/acts", {"act": "release"}, _key(room, f"go-{key}"))

    async def _wish(self, method: str, path: str, body: Any, key: str) -> httpx.Response:
        return await insists(self.nodes, method, path, body, key, self.device.account.token)


def _key(room: str, key: str) -> str:
    """A cid is of [A-Za-z0-9_-]; times have colons and dots."""
    return "".join(char if char.isalnum() else "-" for char in f"{room}-{key}")[:64]


def judged(lanes: dict[str, list[Message]], promises: list[Promise]) -> dict[str, int]:
    """Hold what staff lanes say against what agents were promised: nothing lost, nobody's room given to two.

    Returns what was counted. `lanes` are the logs of the staff lanes, by room.
    """
    acts = {(room, entry["seq"]): entry for room, log in lanes.items() for entry in log if entry["kind"] == "desk"}
    for promise in promises:
        entry = acts.get((promise.room, promise.seq))
        assert entry is not None, f"{promise} was acknowledged and is not there"
        assert (entry["body"]["act"], entry["by"]) == (promise.act, promise.user), (promise, entry)
    for room, log in lanes.items():
        _one_at_a_time(room, [entry for entry in log if entry["kind"] == "desk"])
    return {
        "acts": len(acts),
        "offers": sum(entry["body"]["act"] == "offered" for entry in acts.values()),
        "promises": len(promises),
        "released": sum(entry["body"]["act"] == "released" for entry in acts.values()),
    }


def _one_at_a_time(room: str, entries: list[Message]) -> None:
    """Fold the acts: a room is offered when nobody has it, and taken by who was asked."""
    agent, state = None, None
    rules: dict[str, Callable[[Message], bool]] = {
        "offered": lambda _: agent is None,
        "accepted": lambda entry: state == "offered" and agent == entry["by"],
        "declined": lambda entry: state == "offered" and agent == entry["by"],
    }
    for entry in entries:
        body = entry["body"]
        allowed = rules.get(body["act"])
        assert allowed is None or allowed(entry), f"{room}: {entry} while {agent} is {state}"
        agent, state = body.get("agent", agent), body.get("state", state)
