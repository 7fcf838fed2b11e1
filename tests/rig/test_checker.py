"""The checker passes a good history and catches every fault planted in it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rig.checker import check
from tests.rig.history import History, Record
from tests.rig.planted import LATE, ROOM, good_history, good_talk

Draw = Callable[[list[Any]], Any]
MESSAGES = 12


def laws(records: list[Record]) -> set[str]:
    return check(History.of_records(records)).laws


def picks(records: list[Record], what: str) -> list[Record]:
    return [record for record in records if record["what"] == what]


def stored(records: list[Record]) -> list[Record]:
    (record,) = picks(records, "store")
    return record["entries"]


def with_moments(records: list[Record]) -> list[Record]:
    """Give every record the moment at which it happened, in the order in which they stand."""
    for moment, record in enumerate(records):
        record["moment"] = float(moment)
    return records


def seen_messages(records: list[Record]) -> list[Record]:
    """The `entries` records of live messages, of whoever stays to the end."""
    return [record for record in picks(records, "entries") if record["user"] != LATE]


def test_a_good_history_passes() -> None:
    verdict = check(good_history())
    verdict.insist("sent", "acked", "stored", "deliveries", "joined", "settled", "cursors", "ordered")
    assert verdict.counts["acked"] == MESSAGES
    assert verdict.counts["deliveries"] > 3 * MESSAGES


@given(st.integers(min_value=6, max_value=80))
def test_good_histories_of_any_length_pass(messages: int) -> None:
    assert not check(good_history(messages)).violations


def test_a_report_that_is_overtaken_is_put_back_by_its_moment() -> None:
    records = with_moments(good_talk())
    claim = records.index(picks(records, "seen")[0])
    records[claim], records[claim + 1] = records[claim + 1], records[claim]
    assert not laws(records)
    assert "cursor was claimed" in laws([{**record, "moment": float(at)} for at, record in enumerate(records)])


def test_a_check_of_nothing_is_no_check() -> None:
    with pytest.raises(AssertionError, match="nothing was checked"):
        check(History()).insist("acked")


def test_a_room_whose_log_was_not_read_is_no_pass() -> None:
    records = [record for record in good_talk() if record["what"] != "store"]
    assert "store read" in laws(records)


def test_a_history_is_judged_the_same_from_disk(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.jsonl")
    for record in good_talk():
        kept.put(**record)
    kept.close()
    again = History.read(tmp_path / "history.jsonl")
    assert check(again).counts == check(kept).counts
    assert len(again) == len(kept)


# Each fault takes a good talk and a way to choose, breaks one thing, and names the law that must notice.


def plant_loss(records: list[Record], draw: Draw) -> str:
    """One device misses an entry; what follows leaves a hole, or the end is not reached."""
    records.remove(draw(seen_messages(records)))
    return "no hole|reaches every client|client resumes where it stopped"


def plant_double(records: list[Record], draw: Draw) -> str:
    record = draw(seen_messages(records))
    records.insert(records.index(record), copy.deepcopy(record))
    return "seen once, in order"


def plant_swap(records: list[Record], draw: Draw) -> str:
    """Two neighbours reach one device the wrong way round."""
    record = draw(seen_messages(records)[:-4])
    later = records[records.index(record) + 1 :]
    same = ("device", "conn")
    other = next((r for r in later if r["what"] == "entries" and all(r[k] == record[k] for k in same)), None)
    if other is None:
        other = record
        records.remove(record)
        return "no hole|reaches every client|client resumes where it stopped"
    record["entries"], other["entries"] = other["entries"], record["entries"]
    return "no hole"


def plant_hole(records: list[Record], draw: Draw) -> str:
    """A number of the log is used for nothing: everything after it moves by one, everywhere."""
    cut = draw(stored(records)[4:])["seq"]
    for record in records:
        for entry in record.get("entries", []):
            entry["seq"] += entry["seq"] >= cut
        if record["what"] == "ack":
            record["seq"] += record["seq"] >= cut
        if "last_seq" in record:
            record["last_seq"] += record["last_seq"] >= cut
    return "store dense"


def plant_before_the_window(records: list[Record], draw: Draw) -> str:
    """The late driver is shown what was said before the assignment."""
    (joined,) = [record for record in picks(records, "joined") if record["user"] == LATE]
    early = draw([entry for entry in stored(records) if entry["seq"] < joined["first_seq"]])
    joined["entries"].insert(0, copy.deepcopy(early))
    return "inside the window"


def plant_a_wider_window(records: list[Record], _draw: Draw) -> str:
    """The server claims that the late driver may see everything, and shows it."""
    (joined,) = [record for record in picks(records, "joined") if record["user"] == LATE]
    joined["first_seq"] = 1
    joined["entries"] = copy.deepcopy([e for e in stored(records) if e["seq"] <= joined["last_seq"]])
    return "window starts where it should"


def plant_after_the_window(records: list[Record], draw: Draw) -> str:
    """The removed driver goes on listening, up to any entry from the removal on."""
    (left,) = picks(records, "left")
    (out,) = [entry["seq"] for entry in stored(records) if entry["kind"] == "leave"]
    last = draw([entry for entry in stored(records) if entry["seq"] >= out])["seq"]
    more = copy.deepcopy([entry for entry in stored(records) if out <= entry["seq"] <= last])
    shown = {"what": "entries", "room": ROOM, "device": f"{LATE}/1", "user": LATE, "conn": 1, "entries": more}
    records.insert(records.index(left), shown)
    return "inside the window"


def plant_after_left(records: list[Record], _draw: Draw) -> str:
    """Something is told to a view that was closed."""
    (left,) = picks(records, "left")
    shown = {**left, "what": "entries", "entries": copy.deepcopy(stored(records)[-1:])}
    records.insert(records.index(left) + 1, shown)
    return "entries only to a view"


def plant_acked_not_stored(records: list[Record], draw: Draw) -> str:
    """A message was acknowledged and shown, and the store holds another in its place."""
    entry = draw([entry for entry in stored(records) if entry["kind"] == "message"])
    entry["cid"], entry["by"] = "cid-else", "nobody"
    return "acked is stored"


def plant_lost_tail(records: list[Record], _draw: Draw) -> str:
    """The store forgot the last entry, as after a crash without fsync."""
    stored(records).pop()
    return "acked is stored"


def plant_stored_twice(records: list[Record], draw: Draw) -> str:
    """One cid became two entries."""
    messages = [entry for entry in stored(records) if entry["kind"] == "message" and entry["by"] == "ann"]
    draw(messages[1:])["cid"] = messages[0]["cid"]
    return "stored once"


def plant_reused_seq(records: list[Record], draw: Draw) -> str:
    """Two messages were acknowledged with one number."""
    acks = picks(records, "ack")
    draw(acks[1:])["seq"] = acks[0]["seq"]
    return "seq used once"


def plant_two_acks(records: list[Record], draw: Draw) -> str:
    """A repeat of one cid was answered with another number."""
    record = draw(picks(records, "ack"))
    records.append({**record, "seq": record["seq"] + 1})
    return "one ack"


def plant_another_body(records: list[Record], draw: Draw) -> str:
    """One device was shown other words than those stored."""
    record = draw(seen_messages(records))
    record["entries"][0]["body"]["text"] = "something else"
    return "seen as stored"


def plant_changed_on_disk(records: list[Record], draw: Draw) -> str:
    draw([entry for entry in stored(records) if entry["kind"] == "message"])["body"]["text"] = "else"
    return "stored as sent"


def plant_send_order(records: list[Record], _draw: Draw) -> str:
    """A device's later send was numbered before its earlier one."""
    invokes = [record for record in picks(records, "invoke") if record["user"] == "ann"]
    invokes[0]["cid"], invokes[1]["cid"] = invokes[1]["cid"], invokes[0]["cid"]
    return "send order kept"


