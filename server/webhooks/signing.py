"""Signatures as Standard Webhooks has them: who receives an event can tell that it is ours, and of now. Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

PREFIX: Final = "whsec_"
SHORTEST: Final = 24
LONGEST: Final = 64


class BadSecret(ValueError):
    """No secret of a webhook; the message says what one looks like."""


def secrets(said: str) -> tuple[bytes, ...]:
    """Read one secret, or several with blanks between while they are being changed. Raises BadSecret."""
    return tuple(_secret(one) for one in said.split())


def _secret(said: str) -> bytes:
    try:
        drawn = base64.b64decode(said.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        drawn = b""
    if not said.startswith(PREFIX) or not SHORTEST <= len(drawn) <= LONGEST:
        raise BadSecret(f"a secret is `{PREFIX}` and {SHORTEST} to {LONGEST} bytes in base64")
    return drawn


def drawn(key: str, said: str) -> str:
    """Return the secret that is made from the server's own key and what was drawn: it need not be kept."""
    purpose = hmac.digest(key.encode(), b"parley webhook: secret", hashlib.sha256)
    return PREFIX + base64.b64encode(hmac.digest(purpose, said.encode(), hashlib.sha256)).decode()


def headers(message: str, at_s: int, body: bytes, known: Sequence[bytes]) -> dict[str, str]:
    """Return the three headers of one attempt: `at_s` is its moment in seconds, `known` are the secrets."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(f"v1,{signature(message, at_s, body, one)}" for one in known),
    }


def signature(message: str, at_s: int, body: bytes, secret: bytes) -> str:
    """Return the signature of what is sent, in base64."""
    signed = b".".join((message.encode(), str(at_s).encode(), body))
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
