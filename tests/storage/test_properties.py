"""For any run of changes: told == stored, folded == loaded, counted == counted by hand."""

import asyncio
import tempfile
from dataclasses import dataclass, field

import hypothesis.strategies as st
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from server.core import windows
from server.core.changes import Create, Help, Patch
from server.core.entries import Author, Entry, Redacted
from server.core.outcomes import Done
from server.core.room import Room
from server.storage import cursors, entries, rooms, summaries
from server.storage.database import open_database
from server.storage.folding import as_of
from tests.rig.postgres import Postgres
from tests.storage.book import (
    AGENT,
    ANN,
    BOB,
    HOST,
    KEN,
    LANE,
    MIA,
    ROOM,
    Book,
    add,
    cid,
    creation,
    edit,
    erase,
    merged,
    person,
    post,
    react,
    remove,
    report,
)

PEOPLE = (ANN, KEN, BOB, MIA)
people = st.sampled_from(PEOPLE)
targets = st.integers(3, 25)
histories = st.sampled_from(["all", "from_assignment", "last:2"])
changes = st.one_of(
    st.builds(post, people, st.sampled_from(["hello", "日本語", ""])),
    st.builds(post, people),
    st.builds(edit, people, targets, st.sampled_from(["one", "two"])),
    st.builds(erase, st.sampled_from([ANN, KEN, AGENT]), targets),
    st.builds(react, people, targets, st.sampled_from(["👍", "🎉"]), on=st.booleans()),
    st.builds(lambda who, history: add(who, history=history), people, histories),
    st.builds(lambda who, old: add(who, replaces=old.user), people, people),
    st.builds(remove, people),
    st.tuples(people, people).filter(lambda pair: pair[0] is not pair[1]).map(lambda pair: merged(*pair)),
    st.builds(lambda by, target: report(by, target=target), people, st.none() | targets),
    st.builds(lambda who: post(who, room="lane-7"), people),
    st.builds(lambda by: Help(room=ROOM, actor=by, cid=cid(), reason="late"), people),
    st.builds(lambda name: Patch(room=ROOM, actor=HOST, cid=cid(), fields={"subject": name}), st.sampled_from("ab")),
)
batches = st.lists(st.lists(changes, min_size=1, max_size=6), min_size=1, max_size=6)
reads = st.lists(st.tuples(st.sampled_from(["ann", "ken", "bob", "mia", "s_amy"]), st.integers(0, 30)), max_size=6)


@dataclass
class Reader:
    """What a client makes of the entries it was told."""

    room: Room
    log: dict[int, Entry] = field(default_factory=dict)
    later: dict[int, list[Entry]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        self.room.apply(entry)
        self.log[entry.seq] = entry
        if entry.target is not None:
            self.later.setdefault(entry.target, []).append(entry)

    def current(self) -> list[Entry]:
        return [self._current(entry) for entry in self.log.values()]

    def _current(self, entry: Entry) -> Entry:
        folded = self.later.get(entry.seq, [])
        if entry.kind == "edit" and any(other.kind == "redact" for other in self.later.get(entry.target or 0, [])):
            return remade(entry, body={})
        if entry.kind != "message" or not folded:
            return entry
        erased = [other for other in folded if other.kind == "redact"]
        made = as_of(entry, entry.body, folded)
        if not erased:
            return made
        return remade(made, body={}, reactions=None, redacted=Redacted(erased[0].by, erased[0].at))


def remade(entry: Entry, **news) -> Entry:
    return Entry(**{name: getattr(entry, name) for name in entry.__struct_fields__} | news)


def unread_by_hand(log: list[Entry], own: tuple[str, ...], read: int, first: int) -> int:
    return sum(
        1
        for entry in log
        if entry.kind == "message"
        and entry.by not in own
        and entry.redacted is None
        and entry.seq > read
        and entry.seq >= first
    )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh_url(request):
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        url = cluster.url(cluster.fresh())
        yield lambda: emptied(cluster, url)
        return
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(10**6))
        yield lambda: f"sqlite:///{folder}/{next(numbers)}/parley.sqlite3"


