"""From settings to the people of the house: how they get in, where they sit, what admins do."""

from server.accounts.bans import Bans
from server.accounts.choosing import Choosing
from server.accounts.entering import Entering
from server.accounts.keyring import Keyring
from server.accounts.passwords import Passwords
from server.accounts.seats import Seats
from server.accounts.setup import Setup, Ways
from server.accounts.staff import Staff
from server.desk.load import Load
from server.live.chosen import LiveChoices
from server.live.hub import Hub
from server.settings import Settings
from server.web.house import Workspace
from server.web.identity import Identity
from server.web.own import Own


def workspace(settings: Settings, hub: Hub, identity: Identity, live: LiveChoices, ways: Ways) -> Workspace:
    """Build what the workspace's routes may use."""
    parts = hub.parts
    seats = Seats(hub)
    entering = Entering(hub, Passwords(), seats, identity.operator_link)
    staff = Staff(hub, seats, settings.public_url)
    choosing = Choosing(parts, live, staff)
    return Workspace(
        entering=entering,
        seats=seats,
        staff=staff,
        own=Own(settings.public_url),
        bans=Bans(hub),
        load=Load(hub),
        choosing=choosing,
        keyring=Keyring(parts, staff),
        setup=Setup(parts, choosing, staff, ways),
    )
