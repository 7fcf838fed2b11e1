"""Files in the journal: claimed with the message that carries them, once, whoever races; erased with it; counted."""

import asyncio

import pytest
from msgspec.structs import replace

from server.core import times
from server.core import uploads as rules
from server.core.changes import Actor, Create, Post
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.core.uploads import Quotas, Upload
from server.core.users import User
from server.storage import uploads, users
from tests.storage.book import AGENT, ANN, HOST, KEN, LANE, ROOM, cid, creation, digest, edit, erase, person, post

FREE = Quotas(user_files=None, user_bytes=None, room_bytes=None, all_bytes=None)
VISITOR = Actor("v_1", "", "customer")


def upload(name: str = "f_1", by: Actor = ANN, **more) -> Upload:
    known = {"room": ROOM, "name": f"{name}.txt", "size": 5, "mime": "text/plain", "at": 1_000_000}
    return Upload(id=name, user=by.user, state=rules.ARRIVING, **(known | more))


async def stored(book, *wished: Upload, quotas: Quotas = FREE) -> None:
    for each in wished:
        await book.journal.write(lambda c, each=each: uploads.reserve(c, each, quotas))
        assert await book.journal.write(lambda c, each=each: uploads.settle(c, replace(each, state=rules.READY)))


def file(by: Actor, *names: str, room: str = ROOM, named: str | None = None) -> Post:
    body = {"type": "file", "file": names[0], **({"more": list(names[1:])} if names[1:] else {})}
    return Post(room=room, actor=by, cid=named or cid(), digest=digest(body), body=body)


async def found(book, name: str = "f_1") -> Upload | None:
    return await book.database.read(uploads.find, name)


async def test_a_message_carries_what_the_server_knows_of_its_files(book):
    await book.write(creation(ANN, KEN))
    await stored(book, upload(), upload("f_2", size=9, mime="image/png", width=3, height=2, preview=True))
    done = await book.write(file(ANN, "f_1", "f_2"))
    body = (await book.log())[-1].body
    assert body == {
        "type": "file", "file": "f_1", "name": "f_1.txt", "size": 5, "mime": "text/plain",
        "more": [{"file": "f_2", "name": "f_2.txt", "size": 9, "mime": "image/png", "width": 3, "height": 2}],
    }  # fmt: skip
    assert [(await found(book, name)).seq for name in ("f_1", "f_2")] == [done.seq, done.seq]
    assert (await found(book, "f_2")).preview is True
    assert book.entries()[-1].body == body


async def test_a_repeat_gets_the_same_answer_and_another_message_is_refused(book):
    await book.write(creation(ANN))
    await stored(book, upload())
    first = file(ANN, "f_1")
    done = await book.write(first)
    repeat = await book.write(first)
    assert (repeat.seq, repeat.repeat) == (done.seq, True)
    assert (await book.refused(file(ANN, "f_1"))).code == "not_found"
    assert (await book.refused(replace(first, digest="other"))).code == "cid_reused"


async def test_two_messages_of_one_batch_cannot_both_have_it(book):
    await book.write(creation(ANN))
    await stored(book, upload())
    first = file(ANN, "f_1")
    answers = await book.together([first, file(ANN, "f_1"), first, post(ANN)])
    assert [getattr(answer, "code", None) for answer in answers] == [None, "not_found", None, None]
    assert answers[2].seq == answers[0].seq


@pytest.mark.parametrize(
    ("wrong", "by"),
    [({"room": "order-b"}, ANN), ({"room": LANE}, ANN), ({}, KEN), ({"at": 1_000_000 - rules.UNUSED_MS - 1}, ANN)],
    ids=["another room's", "the lane's", "somebody else's", "too old"],
)
async def test_only_ones_own_for_that_very_room(book, wrong, by):
    await book.write(creation(ANN, KEN))
    await book.write(creation(ANN, KEN, room="order-b"))
    await book.write(Create(room=LANE, actor=HOST, cid=cid(), kind="order", parent=ROOM, audience="named",
                            people=(person(ANN),)))  # fmt: skip
    await stored(book, upload(**wrong))
    refusal = await book.refused(file(by, "f_1"))
    assert (refusal.code, refusal.field) == ("not_found", "body.file")
    assert (await found(book)).seq is None


