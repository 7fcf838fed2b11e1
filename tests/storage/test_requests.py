"""A request and its one answer on disk: within a batch, after it, from two nodes, erased, as of a former's end."""

import asyncio

import pytest

from server.core.changes import Answer as Answering
from server.core.changes import Post
from server.core.entries import Answer, Redacted
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.core.windows import Window
from server.storage import entries
from tests.storage.book import AGENT, ANN, HOST, KEN, MIA, ROOM, cid, creation, digest, erase, post, react

ASKED = {"type": "request", "change": "remove", "items": [{"name": "Gyoza"}]}


def ask(by=ANN) -> Post:
    return Post(room=ROOM, actor=by, cid=cid(), digest=digest("ask"), body=ASKED)


def answer(by, target: int, *, accepted: bool = True, named: str | None = None) -> Answering:
    said = digest([target, accepted])
    return Answering(room=ROOM, actor=by, cid=named or cid(), digest=said, target=target, accepted=accepted)


@pytest.fixture
async def asked(book):
    """A room in which ann's request has seq 5."""
    await book.write(creation(ANN, KEN, MIA))
    assert (await book.write(ask())).seq == 5
    return book


async def test_the_first_answer_is_kept_in_the_request_and_as_an_entry(asked):
    given = answer(MIA, 5, accepted=False)
    done = await asked.write(given)
    request, entry = (await asked.log())[4:]
    assert (request.body, request.rev, request.answer) == (ASKED, 6, Answer(accepted=False, by="mia", at=done.at))
    assert (entry.kind, entry.target, entry.body) == ("answer", 5, {"accepted": False})
    assert (await asked.write(given)).repeat
    refused = await asked.refused(answer(MIA, 5))
    assert (refused.code, refused.answer) == ("answered", request.answer)


async def test_of_two_answers_in_one_batch_the_first_holds(asked):
    first, second = await asked.together([answer(MIA, 5), answer(AGENT, 5, accepted=False)])
    assert isinstance(first, Done)
    assert (second.code, second.answer.by, second.answer.accepted) == ("answered", "mia", True)
    assert len(await asked.log()) == 6


async def test_a_request_and_its_answer_in_one_batch(asked):
    _, given, again = await asked.together([ask(), answer(MIA, 6), answer(HOST, 6)])
    assert isinstance(given, Done)
    assert again.code == "answered"


async def test_a_request_that_is_erased_keeps_no_answer_and_takes_none(asked):
    await asked.together([react(KEN, 5), answer(MIA, 5), erase(ANN, 5)])
    request = (await asked.log())[4]
    assert (request.body, request.answer, request.redacted) == ({}, None, Redacted("ann", asked.now))
    assert (await asked.refused(answer(AGENT, 5))).code == "not_found"


async def test_what_asks_for_nothing_is_not_answered(asked):
    said = await asked.write(post(ANN, '{"type":"request"}'))
    assert (await asked.refused(answer(MIA, said.seq))).field == "target"


async def test_who_left_before_the_answer_sees_none(asked):
    await asked.write(answer(MIA, 5))

    def as_of(until):
        return asked.database.call(lambda c: entries.page_as_of(c, ROOM, Window(1, until)))[4]

    assert (as_of(5).answer, as_of(5).rev) == (None, None)
    assert as_of(6).answer == Answer(accepted=True, by="mia", at=asked.now)


@pytest.mark.timeout(90)
async def test_two_nodes_answer_and_one_answer_holds(open_book, postgresql_url):
    nodes = open_book(postgresql_url), open_book(postgresql_url)
    await nodes[0].write(creation(ANN, KEN, MIA))
    for _ in range(20):
        seq = (await nodes[0].write(ask())).seq
        answers = await asyncio.gather(
            nodes[0].together([answer(MIA, seq)]), nodes[1].together([answer(AGENT, seq, accepted=False)])
        )
        (done,) = (one for (one,) in answers if isinstance(one, Done))
        (refused,) = (one for (one,) in answers if isinstance(one, Refusal))
        request, *_, entry = (await nodes[0].log())[seq - 1 :]
        assert (refused.code, refused.answer) == ("answered", request.answer)
        assert (entry.seq, entry.by, entry.body["accepted"]) == (done.seq, request.answer.by, request.answer.accepted)
