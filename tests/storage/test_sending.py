"""What every journal keeps of sends: dense, once, in order, judged where they stand."""

from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.storage.journal import JournalLimits
from tests.storage.book import (
    AGENT,
    ANN,
    HOST,
    KEN,
    MIA,
    ROOM,
    add,
    creation,
    post,
    remove,
)


async def test_seqs_are_dense_and_the_readers_are_told_what_is_stored(book):
    await book.write(creation(ANN, KEN))
    answers = await book.together([post(ANN, f"{n}") for n in range(300)])
    assert [done.seq for done in answers] == list(range(4, 304))
    log = await book.log()
    assert [entry.seq for entry in log] == list(range(1, 304))
    assert book.entries() == log
    assert [entry.body["text"] for entry in log[3:]] == [f"{n}" for n in range(300)]


async def test_every_character_and_number_comes_back_as_it_was_sent(book):
    await book.write(creation(ANN))
    said = '" \\ \u2028 \n\t \x01 日本語 👩‍👩‍👧 \ufdd0 %s :name ?1 $1'
    params = {"i": 2**53 - 1, "f": 0.1, "neg": -1.5e-7, "t": True, "n": None, "l": [[]], "": ""}
    change = post(ANN, said)
    change.body["params"] = params
    await book.write(change)
    stored = (await book.log())[-1]
    assert stored.body == {"type": "text", "text": said, "params": params}
    assert stored == book.entries()[-1]


async def test_time_never_goes_back_within_a_room(book):
    await book.write(creation(ANN))
    book.now += 5_000
    late = await book.write(post(ANN))
    book.now -= 3_000
    assert (await book.write(post(ANN))).at == late.at
    book.now += 4_000
    assert (await book.write(post(ANN))).at == late.at + 1_000


async def test_a_repeated_cid_is_answered_with_the_first_seq(book):
    await book.write(creation(ANN))
    change = post(ANN)
    first = await book.write(change)
    book.now += 77
    assert await book.write(change) == Done(ROOM, first.seq, first.at, repeat=True)
    assert len(await book.log()) == first.seq


async def test_a_cid_repeated_within_one_batch_is_one_entry(book):
    await book.write(creation(ANN, KEN))
    change, other = post(ANN), post(KEN)
    answers = await book.together([change, change, other, change])
    assert [(done.seq, done.repeat) for done in answers] == [(4, False), (4, True), (5, False), (4, True)]


async def test_a_cid_used_for_something_else_is_refused_and_changes_nothing(book):
    await book.write(creation(ANN))
    change = post(ANN, "one")
    answers = await book.together([change, post(ANN, "two", named=change.cid)])
    assert answers[1].code == "cid_reused"
    assert (await book.refused(post(ANN, "three", named=change.cid))).code == "cid_reused"
    assert len(await book.log()) == 3


async def test_the_same_cid_of_another_author_or_room_is_another_message(book):
    await book.write(creation(ANN, KEN))
    await book.write(creation(ANN, room="order-2"))
    change = post(ANN)
    for other in (change, post(KEN, named=change.cid), post(ANN, room="order-2", named=change.cid)):
        assert not (await book.write(other)).repeat


async def test_a_repeat_is_answered_before_permission_and_lock(book):
    await book.write(creation(ANN, KEN))
    change = post(KEN)
    first = await book.write(change)
    await book.write(remove(KEN))
    assert (await book.write(change)).seq == first.seq
    assert (await book.refused(post(KEN))).code == "not_found"


async def test_a_batch_is_judged_in_order(book):
    await book.write(creation(ANN, KEN))
    answers = await book.together(
        [post(KEN, "a"), remove(KEN), post(KEN, "b"), post(ANN, "c"), add(KEN), post(KEN, "d")]
    )
    assert [getattr(answer, "seq", None) for answer in answers] == [4, 5, None, 6, 7, 8]
    assert answers[2].code == "not_found"
    assert [entry.kind for entry in await book.log()][3:] == ["message", "leave", "message", "join", "message"]


async def test_unknown_rooms_and_rooms_closed_to_you_answer_alike(book):
    await book.write(creation(ANN))
    unknown, closed = await book.refused(post(MIA, room="nowhere")), await book.refused(post(MIA))
    assert (unknown.code, unknown.message) == (closed.code, closed.message) == ("not_found", closed.message)


async def test_who_is_no_participant_signs_with_name_and_role(book):
    await book.write(creation(ANN, staff_lane="lane-1"))
    await book.write(post(AGENT, "note", room="lane-1"))
    await book.write(post(HOST, "from the shop"))
    note, said = (await book.log("lane-1"))[-1], (await book.log())[-1]
    assert (note.by, note.author.name, note.author.role) == ("s_amy", "Amy", "agent")
    assert (said.by, said.author) == (None, None)
    assert book.entries()[-1] == said


async def test_a_reply_names_a_seq_that_exists(book):
    await book.write(creation(ANN))
    done = await book.write(post(ANN, reply_to=2))
    assert (await book.log())[-1].reply_to == 2
    answers = await book.together([post(ANN), post(ANN, reply_to=done.seq + 1), post(ANN, reply_to=99)])
    assert isinstance(answers[1], Done)
    assert isinstance(answers[2], Refusal)


async def test_what_cannot_be_written_fails_alone(book):
    """A lone surrogate gets this far only by a fault of ours."""
    await book.write(creation(ANN))
    answers = await book.together([post(ANN, "one"), post_of(ANN, "\ud800"), post(ANN, "two")])
    assert [getattr(answer, "seq", 0) for answer in answers] == [3, 0, 4]
    assert answers[1].code == "internal"
    assert [entry.body["text"] for entry in book.entries()[2:]] == ["one", "two"]
    assert book.journal.trouble is None


def post_of(by, said):
    change = post(by)
    change.body["text"] = said
    return change


async def test_beyond_its_queue_the_journal_refuses_at_once(open_book, url):
    book = open_book(url, JournalLimits(waiting=10))
    await book.write(creation(ANN))
    answers = await book.together([post(ANN) for _ in range(12)])
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) in {2, 3}
    assert {(refusal.code, refusal.retry_after_ms) for refusal in refused} == {("unavailable", 1_000)}


async def test_what_was_submitted_before_closing_is_written(open_book, url):
    book = open_book(url)
    await book.write(creation(ANN))
    answers = []
    for _ in range(20):
        book.journal.submit(post(ANN), answers.append)
    await book.journal.close()
    book.journal.submit(post(ANN), answers.append)
    seqs = [answer.seq for answer in answers if isinstance(answer, Done)]
    assert (seqs, len(answers)) == ([*range(3, 23)], 21)
    assert book.told[-1].entries[-1].seq == 22
