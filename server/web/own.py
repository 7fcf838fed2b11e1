"""The workspace's own page: which origin is its own, and in which cookie its session stands."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from server.core.refusals import Refusal
from server.core.staff import SESSION_MS, browser

COOKIE: Final = "__Host-parley"
"""A browser takes it from this host over https alone, and sends it nowhere else."""
PLAIN_COOKIE: Final = "parley"
"""Its stand-in on loopback without TLS, where no browser would keep the other."""
LABEL_MOST: Final = 64
SAFE: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Page:
    """The page that asks: where it comes from, whether that is https, and on which browser."""

    origin: str = ""
    label: str = ""

    def keeps(self, cookie: str) -> dict[str, str]:
        """Return the header by which the browser keeps a session; "" lets it go."""
        secure = self.origin.startswith("https://")
        name = COOKIE if secure else PLAIN_COOKIE
        lasts = SESSION_MS // 1000 if cookie else 0
        said = f"{name}={cookie}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict"
        return {"Set-Cookie": f"{said}; Secure" if secure else said}


@dataclass(frozen=True, slots=True)
class Own:
    """What is the workspace's own. `public_url` is where browsers find this server, as far as that was told."""

    public_url: str = ""

    def page(self, request: Request) -> Page:
        """Return the page that asks, or refuse: `forbidden` for any but our own, and for a write that tells none."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        origin = ", ".join(request.headers.getlist("origin"))
        host = request.headers.get("host", "")
        told = bool(origin) or request.method in SAFE
        if not told or site not in {"same-origin", "none"} or (origin and not self._is_own(origin.lower(), host)):
            raise Refusal("forbidden", "this is for the workspace's own page")
        return Page(origin.lower(), browser(request.headers.get("user-agent", ""))[:LABEL_MOST])

    def cookie(self, request: Request) -> str:
        """Return the cookie that is presented, "" for none; the plain one counts on loopback without TLS alone."""
        found = request.cookies.get(COOKIE, "")
        if found or self._is_https() or not _is_loopback(request.headers.get("host", "")):
            return found
        return request.cookies.get(PLAIN_COOKIE, "")

    def _is_own(self, origin: str, host: str) -> bool:
        """Without TLS only loopback is anybody's own: what comes from elsewhere may have been put there on the way."""
        if self.public_url and origin == _origin(self.public_url):
            return origin.startswith("https://") or _is_loopback(urlsplit(origin).netloc)
        if self._is_https() and not origin.startswith("https://"):
            return False
        schemes = ("https", "http") if _is_loopback(host) else ("https",)
        return bool(host) and origin in {f"{scheme}://{host.lower()}" for scheme in schemes}

    def _is_https(self) -> bool:
        return self.public_url.lower().startswith("https://")


def _origin(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    """Tell whether a Host header, with or without its port, names this very machine."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
