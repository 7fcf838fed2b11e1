"""From what a client wrote to what is stored: text in NFC, phrases in every language, a digest."""

import hashlib

import orjson

from server.core import commands, requests, values
from server.core.entries import Body
from server.core.phrases import Catalogue


def body(written: commands.Body, catalogue: Catalogue) -> Body:
    """Return a message's body as it is stored, or refuse; of a file only its id, the rest is the journal's to know."""
    match written:
        case commands.Text():
            mentions = {"mentions": list(dict.fromkeys(written.mentions))} if written.mentions else {}
            return {"type": "text", "text": values.clean_text(written.text, "body.text"), **mentions}
        case commands.Phrase():
            return catalogue.render(written.phrase, written.params)
        case commands.File():
            more = {"more": written.more} if written.more else {}
            return {"type": "file", "file": written.file, **more}
        case requests.Request():
            return requests.stored(written)


def digest(kind: str, *parts: object) -> str:
    """Return what tells a repeat of a cid from another use of it."""
    packed = orjson.dumps([kind, *parts], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(packed, digest_size=16).hexdigest()
