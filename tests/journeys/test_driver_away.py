"""Drivers who have left the page, and a deploy under an open one: the room page's worker in real Chromium."""

import json
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.house.sources import ROOT
from tests.rig.parley import Host, Parley
from tests.rig.phone import Drivers, Phone
from tests.rig.wait import until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SECONDS: Final = 20.0
_TOLD: Final = """
async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({title, tag, lang, body, data}) => ({title, tag, lang, body, data}))
"""
_TOUCHED: Final = """
async () => {
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", {notification}));
}
"""


class Away:
    """What the push service brings to one browser, and what its person is told."""

    def __init__(self, phone: Phone, devtools: CDPSession, registration: str) -> None:
        self._phone = phone
        self._devtools = devtools
        self._registration = registration

    @classmethod
    async def of(cls, phone: Phone) -> "Away":
        """Watch the worker of a phone's browser."""
        found: list[str] = []
        devtools = await phone.page.context.new_cdp_session(phone.page)
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
        )
        await devtools.send("ServiceWorker.enable")

        async def known() -> bool:
            return bool(found)

        await until_true(known, SECONDS, "the browser names its worker")
        return cls(phone, devtools, found[0])

    async def brings(self, room: str, subject: str, lang: str = "") -> None:
        """Deliver what the server would have encrypted (docs/push.md)."""
        told = {"t": "message", "room": room, "parent": None, "subject": subject, "count": 1, "seq": 4, "lang": lang}
        said = {"origin": self._phone.page.url.rpartition("/r/")[0], "registrationId": self._registration}
        await self._devtools.send("ServiceWorker.deliverPushMessage", {**said, "data": json.dumps(told)})

    async def told(self) -> list[dict[str, Any]]:
        """Read the notifications that are shown now."""
        shown: Any = await self._phone.page.evaluate(_TOLD)
        return list(shown)

    async def tells(self, titles: set[str]) -> None:
        """Wait until these notifications are shown, and no other."""

        async def are_shown() -> bool:
            return {one["title"] for one in await self.told()} == titles

        await until_true(are_shown, SECONDS, f"{titles} are told")


async def test_a_browser_tells_of_rooms_that_are_not_in_view_and_a_tap_opens_the_right_one(drivers: Drivers):
    first, second = await drivers.order("First", 1), await drivers.order("Second", 2)
    ken = await drivers.phone()
    await ken.page.context.grant_permissions(["notifications"])
    await ken.come_in((await drivers.link())["url"])
    await ken.reads("Order First")
    await ken.shell_is_kept()
    away = await Away.of(ken)
    await away.brings(first, "Order First")
    await away.brings(second, "Order Second")
    await away.tells({"New message in Order Second"})
    await away.brings(second, "Order Second", "ja")
    await away.tells({"Order Secondに新着メッセージ"})
    [told] = await away.told()
    assert (told["tag"], told["body"], told["data"]) == (second, "", {"room": second})
    [worker] = ken.page.context.service_workers
    await worker.evaluate(_TOUCHED)
    await ken.reads("Order Second")
    await away.tells(set())
    await ken.order("Order First").tap()
    await ken.button("Names, roles, report and mute").tap()
    await ken.button("End on this device").tap()
    await ken.reads("Ended on this device")
    assert await ken.page.evaluate("Object.keys(localStorage).filter((one) => /invite|seen|unsent/.test(one))") == []
    print("rooms=2 told=3 messages=3")


def redeployed(folder: Path, shell: str) -> None:
    """Give every file of the room page another version, and its shell another name, as a new build does."""
    versions = json.loads((folder / "versions.json").read_text())
    texts = [path for path in (folder / "room").rglob("*") if path.suffix in {".js", ".json", ".html"}]
    for path in [folder / "versions.json", *texts]:
        text = path.read_text()
        for was in (versions["room"], shell.rpartition(".")[2]):
            text = text.replace(was, was[::-1])
        path.write_text(text.replace("<body ", '<body data-build="next" '))


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """One that shows notifications."""
    return whole_browser


@pytest.fixture
def deployed(tmp_path: Path) -> Parley:
    """A server with pages of its own, that can be built anew."""
    shutil.copytree(ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "static", tmp_path / "static")
    return Parley(tmp_path, PYTHONPATH=str(tmp_path))


async def test_after_a_deploy_the_page_is_the_new_one_and_the_old_shell_is_gone(deployed: Parley, browser: Browser):
    node = deployed
    async with AsyncExitStack() as stack:
        stack.callback(node.end)
        await node.up()
        drivers = Drivers(Host(node), browser, stack)
        await drivers.order("Deployed")
        ken = await drivers.phone()
        await ken.come_in((await drivers.link())["url"])
        await ken.shell_is_kept()
        before = await ken.shells()
        node.end()
        redeployed(node.data.parent / "static", *before)
        await ken.page.reload()
        await ken.reads("Order Deployed")
        await expect(ken.page.locator("body")).not_to_have_attribute("data-build", "next")
        await node.up()
        await ken.page.reload()
        await ken.is_in()
        await expect(ken.page.locator("body")).to_have_attribute("data-build", "next")
        await ken.shell_is_kept("waiting")
        await ken.page.goto("about:blank")
        icon = await ken.tab()
        await icon.follow(f"{node.http}/r/")
        await icon.is_in()

        async def is_new() -> bool:
            kept = await icon.shells()
            return len(kept) == 1 and kept != before

        await until_true(is_new, SECONDS, f"{before} is gone")
        drivers.all_well()
    print("deploys=1 messages=0")
