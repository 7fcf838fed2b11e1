"""How many rows a second the database takes with nothing around it: batches of 64, each on disk before the next."""

import argparse
import json
import sqlite3
import time
from collections.abc import Callable
from typing import Final

import psycopg

BATCH: Final = 64
BODY: Final = '{"type":"text","text":"Where are you? I am waiting in front of the station, by the clock."}'
TABLE: Final = "CREATE TABLE bare (position {key}, room TEXT, seq BIGINT, author TEXT, at BIGINT, cid TEXT, body TEXT)"


def rows(number: int) -> list[tuple[str, int, str, int, str, str]]:
    """Return one batch."""
    return [(f"order-{n % 16}", number + n, f"user-{n}", number, f"cid-{number + n}", BODY) for n in range(BATCH)]


def sqlite(url: str) -> Callable[[int], None]:
    """Return what writes one batch to SQLite, synchronous FULL."""
    link = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    link.execute("PRAGMA journal_mode = WAL")
    link.execute("PRAGMA synchronous = FULL")
    link.execute(TABLE.format(key="INTEGER PRIMARY KEY"))

    def write(number: int) -> None:
        link.execute("BEGIN IMMEDIATE")
        link.executemany("INSERT INTO bare (room, seq, author, at, cid, body) VALUES (?,?,?,?,?,?)", rows(number))
        link.execute("COMMIT")

    return write


def postgres(url: str) -> Callable[[int], None]:
    """Return what writes one batch to PostgreSQL, in one pipeline."""
    link = psycopg.connect(url)
    link.execute(TABLE.format(key="BIGSERIAL PRIMARY KEY"))
    link.commit()

    def write(number: int) -> None:
        with link.pipeline(), link.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bare (room, seq, author, at, cid, body) VALUES (%s,%s,%s,%s,%s,%s)", rows(number)
            )
            link.commit()

    return write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    write = sqlite(asked.url) if asked.url.startswith("sqlite") else postgres(asked.url)
    began, number = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < asked.seconds:
        write(number)
        number += BATCH
    rate = number / took
    print(json.dumps({"rate": rate}) if asked.json else f"{rate:,.0f} bare rows/s in batches of {BATCH}")


if __name__ == "__main__":
    main()
