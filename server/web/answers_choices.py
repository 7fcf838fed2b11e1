"""The shapes of what is answered of what holds for everybody."""

from typing import Literal

from server.core.choices import Canned, Colours, Label, Opening, Site, Team
from server.core.entry_shapes import Shape, Time
from server.core.phrasebook import Texts
from server.web.answers import ShownPhrase


class House(Shape, frozen=True, kw_only=True):
    """How the house shows itself; null is as the server's settings have it, which `settings` tells."""

    name: str | None
    colours: Colours | None
    languages: list[str] | None
    greeting: Texts | None
    notice: Texts | None
    policy: str | None
    retention_days: int | None
    typical_minutes: int | None
    hours: Opening | None
    away: Texts | None
    settings: "Standard"


class Standard(Shape, frozen=True, kw_only=True):
    """What holds where nothing was chosen."""

    name: str
    languages: list[str]
    greeting: dict[str, str]
    policy: str | None
    retention_days: int | None
    typical_minutes: int | None


class OneTeam(Team, frozen=True, kw_only=True):
    """A team, by its id."""

    id: str


class Equipped(Shape, frozen=True, kw_only=True):
    """How many rooms at once an agent takes, and what they have of what rooms need, their teams among it."""

    user: str
    capacity: int
    has: list[str]


class Teams(Shape, frozen=True, kw_only=True):
    """The teams, and what agents have who ever came to work or are in one."""

    teams: list[OneTeam]
    agents: list[Equipped]


class OneSite(Site, frozen=True, kw_only=True):
    """A widget, by its id."""

    id: str


class Sighting(Shape, frozen=True, kw_only=True):
    """A page that asked for a widget: its origin, when first and when last, to the minute."""

    widget: str
    origin: str
    first: Time
    last: Time


class Sites(Shape, frozen=True, kw_only=True):
    """The widgets, and where they were seen, the latest first."""

    widgets: list[OneSite]
    seen: list[Sighting]


class OneCanned(Canned, frozen=True, kw_only=True):
    """A canned response, by its code."""

    code: str


class CannedList(Shape, frozen=True, kw_only=True):
    """The canned responses, by code."""

    canned: list[OneCanned]


class OneLabel(Label, frozen=True, kw_only=True):
    """A label, by the word that stands on rooms."""

    id: str


class Labels(Shape, frozen=True, kw_only=True):
    """The labels, by their words."""

    labels: list[OneLabel]


class OneWording(ShownPhrase, frozen=True, kw_only=True):
    """A phrase, and whose it is: Parley's or the settings' (`given`), chosen here, or chosen not to be said."""

    state: Literal["given", "chosen", "hidden"]


class Wordings(Shape, frozen=True, kw_only=True):
    """Every phrase, also those that are not said here."""

    phrases: list[OneWording]


class ApiKey(Shape, frozen=True, kw_only=True):
    """A key, by its end; `revoked` where it opens nothing any more."""

    id: str
    name: str
    scopes: list[str]
    tail: str
    made: Time
    made_by: str | None
    used: Time | None
    revoked: Time | None


class NewApiKey(ApiKey, frozen=True, kw_only=True):
    """A new key; it is told here and never again."""

    key: str


class ApiKeys(Shape, frozen=True, kw_only=True):
    """Every key, the newest first, and what each scope means."""

    keys: list[ApiKey]
    scopes: dict[str, str]


class DeskDelivery(Shape, frozen=True, kw_only=True):
    """What became of one event."""

    id: str
    event: str
    room: str | None
    user: str | None
    state: Literal["waiting", "done", "failed", "dropped"]
    attempts: int
    status: int | None
    reason: str | None
    made: Time
    next: Time | None
    done: Time | None


class DeskHook(Shape, frozen=True, kw_only=True):
    """Where events go, who said so, whether they are sent, and what became of the latest hundred."""

    url: str
    after_s: dict[str, int]
    by: Literal["settings", "desk"] | None
    state: Literal["off", "on", "gone"]
    deliveries: list[DeskDelivery]


class DrawnSecret(Shape, frozen=True, kw_only=True):
    """What signs events from now on; it is told here and never again."""

    secret: str


class SetupStep(Shape, frozen=True, kw_only=True):
    """One step, and whether what it is for is there."""

    step: Literal["house", "hours", "people", "widget", "message"]
    done: bool


class FirstVisit(Shape, frozen=True, kw_only=True):
    """The first page that asked for a widget."""

    widget: str
    origin: str
    at: Time


class SetupState(Shape, frozen=True, kw_only=True):
    """How far the house is set up: by what there is, not by what was ticked off."""

    steps: list[SetupStep]
    people: int
    invited: int
    widgets: int
    first_visit: FirstVisit | None


class TestRoom(Shape, frozen=True, kw_only=True):
    """Where the message arrived."""

    room: str
