"""Journals over both databases, each test with a database of its own."""

from pathlib import Path

import pytest

from server.storage.database import open_database
from tests.rig.postgres import Postgres
from tests.storage.book import Book


@pytest.fixture(scope="session")
def postgres():
    cluster = Postgres()
    cluster.up()
    yield cluster
    cluster.kill()  # nobody needs what is in it: no last checkpoint
    cluster.down()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/parley.sqlite3"
    cluster = request.getfixturevalue("postgres")
    return cluster.url(cluster.fresh())


@pytest.fixture
def postgresql_url(postgres) -> str:
    return postgres.url(postgres.fresh())


@pytest.fixture
async def open_book():
    """open_book(url, limits=None) -> a started Book; all are closed at the end."""
    books: list[Book] = []

    def opened(url: str, limits=None, options=None) -> Book:
        books.append(Book(open_database(url, options=options), limits))
        books[-1].start()
        return books[-1]

    yield opened
    for book in books:
        await book.journal.close()
        book.database.close()


@pytest.fixture
async def book(open_book, url) -> Book:
    return open_book(url)
