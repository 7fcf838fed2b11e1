"""What axe finds in a state; what it could not decide is held against the verdicts in judged.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import BrowserContext, Page

from tests.house.sources import ROOT

AXE: Final = ROOT / "widget/node_modules/axe-core/axe.min.js"
JUDGED: Final = Path(__file__).with_name("judged.toml")

# Both kinds as [rule, html, why]; a node that a verdict covers comes back as that verdict's number instead.
_ASK: Final = """
async (judged) => {
    const found = await axe.run(document, {resultTypes: ["violations", "incomplete"]});
    const told = (kind) => found[kind].flatMap(({id, nodes}) => nodes.map((node) => ({id, node})));
    const element = (target) => target.flat().reduce((root, selector) =>
        (root.shadowRoot ?? root).querySelector(selector), document);
    const why = ({any, all, none}) => [...any, ...all, ...none].map(({message}) => message).join(" ");
    const verdict = ({id, node}) => judged.findIndex(({rule, selector, says}) =>
        rule === id && why(node).includes(says) && element(node.target)?.matches(selector));
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
    """Have it in every page of a context."""
    await context.add_init_script(path=AXE)


async def ask_axe(page: Page) -> Found:
    """Look at what is shown now."""
    told: dict[str, Any] = await page.evaluate(_ASK, judged())
    return Found(**told)
