"""The smoke journey in Firefox and in WebKit: talk, typing, composition, a file, offline, reload; nothing is lost."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.rig.client import Device
from tests.rig.engine import ENTER, Engine, Sitter
from tests.rig.firefox import firefox
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.shop import Shop
from tests.rig.wait import until
from tests.rig.webkit import webkit

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

ENGINES: Final = {"firefox": firefox, "webkit": webkit}
ROOM: Final = "order-1042"
WORD: Final = "日本"
CELLAR: Final = "from the cellar"
# A file waits, and the database has it: nothing is jotted down beside it any more.
KEPT: Final = """
    const { items } = parley.client.sender.box.value, jots = Object.keys(localStorage);
    return items.some((item) => item.file) && !jots.some((key) => key.startsWith("parley.unsent|"));
"""


@dataclass
class Order:
    """A customer in a browser, behind a cable of their own, and a driver with a device."""

    host: Host
    shop: Shop
    proxy: Proxy
    customer: Sitter
    driver: Device
    token: str

    def heard(self) -> list[str]:
        """What the customer said, as the driver got it."""
        entries = self.driver.views[ROOM].entries
        said = [entry["body"] for entry in entries if entry["kind"] == "message" and entry["by"] == "ann"]
        return [body["text"] for body in said if body["type"] == "text"]

    def files(self) -> list[str]:
        """The names of the files that came."""
        bodies = [entry["body"] for entry in self.driver.views[ROOM].entries if entry["kind"] == "message"]
        return [body["name"] for body in bodies if body["type"] == "file"]

    @property
    def server(self) -> str:
        """Where the customer's browser finds the server."""
        return f"http://127.0.0.1:{self.proxy.port}"


