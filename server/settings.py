"""Every knob: its variable, default, unit and meaning. Read by the composition root alone."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class BadSetting(Exception):
    """A setting that cannot be used, with what to do about it."""


def knob(default: Any, meaning: str, *also: str) -> Any:
    """Declare one setting; `also` names further variables that are honoured after its own."""
    return field(default=default, metadata={"meaning": meaning, "also": also})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field per `PARLEY_` variable of the same name in capitals."""

    secret: str = knob(
        "", "signs users' tokens (HS256), at least 32 characters; made in the data directory on loopback"
    )
    api_key: str = knob("", "the host's key for server-to-server calls; made in the data directory on loopback")
    database_url: str = knob(
        "", "`sqlite:///…` or `postgresql://…`; empty: SQLite in the data directory", "DATABASE_URL"
    )
    redis_url: str = knob(
        "",
        "the bus between nodes; `redis://host:port`, `redis+sentinel://host:port,host:port/service` or"
        " `redis+cluster://host:port,host:port`, with TLS `rediss…`; empty: one node, in memory",
        "REDIS_URL",
    )
    redis_prefix: str = knob("parley", "first part of every topic on the bus")
    data_dir: Path = knob(Path("parley-data"), "where SQLite and made secrets live")
    allowed_origins: str = knob(
        "", "comma-separated origins of pages that may connect; own origin always may; `*` for any"
    )
    host_agents: bool = knob(default=False, meaning="`on`: the host's tokens and rooms may name agents")
    support_is_watching: bool = knob(
        default=False, meaning="`on`: the parties of a room are told while staff who do not take part look at it"
    )
    send_rate: str = knob("5/s burst 20", "writes per user and node, such as `5/s burst 20`; `off`")
    connections_per_address: str = knob("200", "open sockets per address (IPv6: per /64); `off`")
    connections: str = knob("20000", "open sockets of one node; `off`")
    connections_per_user: str = knob("50", "greeted sockets of one user on one node; `off`")
    visitors_per_address: str = knob(
        "5", "new anonymous visitors per address and hour; `0`: none at all; `off`: any number"
    )
    visitor_calls_per_address: str = knob(
        "600", "refreshes, logouts and merges of visitors per address and hour; `off`"
    )
    visitor_idle_days: int = knob(30, "days without a visit after which a visitor's conversation is found no more")
    support_rooms_per_address: str = knob(
        "6", "new support rooms per address and 12 hours, opened by parties themselves; `0`; `off`"
    )
    public_url: str = knob(
        "", "where browsers find this server, such as `https://chat.example.com`; empty: links begin with their path"
    )
    invite_calls_per_address: str = knob(
        "1200", "links of invitations looked at and opened, and sessions renewed, per address and hour; `off`"
    )
    invite_ttl_s: int = knob(900, "seconds that the token of a device lasts that came by an invitation")
    sign_ins_per_address: str = knob("120", "passwords and links tried at the workspace per address and hour; `off`")
    sign_ins_per_account: str = knob("20", "passwords tried for one account of staff per hour; `off`")
    phrases: str = knob("", "a JSON or TOML file with the operator's quick phrases (docs/phrases.md)")
    widget: str = knob("", "a JSON or TOML file with what the website's widget says first (docs/visitors.md)")
    webhook_url: str = knob("", "where the host wants its events (docs/webhooks.md); empty: nowhere")
    webhook_secret: str = knob("", "signs them, `whsec_…`; several with blanks between while it is being changed")
    unread_driver_s: str = knob("30", "seconds after which the host is told that a driver has not read; `off`")
    unread_customer_s: str = knob("120", "the same for a customer")
    unread_merchant_s: str = knob("off", "the same for a merchant")
    push_key: str = knob(
        "", "the private key of Web Push (VAPID), 32 bytes in base64url; empty: drawn from PARLEY_SECRET"
    )
    push_contact: str = knob(
        "", "`mailto:…` or `https://…` for operators of push services, some insist on it; empty: PARLEY_PUBLIC_URL"
    )
    outbound_allow: str = knob(
        "", "comma-separated `host:port` that may be called although inside, or without TLS; all else must be public"
    )
    heartbeat_s: float = knob(20.0, "seconds without a word after which a ping is sent")
    token_ttl_s: int = knob(86_400, "seconds that a token from `POST /v1/tokens` lasts, unless it asks for less")
    visitor_ttl_s: int = knob(900, "seconds that a visitor's token lasts")
    lock_grace_s: int = knob(1_800, "seconds between an order's delivery and the lock of its room")
    edit_within_s: int = knob(86_400, "seconds in which authors may edit or redact what they wrote")
    mailbox_bytes: int = knob(4 * 1024 * 1024, "bytes that may wait for one reader before it is closed as too slow")
    mailbox_budget: int = knob(
        256 * 1024 * 1024, "bytes that may wait for all readers together; the largest are closed first"
    )
    uploads_dir: str = knob(
        "", "where files lie; empty: `uploads` in the data directory; several nodes need one that they share"
    )
    upload_bytes: int = knob(25 * 1024 * 1024, "bytes of one file")
    upload_pixels: int = knob(50_000_000, "pixels of one picture, width times height")
    uploads_per_user: str = knob("100", "files that one user may send within a day; `off`")
    upload_bytes_per_user: str = knob(str(250 * 1024 * 1024), "bytes that one user may send within a day; `off`")
    upload_bytes_per_room: str = knob(str(1024**3), "bytes that one room takes within a day; `off`")
    upload_bytes_per_day: str = knob(str(20 * 1024**3), "bytes that all of them take within a day; `off`")
    sqlite_synchronous: str = knob("FULL", "`FULL`, or `NORMAL` together with PARLEY_ALLOW_UNSAFE_STORE=on")
    allow_unsafe_store: bool = knob(default=False, meaning="`on`: accept a store that may lose what it acknowledged")
    require_external_store: bool = knob(
        default=False, meaning="`on`: refuse SQLite, for platforms that throw disks away"
    )
    driver: str = knob("direct", "`direct`: the session owns the transport; `portable`: plain ASGI")
    log_level: str = knob("info", "`debug`, `info`, `warning` or `error`")


