"""From settings to what admins choose while the server runs, and to those who go by it."""

from dataclasses import dataclass

from server.accounts.sites import Sites
from server.core import phrasebook
from server.core.choices import Choices
from server.core.phrases import Catalogue, Phrase
from server.desk.hours import Hours, of_house
from server.live.chosen import LiveChoices
from server.live.node import Parts
from server.webhooks.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Settled:
    """What is chosen, where widgets stand, and the phrases where nobody chose any."""

    live: LiveChoices
    sites: Sites
    standard: tuple[Phrase, ...]

    def hours(self) -> Hours | None:
        """Return when the house is open, as admins chose it; None: it has no hours."""
        opening = self.live.now.home.hours
        return None if opening is None else of_house(opening)


def settled(parts: Parts, catalogue: Catalogue, webhooks: Webhooks) -> Settled:
    """Build it; phrases and webhook follow what is chosen from then on."""
    live, standard = LiveChoices(parts), catalogue.all
    live.also(lambda now: catalogue.take(said(standard, now)))
    live.also(lambda now: webhooks.choose(now.hook))
    return Settled(live, Sites(parts, live), standard)


def said(standard: tuple[Phrase, ...], now: Choices) -> tuple[Phrase, ...]:
    """Return the phrases that are said here: the given ones, changed, hidden and added to."""
    own = {name: phrasebook.checked(one.phrase) for name, one in now.phrases.items() if one.phrase is not None}
    hidden = {name for name, one in now.phrases.items() if one.hidden}
    kept = {phrase.id: phrase for phrase in standard if phrase.id not in hidden}
    return tuple({**kept, **own}.values())
