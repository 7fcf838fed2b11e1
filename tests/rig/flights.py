"""Counts round trips: what a client says after it has heard something is the next flight, on whichever connection."""

from dataclasses import dataclass, field

from tests.rig.proxy import Link, Proxy


@dataclass
class Flights(Proxy):
    """A path that numbers the flights; give it latency, so that what is said at once leaves before an answer comes."""

    heard: int = 0
    """The latest flight of which the client has an answer."""
    latest: dict[Link, int] = field(default_factory=dict)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def at_client(self, link: Link, chunk: bytes, *, up: bool) -> None:
        """See `Proxy`."""
        if up:
            self.latest[link] = self.heard + 1
            return
        flight = self.latest.get(link, 0)
        self.heard = max(self.heard, flight)
        self.answers.append((flight, chunk))

    def begin(self) -> None:
        """Count from here."""
        self.heard = 0
        self.latest.clear()
        self.answers.clear()

    def until(self, words: bytes) -> int:
        """Return how many flights it took until these words came."""
        return next(flight for flight, chunk in self.answers if words in chunk)