async def test_a_lanes_file_is_sent_in_the_lane(book):
    await book.write(creation(ANN, KEN, staff_lane=LANE))
    await stored(book, upload(by=AGENT, room=LANE))
    assert (await book.refused(file(AGENT, "f_1"))).code in {"not_found", "forbidden"}
    assert isinstance(await book.write(file(AGENT, "f_1", room=LANE)), Done)


async def test_a_refused_message_leaves_its_file_unused(book):
    await book.write(creation(ANN))
    await stored(book, upload(), upload("f_2"))
    assert (await book.refused(file(ANN, "f_1", "f_3"))).code == "not_found"
    assert (await book.refused(replace(file(ANN, "f_1"), reply_to=99))).code == "bad_field"
    assert isinstance(await book.write(file(ANN, "f_1", "f_2")), Done)


async def test_a_file_is_not_edited_and_an_erased_message_gives_its_files_up(book):
    await book.write(creation(ANN, KEN))
    await stored(book, upload(), upload("f_2"))
    sent = await book.write(file(ANN, "f_1", "f_2"))
    assert (await book.refused(edit(ANN, sent.seq, "words"))).code == "forbidden"
    await book.write(erase(ANN, sent.seq))
    assert [await found(book, name) for name in ("f_1", "f_2")] == [None, None]
    assert await book.database.read(uploads.erased, 9) == ["f_1", "f_2"]
    assert (await book.log())[sent.seq - 1].body == {}


async def test_sent_tried_to_edit_and_erased_in_one_batch(book):
    await book.write(creation(ANN))
    await stored(book, upload())
    seq = 3
    answers = await book.together([file(ANN, "f_1"), edit(ANN, seq, "words"), erase(ANN, seq)])
    assert [getattr(answer, "code", None) for answer in answers] == [None, "forbidden", None]
    assert await found(book) is None


# -- counting ------------------------------------------------------------------------------------------


async def test_quotas_count_a_day_of_the_user_the_room_and_all(book):
    quotas = Quotas(user_files=3, user_bytes=100, room_bytes=150, all_bytes=200)
    await stored(book, upload("f_1", size=60), quotas=quotas)

    async def code(wished: Upload) -> str | None:
        try:
            await stored(book, wished, quotas=quotas)
        except Refusal as refusal:
            return refusal.code
        return None

    assert await code(upload("f_2", size=41)) == "rate_limited"
    assert await code(upload("f_2", size=40)) is None
    assert await code(upload("f_3", KEN, size=51)) == "rate_limited"
    assert await code(upload("f_3", KEN, size=50)) is None
    assert await code(upload("f_4", KEN, size=50, room="other")) is None
    assert await code(upload("f_5", AGENT, size=1, room="third")) == "rate_limited"
    assert await code(upload("f_5", AGENT, size=1, room="third", at=1_000_001 + times.DAY)) is None


async def test_what_could_not_be_taken_is_counted_and_what_never_came_is_not(book):
    await book.journal.write(lambda c: uploads.reserve(c, upload("f_1"), FREE))
    await book.journal.write(lambda c: uploads.reserve(c, upload("f_2"), FREE))
    await book.journal.write(lambda c: uploads.spend(c, "f_1"))
    await book.journal.write(lambda c: uploads.forget(c, "f_2"))
    one, two = Quotas(user_files=1), Quotas(user_files=2, user_bytes=5)
    with pytest.raises(Refusal, match="rate_limited"):
        await stored(book, upload("f_3"), quotas=one)
    await stored(book, upload("f_3"), quotas=two)
    assert await found(book) is None


# -- collecting ----------------------------------------------------------------------------------------