@pytest.fixture(scope="module", params=list(ENGINES))
async def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Each browser in turn."""
    async with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as tab:
        yield tab


@pytest.fixture
async def order(parley, history, engine) -> AsyncIterator[Order]:
    """One order between the two, on a server that knows the shop."""
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(Shop())
        node = parley(PARLEY_ALLOWED_ORIGINS=shop.origin)
        await node.up()
        host = Host(node)
        await host.room(ROOM, {"ann": "customer", "ken": "driver"})
        ann, ken = await host.account("ann", "customer"), await host.account("ken", "driver")
        proxy = await stack.enter_async_context(Proxy(node.port))
        driver = await stack.enter_async_context(Device(ken, node.ws, history))
        driver.join(ROOM)
        yield Order(host, shop, proxy, Sitter(engine), driver, ann.token)


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    """A file to send."""
    path = tmp_path / "menu.txt"
    path.write_text("noodles")
    return path


async def test_a_customer_talks_from_the_widget(order: Order, menu: Path):
    ann = order.customer
    await ann.engine.go(order.shop.embeds(order.server, room=ROOM, lang="en", token=order.token))
    await ann.opens("Open the conversation")
    await talks(order)
    await composes(order)
    await goes_offline(order)
    await ann.engine.reload()
    await ann.opens("Open the conversation")
    await stays_whole(order)
    await attaches(order, menu)
    await arrives(order, menu.name)


async def test_a_customer_talks_on_the_room_page(order: Order, menu: Path):
    ann = order.customer
    await ann.engine.go(f"{order.server}/r/#t={order.token}&room={ROOM}&lang=en")
    await talks(order)
    await leaves_before_it_is_sent(order, menu)
    await ann.engine.reload()
    await stays_whole(order)


async def talks(order: Order) -> None:
    """Words go both ways, and who writes is seen to write, both ways."""
    ann, driver = order.customer, order.driver
    await ann.reads(".person-name", "Ken")  # who writes before the path is there is not seen to
    await ann.writes("Where are")
    await until(lambda: any("ann" in told["users"] for told in typing(driver)), 20, "ann is seen typing")
    await ann.engine.press(*" you?", ENTER)
    await ann.sees("Where are you?")
    await until(lambda: order.heard() == ["Where are you?"], 10, lambda: str(order.heard()))
    driver._say({"t": "typing", "room": ROOM, "on": True})
    await ann.reads(".typing", "Ken is typing")
    driver.send(ROOM, "ken-00001", "At the corner")
    await ann.sees("At the corner")


def typing(driver: Device) -> list[dict[str, Any]]:
    return [told for told in driver.notices if told["t"] == "typing"]


async def composes(order: Order) -> None:
    """Enter takes the word that is composed, and sends nothing; the next one sends."""
    ann = order.customer
    for safari in (False, True):
        assert await ann.composes(WORD, safari=safari) == WORD, f"Enter sent while composing: safari={safari}"
    assert WORD not in order.heard()
    await ann.engine.press(ENTER)
    await ann.sees(WORD)


async def attaches(order: Order, path: Path) -> None:
    """A file is chosen and sent."""
    ann, chooser = order.customer, "return all('input[type=file][multiple]')[0]"
    await ann.opens("Attach files")
    await ann.has(f"{chooser} !== undefined")
    await ann.engine.attach(chooser, path)
    await ann.has("return all('.tray').some((at) => at.textContent.includes(values[0]))", path.name)
    await ann.has("const [it] = all('.write .send'), ready = it && !it.disabled; if (ready) it.click(); return ready")


async def arrives(order: Order, *names: str) -> None:
    """They went up, came to the driver with their names, and stand there."""
    await until(lambda: order.files() == list(names), 20, lambda: str(order.files()))
    await order.customer.has("return all('.file-name').some((at) => at.title === values[0])", names[-1])


async def goes_offline(order: Order) -> None:
    """What is written without a network waits, says so, and arrives by itself."""
    ann = order.customer
    await writes_without_network(order)
    order.driver.send(ROOM, "ken-00002", "while you were away")
    network_is_back(order)
    await ann.sees("while you were away", 20)
    await until(lambda: CELLAR in order.heard(), 20, lambda: str(order.heard()))


async def leaves_before_it_is_sent(order: Order, menu: Path) -> None:
    """What waits is written down on the device, files too: the page may be left, and sends it when it is back."""
    ann = order.customer
    bill = menu.with_name("bill.txt")
    bill.write_text("twelve")
    await attaches(order, menu)
    await arrives(order, menu.name)
    await writes_without_network(order)
    await attaches(order, bill)
    await ann.has(KEPT)
    await ann.engine.go(order.shop.origin)
    network_is_back(order)
    order.driver.send(ROOM, "ken-00002", "while you were away")
    assert CELLAR not in order.heard()
    await ann.engine.go(f"{order.server}/r/#t={order.token}&room={ROOM}&lang=en")
    await until(lambda: CELLAR in order.heard(), 20, lambda: str(order.heard()))
    await arrives(order, menu.name, bill.name)


async def writes_without_network(order: Order) -> None:
    """Every connection breaks, and what is said on a new one vanishes."""
    faults = order.proxy.faults
    faults.swallow_up = faults.swallow_down = True
    order.proxy.reset_all()
    await order.customer.says(CELLAR)
    await order.customer.reads(".path-note", "when you are back online")


def network_is_back(order: Order) -> None:
    order.proxy.faults.swallow_up = order.proxy.faults.swallow_down = False
    order.proxy.reset_all()


async def stays_whole(order: Order) -> None:
    """After a reload everything stands there, once and in order, as it is stored."""
    await order.customer.sees("while you were away")
    bodies = [entry["body"] for entry in await order.host.log(ROOM) if entry["kind"] == "message"]
    stored = [body["text"] for body in bodies if body["type"] == "text"]
    assert await order.customer.texts() == stored
    assert len(set(stored)) == len(stored) >= 4
    faults = order.proxy.counts["reset"]
    print(f"{order.customer.engine.name}: messages={len(stored)} faults={faults}")
    assert faults > 0
