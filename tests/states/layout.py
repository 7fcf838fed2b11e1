"""What is wrong with the layout of what a page shows now: asked of the page itself, also inside the widget."""

from typing import Any, Final

from playwright.async_api import Frame

_DEEP: Final = """
const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
    one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]);
const up = (one) => one.parentElement ?? one.getRootNode().host;
const chain = (one) => one ? [one, ...chain(up(one))] : [];
const shown = (one) => one.checkVisibility?.({visibilityProperty: true}) && !one.closest(".sr-only");
const name = (one) => `${one.tagName.toLowerCase()}.${[...one.classList].join(".")}`;
"""

# Text that leaves the window, or a box that hides a part of it and does not say so, by an ellipsis or by fading out.
_CUT: Final = (
    "() => {"
    + _DEEP
    + """
    const own = (one) => [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const scrolls = (one, x) => /auto|scroll/.test(getComputedStyle(one)[x ? "overflowX" : "overflowY"]);
    const ellipsis = ({textOverflow, webkitLineClamp, maskImage}) =>
        textOverflow === "ellipsis" || webkitLineClamp !== "none" || maskImage !== "none";
    const found = [];
    for (const one of deep(document)) {
        if (!shown(one) || own(one).length === 0 || ["STYLE", "SCRIPT", "TEXTAREA"].includes(one.tagName)) continue;
        // Its own words, not those within it that are for ears alone.
        const range = document.createRange();
        range.setStartBefore(own(one)[0]);
        range.setEndAfter(own(one).at(-1));
        const box = range.getBoundingClientRect();
        const around = chain(one);
        const says = one.textContent.trim().slice(0, 40);
        const abbreviated = around.some((each) => ellipsis(getComputedStyle(each)));
        if (!around.some((each) => scrolls(each, true)) && !abbreviated
            && (box.right > innerWidth + 1 || box.left < -1)) found.push(`outside: ${name(one)} ${says}`);
        const lid = around.slice(0, 4).find((each) => /hidden|clip/.test(getComputedStyle(each).overflowX));
        if (lid && !abbreviated && lid.scrollWidth > lid.clientWidth + 1)
            found.push(`hidden by ${name(lid)}: ${says}`);
        const block = around.find((each) => getComputedStyle(each).display !== "inline");
        const end = block.getBoundingClientRect();
        if (!around.some((each) => scrolls(each, false)) && box.bottom > end.bottom + 6)
            found.push(`taller than ${name(block)}: ${says}`);
    }
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the page scrolls sideways: ${scrollWidth} > ${innerWidth}`);
    for (const one of deep(document).filter((each) => each.matches(".conversation, .timeline, .surface, .sheet")))
        if (one.scrollWidth > one.clientWidth + 1) found.push(`${name(one)} scrolls sideways`);
    return [...new Set(found)];
}"""
)

# What can be focused but, once it is, does not lie free before one's eyes.
_UNREACHABLE: Final = (
    "async () => {"
    + _DEEP
    + """
    const stops = "button:not(:disabled), a[href], input, textarea, [tabindex='0']";
    const over = deep(document).find((one) => one.matches(".surface"))
        ?? deep(document).find((one) => one.matches("dialog:modal"));
    const all = deep(over ?? document).filter((one) => one.matches(stops) && shown(one));
    const at = (x, y) => {
        let hit = document.elementFromPoint(x, y);
        while (hit?.shadowRoot?.elementFromPoint(x, y) && hit !== hit.shadowRoot.elementFromPoint(x, y))
            hit = hit.shadowRoot.elementFromPoint(x, y);
        return hit;
    };
    // The middle of each of its lines, as far as in the window; of what is as large as a list, the upper half too.
    const places = (one) => [...one.getClientRects()].flatMap(({left, right, top, bottom}) => {
        const [from, to] = [Math.max(0, top), Math.min(innerHeight, bottom)];
        const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2;
        return [[x, (from + to) / 2], ...(to - from > 80 ? [[x, from + (to - from) / 4]] : [])];
    });
    const found = [];
    for (const one of all) {
        one.focus();
        one.scrollIntoView({block: "nearest", inline: "nearest"});
        await new Promise((drawn) => requestAnimationFrame(drawn));
        // Scrolling may take away what stood there, as the button to the latest message.
        if (!one.isConnected) continue;
        const hits = places(one).map(([x, y]) => at(x, y));
        const free = hits.some((hit) =>
            hit && (chain(hit).includes(one) || one.contains(hit) || one.closest("label")?.contains(hit)));
        const over = hits.map((hit) => hit && name(hit));
        if (!free) found.push(`${name(one)} ${(one.ariaLabel ?? one.textContent).slice(0, 40)}: ${over}`);
    }
    return found;
}"""
)


