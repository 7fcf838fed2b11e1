"""What the server says has the shape that is documented: one builder a kind, one code a refusal."""

import msgspec
import pytest

from server.core import entries, replies, shapes, times
from server.core.entries import Author, Entry, Redacted
from server.core.entry_shapes import AnyEntry
from server.core.outcomes import Done
from server.core.refusals import CLOSES, CODES, Refusal
from tests.core import model
from tests.core.model import ANN, KEN, NOW, Log, person

SAID = {
    "entries": replies.told("a", Log(person(ANN)).entries),
    "ack": replies.ack(1, "cid-0001", Done("a", 4, NOW)),
    "receipts": replies.receipts("a", [{"user": "ann", "delivered": 2, "read": 1}]),
    "typing": replies.typing("a", ("ann", "ken"), 300),
    "presence": replies.presence("ann", "away", NOW),
    "left": replies.left("a", "removed"),
    "history": replies.history("r", "a", Log(person(ANN)).entries, more=True),
    "error": replies.error(Refusal("rate_limited", retry_after_ms=5, field="x"), 3),
    "inbox": replies.inbox({"rows": [], "gone": ["a"]}),
    "watched": replies.watched("a", on=True),
    "watch": replies.watch("a", [{"user": "amy", "name": "Amy", "writing": False}]),
    "queue": replies.queue("a", None),
    "silenced": replies.silenced("a", on=True),
    "busy": replies.busy(15, NOW),
    "draining": replies.draining(500),
    "ping": replies.ping(),
    "pong": replies.pong(2),
    "authed": replies.authed(NOW, 9),
}


@pytest.mark.parametrize("kind", sorted(SAID))
def test_a_message_has_the_shape_that_is_documented(kind):
    assert next(iter(SAID[kind])) == "t"
    assert SAID[kind]["t"] == kind
    shaped = msgspec.convert(SAID[kind], shapes.AnyMessage)
    assert msgspec.to_builtins(shaped) == SAID[kind]


def test_every_kind_of_message_has_a_builder_and_a_shape():
    shaped = {one.__struct_config__.tag for one in shapes.AnyMessage.__args__}
    assert shaped == set(replies.KINDS)
    assert set(SAID) | {"welcome", "joined", "room"} == shaped
    for kind in ("welcome", "joined", "room"):
        assert getattr(replies, kind)


def test_a_ref_stands_behind_the_kind_and_only_where_there_is_one():
    assert list(replies.pong(0)) == ["t", "ref"]
    assert replies.pong() == {"t": "pong"}
    assert replies.left("a", "left", "r") == {"t": "left", "ref": "r", "room": "a", "reason": "left"}


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_refusal_says_its_code_and_what_it_means(code):
    said = replies.error(Refusal(code))
    assert said == {"t": "error", "code": code, "message": CODES[code].meaning}
    assert 400 <= CODES[code].http < 600


def test_a_close_code_says_what_a_client_does_next():
    assert {row.then for row in CLOSES.values()} == {"reconnect", "token", "stop"}
    assert [code for code, row in CLOSES.items() if row.then == "stop"] == [1002, 1007, 1009, 4400, 4403]
    assert [code for code, row in CLOSES.items() if row.then == "token"] == [4401]


def test_every_kind_of_entry_has_a_shape():
    assert {one.__struct_config__.tag for one in AnyEntry.__args__} == set(entries.KINDS)


def test_a_message_in_its_current_form_tells_all_of_it():
    erased = Entry(
        seq=7,
        kind="message",
        at=NOW,
        by="s_sam",
        cid="cid-0001",
        reply_to=3,
        author=Author("Sam", "supervisor"),
        rev=9,
        redacted=Redacted("ann", NOW + 1),
        reactions={"👍": ["ken"]},
    )
    assert entries.wire(erased) == {
        "seq": 7,
        "kind": "message",
        "by": "s_sam",
        "at": times.text(NOW),
        "body": {},
        "cid": "cid-0001",
        "reply_to": 3,
        "rev": 9,
        "author": {"name": "Sam", "role": "supervisor"},
        "redacted": {"by": "ann", "at": times.text(NOW + 1)},
        "reactions": {"👍": ["ken"]},
    }


def test_a_lock_time_is_told_as_a_time_wherever_it_stands():
    log = Log(person(ANN), person(KEN))
    at = times.text(NOW + times.HOUR)
    delivered = log.write(model.activity("delivered", locks_at=NOW + times.HOUR))
    assert entries.wire(delivered)["body"] == {"type": "delivered", "locks_at": at}
    assert delivered.body["locks_at"] == NOW + times.HOUR, "what is kept stays a number"
    assert entries.wire(log.write(model.patch(locks_at=None)))["body"] == {"locks_at": None}
    assert entries.wire(log.write(model.patch(locks_at=NOW + times.HOUR)))["body"] == {"locks_at": at}
