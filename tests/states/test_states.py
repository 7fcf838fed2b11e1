"""Every state of the catalogue: nothing fails, axe finds nothing, all strings and components are shown by some."""

from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Browser, Page

from tests.states.axe import ask_axe, judged
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
LOOKS: Final = [(lang, theme, size) for lang in LANGS for theme in THEMES for size in ("phone", "desktop")]
STEP: Final = 7
"""The ordinary run goes so many looks further from state to state, so that neighbours are seen differently."""


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
        keys |= await keys_shown(await view.show(state.name, "keys"))
        ran |= await functions_run(devtools)
    await page.context.close()
    assert errors == []
    assert sorted(all_components() - ran) == [], "components that no state of widget/states renders"
    assert sorted(all_keys() - keys) == sorted(NEVER_SHOWN), "strings that no state of widget/states shows"


async def looked_at(view: Gallery, look: Look) -> tuple[list[str], list[int]]:
    """Show it and ask axe; return what is wrong, and which verdicts were needed."""
    found = await ask_axe(await view.show(look.state.name, look.lang, look.theme))
    where = f"{look.state.name} {look.lang} {look.theme} {look.size}"
    wrong = [f"{where}: {' | '.join(row)}" for row in [*found.violations, *found.unjudged]]
    if found.rules < 4:
        wrong.append(f"{where}: next to nothing to judge")
    return wrong, found.used


async def look_at_all(browser: Browser, url: str, looks: list[Look]) -> set[int]:
    """Look at these, all of one size and theme; fail with everything that is wrong."""
    wrong: list[str] = []
    used: set[int] = set()
    page = await window(browser, looks[0].size, looks[0].theme)
    view = await gallery(page, url)
    for look in looks:
        told, needed = await looked_at(view, look)
        wrong += told
        used.update(needed)
    await page.context.close()
    assert not wrong, "\n".join(wrong)
    return used


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_axe_finds_nothing_in_any_state(browser: Browser, url: str, size: str, theme: str):
    """Every state once; each language, theme and size is asked of many."""
    every = [Look(state, *LOOKS[place * STEP % len(LOOKS)]) for place, state in enumerate(catalogue())]
    assert {look.state for look in every} == set(catalogue())
    await look_at_all(browser, url, [look for look in every if (look.size, look.theme) == (size, theme)])


@pytest.mark.torture
@pytest.mark.timeout(1800)
async def test_axe_finds_nothing_in_any_state_in_any_look(browser: Browser, url: str):
    used: set[int] = set()
    for size in ("phone", "desktop"):
        for theme in THEMES:
            looks = [Look(state, lang, theme, size) for state in catalogue() for lang in LANGS]
            used |= await look_at_all(browser, url, looks)
            print(f"{len(looks)} looks at {len(catalogue())} states, {size} {theme}: {len(used)} verdicts needed")
    assert used == set(range(len(judged()))), "verdicts in judged.toml that cover nothing any more"
