"""Invitations and the devices that were let in: hashes of secrets, and who of them may still come in."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select

from server.core.invites import Device, Invite, Place
from server.storage import unfolded
from server.storage.tables import devices, invites, participants, rooms, users
from server.storage.upserts import upsert

LISTED: Final = 100
_INVITE: Final = tuple(each.name for each in fields(Invite))
_DEVICE: Final = tuple(each.name for each in fields(Device))


def invite(connection: Connection, wanted: str, *, lock: bool = False) -> Invite | None:
    """Return an invitation; with `lock`, nobody else lets anybody in by it until this transaction is over."""
    asked = select(invites).where(invites.c.id == wanted)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else _invite(found)


def put_invite(connection: Connection, kept: Invite) -> None:
    """Keep a new invitation, or what has become of one."""
    upsert(connection, invites, asdict(kept))


def of_room(connection: Connection, room: str) -> list[Invite]:
    """Return the latest invitations into a room, newest first."""
    return _listed(connection, invites.c.room == room)


def of_user(connection: Connection, user: str) -> list[Invite]:
    """Return the latest invitations of a user, newest first, those into single rooms too."""
    return _listed(connection, invites.c.user == user)


def device(connection: Connection, wanted: str, *, lock: bool = False) -> Device | None:
    """Return a device that was let in; with `lock`, for this transaction alone."""
    asked = select(devices).where(devices.c.id == wanted)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else _device(found)


def devices_of(connection: Connection, invited: str) -> list[Device]:
    """Return every device that was let in by an invitation, oldest first."""
    asked = select(devices).where(devices.c.invite == invited).order_by(devices.c.made_at, devices.c.id)
    return [_device(row) for row in connection.execute(asked)]


def put_device(connection: Connection, kept: Device) -> None:
    """Keep a new device, or what has become of one."""
    upsert(connection, devices, asdict(kept))


def place(connection: Connection, invited: Invite) -> Place | None:
    """Return how the invited takes part now: in the room, or anywhere; None for who does not."""
    return member(connection, invited.room, invited.user) if invited.room else known(connection, invited.user)


def member(connection: Connection, room: str, user: str) -> Place | None:
    """Return how a user takes part in a room that is no lane."""
    there = (participants.c.room == room) & (participants.c.user == user) & participants.c.left_seq.is_(None)
    columns = (participants.c.role, participants.c.name, participants.c.joined_seq, rooms.c.subject)
    asked = select(*columns).join(rooms, rooms.c.id == participants.c.room).where(there, rooms.c.parent.is_(None))
    found = connection.execute(asked).first()
    return None if found is None else Place(found.role, found.name, found.joined_seq, found.subject)


def known(connection: Connection, user: str) -> Place | None:
    """Return a user as stored."""
    found = connection.execute(select(users.c.role, users.c.name).where(users.c.id == user)).first()
    return None if found is None else Place(found.role, found.name)


def lasting(connection: Connection, wanted: Sequence[str], now: int) -> set[str]:
    """Return those of these devices that may still come in: not ended, nor their invitation, nor their membership."""
    who = unfolded.strings(connection.dialect.name, "wanted", "device")
    there = and_(
        participants.c.room == invites.c.room,
        participants.c.user == invites.c.user,
        participants.c.left_seq.is_(None),
        participants.c.joined_seq == invites.c.joined_seq,
    )
    asked = (
        select(devices.c.id)
        .select_from(who)
        .join(devices, devices.c.id == who.c.device)
        .join(invites, invites.c.id == devices.c.invite)
        .outerjoin(participants, there)
        .where(
            devices.c.ended_at.is_(None),
            invites.c.revoked_at.is_(None),
            invites.c.expires_at > now,
            or_(invites.c.room.is_(None), participants.c.user.is_not(None)),
        )
    )
    return set(connection.scalars(asked, {"wanted": orjson.dumps(list(wanted)).decode()}))


def staff_lane(connection: Connection, invited: Invite) -> str | None:
    """Return where staff are told of this invitation: its room's staff lane, or that of the user's latest open room."""
    lane = rooms.alias("lane")
    mine = (participants.c.user == invited.user) & participants.c.left_seq.is_(None)
    staffs = (lane.c.parent == rooms.c.id) & (lane.c.audience == "staff")
    asked = select(lane.c.id).select_from(rooms).join(lane, staffs)
    if invited.room is not None:
        asked = asked.where(rooms.c.id == invited.room)
    else:
        asked = asked.join(participants, (participants.c.room == rooms.c.id) & mine)
        asked = asked.where(rooms.c.status == "open", rooms.c.locked.is_(False))
    return connection.scalar(asked.order_by(rooms.c.last_at.desc(), rooms.c.id).limit(1))


def outdated(connection: Connection, before: int, limit: int) -> list[str]:
    """Return invitations that expired before then."""
    asked = select(invites.c.id).where(invites.c.expires_at < before).order_by(invites.c.expires_at).limit(limit)
    return list(connection.scalars(asked))


def forget(connection: Connection, wanted: Sequence[str]) -> None:
    """Forget invitations with their devices: their links are unknown from now on."""
    connection.execute(delete(devices).where(devices.c.invite.in_(wanted)))
    connection.execute(delete(invites).where(invites.c.id.in_(wanted)))


def _listed(connection: Connection, which: ColumnElement[bool]) -> list[Invite]:
    asked = select(invites).where(which).order_by(invites.c.made_at.desc(), invites.c.id).limit(LISTED)
    return [_invite(row) for row in connection.execute(asked)]


def _invite(row: Row[Any]) -> Invite:
    return Invite(**{name: getattr(row, name) for name in _INVITE})


def _device(row: Row[Any]) -> Device:
    return Device(**{name: getattr(row, name) for name in _DEVICE})
