"""Files: sent up, read, and linked to for five minutes."""

import string
from typing import Final
from urllib.parse import quote

from server.core import times
from server.core.refusals import Refusal
from server.uploads.uploads import Opened, Wish
from server.web import bodies
from server.web.api.messages import author
from server.web.ask import Answer, Ask
from server.web.streams import Incoming, Streamed

CONFINED: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Accept-Ranges": "none",
}
"""What a browser may do with a stranger's bytes: show a picture, keep a file, nothing else."""
PLAIN: Final = frozenset(f"{string.ascii_letters}{string.digits}._- ()")
FORM: Final = "multipart/form-data"


async def create(ask: Ask) -> Answer:
    """Take a file for a room."""
    query: bodies.UploadQuery = ask.query
    incoming: Incoming = ask.body
    if incoming.media_type == FORM:
        raise Refusal("bad_message", "the body is the file itself, not a form")
    actor = await author(ask, query.by)
    try:
        wish = Wish(room=query.room, name=query.name, length=incoming.length)
        told = await ask.house.uploads.accept(actor, wish, incoming.pieces())
    except Refusal as refusal:
        if refusal.code == "too_large":
            await incoming.spill(ask.house.uploads.most)
        raise
    return Answer(201, told)


async def get(ask: Ask) -> Answer:
    """Send a file to who may read its message."""
    query: bodies.FileQuery = ask.query
    opened = await ask.house.uploads.open(ask.actor, ask.path["id"], preview=query.size == "preview")
    named = disposition(opened.upload.name, inline=opened.inline)
    streamed = Streamed(opened.held.chunks, opened.held.size, _told(opened))
    return Answer(200, streamed, {**CONFINED, "Content-Disposition": named})


async def link(ask: Ask) -> Answer:
    """Make a link to a file."""
    upload = await ask.house.uploads.visible(ask.actor, ask.path["id"])
    issued = ask.house.identity.link(ask.actor, upload.id, ask.credential)
    return Answer(201, {"url": f"/v1/files/{upload.id}?t={issued.token}", "exp": times.text(issued.exp_ms)})


def disposition(name: str, *, inline: bool) -> str:
    """Return `Content-Disposition` (RFC 6266): an ASCII name for old readers, the whole one as RFC 5987 says."""
    kind = "inline" if inline else "attachment"
    plain = "".join(char if char in PLAIN else "_" for char in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _told(opened: Opened) -> str:
    return "text/plain; charset=utf-8" if opened.mime == "text/plain" else opened.mime
