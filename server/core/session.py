"""What one connected device may say now: greeted, in time, not too fast, still alive. Pure."""

from dataclasses import dataclass
from typing import Final

from server.core import commands
from server.core.limits import Bucket, Limits, Rate
from server.core.refusals import NO_TOKEN, SILENT, UNREADABLE, Close, Refusal

PACES: Final[dict[type[commands.Command], Rate]] = {
    commands.Auth: Rate(0.2, 5),
    commands.Join: Rate(10, 600),
    commands.Leave: Rate(10, 600),
    commands.Seen: Rate(50, 1_000),
    commands.Typing: Rate(5, 100),
    commands.Presence: Rate(1, 20),
    commands.History: Rate(10, 60),
    commands.Inbox: Rate(0.5, 10),
}
"""How fast one session may say each kind; what is written has a pace of its own, by user."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What the passing of time asks for: a ping, a close, or neither."""

    ping: bool = False
    close: Close | None = None


class Session:
    """The protocol state of one socket; all times in milliseconds."""

    __slots__ = ("_bad", "_buckets", "_heard", "_limits", "_opened", "_said", "_typed", "expires", "greeted")

    def __init__(self, limits: Limits, now: int) -> None:
        self._limits = limits
        self._opened = self._heard = self._said = now
        self._bad: list[int] = []
        self._typed: dict[str, int] = {}
        self._buckets: dict[type[commands.Command], Bucket] = {}
        self.greeted = False
        self.expires: int | None = None

    def heard(self, now: int) -> None:
        """Any frame from the client counts as life."""
        self._heard = now

    def said(self, now: int) -> None:
        """Something was written to the client."""
        self._said = now

    def admit(self, command: commands.Command, now: int) -> None:
        """Refuse what this session may not say now."""
        if isinstance(command, commands.Hello):
            if self.greeted:
                raise Refusal("bad_message", "hello was said already")
            return
        if not self.greeted:
            raise Refusal("unauthenticated", "say hello first")
        self._admit_pace(type(command), now)
        if isinstance(command, commands.Typing) and command.on:
            self._admit_typing(command.room, now)

    def _admit_pace(self, kind: type[commands.Command], now: int) -> None:
        rate = PACES.get(kind)
        if rate is None:
            return
        bucket = self._buckets.get(kind)
        if bucket is None:
            bucket = self._buckets[kind] = Bucket(rate, now)
        wait = bucket.take(now)
        if wait:
            raise Refusal("rate_limited", "too often", retry_after_ms=wait)

    def unreadable(self, now: int) -> Close | None:
        """Count a frame that could not be read; the tenth in a minute closes."""
        self._bad = [at for at in self._bad if now - at < self._limits.bad_window_ms]
        self._bad.append(now)
        return UNREADABLE if len(self._bad) >= self._limits.bad_messages else None

    def tick(self, now: int) -> Tick:
        """Say what is due now: hello overdue, token expired, peer dead, or a ping."""
        if not self.greeted:
            return Tick(close=SILENT if now - self._opened >= self._limits.hello_ms else None)
        if self.expires is not None and now >= self.expires:
            return Tick(close=NO_TOKEN)
        if now - self._heard >= self._limits.dead_ms:
            return Tick(close=SILENT)
        quiet = now - max(self._heard, self._said) >= self._limits.heartbeat_ms
        waited = now - self._heard >= self._limits.heartbeat_ms and now - self._said >= self._limits.heartbeat_ms // 2
        return Tick(ping=quiet or waited)

    def _admit_typing(self, room: str, now: int) -> None:
        """`typing` on at most once per 3 s and room, with a tenth of grace for clocks and networks."""
        due = self._typed.get(room, -self._limits.typing_every_ms) + self._limits.typing_every_ms * 9 // 10
        if now < due:
            raise Refusal("rate_limited", "typing too often", retry_after_ms=due - now)
        if len(self._typed) > self._limits.rooms:
            self._typed.clear()
        self._typed[room] = now

    def stopped_typing(self, room: str) -> None:
        """After a stop, or a message, the next `typing` on is welcome at once."""
        self._typed.pop(room, None)
