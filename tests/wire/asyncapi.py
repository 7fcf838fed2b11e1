"""The socket as AsyncAPI 3, made from what is said in both directions."""

from importlib import metadata
from typing import Any, Final, get_args

import msgspec

from server.core import codec, commands, refusals, shapes
from server.web import schema

MESSAGES: Final = get_args(shapes.AnyMessage)
CHANNEL: Final = "#/channels/socket"


def document() -> dict[str, Any]:
    """Return the whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Parley's socket",
            "version": metadata.version("parley"),
            "description": _description(),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"socket": _channel()},
        "operations": {
            "command": _operation("receive", commands.ALL, "client", "What a client says."),
            "tell": _operation("send", MESSAGES, "server", "What the server says."),
        },
        "components": {
            "messages": {
                **{_key("client", each): _message(each) for each in commands.ALL},
                **{_key("server", each): _message(each) for each in MESSAGES},
            },
            "schemas": schema.components([*commands.ALL, *MESSAGES]),
        },
    }


def _description() -> str:
    closes = [f"- {code} ({row.then}): {row.meaning}" for code, row in refusals.CLOSES.items()]
    return "\n".join(
        [
            "Subprotocols: " + ", ".join(f"`{name}`" for name in codec.SUBPROTOCOLS) + ".",
            "The token travels in the first message, `hello`. A client ignores kinds and fields that it does not know.",
            "",
            "Close codes, and what a client does next; any other code means reconnect:",
            *closes,
        ]
    )


def _channel() -> dict[str, Any]:
    keys = [_key("client", each) for each in commands.ALL] + [_key("server", each) for each in MESSAGES]
    return {
        "address": "/v1/ws",
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in keys},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
    }


def _operation(action: str, structs: Any, side: str, summary: str) -> dict[str, Any]:
    refs = [{"$ref": f"{CHANNEL}/messages/{_key(side, each)}"} for each in structs]
    return {"action": action, "channel": {"$ref": CHANNEL}, "summary": summary, "messages": refs}


def _message(struct: type[msgspec.Struct]) -> dict[str, Any]:
    tag = str(struct.__struct_config__.tag)
    return {"name": tag, "summary": (struct.__doc__ or "").strip(), "payload": schema.schema_of(struct)}


def _key(side: str, struct: type[msgspec.Struct]) -> str:
    return f"{side}.{struct.__struct_config__.tag}"
