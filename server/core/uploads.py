"""A file that somebody sent up: what is kept of it, which message may carry it, how much anybody may send up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from server.core import times
from server.core.entries import Body
from server.core.refusals import Refusal

ARRIVING: Final = "arriving"
READY: Final = "ready"
ERASED: Final = "erased"
"""Nobody is given it any more; its bytes are about to be dropped."""
GONE: Final = "gone"
"""Only counted still, until its day is over."""
MOST_IN_ONE: Final = 10
"""Files that one message may carry."""
UNUSED_MS: Final = times.DAY
"""How long an upload waits for its message."""


class Upload(Struct, frozen=True, kw_only=True):
    """One file: whose, for which room, what it is by its bytes; `seq` is the message that carries it."""

    id: str
    room: str
    user: str
    name: str
    size: int
    mime: str
    at: int
    width: int | None = None
    height: int | None = None
    preview: bool = False
    seq: int | None = None
    state: str = READY


def shown(upload: Upload) -> Body:
    """Return what a reader is told of a file."""
    told: Body = {"file": upload.id, "name": upload.name, "size": upload.size, "mime": upload.mime}
    if upload.width is not None and upload.height is not None:
        told |= {"width": upload.width, "height": upload.height}
    return told


def named(body: Body) -> list[str]:
    """Return the files that a message's body names, as it was written or as it is stored."""
    if body.get("type") != "file":
        return []
    more = (each["file"] if isinstance(each, dict) else each for each in body.get("more", ()))
    return [body["file"], *more]


def carried(body: Body, by: tuple[str, str], held: Mapping[str, Upload], now: int) -> Body:
    """Return the body that is stored: what the server knows of each file. `by` is (room, user); or refuse."""
    files = named(body)
    if not files:
        return body
    if len(set(files)) != len(files):
        raise Refusal("bad_field", "a file is named twice", field="body.more")
    first, *more = [shown(_usable(held.get(file), by, now)) for file in files]
    return {"type": "file", **first, "more": more} if more else {"type": "file", **first}


def _usable(upload: Upload | None, by: tuple[str, str], now: int) -> Upload:
    """Return the sender's own unused upload for that very room; anything else is not told apart."""
    known = upload is not None and (upload.room, upload.user) == by and upload.state == READY
    if upload is None or not known or upload.seq is not None or now - upload.at > UNUSED_MS:
        raise Refusal("not_found", "no such unused upload of yours for this room", field="body.file")
    return upload


class Quotas(Struct, frozen=True, kw_only=True):
    """What may be sent up within a day; None is no limit."""

    user_files: int | None = 100
    user_bytes: int | None = 250 * 1024 * 1024
    room_bytes: int | None = 1024 * 1024 * 1024
    all_bytes: int | None = 20 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Used:
    """What one user, one room or everybody sent up within the last day; `oldest` in milliseconds."""

    files: int = 0
    size: int = 0
    oldest: int = 0


def check_quotas(quotas: Quotas, used: Sequence[Used], size: int, now: int) -> None:
    """Refuse what is above a quota, with when to try again; `used` are the user's, the room's, all."""
    user, room, every = used
    bounds = (
        (user, user.files + 1, quotas.user_files, "as many files as you may send in a day"),
        (user, user.size + size, quotas.user_bytes, "as much as you may send in a day"),
        (room, room.size + size, quotas.room_bytes, "as much as this room takes in a day"),
        (every, every.size + size, quotas.all_bytes, "as much as this server takes in a day"),
    )
    for each, wished, most, meaning in bounds:
        if most is not None and wished > most:
            wait = max(1_000, each.oldest + times.DAY - now) if each.files else times.DAY
            raise Refusal("rate_limited", f"that is {meaning}", retry_after_ms=wait)
