"""Which strings and which components a state shows: the gallery marks every string with its number, unseen."""

import json
import re
from functools import cache
from typing import Final

from playwright.async_api import Frame

from tests.states.gallery import WIDGET

# Markup of the page and of every open shadow root, one after the other.
_MARKUP: Final = """
() => {
    const deep = (root) => [root.innerHTML ?? root.documentElement.outerHTML,
        ...[...root.querySelectorAll("*")].flatMap(({shadowRoot}) => shadowRoot ? deep(shadowRoot) : [])];
    const values = [...document.querySelectorAll("input, textarea")].map(({value}) => value);
    return [...deep(document), ...values, document.title].join(" ");
}
"""
# The gallery's pages note every component that they draw, each window its own.
_COMPONENTS: Final = (
    "() => [window, ...Array.from(frames)].flatMap((one) => [...(one.drawn ?? [])].map(({name}) => name))"
)
_MARK: Final = re.compile("\u2062([\u2063\u2064]{11})")
_BITS: Final = str.maketrans("\u2063\u2064", "01")
_COMPONENT: Final = re.compile(r"^(?:export )?function ([A-Z]\w*)\(", re.MULTILINE)


def unmarked(text: str) -> str:
    """Return the text as one reads it."""
    return _MARK.sub("", text)


@cache
def all_keys() -> tuple[str, ...]:
    """Return the names of all strings, in the order of their numbers."""
    return tuple(json.loads((WIDGET / "lang/en.json").read_text()))


def all_components() -> set[str]:
    """Return the names of all components of src/ui."""
    return {name for path in (WIDGET / "src/ui").rglob("*.tsx") for name in _COMPONENT.findall(path.read_text())}


async def keys_shown(page: Frame) -> set[str]:
    """Return the strings that stand on a page."""
    return {all_keys()[int(mark.translate(_BITS), 2)] for mark in _MARK.findall(await page.evaluate(_MARKUP))}


async def components_drawn(page: Frame) -> set[str]:
    """Return the names of all components that were drawn on a page."""
    told: list[str] = await page.evaluate(_COMPONENTS)
    # The bundler numbers a name that it meets twice.
    return {name.rstrip("0123456789") for name in told}