def plant_a_phantom(records: list[Record], draw: Draw) -> str:
    """Something is stored under a name that never sent it."""
    cid = draw(picks(records, "invoke"))["cid"]
    records[:] = [r for r in records if not (r.get("cid") == cid and r["what"] in {"invoke", "ack"})]
    return "stored was sent"


def plant_cursor_back(records: list[Record], _draw: Draw) -> str:
    told = [record for record in picks(records, "receipts") if record["device"] == "ken/1"]
    owners = [record["cursors"][0]["user"] for record in told]
    first = owners.index(owners[-1])
    told[first]["cursors"], told[-1]["cursors"] = told[-1]["cursors"], told[first]["cursors"]
    return "cursors only advance|cursor was claimed"


def plant_cursor_gone_back(records: list[Record], draw: Draw) -> str:
    """After everything, one cursor is told lower than before."""
    told = draw([record for record in picks(records, "receipts") if record["cursors"][0]["delivered"] > 1])
    cursor = told["cursors"][0]
    lower = {**cursor, "delivered": cursor["delivered"] - 1}
    lower["read"] = min(cursor["read"], lower["delivered"])
    records.insert(records.index(told) + 1, {**told, "cursors": [lower]})
    return "cursors only advance"


def plant_cursor_too_early(records: list[Record], _draw: Draw) -> str:
    """By their moments, a cursor was told before its owner claimed it, however late that is reported."""
    with_moments(records)
    picks(records, "receipts")[0]["moment"] = picks(records, "seen")[0]["moment"] - 0.5
    return "cursor was claimed"


def plant_cursor_ahead(records: list[Record], draw: Draw) -> str:
    draw(picks(records, "receipts"))["cursors"][0]["delivered"] += 1
    return "cursor was claimed"


def plant_read_ahead(records: list[Record], draw: Draw) -> str:
    cursor = draw(picks(records, "receipts"))["cursors"][0]
    cursor["read"] = cursor["delivered"] + 1
    return "read within delivered"


def plant_written_after_leaving(records: list[Record], draw: Draw) -> str:
    """The removed driver's message was taken after the removal."""
    (out,) = [entry["seq"] for entry in stored(records) if entry["kind"] == "leave"]
    draw([e for e in stored(records) if e["kind"] == "message" and e["seq"] > out])["by"] = LATE
    return "only members write"


def plant_time_back(records: list[Record], draw: Draw) -> str:
    draw(stored(records)[1:])["at"] = "2025-12-31T23:59:59.000Z"
    return "time goes on"


FAULTS = [value for name, value in sorted(globals().items()) if name.startswith("plant_")]


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__.removeprefix("plant_"))
@settings(max_examples=25)
@given(chance=st.data(), messages=st.integers(min_value=9, max_value=24))
def test_a_planted_fault_is_caught(plant: Callable[..., str], chance: st.DataObject, messages: int) -> None:
    records = copy.deepcopy(good_talk(messages))
    expected = plant(records, lambda choices: chance.draw(st.sampled_from(choices)))
    assert set(expected.split("|")) & laws(records)
