"""How the life of an order is put together: its steps, replies to announcements, busy shops."""

from server.chat.busy import Busy
from server.chat.orders import Orders
from server.chat.people import People
from server.chat.replying import Replying
from server.chat.rooms import Rooms
from server.chat.support import Support
from server.chat.writing import Writing
from server.live.hub import Hub
from server.settings import Settings
from server.web.house import Trade


def trade(settings: Settings, hub: Hub, writing: Writing) -> Trade:
    """Build it."""
    rooms = Rooms(hub)
    return Trade(
        orders=Orders(hub, rooms, People(hub), settings.lock_grace_s * 1000),
        replying=Replying(hub, Support(hub, rooms), writing),
        busy=Busy(hub),
    )
