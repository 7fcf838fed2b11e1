"""The journal's SQL for either database, built once from the tables.

Every value reaches a statement inside one JSON document: a batch of any size is one read and one
write, whose text never changes. Beside a busy event loop the number of calls into the driver is
what counts: each gives up the interpreter's lock and has to win it back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table

from server.storage import tables
from server.storage.desk_tables import desk
from server.storage.staff_tables import audit

TXID_OFFSET: Final = "COALESCE((SELECT CAST(value AS bigint) FROM meta WHERE name = 'txid_offset'), 0)"
NEXT_TXID: Final = f"CAST(CAST(pg_current_xact_id() AS text) AS bigint) + {TXID_OFFSET}"
"""A transaction's place in the order of followers; the offset keeps it growing after a restore."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one database unfolds a JSON document: `each(name)` are its rows, `item(i, column)` their items."""

    each: Callable[[str], str]
    item: Callable[[int, "Column[Any] | None"], str]
    locking: str
    txid: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """Rows asked for: a list of columns, and where they stand."""

    columns: str
    source: str


@dataclass(frozen=True, slots=True)
class Statements:
    """All that a batch says to its database; the keys are names of documents."""

    look: dict[str, Query]
    members: Query
    write: dict[str, str]


def _cast(index: int, column: "Column[Any] | None") -> str:
    item = f"(v.value->>{index})"
    match column.type if column is not None else None:
        case BigInteger() | Integer():
            return f"{item}::bigint"
        case Boolean():
            return f"{item}::boolean"
    return item


def sqlite(document: Callable[[str], str]) -> Tongue:
    """SQLite: `document(name)` is the expression that holds the document."""
    return Tongue(
        each=lambda name: f"json_each({document(name)}) AS v",
        item=lambda index, _: f"v.value->>{index}",
        locking="",
        txid=None,
    )


def postgresql() -> Tongue:
    """PostgreSQL: documents are named parameters."""
    return Tongue(
        each=lambda name: f"jsonb_array_elements(%({name})s::jsonb) AS v(value)",
        item=_cast,
        locking=" ORDER BY id FOR UPDATE",
        txid=NEXT_TXID,
    )


ROOM: Final = (
    "id",
    "kind",
    "parent",
    "audience",
    "subject",
    "status",
    "locked",
    "locks_at",
    "stage",
    "waiting_since",
    "waiting_reason",
    "waiting_by",
    "last_seq",
    "last_at",
    "version",
    "silenced",
)
BORN: Final = (*ROOM, "facts", "metadata", "created_at")
_MOVES: Final = ROOM[4:]
"""What of a room's row a batch may change: all but who it is."""
GROWN: Final = ("id", "last_seq", "last_at")
"""What of a room's row a message moves, nearly always."""
MEMBER: Final = (
    "room",
    "user",
    "role",
    "name",
    "verified",
    "joined_seq",
    "first_seq",
    "left_seq",
    "left_reason",
    "was",
    "joined_at",
)
ENTRY: Final = (
    "room",
    "seq",
    "kind",
    "author",
    "author_name",
    "author_role",
    "at",
    "cid",
    "digest",
    "target",
    "reply_to",
    "body",
    "expires_at",
)
USER: Final = ("id", "role", "name", "verified")
CID: Final = ("room", "author", "cid", "digest", "seq", "at", "txid")
TARGET: Final = (
    "room", "seq", "kind", "author", "at", "current", "rev", "redacted_by", "redacted_at", "reactions",
    "answer", "expires_at",
)  # fmt: skip
CARRIES: Final = "EXISTS (SELECT 1 FROM uploads AS u WHERE u.room = e.room AND u.seq = e.seq)"
REQUEST: Final = '{"type":"request"'
"""How the text of a request's body begins, as this house writes it."""
ASKS: Final = f"substr(e.body, 1, {len(REQUEST)}) = '{REQUEST}'"
DESK: Final = (
    "room", "agent", "state", "since", "until", "sender", "team", "back_at", "last", "priority", "labels", "needs",
    "hold", "wake_at", "due_at", "spam", "silenced",
)  # fmt: skip
AUDIT: Final = ("at", "by", "act", "on", "more")
UPLOAD: Final = (
    "id", "room", "user", "name", "size", "mime", "at", "width", "height", "preview", "seq", "state",
)  # fmt: skip
KEPT: Final = ("room", "seq", "body", "current", "rev", "redacted_by", "redacted_at", "reactions", "answer")


def build(tongue: Tongue) -> Statements:
    """Write every statement out in one database's tongue."""
    return Statements(_look(tongue), _members(tongue), _write(tongue))


def _names(columns: tuple[str, ...], of: str = "") -> str:
    return ", ".join(f'{of}"{name}"' for name in columns)


