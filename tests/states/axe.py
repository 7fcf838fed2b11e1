"""What axe finds in a state; what it could not decide is held against the verdicts in judged.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Frame, Page

from tests.states.gallery import AXE

JUDGED: Final = Path(__file__).with_name("judged.toml")

# Both kinds as [rule, html, why]; a node that a verdict covers comes back as that verdict's number instead.
_ASK: Final = """
async ([judged, iframes]) => {
    const asks = {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations", "incomplete"],
        elementRef: true,
        selectors: false,
        preload: false,
        iframes,
        rules: {"frame-tested": {enabled: iframes}},
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
        rule === id && why(node).includes(says) && node.element?.matches(selector));
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


async def bring_axe(page: Page) -> None:
    """Have it in a page and its frames, whatever their policy; the gallery brings its own."""
    for frame in page.frames:
        await frame.evaluate(AXE.read_text())


async def nothing_wrong(page: Page) -> None:
    """Ask axe about a page and its frames; one on which it found next to nothing to judge does not count."""
    await bring_axe(page)
    for frame in page.frames:
        found = await ask_axe(frame)
        wrong = [*found.violations, *found.unjudged]
        assert not wrong, (frame.url.partition("#")[0], wrong)
        assert found.rules >= 4
    # Together, too: two places of one name are one too many, wherever they stand.
    together = (await ask_axe(page, frames=True)).violations
    assert not together, together


async def ask_axe(page: Page | Frame, *, frames: bool = False) -> Found:
    """Look at what is shown now."""
    told: dict[str, Any] = await page.evaluate(_ASK, [judged(), frames])
    return Found(**told)
