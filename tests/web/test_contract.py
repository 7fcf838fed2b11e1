"""An upgrade of uvicorn, websockets or httptools that changes what we rely on fails here, in words."""

from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

from server.cli import DrainingServer
from server.web import direct, edge
from tests.web.conduct import TRIALS
from tests.web.desk import Desk
from tests.web.reliance import ATTRIBUTES, LATER, OURS, SIGNATURES, Kit, breaches, used, used_of_wire

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
    return found


async def test_the_libraries_are_as_we_rely_on_them():
    assert await faults(Kit()) == []


async def test_every_trial_is_run():
    assert len(TRIALS) >= 17
    assert "an_upgrade_is_handed_on" in {trial.__name__ for trial in TRIALS}


@pytest.mark.parametrize(("owner", "module"), [("ws", direct), ("http", edge)], ids=["direct", "edge"])
async def test_all_that_is_used_stands_in_the_contract(owner, module):
    """A name that our classes take from below, and that the tables do not know, would be relied on unseen."""
    taken = used(module.__file__, OURS[owner])
    assert {"connection_made", "connection_lost", "transport", "loop"} <= taken
    assert taken - set(SIGNATURES[owner]) - set(ATTRIBUTES[owner]) - LATER[owner] == set()


async def test_all_that_is_used_of_websockets_stands_in_the_contract():
    taken = used_of_wire(direct.__file__)
    assert {"send_close", "fail", "reader"} <= taken
    assert taken - set(SIGNATURES["wire"]) - set(ATTRIBUTES["wire"]) == set()


def test_the_server_that_drains_is_asked_as_uvicorn_asks():
    assert issubclass(DrainingServer, uvicorn.Server)
    for name in ("startup", "handle_exit"):
        assert name in vars(DrainingServer)


# --- what a careless upgrade might do ---


class RenamedQueue(WebSocketsSansIOProtocol):
    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.events = self.__dict__.pop("queue")


class OtherStart(WebSocketsSansIOProtocol):
    def __init__(self, config: Any, server_state: Any, app_state: Any, scope_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, {**app_state, **scope_state}, _loop)


class TellsTheQueueItself(WebSocketsSansIOProtocol):
    def handle_cont(self, event: Any) -> None:
        self.queue.put_nowait({"type": "websocket.receive", "bytes": event.data})


class StartsAnotherWay(WebSocketsSansIOProtocol):
    def handle_connect(self, event: Any) -> None:
        run, self.run_asgi = self.run_asgi, super().run_asgi
        super().handle_connect(event)
        self.run_asgi = run


class AsksTheQueueAtTheEnd(WebSocketsSansIOProtocol):
    def connection_lost(self, exc: Any) -> None:
        self.queue.get_nowait()
        super().connection_lost(exc)


class ForgetsItsTimer(WebSocketsSansIOProtocol):
    def connection_lost(self, exc: Any) -> None:
        timer, self.close_timer = self.close_timer, None
        super().connection_lost(exc)
        self.close_timer = timer


class WaitsWithShutdown(WebSocketsSansIOProtocol):
    async def shutdown(self) -> None:  # type: ignore[override]
        super().shutdown()


class HandsOnOtherwise(HttpToolsProtocol):
    def handle_websocket_upgrade(self) -> None:
        self.ws_protocol_class = WebSocketsSansIOProtocol
        super().handle_websocket_upgrade()


class SilentAboutHeads(HttpToolsProtocol):
    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.parser = type(self.parser)(_Deaf(self))


class _Deaf:
    """Passes on all but the end of the head, as if httptools had renamed it."""

    def __init__(self, told: HttpToolsProtocol) -> None:
        self.on_url, self.on_header, self.on_message_begin = told.on_url, told.on_header, told.on_message_begin


class ReadsFramesUnseen(ServerProtocol):
    def parse(self) -> Any:
        self.recv_frame = lambda frame: ServerProtocol.recv_frame(self, frame)
        yield from super().parse()


class HidesItsBuffer(ServerProtocol):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.reader = type("Reader", (), {})()


class SizesOtherwise(ServerProtocol):
    def fail(self, code: Any, reason: str = "", *, prefix: str = "") -> None:
        super().fail(code, prefix + reason)


class NamesSignalsOtherwise(uvicorn.Server):
    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.signals = self.__dict__.pop("_captured_signals")


class NoProtocol:
    """Stands for a class that is no asyncio.Protocol any more."""


CARELESS = {
    "an attribute has another name": (Kit(ws=RenamedQueue), "ws.queue is not there"),
    "a constructor takes more": (Kit(ws=OtherStart), "ws.__init__ takes"),
    "a hook is not called any more": (Kit(ws=TellsTheQueueItself), "what_the_library_reads_arrives"),
    "the application is started otherwise": (Kit(ws=StartsAnotherWay), "an_upgrade_is_handed_on"),
    "the queue is used to the end": (Kit(ws=AsksTheQueueAtTheEnd), "the_peer_closes"),
    "a timer is forgotten": (Kit(ws=ForgetsItsTimer), "a_lost_socket_stops_its_timer"),
    "a method waits": (Kit(ws=WaitsWithShutdown), "ws.shutdown waits now"),
    "an upgrade goes to another class": (Kit(http=HandsOnOtherwise), "an_upgrade_is_handed_on"),
    "a parser's callback has another name": (Kit(http=SilentAboutHeads), "each_request_has_a_deadline"),
    "it is no protocol": (Kit(http=NoProtocol), "http is no Protocol"),
    "frames are not shown to us": (Kit(wire=ReadsFramesUnseen), "a_close_amid_fragments_is_a_close"),
    "the buffer is elsewhere": (Kit(wire=HidesItsBuffer), "wire.reader.buffer is not there"),
    "a signature has grown": (Kit(wire=SizesOtherwise), "wire.fail takes (code reason prefix)"),
    "the server keeps signals elsewhere": (Kit(server=NamesSignalsOtherwise), "server._captured_signals"),
}


@pytest.mark.parametrize("change", CARELESS)
async def test_a_careless_upgrade_is_named(change):
    kit, expected = CARELESS[change]
    told = await faults(kit)
    assert any(expected in line for line in told), told
