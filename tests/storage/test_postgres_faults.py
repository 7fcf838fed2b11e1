"""PostgreSQL with its connections lost and other nodes in the way, each at a planned moment."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from server.core.outcomes import Done
from server.core.refusals import Refusal
from tests.rig.postgres import Postgres
from tests.rig.wait import until, until_true
from tests.storage.book import ANN, BOB, KEN, ROOM, Book, add, creation, post
from tests.storage.planned import Planned

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def node(open_book, postgresql_url, postgres):
    book = open_book(postgresql_url)
    await book.write(creation(ANN, KEN))
    book.driver = book.journal.writer.driver = Planned(book.database.driver)
    book.cluster = postgres
    return book


def kill_backend(book: Book) -> None:
    pid = book.database.driver._connection.info.backend_pid
    book.cluster.run(f"SELECT pg_terminate_backend({pid}, 5000)")


async def test_a_connection_lost_before_the_commit_runs_the_batch_again(node):
    node.driver.before_write.append(lambda: kill_backend(node))
    answers = await node.together([post(ANN), post(KEN)])
    assert answers == [Done(ROOM, 4, node.now), Done(ROOM, 5, node.now)]
    assert node.driver.writes == 2
    assert await node.log() == node.entries()
    assert node.journal.trouble is None


async def test_a_connection_lost_after_the_commit_is_resolved_by_cid(node):
    """The commit holds but its answer never came: nothing is written twice, and the readers are told."""

    def commit_then_lose(write):
        write()
        kill_backend(node)
        node.database.driver._connection.execute("SELECT 1")

    node.driver.instead_of_write.append(commit_then_lose)
    answers = await node.together([post(ANN, "one"), add(BOB), post(KEN, "two")])
    assert answers == [Done(ROOM, seq, node.now) for seq in (4, 5, 6)]
    assert await node.log() == node.entries()
    assert (await node.write(post(BOB))).seq == 7


def held_up(cluster: Postgres) -> list[int]:
    """Give the backends whose commit waits for a standby."""
    return [pid for (pid,) in cluster.run("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")]


@asynccontextmanager
async def every_commit_waits(cluster: Postgres) -> AsyncIterator[None]:
    """Have every commit wait for a standby that never comes.

    The setting is in force only once the checkpointer has read it, which nothing shows: scouts commit until
    one of them is held up.
    """

    def scout() -> None:
        while not found.is_set():
            with suppress(psycopg.OperationalError):
                cluster.run("SELECT pg_logical_emit_message(true, 'scout', '')")

    found = threading.Event()
    scouts = threading.Thread(target=scout)
    cluster.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
    try:
        scouts.start()
        await until(lambda: bool(held_up(cluster)), 20, "a commit waits")
        found.set()
        cluster.run(*(f"SELECT pg_terminate_backend({pid}, 5000)" for pid in held_up(cluster)))
        yield
    finally:
        found.set()
        cluster.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
        scouts.join()


async def test_a_connection_lost_inside_the_commit_is_resolved_by_cid(node):
    """The commit is on disk and waits for a standby that never comes; there its backend is killed."""
    ends, mine = threading.Event(), node.database.driver._connection.info.backend_pid

    def kill_in_commit() -> None:
        while not ends.is_set():
            if mine in held_up(node.cluster):
                node.cluster.run(f"SELECT pg_terminate_backend({mine}, 5000)")
                killed.append(mine)
                return

    killed: list[int] = []
    killer = threading.Thread(target=kill_in_commit)
    async with every_commit_waits(node.cluster):
        killer.start()
        try:
            answers = await node.together([post(ANN, "one"), post(KEN, "two")])
        finally:
            ends.set()
            killer.join()
    assert len(killed) == 1
    assert answers == [Done(ROOM, 4, node.now), Done(ROOM, 5, node.now)]
    assert node.driver.writes == 1
    assert await node.log() == node.entries()


async def test_another_nodes_repeat_is_not_taken_for_the_lost_batch(node, open_book, postgresql_url):
    """The lost batch did not hold; meanwhile the client sent one of its messages through another node."""
    other = open_book(postgresql_url)
    lost, also_lost = post(ANN, "one"), post(KEN, "two")
    sent = threading.Event()

    def lose(_):
        kill_backend(node)
        other.journal._queue.put((lost, lambda _: sent.set()))
        assert sent.wait(20)
        node.database.driver._connection.execute("SELECT 1")

    node.driver.instead_of_write.append(lose)
    answers = await node.together([also_lost, lost])
    assert answers == [Done(ROOM, 5, node.now), Done(ROOM, 4, node.now, repeat=True)]
    assert [entry.body["text"] for entry in (await node.log())[3:]] == ["one", "two"]


async def test_a_server_that_is_gone_refuses_and_one_that_is_back_serves(node):
    node.cluster.run("CHECKPOINT")  # or it would have the whole run's databases to make again when it is back
    node.cluster.kill()
    try:
        answer = await node.refused(post(ANN))
        assert (answer.code, node.journal.trouble) == ("unavailable", "store_unreachable")
        with pytest.raises(Refusal):
            await node.log()
    finally:
        node.cluster.start()
        node.cluster.await_port(node.cluster.port)
        node.cluster._await_queries()

    async def serves() -> bool:
        return await node.journal.probe() is None

    await until_true(serves, 30, "the store is back")
    assert (await node.write(post(ANN))).seq == 4
    assert [entry.seq for entry in await node.log()] == [1, 2, 3, 4]


def other_session(book: Book) -> "psycopg.Connection":
    return psycopg.connect(book.database.driver._conninfo)


async def test_a_deadlock_is_run_again(node):
    """Another session holds a user's row and waits for the room that the batch has locked."""
    driver = node.database.driver
    driver._connection.execute("SET deadlock_timeout = '20ms'")
    driver._connection.commit()
    rival = other_session(node)
    rival.execute("INSERT INTO users VALUES ('bob', 'driver', 'Bob', 'host')")
    done = threading.Event()

    def cross() -> None:
        thread = threading.Thread(target=rival_waits)
        thread.start()
        threads.append(thread)

    def rival_waits() -> None:
        with suppress(psycopg.errors.DeadlockDetected):
            rival.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", [ROOM])
        rival.rollback()
        done.set()

    threads: list[threading.Thread] = []
    node.driver.before_write.append(cross)
    answers = await node.together([add(BOB), post(ANN)])
    assert [answer.seq for answer in answers] == [4, 5]
    assert node.driver.writes == 2
    for thread in threads:
        thread.join(20)
    rival.close()
    assert done.is_set()
    assert await node.log() == [*node.entries()]


