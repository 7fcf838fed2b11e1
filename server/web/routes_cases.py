"""The URLs of the desk, for staff; `routes` lists them with all others."""

from typing import Final

from server.web import answers_cases as answers
from server.web import bodies_cases as bodies
from server.web.api import cases
from server.web.ask import Operation, Said

ROOM: Final = "/v1/desk/rooms/{id}"

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="GET", path=ROOM, handler=cases.stands, who="user",
        summary="Tell who of staff has a room or is asked to, priority, labels, needs, snooze",
        answers={200: Said("how staff stand to it", answers.Tended)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path=f"{ROOM}/acts", handler=cases.act, who="user", body=bodies.DeskAct,
        summary="Take a room or give it to somebody, answer an offer, hand it over, note something of it",
        answers={
            201: Said("it is on disk", answers.Acted), 200: Said("it was already, or changes nothing", answers.Acted),
        },
        refuses=("not_found", "forbidden", "taken", "cid_reused"),
    ),
    Operation(
        method="GET", path="/v1/desk/me", handler=cases.mine, who="user",
        summary="Tell how one is known as an agent: whether one takes rooms, how many, which",
        answers={200: Said("how one is known", answers.AgentAtWork)}, refuses=("forbidden",),
    ),
    Operation(
        method="PUT", path="/v1/desk/me", handler=cases.say, who="user", body=bodies.AgentSays,
        summary="Say that one is online, busy, away or offline; only who is online is offered rooms",
        answers={200: Said("how one is known", answers.AgentAtWork)}, refuses=("forbidden", "rooms_open"),
    ),
    Operation(
        method="PUT", path="/v1/desk/agents/{user}", handler=cases.equip, who="user", body=bodies.AgentHas,
        summary="Say how many rooms an agent takes at once, and their skills, languages and teams",
        answers={200: Said("how they are known", answers.AgentAtWork)}, refuses=("forbidden", "not_found"),
    ),
)  # fmt: skip