# What a finger may miss, with what lies around it for fingers: its label, or a pseudo-element.
_SMALL: Final = (
    "(least) => {"
    + _DEEP
    + """
    const stops = "button:not(:disabled), a[href], input, select, summary";
    const over = document.querySelector("dialog:modal");
    const reach = (one) => {
        const box = one.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const label = one.closest("label");
        const mine = (dx, dy) => {
            const hit = document.elementFromPoint(x + dx, y + dy);
            return hit && (one.contains(hit) || hit.contains(one) && hit === label || label?.contains(hit));
        };
        const along = (dx, dy) => {
            let far = 0;
            while (far < least && mine(dx * (far + 1), dy * (far + 1))) far += 1;
            return far;
        };
        return [along(-1, 0) + along(1, 0) + 1, along(0, -1) + along(0, 1) + 1];
    };
    const found = [];
    for (const one of deep(over ?? document).filter((each) => each.matches(stops) && shown(each))) {
        one.scrollIntoView({block: "center", inline: "center"});
        const [wide, high] = reach(one);
        const says = (one.ariaLabel ?? one.textContent).slice(0, 40);
        // What a list that is open just now covers is not small: it is not to be met.
        if (wide + high > 2 && (wide < least || high < least))
            found.push(`${name(one)} in ${name(up(one))} ${wide}x${high}: ${says}`);
    }
    return [...new Set(found)];
}"""
)

# What can have the focus and looks the same with it as without it: neither it nor what stands around it.
_DARK: Final = (
    "() => {"
    + _DEEP
    + """
    const stops = "button:not(:disabled), a[href], input, select, textarea, summary, [tabindex='0']";
    const over = document.querySelector("dialog:modal");
    const look = (one) => {
        const {outlineStyle, outlineWidth, boxShadow, borderColor} = getComputedStyle(one);
        return [outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0, boxShadow, borderColor].join();
    };
    const found = [];
    for (const one of deep(over ?? document).filter((each) => each.matches(stops) && shown(each))) {
        const around = [one, up(one), one.closest("label")].filter(Boolean);
        document.activeElement?.blur();
        const before = around.map(look).join();
        one.focus({focusVisible: true});
        if (document.activeElement === one && around.map(look).join() === before)
            found.push(`${name(one)}: ${(one.ariaLabel ?? one.textContent).slice(0, 40)}`);
    }
    return found;
}"""
)


async def what_is_small(frame: Frame, least: int) -> list[str]:
    """Return what a finger of so many pixels cannot be sure to meet."""
    found: Any = await frame.evaluate(_SMALL, least)
    return list(found)


async def what_hides_the_focus(frame: Frame) -> list[str]:
    """Return what looks the same with the focus as without it."""
    found: Any = await frame.evaluate(_DARK)
    return list(found)


async def what_is_cut(frame: Frame) -> list[str]:
    """Return texts that leave the window or are hidden, and what scrolls sideways."""
    found: Any = await frame.evaluate(_CUT)
    return list(found)


async def what_is_unreachable(frame: Frame) -> list[str]:
    """Return what can have the focus and cannot be seen then."""
    found: Any = await frame.evaluate(_UNREACHABLE)
    return list(found)