def _look(tongue: Tongue) -> dict[str, Query]:
    """What a batch must know first: its rooms (locked in id order), cids, targets, users, lanes."""
    each, item = tongue.each, tongue.item
    named = f"SELECT {item(0, None)} FROM {each('rooms')}"  # noqa: S608 - names and columns of our own
    lanes = f"parent IN (SELECT {item(0, None)} FROM {each('losing')})"  # noqa: S608 - as above
    seq = item(1, tables.entries.c.seq)
    return {
        "rooms": Query(
            _names(ROOM),
            (
                f"rooms WHERE id IN ({named} UNION SELECT parent FROM rooms WHERE id IN ({named})"  # noqa: S608 - as above
                f" UNION SELECT id FROM rooms WHERE {lanes}){tongue.locking}"
            ),
        ),
        "cids": Query(
            _names(CID, "e."),
            (
                f"{each('cids')} CROSS JOIN entries AS e WHERE e.room = {item(0, None)}"
                f" AND e.author = {item(1, None)} AND e.cid = {item(2, None)}"
            ),
        ),
        "targets": Query(
            f"{_names(TARGET, 'e.')}, {CARRIES}, {ASKS}",
            (f"{each('targets')} CROSS JOIN entries AS e WHERE e.room = {item(0, None)} AND e.seq = {seq}"),
        ),
        "users": Query(_names(USER, "u."), (f"{each('users')} CROSS JOIN users AS u WHERE u.id = {item(0, None)}")),
        "losing": Query("id", f"rooms WHERE {lanes}"),
        "desk": Query(
            _names(DESK),
            f"desk WHERE room IN (SELECT {item(0, None)} FROM {each('desk')})",  # noqa: S608 - as above
        ),
        "uploads": Query(
            _names(UPLOAD),
            f"uploads WHERE id IN (SELECT {item(0, None)} FROM {each('uploads')}){tongue.locking}",  # noqa: S608 - as above
        ),
    }


def _members(tongue: Tongue) -> Query:
    return Query(
        _names(MEMBER, "p."),
        (f"{tongue.each('members')} CROSS JOIN participants AS p WHERE p.room = {tongue.item(0, None)}"),
    )


def _write(tongue: Tongue) -> dict[str, str]:
    """What a batch leaves behind, in this order: a message may be edited in the batch that wrote it."""
    erased = f"entries.room = {tongue.item(0, None)} AND target = {tongue.item(1, tables.entries.c.target)}"
    extra = {} if tongue.txid is None else {"txid": tongue.txid}
    return {
        "born": _insert(tongue, "born", tables.rooms, BORN),
        "users": _insert(tongue, "users", tables.users, USER) + " WHERE true ON CONFLICT (id) DO NOTHING",
        "entries": _insert(tongue, "entries", tables.entries, ENTRY, extra),
        "members": _upsert(tongue, "members", tables.participants, MEMBER),
        "desk": _upsert(tongue, "desk", desk, DESK),
        "audit": _insert(tongue, "audit", audit, AUDIT),
        "carried": _carry(tongue),
        "moved": _update(tongue, "moved", tables.rooms, ("id", *_MOVES), keys=1),
        "grown": _update(tongue, "grown", tables.rooms, GROWN, keys=1),
        "kept": _update(tongue, "kept", tables.entries, KEPT, keys=2),
        "erased": (
            f"UPDATE entries SET body = '{{}}' FROM {tongue.each('erased')}"  # noqa: S608 - as above
            f" WHERE {erased} AND kind = 'edit'"
        ),
        "claims": _update(tongue, "claims", tables.uploads, ("id", "seq"), keys=1),
        "withdrawn": (
            f"UPDATE uploads SET state = 'erased', name = '' FROM {tongue.each('withdrawn')}"  # noqa: S608 - as above
            f" WHERE uploads.room = {tongue.item(0, None)}"
            f" AND uploads.seq = {tongue.item(1, tables.uploads.c.seq)}"
        ),
    }


def _carry(tongue: Tongue) -> str:
    """Give one participant the cursors of another (room, to, from), where those are further on."""
    room, to, other = (tongue.item(index, None) for index in range(3))
    news = ", ".join(
        f'"{name}" = CASE WHEN o."{name}" > participants."{name}" THEN o."{name}" ELSE participants."{name}" END'
        for name in ("delivered", "read")
    )
    where = f'participants.room = {room} AND participants."user" = {to} AND o.room = {room} AND o."user" = {other}'
    return (
        f"UPDATE participants SET {news}"  # noqa: S608 - as above
        f" FROM {tongue.each('carried')} CROSS JOIN participants AS o WHERE {where}"
    )


def _insert(
    tongue: Tongue, name: str, table: Table, columns: tuple[str, ...], extra: dict[str, str] | None = None
) -> str:
    more = extra or {}
    values = [tongue.item(index, table.c[column]) for index, column in enumerate(columns)] + [*more.values()]
    return (
        f"INSERT INTO {table.name} ({_names((*columns, *more))})"  # noqa: S608 - as above
        f" SELECT {', '.join(values)} FROM {tongue.each(name)}"
    )


def _upsert(tongue: Tongue, name: str, table: Table, columns: tuple[str, ...]) -> str:
    keys = tuple(column.name for column in table.primary_key)
    news = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in keys)
    return f"{_insert(tongue, name, table, columns)} WHERE true ON CONFLICT ({_names(keys)}) DO UPDATE SET {news}"


def _update(tongue: Tongue, name: str, table: Table, columns: tuple[str, ...], *, keys: int) -> str:
    """Update by the first `keys` columns; a `body` that is null in the document stays."""
    items = {column: tongue.item(index, table.c[column]) for index, column in enumerate(columns)}
    where = " AND ".join(f'{table.name}."{column}" = {items[column]}' for column in columns[:keys])
    if "body" in items:
        items["body"] = f"COALESCE({items['body']}, {table.name}.body)"
    news = ", ".join(f'"{column}" = {items[column]}' for column in columns[keys:])
    return f"UPDATE {table.name} SET {news} FROM {tongue.each(name)} WHERE {where}"  # noqa: S608 - as above
