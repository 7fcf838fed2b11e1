"""RFC 8292: how a push service knows that it is us, and the key by which browsers know us."""

import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from server.push.encryption import CURVE, point, raw, text

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LASTS_S: Final = 12 * 3600
_PRIVATE: Final = 32


class Vapid:
    """One key for all nodes. Drawn from the server's secret unless it is given: there is nothing more to keep safe.

    `contact` is where the operator of a push service may complain: `mailto:…` or `https://…`; empty: nowhere.
    """

    def __init__(self, secret: str, given: str = "", contact: str = "") -> None:
        """Raises ValueError where what is given is no key."""
        self._key = ec.derive_private_key(_number(given) if given else _drawn(secret), CURVE)
        self._contact = contact
        self.public = text(point(self._key))

    def authorization(self, endpoint: str, now_s: int) -> str:
        """Return the header for one call."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now_s + LASTS_S}
        if self._contact:
            claims["sub"] = self._contact
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public}"


def _number(given: str) -> int:
    drawn = raw(given)
    number = int.from_bytes(drawn, "big")
    if len(drawn) != _PRIVATE or not 0 < number < _ORDER:
        raise ValueError("a key is 32 bytes in base64url")
    return number


def _drawn(secret: str) -> int:
    """512 bits, so that what is left of them by the order of the curve is as good as drawn evenly."""
    drawn = hmac.digest(secret.encode(), b"parley push: vapid key", hashlib.sha512)
    return 1 + int.from_bytes(drawn, "big") % (_ORDER - 1)
