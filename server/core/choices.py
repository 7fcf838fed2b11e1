"""What admins choose for everybody, on the pages of the workspace: its shapes, its bounds, the whole of it. Pure."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from server.core.phrasebook import Language, OwnPhrase, Texts
from server.core.welcome import Greeting, Page

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}(?!\n)$")]
"""What a team, a widget, a label or a canned response is called by machines; `team:<slug>` is what rooms may need."""
Title = Annotated[str, Meta(min_length=1, max_length=80)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}(?!\n)$")]
Origin = Annotated[str, Meta(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?(?!\n)$", max_length=200)]
Languages = Annotated[list[Language], Meta(min_length=1, max_length=50)]
Span = tuple[Annotated[int, Meta(ge=0, lt=1440)], Annotated[int, Meta(ge=1, le=2880)]]
Day = Annotated[list[Span], Meta(max_length=6)]
CannedWords = Annotated[str, Meta(min_length=1, max_length=4096)]
Noun = Literal["house", "team", "widget", "canned", "phrase", "label", "webhook"]
MOST: Final[dict[str, int]] = {
    "house": 1, "team": 100, "widget": 100, "canned": 500, "phrase": 200, "label": 100, "webhook": 1,
}  # fmt: skip
"""How many of each there may be."""
ONLY: Final = "only"
"""The id of what there is one of."""


class Chosen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything an admin chooses."""


class Colours(Chosen, frozen=True, kw_only=True):
    """The colour of what one acts by, on light and on dark ground."""

    light: Colour
    dark: Colour


class Opening(Chosen, frozen=True, kw_only=True):
    """When somebody answers: minutes since midnight there, by weekday from Monday; `days` are others, [] for none."""

    zone: Annotated[str, Meta(min_length=1, max_length=64)]
    week: Annotated[list[Day], Meta(min_length=7, max_length=7)]
    days: Annotated[dict[date, Day], Meta(max_length=200)] = {}


class Home(Chosen, frozen=True, kw_only=True):
    """How the house shows itself; None is as the server's settings have it."""

    name: Annotated[str, Meta(max_length=80)] | None = None
    colours: Colours | None = None
    languages: Languages | None = None
    greeting: Texts | None = None
    notice: Texts | None = None
    """What is done with what one writes, above the first message."""
    policy: Page | None = None
    retention_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None
    typical_minutes: Annotated[int, Meta(ge=1, le=10_080)] | None = None
    hours: Opening | None = None
    away: Texts | None = None
    """What is said while nobody answers."""


class Team(Chosen, frozen=True, kw_only=True):
    """Colleagues whom a room may need."""

    name: Title
    members: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=500)] = []


class Site(Chosen, frozen=True, kw_only=True):
    """A place where the widget stands: on whose pages, who may begin there, what it says first, who answers.

    `support`: whoever comes may write. `order`: only those whom the page signed in, in the rooms that they have.
    """

    name: Annotated[str, Meta(max_length=80)] = ""
    origins: Annotated[list[Origin], Meta(max_length=50)] = []
    kind: Literal["support", "order"] = "support"
    greeting: Texts = {}
    team: Slug | None = None


class Canned(Chosen, frozen=True, kw_only=True):
    """An answer that is written already, by its code; `{{customer}}` and such are filled in by the page."""

    title: Title
    texts: Annotated[dict[Language, CannedWords], Meta(min_length=1, max_length=50)]


class Wording(Chosen, frozen=True, kw_only=True):
    """A quick phrase of the operator's, or `hidden`: one of Parley's that is not said here."""

    phrase: OwnPhrase | None = None
    hidden: bool = False


class Label(Chosen, frozen=True, kw_only=True):
    """A word that rooms are marked by; the colour only helps."""

    name: Title
    colour: Colour | None = None


class Hook(Chosen, frozen=True, kw_only=True):
    """Where the host's server wants its events; `drawn` is what its secret is made from. "" is nowhere."""

    url: Annotated[str, Meta(max_length=500)] = ""
    drawn: Annotated[str, Meta(max_length=64)] = ""
    after_s: dict[Literal["customer", "driver", "merchant"], Annotated[int, Meta(ge=5, le=86_400)]] = {}


SHAPES: Final[dict[str, type[Chosen]]] = {
    "house": Home, "team": Team, "widget": Site, "canned": Canned, "phrase": Wording, "label": Label,
    "webhook": Hook,
}  # fmt: skip


class Choices(Struct, frozen=True, kw_only=True):
    """All that was chosen, at one moment."""

    revision: int = 0
    home: Home = field(default_factory=Home)
    teams: dict[str, Team] = {}
    widgets: dict[str, Site] = {}
    canned: dict[str, Canned] = {}
    phrases: dict[str, Wording] = {}
    labels: dict[str, Label] = {}
    hook: Hook | None = None

    @property
    def origins(self) -> frozenset[str]:
        """Return the origins of every widget: pages there may speak to us."""
        return frozenset(origin for widget in self.widgets.values() for origin in widget.origins)


def gathered(revision: int, rows: dict[tuple[str, str], Any]) -> Choices:
    """Return the whole from what is kept by noun and id."""

    def of(noun: Noun) -> dict[str, Any]:
        return {name: value for (kind, name), value in rows.items() if kind == noun}

    return Choices(
        revision=revision,
        home=of("house").get(ONLY, Home()),
        teams=of("team"),
        widgets=of("widget"),
        canned=of("canned"),
        phrases=of("phrase"),
        labels=of("label"),
        hook=of("webhook").get(ONLY),
    )


def team_needs(team: str) -> str:
    """Return what a room needs that is for this team, and what its members have."""
    return f"team:{team}"


def has_of(user: str, has: tuple[str, ...], teams: dict[str, Team]) -> tuple[str, ...]:
    """Return what an agent has: what they were said to have, and the teams in which they are."""
    own = {one for one in has if not one.startswith("team:")}
    return tuple(sorted(own | {team_needs(name) for name, team in teams.items() if user in team.members}))


def changed(before: Chosen | None, after: Chosen) -> list[str]:
    """Name the fields in which two choices differ, for the audit log."""
    names = after.__struct_fields__
    return [name for name in names if before is None or getattr(before, name) != getattr(after, name)]


def shown_as(given: Greeting, home: Home, own: Texts) -> Greeting:
    """Return the settings' words with what admins chose in their place; `own` are those of one widget."""
    said = {
        name: value
        for name in ("name", "policy", "retention_days", "typical_minutes", "languages")
        if (value := getattr(home, name)) is not None
    }
    return replace(given, **said, greeting={**given.greeting, **(home.greeting or {}), **own})
