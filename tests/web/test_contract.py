"""An upgrade of uvicorn, websockets or httptools that changes what we rely on fails here, in words."""

from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState
from websockets.http11 import Response
from websockets.protocol import Protocol, State
from websockets.server import ServerProtocol

from tests.web.conduct import TRIALS, a_server_drains_and_ends
from tests.web.desk import Desk
from tests.web.reliance import Kit, breaches, taken, told

pytestmark = pytest.mark.anyio


async def faults(kit: Kit) -> list[str]:
    """Return everything about these classes that is not as we rely on it."""
    found = breaches(kit)
    if found:
        return found
    for trial in TRIALS:
        try:
            await trial(Desk(kit))
        except Exception as fault:  # noqa: BLE001 - whatever it is: it is not as we rely on it
            found.append(f"{trial.__name__}: {type(fault).__name__} {fault}")
    if not found:
        try:
            await a_server_drains_and_ends(kit)
        except Exception as fault:  # noqa: BLE001 - see above
            found.append(f"a_server_drains_and_ends: {type(fault).__name__} {fault}")
    return found


async def test_the_libraries_are_as_we_rely_on_them():
    assert await faults(Kit()) == []


async def test_every_trial_is_run():
    assert len(TRIALS) >= 16
    assert "an_upgrade_is_handed_on" in {trial.__name__ for trial in TRIALS}


KNOWN = told()
TAKEN = taken()


@pytest.mark.parametrize("owner", sorted(KNOWN))
def test_all_that_is_used_stands_in_the_contract(owner):
    """A name that our code takes from theirs, and that the tables do not know, would be relied on unseen."""
    assert TAKEN[owner] - KNOWN[owner] == set()
    assert KNOWN[owner] - TAKEN[owner] <= UNSEEN


UNSEEN = {"__init__", "run", "http_protocol_class"}
"""Not taken through an instance of ours: a constructor, what `parley serve` calls, what uvicorn's server reads."""


# --- what a careless upgrade might do ---


class NamesItsAppOtherwise(Config):
    def load(self) -> None:
        super().load()
        self.app_that_was_loaded = self.__dict__.pop("loaded_app")


class GivesMore(Config):
    def load(self) -> None:
        super().load()
        self.http_protocol_class = partial(self.http_protocol_class, scope_state={})


class KeepsNoTasks(ServerState):
    def __init__(self) -> None:
        super().__init__()
        del self.tasks


class HandsOnOtherwise(HttpToolsProtocol):
    def handle_websocket_upgrade(self) -> None:
        self.ws_protocol_class = HttpToolsProtocol
        super().handle_websocket_upgrade()


class HandsOnMore(HttpToolsProtocol):
    def handle_websocket_upgrade(self) -> None:
        self.ws_protocol_class = partial(self.ws_protocol_class, scope_state={})
        super().handle_websocket_upgrade()


class SilentAboutHeads(HttpToolsProtocol):
    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.parser = type(self.parser)(_Deaf(self))


class _Deaf:
    """Passes on all but the end of the head, as if httptools had renamed it."""

    def __init__(self, told: HttpToolsProtocol) -> None:
        self.on_url, self.on_header, self.on_message_begin = told.on_url, told.on_header, told.on_message_begin


class NamesItsFaultOtherwise(ServerProtocol):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.opening_fault = self.__dict__.pop("handshake_exc")


class TellsOtherwise(ServerProtocol):
    def events_received(self) -> list[Any]:
        return [("request", event) for event in super().events_received()]


class AcceptsAll(ServerProtocol):
    def accept(self, request: Any) -> Response:
        response = super().accept(request)
        return Response(101, "Switching Protocols", response.headers)


class SaysItsRefusalLater(ServerProtocol):
    def send_response(self, response: Any) -> None:
        """Writes nothing yet."""


class ReadsFramesUnseen(Protocol):
    def parse(self) -> Any:
        self.recv_frame = lambda frame: Protocol.recv_frame(self, frame)
        yield from super().parse()


class ReadsByAnother(Protocol):
    def __init__(self, side: Any, *, state: Any = State.OPEN, max_size: Any = None, logger: Any = None) -> None:
        super().__init__(side, state=state, max_size=max_size, logger=logger)
        self.reader: Any = type("Reader", (), {})()


class FailsOtherwise(Protocol):
    def fail(self, code: Any, reason: str = "", *, prefix: str = "") -> None:
        super().fail(code, prefix + reason)


class LeavesPingsToUs(Protocol):
    def send_pong(self, data: Any) -> None:
        """Writes nothing."""

    def recv_frame(self, frame: Any) -> None:
        super().recv_frame(frame)
        self.writes.clear()


class TellsWholeMessages(Protocol):
    def events_received(self) -> list[Any]:
        return [event.data for event in super().events_received()]


class NamesSignalsOtherwise(uvicorn.Server):
    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.signals = self.__dict__.pop("_captured_signals")


class DropsItsSockets(uvicorn.Server):
    async def shutdown(self, sockets: Any = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


class NoProtocol:
    """Stands for a class that is no asyncio.Protocol any more."""


CARELESS = {
    "the application has another name": (Kit(config=NamesItsAppOtherwise), "config.loaded_app is not there"),
    "a protocol is given more": (Kit(config=GivesMore), "an_everyday_handshake_is_answered: TypeError"),
    "tasks are kept elsewhere": (Kit(state=KeepsNoTasks), "state.tasks is not there"),
    "an upgrade goes to another class": (Kit(http=HandsOnOtherwise), "an_upgrade_is_handed_on"),
    "an upgrade gives more": (Kit(http=HandsOnMore), "an_upgrade_is_handed_on: TypeError"),
    "a parser's callback has another name": (Kit(http=SilentAboutHeads), "each_request_has_a_deadline"),
    "it is no protocol": (Kit(http=NoProtocol), "http is no Protocol"),
    "a fault has another name": (Kit(opener=NamesItsFaultOtherwise), "opener.handshake_exc is not there"),
    "a request is told otherwise": (Kit(opener=TellsOtherwise), "an_unusual_handshake_is_read"),
    "wrong handshakes are accepted": (Kit(opener=AcceptsAll), "a_wrong_handshake_is_refused_in_words"),
    "a refusal is not written": (Kit(opener=SaysItsRefusalLater), "a_wrong_handshake_is_refused_in_words"),
    "frames are not shown to us": (Kit(wire=ReadsFramesUnseen), "a_close_amid_fragments_is_a_close"),
    "the reader is another": (Kit(wire=ReadsByAnother), "wire.reader is"),
    "a signature has grown": (Kit(wire=FailsOtherwise), "wire.fail takes (code reason prefix)"),
    "pings are ours to answer": (Kit(wire=LeavesPingsToUs), "a_ping_is_answered"),
    "messages are told, not frames": (Kit(wire=TellsWholeMessages), "what_the_library_reads_arrives"),
    "the server keeps signals elsewhere": (Kit(server=NamesSignalsOtherwise), "server._captured_signals"),
    "sockets are dropped at the end": (Kit(server=DropsItsSockets), "shutdown() is not called"),
}


@pytest.mark.parametrize("change", CARELESS)
async def test_a_careless_upgrade_is_named(change):
    kit, expected = CARELESS[change]
    found = await faults(kit)
    assert any(expected in line for line in found), found
