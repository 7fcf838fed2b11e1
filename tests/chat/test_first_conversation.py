"""The conversation of docs/wire.md, from hello to typing."""

from tests.chat.bench import ORDER


async def test_a_first_conversation_goes_as_the_wire_says(bench):
    await bench.room()
    ann, ken = bench.device("ann"), bench.device("ken", "driver", kind="msgpack")
    welcome = await ann.hello()
    assert [row["room"] for row in welcome["rooms"]] == [ORDER]
    assert (welcome["user"]["id"], welcome["more"]) == ("ann", False)
    await ken.entered(ORDER)
    joined = await ann.ask("join", room=ORDER, since=0)
    assert [entry["kind"] for entry in joined["entries"]] == ["room", "join", "join", "join"]
    assert (joined["reset"], joined["first_seq"], joined["last_seq"]) == (False, 1, 4)
    ack = await ann.sent(ORDER, "Where are you?", "01JDK3F8Q2")
    assert (ack["t"], ack["seq"], ack["cid"]) == ("ack", 5, "01JDK3F8Q2")
    told = await ken.hears("entries", room=ORDER)
    assert told["entries"][0]["body"] == {"type": "text", "text": "Where are you?"}
    assert ann.told("entries", ORDER) == ken.told("entries", ORDER)
    ken.say("seen", room=ORDER, read=5)
    await bench.skip(100)
    receipts = await ann.hears("receipts", room=ORDER)
    assert receipts["cursors"] == [{"user": "ken", "delivered": 5, "read": 5}]
    ken.say("typing", room=ORDER, on=True)
    assert (await ann.hears("typing", room=ORDER))["users"] == ["ken"]
