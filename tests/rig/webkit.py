"""A real WebKit (WebKitGTK's MiniBrowser on a screen of its own), driven over W3C WebDriver."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.rig.engine import PHONE, called, pointed, strokes
from tests.rig.processes import Child, free_port
from tests.rig.wait import until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ACCELERATION_OFF = {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}


class WebKit:
    """One tab."""

    name = "webkit"

    def __init__(self, driver: httpx.AsyncClient) -> None:
        """Speak to this driver."""
        self._driver = driver
        self._session = ""

    async def begin(self) -> None:
        """Open a window of a phone's size."""
        self._session = f"/session/{(await self._ask('/session', capabilities={}))['sessionId']}"
        width, height = PHONE
        await self._ask("/window/rect", width=width, height=height)

    async def end(self) -> None:
        """Close the window."""
        await self._driver.delete(self._session)

    async def go(self, url: str) -> None:
        await self._ask("/url", url=url)

    async def reload(self) -> None:
        await self._ask("/refresh")

    async def run(self, script: str, *values: Any) -> Any:
        return json.loads(await self._call(called(script), json.dumps(values)))

    async def press(self, *keys: str) -> None:
        await self._ask("/actions", actions=strokes(keys))

    async def attach(self, script: str, path: Path) -> None:
        element = await self._call(pointed(script))
        await self._ask(f"/element/{element[ELEMENT]}/value", text=str(path))

    async def _call(self, function: str, *said: str) -> Any:
        return await self._ask("/execute/sync", script=f"return ({function})(...arguments)", args=list(said))

    async def _ask(self, path: str, **body: Any) -> Any:
        answer = await self._driver.post(self._session + path, json=body)
        told = answer.json()["value"]
        assert answer.is_success, f"{path}: {told}"
        return told


@asynccontextmanager
async def webkit(folder: Path) -> AsyncIterator[WebKit]:
    """Start its screen, its driver and one window; end them at the end. Logs stand in this folder."""
    path = shutil.which("WebKitWebDriver")
    assert path is not None, "WebKitWebDriver is not installed"
    port, home = free_port(), folder / "webkit"
    home.mkdir()
    screen = Child(["Xvfb", "-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp"], folder / "xvfb.log")
    screen.start()
    try:
        env = {"DISPLAY": f":{await shown(screen)}", "HOME": str(home), **ACCELERATION_OFF}
        async with driver(Child([path, f"--port={port}", "--host=127.0.0.1"], folder / "webkit.log", env), port) as tab:
            yield tab
    finally:
        screen.end()


async def shown(screen: Child) -> int:
    """Wait until the screen is there; give its number, the only thing that it says by itself."""
    await until(lambda: screen.log.exists() and screen.tail().strip().isdigit(), 15, screen.tail)
    return int(screen.tail())


@asynccontextmanager
async def driver(child: Child, port: int) -> AsyncIterator[WebKit]:
    """Start the driver and open a window."""
    child.start()
    try:
        await asyncio.to_thread(child.await_port, port)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            tab = WebKit(client)
            await tab.begin()
            yield tab
            await tab.end()
    finally:
        child.end()
