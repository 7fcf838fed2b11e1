"""A browser that wants to be told: where, with keys that never leave it; what was pushed it reads by other code."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from server.push import encryption
from tests.rig.receiver import Got


@dataclass
class Subscriber:
    """One browser: an endpoint at a push service (`place`: its host and port), and its keys."""

    place: str
    path: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(encryption.CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def endpoint(self) -> str:
        """Where the push service takes what is for it."""
        return f"http://{self.place}/{self.path}"

    def subscription(self, **more: Any) -> dict[str, Any]:
        """Give what `PushSubscription.toJSON()` gives, with the page's language."""
        keys = {"p256dh": encryption.text(encryption.point(self.key)), "auth": encryption.text(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys, **more}

    def mine(self, got: Iterable[Got]) -> list[Got]:
        """Give what of this came for it."""
        return [one for one in got if one.path == f"/{self.path}"]

    def opened(self, got: Iterable[Got]) -> list[Any]:
        """Decrypt what came for it, as a browser does."""
        mine = {"private_key": self.key, "auth_secret": self.auth, "version": "aes128gcm"}
        return [orjson.loads(http_ece.decrypt(one.body, **mine)) for one in self.mine(got)]
