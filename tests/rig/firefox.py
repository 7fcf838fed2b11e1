"""A real Firefox without a window, driven over its own WebDriver BiDi."""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.rig.engine import PHONE, called, pointed, strokes
from tests.rig.processes import Child, free_port

# The page asks whether it is looked at; a browser without a window never is.
LOOKED = "() => { document.hasFocus = () => true; }"


class Firefox:
    """One tab."""

    name = "firefox"

    def __init__(self, socket: ClientConnection) -> None:
        """Speak over this socket."""
        self._socket = socket
        self._numbers = itertools.count(1)
        self._context = ""

    async def begin(self) -> None:
        """Take the tab that stands open, at a phone's size."""
        await self._ask("session.new", capabilities={})
        self._context = (await self._ask("browsingContext.getTree"))["contexts"][0]["context"]
        size = dict(zip(("width", "height"), PHONE, strict=True))
        await self._ask("browsingContext.setViewport", context=self._context, viewport=size)
        await self._ask("script.addPreloadScript", functionDeclaration=LOOKED)

    async def go(self, url: str) -> None:
        await self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def reload(self) -> None:
        await self._ask("browsingContext.reload", context=self._context, wait="complete")

    async def run(self, script: str, *values: Any) -> Any:
        given = [{"type": "string", "value": json.dumps(values)}]
        told = await self._call(called(script), arguments=given)
        return json.loads(told["value"])

    async def press(self, *keys: str) -> None:
        await self._ask("input.performActions", context=self._context, actions=strokes(keys))

    async def attach(self, script: str, path: Path) -> None:
        found = await self._call(pointed(script))
        element = {"sharedId": found["sharedId"]}
        await self._ask("input.setFiles", context=self._context, element=element, files=[str(path)])

    async def _call(self, function: str, **more: Any) -> dict[str, Any]:
        target = {"context": self._context}
        said = {"functionDeclaration": function, "target": target, "awaitPromise": True, **more}
        answer = await self._ask("script.callFunction", **said)
        assert answer["type"] == "success", answer
        return answer["result"]

    async def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            heard = json.loads(await asyncio.wait_for(self._socket.recv(), 20))
            if heard.get("id") == number:
                assert heard["type"] == "success", f"{method}: {heard}"
                return heard["result"]


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Firefox]:
    """Start it with an empty profile in this folder; end it at the end."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path is not None, "Firefox is not installed"
    port, profile = free_port(), folder / "firefox"
    profile.mkdir()
    command = [path, "--headless", "--profile", str(profile), f"--remote-debugging-port={port}"]
    child = Child(command, folder / "firefox.log", {"HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"})
    child.start()
    try:
        await asyncio.to_thread(child.await_port, port)
        async with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as socket:
            tab = Firefox(socket)
            await tab.begin()
            yield tab
    finally:
        child.end()
