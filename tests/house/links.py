"""Which links a page makes, and which of them lead nowhere."""

import re
from pathlib import Path
from typing import Final

_LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# A page that a reader of this tree cannot open: a name in capitals with a section sign behind it.
_ELSEWHERE: Final = re.compile(r"\b[A-Z]{4,}(?:\.md)?[`*]* (?:§|section \d)")


def anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings make."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(_FENCE.sub("", text))
    }


def dead(page: Path) -> list[str]:
    """Find links of this page to files or headings that are not there."""
    found = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text())):
        place, _, anchor = link.partition("#")
        if "://" in place or place.startswith("mailto:"):
            continue
        target = (page.parent / place) if place else page
        if not target.exists():
            found.append(f"{link} leads nowhere")
        elif anchor and anchor not in anchors(target.read_text()):
            found.append(f"{link}: no such heading")
    return found


def elsewhere(text: str) -> list[str]:
    """Find references to documents that are not part of this tree."""
    return [match[0] for match in _ELSEWHERE.finditer(text)]
