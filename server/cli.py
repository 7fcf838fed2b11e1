"""The `parley` command: serve · token · admin · epoch · migrate · check."""

import argparse
import asyncio
import gc
import ipaddress
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

import uvicorn

from server import __version__, settings
from server.app import open_store, served, wall_ms
from server.core.refusals import Refusal
from server.core.users import User
from server.issuing import issue_admin_link, issue_token
from server.settings import BadSetting, Settings
from server.storage import epochs
from server.storage.schema import Unusable
from server.web import direct
from server.web.front import FrontProtocol
from server.workers import Workers
from server.workers import command as worker_command

FRAME_MOST = 64 * 1024
GRACE_S = 10
BACKLOG = 2048
COLLECT_AFTER = (20_000, 20, 50)
"""Objects made since the last look for garbage, and how many looks go before a wider one: what thousands of sessions
keep is no garbage, and looking through all of it each time was a tenth of what a reconnect cost."""
SWITCH_S = 0.0005
"""How soon a busy loop lets the journal's thread go on: at Python's 5 ms each commit would wait for it."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; what the operator can mend is said in one line and exits with 2."""
    given = _parser().parse_args(argv)
    given.argv = list(sys.argv[1:] if argv is None else argv)
    try:
        given.run(given)
    except (BadSetting, Unusable) as refused:
        print(f"parley: {refused}", file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parley", description="Real-time rooms for marketplaces.")
    parser.add_argument("--version", action="version", version=f"parley {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = _command(commands, "serve", "run the server", _serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8080), help="port (PORT, else 8080)")
    serve.add_argument("--workers", type=int, default=1, help="processes; more than one needs Redis and PostgreSQL")
    serve.add_argument("--listening", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--demo", action="store_true", help="one order from all four sides; loopback, throw-away data")
    serve.add_argument("--require-external-store", action="store_true", default=None, help="refuse SQLite")
    token = _command(commands, "token", "print a user's token", _token)
    token.add_argument("--user", required=True, help="the host system's own id of the user")
    token.add_argument("--role", required=True, help="customer, driver, merchant, member, bot or agent")
    token.add_argument("--name", default="", help="the name others read")
    token.add_argument("--ttl", type=int, default=86_400, help="seconds it lasts (86400)")
    admin = _command(commands, "admin", "print a one-time link by which an admin gets in", _admin)
    admin.add_argument("--email", required=True, help="the admin's e-mail address; nothing is sent there")
    epoch = _command(commands, "epoch", "print the journal's epoch", _epoch)
    epoch.add_argument("--new", action="store_true", help="draw a new one: after any restore")
    _command(commands, "migrate", "bring the database's tables up to date", _migrate)
    _command(commands, "check", "check settings and store, and say what is wrong", _check)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str, run: object
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.add_argument("--data-dir", type=Path, default=None, help="where SQLite and made secrets live")
    parser.set_defaults(run=run)
    return parser


def _serve(given: argparse.Namespace) -> None:
    made = _settings(given)
    if given.demo:
        made = _for_demo(given, made)
    made = _with_secrets(made, loopback=_is_loopback(given.host))
    _check_store(made, given.workers)
    inherited = given.listening
    listening = _listen(given.host, given.port) if inherited is None else socket.socket(fileno=inherited)
    if inherited is None:
        print(f"Parley listens on http://{given.host}:{listening.getsockname()[1]}/", flush=True)
    if given.workers > 1:
        listening.set_inheritable(True)
        listening.listen(BACKLOG)
        sys.exit(Workers(worker_command(given.argv), given.workers, listening.fileno()).run())
    _run(given, made, listening)


def _run(given: argparse.Namespace, made: Settings, listening: socket.socket) -> None:
    running = served(made, demo=given.demo)
    config = uvicorn.Config(
        running.application,
        http=FrontProtocol,
        ws=_driver(made),
        host=given.host,
        port=given.port,
        # uvicorn would write two lines for every socket
        log_level="warning" if made.log_level == "info" else made.log_level,
        access_log=False,
        ws_max_size=FRAME_MOST,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
    )
    signal.signal(signal.SIGTERM, _told_to_stop)
    sys.setswitchinterval(SWITCH_S)
    _give_up_after(listening, running.patience_ms)
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    DrainingServer(config, running.drain).run(sockets=[listening])


class DrainingServer(uvicorn.Server):
    """Lets everybody go before it stops; a second signal ends it at once."""

    def __init__(self, config: uvicorn.Config, drain: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._drain = drain
        self._loop: asyncio.AbstractEventLoop | None = None
        self._draining: asyncio.Task[None] | None = None
        self._asked = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Remember the loop: signals come from outside of it."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain on the first signal, end on the second."""
        if self._asked:
            os._exit(1)
        if self._loop is None:
            super().handle_exit(sig, frame)
            return
        self._asked = True
        self._captured_signals.append(sig)
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        self._draining = asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        try:
            await self._drain()
        finally:
            self.should_exit = True


def _driver(made: Settings) -> type[direct.DirectProtocol] | str:
    if made.driver not in {"direct", "portable"}:
        raise BadSetting(f"PARLEY_DRIVER={made.driver!r} is neither direct nor portable")
    return direct.protocol() if made.driver == "direct" else "websockets-sansio"


def _told_to_stop(*_: object) -> None:
    """The server raises the signal again once it has shut down in order: that is success."""
    sys.exit(0)


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything is built, so that a taken port is a clear error."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise BadSetting(f"cannot listen on {host}:{port}: {error.strerror}") from None
    direct.prepare(listening)
    return listening


def _give_up_after(listening: socket.socket, patience_ms: int) -> None:
    """Let the kernel end what a peer does not take for so long: a close waits for that, and would wait for ever."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        listening.setsockopt(socket.IPPROTO_TCP, option, patience_ms)


def _settings(given: argparse.Namespace) -> Settings:
    external = getattr(given, "require_external_store", None)
    return settings.read(data_dir=given.data_dir, require_external_store=external)


def _for_demo(given: argparse.Namespace, made: Settings) -> Settings:
    """A demo binds loopback only, names agents, and forgets everything unless a folder is given."""
    if not _is_loopback(given.host):
        raise BadSetting("--demo binds loopback only")
    data_dir = given.data_dir or Path(tempfile.mkdtemp(prefix="parley-demo-"))
    made = replace(made, data_dir=data_dir, database_url="", redis_url="", lock_grace_s=8)  # nobody waits half an hour
    return replace(made, host_agents=True, send_rate="20/s burst 60")


def _with_secrets(made: Settings, *, loopback: bool) -> Settings:
    """Make secret and key on loopback; anywhere else the operator must choose them."""
    if made.secret and made.api_key:
        return _checked(made)
    if not loopback:
        raise BadSetting("PARLEY_SECRET and PARLEY_API_KEY must be set to listen beyond loopback")
    return _checked(
        replace(
            made,
            secret=made.secret or _kept(made.data_dir, "secret"),
            api_key=made.api_key or _kept(made.data_dir, "api-key"),
        )
    )


def _checked(made: Settings) -> Settings:
    if len(made.secret.encode()) < 32:  # noqa: PLR2004 - the length of the HMAC's own output
        raise BadSetting("PARLEY_SECRET needs at least 32 characters")
    return made


def _kept(folder: Path, name: str) -> str:
    """Read a made secret, or make it: readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return path.read_text().strip()


def _check_store(made: Settings, workers: int) -> None:
    postgres = made.database_url.startswith("postgres")
    if made.require_external_store and not postgres:
        raise BadSetting("--require-external-store: set PARLEY_DATABASE_URL to a PostgreSQL")
    if made.redis_url and not postgres:
        raise BadSetting("PARLEY_REDIS_URL joins nodes, and several nodes need PostgreSQL: set PARLEY_DATABASE_URL")
    if made.sqlite_synchronous != "FULL" and not made.allow_unsafe_store:
        raise BadSetting("PARLEY_SQLITE_SYNCHRONOUS other than FULL needs PARLEY_ALLOW_UNSAFE_STORE=on")
    if workers < 1:
        raise BadSetting("--workers counts processes: 1 or more")
    if workers > 1 and not (made.redis_url and postgres):
        raise BadSetting("several workers need PARLEY_REDIS_URL and a PostgreSQL in PARLEY_DATABASE_URL")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(given: argparse.Namespace) -> None:
    made = _with_secrets(_settings(given), loopback=True)
    try:
        print(issue_token(made, User(given.user, given.role, given.name), given.ttl, wall_ms))
    except Refusal as refusal:
        raise BadSetting(refusal.message) from None


def _admin(given: argparse.Namespace) -> None:
    """Nothing is read or written but the secret: a server may be running on the same store."""
    made = _with_secrets(_settings(given), loopback=True)
    base = made.public_url or f"http://127.0.0.1:{os.environ.get('PORT') or 8080}"
    try:
        print(issue_admin_link(made, given.email, base, wall_ms))
    except Refusal as refusal:
        raise BadSetting(f"--email: {refusal.message}") from None


def _epoch(given: argparse.Namespace) -> None:
    database = open_store(_settings(given))
    with database.engine.begin() as connection:
        print(epochs.new_epoch(connection) if given.new else epochs.epoch(connection))
    database.close()


def _migrate(given: argparse.Namespace) -> None:
    open_store(_settings(given)).close()
    print("the tables are up to date")


def _check(given: argparse.Namespace) -> None:
    made = _with_secrets(_settings(given), loopback=True)
    _check_store(made, 1)
    open_store(made).close()
    print("settings and store are in order")
