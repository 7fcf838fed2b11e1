"""What every journey starts from: real processes of its own, a history, and a length."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.rig.browser import chromium
from tests.rig.history import History
from tests.rig.parley import Host, Parley
from tests.rig.phone import Drivers
from tests.rig.postgres import Postgres
from tests.rig.processes import Child
from tests.rig.redis_cluster import RedisCluster
from tests.rig.redis_server import RedisServer
from tests.rig.sdk import install
from tests.rig.site import SDK_PAGE, served
from tests.rig.stage import Stage

CHILDREN = pytest.StashKey[list[Child]]()
LONG_SECONDS = 1800
ROOMS = 4

Pair = Callable[..., AbstractAsyncContextManager[Stage]]


@dataclass(frozen=True, slots=True)
class Length:
    """How long a journey goes on: how often it breaks things, and how many sends lie between."""

    faults: int
    sends: int
    seed: int


SHORT = Length(faults=3, sends=150, seed=20261)
LONG = Length(faults=40, sends=1500, seed=20262)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show the logs of the test's processes when it failed."""
    report = yield
    if report.failed:
        for child in item.stash.get(CHILDREN, []):
            report.sections.append((f"log of {child.log.name}", child.tail()))
    return report


@pytest.fixture(
    params=[
        pytest.param(SHORT, id="short"),
        pytest.param(LONG, id="long", marks=[pytest.mark.torture, pytest.mark.timeout(LONG_SECONDS)]),
    ]
)
def length(request: pytest.FixtureRequest) -> Length:
    """The short form, and the long one for `make torture`."""
    return request.param


@pytest.fixture
def children(request: pytest.FixtureRequest) -> Iterator[list[Child]]:
    """Processes that end with the test."""
    started: list[Child] = []
    request.node.stash[CHILDREN] = started
    yield started
    for child in reversed(started):
        child.end()


@pytest.fixture
def parley(children: list[Child], tmp_path: Path) -> Callable[..., Parley]:
    """Make a node; the test starts it."""

    def make(name: str = "node", **options: Any) -> Parley:
        node = Parley(tmp_path, name, **options)
        children.append(node)
        return node

    return make


@pytest.fixture(scope="session")
async def calm(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Host]:
    """A node for all tests of this process that break nothing of it; each makes rooms of its own."""
    node = Parley(tmp_path_factory.mktemp("calm"), "calm", PARLEY_ALLOWED_ORIGINS="*")
    try:
        await node.up()
        yield Host(node)
    finally:
        node.end()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this process; each opens contexts of its own, which share nothing."""
    async with chromium() as running:
        yield running


@pytest.fixture(scope="module")
async def whole_browser() -> AsyncIterator[Browser]:
    """One Chromium with notifications and a back-forward cache, for the tests of one file."""
    async with chromium(whole=True) as running:
        yield running


@pytest.fixture
async def drivers(calm: Host, browser: Browser) -> AsyncIterator[Drivers]:
    """Orders, their drivers, and the phones of these; nothing was thrown on any of them."""
    async with AsyncExitStack() as stack:
        gathered = Drivers(calm, browser, stack)
        yield gathered
        gathered.all_well()


@pytest.fixture
def redis(children: list[Child], tmp_path: Path) -> RedisServer:
    """A Redis that runs."""
    server = RedisServer(tmp_path)
    children.append(server)
    server.up()
    return server


@pytest.fixture
def cluster(children: list[Child], tmp_path: Path) -> Iterator[RedisCluster]:
    """A Redis Cluster that runs, quick to replace a master."""
    running = RedisCluster(tmp_path)
    children += running.nodes
    try:
        running.up()
        running.quick()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that runs, for all tests of this process."""
    cluster = Postgres()
    try:
        cluster.up()
        yield cluster
    finally:
        cluster.down()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that may be killed."""
    cluster = Postgres()
    try:
        cluster.up()
        yield cluster
    finally:
        cluster.down()


@pytest.fixture
def database(postgres: Postgres) -> str:
    """An empty database."""
    return postgres.url(postgres.fresh())


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of a node's store: SQLite in the data directory, then PostgreSQL."""
    if request.param == "sqlite":
        return {}
    return {"PARLEY_DATABASE_URL": request.getfixturevalue("database")}


@pytest.fixture
def two_nodes(parley, database, history, length) -> Pair:
    """Two nodes over one store and one bus, half of each room's people on each."""

    @asynccontextmanager
    async def open_pair(redis_url: str, second_url: str | None = None, *, roam: bool = False) -> AsyncIterator[Stage]:
        store = {"PARLEY_DATABASE_URL": database}
        first = parley("first", PARLEY_REDIS_URL=redis_url, **store)
        second = parley("second", PARLEY_REDIS_URL=second_url or redis_url, **store)
        await first.up()
        await second.up()
        stage = Stage(Host(first), history, [first.ws, second.ws], seed=length.seed, roam=roam)
        stage.nodes = [first, second]
        await stage.build(ROOMS)
        async with stage.on():
            yield stage

    return open_pair


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application's folder with nothing in it but the installed SDK."""
    return install(tmp_path_factory.mktemp("sdk"))


@pytest.fixture
def website(app: Path) -> Iterator[str]:
    """The origin of a website that uses the installed SDK."""
    for name, page in (("sdk_shop", "index"), ("sdk_crowd", "crowd")):
        (app / f"{page}.html").write_text(SDK_PAGE.replace("sdk_shop", name))
        shutil.copy(Path(__file__).with_name(f"{name}.mjs"), app)
    with served(app) as origin:
        yield origin


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty history, on disk too."""
    kept = History(tmp_path / "history.jsonl")
    yield kept
    kept.close()
