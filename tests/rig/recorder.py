"""Everything that each person was sent, raw, in phases; and the judge who says what of it was not theirs to know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

Where = tuple[str, str]
"""A person, and by which way: `socket`, or the HTTP path."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that somebody was sent and may not know."""

    phase: int
    user: str
    way: str
    secret: str


@dataclass
class Recorder:
    """Records bytes as they came; `allow` says whose a secret is from this phase on, `forbid` whose no more.

    A secret is a text that stands nowhere else. What is on its way while something changes may still be as before:
    so in a phase one may hear what was allowed when it began, or when it ended.
    """

    phase: int = 0
    heard: list[tuple[int, str, str, bytes]] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    _now: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _ever: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, user: str, way: str, raw: bytes) -> None:
        """Somebody was sent this."""
        self.heard.append((self.phase, user, way, raw))

    def secret(self, name: str, users: Iterable[str]) -> str:
        """Make a secret that these may know; return its text."""
        text = f"canary-{len(self.secrets):04}-{name}"
        self.secrets.add(text)
        for user in users:
            self.allow(user, text)
        return text

    def allow(self, user: str, *texts: str) -> None:
        """From this phase on somebody may know these."""
        self._now[user] |= {*texts}
        self._ever[self.phase, user] |= {*texts}

    def forbid(self, user: str, *texts: str) -> None:
        """From the next phase on somebody may know these no more; without any named, none at all."""
        self._ever[self.phase, user] |= self._now[user]
        self._now[user] -= {*texts} or set(self._now[user])

    def next(self) -> None:
        """All is quiet: what comes from here on was sent after what was changed so far."""
        for user, texts in self._now.items():
            self._ever[self.phase, user] |= texts
        self.phase += 1
        for user, texts in self._now.items():
            self._ever[self.phase, user] |= texts

    def leaks(self) -> list[Leak]:
        """Return every secret that came to somebody who may not know it then."""
        found = {
            Leak(phase, user, way, secret)
            for phase, user, way, raw in self.heard
            for secret in self.secrets - self._ever[phase, user]
            if secret.encode() in raw
        }
        return sorted(found, key=lambda leak: (leak.phase, leak.user, leak.way, leak.secret))

    def known(self) -> dict[str, set[str]]:
        """Return which secrets came to each person at all: a judge of an empty record has judged nothing."""
        found: dict[str, set[str]] = defaultdict(set)
        for _, user, _, raw in self.heard:
            found[user] |= {secret for secret in self.secrets if secret.encode() in raw}
        return found
