"""Which pages may speak to this server: its own, those that are listed, and callers that are no page."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Origins:
    """The listed origins; `every` admits any page."""

    listed: frozenset[str] = frozenset()
    every: bool = False
    more: Callable[[], frozenset[str]] = frozenset
    """What was listed while the server runs."""

    def allows(self, origin: str | None, host: str | None) -> bool:
        """Tell whether a page of this origin may speak to us; None is a caller that is no page."""
        if origin is None or self.every:
            return True
        said = origin.lower()
        if said in self.listed or said in self.more():
            return True
        return bool(host) and said in {f"{scheme}://{str(host).lower()}" for scheme in ("http", "https")}


def parse(text: str) -> Origins:
    """Read `https://shop.example, https://app.example` or `*`. Raises ValueError."""
    names = [name.strip().lower().rstrip("/") for name in text.split(",") if name.strip()]
    for name in names:
        parts = urlsplit(name)
        if name != "*" and (parts.scheme not in {"http", "https"} or name != f"{parts.scheme}://{parts.netloc}"):
            message = f"not an origin: {name!r} (such as https://shop.example)"
            raise ValueError(message)
    return Origins(frozenset(names) - {"*"}, every="*" in names)
