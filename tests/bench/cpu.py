"""What the operating system knows of processes: CPU time, resident memory, and which core they may use."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

TICK_US: Final = 1_000_000 // os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def cores() -> tuple[int, int]:
    """Return the servers' core and the load generator's; the same one when there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return mine[0], mine[1 % len(mine)]


def descendants(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += descendants(int(child))
    return found


def used(pids: Iterable[int]) -> tuple[int, int]:
    """Return user and system microseconds of these processes, their children, and children that are gone."""
    user = system = 0
    for pid in (each for top in pids for each in descendants(top)):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        user += int(fields[11]) + int(fields[13])
        system += int(fields[12]) + int(fields[14])
    return user * TICK_US, system * TICK_US


def core_time(core: int) -> tuple[int, int]:
    """Return microseconds in which a core was busy, and microseconds in all."""
    line = next(row for row in Path("/proc/stat").read_text().splitlines() if row.startswith(f"cpu{core} "))
    spent = [int(part) for part in line.split()[1:9]]
    return (sum(spent) - spent[3] - spent[4]) * TICK_US, sum(spent) * TICK_US


def resident(pids: Iterable[int]) -> int:
    """Return the resident bytes of these processes and their children."""
    total = 0
    for pid in (each for top in pids for each in descendants(top)):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        except OSError:
            continue
    return total