async def test_a_serialization_failure_is_run_again(node):
    """At this level a row that changed while it was waited for cannot be locked."""
    node.database.driver._connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
    rival = other_session(node)
    rival.execute("UPDATE rooms SET cursor_rev = cursor_rev + 1 WHERE id = %s", [ROOM])
    writing = asyncio.create_task(node.write(post(ANN)))
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    await until(lambda: bool(node.cluster.run(waits)), 20, "the batch waits for the rival")
    rival.commit()
    assert (await writing).seq == 4
    assert node.driver.looks == 2
    rival.close()


async def test_a_lock_time_out_is_run_again(node):
    connection = node.database.driver._connection
    connection.execute("SET lock_timeout = '50ms'")
    connection.commit()
    rival = other_session(node)
    rival.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", [ROOM])
    node.driver.before_look = [lambda: None, rival.rollback]
    assert (await node.write(post(ANN))).seq == 4
    assert node.driver.looks == 2
    rival.close()


async def test_a_lock_that_is_never_given_is_refused(node):
    connection = node.database.driver._connection
    connection.execute("SET lock_timeout = '10ms'")
    connection.commit()
    rival = other_session(node)
    rival.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", [ROOM])
    assert (await node.refused(post(ANN))).code == "unavailable"
    assert node.journal.trouble == "store_unreachable"
    rival.close()
    assert (await node.write(post(ANN))).seq == 4
    assert node.journal.trouble is None
