"""Every way Parley says an expected no: one table of codes, one of close codes."""

from dataclasses import dataclass
from typing import Any, Final

from server.core.entries import Answer, answered


@dataclass(frozen=True, slots=True)
class Row:
    """One refusal code: its HTTP status, whether trying again later can help, its meaning."""

    http: int
    again: bool
    meaning: str


CODES: Final[dict[str, Row]] = {
    "bad_message": Row(400, again=False, meaning="not a message of this protocol"),
    "bad_field": Row(400, again=False, meaning="a field is missing, of the wrong type or out of range"),
    "unauthenticated": Row(401, again=False, meaning="no valid proof of who is asking"),
    "not_found": Row(404, again=False, meaning="no such thing, or not for you"),
    "forbidden": Row(403, again=False, meaning="your role may not do this here"),
    "room_locked": Row(423, again=False, meaning="the room is locked"),
    "rate_limited": Row(429, again=True, meaning="too fast; try again after retry_after_ms"),
    "too_large": Row(413, again=False, meaning="a value is above its limit"),
    "cid_reused": Row(409, again=False, meaning="this cid already named something else"),
    "answered": Row(409, again=False, meaning="that request was answered already"),
    "taken": Row(409, again=False, meaning="somebody else has it, or was asked meanwhile"),
    "rooms_open": Row(409, again=False, meaning="you have rooms: say what becomes of them"),
    "too_many_rooms": Row(409, again=False, meaning="this session has as many rooms open as it may"),
    "invite_expired": Row(410, again=False, meaning="this invitation has run out"),
    "invite_elsewhere": Row(409, again=False, meaning="this invitation was opened elsewhere, or as often as it may be"),
    "invite_removed": Row(410, again=False, meaning="whoever was invited takes part there no more"),
    "invite_revoked": Row(410, again=False, meaning="this invitation, or this device of it, was withdrawn"),
    "unavailable": Row(503, again=True, meaning="cannot be done just now; nothing was changed"),
    "internal": Row(500, again=True, meaning="a fault of ours, logged"),
}


class Refusal(Exception):
    """An expected no, with a stable code."""

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        field: str | None = None,
        retry_after_ms: int | None = None,
        answer: Answer | None = None,
        left: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or CODES[code].meaning
        self.field = field
        self.retry_after_ms = retry_after_ms
        self.answer = answer
        """What the first said, to whoever answers second."""
        self.left = left
        """How the membership ended of one who takes part no more."""

    def details(self) -> dict[str, Any]:
        """Return what is told beside code and message."""
        told: dict[str, Any] = {"field": self.field, "retry_after_ms": self.retry_after_ms, "left": self.left}
        if self.answer is not None:
            told["answer"] = answered(self.answer)
        return {name: value for name, value in told.items() if value is not None}


class RoomsOpen(Refusal):
    """Who goes offline has rooms, and does not say what becomes of them."""

    def __init__(self, rooms: list[str]) -> None:
        super().__init__("rooms_open")
        self.rooms = rooms

    def details(self) -> dict[str, Any]:
        """Return them beside what is told in any case."""
        return super().details() | {"rooms": self.rooms}


@dataclass(frozen=True, slots=True)
class Close:
    """Why a socket is closed: the WebSocket close code and a short reason."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class CloseRow:
    """One close code: what the client does next (`reconnect`, `token`, `stop`) and its meaning."""

    then: str
    meaning: str


CLOSES: Final[dict[int, CloseRow]] = {
    1001: CloseRow("reconnect", "going away"),
    1002: CloseRow("stop", "protocol error"),
    1006: CloseRow("reconnect", "the connection broke"),
    1007: CloseRow("stop", "text that is not UTF-8"),
    1009: CloseRow("stop", "a frame above 64 KiB"),
    1011: CloseRow("reconnect", "a fault of ours"),
    1012: CloseRow("reconnect", "the node restarts"),
    4400: CloseRow("stop", "too many messages that could not be read"),
    4401: CloseRow("token", "the token is missing, wrong or expired"),
    4403: CloseRow("stop", "not allowed here"),
    4408: CloseRow("reconnect", "no hello, or no sign of life, in time"),
    4409: CloseRow("reconnect", "resumed elsewhere; reconnect without `session`"),
    4429: CloseRow("reconnect", "too many connections; after retry_after_ms"),
    4508: CloseRow("reconnect", "too slow to read; resume"),
}

BROKEN = Close(1006, "gone")
GOING_AWAY = Close(1012, "restart")
FAULT = Close(1011, "internal")
UNREADABLE = Close(4400, "bad_message")
NO_TOKEN = Close(4401, "unauthenticated")
NOT_ALLOWED = Close(4403, "forbidden")
SILENT = Close(4408, "timeout")
ELSEWHERE = Close(4409, "resumed elsewhere")
ROLE_CHANGED = Close(4409, "your role changed")
TOO_MANY = Close(4429, "too many connections")
TOO_SLOW = Close(4508, "too slow")
