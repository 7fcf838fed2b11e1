"""What an id and a cid look like, and which ids are Parley's own."""

import re
import secrets

# `$` alone would let a newline pass in Python; `(?!\n)` means the same in every language that reads these.
ID = r"^[A-Za-z0-9._:@-]{1,64}(?!\n)$"
CID = r"^[A-Za-z0-9_-]{8,64}(?!\n)$"
OWN_PREFIXES = ("v_", "s_", "b_")

_ID = re.compile(ID)
_CID = re.compile(CID)


def is_id(text: str) -> bool:
    """Tell whether `text` may name a room or a user."""
    return _ID.fullmatch(text) is not None


def is_cid(text: str) -> bool:
    """Tell whether `text` may be a client's own id for what it sends."""
    return _CID.fullmatch(text) is not None


def is_own(user: str) -> bool:
    """Tell whether this user id is one that only Parley may mint."""
    return user.startswith(OWN_PREFIXES)


def fresh(prefix: str = "") -> str:
    """Return a new id nobody can guess: 20 characters of 120 random bits behind the prefix."""
    return prefix + secrets.token_urlsafe(15)
