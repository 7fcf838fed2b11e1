"""What can be asked for: each kind of change with what it needs, and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import codec, requests
from server.core.refusals import Refusal
from server.core.requests import OrderItem, Request

GYOZA = {"name": "Gyoza"}


def read(**said):
    return requests.stored(msgspec.convert({"type": "request", **said}, Request))


@pytest.mark.parametrize(
    "said",
    [
        {"change": "add", "items": [{"name": "Rice", "count": 2}]},
        {"change": "remove", "items": [GYOZA, {"name": "Rice"}], "note": "Allergic"},
        {"change": "replace", "items": [{"name": "Gyoza", "count": 1, "instead": "Spring rolls"}]},
        {"change": "note", "note": "Extra chopsticks, please"},
    ],
)
def test_what_can_be_asked_for_is_stored_as_it_was_said(said):
    assert read(**said) == {"type": "request", **said}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"change": "add"}, "body.items"),
        ({"change": "note"}, "body.note"),
        ({"change": "note", "note": "  "}, "body.note"),
        ({"change": "note", "items": [GYOZA], "note": "x"}, "body.items"),
        ({"change": "replace", "items": [GYOZA]}, "body.items[0].instead"),
        ({"change": "add", "items": [GYOZA, {"name": "Rice", "instead": "Bread"}]}, "body.items[1].instead"),
        ({"change": "remove", "items": [{"name": " "}]}, "body.items[0].name"),
    ],
)
def test_what_says_nothing_or_does_not_fit_is_refused(said, field):
    with pytest.raises(Refusal) as refused:
        read(**said)
    assert (refused.value.code, refused.value.field) == ("bad_field", field)


@pytest.mark.parametrize(
    "said",
    [
        {"change": "swap", "items": [GYOZA]},
        {"change": "add", "items": [GYOZA] * 21},
        {"change": "add", "items": [{"name": "Rice", "count": 0}]},
        {"change": "add", "items": [{"name": "x" * 201}]},
    ],
)
def test_what_is_out_of_bounds_is_no_command(said):
    frame = codec.to_json({"t": "send", "room": "a", "cid": "cid-0001", "body": {"type": "request", **said}})
    with pytest.raises(Refusal, match=r"bad_field|too_large"):
        codec.decode(frame, "json")


@given(st.lists(st.builds(OrderItem, name=st.sampled_from(["Gyoza", "Rice"]), count=st.integers(1, 9)), min_size=1))
def test_a_glance_names_every_item(items):
    body = requests.stored(Request(change="add", items=items))
    assert requests.glance(body).split(", ") == [item.name for item in items]


def test_a_glance_says_what_takes_the_place_and_a_note_is_its_own():
    swap = read(change="replace", items=[{"name": "Gyoza", "instead": "Rice"}])
    assert requests.glance(swap) == "Gyoza → Rice"
    assert requests.glance(read(change="note", note="no onions")) == "no onions"
