"""Files in a real Chromium: chosen, pasted, dropped, made smaller, stopped, cut off in the middle, read on a phone."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from playwright.async_api import Browser, FileChooser, Page, expect

from tests.rig.browser import LOOKS, Browsing, Window, browsing
from tests.rig.hands import choose, chosen, hand_over, press_send, tray
from tests.rig.holding import Account
from tests.rig.parley import Host, Parley
from tests.rig.wait import until_true
from tests.uploads import made

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

PEOPLE: Final = {"ann": "customer", "ken": "driver"}
MIB: Final = 2**20
MOST: Final = 3 * MIB
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-GB"}


def photo(width: int, height: int, orientation: int = 1) -> bytes:
    """Return a JPEG with more detail than it can be squeezed of, held as the camera says."""
    return made.encoded(made.noise(width, height), "JPEG", quality=97, exif=made.exif(orientation))


@dataclass
class Talk:
    """A customer and a driver in a room of their own."""

    host: Host
    room: str
    opened: Browsing
    accounts: dict[str, Account]

    async def sits(self, user: str) -> Window:
        """Open the room page as somebody."""
        return await self.opened.open(self.accounts[user], self.room)

    async def on_a_phone(self, user: str) -> Page:
        """Open the room page on something that is touched."""
        context = await self.opened.browser.new_context(**PHONE)
        self.opened.stack.push_async_callback(context.close)
        page = await context.new_page()
        await page.add_init_script(LOOKS % "true")
        account = self.accounts[user]
        link = f"#t={account.token}&room={self.room}&view={account.role}"
        await page.goto(f"{self.host.node.http}/r/{link}")
        await expect(page.get_by_role("log")).to_be_visible(timeout=15_000)
        return page

    async def said(self) -> list[str]:
        """Every message in the log, in order: its words, or its file's name."""
        bodies = [entry["body"] for entry in await self.host.log(self.room) if entry["kind"] == "message"]
        return [body.get("text") or body.get("name", "") for body in bodies]

    async def files(self) -> list[dict[str, Any]]:
        """The files of the messages in the log."""
        bodies = [entry["body"] for entry in await self.host.log(self.room) if entry["kind"] == "message"]
        return [body for body in bodies if body.get("type") == "file"]

    async def come(self, *expected: str) -> None:
        """Wait until these, and nothing else, stand in the log."""
        wanted = list(expected)

        async def there() -> bool:
            return await self.said() == wanted

        await until_true(there, 20, f"{wanted} stand in the log")


@pytest.fixture(scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Parley]:
    """One server for all; every journey has a room of its own."""
    running = Parley(tmp_path_factory.mktemp("files"), PARLEY_UPLOAD_BYTES=str(MOST))
    try:
        await running.up()
        yield running
    finally:
        running.end()


