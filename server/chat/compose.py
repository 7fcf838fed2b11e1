"""From what a client wrote to what is stored: text in NFC, phrases in every language, a digest."""

import hashlib

import orjson

from server.core import commands, values
from server.core.entries import Body
from server.core.phrases import Catalogue
from server.core.refusals import Refusal


def body(written: commands.Body, catalogue: Catalogue) -> Body:
    """Return a message's body as it is stored, or refuse."""
    match written:
        case commands.Text():
            return {"type": "text", "text": values.clean_text(written.text, "body.text")}
        case commands.Phrase():
            return catalogue.render(written.phrase, written.params)
        case commands.File():
            raise Refusal("not_found", "no such upload of yours", field="body.file")


def digest(kind: str, *parts: object) -> str:
    """Return what tells a repeat of a cid from another use of it."""
    packed = orjson.dumps([kind, *parts], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(packed, digest_size=16).hexdigest()
