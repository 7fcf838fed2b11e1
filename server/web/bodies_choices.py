"""What the workspace's page may send of what holds for everybody: one frozen struct per body, and per query."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from server.core.choices import Colours, Languages, Opening, Slug, Title
from server.core.commands import Id
from server.core.phrasebook import OwnPhrase, Texts
from server.core.welcome import Page
from server.web import bodies
from server.web.bodies import Asked, Name
from server.web.bodies_cases import Word
from server.web.bodies_desk import Password

Days = Annotated[int, Meta(ge=1, le=36_500)]
Minutes = Annotated[int, Meta(ge=1, le=10_080)]
Scope = Literal["read", "rooms", "users", "invites", "webhooks"]


class NewRoom(bodies.NewRoom, frozen=True, kw_only=True):
    """A room with its first participants, who join in this order; `widget` is where a user opens their own."""

    widget: Slug | None = None


class WidgetQuery(Asked, frozen=True, kw_only=True):
    """Which widget, as the page's script names it."""

    widget: Slug | None = None


class HomeFields(Asked, frozen=True, kw_only=True):
    """What to change of how the house shows itself; what is left out stays, null is as the settings have it."""

    name: Annotated[str, Meta(max_length=80)] | UnsetType | None = UNSET
    colours: Colours | UnsetType | None = UNSET
    languages: Languages | UnsetType | None = UNSET
    greeting: Texts | UnsetType | None = UNSET
    notice: Texts | UnsetType | None = UNSET
    policy: Page | UnsetType | None = UNSET
    retention_days: Days | UnsetType | None = UNSET
    typical_minutes: Minutes | UnsetType | None = UNSET
    hours: Opening | UnsetType | None = UNSET
    away: Texts | UnsetType | None = UNSET


class Equipment(Asked, frozen=True, kw_only=True):
    """How many rooms a colleague takes at once; skills and languages, such as `language:ja`."""

    capacity: Annotated[int, Meta(ge=0, le=100)]
    has: Annotated[list[Word], Meta(max_length=100)] = []


class WordingFields(Asked, frozen=True, kw_only=True):
    """A phrase of the operator's, or that one of Parley's is not said here."""

    phrase: OwnPhrase | None = None
    hidden: bool = False


class NewKey(Asked, frozen=True, kw_only=True):
    """What a key is for."""

    name: Title
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=10)]


class HookFields(Asked, frozen=True, kw_only=True):
    """Where events go ("" for nowhere), and after how many seconds without reading a role is told of."""

    url: Annotated[str, Meta(max_length=500)]
    after_s: dict[Literal["customer", "driver", "merchant"], Annotated[int, Meta(ge=5, le=86_400)]] = {}


class PasswordChange(Asked, frozen=True, kw_only=True):
    """The password that was, and the one that is to be."""

    current: Password
    password: Password


class TestMessage(Asked, frozen=True, kw_only=True):
    """A message as a visitor's: in whose name, what it says, at which widget."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    name: Name = ""
    widget: Id | None = None
