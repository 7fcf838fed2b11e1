"""A real Redis Cluster of the test's own: three masters and a replica of each, ended by their own process ids."""

import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hiredis

from tests.rig.processes import clean_environment, free_port
from tests.rig.redis_server import RedisServer

MASTERS = 3
CALM_MS = 15_000  # after so much silence a node counts as lost: on a busy machine nobody is lost by accident
QUICK_MS = 1_500  # and where the loss is the test
READY_SECONDS = 30.0


class RedisNode(RedisServer):
    """One node of the cluster."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.log = folder / f"redis-{self.port}.log"
        for key, value in {
            "cluster-enabled": "yes",
            "cluster-port": free_port(),
            "cluster-config-file": f"nodes-{self.port}.conf",
            "dbfilename": f"dump-{self.port}.rdb",
            "cluster-replica-validity-factor": 0,
            "repl-diskless-sync-delay": 0,
        }.items():
            self.command += [f"--{key}", str(value)]
        self.command += ["--cluster-node-timeout", str(CALM_MS)]

    @property
    def is_master(self) -> bool:
        """Whether it leads now."""
        return self.running and b"role:master" in self.tell("INFO replication")

    @property
    def address(self) -> str:
        """Where it is, as redis-cli wants it."""
        return f"127.0.0.1:{self.port}"

    def patience(self, milliseconds: int) -> None:
        """After so much silence it counts others as lost: now, and when it is started again."""
        self.command[-1] = str(milliseconds)
        if self.running:
            self.tell(f"CONFIG SET cluster-node-timeout {milliseconds}")

    def owns(self, slot: int) -> bool:
        """Whether it leads and carries this slot, by its own account."""
        if not self.is_master:
            return False
        rows = self.tell("CLUSTER SLOTS")
        return any(first <= slot <= last and master[1] == self.port for first, last, master, *_ in rows)

    def tell(self, command: str) -> Any:
        """Give a command as a line; get the whole answer."""
        reader = hiredis.Reader()
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as link:
            link.sendall(command.encode() + b"\r\n")
            while (answer := reader.gets()) is False:
                chunk = link.recv(65536)
                assert chunk, f"no answer to {command}"
                reader.feed(chunk)
        assert not isinstance(answer, Exception), f"{command}: {answer}"
        return answer


class RedisCluster:
    """Created by redis-cli; the first three nodes begin as masters."""

    def __init__(self, folder: Path) -> None:
        self.nodes = [RedisNode(folder) for _ in range(2 * MASTERS)]

    @property
    def url(self) -> str:
        """Where two of its nodes are, a master and a replica; the others are found."""
        return f"redis+cluster://{self.nodes[1].address},{self.nodes[-1].address}"

    def up(self) -> None:
        """Start every node, join them, and wait until all agree."""
        for node in self.nodes:
            node.up()
        addresses = [node.address for node in self.nodes]
        create = ["redis-cli", "--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes"]
        subprocess.run(create, check=True, capture_output=True, timeout=60, env=clean_environment())
        self.agrees()

    def end(self) -> None:
        """End every node."""
        for node in self.nodes:
            if node.running:
                node.kill()  # asked politely, a master waits for its replicas

    def agrees(self) -> None:
        """Wait until every node runs, is content, and each master has a replica that follows."""
        await_true(self._agrees, "the cluster is whole")

    def quick(self) -> None:
        """From now on a lost master is noticed within two seconds."""
        for node in self.nodes:
            node.patience(QUICK_MS)

    def calm(self) -> None:
        """From now on nobody is lost who is only slow."""
        for node in self.nodes:
            node.patience(CALM_MS)

    def owner(self, slot: int, but: RedisNode | None = None) -> RedisNode:
        """The master that carries a slot; `but` is not asked, for it may be frozen."""
        return next(node for node in self.nodes if node is not but and node.owns(slot))

    def move(self, slot: int) -> RedisNode:
        """Give a slot, in which there are no keys, to another master, as redis-cli does it; say to which."""
        source = self.owner(slot)
        target = next(node for node in self.nodes if node.is_master and node is not source)
        here, there = (node.tell("CLUSTER MYID").decode() for node in (source, target))
        target.tell(f"CLUSTER SETSLOT {slot} IMPORTING {here}")
        source.tell(f"CLUSTER SETSLOT {slot} MIGRATING {there}")
        for node in (target, source):
            node.tell(f"CLUSTER SETSLOT {slot} NODE {there}")
        return target

    def _agrees(self) -> bool:
        if not all(node.running and b"cluster_state:ok" in node.tell("CLUSTER INFO") for node in self.nodes):
            return False
        masters = [node for node in self.nodes if node.is_master]
        followed = [node for node in masters if b"state=online" in node.tell("INFO replication")]
        return len(masters) == len(followed) == MASTERS


def await_true(condition: Callable[[], bool], what: str) -> None:
    """Block until it holds."""
    end = time.monotonic() + READY_SECONDS
    while not condition():
        assert time.monotonic() < end, f"not within {READY_SECONDS} s: {what}"
        time.sleep(0.02)
