"""Where a topic lives in a Redis Cluster: its slot, the master that owns it, and what a node says of that. Pure."""

from binascii import crc_hqx
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.live.resp import RedisFault

SLOTS: Final = 16_384

Address = tuple[str, int]
"""(host, port)."""

# One hash tag for each partition, its slot near the middle of that sixteenth of all slots: however many masters
# share the slots evenly, their partitions differ by one at most. Bare numbers would lie wherever CRC16 throws them.
TAGS: Final = (
    *("0-67", "1-221", "2-148", "3-102", "4-13", "5-18", "6-361", "7-161"),
    *("8-265", "9-238", "10-7", "11-0", "12-226", "13-467", "14-48", "15-43"),
)


def sharded_topics(prefix: str) -> list[bytes]:
    """The topics of all partitions; another topic that begins with one of these lives in the same slot."""
    if "{" in prefix:
        raise ValueError("with a cluster the prefix of topics has no braces: they would decide the slot")
    return [f"{prefix}:{{{tag}}}".encode() for tag in TAGS]


def slot_of(topic: bytes) -> int:
    """Redis' rule: what stands between the first braces decides, unless nothing does."""
    start = topic.find(b"{")
    end = topic.find(b"}", start + 1)
    tag = topic[start + 1 : end] if start >= 0 and end > start + 1 else topic
    return crc_hqx(tag, 0) % SLOTS


@dataclass(frozen=True, slots=True)
class Chart:
    """Who owns which slots, as one node of the cluster sees it; of several, the newest counts."""

    healthy: bool
    epoch: int
    owned: tuple[tuple[int, int, Address], ...]  # (first slot, last slot, master)

    @property
    def worth(self) -> tuple[bool, int]:
        """A node cut off from the others says that it is not healthy, and knows no later epoch than they do."""
        return self.healthy, self.epoch

    def homes(self, topics: Iterable[bytes]) -> dict[Address, list[bytes]]:
        """Topics by the master that owns their slot; without those that nobody owns."""
        homes: dict[Address, list[bytes]] = {}
        for topic in topics:
            master = self._master_of(slot_of(topic))
            if master is not None:
                homes.setdefault(master, []).append(topic)
        return homes

    def _master_of(self, slot: int) -> Address | None:
        return next((master for first, last, master in self.owned if first <= slot <= last), None)


def read_chart(info: object, slots: object, asked: str) -> Chart:
    """From the answers to CLUSTER INFO and CLUSTER SLOTS; `asked` is the host of who gave them."""
    for answer in (info, slots):
        if isinstance(answer, RedisFault):
            raise answer
    if not isinstance(info, bytes) or not isinstance(slots, list):
        raise RedisFault("that is no answer of a cluster")
    said = dict(line.split(":", 1) for line in info.decode(errors="replace").splitlines() if ":" in line)
    epoch = said.get("cluster_current_epoch", "")
    return Chart(
        healthy=said.get("cluster_state") == "ok",
        epoch=int(epoch) if epoch.isdecimal() else 0,
        owned=tuple(_owned(row, asked) for row in slots),
    )


def _owned(row: object, asked: str) -> tuple[int, int, Address]:
    match row:
        case [int(first), int(last), [host, int(port), *_], *_]:
            return first, last, (_host(host, asked), port)
    raise RedisFault("that is no answer to CLUSTER SLOTS")


def _host(host: object, asked: str) -> str:
    """A node that does not know its own name, or hides it, is where it was asked."""
    named = host.decode(errors="replace") if isinstance(host, bytes) else ""
    return asked if named in {"", "?"} else named
