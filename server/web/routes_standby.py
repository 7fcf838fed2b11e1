"""The URLs for who is kept out, and for a supervisor's view of the load; `routes` lists them with all others."""

from typing import Final

from server.web import answers
from server.web import answers_cases as told
from server.web import bodies_cases as bodies
from server.web.api import bans
from server.web.ask import Operation, Said

BAN: Final = "/v1/desk/bans/{user}"

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="GET", path="/v1/desk/load", handler=bans.load, who="staff", may="see_load",
        summary="Tell who has how many rooms, in how many of them somebody waits and how long, and what nobody has",
        answers={200: Said("everybody at work, and the queue", told.Load)},
    ),
    Operation(
        method="GET", path="/v1/desk/bans", handler=bans.listing, who="staff", may="ban",
        summary="List who is kept out",
        answers={200: Said("the list, the newest first", told.BanList)},
    ),
    Operation(
        method="PUT", path=BAN, handler=bans.put, who="staff", may="ban", body=bodies.Ban,
        summary="Keep a visitor, or a user of the host, out: every socket closes, on every node, and nothing opens",
        answers={200: Said("they are kept out", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="DELETE", path=BAN, handler=bans.lift, who="staff", may="lift_ban",
        summary="Let somebody in again who was kept out",
        answers={200: Said("they may come in", answers.Nothing)}, refuses=("not_found",),
    ),
)  # fmt: skip
