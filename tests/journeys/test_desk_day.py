"""A working day in real Chromium: staff before pages, parties by the SDK, every figure recounted from the raw logs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from tests.journeys.test_desk import printed
from tests.rig.bykeys import ByKeys, Sight
from tests.rig.bymouse import ByMouse
from tests.rig.deskclicks import Clicks
from tests.rig.deskday import Day
from tests.rig.office import PASSWORD, Office
from tests.rig.parley import Host, Parley
from tests.rig.proxy import Proxy
from tests.rig.recount import Reader
from tests.rig.sdkcrowd import Crowd
from tests.rig.site import sdk_tab
from tests.rig.workday import TEAM, Size, Workday

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

TALL: Final[dict[str, Any]] = {"viewport": {"width": 1360, "height": 2400}}
LATE: Final = {
    "title": "Running late",
    "texts": {"en": "{{customer}}, we are late.", "ja": "{{customer}}様、遅れております。"},
}
LATE_TO: Final = "{}様、遅れております。"
SHORT_FAULTS: Final = 3
SHORT: Final = Size(support=13, orders=6, rounds=1, share=2)
LONG: Final = Size(support=32, orders=12, rounds=5, share=5, stays_away=True)
COUNTED: Final = (
    "rooms",
    "parties",
    "messages",
    "acts",
    "figures",
    "presses",
    "clicks",
    "drops",
    "acked",
    "team_rooms",
)


async def signs_in(mika: ByKeys, node: str) -> None:
    """Sign in by keyboard, each step of the focus in sight."""
    await mika.arrives(f"{node}/desk/")
    await mika.sees("Sign in")
    await mika.tabs_to("E-mail address")
    await mika.type("mika@shop.example")
    await mika.tabs_to("Password")
    await mika.type(PASSWORD)
    await mika.press("Enter")
    await mika.sees("No conversation is open")


async def hired(office: Office, share: int) -> dict[str, frozenset[str]]:
    """From an empty server to a house with agents, a team, and words ready in Japanese; give whose team it is."""
    ada = await office.enters((await printed(office.node, "ada@shop.example")).partition("#link=")[2], "Ada")
    for name, role in (("Mika", "agent"), ("Rosa", "agent"), ("Theo", "agent"), ("Sue", "supervisor")):
        await office.hires(ada, name, role)
    for name, capacity in (("Mika", 1), ("Rosa", share), ("Theo", share)):
        await ada.call("PUT", f"/v1/desk/staff/{office.people[name].user}/work", {"capacity": capacity})
    await ada.call("PUT", "/v1/desk/canned/late", LATE)
    members = [office.people[name].user for name in ("Mika", "Rosa")]
    await ada.call("PUT", f"/v1/desk/teams/{TEAM}", {"name": "Japanese", "members": members})
    return dict.fromkeys(members, frozenset({TEAM}))


@pytest.fixture
def size(length) -> Size:
    return LONG if length.faults > SHORT_FAULTS else SHORT


@pytest.fixture
async def work(parley, browser: Browser, history, length, size, website: str) -> AsyncIterator[Workday]:
    """An empty server in which a house is hired, and a website whose people are about to come."""
    node: Parley = parley(PARLEY_ALLOWED_ORIGINS=website)
    await node.up()
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(Office(node))
        context = await browser.new_context()
        stack.push_async_callback(context.close)
        teams, tab = await asyncio.gather(hired(office, size.share), sdk_tab(context, f"{website}/crowd.html"))
        yield Workday(Host(node), office, history, stack, length.seed, Crowd(tab, node.http, history), teams=teams)
    assert tab.errors == []


@pytest.fixture
async def day(work: Workday, browser: Browser, size) -> AsyncIterator[Day]:
    office, node, stack = work.office, work.host.node, work.stack
    names = ("Mika", "Rosa", "Theo")
    paths = {name: await stack.enter_async_context(Proxy(node.port)) for name in names}
    context = await browser.new_context(locale="en-GB", **TALL)
    stack.push_async_callback(context.close)
    mika = ByKeys(await context.new_page())
    pages = {name: await office.people[name].page(browser, **TALL) for name in ("Rosa", "Theo", "Sue", "Ada")}
    for page in pages.values():
        stack.push_async_callback(page.context.close)
    readers = {
        name: Reader(one.user, one.role, work.teams.get(one.user, frozenset())) for name, one in office.people.items()
    }
    others = {name: Clicks(work, name, ByMouse(pages[name]), readers[name], paths[name]) for name in ("Rosa", "Theo")}
    opened = Day(
        work,
        mika,
        others,
        pages["Sue"],
        Sight(pages["Sue"]),
        Sight(pages["Ada"]),
        paths["Mika"],
        readers["Mika"],
        readers["Sue"],
    )
    ports = {name: path.port for name, path in paths.items()} | {"Sue": node.port, "Ada": node.port}
    where = {name: "settings" if name == "Ada" else "view=all" for name in pages}
    arrive = [page.goto(f"http://127.0.0.1:{ports[name]}/desk/#{where[name]}") for name, page in pages.items()]
    await asyncio.gather(signs_in(mika, f"http://127.0.0.1:{ports['Mika']}"), *arrive)
    yield opened
    assert [
        error
        for one in (mika, opened.sees, opened.ada, *(other.page for other in others.values()))
        for error in one.errors
    ] == []


async def test_a_working_day_and_every_figure_of_it(day: Day, size: Size):
    work = day.work
    day.states = {"Mika": ("Busy", 1), "Rosa": ("Online", size.share), "Theo": ("Online", size.share)}
    await day.mika.press("s", "b")
    await day.is_set_up("an empty house")
    await work.all_come(size)
    await work.chats()
    await asyncio.gather(*(one.page.says("Online") for one in day.others.values()))
    await asyncio.gather(*(one.serves(size.share) for one in day.others.values()))
    await day.compares("the peak")
    await day.is_set_up("the peak")
    await day.is_offered_one()
    for number in range(size.rounds):
        await goes_on(day, number)
    if size.stays_away:
        await day.is_lost("Theo", "Rosa")
    assert await day.mika.pointed() == 0
    verdict = await work.settle()
    verdict.insist("acked", "deliveries", "stored", "settled")
    clicks = sum(one.page.clicks for one in day.others.values())
    counts = {"rooms": len(work.lanes), "parties": len(work.crowd.people), "clicks": clicks}
    work.counts.update(counts, presses=day.mika.presses, acked=verdict.counts["acked"])
    print(" ".join(f"{name}={count}" for name, count in sorted(work.counts.items())), verdict.summary())
    assert all(work.counts[name] for name in COUNTED), work.counts
    assert bool(work.counts["given_back"]) == size.stays_away


async def goes_on(day: Day, number: int) -> None:
    """One round of the day: everything that an agent does once."""
    work, rosa, theo = day.work, day.others["Rosa"], day.others["Theo"]
    taken = await day.takes_one()
    await theo.was_named(taken, "do you know this one?")
    haru = await day.answers_in_japanese(number, LATE_TO)
    await day.is_named(f"order-{2 * number + 1:02}")
    await day.helps(f"driver-{2 * number:02}")
    await day.loses_the_path([work.customer(taken), work.customer(haru), f"merchant-{number:02}"])
    await day.compares_two("back again")
    await day.hands_over(taken, "Rosa")
    hers = await work.rooms_of(rosa.reader)
    await day.is_handed(work.random.choice([room for room in hers if room != taken]), "Rosa")
    await day.gives("Theo", "Rosa")
    await theo.serves(1)
    await rosa.resolves()
    await day.compares("handed over")
    await day.resolves(haru)
    await day.puts_off(work.random.choice(await work.rooms_of(day.me)))
    await day.compares("the evening")
