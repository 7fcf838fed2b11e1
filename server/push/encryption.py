"""RFC 8291: what is pushed can be read by the browser that subscribed, and by nobody on the way. Pure."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE: Final = ec.SECP256R1()
RECORD: Final = 4096
SALT: Final = 16
AUTH: Final = 16
STEP: Final = 256
"""What is pushed is filled up to a multiple of this: its length tells nothing of a subject."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """What a browser gave us to encrypt with: a point of the curve, and a secret of its own."""

    public: bytes
    auth: bytes


def text(raw: bytes) -> str:
    """Write bytes as the Push API does: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(said: str) -> bytes:
    """Read bytes as the Push API writes them. Raises ValueError."""
    try:
        return base64.b64decode(said.rstrip("=") + "=" * (-len(said.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def browser_keys(p256dh: str, auth: str) -> BrowserKeys:
    """Read what a browser gave. Raises ValueError for what nothing could be encrypted with."""
    keys = BrowserKeys(raw(p256dh), raw(auth))
    if len(keys.auth) != AUTH:
        raise ValueError("auth is 16 bytes")
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, keys.public)
    return keys


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public part of a key, as it is told."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(plain: bytes, keys: BrowserKeys, salt: bytes, ours: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the body of a push message; salt and key of ours are drawn for this one message."""
    theirs, our_point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, keys.public), point(ours)
    shared = ours.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, keys.auth, b"WebPush: info\0" + keys.public + our_point, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + len(our_point).to_bytes(1, "big") + our_point
    return head + AESGCM(key).encrypt(nonce, plain, None)


def filled(plain: bytes) -> bytes:
    """End the one record, and fill it up."""
    ended = plain + b"\x02"
    return ended + bytes(-len(ended) % STEP)


def _derived(secret: bytes, salt: bytes, meant: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, meant).derive(secret)
