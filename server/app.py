"""Builds everything; the one place that knows how the parts fit."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server import filing, furnish, ordering, settling, staffing, telling
from server.accounts.invites import Invites
from server.accounts.merging import Merging
from server.accounts.redeeming import PREFIX, Redeeming
from server.accounts.secret import Secrets
from server.accounts.setup import Ways
from server.accounts.visitors import Visitors
from server.chat.directory import Directory
from server.chat.greet import Door, Greet
from server.chat.handle import Handle, UseCases
from server.chat.history import History
from server.chat.messages import Messages
from server.chat.mutes import Mutes
from server.chat.people import People
from server.chat.rooms import Rooms
from server.chat.signals import Signals
from server.chat.support import Support
from server.chat.sweep import Sweep
from server.chat.views import Views
from server.chat.within import Within
from server.chat.writing import Desk, Writing
from server.core import ids, times
from server.core.limits import Limits, parse_rate
from server.core.mailbox import Marks
from server.desk.assignments import Assignments
from server.desk.dispatch import Dispatch
from server.live.beat import Beat
from server.live.bus import Bus
from server.live.connection import Terms
from server.live.drain import Drain, Pace
from server.live.hub import Hub
from server.live.memory_bus import Exchange, MemoryBus
from server.live.node import Node, Parts
from server.live.redis_bus import RedisBus
from server.machine import Machine, Watch
from server.settings import BadSetting, Settings, count
from server.storage import epochs
from server.storage.database import Database, DatabaseOptions, open_database
from server.storage.journal import Journal, JournalLimits
from server.uploads.uploads import Uploads
from server.web.app import Application, Site, build
from server.web.house import House, Lifetimes
from server.web.identity import Identity
from server.web.origins import Origins
from server.web.origins import parse as parse_origins
from server.web.websocket import Admission, WebSocketDriver


def clock_ms() -> int:
    """Monotonic milliseconds: for everything that lasts."""
    return time.monotonic_ns() // 1_000_000


def wall_ms() -> int:
    """The time of day in milliseconds since 1970: for everything that is told or stored."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Served:
    """What a server runs, how it is asked to let everybody go before it stops, and when a peer counts as gone."""

    application: Application
    drain: Callable[[], Awaitable[None]]
    patience_ms: int


def application(settings: Settings, *, demo: bool = False) -> Application:
    """Return the ASGI application alone; whatever ASGI server runs it."""
    return served(settings, demo=demo).application


def served(settings: Settings, *, demo: bool = False) -> Served:
    """Return the application with its drain."""
    machine = assemble(settings)
    watch = Watch(machine)

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        await machine.start()
        try:
            yield
        finally:
            await machine.stop()

    site = Site(
        origins=_origins(settings), demo=demo, readiness=watch.readiness, counters=watch.counters, lifespan=lifespan
    )
    return Served(build(machine.house, site, machine.socket), machine.drain.run, _limits(settings).dead_ms)


def assemble(settings: Settings, given: Parts | None = None) -> Machine:
    """Build the machine from the settings, on parts of one's own where they are given; nothing runs yet."""
    limits, goods, plans = _limits(settings), furnish.goods(settings), telling.plans(settings)
    parts = given or _parts(settings)
    hub = Hub(Node(parts), tells_watched=settings.support_is_watching)
    identity = Identity(settings.secret, settings.api_key, Directory(hub), parts.wall, host_agents=settings.host_agents)
    writing = Writing(parts, Desk(goods.catalogue, parse_rate(settings.send_rate)), Within(hub))
    views, signals, history = Views(hub, limits), Signals(hub), History(hub, limits)
    epoch = parts.database.call(epochs.epoch)
    per_user = count("PARLEY_CONNECTIONS_PER_USER", settings.connections_per_user)
    greet = Greet(Door(hub, identity.admit, views, signals, identity.verify, limits, lambda: epoch, per_user))
    handle = Handle(hub, UseCases(greet, views, signals, writing, history))
    uploads, collect = filing.uploads(settings, hub, limits)
    outside = telling.outside(plans, hub)
    settled = settling.settled(parts, goods.catalogue, outside.webhooks)
    house = _house(settings, goods, hub, (writing, history, identity, uploads, outside, settled))
    many = bool(settings.redis_url)
    return Machine(
        parts,
        hub,
        handle,
        Beat(hub, budget=settings.mailbox_budget, many_nodes=many),
        Sweep(parts, (house.merging.finish_all, house.invites.forget_old, house.workspace.staff.forget_old)),
        collect,
        outside,
        Dispatch(hub, settled.hours, awaiting=outside.awaiting),
        Drain(hub.node, Pace()),
        _socket(settings, handle, Terms(limits, Marks(hard=settings.mailbox_bytes), parts.clock)),
        house,
    )


