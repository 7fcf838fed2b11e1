"""The audit log: appended in the transaction of the act itself, read from the newest on."""

from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from server.core.audit import Act, shown
from server.storage.staff_tables import audit
from server.storage.tables import users

_ACTS: Final = select(audit, users.c.name).outerjoin(users, users.c.id == audit.c.by)


def append(connection: Connection, act: Act) -> None:
    """Note an act; it stands when the act does."""
    row = {"at": act.at, "by": act.by, "act": act.act, "on": act.on, "more": act.more}
    connection.execute(insert(audit).values(row))


def page(connection: Connection, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Return acts as they are shown, newest first, older than that position."""
    asked = _ACTS if before is None else _ACTS.where(audit.c.position < before)
    found = connection.execute(asked.order_by(audit.c.position.desc()).limit(limit))
    return [_shown(row) for row in found]


def bans(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return, for each user who is kept out, the newest act that says so, as it is shown."""
    out = select(users.c.id).where(users.c.banned_at.is_not(None))
    asked = _ACTS.where(audit.c.act == "user_banned", audit.c.on.in_(out)).order_by(audit.c.position)
    return {row.on: _shown(row) for row in connection.execute(asked)}


def _shown(row: Row[Any]) -> dict[str, Any]:
    return shown(row.position, Act(at=row.at, by=row.by, act=row.act, on=row.on, more=row.more), row.name)