@pytest.fixture
async def talk(node: Parley, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    host = Host(node)
    room = re.sub(r"\W", "-", request.node.name)[:60]
    await host.room(room, PEOPLE)
    accounts = {user: await host.account(user, role) for user, role in PEOPLE.items()}
    async with browsing(browser, node.port) as opened:
        yield Talk(host, room, opened, accounts)


async def test_chosen_pasted_and_dropped_they_arrive_in_order_and_made_smaller(talk: Talk):
    ann = await talk.sits("ann")
    heavy = photo(2600, 1950, orientation=6)
    assert len(heavy) > MOST
    await choose(ann.page, chosen("IMG_0001.jpg", heavy, "image/jpeg"))
    await expect(tray(ann.page)).to_have_count(1)
    still = made.moving()
    await hand_over(ann.page, "paste", ("image.gif", "image/gif", still))
    await hand_over(ann.page, "drop", ("notes.txt", "text/plain", b"second door"), ("a.pdf", "", b"%PDF-1.4"))
    await expect(tray(ann.page)).to_have_count(4)
    await expect(tray(ann.page).first).to_contain_text(re.compile(r"\b[\d.]+ (kB|MB)"), timeout=15_000)
    await ann.page.get_by_role("button", name="Remove a.pdf").click()
    await ann.page.get_by_role("textbox", name="Write a message").fill("This is the door")
    await press_send(ann.page)
    await talk.come("IMG_0001.jpg", "image.webp", "notes.txt", "This is the door")
    first, moving, notes = await talk.files()
    assert (first["width"], first["height"]) == (1536, 2048)
    assert first["size"] < len(heavy) / 2
    assert (moving["width"], moving["height"], notes["size"]) == (60, 40, 11)
    await expect(ann.page.get_by_role("img", name="Picture: IMG_0001.jpg")).to_be_visible()
    await expect(tray(ann.page)).to_have_count(0)
    assert ann.errors == []


async def test_how_far_it_is_and_how_to_stop_it(talk: Talk):
    ann = await talk.sits("ann")
    await choose(ann.page, chosen("first.txt", b"1"))
    await press_send(ann.page)
    await talk.come("first.txt")
    ann.proxy.freeze()
    await choose(ann.page, chosen("large.bin", b"\0" * (MOST - 1)))
    await press_send(ann.page)
    await ann.page.get_by_role("textbox", name="Write a message").fill("after it")
    await press_send(ann.page)
    bar = ann.page.get_by_role("progressbar", name="Uploading large.bin")
    await expect(bar).to_be_visible()
    assert await bar.get_attribute("max") == str(MOST - 1)
    await expect(ann.page.locator(".unsent .meta").first).to_have_text("Sending")
    await ann.page.get_by_role("button", name="Cancel large.bin").click()
    await expect(bar).to_have_count(0)
    await expect(ann.page.get_by_role("textbox", name="Write a message")).to_be_focused()
    ann.proxy.thaw()
    await talk.come("first.txt", "after it")
    assert ann.errors == []


async def test_cut_off_in_the_middle_it_arrives_exactly_once(talk: Talk):
    ann, ken = await talk.sits("ann"), await talk.sits("ken")
    await ann.say("look")
    await choose(ann.page, chosen("door.jpg", photo(900, 700), "image/jpeg"))
    await expect(tray(ann.page)).to_contain_text("kB")
    ann.proxy.freeze()
    await press_send(ann.page)
    await expect(ann.page.get_by_role("progressbar", name="Uploading door.jpg")).to_be_visible()
    connections = ann.proxy.counts["connections"]
    await ann.pull_the_cable()
    ann.proxy.thaw()
    await expect(ann.page.get_by_text("Sends when you are back online", exact=True).first).to_be_visible(timeout=15_000)
    await ann.say("can you see it?")
    assert await talk.said() == ["look"]
    await ann.plug_in()
    await talk.come("look", "door.jpg", "can you see it?")
    await ken.sees("can you see it?")
    await expect(ken.page.get_by_role("img", name="Picture: door.jpg")).to_have_count(1)
    assert len(await talk.files()) == 1
    assert [*ann.errors, *ken.errors] == []
    print(f"files: {ann.proxy.counts['connections'] - connections} connections after the cut, 1 message")


async def test_what_cannot_be_sent_says_so_before_and_after(talk: Talk):
    ann = await talk.sits("ann")
    await choose(ann.page, chosen("film.mov", b"\0" * (MOST + 1)), chosen("empty.txt", b""))
    told = ann.page.get_by_role("alert").filter(has_text="film.mov")
    await expect(told).to_contain_text("is too large (3 MB). Files may have up to 3 MB.")
    await expect(told).to_contain_text("empty.txt")
    await expect(tray(ann.page)).to_have_count(0)
    await choose(ann.page, *(chosen(f"{number}.txt", b"x") for number in range(12)))
    await expect(tray(ann.page)).to_have_count(10)
    await expect(ann.page.get_by_role("alert").filter(has_text="Up to 10 files go at once")).to_be_visible()
    for number in range(10):
        await ann.page.get_by_role("button", name=f"Remove {number}.txt").click()
    await choose(ann.page, chosen("torn.jpg", photo(400, 300)[:3000], "image/jpeg"))
    await press_send(ann.page)
    await expect(ann.page.get_by_text("The picture is damaged")).to_be_visible(timeout=15_000)
    await ann.page.get_by_role("button", name="Discard").click()
    await ann.say("never mind")
    await talk.come("never mind")
    assert ann.errors == []


async def test_a_driver_reads_them_on_the_phone(talk: Talk):
    """Nothing moves when they come; one is looked at large; what is erased is gone; what failed is tried again."""
    ann = await talk.sits("ann")
    pictures = [photo(800, 600), photo(600, 800)]
    await choose(ann.page, *(chosen(f"{n}.jpg", shot, "image/jpeg") for n, shot in enumerate(pictures)))
    await ann.page.get_by_role("textbox", name="Write a message").fill("the door")
    await press_send(ann.page)
    await talk.come("0.jpg", "1.jpg", "the door")
    ken = await talk.on_a_phone("ken")
    await ken.route("**/v1/files/**", lambda route: route.abort())
    await ken.reload()
    await expect(ken.get_by_role("button", name="Load again")).to_have_count(2, timeout=15_000)
    before = await places(ken)
    await ken.unroute("**/v1/files/**")
    for left in (1, 0):
        await ken.get_by_role("button", name="Load again").first.tap()
        await expect(ken.get_by_role("button", name="Load again")).to_have_count(left)
    await expect(ken.get_by_role("img", name="Picture: 1.jpg")).to_be_visible()
    assert await places(ken) == before
    await looks_at_one(ken)
    await takes_a_photo(ken)
    seqs = [entry["seq"] for entry in await talk.host.log(talk.room) if entry["kind"] == "message"]
    await ann.page.evaluate("seq => window.parley.room.redact(seq)", seqs[1])
    await expect(ken.get_by_role("img", name="Picture: 1.jpg")).to_have_count(0)
    await expect(ken.get_by_text("Message deleted")).to_be_visible()


async def places(page: Page) -> list[Any]:
    """Where every message stands."""
    return await page.evaluate("""() => [...document.querySelectorAll(".timeline [data-seq]")].map((row) =>
        [row.offsetTop, row.offsetHeight])""")


async def looks_at_one(page: Page) -> None:
    """Open one, go on to the next, keep it, come back to where one was."""
    await page.get_by_role("img", name="Picture: 0.jpg").tap()
    viewer = page.get_by_role("dialog", name="Picture 1 of 2")
    await expect(viewer.get_by_role("img")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    viewer = page.get_by_role("dialog", name="Picture 2 of 2")
    await expect(viewer.get_by_role("button", name="Next picture")).to_be_disabled()
    async with page.expect_download() as keeping:
        await viewer.get_by_role("button", name="Download").tap()
    kept = await keeping.value
    assert kept.suggested_filename == "1.jpg"
    with Image.open(await kept.path()) as picture:
        assert picture.size == (600, 800)
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(page.get_by_role("button", name="Picture: 0.jpg")).to_be_focused()


async def takes_a_photo(page: Page) -> None:
    """A driver's thumb has the camera one tap away, and files, and what they write or say."""
    camera = await asked_for(page, "Take a photo")
    assert not camera.is_multiple()
    assert await camera.element.get_attribute("capture") == "environment"
    files = await asked_for(page, "Attach files")
    assert files.is_multiple()
    assert await files.element.get_attribute("capture") is None
    box = await page.get_by_role("textbox", name="Write a message").bounding_box()
    assert box is not None
    assert box["width"] >= 150


async def asked_for(page: Page, key: str) -> FileChooser:
    """Touch a large key that asks the phone for files."""
    button = page.get_by_role("button", name=key)
    box = await button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 56
    async with page.expect_file_chooser() as asked:
        await button.tap()
    return await asked.value


async def test_several_pictures_of_one_message_stand_side_by_side(talk: Talk):
    ann, ken = talk.accounts["ann"], await talk.sits("ken")
    ids = [await sent_up(talk, ann, f"{n}.jpg", photo(300, 200 + n)) for n in range(3)]
    body = {"type": "file", "file": ids[0], "more": ids[1:]}
    await talk.host.call("POST", f"/v1/rooms/{talk.room}/messages", {"by": "ann", "body": body})
    await expect(ken.log.get_by_role("img")).to_have_count(3)
    boxes = [await one.bounding_box() for one in await ken.log.locator(".file").all()]
    assert all(box and (box["width"], box["height"]) == (108, 108) for box in boxes)
    assert ken.errors == []


async def sent_up(talk: Talk, who: Account, name: str, content: bytes) -> str:
    """Send a file up as its author, over HTTP."""
    asked = {"room": talk.room, "name": name}
    bearer = {"Authorization": f"Bearer {who.token}"}
    async with httpx.AsyncClient(base_url=talk.host.node.http) as client:
        told = await client.post("/v1/uploads", params=asked, content=content, headers=bearer)
    return told.json()["file"]
