"""Pages of the workspace as one looks at them, and as one works them by a keyboard that has no mouse beside it."""

import re
from typing import Any, Final

from playwright.async_api import Keyboard, Page, expect

PATIENCE_MS: Final = 15_000
STEPS: Final = ("house", "hours", "people", "widget", "message")
VIEWS: Final = ("mine", "team", "unassigned", "all")
ROWS: Final = """() => [...document.querySelectorAll(".inbox-rows [data-room]")]
    .sort((a, b) => a.ariaPosInSet - b.ariaPosInSet)
    .map((row) => ({
        room: row.dataset.room,
        of: Number(row.ariaSetSize),
        why: [...row.classList].find((name) => name.startsWith("why-")).slice(4),
        text: row.querySelector(".why-text").textContent,
        count: row.querySelector(".inrow-meta .count")?.textContent ?? "",
        whose: row.querySelector(".inrow-staff")?.textContent ?? "",
    }))"""
TEAM: Final = """() => [...document.querySelectorAll(".team-one")].map((row) =>
    [...row.children].map((cell) => (cell.querySelector(".figure") ?? cell).textContent.trim()))"""
FOCUS: Final = """() => {
    const at = document.activeElement;
    const look = getComputedStyle(at);
    const ring = look.outlineStyle !== "none" && Number.parseFloat(look.outlineWidth) > 0;
    const name = at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
    return [name.trim(), at === document.body || (at.matches(":focus-visible") && (ring || look.boxShadow !== "none"))];
}"""
POINTED: Final = """
    window.pointed = 0;
    for (const kind of ["pointerdown", "touchstart", "wheel"])
        addEventListener(kind, () => { window.pointed += 1; }, { capture: true });
    // A browser tells now and then, by itself, that its mouse stands in the corner where it always stood.
    const corner = ({ clientX, clientY, movementX, movementY }) => !(clientX || clientY || movementX || movementY);
    addEventListener("pointermove", (event) => { window.pointed += !corner(event); }, { capture: true });
    addEventListener("click", (event) => { window.pointed += event.detail > 0; }, { capture: true });
"""
RUSH: Final = """async (keys) => {
    for (const key of keys) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await Promise.resolve();
    }
}"""
MOST_TABS: Final = 40


class Sight:
    """What stands on a page of the workspace; it can be looked at, and no more."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def sees(self, text: str) -> None:
        """Wait until these words stand there for the eye."""
        await expect(self._page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)

    async def sees_no(self, role: Any) -> None:
        """Wait until nothing of this role is there."""
        await expect(self._page.get_by_role(role)).to_have_count(0, timeout=PATIENCE_MS)

    async def sees_no_words(self, text: str) -> None:
        """Wait until these words stand nowhere for the eye."""
        await expect(self._page.get_by_text(text).filter(visible=True)).to_have_count(0, timeout=PATIENCE_MS)

    async def offline(self, *, on: bool) -> None:
        """The browser is told that there is no network, or one again."""
        await self._page.context.set_offline(on)

    async def reads(self, text: str) -> None:
        """Wait until these words stand in the conversation."""
        await expect(self._page.get_by_role("log").get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    async def focused(self, role: Any, name: str | re.Pattern[str]) -> None:
        """Wait until the keyboard is there."""
        await expect(self._page.get_by_role(role, name=name)).to_be_focused(timeout=PATIENCE_MS)

    async def is_ready(self) -> None:
        """Wait until nothing of what was done with the room is under way."""
        await expect(self._page.locator(".act-bar [aria-disabled=true]")).to_have_count(0, timeout=PATIENCE_MS)

    async def can_write(self, name: str) -> None:
        """Wait until there is a box to write in."""
        await expect(self._page.get_by_role("textbox", name=name)).to_be_visible(timeout=PATIENCE_MS)

    async def sees_option(self, name: str) -> None:
        """Wait until this can be chosen."""
        await expect(self._page.get_by_role("option", name=name, exact=True)).to_be_visible(timeout=PATIENCE_MS)

    async def can_choose(self, name: str) -> None:
        """Wait until the closed list of a dialog has this in it."""
        listed = self._page.get_by_role("dialog").get_by_role("option", name=name, include_hidden=True)
        await expect(listed).to_have_count(1, timeout=PATIENCE_MS)

    async def inbox(self) -> dict[str, Any]:
        """Read the figures: the views' counts, the title's, and each row."""
        counts = await self._page.locator(".views .view-count").all_inner_texts()
        title = re.match(r"\((\d+)\)", await self._page.title())
        rows = await self._page.evaluate(ROWS)
        return {
            "counts": dict(zip(VIEWS, map(int, counts), strict=False)),
            "title": int(title[1]) if title else 0,
            "of": max((one["of"] for one in rows), default=0),
            "rows": [(one["room"], one["why"], unread(one), one["whose"]) for one in rows],
        }

    async def team(self) -> dict[str, Any]:
        """Read the supervisor's figures."""
        rows = await self._page.evaluate(TEAM)
        said = await self._page.locator(".team > p[role=status]").inner_text()
        waiting = re.match(r"(\d+) rooms? waits? for", said)
        return {
            "agents": {name: (state, had, int(waits), bool(longest)) for name, state, had, waits, longest in rows},
            "queue": int(waiting[1]) if waiting else 0,
        }

    async def steps(self) -> dict[str, bool]:
        """Read which steps of the setup stand as done."""
        classes = await self._page.locator(".set-step").evaluate_all("(all) => all.map((one) => one.className)")
        return {step: "set-step-done" in said for step, said in zip(STEPS, classes, strict=False)}


def unread(row: dict[str, Any]) -> int:
    """Read how many are said to be unread: as the reason, or beside another one."""
    said = row["text"].removesuffix(" unread") if row["why"] == "unread" else row["count"]
    return int(said or 0)


class ByKeys(Sight):
    """Somebody whose page it is and who has a keyboard alone; the page counts whatever points at it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._keyboard: Keyboard = page.keyboard
        self.presses = 0

    async def arrives(self, url: str) -> None:
        """Open the workspace by its address."""
        await self._page.add_init_script(POINTED)
        await self._page.goto(url)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self._keyboard.press(key)
            self.presses += 1

    async def rushes(self, *keys: str) -> None:
        """Press keys so fast that no picture is drawn between them."""
        await self._page.evaluate(RUSH, list(keys))
        self.presses += len(keys)

    async def type(self, text: str) -> None:
        """Write where the keyboard is."""
        await self._keyboard.type(text)
        self.presses += len(text)

    async def tabs_to(self, name: str, *, back: bool = False) -> None:
        """Go on by Tab until something of this name has the focus; wherever it is on the way, it must be seen."""
        for _ in range(MOST_TABS):
            await self.press("Shift+Tab" if back else "Tab")
            here, is_seen = await self._page.evaluate(FOCUS)
            assert is_seen, f"the focus is on {here!r} and cannot be seen"
            if here.startswith(name):
                return
        message = f"no {name!r} within {MOST_TABS} presses of Tab"
        raise AssertionError(message)

    async def pointed(self) -> int:
        """Count what pointed at the page."""
        return await self._page.evaluate("window.pointed")
