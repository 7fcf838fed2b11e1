"""What the routes may use: the use cases, who is asking, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field

from server.accounts.bans import Bans
from server.accounts.choosing import Choosing
from server.accounts.entering import Entering
from server.accounts.invites import Invites
from server.accounts.keyring import Keyring
from server.accounts.merging import Merging
from server.accounts.redeeming import Redeeming
from server.accounts.seats import Seats
from server.accounts.setup import Setup
from server.accounts.sites import Sites
from server.accounts.staff import Staff
from server.accounts.visitors import Visitors
from server.chat.busy import Busy
from server.chat.directory import Directory
from server.chat.history import History
from server.chat.messages import Messages
from server.chat.mutes import Mutes
from server.chat.orders import Orders
from server.chat.people import People
from server.chat.replying import Replying
from server.chat.rooms import Rooms
from server.chat.support import Support
from server.core.phrases import Catalogue, Phrase
from server.core.welcome import Greeting
from server.desk.assignments import Assignments
from server.desk.load import Load
from server.live.chosen import LiveChoices
from server.push.subscriptions import Subscriptions
from server.uploads.uploads import Uploads
from server.web.addresses import AddressLimit
from server.web.identity import Identity
from server.web.own import Own
from server.webhooks.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Seconds that tokens last: the host's users', visitors', and those of devices that were invited."""

    token_s: int = 86_400
    visitor_s: int = 900
    invite_s: int = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How often one address may come as a new visitor, call as a known one, open a support room, show an invitation."""

    visitors: AddressLimit
    calls: AddressLimit
    rooms: AddressLimit
    invites: AddressLimit
    links: AddressLimit
    """Links that one user makes for themself."""
    entering: AddressLimit
    """Passwords and links tried at the workspace's door."""
    accounts: AddressLimit
    """Passwords tried for one e-mail address, whoever tries them, and whether or not anybody has it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The people of the house: how they get in, their sessions, what admins do, which page is the workspace's own."""

    entering: Entering
    seats: Seats
    staff: Staff
    own: Own
    bans: Bans
    load: Load
    choosing: Choosing
    keyring: Keyring
    setup: Setup


@dataclass(frozen=True, slots=True)
class Trade:
    """The life of an order, and who works on it: its steps, replies to announcements, busy shops."""

    orders: Orders
    replying: Replying
    busy: Busy


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that a handler may reach; `clock_ms` is the time of day."""

    rooms: Rooms
    people: People
    messages: Messages
    uploads: Uploads
    history: History
    directory: Directory
    identity: Identity
    clock_ms: Callable[[], int]
    addresses: Addresses
    visitors: Visitors
    merging: Merging
    invites: Invites
    redeeming: Redeeming
    support: Support
    trade: Trade
    desk: Assignments
    mutes: Mutes
    subscriptions: Subscriptions
    webhooks: Webhooks
    workspace: Workspace
    choices: LiveChoices
    sites: Sites
    lifetimes: Lifetimes = Lifetimes()
    is_watching_told: bool = False
    """Do parties learn that staff look on?"""
    catalogue: Catalogue = field(default_factory=Catalogue)
    greeting: Greeting = field(default_factory=Greeting)
    """What the settings say; what admins chose stands in its place."""
    standard: tuple[Phrase, ...] = ()
    """The phrases where no admin chose any."""
