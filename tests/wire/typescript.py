"""The wire as TypeScript types, made from the server's structs."""

import json
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final, get_args

import msgspec
from msgspec import inspect

from server.core import commands, entries, entry_shapes, inbox_shapes, phrases, pieces, refusals, room, shapes
from server.web import answers

WIDTH: Final = 110
MESSAGES: Final = get_args(shapes.AnyMessage)
ENTRIES: Final = get_args(entry_shapes.AnyEntry)
ANSWERS: Final = (answers.FileLink, answers.MuteList, answers.People, answers.Widget)
"""What the SDK gets over HTTP and not over the socket."""
SUFFIXES: Final[dict[str | None, str]] = {"type": "Body", "kind": "", None: ""}
# Names for aliases that carry no struct: the widget reads better with them than with the literals spelt out.
LITERALS: Final = {
    "Role": entry_shapes.Role,
    "RoomKind": entry_shapes.RoomKind,
    "RoomStatus": entry_shapes.RoomStatus,
    "PresenceState": pieces.PresenceState,
    "FactKind": pieces.FactKind,
    "Audience": pieces.Audience,
    "Verified": entry_shapes.Verified,
    "LeftReason": shapes.LeftReason,
    "HelpState": entry_shapes.HelpState,
}
HELD: Final = {"DeskAct": entry_shapes.DeskAct}
"""The same, named beside what entries hold."""
_QUIET: Final = re.compile(r"/\*\*.*?\*/|\"[^\"]*\"", re.DOTALL)
_BY_VALUES: Final = {tuple(sorted(get_args(literal))): name for name, literal in (LITERALS | HELD).items()}


HEAD: Final = "/** {}. Made by `make wire` from the server; a test fails when this is stale. */"


def files() -> dict[str, str]:
    """Return the modules by name: what a client says and the codes, entries and their bodies, what the server says."""
    said, held, stored, told = _commands(), _bodies(), _entries(), _messages()
    shown, rows = _pieces(pieces), _pieces(inbox_shapes)
    words = _words()
    words_of = {"generated-words": words}
    bodies_of = {"generated": said, **words_of, "generated-bodies": held}
    pieces_of = bodies_of | {"generated-entries": stored}
    return {
        "generated": _module("What a client says", said, words_of),
        "generated-words": _module("Words that stand for themselves, and every code", words, {}),
        "generated-tables": _module("What codes and events mean", _tables(), {}),
        "generated-bodies": _module("What entries hold", held, {"generated": said, **words_of}),
        "generated-entries": _module("The kinds of entry", stored, bodies_of),
        "generated-pieces": _module("The pieces of what the server says", shown, pieces_of),
        "generated-inbox": _module("The rows of an inbox", rows, bodies_of),
        "generated-messages": _module(
            "What the server says", told, pieces_of | {"generated-inbox": rows, "generated-pieces": shown}
        ),
        "generated-answers": _module("What the server answers over HTTP", _answers(), {"generated-pieces": shown}),
    }


def _words() -> dict[str, str]:
    parts = {name: _alias(name, [json.dumps(value) for value in get_args(of)]) for name, of in LITERALS.items()}
    for name, words in (
        ("ErrorCode", refusals.CODES), ("EntryKind", entries.KINDS), ("HelpReason", phrases.HELP_REASONS),
    ):  # fmt: skip
        parts[name] = _alias(name, [json.dumps(word) for word in words])
    return parts


def _commands() -> dict[str, str]:
    parts = {_name(struct): _interface(struct) for struct in _structs(commands.ALL)}
    parts["WrittenBody"] = _alias("WrittenBody", [_name(body) for body in entry_shapes.WRITTEN])
    parts["Command"] = _alias("Command", [_name(command) for command in commands.ALL])
    parts["Write"] = _alias("Write", [_name(command) for command in get_args(commands.Write)])
    return parts


def _tables() -> dict[str, str]:
    return {"CLOSES": _closes(), "STAGES": _stages()}


def _bodies() -> dict[str, str]:
    apart = {*_structs(entry_shapes.WRITTEN), *ENTRIES}
    own = [struct for struct in _structs([*entry_shapes.BODIES, *ENTRIES]) if struct not in apart]
    parts = {name: _alias(name, [json.dumps(value) for value in get_args(of)]) for name, of in HELD.items()}
    parts |= {_name(struct): _interface(struct) for struct in own}
    return parts | {"MessageBody": _alias("MessageBody", [_name(body) for body in entry_shapes.BODIES])}


def _entries() -> dict[str, str]:
    parts = {_name(entry): _interface(entry) for entry in ENTRIES}
    return parts | {"Entry": _alias("Entry", [_name(entry) for entry in ENTRIES])}


def _messages() -> dict[str, str]:
    parts = {_name(struct): _interface(struct) for struct in _own_messages() if struct not in _shared()}
    return parts | {"ServerMessage": _alias("ServerMessage", [_name(message) for message in MESSAGES])}


def _own_messages() -> list[type[msgspec.Struct]]:
    known = set(_structs([*commands.ALL, *ENTRIES]))
    return [struct for struct in _structs(MESSAGES) if struct not in known]


def _shared() -> list[type[msgspec.Struct]]:
    return [struct for struct in _own_messages() if struct.__module__ in {pieces.__name__, inbox_shapes.__name__}]


