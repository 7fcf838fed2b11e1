"""The places where the widget stands: which page may name which, and where each was seen last."""

from collections import OrderedDict
from typing import Any, Final

import structlog

from server.core import times
from server.core.choices import Site
from server.core.refusals import Refusal
from server.live.chosen import LiveChoices
from server.live.node import Parts
from server.storage import choices as stored

AGAIN_MS: Final = times.MINUTE
"""How exactly it is known when a widget was seen last."""
REMEMBERED: Final = 5_000
log: Final[Any] = structlog.get_logger()


class Sites:
    """What a page says by `data-widget`. A widget that is no more is the house's own."""

    def __init__(self, parts: Parts, live: LiveChoices) -> None:
        self._parts = parts
        self._live = live
        self._seen: OrderedDict[tuple[str, str], int] = OrderedDict()

    def named(self, widget: str | None, origin: str, *, own: bool) -> Site | None:
        """Return the widget that a page names; a page of another shop may not. `own`: it is this server's page."""
        found = None if widget is None else self._live.now.widgets.get(widget)
        if found is None or own or not origin or not found.origins or origin.lower() in found.origins:
            return found
        raise Refusal("forbidden", "this widget is for the pages of another origin")

    async def saw(self, widget: str, origin: str) -> None:
        """Note a visit from one of the widget's own pages, at most once a minute."""
        said, found = origin.lower(), self._live.now.widgets.get(widget)
        if found is None or said not in found.origins:
            return
        now = self._parts.wall()
        if now - self._seen.get((widget, said), -AGAIN_MS) < AGAIN_MS:
            return
        self._seen[widget, said] = now
        self._seen.move_to_end((widget, said))
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        try:
            await self._parts.journal.write(lambda c: stored.saw(c, widget, said, now))
        except Refusal as refusal:
            # A page gets its widget, whatever becomes of what we would like to know of it.
            log.warning("widget.unseen", widget=widget, code=refusal.code)
