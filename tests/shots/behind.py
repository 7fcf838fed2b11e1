"""Parley by a clock that is behind: `python -m tests.shots.behind FILE serve …`; the file says by how many seconds.

What was said twenty minutes ago was then said twenty minutes ago, and nobody waits for it.
"""

import sys
import time
from pathlib import Path

from server import cli

SECOND_NS = 1_000_000_000


def main(said: Path, argv: list[str]) -> None:
    """Run the command, with the wall clock as far behind as the file says."""
    now = time.time_ns

    def behind() -> int:
        return now() - int(said.read_text()) * SECOND_NS

    time.time_ns = behind
    cli.main(argv)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
