"""Which message may carry a file, what is stored of it, and how much may be sent up."""

import msgspec
import pytest
from msgspec.structs import replace

from server.core import entry_shapes, times, uploads
from server.core.refusals import Refusal
from server.core.uploads import Quotas, Upload, Used

NOW = 50 * times.DAY
PHOTO = Upload(
    id="f_1", room="r", user="ann", name="a.jpg", size=9, mime="image/jpeg", at=NOW, width=4, height=3, preview=True
)
NOTE = Upload(id="f_2", room="r", user="ann", name="b.txt", size=5, mime="text/plain", at=NOW)
HELD = {each.id: each for each in (PHOTO, NOTE)}
BY = ("r", "ann")


def refused(body: dict, held: dict[str, Upload] = HELD, by: tuple[str, str] = BY, now: int = NOW) -> tuple:
    with pytest.raises(Refusal) as caught:
        uploads.carried(body, by, held, now)
    return caught.value.code, caught.value.field


def test_what_is_stored_is_what_the_server_knows():
    body = uploads.carried({"type": "file", "file": "f_1", "name": "evil", "size": 1}, BY, HELD, NOW)
    assert body == {
        "type": "file", "file": "f_1", "name": "a.jpg", "size": 9, "mime": "image/jpeg", "width": 4, "height": 3,
    }  # fmt: skip
    two = uploads.carried({"type": "file", "file": "f_2", "more": ["f_1"]}, BY, HELD, NOW)
    assert two["more"] == [{name: value for name, value in body.items() if name != "type"}]
    assert uploads.named(two) == ["f_2", "f_1"] == uploads.named({"type": "file", "file": "f_2", "more": ["f_1"]})
    for each in (body, two):
        assert msgspec.to_builtins(msgspec.convert(each, entry_shapes.SaidFile)) == each


def test_a_text_is_left_as_it_is():
    text = {"type": "text", "text": "f_1", "file": "f_1"}
    assert uploads.carried(text, BY, {}, NOW) is text
    assert uploads.named(text) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": "ken"},
        {"room": "other"},
        {"seq": 4},
        {"state": uploads.ARRIVING},
        {"state": uploads.ERASED},
        {"state": uploads.GONE},
        {"at": NOW - uploads.UNUSED_MS - 1},
    ],
    ids=str,
)
def test_only_ones_own_unused_upload_for_that_room(wrong: dict):
    held = {**HELD, "f_2": replace(NOTE, **wrong)}
    assert refused({"type": "file", "file": "f_2"}, held) == ("not_found", "body.file")
    assert refused({"type": "file", "file": "f_1", "more": ["f_2"]}, held) == ("not_found", "body.file")


def test_one_that_is_not_there_and_one_named_twice():
    assert refused({"type": "file", "file": "f_3"}) == ("not_found", "body.file")
    assert refused({"type": "file", "file": "f_1", "more": ["f_1"]}) == ("bad_field", "body.more")


FREE = Used()


@pytest.mark.parametrize(
    ("used", "size", "wait"),
    [
        ((FREE, FREE, FREE), 100, None),
        ((FREE, FREE, FREE), 101, times.DAY),
        ((Used(2, 90, NOW - 1000), FREE, FREE), 10, None),
        ((Used(2, 90, NOW - 1000), FREE, FREE), 11, times.DAY - 1000),
        ((Used(3, 0, NOW - times.DAY + 5), FREE, FREE), 1, 1000),
        ((FREE, Used(9, 200, NOW), FREE), 1, times.DAY),
        ((FREE, FREE, Used(9, 300, NOW - 7)), 1, times.DAY - 7),
    ],
)
def test_a_quota_says_when_to_come_again(used, size: int, wait: int | None):
    quotas = Quotas(user_files=3, user_bytes=100, room_bytes=200, all_bytes=300)
    if wait is None:
        uploads.check_quotas(quotas, used, size, NOW)
        return
    with pytest.raises(Refusal) as caught:
        uploads.check_quotas(quotas, used, size, NOW)
    assert (caught.value.code, caught.value.retry_after_ms) == ("rate_limited", wait)


def test_without_quotas_everything_fits():
    none = Quotas(user_files=None, user_bytes=None, room_bytes=None, all_bytes=None)
    uploads.check_quotas(none, (Used(10**6, 10**12, 0),) * 3, 10**12, NOW)
