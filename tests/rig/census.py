"""What lives in a process, by type: `python census.py parley serve …` counts it into a file when it is asked to.

It runs the program in this very process. A signal (SIGUSR1) makes it collect garbage and write the counts as JSON.
"""

import gc
import json
import os
import runpy
import signal
import sys
import weakref
from collections import Counter
from pathlib import Path

PLACE = "CENSUS_FILE"


def count() -> dict[str, int]:
    """Every object that the garbage collector knows, by the full name of its type.

    Weak references are left out: what they refer to is counted, and lists of dead ones are swept now and then.
    """
    gc.collect()
    kinds = (kind for kind in map(type, gc.get_objects()) if kind is not weakref.ReferenceType)
    return Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)


def write(*_: object) -> None:
    """Put the counts where they are asked for, whole or not at all."""
    path = Path(os.environ[PLACE])
    part = path.with_suffix(".part")
    part.write_text(json.dumps(count()))
    part.rename(path)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, write)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
