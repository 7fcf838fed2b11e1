"""What is to leave the house: put down with its cause, claimed for one attempt, remembered as a log."""

from dataclasses import asdict, fields, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update

from server.core.deliveries import KEPT_MS, Delivery, Outcome
from server.storage.away_tables import deliveries
from server.storage.tables import meta
from server.storage.upserts import insert_new, upsert

LISTED: Final = 100
_NAMES: Final = tuple(each.name for each in fields(Delivery))


def put(connection: Connection, new: Delivery) -> bool:
    """Put something down that is to be delivered; False when it stands there already."""
    return insert_new(connection, deliveries, asdict(new))


def ways(connection: Connection, now: int) -> set[str]:
    """Return the ways on which something is to be tried by now."""
    ripe = (deliveries.c.state == "waiting") & (deliveries.c.next_at <= now)
    return set(connection.scalars(select(deliveries.c.way).where(ripe).distinct()))


def claim(connection: Connection, way: str, now: int, until: int, limit: int) -> list[Delivery]:
    """Take what is to be tried now, for one attempt each; until then nobody else tries it."""
    ripe = select(deliveries.c.id).where(*_ripe(way, now)).order_by(deliveries.c.next_at).limit(limit)
    mine = list(connection.scalars(ripe.with_for_update(skip_locked=True)))  # as part of the update it may run twice
    news = {"attempts": deliveries.c.attempts + 1, "next_at": until}
    found = connection.execute(update(deliveries).where(deliveries.c.id.in_(mine)).values(news).returning(deliveries))
    return sorted(map(_delivery, found), key=lambda one: (one.made_at, one.id))


def _ripe(way: str, now: int) -> tuple[Any, ...]:
    return deliveries.c.way == way, deliveries.c.state == "waiting", deliveries.c.next_at <= now


def settle(connection: Connection, tried: Delivery, outcome: Outcome, now: int, next_at: int | None) -> Delivery:
    """Write down how an attempt ended, and when the next one is; None: there is none. Returns what stands now."""
    given_up = outcome.state == "waiting" and next_at is None
    news = replace(
        tried,
        state="failed" if given_up else outcome.state,
        status=outcome.status,
        reason=outcome.reason,
        next_at=next_at if next_at is not None else tried.next_at,
        done_at=None if next_at is not None else now,
    )
    here = (deliveries.c.id == tried.id) & (deliveries.c.attempts == tried.attempts)
    connection.execute(update(deliveries).where(here).values(asdict(news)))
    return news


def put_back(connection: Connection, claimed: Delivery, next_at: int) -> None:
    """Undo a claim that came to nothing: it counts as no attempt, and the next may be made then."""
    here = (deliveries.c.id == claimed.id) & (deliveries.c.attempts == claimed.attempts)
    news = {"attempts": claimed.attempts - 1, "next_at": next_at}
    connection.execute(update(deliveries).where(here & (deliveries.c.state == "waiting")).values(news))


def latest(connection: Connection, way: str) -> list[Delivery]:
    """Return the latest hundred on this way, newest first."""
    asked = select(deliveries).where(deliveries.c.way == way)
    found = connection.execute(asked.order_by(deliveries.c.made_at.desc(), deliveries.c.id).limit(LISTED))
    return [_delivery(row) for row in found]


def again(connection: Connection, way: str, wanted: str, now: int) -> bool:
    """Have a delivery tried anew that is over, from its first attempt on; False when there is none."""
    over = (deliveries.c.id == wanted) & (deliveries.c.way == way) & (deliveries.c.state != "waiting")
    news = {"state": "waiting", "attempts": 0, "next_at": now, "status": None, "reason": None, "done_at": None}
    told = update(deliveries).where(over).values(news).returning(deliveries.c.id)
    return connection.execute(told).first() is not None


def forget(connection: Connection, now: int) -> None:
    """Forget what was made a week ago, whatever became of it."""
    connection.execute(delete(deliveries).where(deliveries.c.made_at < now - KEPT_MS))


def halted(connection: Connection, way: str) -> str | None:
    """Return the address that wants nothing more on this way, if one has said so."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == f"halted {way}"))


def halt(connection: Connection, way: str, address: str) -> None:
    """Remember that this address wants nothing more; "" for none."""
    upsert(connection, meta, {"name": f"halted {way}", "value": address})


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in _NAMES})
