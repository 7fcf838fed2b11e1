"""Every state of the catalogue: nothing fails, axe finds nothing, all strings and components are shown by some."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.async_api import Browser, Page

from tests.rig.browser import chromium
from tests.states.axe import ask_axe, judged
from tests.states.gallery import DESKTOP, LANGS, PHONE, THEMES, Gallery, State, catalogue, gallery
from tests.states.strings import all_components, all_keys, components_drawn, keys_shown

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

# Strings that no state can show, and why.
NEVER_SHOWN: Final = {
    "dir": "the direction of the language: it is worn, not read",
    "a_file": "every file has a name; only the type allows one without",
    "first_guest": "what others call a visitor whom the page does not name",
    "set_test_words": "what the test message says: the server is told",
    "set_test_name": "in whose name",
    "reaction_one": "a count stands in the place of names above five",
}
# What these count is one, for which Japanese has no word of its own: the ordinary run asks them in another language.
SINGULAR: Final = {
    *("people-alone", "jump-one", "tray-one", "uploading", "typing-one", "offline-one", "slowed-one", "busy-one"),
    *("restored", "restored-one", "launcher-unread", "before-first-word-day", "driver-orders"),
    *("help-waiting-minute", "help-waiting-hour", "desk-inbox", "desk-inbox-moved", "desk-leaving", "desk-team-one"),
    "set-webhook",
}
SIZES: Final = ("phone", "desktop")
LOOKS: Final = [(lang, theme, size) for lang in LANGS for theme in THEMES for size in SIZES]
STEP: Final = 7
"""The ordinary run goes so many looks further from state to state, so that neighbours are seen differently."""


@dataclass(frozen=True, slots=True)
class Look:
    """One state, looked at in one way."""

    state: State
    lang: str
    theme: str
    size: str
    asked: bool = True
    """Is axe asked? The strings and components that it shows count in any case."""


async def window(browser: Browser, size: str, theme: str) -> Page:
    viewport = PHONE if size == "phone" else DESKTOP
    context = await browser.new_context(viewport=viewport, color_scheme=theme, locale="en-GB", reduced_motion="reduce")
    return await context.new_page()


def test_names_are_names_and_each_says_what_one_sees():
    names = [state.name for state in catalogue()]
    assert len(set(names)) == len(names)
    assert all(state.sees and not state.sees.endswith(".") for state in catalogue())


def look_of(state: State, place: int) -> Look:
    """The look in which the ordinary run sees the state at this place of the list; it asks axe of every other one."""
    lang, theme, size = LOOKS[place * STEP % len(LOOKS)]
    asked = place // len(LOOKS) % 2 == place % 2
    return Look(state, "en" if lang == "ja" and state.name in SINGULAR else lang, theme, size, asked)


@dataclass(slots=True)
class Seen:
    """What came of looking at many states."""

    wrong: list[str] = field(default_factory=list)
    verdicts: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)


async def look_at(view: Gallery, look: Look, seen: Seen) -> None:
    """Show it and ask axe."""
    frame = await view.show(look.state.name, look.lang, look.theme)
    seen.keys |= await keys_shown(frame)
    seen.components |= await components_drawn(frame)
    if not look.asked:
        return
    found = await ask_axe(frame)
    where = f"{look.state.name} {look.lang} {look.theme} {look.size}"
    seen.wrong += [f"{where}: {' | '.join(row)}" for row in [*found.violations, *found.unjudged]]
    if found.rules < 4:
        seen.wrong.append(f"{where}: next to nothing to judge")
    seen.verdicts.update(found.used)


async def look_at_some(size: str, url: str, looks: list[Look], seen: Seen) -> None:
    """Look at those of one size in a Chromium of their own, one window for each theme."""
    async with chromium() as browser:
        for theme in THEMES:
            page = await window(browser, size, theme)
            page.on("pageerror", lambda error: seen.wrong.append(str(error)))
            view = await gallery(page, url)
            for look in looks:
                if (look.size, look.theme) == (size, theme):
                    await look_at(view, look, seen)
            await page.context.close()


async def look_at_all(url: str, looks: list[Look]) -> Seen:
    """Look at these, both sizes side by side: only the window in front is drawn, so each has its own Chromium."""
    seen = Seen()
    await asyncio.gather(*(look_at_some(size, url, looks, seen) for size in SIZES))
    return seen


def nothing_wrong(seen: Seen) -> None:
    assert not seen.wrong, "\n".join(seen.wrong)
    assert sorted(all_components() - seen.components) == [], "components that no state of widget/states renders"
    assert sorted(set(all_keys()) - seen.keys) == sorted(NEVER_SHOWN), "strings that no state of widget/states shows"


async def test_axe_finds_nothing_in_any_state_and_all_strings_and_components_are_shown(url: str):
    """Every state once, axe in half of them; each language, theme and size is asked of many."""
    looks = [look_of(state, place) for place, state in enumerate(catalogue())]
    assert {(look.lang, look.theme, look.size) for look in looks if look.asked} == set(LOOKS)
    print(f"{len(looks)} states shown, axe asked of {sum(look.asked for look in looks)}")
    nothing_wrong(await look_at_all(url, looks))


@pytest.mark.torture
@pytest.mark.timeout(1800)
async def test_axe_finds_nothing_in_any_state_in_any_look(url: str):
    looks = [Look(state, *look) for state in catalogue() for look in LOOKS]
    seen = await look_at_all(url, looks)
    print(f"{len(looks)} looks at {len(catalogue())} states, {len(seen.verdicts)} verdicts needed")
    nothing_wrong(seen)
    needed = {number for number, verdict in enumerate(judged()) if "page" not in verdict}
    assert seen.verdicts == needed, "verdicts in judged.toml that cover nothing any more"
