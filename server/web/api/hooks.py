"""The host's webhook as admins see it: where events go, what signs them, what became of each."""

from typing import Any

from msgspec.structs import replace

from server.core import ids
from server.core.choices import ONLY, Hook
from server.core.refusals import Refusal
from server.web import bodies_choices as bodies
from server.web.ask import Answer, Ask


async def get(ask: Ask) -> Answer:
    """Tell where events go, and what became of the latest hundred."""
    await ask.house.choices.look()
    return Answer(200, await _told(ask))


async def put(ask: Ask) -> Answer:
    """Send events there from now on; "" sends none."""
    said: bodies.HookFields = ask.body
    if said.url:
        ask.house.webhooks.check(said.url)

    def change(was: Hook) -> Hook:
        return Hook(url=said.url, drawn=was.drawn or ids.fresh(), after_s=said.after_s)

    await ask.house.workspace.choosing.hook(ask.seated, change, "hook_changed")
    return Answer(200, await _told(ask))


async def remove(ask: Ask) -> Answer:
    """Send events where the server's settings say."""
    await ask.house.workspace.choosing.remove(ask.seated, "webhook", ONLY)
    return Answer(200, {})


async def secret(ask: Ask) -> Answer:
    """Draw another secret; it is told once."""

    def change(was: Hook) -> Hook:
        if not was.url:
            raise Refusal("bad_field", "say first where events go", field="url")
        return replace(was, drawn=ids.fresh())

    kept = await ask.house.workspace.choosing.hook(ask.seated, change, "hook_secret_drawn")
    return Answer(201, {"secret": ask.house.webhooks.secret(kept.drawn)})


async def again(ask: Ask) -> Answer:
    """Send one event again."""
    note = ask.house.workspace.choosing.noting(ask.seated, "delivery_again", ask.path["id"])
    await ask.house.webhooks.again(ask.path["id"], note)
    return Answer(200, await _told(ask))


async def enable(ask: Ask) -> Answer:
    """Send again to an address that had said that it was gone."""
    await ask.house.webhooks.enable(ask.house.workspace.choosing.noting(ask.seated, "hook_enabled"))
    return Answer(200, await _told(ask))


async def _told(ask: Ask) -> dict[str, Any]:
    target, chosen = ask.house.webhooks.target, ask.house.choices.now.hook
    after = {role: ms // 1000 for role, ms in target.after_ms.items()}
    by = "desk" if chosen is not None else "settings" if target.url else None
    return {"url": target.url, "after_s": after, "by": by, **await ask.house.webhooks.listing()}
