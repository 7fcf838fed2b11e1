"""What a smoke journey needs of any browser, whatever protocol drives it: the W3C's words, and a person's."""

import json
from pathlib import Path
from typing import Any, Final, Protocol

from tests.rig.wait import until_true

PHONE: Final = (390, 844)
# Looks through every shadow root, as a person does.
FIND: Final = """
    const all = (selector, root = document) => [
        ...root.querySelectorAll(selector),
        ...[...root.querySelectorAll("*")].flatMap((at) => (at.shadowRoot ? all(selector, at.shadowRoot) : [])),
    ];
    const shown = (at) => at.getClientRects().length > 0;
"""


class Engine(Protocol):
    """One tab of a browser."""

    name: str

    async def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""

    async def reload(self) -> None:
        """Load the page anew."""

    async def run(self, script: str, *values: Any) -> Any:
        """Run a function's body with these `values`; what it returns goes through JSON."""

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""

    async def attach(self, script: str, path: Path) -> None:
        """Give a file to the input that this script returns."""


def called(script: str) -> str:
    """Make a function of one JSON text from a body that sees `values`, `all` and `shown`."""
    return f"(said) => JSON.stringify(((values) => {{ {FIND} {script} }})(JSON.parse(said)) ?? null)"


def pointed(script: str) -> str:
    """Make a function that answers an element, which does not go through JSON."""
    return f"() => {{ {FIND} {script} }}"


def strokes(keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Say the keys as WebDriver and BiDi both take them."""
    presses = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": presses}]


ENTER: Final = "\ue007"


class Sitter:
    """A person before a room, in the widget or on the room page."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def has(self, script: str, *values: Any, seconds: float = 20) -> None:
        """Wait until the script says yes."""

        async def asked() -> bool:
            return bool(await self.engine.run(script, *values))

        await until_true(asked, seconds, lambda: f"{self.engine.name}: {script} {json.dumps(values)}")

    async def opens(self, label: str) -> None:
        """Press the button with this name."""
        named = (
            "const it = all('button').find((at) => shown(at) && (at.ariaLabel ?? at.innerText).includes(values[0]));"
        )
        await self.has(f"{named} it?.click(); return !!it", label)

    async def writes(self, text: str) -> None:
        """Write into the composer, key by key, without sending."""
        await self.has("const [box] = all('textarea'); box?.focus(); return !!box")
        await self.engine.press(*text)

    async def says(self, text: str) -> None:
        """Write and send, and see it stand there."""
        await self.writes(text)
        await self.engine.press(ENTER)
        await self.sees(text)

    async def sees(self, text: str, seconds: float = 20) -> None:
        """Wait until exactly one message has these words."""
        script = "return all('.msg-text').filter((at) => at.innerText.trim() === values[0]).length === 1"
        await self.has(script, text, seconds=seconds)

    async def reads(self, selector: str, text: str) -> None:
        """Wait until something there says this."""
        await self.has("return all(values[0]).some((at) => at.innerText.includes(values[1]))", selector, text)

    async def texts(self) -> list[str]:
        """Every message that stands there, top to bottom."""
        return await self.engine.run("return all('.msg-text').map((at) => at.innerText.trim())")

    async def composes(self, text: str, *, safari: bool) -> str:
        """Compose and press Enter to take the word, in the usual order of events or in Safari's; give what stays."""
        return await self.engine.run(COMPOSING, text, safari)


# Enter that ends a composition: `keydown` comes within it, with Safari right after it and only with its code 229.
COMPOSING: Final = """
    const [text, safari] = values, [box] = all("textarea");
    const told = (Kind, type, more) =>
        box.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, composed: true, ...more }));
    const enter = (isComposing) => told(KeyboardEvent, "keydown", { key: "Enter", keyCode: 229, isComposing });
    told(CompositionEvent, "compositionstart", { data: "" });
    box.value = text;
    told(InputEvent, "input", { data: text, inputType: "insertCompositionText", isComposing: true });
    if (!safari) enter(true);
    told(CompositionEvent, "compositionend", { data: text });
    if (safari) enter(false);
    return box.value;
"""
