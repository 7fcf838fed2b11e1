"""Golden folds: logs, what the room is after each entry, and what a fetch gives at the end; both sides must agree."""

import json
from collections.abc import Callable
from typing import Any, Final

from msgspec import structs

from server.core import entries, times
from server.core.changes import Actor, Change
from server.core.entries import Entry
from server.core.room import Room
from server.core.times import HOUR
from server.core.windows import WHOLE
from tests.core import model
from tests.core.model import AMY, ANN, BOB, GUEST, KEN, MIA, Log, person

PARTIES: Final = (ANN, KEN, MIA)
LOCKS: Final = model.NOW + HOUR
DELIVERED: Final = model.activity("delivered", locks_at=LOCKS)
DISPUTE: Final = model.activity("dispute", reopen=True)


def words(kind: str, *changes: Change | int, people: tuple[Actor, ...] = PARTIES) -> Log:
    """Write a log: changes in turn; a number moves the clock."""
    log = Log(*(person(one) for one in people), kind=kind)
    for change in changes:
        if isinstance(change, int):
            log.now += change
        elif log.write(change) is None:
            message = f"nothing to change: {change}"
            raise ValueError(message)
    return log


CASES: Final[dict[str, Callable[[], Log]]] = {
    "an order from placed to locked": lambda: words(
        "order", model.activity("picked_up"), model.post(ANN), DELIVERED, model.post(KEN), HOUR, model.lock()),
    "help lifts a lock that is still to come": lambda: words("order", DELIVERED, model.help_(ANN)),
    "help opens a locked room": lambda: words("order", DELIVERED, HOUR, model.lock(), model.help_(ANN, text="cold")),
    "help opens a resolved room": lambda: words("order", model.patch(status="resolved"), model.help_(KEN, "unsafe")),
    "a dispute lifts a lock that is still to come": lambda: words("order", DELIVERED, DISPUTE),
    "a dispute opens a locked room": lambda: words("order", DELIVERED, HOUR, model.lock(), DISPUTE),
    "a dispute opens a resolved room": lambda: words("order", model.patch(status="resolved"), DISPUTE),
    "a dispute in an open room": lambda: words("order", DISPUTE),
    "help withdrawn by its caller": lambda: words("order", model.help_(ANN), model.help_(ANN, None, withdraw=True)),
    "help dismissed by staff who take no part": lambda: words(
        "order", model.help_(ANN), model.help_(AMY, None, withdraw=True)),
    "help answered by staff": lambda: words(
        "order", model.help_(ANN), model.post(KEN), model.add(AMY), model.post(AMY, "hello, Amy here")),
    "resolving ends the waiting": lambda: words("order", model.help_(ANN), model.patch(status="resolved")),
    "a support room waits for an answer": lambda: words(
        "support", model.post(ANN), model.post(ANN, "anybody?"), model.add(AMY), model.post(AMY), model.post(ANN),
        people=(ANN,)),
    "locked and opened by hand": lambda: words(
        "order", model.patch(locked=True), model.patch(status="open", locked=False), model.patch(subject="Order 7")),
    "a lock time set and taken back": lambda: words(
        "order", model.patch(locks_at=LOCKS), model.patch(locks_at=None)),
    "people come, go, return, change": lambda: words(
        "order", model.remove(KEN), model.add(KEN), model.add(KEN, "member"), model.add(BOB, replaces=KEN),
        model.remove(MIA, MIA)),
    "a visitor becomes a user": lambda: words(
        "support", model.post(GUEST), model.add(AMY), model.post(AMY), model.merge(GUEST, ANN), model.post(ANN),
        model.edit(ANN, 3), people=(GUEST,)),
    "a request accepted": lambda: words(
        "order", model.request(ANN), model.react(MIA, 5), model.answer(MIA, 5), model.react(KEN, 5)),
    "a request declined, then erased": lambda: words(
        "order", model.request(ANN, "Ramen", "Gyoza"), model.answer(MIA, 5, accepted=False), model.redact(ANN, 5)),
    "a request answered by staff who take no part": lambda: words(
        "order", model.request(ANN), model.request(ANN, "Rice"), model.answer(AMY, 6)),
    "stages, and what is told between them": lambda: words(
        "order", model.activity("placed"), model.activity("assigned"), model.activity("eta"),
        model.activity("picked_up"), model.activity("delayed"), DELIVERED, DISPUTE),
    "a message edited, liked, disliked": lambda: words(
        "order", model.post(ANN), model.edit(ANN, 5), model.react(KEN, 5), model.react(MIA, 5),
        model.react(KEN, 5, "🙏"), model.react(KEN, 5, on=False), model.post(KEN), model.react(ANN, 11),
        model.react(ANN, 11, on=False)),
    "a message liked, edited, erased": lambda: words(
        "order", model.post(ANN), model.react(KEN, 5), model.edit(ANN, 5), model.redact(AMY, 5), model.post(ANN)),
}  # fmt: skip


def case(name: str, log: Log) -> dict[str, Any]:
    """Return one case as it stands in the file: `changes` tells what of the room each entry changed."""
    room, before, changes = Room(model.ROOM, log.room.kind), dict[str, Any](), list[dict[str, Any]]()
    for entry in log.entries:
        room.apply(entry)
        now = _state(room)
        changes.append({key: value for key, value in now.items() if key not in before or before[key] != value})
        before = now
    return {
        "name": name,
        "entries": [entries.wire(entry) for entry in log.entries],
        "changes": changes,
        "fetched": [entries.wire(_edited(entry, log)) for entry in log.fetch(WHOLE) if entry.kind == "message"],
    }


def _state(room: Room) -> dict[str, Any]:
    waiting = room.waiting
    return {
        "subject": room.subject,
        "status": room.status,
        "locked": room.locked,
        "locks_at": _when(room.locks_at),
        "stage": room.stage,
        "waiting": waiting and {"since": _when(waiting.since), "reason": waiting.reason, "by": waiting.by},
        "participants": [
            [member.user, member.role, member.name, member.joined_seq, member.left_seq]
            for member in room.members.values()
        ],
    }


def _when(at: int | None) -> str | None:
    return None if at is None else times.text(at)


def _edited(entry: Entry, log: Log) -> Entry:
    edited = any(other.kind == "edit" and other.target == entry.seq for other in log.entries)
    return structs.replace(entry, edited=edited and entry.redacted is None)


def text() -> str:
    """Return the file's text: one case a line."""
    lines = ",\n".join(json.dumps(case(name, made()), ensure_ascii=False) for name, made in CASES.items())
    return f"[\n{lines}\n]\n"