def _pieces(of: ModuleType) -> dict[str, str]:
    return {_name(struct): _interface(struct) for struct in _shared() if struct.__module__ == of.__name__}


def _answers() -> dict[str, str]:
    known = set(_structs([*commands.ALL, *ENTRIES, *MESSAGES]))
    return {_name(struct): _interface(struct) for struct in _structs(ANSWERS) if struct not in known}


def _module(title: str, parts: dict[str, str], others: dict[str, dict[str, str]]) -> str:
    """Put a module together; it imports what it names of the others."""
    body = "\n\n".join(parts.values())
    code = _QUIET.sub("", body)
    imports = [
        _import(module, sorted(used))
        for module, names in sorted(others.items())
        if (used := [name for name in names if re.search(rf"\b{name}\b", code)])
    ]
    return "\n\n".join([HEAD.format(title), *(["\n".join(imports)] if imports else []), body]) + "\n"


def _import(module: str, names: list[str]) -> str:
    line = f'import type {{ {", ".join(names)} }} from "./{module}";'
    if len(line) <= WIDTH:
        return line
    return "import type {\n" + "".join(f"  {name},\n" for name in names) + f'}} from "./{module}";'


def _structs(tops: Iterable[Any]) -> list[type[msgspec.Struct]]:
    """Return these structs and all that they hold, each once, in a stable order."""
    found: dict[type[msgspec.Struct], None] = {}
    waiting = list(tops)
    while waiting:
        struct = waiting.pop(0)
        if struct not in found:
            found[struct] = None
            known = inspect.type_info(struct)
            assert isinstance(known, inspect.StructType)
            waiting += [held for field in known.fields for held in _held(field.type)]
    return list(found)


def _held(kind: inspect.Type) -> list[type[msgspec.Struct]]:
    match kind:
        case inspect.StructType():
            return [kind.cls]
        case inspect.UnionType():
            return [struct for each in kind.types for struct in _held(each)]
        case inspect.ListType():
            return _held(kind.item_type)
        case inspect.Metadata():
            return _held(kind.type)
        case _:
            return []


def _name(struct: type[msgspec.Struct]) -> str:
    config = struct.__struct_config__
    if config.tag_field == "t":
        return f"{str(config.tag).capitalize()}{'Command' if struct in commands.ALL else 'Message'}"
    if struct in {entry_shapes.SaidPhrase, entry_shapes.SaidFile}:
        return f"{struct.__name__}Body"
    return struct.__name__ + SUFFIXES[config.tag_field]


def _interface(struct: type[msgspec.Struct]) -> str:
    known = inspect.type_info(struct)
    assert isinstance(known, inspect.StructType)
    tag = [f"  {known.tag_field}: {json.dumps(known.tag)};"] if known.tag_field else []
    lines = [*tag, *(f"  {field.encode_name}{_mark(field)}: {_type(field.type)};" for field in known.fields)]
    said = f"/** {(struct.__doc__ or '').strip()} */\n" if struct.__doc__ else ""
    if not lines:
        return f"{said}export type {_name(struct)} = Record<string, never>;"
    return f"{said}export interface {_name(struct)} {{\n" + "\n".join(lines) + "\n}"


def _mark(field: inspect.Field) -> str:
    return "" if field.required else "?"


def _type(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            title = (kind.extra_json_schema or {}).get("title")
            return title if title in {"MessageBody", "ErrorCode"} else _type(kind.type)
        case inspect.UnionType() if _held(kind) == list(ENTRIES):
            return "Entry"
        case inspect.UnionType():
            return _union([_type(each) for each in kind.types])
        case inspect.LiteralType():
            named = _BY_VALUES.get(tuple(sorted(kind.values)))
            return named or _union([json.dumps(value) for value in kind.values])
        case inspect.StructType():
            return _name(kind.cls)
        case inspect.ListType():
            held = _type(kind.item_type)
            return f"({held})[]" if " " in held else f"{held}[]"
        case inspect.DictType():
            return f"Record<string, {_type(kind.value_type)}>"
        case _:
            return _PLAIN[type(kind)]


_PLAIN: Final[dict[type, str]] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.AnyType: "unknown",
}


def _union(names: list[str]) -> str:
    """Join alternatives, each once, `null` last."""
    return " | ".join(sorted(dict.fromkeys(names), key=lambda name: name == "null"))


def _alias(name: str, alternatives: list[str]) -> str:
    line = f"export type {name} = {' | '.join(alternatives)};"
    if len(line) <= WIDTH:
        return line
    return f"export type {name} =\n" + "\n".join(f"  | {each}" for each in alternatives) + ";"


def _stages() -> str:
    """The events that move an order on, for the fold."""
    names = "".join(f"  {json.dumps(stage)},\n" for stage in room.STAGES)
    return (
        "/** The order events that move an order on; all others tell something about it. */\n"
        f"export const STAGES: readonly string[] = [\n{names}];"
    )


def _closes() -> str:
    rows = "".join(f"  {code}: {json.dumps(row.then)},\n" for code, row in refusals.CLOSES.items())
    said = "/** What to do after a close: a code that is not listed means reconnect. */\n"
    return f'{said}export const CLOSES: Readonly<Record<number, "reconnect" | "token" | "stop">> = {{\n{rows}}};'
