"""What the website's widget needs before anybody has spoken; for everybody, and asked again each time."""

from typing import Any

from msgspec import to_builtins

from server.core import choices, times
from server.core.choices import Home
from server.core.phrases import HELP_REASONS
from server.desk import hours
from server.web import bodies_choices as bodies
from server.web.api.phrases import shown
from server.web.ask import Answer, Ask


async def get(ask: Ask) -> Answer:
    """Tell who answers and how soon, what is kept, and the words that one tap says."""
    house, query = ask.house, ask.query
    asked: bodies.WidgetQuery = query
    found = house.sites.named(asked.widget, ask.origin, own=ask.own)
    if asked.widget is not None and found is not None and ask.origin:
        await house.sites.saw(asked.widget, ask.origin)
    home = house.choices.now.home
    told = to_builtins(choices.shown_as(house.greeting, home, {} if found is None else found.greeting))
    told["kind"] = "support" if found is None else found.kind
    told["colours"] = to_builtins(home.colours)
    told["notice"], told["away"] = home.notice, home.away
    told["open"], told["opens_at"] = _hours(home, house.clock_ms())
    told["phrases"] = shown(house.catalogue.all)
    told["reasons"] = HELP_REASONS
    return Answer(200, told)


def _hours(home: Home, now: int) -> tuple[bool, Any]:
    """Tell whether somebody answers now, and if not when next; where no hours are set, always."""
    if home.hours is None:
        return True, None
    chosen = hours.of_house(home.hours)
    opens = hours.opens_at(chosen, now)
    is_open = hours.is_open(chosen, now)
    return is_open, None if is_open or opens is None else times.text(opens)
