"""Draws every state of the catalogue, in every language, theme and size, and sheets with all of them side by side."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser

from tests.shots.contact import contact_sheet, slim
from tests.states.gallery import DESKTOP, PHONE, Gallery, build, catalogue, gallery, served

LOOKS: Final = (("en", "light"), ("en", "dark"), ("ja", "light"), ("pseudo", "light"))
SIZES: Final = {"phone": PHONE, "desktop": DESKTOP}
_A_SHEET: Final = 24
PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    """One picture of docs/: which states stand side by side on it, in which look, how wide each."""

    name: str
    states: tuple[str, ...]
    look: str = "en-light-phone"
    tile: int = 260
    named: bool = False


DOCS: Final = (
    Picture(
        "states",
        ("first", "rooms", "seen-list", "menu-mine", "pictures", "offline-queue", "help-sheet", "driver"),
        named=True,
    ),
    Picture("driver", ("driver-orders", "offline-driver", "driver-delivered", "driver-replaced"), "en-dark-phone"),
    Picture("till", ("till-shift",), "en-light-desktop", 1280),
)


async def draw_states(browser: Browser, out: Path, wanted: list[str]) -> None:
    """Draw all states, or those that are named."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        with served(Path(folder)) as url:
            for lang, theme in LOOKS:
                for size in SIZES:
                    pictures = await draw_look(browser, url, (lang, theme, size), out, wanted)
                    print(f"{len(pictures)} states  {lang} {theme} {size}")
    for picture in DOCS:
        best = [out / picture.look / f"{name}.png" for name in picture.states]
        if all(path.exists() for path in best):
            path = PICTURES / f"{picture.name}.png"
            contact_sheet(best, path, tile=picture.tile, columns=4 if len(best) > 1 else 1, named=picture.named)
            slim(path)


async def draw_look(browser: Browser, url: str, look: tuple[str, str, str], out: Path, wanted: list[str]) -> list[Path]:
    """Draw the states in one language, theme and size."""
    lang, theme, size = look
    folder = out / f"{lang}-{theme}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    context = await browser.new_context(
        viewport=SIZES[size],
        color_scheme=theme,
        locale="en-GB",
        reduced_motion="reduce",
        has_touch=size == "phone",
    )
    view = await gallery(await context.new_page(), url)
    pictures = [
        await draw_state(view, state.name, look, folder) for state in catalogue() if not wanted or state.name in wanted
    ]
    await context.close()
    for place in range(0, len(pictures), _A_SHEET):
        sheet = out / f"{folder.name}-{place // _A_SHEET + 1}.png"
        contact_sheet(pictures[place : place + _A_SHEET], sheet, tile=300 if size == "phone" else 480)
    return pictures


async def draw_state(view: Gallery, name: str, look: tuple[str, str, str], folder: Path) -> Path:
    """Draw one state."""
    lang, theme, _ = look
    await view.show(name, lang, theme)
    path = folder / f"{name}.png"
    await view.page.screenshot(path=path)
    return path
