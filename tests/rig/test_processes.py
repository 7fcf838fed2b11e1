"""Children die, freeze and come back as told; Redis and PostgreSQL are real; the slow disk is slow."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig.fsync import DELAY_SECONDS, slow_disk
from tests.rig.postgres import Postgres
from tests.rig.processes import Child, free_port, listens
from tests.rig.redis_server import RedisServer

COMMITS = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=" + sys.argv[2])
database.execute("CREATE TABLE t (a)")
start = time.monotonic()
database.execute("INSERT INTO t VALUES (1)")
print(time.monotonic() - start)
"""


@pytest.fixture
def web(tmp_path: Path):
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    child = Child(command, tmp_path / "web.log", cwd=tmp_path)
    yield child, port
    child.end()


def test_a_child_is_killed_and_comes_back_on_its_port(web):
    child, port = web
    for _ in range(2):
        child.start()
        child.await_port(port)
        child.kill()
        assert not child.running
        assert not listens(port)


def test_a_frozen_child_is_still_there_and_can_be_ended(web):
    child, port = web
    child.start()
    child.await_port(port)
    child.freeze()
    assert child.running
    child.end()
    assert not child.running


def test_a_child_that_cannot_start_shows_its_log(tmp_path):
    child = Child([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path / "log")
    child.start()
    with pytest.raises(AssertionError, match="no such luck"):
        child.await_port(free_port())


def test_settings_of_this_machine_do_not_reach_a_child(tmp_path, monkeypatch):
    monkeypatch.setenv("PARLEY_SECRET", "mine")
    monkeypatch.setenv("DATABASE_URL", "mine")
    says = "import os; print(os.environ.get('PARLEY_SECRET'), os.environ.get('DATABASE_URL'), os.environ['X'])"
    child = Child([sys.executable, "-c", says], tmp_path / "log", {"X": "x"})
    child.start()
    assert child.wait() == 0
    assert child.tail().strip() == "None None x"


def test_redis_is_real(tmp_path):
    redis = RedisServer(tmp_path)
    try:
        redis.up()
        assert redis.kill_subscribers() == 0
        redis.kill()
        redis.up()
    finally:
        redis.end()


def test_postgres_is_real_and_each_database_new():
    cluster = Postgres()
    try:
        cluster.up()
        first, second = cluster.fresh(), cluster.fresh()
        cluster.run("CREATE TABLE t (a int)", "INSERT INTO t VALUES (7)", database=first)
        assert cluster.run("SELECT a FROM t", database=first) == [(7,)]
        assert cluster.run("SELECT to_regclass('t')::text", database=second) == [(None,)]
        assert cluster.run("SHOW fsync") == [("on",)]
    finally:
        cluster.down()
    assert not cluster.folder.exists()


@pytest.mark.parametrize(("synchronous", "waits"), [("FULL", True), ("NORMAL", False)])
def test_the_slow_disk_delays_exactly_what_syncs(synchronous, waits, tmp_path):
    under = slow_disk(tmp_path / "strace")
    command = [*under, sys.executable, "-c", COMMITS, str(tmp_path / "a.db"), synchronous]
    took = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert (took >= DELAY_SECONDS) is waits
