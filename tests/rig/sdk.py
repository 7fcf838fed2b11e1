"""The packed SDK: built, packed and installed into an empty folder; and the people who use it in Node."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.overheard import Frame, Overheard
from tests.rig.wait import until

WIDGET = Path(__file__).parents[2] / "widget"
NODE = ("node", "--no-warnings", "--experimental-websocket")
"""Node 20 has a WebSocket behind a flag; later ones know the flag still."""
LINE = 2**22


def run(folder: Path, *command: str) -> str:
    """Run a command to its end; return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install(folder: Path) -> Path:
    """Pack the SDK as for the registry and install the tarball into an empty folder, without a network; return it."""
    laid, app = folder / "laid", folder / "app"
    run(WIDGET, "node", "pack.mjs", str(laid))
    app.mkdir()
    (app / "package.json").write_text('{"name": "app", "private": true, "type": "module"}')
    tarballs = [pack(laid, folder), pack(WIDGET / "node_modules/@preact/signals-core", folder)]
    run(app, "npm", "install", "--offline", "--no-audit", "--no-fund", *tarballs)
    return app


def pack(package: Path, into: Path) -> str:
    """Make a tarball; return its path."""
    told = run(package, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", str(into))
    return str(into / json.loads(told)[0]["filename"].replace("@", "").replace("/", "-"))


@dataclass
class SdkPeople:
    """People in one Node process; what crosses their wires goes into the history."""

    history: History
    process: asyncio.subprocess.Process
    people: dict[str, Overheard] = field(default_factory=dict)
    told: list[Frame] = field(default_factory=list)
    wrote: int = 0

    @property
    def acked(self) -> int:
        """How many acknowledgements came."""
        return sum(person.acked for person in self.people.values())

    def open(self, account: Account, url: str, rooms: list[str], *, reads: bool) -> Overheard:
        """Start a client that opens these rooms."""
        person = Overheard(self.history, account, f"{account.user}/sdk")
        self.people[person.device] = person
        self._say(do="open", device=person.device, url=url, token=account.token, rooms=rooms, reads=reads)
        return person

    def send(self, person: Overheard, room: str, text: str) -> None:
        """Write a text."""
        self._say(do="send", device=person.device, room=room, text=text)

    async def tell(self) -> list[Frame]:
        """Ask what every client shows: phase, how much is unsent, and the seqs of each room."""
        count = len(self.told)
        self._say(do="tell", n=count)
        await until(lambda: len(self.told) > count, 10, "the SDK's people answer")
        devices: list[Frame] = self.told[-1]["devices"]
        return devices

    async def listen(self) -> None:
        """Take what the process tells, until it ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            record = json.loads(line)
            if record["what"] == "told":
                self.told.append(record)
            elif record["what"] == "wrote":
                self.wrote += 1
                self.people[record["device"]].put("invoke", record)
            else:
                person = self.people[record["device"]]
                (person.said if record["way"] == "out" else person.heard)(record["frame"])

    def _say(self, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")


@asynccontextmanager
async def sdk_people(app: Path, script: Path, history: History) -> AsyncIterator[SdkPeople]:
    """Start the people's process in the folder where the SDK is installed; end it at the end."""
    copied = shutil.copy(script, app / script.name)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*NODE, copied, cwd=app, stdin=pipe, stdout=pipe, limit=LINE)
    people = SdkPeople(history, process)
    listening = asyncio.create_task(people.listen())
    try:
        yield people
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)
        await listening
