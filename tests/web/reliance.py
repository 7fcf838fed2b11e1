"""What the sockets' code relies on in uvicorn and websockets: names, signatures, ancestry; breaches told in words."""

import ast
import asyncio
import inspect
import logging
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import uvicorn
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import Protocol, Side, State
from websockets.server import ServerProtocol
from websockets.streams import StreamReader

from server import cli
from server.web import direct, edge, front, opening, rare


@dataclass(frozen=True, slots=True)
class Kit:
    """The classes that are relied on; a test puts a changed one in the place of one of them."""

    config: type[Any] = Config
    state: type[Any] = ServerState
    http: type[Any] = HttpToolsProtocol
    server: type[Any] = uvicorn.Server
    opener: type[Any] = ServerProtocol
    wire: type[Any] = Protocol
    reader: type[Any] = StreamReader


# The parameters after `self` with which we call a method, or are called where we override it.
SIGNATURES: dict[str, dict[str, str]] = {
    "http": {
        "__init__": "config server_state app_state _loop",
        "connection_made": "transport",
        "connection_lost": "exc",
        "data_received": "data",
        "on_message_begin": "",
        "on_headers_complete": "",
    },
    "server": {"__init__": "config", "run": "sockets", "startup": "sockets", "handle_exit": "sig frame"},
    "opener": {
        "receive_data": "data",
        "events_received": "",
        "accept": "request",
        "send_response": "response",
        "data_to_send": "",
    },
    "wire": {
        "__init__": "side state max_size logger",
        "recv_frame": "frame",
        "receive_data": "data",
        "events_received": "",
        "data_to_send": "",
        "send_close": "code reason",
        "fail": "code reason",
        "parse": "",
    },
    "reader": {"at_eof": ""},
}
WAITS = {"startup"}

# What an instance has from its birth, and of which type.
ATTRIBUTES: dict[str, dict[str, type]] = {
    "config": {
        "asgi_version": str,
        "http_protocol_class": object,
        "loaded_app": object,
        "root_path": str,
        "ws_max_size": int,
        "ws_protocol_class": type,
    },
    "state": {"connections": set, "tasks": set, "default_headers": list},
    "http": {"loop": asyncio.AbstractEventLoop, "transport": type(None)},
    "server": {"should_exit": bool, "_captured_signals": list},
    "opener": {"handshake_exc": type(None)},
    "wire": {
        "current_size": type(None),
        "parser": Generator,
        "parser_exc": type(None),
        "reader": StreamReader,
        "state": State,
    },
    "request": {"path": str, "headers": object},
    "response": {"status_code": int},
    "frame": {"opcode": Opcode, "data": bytes, "fin": bool},
}
PARENTS: dict[str, type] = {"http": asyncio.Protocol, "opener": Protocol}

# By which names our modules speak to something of theirs, and which class of ours stands on one of theirs.
SPOKEN: dict[str, tuple[tuple[ModuleType, ...], set[str]]] = {
    "config": ((direct, front, opening), {"config", "_config"}),
    "state": ((direct, front, opening), {"server_state", "_server"}),
    "opener": ((opening,), {"library", "_library"}),
    "request": ((opening,), {"request"}),
    "response": ((opening,), {"response"}),
    "wire": ((direct,), {"wire", "_wire", "_speaking"}),
    "frame": ((direct, rare), {"frame"}),
}
STANDS: dict[str, tuple[ModuleType, type]] = {
    "http": (edge, edge.EdgeProtocol),
    "server": (cli, cli.DrainingServer),
    "wire": (rare, rare.Wire),
    "reader": (rare, rare.Reader),
}
OURS = {"between"}
"""What is asked of `Wire` and is its own."""


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    """Stand for an application that is not asked."""


def config(kit: Kit, app: Any = nobody, **more: Any) -> Any:
    """Configure uvicorn as `parley serve` does."""
    made = kit.config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        access_log=False,
        ws_max_size=cli.FRAME_MOST,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=cli.GRACE_S,
        server_header=False,
        lifespan="off",
        **{"http": front.FrontProtocol, "ws": direct.DirectProtocol, **more},
    )
    made.load()
    return made


def breaches(kit: Kit) -> list[str]:
    """Return in words everything that is not as we rely on it, as far as names can tell; wants a running loop."""
    parents = [(name, parent) for name, parent in PARENTS.items() if not issubclass(getattr(kit, name), parent)]
    found = [f"{name} is no {parent.__name__}" for name, parent in parents]
    return [*found, *_signatures(kit)] or _attributes(kit)


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
    given, state = config(kit), kit.state()
    found = _missing({"config": given, "state": state})
    if found:
        return found
    most, logger = given.ws_max_size, logging.getLogger("uvicorn.error")
    return _missing(
        {
            "http": kit.http(config=given, server_state=state, app_state={}),
            "server": kit.server(given),
            "opener": kit.opener(max_size=most, logger=logger),
            "wire": kit.wire(Side.SERVER, max_size=most, logger=logger),
            "request": Request("/", {}),
            "response": Response(101, "", {}),
            "frame": Frame(Opcode.CLOSE, b""),
        }
    )


def _missing(made: dict[str, Any]) -> list[str]:
    found = []
    for owner, thing in made.items():
        for name, kind in ATTRIBUTES[owner].items():
            if not hasattr(thing, name):
                found.append(f"{owner}.{name} is not there")
            elif not isinstance(getattr(thing, name), kind):
                found.append(f"{owner}.{name} is {getattr(thing, name)!r}")
    return found


def told() -> dict[str, set[str]]:
    """Return for each of theirs which names the tables know."""
    owners = SIGNATURES.keys() | ATTRIBUTES.keys()
    return {owner: set(SIGNATURES.get(owner, ())) | set(ATTRIBUTES.get(owner, ())) for owner in owners}


def taken() -> dict[str, set[str]]:
    """Read from our source which names it takes from each of theirs."""
    found: dict[str, set[str]] = {owner: set() for owner in told()}
    for owner, (modules, names) in SPOKEN.items():
        for module in modules:
            found[owner] |= {node.attr for node in _attributes_in(_tree(module)) if _speaker(node) in names} - OURS
    for owner, (module, ours) in STANDS.items():
        (body,) = [node for node in _tree(module).body if isinstance(node, ast.ClassDef) and node.name == ours.__name__]
        below = {node.attr for node in _attributes_in(body) if _speaker(node) == "self"} - _mine(ours)
        above = {node.attr for node in _attributes_in(body) if _speaker(node) == "super"}
        found[owner] |= below | above
    return found


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text())


def _attributes_in(tree: ast.AST) -> list[ast.Attribute]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def _speaker(node: ast.Attribute) -> str:
    """Return the last name before the dot: `conn` in `self.conn.x`, `super` in `super().x`."""
    value = node.value.func if isinstance(node.value, ast.Call) else node.value
    return str(getattr(value, "attr", getattr(value, "id", "")))


def _mine(ours: type) -> set[str]:
    """Return what a class of ours defines or sets itself."""
    assigned = {
        node.attr
        for node in _attributes_in(ast.parse(inspect.getsource(ours)))
        if isinstance(node.ctx, ast.Store) and not hasattr(ours.__mro__[1], node.attr)
    }
    return set(vars(ours)) | (assigned & {name for name in assigned if name.startswith("_")})
