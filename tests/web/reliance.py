"""What direct.py, edge.py and cli.py rely on in uvicorn and websockets: names, signatures, ancestry; breaches told."""

import ast
import asyncio
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import websockets.protocol
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from server.web import direct, edge


@dataclass(frozen=True, slots=True)
class Kit:
    """The classes that are relied on; a test puts a changed one in the place of one of them."""

    ws: type[Any] = WebSocketsSansIOProtocol
    http: type[Any] = HttpToolsProtocol
    wire: type[Any] = ServerProtocol
    server: type[Any] = uvicorn.Server


# The parameters after `self` with which we call a method, or are called where we override it.
SIGNATURES: dict[str, dict[str, str]] = {
    "ws": {
        "__init__": "config server_state app_state _loop",
        "connection_made": "transport",
        "connection_lost": "exc",
        "data_received": "data",
        "pause_writing": "",
        "resume_writing": "",
        "shutdown": "",
        "handle_close": "event",
        "handle_parser_exception": "",
        "send_receive_event_to_app": "",
        "send_500_response": "",
        "run_asgi": "",
        "receive": "",
        "send": "message",
    },
    "http": {
        "__init__": "config server_state app_state _loop",
        "connection_made": "transport",
        "connection_lost": "exc",
        "data_received": "data",
        "on_message_begin": "",
        "on_headers_complete": "",
    },
    "wire": {
        "recv_frame": "frame",
        "receive_data": "data",
        "data_to_send": "",
        "send_close": "code reason",
        "fail": "code reason",
    },
    "server": {
        "__init__": "config",
        "run": "sockets",
        "startup": "sockets",
        "handle_exit": "sig frame",
    },
}
WAITS = {"run_asgi", "receive", "send", "startup"}

# What an instance has from its birth, and of which type.
ATTRIBUTES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "ws": {
        "app": object,
        "close_sent": bool,
        "close_timer": type(None),
        "conn": ServerProtocol,
        "curr_msg_data_type": str,
        "disconnected": bool,
        "frames": list,
        "handshake_complete": bool,
        "loop": asyncio.AbstractEventLoop,
        "queue": asyncio.Queue,
        "read_paused": bool,
        "transport": type(None),
    },
    "http": {"loop": asyncio.AbstractEventLoop, "transport": type(None)},
    "wire": {
        "current_size": type(None),
        "parser_exc": type(None),
        "close_rcvd": type(None),
        "close_sent": type(None),
        "state": State,
        "reader": object,
    },
    "server": {"should_exit": bool, "_captured_signals": list},
}

# What comes to be later: seen in tests/web/conduct.py, where the classes are made to work.
LATER = {"ws": {"scope", "request", "response"}, "http": set(), "wire": set(), "server": set()}

PARENTS: dict[str, type] = {
    "ws": asyncio.Protocol,
    "http": asyncio.Protocol,
    "wire": websockets.protocol.Protocol,
    "server": object,
}
OURS: dict[str, type] = {"ws": direct.DirectProtocol, "http": edge.EdgeProtocol, "wire": direct.Wire}


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    """Stand for an application that is not asked."""


def config(app: Any = nobody, **more: Any) -> Config:
    """Configure uvicorn as `parley serve` does."""
    return Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        access_log=False,
        ws_max_size=65_536,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=10,
        server_header=False,
        lifespan="off",
        **more,
    )


def breaches(kit: Kit) -> list[str]:
    """Return in words everything that is not as we rely on it, as far as names can tell."""
    found = [*_ancestry(kit), *_signatures(kit), *_values()]
    return found or _attributes(kit)


def _ancestry(kit: Kit) -> list[str]:
    found = [f"{name} is no {parent.__name__}" for name, parent in PARENTS.items() if not _is(kit, name, parent)]
    for name, ours in OURS.items():
        expected = getattr(Kit(), name)
        if ours.__mro__[1] is not expected:
            found.append(f"{ours.__name__} does not stand on {expected.__name__}")
    if not issubclass(ClientDisconnected, Exception):
        found.append("ClientDisconnected is no exception")
    return found


def _is(kit: Kit, name: str, parent: type) -> bool:
    return issubclass(getattr(kit, name), parent)


def _signatures(kit: Kit) -> list[str]:
    found = []
    for owner, methods in SIGNATURES.items():
        for name, expected in methods.items():
            method = getattr(getattr(kit, owner), name, None)
            if method is None:
                found.append(f"{owner}.{name} is not there")
                continue
            taken = " ".join(list(inspect.signature(method).parameters)[1:])
            if taken != expected:
                found.append(f"{owner}.{name} takes ({taken}), not ({expected})")
            if inspect.iscoroutinefunction(method) != (name in WAITS):
                found.append(f"{owner}.{name} {'no longer waits' if name in WAITS else 'waits now'}")
    return found


def _attributes(kit: Kit) -> list[str]:
    made = born(kit)
    found = []
    for owner, names in ATTRIBUTES.items():
        for name, kind in names.items():
            if not hasattr(made[owner], name):
                found.append(f"{owner}.{name} is not there")
            elif not isinstance(getattr(made[owner], name), kind):
                found.append(f"{owner}.{name} is {getattr(made[owner], name)!r}")
    if not hasattr(made["wire"].reader, "buffer"):
        found.append("wire.reader.buffer is not there")
    return found


def born(kit: Kit) -> dict[str, Any]:
    """Make one of each, as uvicorn does; wants a running loop."""
    given = config()
    given.load()
    state = ServerState()
    if not {"connections", "tasks", "default_headers"} <= vars(state).keys():
        raise AssertionError("ServerState has other fields")
    shared = {"config": given, "server_state": state, "app_state": {}}
    wire = kit.wire(max_size=65_536, logger=None)
    return {"ws": kit.ws(**shared), "http": kit.http(**shared), "wire": wire, "server": kit.server(given)}


def _values() -> list[str]:
    """Check the few values of websockets that we compare with."""
    frame = Frame(Opcode.CLOSE, b"")
    expected = {"CLOSE": 8, "TEXT": 1, "BINARY": 2}
    found = [f"Opcode.{name} is not {value}" for name, value in expected.items() if Opcode[name] != value]
    found += [f"State.{name} is not there" for name in ("OPEN", "CLOSED") if name not in State.__members__]
    return found if frame.opcode is Opcode.CLOSE else [*found, "a Frame's first field is not its opcode"]


def used(file: str | None, ours: type) -> set[str]:
    """Read which names a class of ours takes from `self` that no class of ours defines: they come from below."""
    assert file is not None
    tree = ast.parse(Path(file).read_text())
    (body,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == ours.__name__]
    names = {
        node.attr
        for node in ast.walk(body)
        if isinstance(node, ast.Attribute)
        and (
            (isinstance(node.value, ast.Name) and node.value.id == "self")
            or (isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "super")
        )
    }
    mine = set(vars(ours)) | set(ours.__annotations__)
    overridden = {name for name in mine if hasattr(ours.__mro__[1], name) and not name.startswith("__")}
    return (names - mine) | {name for name in overridden if callable(getattr(ours, name))}


def used_of_wire(file: str | None) -> set[str]:
    """Read which names are taken from `conn`, the protocol of websockets."""
    assert file is not None
    tree = ast.parse(Path(file).read_text())
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and "conn" in {getattr(node.value, "attr", ""), getattr(node.value, "id", "")}
    }
