"""Edits, redactions, reactions: what the table holds is what folding the log gives."""

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from server.core import times
from server.core.entries import Redacted
from server.core.windows import Window
from server.storage import entries, tables
from server.storage.journal import JournalLimits
from tests.storage.book import AGENT, ANN, KEN, ROOM, add, creation, edit, erase, post, react, text


@pytest.fixture
async def said(book):
    """A room in which ann's "hello" has seq 4."""
    await book.write(creation(ANN, KEN))
    await book.write(post(ANN))
    return book


async def message(book, seq=4, room=ROOM):
    return (await book.log(room))[seq - 1]


async def test_an_edit_shows_in_the_message_and_as_an_entry(said):
    await said.write(edit(ANN, 4, "hello there"))
    now = await message(said)
    assert (now.body, now.rev, now.cid) == (text("hello there"), 5, said.entries()[3].cid)
    entry = await message(said, 5)
    assert (entry.kind, entry.target, entry.body) == ("edit", 4, text("hello there"))


async def test_reactions_keep_their_order_and_nobody_counts_twice(said):
    await said.together(
        [
            react(KEN, 4),
            react(ANN, 4),
            react(KEN, 4),
            react(KEN, 4, "🎉"),
            react(KEN, 4, on=False),
            react(KEN, 4, "🎉", on=False),
            react(KEN, 4, "👀"),
        ]
    )
    now = await message(said)
    assert (now.reactions, now.rev) == ({"👍": ["ann"], "👀": ["ken"]}, 11)
    await said.together([react(ANN, 4, on=False), react(KEN, 4, "👀", on=False)])
    assert (await message(said)).reactions is None


async def test_a_redaction_erases_the_body_everywhere(said):
    await said.together([react(KEN, 4), edit(ANN, 4, "a secret")])
    answers = await said.together([edit(ANN, 4, "another secret"), erase(ANN, 4)])
    now = await message(said)
    assert (now.body, now.redacted, now.rev, now.reactions) == ({}, Redacted("ann", said.now), 8, None)
    assert [(await message(said, seq)).body for seq in (6, 7)] == [{}, {}]
    rows = said.database.call(lambda c: c.execute(select(tables.entries)).mappings().all())
    assert not [row for row in rows if "secret" in repr(dict(row)) or "hello" in repr(dict(row))]
    assert answers[1].seq == 8


async def test_what_was_erased_takes_nothing_more(said):
    answers = await said.together([erase(ANN, 4), edit(ANN, 4, "again"), react(KEN, 4), erase(ANN, 4)])
    assert [getattr(answer, "code", "done") for answer in answers] == ["done", *["not_found"] * 3]
    assert (await said.refused(edit(ANN, 4, "again"))).code == "not_found"
    assert len(await said.log()) == 5


async def test_a_message_can_be_aimed_at_in_the_batch_that_writes_it(said):
    await said.together([post(ANN, "one"), edit(ANN, 5, "two"), react(KEN, 5), post(KEN, "x"), erase(KEN, 8)])
    log = await said.log()
    assert (log[4].body, log[4].rev, log[4].reactions) == (text("two"), 7, {"👍": ["ken"]})
    assert (log[7].body, log[7].redacted) == ({}, Redacted("ken", said.now))


async def test_only_ones_own_message_and_only_for_a_day(said):
    assert (await said.refused(edit(KEN, 4, "not mine"))).code == "forbidden"
    assert (await said.refused(erase(KEN, 4))).code == "forbidden"
    said.now += times.DAY
    await said.write(edit(ANN, 4, "just in time"))
    said.now += 1
    assert (await said.refused(edit(ANN, 4, "too late"))).code == "forbidden"
    await said.write(erase(AGENT, 4))
    assert (await message(said)).redacted.by == "s_amy"


async def test_how_long_is_a_setting(open_book, url):
    book = open_book(url, JournalLimits(redact_within_ms=10))
    await book.write(creation(ANN))
    await book.write(post(ANN))
    book.now += 11
    assert (await book.refused(erase(ANN, 3))).code == "forbidden"


async def test_only_messages_inside_the_window_can_be_aimed_at(said):
    assert (await said.refused(react(KEN, 2))).code == "not_found"
    assert (await said.refused(react(KEN, 99))).code == "not_found"
    bob = await said.write(add(replace(KEN, user="bob")))
    assert (await said.refused(react(replace(KEN, user="bob"), 4))).code == "not_found"
    assert bob.seq == 5


async def test_the_host_and_staff_fold_with_their_ids(said):
    await said.write(erase(AGENT, 4))
    entry = await message(said, 5)
    assert (entry.by, entry.author.role, entry.kind) == ("s_amy", "agent", "redact")


async def test_a_page_as_of_shows_what_stood_then(said):
    await said.together(
        [
            edit(ANN, 4, "second"),
            react(KEN, 4),
            post(ANN, "other"),
            edit(ANN, 4, "third"),
            react(KEN, 4, on=False),
            erase(ANN, 7),
            post(ANN, "late"),
        ]
    )

    async def as_of(until, **page):
        return await said.database.read(entries.page_as_of, ROOM, Window(2, until), **page)

    first = (await as_of(4))[-1]
    assert (first.body, first.rev, first.reactions) == (text("hello"), None, None)
    then = await as_of(7)
    assert [entry.seq for entry in then] == [2, 3, 4, 5, 6, 7]
    assert (then[2].body, then[2].rev, then[2].reactions) == (text("second"), 6, {"👍": ["ken"]})
    assert (then[5].body, then[5].redacted) == ({}, Redacted("ann", said.now))
    assert [entry.seq for entry in await as_of(7, limit=2)] == [6, 7]
    assert [entry.seq for entry in await as_of(7, after=0, limit=2)] == [2, 3]
    assert [entry.seq for entry in await as_of(7, before=5, limit=2)] == [3, 4]
    assert (await as_of(10))[2].body == text("third")


async def test_pages_are_exclusive_and_ascend(said):
    for n in range(6):
        await said.write(post(ANN, f"{n}"))

    async def seqs(**page):
        return [entry.seq for entry in await said.database.read(entries.page, ROOM, **page)]

    assert await seqs(limit=3) == [1, 2, 3]
    assert await seqs(limit=3, newest=True) == [8, 9, 10]
    assert await seqs(after=4, limit=2) == [5, 6]
    assert await seqs(before=4, limit=2) == [2, 3]
    assert await seqs(after=2, before=6, limit=50) == [3, 4, 5]
    assert await seqs(after=2, before=6, limit=2, newest=True) == [4, 5]
    assert await seqs(after=10) == []
    between = await said.database.read(entries.between, ROOM, 3, 5)
    assert [entry.seq for entry in between] == [3, 4, 5]
    assert await said.database.read(entries.between, ROOM, 5, 4) == []


async def test_a_cid_is_found_again(said):
    change = post(ANN, "once")
    done = await said.write(change)
    found = await said.database.read(entries.find_cid, ROOM, "ann", change.cid)
    assert found == (change.digest, done.seq, done.at)
    assert await said.database.read(entries.find_cid, ROOM, "ken", change.cid) is None
