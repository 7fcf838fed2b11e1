"""What people do beside writing: report what they have, read it a second later, type before they send."""

from typing import Final

from tests.bench.crowd import Client, Crowd, now_us
from tests.bench.dialects import packed

EVERY_US: Final = 500_000
READ_AFTER_US: Final = 1_000_000
TYPE_BEFORE_US: Final = 2_000_000
SEQ: Final = b'{"seq":'


class Device:
    """What one client has, has read, and when it said so last."""

    __slots__ = ("delivered", "due", "held", "said_at", "told")

    def __init__(self) -> None:
        self.delivered = 0
        self.held: list[tuple[int, int]] = []
        """What was received when, for those who read it later."""
        self.said_at = -EVERY_US
        self.told = (0, 0)
        self.due = False


class People:
    """Reports delivered at once, then at most once in 500 ms; every other one reads what is a second old."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._devices: dict[Client, Device] = {}
        self.reports = 0
        self.typings = 0
        crowd.heard = self._heard

    def _heard(self, client: Client, piece: bytes) -> None:
        """Find the last entry's number among what came: acks have one too, but no brace before it."""
        at = piece.rfind(SEQ)
        if at < 0:
            return
        seq = int(piece[at + len(SEQ) : piece.index(b",", at)])
        device = self._devices.setdefault(client, Device())
        device.delivered = max(device.delivered, seq)
        if client.index % 2:
            device.held.append((now_us(), seq))
        self._wake(client, device)

    def _wake(self, client: Client, device: Device) -> None:
        if device.due:
            return
        now, free_at = now_us(), device.said_at + EVERY_US
        if free_at <= now:
            self._report(client, device)
        else:
            self._later(client, device, free_at)

    def _later(self, client: Client, device: Device, when: int) -> None:
        def due() -> None:
            device.due = False
            self._report(client, device)

        device.due = True
        self._crowd.at(when, due)

    def _report(self, client: Client, device: Device) -> None:
        now, read = now_us(), device.told[1]
        while device.held and device.held[0][0] + READ_AFTER_US <= now:
            read = device.held.pop(0)[1]
        if (device.delivered, read) != device.told and client.sock.fileno() >= 0:
            device.told, device.said_at = (device.delivered, read), now
            said = {"t": "seen", "room": client.who.room, "delivered": device.delivered}
            self._crowd.say(client, packed({**said, "read": read} if read else said))
            self.reports += 1
        if device.held:
            self._later(client, device, max(now + EVERY_US, device.held[0][0] + READ_AFTER_US))

    def types(self, client: Client) -> None:
        """Say that this client writes."""
        self._crowd.say(client, packed({"t": "typing", "room": client.who.room, "on": True}))
        self.typings += 1
