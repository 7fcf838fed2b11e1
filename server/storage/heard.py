"""Whose messages count as unread: not those of the muted, nor those of the visitors that the reader was before."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, exists, func, literal, or_, type_coerce

from server.storage.tables import entries, mutes


def counted(by_others: Select[Any], reader: ColumnElement[str], was: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the count without what is left out; as most have muted nobody and were nobody else, looked for rarely."""
    before = type_coerce(was, String)
    without = func.replace(before, literal('"') + entries.c.author + literal('"'), "")
    muting = mutes.c.user == reader
    muted = exists().where(muting, mutes.c.muted == entries.c.author)
    left_out = by_others.where(or_(and_(before.is_not(None), without != before), muted)).scalar_subquery()
    none = and_(before.is_(None), ~exists().where(muting))
    return by_others.scalar_subquery() - case((none, 0), else_=left_out)
