"""A refresh secret, a visitor's or a device's: what it looks like, which ones are ours, and the one that follows it."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from server.core import ids

MOST: Final = 256
_RANDOM: Final = 24
_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class Presented:
    """A secret as somebody presents it. `genuine`: this server made it once, whether or not it still counts."""

    text: str
    user: str
    generation: int
    genuine: bool


class Secrets:
    """Makes and reads secrets of one purpose: `<holder>.<generation>.<random>.<seal>`.

    The first is drawn at random. Each one after it is made from the one before, a salt and the server's own key: so a
    lost answer can be given again although hashes alone are kept, and neither the hashes nor an older secret lead
    anybody to it. The seal tells an old secret, which somebody must have copied, from one that was made up.
    """

    def __init__(self, secret: str, purpose: str = "visitor", prefix: str = "v_") -> None:
        self._draw = hmac.digest(secret.encode(), f"parley {purpose}: next secret".encode(), hashlib.sha256)
        self._seal = hmac.digest(secret.encode(), f"parley {purpose}: seal".encode(), hashlib.sha256)
        self._prefix = prefix

    def first(self, user: str) -> str:
        """Return the secret of one who is new."""
        return self._sealed(user, 0, secrets.token_bytes(_RANDOM))

    def following(self, presented: Presented, generation: int, salt: str) -> str:
        """Return the secret of that generation which follows this one: the same for the same salt."""
        said = f"{generation}\n{salt}\n{presented.text}".encode()
        return self._sealed(presented.user, generation, hmac.digest(self._draw, said, hashlib.sha256)[:_RANDOM])

    def read(self, text: str) -> Presented | None:
        """Return what is presented; None for what no secret looks like."""
        parts = text.rsplit(".", _PARTS - 1)
        if len(text) > MOST or len(parts) != _PARTS or not text.isascii():
            return None
        user, generation, random, seal = parts
        numbered = generation.isdigit() and len(generation) <= _PARTS * 2
        if not (numbered and ids.is_id(user) and user.startswith(self._prefix)):
            return None
        genuine = hmac.compare_digest(seal, self._sealing(user, generation, random))
        return Presented(text, user, int(generation), genuine)

    def _sealed(self, user: str, generation: int, random: bytes) -> str:
        drawn = _text(random)
        return f"{user}.{generation}.{drawn}.{self._sealing(user, str(generation), drawn)}"

    def _sealing(self, user: str, generation: str, random: str) -> str:
        return _text(hmac.digest(self._seal, f"{user}.{generation}.{random}".encode(), hashlib.sha256)[:_RANDOM])


def salt() -> str:
    """Return a new salt."""
    return _text(secrets.token_bytes(_RANDOM))


def digest(text: str) -> str:
    """Return what is stored of a secret: it has 192 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
