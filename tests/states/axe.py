"""What axe finds in a state; what it could not decide is held against the verdicts in judged.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import BrowserContext, Frame, Page

from tests.states.gallery import AXE

JUDGED: Final = Path(__file__).with_name("judged.toml")

# Both kinds as [rule, html, why]; a node that a verdict covers comes back as that verdict's number instead.
_ASK: Final = """
async (judged) => {
    const asks = {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations", "incomplete"],
        elementRef: true,
        selectors: false,
        preload: false,
    };
    const bring = (script) => new Promise((here) => {
        script.onload = here;
        script.src = "axe.min.js";
        document.head.append(script);
    });
    if (!window.axe) await bring(document.createElement("script"));
    const found = await axe.run(document, asks);
    const told = (kind) => found[kind].flatMap(({id, nodes}) => nodes.map((node) => ({id, node})));
    const why = ({any, all, none}) => [...any, ...all, ...none].map(({message}) => message).join(" ");
    const verdict = ({id, node}) => judged.findIndex(({rule, selector, says}) =>
        rule === id && why(node).includes(says) && node.element.matches(selector));
    const shown = ({id, node}) => [id, node.html.slice(0, 240), why(node)];
    const open = told("incomplete").map((one) => ({one, which: verdict(one)}));
    return {
        rules: found.passes.length,
        violations: told("violations").map(shown),
        unjudged: open.filter(({which}) => which < 0).map(({one}) => shown(one)),
        used: open.map(({which}) => which).filter((which) => which >= 0),
    };
}
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at one state gave."""

    rules: int
    violations: list[list[str]]
    unjudged: list[list[str]]
    used: list[int]


@cache
def judged() -> list[dict[str, str]]:
    """Return the verdicts: rule, selector, what axe said, and why it is fine."""
    rows: list[dict[str, str]] = tomllib.loads(JUDGED.read_text())["judged"]
    return rows


async def bring_axe(context: BrowserContext) -> None:
    """Have it in every page of a context; the gallery brings its own."""
    await context.add_init_script(path=AXE)


async def ask_axe(page: Page | Frame) -> Found:
    """Look at what is shown now."""
    told: dict[str, Any] = await page.evaluate(_ASK, judged())
    return Found(**told)
