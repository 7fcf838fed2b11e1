"""Every state of the catalogue: nothing fails, axe finds nothing, all strings and components are shown by some."""

from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Browser, Page

from tests.states.axe import ask_axe, bring_axe, judged
from tests.states.gallery import DESKTOP, LANGS, PHONE, THEMES, Gallery, State, catalogue, gallery
from tests.states.strings import all_components, all_keys, begin_counting, functions_run, keys_shown

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

# Strings that no state can show, and why.
NEVER_SHOWN: Final = {
    "dir": "the direction of the language: it is worn, not read",
    "a_file": "every file has a name; only the type allows one without",
    "first_guest": "what others call a visitor whom the page does not name",
    "reaction_one": "a count stands in the place of names above five",
}
# The ordinary run looks at one state in so many, and always at those that tests/journeys/matrix.toml leans on.
ONE_IN: Final = 12
ALWAYS: Final = ("loading", "empty", "window-beginning", "busy", "slowed", "rooms-from-room", "picture-gone")
LOOKS: Final = [(lang, theme, size) for lang in LANGS for theme in THEMES for size in ("phone", "desktop")]
USUAL: Final = {
    "website widget": ("en", "light", "desktop"),
    "room page": ("en", "light", "phone"),
    "staff's page": ("en", "light", "desktop"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One state, looked at in one way."""

    state: State
    lang: str
    theme: str
    size: str


async def window(browser: Browser, size: str, theme: str) -> Page:
    viewport = PHONE if size == "phone" else DESKTOP
    context = await browser.new_context(viewport=viewport, color_scheme=theme, locale="en-GB", reduced_motion="reduce")
    return await context.new_page()


def test_names_are_names_and_each_says_what_one_sees():
    names = [state.name for state in catalogue()]
    assert len(set(names)) == len(names)
    assert all(state.sees and not state.sees.endswith(".") for state in catalogue())


@pytest.mark.torture
@pytest.mark.timeout(900)
async def test_every_string_and_every_component_is_shown_by_some_state(browser: Browser, url: str):
    page = await window(browser, "phone", "light")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    devtools = await page.context.new_cdp_session(page)
    await begin_counting(devtools)
    view = await gallery(page, url)
    keys: set[str] = set()
    ran: set[str] = set()
    for state in catalogue():
        await view.show(state.name, "keys")
        keys |= await keys_shown(page)
        ran |= await functions_run(devtools)
    await page.context.close()
    assert errors == []
    assert sorted(all_components() - ran) == [], "components that no state of widget/states renders"
    assert sorted(all_keys() - keys) == sorted(NEVER_SHOWN), "strings that no state of widget/states shows"


async def looked_at(view: Gallery, look: Look) -> tuple[list[str], list[int]]:
    """Show it and ask axe; return what is wrong, and which verdicts were needed."""
    await view.show(look.state.name, look.lang, look.theme)
    found = await ask_axe(view.page)
    where = f"{look.state.name} {look.lang} {look.theme} {look.size}"
    wrong = [f"{where}: {' | '.join(row)}" for row in [*found.violations, *found.unjudged]]
    if found.rules < 4:
        wrong.append(f"{where}: next to nothing to judge")
    return wrong, found.used


async def look_at_all(browser: Browser, url: str, looks: list[Look]) -> set[int]:
    """Look at these, one window for each size and theme; fail with everything that is wrong."""
    wrong: list[str] = []
    used: set[int] = set()
    for size, theme in sorted({(look.size, look.theme) for look in looks}):
        page = await window(browser, size, theme)
        await bring_axe(page.context)
        view = await gallery(page, url)
        for look in looks:
            if (look.size, look.theme) == (size, theme):
                told, needed = await looked_at(view, look)
                wrong += told
                used.update(needed)
        await page.context.close()
    assert not wrong, "\n".join(wrong)
    return used


async def test_axe_finds_nothing_in_some_states(browser: Browser, url: str):
    """From each part of the catalogue some, each as it is met most often."""
    spread = {state.name for state in catalogue()[::ONE_IN]}
    states = [state for state in catalogue() if state.name in spread.union(ALWAYS)]
    assert {state.name for state in states}.issuperset(ALWAYS)
    await look_at_all(browser, url, [Look(state, *USUAL[state.surface]) for state in states])


@pytest.mark.torture
@pytest.mark.timeout(1800)
async def test_axe_finds_nothing_in_any_state_in_any_look(browser: Browser, url: str):
    looks = [Look(state, *look) for state in catalogue() for look in LOOKS]
    used = await look_at_all(browser, url, looks)
    print(f"{len(looks)} looks at {len(catalogue())} states, {len(used)} verdicts needed")
    assert used == set(range(len(judged()))), "verdicts in judged.toml that cover nothing any more"
