"""The README's code, as it stands there: a backend makes a room with curl, a shop's page shows it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.rig.browser import chromium
from tests.rig.parley import API_KEY, Host, Parley, find_command
from tests.rig.processes import Child, free_port
from tests.rig.site import served

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
WIDGET = ROOT / "widget/README.md"
PRINTED = "http://127.0.0.1:8080"
"""The address that the README prints; the test's server has another port."""


def example(name: str, page: Path = README) -> str:
    """Return the code block below `<!-- example: name -->`."""
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", page.read_text(), re.DOTALL)
    assert found is not None, f"{page} has no example {name}"
    return found[1]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A website of somebody else's: its folder and its origin."""
    folder = tmp_path / "shop"
    folder.mkdir()
    with served(folder) as origin:
        yield folder, origin


def run_curl(node: Parley) -> list[dict[str, object]]:
    """Run the README's shell block against this node; return what each call answered."""
    env = os.environ | {"PARLEY_URL": node.http, "PARLEY_API_KEY": API_KEY}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example("curl")], env=env, capture_output=True, text=True, check=True
    )
    decoder, answers, rest = json.JSONDecoder(), [], done.stdout.strip()
    while rest:
        answer, end = decoder.raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].lstrip()
    return answers


async def test_the_readmes_backend_and_page_work_as_they_stand(parley, shop):
    folder, origin = shop
    node = parley(PARLEY_ALLOWED_ORIGINS=origin)
    await node.up()
    room, message, token = run_curl(node)
    assert (room["id"], message["room"]) == ("order-1042", "order-1042")
    assert run_curl(node)[1]["seq"] == message["seq"], "the second call may be repeated"
    snippet = example("embed").replace(PRINTED, node.http).replace("USER_TOKEN", str(token["token"]))
    (folder / "index.html").write_text(f"<!doctype html><title>Shop</title><h1>Order</h1>{snippet}")
    async with chromium() as browser:
        page = await browser.new_page(locale="en-GB")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(origin)
        await talk(page)
        await expect(page.get_by_text("I am at the restaurant.")).to_be_visible()
    assert problems == []
    log = await Host(node).log("order-1042")
    assert [entry["body"]["text"] for entry in log if entry["kind"] == "message"] == [
        "I am at the restaurant.",
        "Thank you, Ken",
    ]


async def test_the_readmes_server_starts_as_it_stands(children, tmp_path):
    installed, *rest = example("serve").splitlines()
    assert installed == "pip install .", "what test_wheel.py does"
    port = free_port()
    lines = "\n".join(rest).replace("8080", str(port))
    path = f"{Path(find_command()[0]).parent}:{os.environ['PATH']}"
    server = Child(["bash", "-euc", lines], tmp_path / "server.log", {"PATH": path}, cwd=tmp_path)
    children.append(server)
    server.start()
    server.await_port(port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/readyz")).json()["status"] == "ok"
        assert (await client.get("/widget.js")).status_code == 200
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["data"]


async def test_the_widgets_page_may_call_before_and_after_the_script_has_come(parley, shop):
    folder, origin = shop
    node = parley(PARLEY_ALLOWED_ORIGINS=origin)
    await node.up()
    run_curl(node)
    token = (await Host(node).account("ann", "customer")).token
    queue, tag = [
        example(name, WIDGET).replace("…", token).replace("https://chat.example", node.http)
        for name in ("queue", "tag")
    ]
    bare = re.sub(r' data-(room|token|lang)="[^"]*"', "", tag)
    pages = {"before": queue + bare, "after": bare.replace("async ", "") + queue}
    async with chromium() as browser:
        for when, html in pages.items():
            (folder / f"{when}.html").write_text(f"<!doctype html><title>Shop</title><body>{html}")
            page = await browser.new_page(locale="en-GB")
            problems: list[str] = []
            page.on("pageerror", lambda error, told=problems: told.append(str(error)))
            await page.goto(f"{origin}/{when}.html")
            await talk(page, f"Thank you, Ken, {when}")
            assert problems == []


async def talk(page: Page, text: str = "Thank you, Ken") -> None:
    """Open the launcher and answer, as a customer would."""
    await page.get_by_role("button").first.click()
    box = page.get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")
    await expect(page.get_by_role("log").get_by_text(text)).to_be_visible()
    await expect(page.locator(".pip").first).to_be_visible()
