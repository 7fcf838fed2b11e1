"""Which strings and which components a state shows: the gallery marks every string with its number, unseen."""

import json
import re
from functools import cache
from typing import Any, Final

from playwright.async_api import CDPSession, Frame

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
_MARK: Final = re.compile("\u2062([\u2063\u2064]{10})")
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


async def begin_counting(devtools: CDPSession) -> None:
    """From here on Chromium notes which functions ran."""
    await devtools.send("Profiler.enable")
    await devtools.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})


async def functions_run(devtools: CDPSession) -> set[str]:
    """Return the names of all functions that ran since the last time."""
    told: dict[str, Any] = await devtools.send("Profiler.takePreciseCoverage")
    return {
        # The bundler numbers a name that it meets twice.
        re.sub(r"\d+$", "", function["functionName"])
        for script in told["result"]
        for function in script["functions"]
        if function["ranges"][0]["count"] > 0
    }
