"""What counts as unread: nothing of the muted, nor of the visitors that one was before, nor what had expired."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, exists, func, literal, or_, type_coerce

from server.core.room import STAFF_ROLES
from server.storage.tables import entries, mutes


def shown(joined_at: ColumnElement[int], role: ColumnElement[str]) -> ColumnElement[bool]:
    """Leave out what had expired when the reader came in (windows.Window.shows); who takes no part sees all."""
    expires = entries.c.expires_at
    return or_(expires.is_(None), joined_at.is_(None), role.in_(STAFF_ROLES), expires > joined_at)


def counted(by_others: Select[Any], reader: ColumnElement[str], was: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the count without what is left out; as most have muted nobody and were nobody else, looked for rarely."""
    before = type_coerce(was, String)
    without = func.replace(before, literal('"') + entries.c.author + literal('"'), "")
    muting = mutes.c.user == reader
    muted = exists().where(muting, mutes.c.muted == entries.c.author)
    left_out = by_others.where(or_(and_(before.is_not(None), without != before), muted)).scalar_subquery()
    none = and_(before.is_(None), ~exists().where(muting))
    return by_others.scalar_subquery() - case((none, 0), else_=left_out)