def read(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the environment; `given` (from the command line, None = not given) wins. Raises BadSetting."""
    known = environ if environ is not None else os.environ
    values: dict[str, Any] = {}
    for each in fields(Settings):
        names = (f"PARLEY_{each.name.upper()}", *each.metadata["also"])
        said = next((known[name] for name in names if known.get(name)), None)
        if given.get(each.name) is not None:
            values[each.name] = given[each.name]
        elif said is not None:
            values[each.name] = _converted(names[0], said, each.default)
    return Settings(**values)


def _converted(name: str, said: str, default: object) -> object:
    try:
        match default:
            case bool():
                return {"on": True, "off": False, "true": True, "false": False, "1": True, "0": False}[said.lower()]
            case int():
                return int(said)
            case float():
                return float(said)
            case Path():
                return Path(said)
            case _:
                return said
    except (KeyError, ValueError):
        kind = "on or off" if isinstance(default, bool) else f"a {type(default).__name__}"
        raise BadSetting(f"{name}={said!r} is not {kind}") from None


def count(name: str, said: str) -> int | None:
    """Read a whole number or `off`. Raises BadSetting."""
    if said == "off":
        return None
    if not said.isdigit():
        raise BadSetting(f"{name}={said!r} is neither a whole number nor off")
    return int(said)


def document(name: str, place: str) -> dict[str, Any]:
    """Read a JSON or TOML file that a setting names. Raises BadSetting."""
    path = Path(place)
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise BadSetting(f"{name}={place}: {error.strerror}") from None
    except ValueError as error:
        raise BadSetting(f"{name}={place}: {error}") from None
    if not isinstance(found, dict):
        raise BadSetting(f"{name}={place}: the file holds no object")
    return found
