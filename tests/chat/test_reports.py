"""A report goes to staff and to nobody else; so often, and no oftener."""

from server.storage import entries as stored
from tests.chat.bench import ORDER


async def scene(bench):
    await bench.room()
    await bench.staff()
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    amy = await bench.device("amy", "agent").entered()
    lane = bench.staff_lane()
    assert (await amy.ask("join", room=ORDER, observe=True))["t"] == "joined"
    assert (await amy.ask("join", room=lane))["t"] == "joined"
    return ann, ken, amy, lane


async def test_staff_see_it_and_the_reported_learn_nothing(bench):
    ann, ken, amy, lane = await scene(bench)
    seq = (await ken.sent(ORDER, "You fool."))["seq"]
    await bench.quiet()
    ken.forget()
    ack = await ann.ask("help", room=ORDER, cid="cid-report", reason="report", target=seq, text="He insults me.")
    assert (ack["t"], ack["room"], ack["seq"]) == ("ack", ORDER, seq)
    entry = (await amy.hears("entries", room=lane))["entries"][0]
    assert (entry["kind"], entry["by"], entry["author"]) == ("help", "ann", {"name": "Ann", "role": "customer"})
    assert entry["body"] == {
        "state": "raised", "reason": "report", "role": "customer", "text": "He insults me.", "user": "ken",
        "target": seq,
    }  # fmt: skip
    await bench.skip(500)
    assert ken.frames == []
    assert not [frame for frame in ann.about(lane) if frame["t"] != "error"]
    joined = await ken.ask("join", room=ORDER)
    assert "waiting" not in joined
    assert joined["last_seq"] == seq
    again = await amy.ask("join", room=lane)
    assert again["waiting"]["reason"] == "report"
    inbox, own = [(await bench.device(*who).hello())["rooms"] for who in (("amy", "agent"), ("ken", "driver"))]
    assert [row.get("waiting", {}).get("reason") for row in (*inbox, *own)] == ["report", None]


async def test_a_repeat_is_answered_alike(bench):
    ann, ken, _, lane = await scene(bench)
    seq = (await ken.sent(ORDER, "You fool."))["seq"]
    said = {"room": ORDER, "cid": "cid-report", "reason": "report", "target": seq}
    first, again = [await ann.ask("help", **said) for _ in range(2)]
    assert {**first, "ref": 0} == {**again, "ref": 0}
    other = await ann.ask("help", **{**said, "text": "more"})
    assert other["code"] == "cid_reused"
    assert len(bench.node.parts.database.call(stored.page, lane, limit=9)) == 2


async def test_what_is_no_report_names_nobody(bench):
    ann, *_ = await scene(bench)
    for extra in ({"target": 2}, {"user": "ken"}):
        refused = await ann.ask("help", room=ORDER, cid="cid-help-1", reason="late", **extra)
        assert (refused["code"], refused["field"]) == ("bad_field", next(iter(extra)))
    withdrawn = await ann.ask("help", room=ORDER, cid="cid-help-2", reason="report", withdraw=True, user="ken")
    assert withdrawn["code"] == "bad_field"


async def test_five_at_once_and_ten_an_hour(bench):
    ann, *_ = await scene(bench)
    told = [
        await ann.ask("help", room=ORDER, cid=f"cid-report-{n}", reason="report", user="ken") for n in range(6)
    ]  # fmt: skip
    assert [frame["t"] for frame in told] == ["ack"] * 5 + ["error"]
    assert told[5]["code"] == "rate_limited"
    assert 0 < told[5]["retry_after_ms"] <= 360_001
    assert (await ann.sent(ORDER, "I can still talk."))["t"] == "ack"