def _house(
    settings: Settings,
    goods: furnish.Goods,
    hub: Hub,
    made: tuple[Writing, History, Identity, Uploads, telling.Outside, settling.Settled],
) -> House:
    """Build what the routes may use, around what is made already."""
    writing, history, identity, uploads, outside, settled = made
    rooms, people, messages = Rooms(hub), People(hub), Messages(hub.parts, writing, settings.lock_grace_s * 1000)
    secrets, idle_ms = Secrets(settings.secret), settings.visitor_idle_days * times.DAY
    ways = Ways(Visitors(hub, secrets, idle_ms), Support(hub, rooms), messages)
    return House(
        rooms=rooms,
        people=people,
        history=history,
        directory=Directory(hub),
        identity=identity,
        messages=messages,
        uploads=uploads,
        clock_ms=hub.parts.wall,
        addresses=goods.addresses,
        visitors=ways.visitors,
        merging=Merging(hub, secrets, idle_ms),
        support=ways.support,
        trade=ordering.trade(settings, hub, writing),
        desk=Assignments(hub),
        mutes=Mutes(hub),
        invites=Invites(hub, people, settings.public_url),
        redeeming=Redeeming(hub, Secrets(settings.secret, "invited device", PREFIX), outside.webhooks.wanted),
        subscriptions=outside.subscriptions,
        webhooks=outside.webhooks,
        workspace=staffing.workspace(settings, hub, identity, settled.live, ways),
        choices=settled.live,
        sites=settled.sites,
        standard=settled.standard,
        lifetimes=Lifetimes(settings.token_ttl_s, settings.visitor_ttl_s, settings.invite_ttl_s),
        is_watching_told=hub.watched.on,
        catalogue=goods.catalogue,
        greeting=goods.greeting,
    )


def _socket(settings: Settings, handle: Handle, terms: Terms) -> WebSocketDriver:
    admission = Admission(
        per_address=count("PARLEY_CONNECTIONS_PER_ADDRESS", settings.connections_per_address),
        in_all=count("PARLEY_CONNECTIONS", settings.connections),
    )
    return WebSocketDriver(handle, terms, admission)


def _limits(settings: Settings) -> Limits:
    heartbeat_ms, edit_ms = int(settings.heartbeat_s * 1000), settings.edit_within_s * 1000
    return Limits(heartbeat_ms=heartbeat_ms, upload=settings.upload_bytes, edit_ms=edit_ms)


def _parts(settings: Settings) -> Parts:
    node = ids.fresh()
    database = open_store(settings)
    limits = JournalLimits(host_agents=settings.host_agents, redact_within_ms=settings.edit_within_s * 1000)
    return Parts(node, database, Journal(database, wall_ms, limits=limits), _bus(settings, node), clock_ms, wall_ms)


def open_store(settings: Settings) -> Database:
    """Open, check and migrate the database that the settings name. Raises storage's Unusable."""
    url = settings.database_url or f"sqlite:///{settings.data_dir / 'parley.db'}"
    options = DatabaseOptions(synchronous=settings.sqlite_synchronous, unsafe=settings.allow_unsafe_store)
    try:
        return open_database(url, settings.data_dir, options)
    except OSError as error:
        raise BadSetting(f"the data directory {settings.data_dir} cannot be used: {error.strerror}") from None


def _bus(settings: Settings, node: str) -> Bus:
    if not settings.redis_url:
        return MemoryBus(Exchange(), node)
    try:
        return RedisBus(settings.redis_url, node, settings.redis_prefix, time.monotonic)
    except ValueError as error:
        raise BadSetting(f"PARLEY_REDIS_URL: {error}") from None


def _origins(settings: Settings) -> Origins:
    try:
        return parse_origins(settings.allowed_origins)
    except ValueError as error:
        raise BadSetting(f"PARLEY_ALLOWED_ORIGINS: {error}") from None
