"""The documented shapes hold for what is built, and name all that there is."""

import json
from typing import Any, get_args

import msgspec
import pytest

from server.core import (
    codec,
    commands,
    entries,
    entry_shapes,
    facts,
    pieces,
    presence,
    refusals,
    replies,
    room,
    shapes,
)
from tests.house.sources import ROOT
from tests.wire import asyncapi, golden

FRAMES = json.loads((ROOT / "tests/wire/golden.json").read_text())


def tags(structs: Any) -> set[str]:
    return {str(struct.__struct_config__.tag) for struct in structs}


def check_body(body: dict[str, Any]) -> None:
    """A message's body is one of `BODIES`; only an erased one is empty."""
    if body:
        into = entry_shapes.Text | entry_shapes.SaidFile | entry_shapes.SaidPhrase | entry_shapes.Request
        assert msgspec.to_builtins(msgspec.convert(body, into)) == body


def check_shape(value: dict[str, Any], shape: Any) -> None:
    """The value fits, and holds nothing that the shape does not name."""
    assert msgspec.to_builtins(msgspec.convert(value, shape)) == value


@pytest.mark.parametrize("message", golden.messages(), ids=range(len(golden.messages())))
def test_what_replies_build_has_the_documented_shape(message: dict[str, Any]):
    check_shape(message, shapes.AnyMessage)
    assert next(iter(message)) == "t"


@pytest.mark.parametrize("entry", [*golden.LOG, *golden.ASIDE], ids=lambda entry: f"{entry.seq}-{entry.kind}")
def test_entries_have_the_documented_shape(entry: entries.Entry):
    said = entries.wire(entry)
    check_shape(said, entry_shapes.AnyEntry)
    if entry.kind in {"message", "edit"}:
        check_body(said["body"])


def test_a_field_that_is_not_documented_is_noticed():
    with pytest.raises(AssertionError):
        check_shape({**replies.ping(), "more": 1}, shapes.AnyMessage)


def test_every_kind_is_among_the_golden_frames_and_the_shapes():
    told = {frame["json"]["t"] for frame in FRAMES["server"]}
    assert told == set(replies.KINDS) == tags(asyncapi.MESSAGES)
    assert {frame["json"]["t"] for frame in FRAMES["client"]} == tags(commands.ALL) == set(codec.KINDS)
    assert (
        {entry.kind for entry in (*golden.LOG, *golden.ASIDE)}
        == set(entries.KINDS)
        == tags(get_args(entry_shapes.AnyEntry))
    )


def test_every_field_of_every_command_is_among_the_golden_frames():
    said: dict[str, set[str]] = {}
    for frame in FRAMES["client"]:
        said.setdefault(frame["json"]["t"], set()).update(frame["json"])
    for command in commands.ALL:
        names = {field.encode_name for field in msgspec.structs.fields(command)} - {"ref", "after"}
        assert names <= said[str(command.__struct_config__.tag)], command


@pytest.mark.parametrize("frame", FRAMES["client"], ids=range(len(FRAMES["client"])))
def test_a_golden_command_reads_alike_in_both_codecs(frame: dict[str, Any]):
    read = codec.decode(json.dumps(frame["json"]).encode(), "json")
    assert read == codec.decode(bytes.fromhex(frame["msgpack"]), "msgpack")
    assert read.__struct_config__.tag == frame["json"]["t"]


def test_the_literals_are_those_of_core():
    assert get_args(entry_shapes.Role) == room.ROLES
    assert get_args(entry_shapes.RoomKind) == room.KINDS
    assert get_args(entry_shapes.RoomStatus) == room.STATUSES
    assert get_args(pieces.PresenceState) == get_args(presence.State)
    kinds = {field.name: field.type for field in msgspec.structs.fields(facts.Fact)}["kind"]
    assert get_args(pieces.FactKind) == get_args(kinds)


def references(value: Any) -> set[str]:
    match value:
        case {"$ref": str(ref)}:
            return {ref}
        case dict():
            return {ref for each in value.values() for ref in references(each)}
        case list():
            return {ref for each in value for ref in references(each)}
    return set()


def test_the_socket_is_documented_whole():
    document = asyncapi.document()
    assert document["asyncapi"] == "3.0.0"
    assert references(document)
    for ref in references(document):
        found: Any = document
        for part in ref.removeprefix("#/").split("/"):
            found = found[part]
        assert found
    messages = document["channels"]["socket"]["messages"]
    assert {name for name in messages if name.startswith("client.")} == {f"client.{t}" for t in codec.KINDS}
    assert {name for name in messages if name.startswith("server.")} == {f"server.{t}" for t in replies.KINDS}
    for code in refusals.CLOSES:
        assert f"- {code} (" in document["info"]["description"]
    named = document["components"]["schemas"]
    assert not [name for name in named if "." in name], "two structs bear one name"
