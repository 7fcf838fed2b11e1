"""A real PostgreSQL of the test run's own: one cluster a run, one database a test."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg

from tests.rig.processes import Child, clean_environment, free_port


def find_bin() -> Path:
    """Find the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    assert found or on_path, "PostgreSQL is not installed"
    return found[-1].parent if found else Path(on_path or "").resolve().parent


def find_user() -> str | None:
    """Choose whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def processes() -> dict[int, tuple[int, str]]:
    """Look at all that run: pid → the parent's, and the state, where Z is one that has ended."""
    found: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
            found[int(folder.name)] = (int(parent), state)
    return found


class Postgres(Child):
    """A cluster in a temporary folder, on loopback, trusting whoever asks."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="parley-pg-"))
        self.port = free_port()
        self._numbers = count(1)
        command = [
            str(find_bin() / "postgres"),
            *("-D", str(self.folder / "cluster")),
            *("-c", "listen_addresses=127.0.0.1"),
            *("-c", f"port={self.port}"),
            *("-c", f"unix_socket_directories={self.folder}"),
            *("-c", "max_connections=200"),
        ]
        super().__init__(command, self.folder / "postgres.log", user=find_user(), cwd=self.folder)
        self.polite = signal.SIGINT  # its "fast" shutdown: does not wait for clients

    def up(self) -> None:
        """Create the cluster and wait until it answers."""
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        self.log.touch()
        options = [
            "-D",
            str(self.folder / "cluster"),
            "-U",
            "parley",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        other = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        subprocess.run(
            [str(find_bin() / "initdb"), *options, "--locale=C"],
            check=True,
            env=clean_environment(),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **other,
        )
        self.revive()

    def revive(self) -> None:
        """Start it, perhaps again, and wait until it answers."""
        self.start()
        self.await_port(self.port, 60)
        self._await_queries()

    def kill(self) -> None:
        """End it at once, and wait for those it had started: they hold its memory, and it does not start beside it."""
        assert self.process is not None
        theirs = [pid for pid, (parent, _) in processes().items() if parent == self.process.pid]
        super().kill()
        end = time.monotonic() + 30.0
        while any(processes().get(pid, (0, "Z"))[1] != "Z" for pid in theirs):
            assert time.monotonic() < end, self.tail()
            time.sleep(0.05)

    def _await_queries(self, seconds: float = 60.0) -> None:
        """It listens before it serves."""
        end = time.monotonic() + seconds
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < end, self.tail()
                time.sleep(0.05)
            else:
                return

    def down(self) -> None:
        """Stop it and forget its folder."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Where one of its databases is."""
        return f"postgresql://parley@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements outside any transaction; give the last one's rows."""
        rows: list[tuple[object, ...]] = []
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=10) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def fresh(self) -> str:
        """Create an empty database and give its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}"')
        return name