def emptied(cluster: Postgres, url: str) -> str:
    """Empty one database again and again: to make one takes longer than to use it."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = ", ".join(name for (name,) in found if name != "alembic_version")
        if tables:
            connection.execute(f"TRUNCATE {tables}")
    return url


async def run(url: str, plan, moves) -> None:
    book = Book(open_database(url))
    book.start()
    try:
        await write(book, plan)
        await compare(book)
        await count(book, moves)
    finally:
        await book.journal.close()
        book.database.close()


async def write(book: Book, plan) -> None:
    await book.write(creation(ANN, KEN, staff_lane=LANE))
    await book.write(
        Create(
            room="lane-7",
            actor=HOST,
            cid=cid(),
            kind="order",
            parent=ROOM,
            audience="named",
            people=(person(ANN), person(KEN)),
        )
    )
    for batch in plan:
        book.now += 10
        answers = await book.together(batch)
        for change, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Done) and answer.changed:
                assert await book.write(change) == Done(change.room, answer.seq, answer.at, repeat=True)


async def compare(book: Book) -> None:
    for name, parent, audience in ((ROOM, None, None), (LANE, ROOM, "staff"), ("lane-7", ROOM, "named")):
        reader = Reader(Room(id=name, kind="order", parent=parent, audience=audience))
        for entry in book.entries(name):
            reader.take(entry)
        loaded = await book.database.read(rooms.load, name)
        assert loaded.room == reader.room
        log = await book.log(name)
        assert log == reader.current()
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        await compare_former(book, reader, loaded.room)
    parent, lane = [(await book.database.read(rooms.load, name)).room for name in (ROOM, "lane-7")]
    assert all(parent.present(user) for user, member in lane.members.items() if member.present)


async def compare_former(book: Book, reader: Reader, room: Room) -> None:
    """Whoever left and keeps their history reads it as it stood; only what was erased is gone."""
    for member in room.members.values():
        window = windows.of_member(member)
        if window is None or window.until is None:
            continue
        past = Reader(Room(id=room.id, kind=room.kind, parent=room.parent, audience=room.audience))
        for entry in [*reader.log.values()][: window.until]:
            past.take(entry)
        page = await book.database.read(entries.page_as_of, room.id, window, limit=1_000)
        now = {entry.seq: entry for entry in reader.current()}
        for entry in page:
            then = past._current(past.log[entry.seq])
            if now[entry.seq].redacted is not None:
                assert (entry.body, entry.redacted) == ({}, now[entry.seq].redacted)
            elif entry.kind != "edit":
                assert entry == then
        assert [entry.seq for entry in page] == list(range(max(1, window.first), window.until + 1))


async def count(book: Book, moves) -> None:
    log = await book.log()
    read: dict[str, int] = {}
    for user, wished in moves:
        seq = min(wished, len(log))
        save = cursors.save_marks if user.startswith("s_") else cursors.save_cursors
        row = (ROOM, user, seq) if user.startswith("s_") else (ROOM, user, seq, seq)
        await book.journal.write(lambda c, save=save, row=row: save(c, [row]))
        read[user] = max(read.get(user, 0), seq)
    room = (await book.database.read(rooms.load, ROOM)).room
    for user in ("ann", "ken", "bob", "mia", "s_amy"):
        if user not in room.members and not user.startswith("s_"):
            continue
        member = room.present(user)
        if member is None and user in room.members:
            continue
        found = (await book.database.read(summaries.summaries_of, [(ROOM, user)]))[ROOM, user]
        first = member.first_seq if member else 1
        own = (user, *member.was) if member else (user,)
        assert found.unread == unread_by_hand(log, own, read.get(user, 0), first)
        messages = [entry for entry in log if entry.kind == "message" and entry.seq >= first]
        assert found.last == (signed(messages[-1], room) if messages else None)


def signed(entry: Entry, room: Room) -> Entry:
    """As a list of rooms shows it: with the name and role of who wrote it."""
    known = room.members.get(entry.by or "")
    return entry if known is None or entry.author else structs.replace(entry, author=Author(known.name, known.role))


@pytest.mark.timeout(300)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plan=batches, moves=reads)
def test_applying_the_entries_equals_fetching_the_state(fresh_url, plan, moves):
    asyncio.run(run(fresh_url(), plan, moves))
