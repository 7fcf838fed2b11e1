"""docs/orders.md as it stands: an order from placed to delivered over HTTP, and what each role's socket hears of it."""

import os
import re
import subprocess
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.rig.parley import API_KEY, Host, Parley
from tests.rig.wire import Socket, open_socket

PAGE = Path(__file__).parents[2] / "docs/orders.md"
BLOCK = re.compile(r"<!-- example: (\w+) -->\n```bash\n(.*?)```", re.DOTALL)
ORDER = "order-1042"
PHONE, ADDRESS, CRM = "+81 90 0000 0000", "Sakurazaka 3-12", '"77"'


def blocks() -> dict[str, str]:
    """Return the page's shell, block by block, in order."""
    return dict(BLOCK.findall(PAGE.read_text()))


def run(node: Parley, *names: str) -> None:
    """Run blocks of the page against this node."""
    said = blocks()
    lines = "\n".join(said[name] for name in ("parley", *names))
    env = os.environ | {"PARLEY_URL": node.http, "PARLEY_API_KEY": API_KEY}
    shell = ["bash", "-euo", "pipefail", "-c", lines]
    done = subprocess.run(shell, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{names}: {done.stdout}\n{done.stderr}"


async def opened(stack: AsyncExitStack, host: Host, user: str, role: str, room: str = ORDER) -> Socket:
    """Open a room as somebody, on a raw socket that keeps every frame."""
    account = await host.account(user, role)
    socket = await stack.enter_async_context(open_socket(host.node.ws))
    await socket.say({"t": "hello", "token": account.token, "ref": 1})
    await socket.expect("welcome")
    await socket.say({"t": "join", "room": room, "since": 0, "ref": 2})
    await socket.expect("joined", "left", ref=2)
    return socket


def raw(socket: Socket) -> str:
    return "\n".join(frame if isinstance(frame, str) else frame.decode() for frame in socket.frames)


def lines(log: list[dict[str, Any]]) -> list[str]:
    return [entry["body"].get("type") or entry["kind"] for entry in log if entry["kind"] in {"activity", "join"}]


async def test_the_pages_order_runs_from_placed_to_delivered(parley):
    node: Parley = parley()
    await node.up()
    host = Host(node)
    async with AsyncExitStack() as stack:
        run(node, "placed")
        ann, mia = [await opened(stack, host, user, role) for user, role in (("ann", "customer"), ("mia", "merchant"))]
        run(node, "assigned")
        ken = await opened(stack, host, "ken", "driver")
        run(node, "request")
        asked = next(entry for entry in await host.log(ORDER) if entry["body"].get("type") == "request")
        assert (asked["answer"]["accepted"], asked["answer"]["by"]) == (True, "mia")
        run(node, "swapped")
        assert (await ken.expect("left"))["reason"] == "replaced"
        told = len(ken.frames)
        await ken.say(
            {"t": "send", "room": ORDER, "cid": "cid-old-driver", "body": {"type": "text", "text": "At the door"}}
        )
        refused = await ken.expect("error")
        assert (refused["code"], refused["left"]) == ("not_found", "replaced")
        mei = await opened(stack, host, "mei", "driver")
        run(node, "moving", "delivered")
        for socket in (ann, mia, ken, mei):
            await socket.quiet()
        judge_frames(ann, mia, ken, mei, told)
        run(node, "dispute", "announce")
        shown = await host.call("GET", f"/v1/rooms/{ORDER}")
        assert (shown["stage"], shown["locked"], "locks_at" in shown) == ("delivered", False, False)
        assert lines(await host.log(ORDER)) == [
            "join", "join", "placed", "join", "assigned", "join", "picked_up", "eta", "delivered", "dispute",
            "delivered", "reopened",
        ]  # fmt: skip
        jun = await opened(stack, host, "jun", "member", "drivers-shibuya")
        assert "Meiji-dori is closed" in raw(jun)
        before = [*await host.log(ORDER), *await host.log("drivers-shibuya")]
        run(node, *[name for name in blocks() if name != "parley"])
        assert [*await host.log(ORDER), *await host.log("drivers-shibuya")] == before, "what has a key is done once"


def judge_frames(ann: Socket, mia: Socket, ken: Socket, mei: Socket, told: int) -> None:
    """Each socket has heard what its role may know, and nothing after its end."""
    for socket, knows in ((ann, False), (mia, False), (ken, True), (mei, True)):
        assert (PHONE in raw(socket)) is (ADDRESS in raw(socket)) is knows
        assert CRM not in raw(socket)
    assert len(ken.frames) <= told + 2, "the refusal, and the answer to a ping"
    assert '"eta","label":"ETA","value":"2026-11-21T19:55:00.000Z"' in raw(mei).replace('"kind":"time",', "")
    assert "locks_at" in raw(ann)
    assert '"request"' not in raw(mei), "what was asked before her time is not hers to read"