async def test_what_nobody_used_and_what_stopped_arriving_is_given_up(book):
    await book.write(creation(ANN))
    await stored(book, upload("f_used"), upload("f_unused"))
    await book.journal.write(lambda c: uploads.reserve(c, upload("f_stopped"), FREE))
    await book.write(file(ANN, "f_used"))
    now = 1_000_000
    assert await book.journal.write(lambda c: uploads.give_up(c, now, 1000)) == 0
    assert await book.journal.write(lambda c: uploads.give_up(c, now + 1001, 1000)) == 1
    now += rules.UNUSED_MS + 1
    assert await book.journal.write(lambda c: uploads.give_up(c, now, 1000)) == 1
    assert sorted(await book.database.read(uploads.erased, 9)) == ["f_stopped", "f_unused"]
    assert (await book.refused(file(ANN, "f_unused"))).code == "not_found"
    assert not await book.journal.write(lambda c: uploads.settle(c, replace(upload("f_stopped"), state=rules.READY)))
    await book.journal.write(lambda c: uploads.dropped(c, ["f_unused", "f_stopped"], now))
    assert await book.database.read(uploads.erased, 9) == []
    assert (await found(book, "f_used")).seq == 3


# -- visitors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lane", [False, True])
async def test_staff_have_spoken_when_one_of_them_wrote_a_message(book, lane):
    await book.journal.write(lambda c: users.ensure_user(c, User(AGENT.user, "agent", "Amy")))
    await book.write(creation(ANN, KEN, AGENT, kind="support"))
    await book.write(Create(room=LANE, actor=HOST, cid=cid(), kind="support", parent=ROOM, audience="named",
                            people=(person(ANN),)))  # fmt: skip
    room = LANE if lane else ROOM
    await book.write(post(ANN))
    await book.write(post(KEN))
    assert await book.database.read(uploads.staff_spoke, room) is False
    await book.write(post(AGENT))
    assert await book.database.read(uploads.staff_spoke, room) is True
    assert await book.database.read(uploads.staff_spoke, "other") is False


# -- two nodes -----------------------------------------------------------------------------------------


@pytest.fixture
async def nodes(open_book, postgresql_url):
    return open_book(postgresql_url), open_book(postgresql_url)


async def test_two_nodes_race_for_one_file(nodes):
    await nodes[0].write(creation(ANN))
    for number in range(15):
        name = f"f_{number}"
        await stored(nodes[number % 2], upload(name))
        answers = await asyncio.gather(
            *(node.journal.append(file(ANN, name)) for node in nodes), return_exceptions=True
        )
        won = [answer for answer in answers if isinstance(answer, Done)]
        assert len(won) == 1, answers
        assert {getattr(answer, "code", None) for answer in answers} == {None, "not_found"}
        assert (await found(nodes[0], name)).seq == won[0].seq


async def test_one_send_repeated_on_both_nodes_claims_once(nodes):
    await nodes[0].write(creation(ANN))
    for number in range(15):
        name = f"f_{number}"
        await stored(nodes[0], upload(name))
        change = file(ANN, name)
        one, other = await asyncio.gather(*(node.write(change) for node in nodes))
        assert (one.seq, one.at) == (other.seq, other.at)
        assert one.repeat is not other.repeat


async def test_a_claim_races_with_giving_up(nodes):
    """Whichever comes first: never a message whose file was given up."""
    await nodes[0].write(creation(ANN))
    for number in range(15):
        name = f"f_{number}"
        await stored(nodes[0], upload(name))
        late = 1_000_001 + rules.UNUSED_MS
        answer, given_up = await asyncio.gather(
            nodes[0].journal.append(file(ANN, name)),
            nodes[1].journal.write(lambda c, late=late: uploads.give_up(c, late, 10**9)),
            return_exceptions=True,
        )
        assert isinstance(answer, Done) is (given_up == 0), (answer, given_up)
        assert (await found(nodes[0], name) is not None) is isinstance(answer, Done)


async def test_two_nodes_cannot_pass_a_quota_together(nodes):
    quotas = Quotas(user_bytes=50)
    answers = await asyncio.gather(
        *(
            nodes[number % 2].journal.write(lambda c, n=number: uploads.reserve(c, upload(f"f_{n}"), quotas))
            for number in range(24)
        ),
        return_exceptions=True,
    )
    assert sum(answer is None for answer in answers) == 10
    assert {answer.code for answer in answers if answer is not None} == {"rate_limited"}
