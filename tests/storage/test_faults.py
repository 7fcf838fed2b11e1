"""When the store says no: nothing is acknowledged, nothing is half written, and it goes on when it can."""

import subprocess
import sys
from contextlib import suppress

import pytest
from sqlalchemy import text as sql

from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.storage import epochs, users
from server.storage.database import DatabaseOptions, open_database
from server.storage.directory_lock import DirectoryLock
from server.storage.schema import Unusable
from tests.rig.postgres import Postgres
from tests.storage.book import ANN, BOB, KEN, ROOM, Book, add, creation, post

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def full_disk(open_book, tmp_path) -> Book:
    """A journal whose SQLite file cannot grow."""
    book = open_book(f"sqlite:///{tmp_path}/parley.sqlite3")
    await book.write(creation(ANN, KEN))
    allow_pages(book, 0)
    return book


def allow_pages(book: Book, more: int) -> None:
    connection = book.database.driver._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + more}")


async def test_a_full_disk_acknowledges_nothing_and_recovers(full_disk):
    book = full_disk
    answers = await book.together([post(ANN, "x" * 4_000) for _ in range(10)])
    assert {answer.code for answer in answers} == {"unavailable"}
    assert {answer.retry_after_ms for answer in answers} == {1_000}
    assert book.journal.trouble == "disk_full"
    assert len(await book.log()) == 3 == len(book.entries())
    allow_pages(book, 1_000)
    assert [done.seq for done in await book.together([post(ANN, "y"), post(KEN, "z")])] == [4, 5]
    assert book.journal.trouble is None
    assert await book.log() == book.entries()


async def test_what_was_refused_is_sent_again_with_its_cid(full_disk):
    book = full_disk
    change = post(ANN, "x" * 9_000)
    assert (await book.refused(change)).code == "unavailable"
    allow_pages(book, 1_000)
    assert await book.write(change) == Done(ROOM, 4, book.now)


async def test_a_membership_that_could_not_be_written_is_not_remembered(full_disk):
    book = full_disk
    answers = await book.together([add(BOB), *(post(ANN, "x" * 9_000) for _ in range(3))])
    assert {answer.code for answer in answers} == {"unavailable"}
    allow_pages(book, 1_000)
    assert (await book.refused(post(BOB))).code == "not_found"
    assert (await book.write(post(KEN))).seq == 4


async def read_only(book: Book, *, on: bool) -> None:
    if book.database.kind == "sqlite":
        book.database.driver._connection.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}")
    else:
        connection = book.database.driver._connection
        connection.execute(f"SET default_transaction_read_only = {'on' if on else 'off'}")
        connection.commit()


async def test_a_read_only_store_acknowledges_nothing_and_recovers(book):
    await book.write(creation(ANN, KEN))
    await read_only(book, on=True)
    assert (await book.refused(post(ANN))).code == "unavailable"
    assert book.journal.trouble == "read_only"
    await read_only(book, on=False)
    assert (await book.write(post(ANN))).seq == 4
    assert book.journal.trouble is None


async def test_a_probe_tells_whether_the_store_takes_writes_again(book):
    assert await book.journal.probe() is None
    book.journal.writer.trouble = "disk_full"
    assert await book.journal.probe() is None
    assert book.journal.trouble is None


async def test_a_small_write_that_fails_tells_its_caller(book):
    def wrong(connection):
        connection.execute(sql("SELECT nothing FROM nowhere"))

    with pytest.raises(Exception, match="nowhere"):
        await book.journal.write(wrong)
    assert await book.journal.write(lambda c: users.put_user(c, "zoe").id) == "zoe"
    await book.write(creation(ANN))


async def test_after_closing_everything_is_refused(open_book, url):
    book = open_book(url)
    await book.journal.close()
    await book.journal.close()
    assert isinstance((await ask(book.journal.append(post(ANN)))), Refusal)
    assert isinstance((await ask(book.journal.write(epochs.touch))), Refusal)


async def ask(coroutine):
    with suppress(Refusal):
        return await coroutine
    return Refusal("unavailable")


# --- the start ---------------------------------------------------------------------------------------


def test_two_servers_cannot_share_a_data_directory(tmp_path):
    url = f"sqlite:///{tmp_path}/parley.sqlite3"
    first = open_database(url)
    with pytest.raises(Unusable, match="another Parley"):
        open_database(url)
    first.close()
    open_database(url).close()


def test_the_lock_is_free_when_its_holder_was_killed(tmp_path):
    script = (
        "import sys, pathlib; from server.storage.directory_lock import DirectoryLock;"
        "lock = DirectoryLock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(Unusable):
            DirectoryLock(tmp_path)
        child.kill()
    DirectoryLock(tmp_path).release()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_what_is_no_store_is_refused(url):
    with pytest.raises(Unusable):
        open_database(url)


def test_a_file_that_is_no_database_is_refused_and_its_lock_released(tmp_path):
    (tmp_path / "parley.sqlite3").write_text("not a database" * 999)
    with pytest.raises(Unusable, match="cannot be used"):
        open_database(f"sqlite:///{tmp_path}/parley.sqlite3")
    DirectoryLock(tmp_path).release()


def test_a_database_of_a_newer_parley_is_refused(url):
    open_database(url).close()
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unusable, match="newer"):
        open_database(url)


def test_an_unknown_synchronous_is_refused(tmp_path):
    with pytest.raises(Unusable, match="synchronous"):
        open_database(f"sqlite:///{tmp_path}/p.sqlite3", options=DatabaseOptions(synchronous="OFF"))


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit"])
def test_a_postgresql_that_answers_too_early_is_refused(postgres: Postgres, setting):
    url = postgres.url(postgres.fresh())
    name = url.rpartition("/")[2]
    if setting == "fsync":
        postgres.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    else:
        postgres.run(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        with pytest.raises(Unusable, match=f"{setting} is off"):
            opened_when_reloaded(url)
        open_database(url, options=DatabaseOptions(unsafe=True)).close()
    finally:
        postgres.run("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()")


def opened_when_reloaded(url: str) -> None:
    """A reload takes its time; until then the server is as it was."""
    for _ in range(200):
        open_database(url).close()


def test_a_postgresql_that_is_not_there_is_refused():
    with pytest.raises(Unusable, match="cannot be used"):
        open_database("postgresql://parley@127.0.0.1:1/parley")
