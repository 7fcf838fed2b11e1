"""What two lives of a day are compared by: what was received, without what is named, signed or addressed at random."""

import re
from typing import Any, Final

NAMED_AT_RANDOM: Final = re.compile(rb"(?<=\"epoch\":\")[^\"]+|[A-Za-z0-9_-]{20,}")
LEFT_OUT: Final = {"authorization", "date", "host"}
"""Headers of a call that are signed, dated or addressed anew for each life."""

Heard = dict[str, list[tuple[str, bytes]]]
"""By party: where each thing came, and its bytes, in order."""


def headers(headers: Any) -> str:
    """Spell headers out, but for those that are new for each call."""
    return str(sorted((name.lower(), value) for name, value in headers.items() if name.lower() not in LEFT_OUT))


def alike(said: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Call what is named at random by the order in which it was met."""
    names: dict[bytes, bytes] = {}

    def name(found: re.Match[bytes]) -> bytes:
        return names.setdefault(found[0], b"<%d>" % len(names))

    return [(NAMED_AT_RANDOM.sub(name, where.encode()).decode(), NAMED_AT_RANDOM.sub(name, raw)) for where, raw in said]
