"""What happens in a day at the desk, drawn before it begins: public things by parties, private ones by staff."""

import random
from dataclasses import dataclass
from typing import Final

PARTIES: Final = {
    "ann": "customer", "ken": "driver", "mia": "merchant", "ben": "customer", "kim": "driver", "cat": "customer",
}  # fmt: skip
STAFF: Final = {"amy": "agent", "bob": "agent", "sue": "supervisor"}
ROOMS: Final = {
    "order-1": ("order", ("ann", "ken", "mia")),
    "order-2": ("order", ("ben", "kim", "mia", "amy")),
    "help-1": ("support", ("cat",)),
}
EVERYBODY: Final = PARTIES | STAFF
TOKENS: Final = PARTIES | dict.fromkeys(STAFF, "agent")
"""What tokens say; the stored role counts."""
NOT_OPEN: Final = {("mia", "order-2")}
"""Rooms that somebody of theirs has not open: a change there reaches them as a summary."""
IN: Final = [(room, user) for room, (_, users) in ROOMS.items() for user in users if user in PARTIES]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: done by `by`, in a room, drawn with a number of its own; `private` as staff do it."""

    does: str
    by: str
    room: str
    number: int
    private: bool = False

    @property
    def cid(self) -> str:
        """Return the name under which it is written."""
        return f"cid-{self.number:06d}"

    @property
    def holder(self) -> str:
        """Return who gets the room: where an agent takes part, another in their place would be told to the parties."""
        return next((user for user in ROOMS[self.room][1] if user in STAFF), self.by)


PUBLIC: Final = (
    "says", "says", "says", "writes", "sees", "sees", "reacts", "edits", "redacts", "calls", "withdraws", "looks_away",
    "comes_back", "reads", "asks_for_what_is_not_theirs", "sends_a_file",
)  # fmt: skip
BY_HOST: Final = ("facts_change", "the_agent_answers")
PRIVATE: Final = (
    "notes", "notes", "writes_a_note", "changes_a_note", "observes", "looks_in", "reads_everything", "marks_as_read",
    "files_a_note", "takes", "hands", "labels", "snoozes", "releases", "tries_to_write_unseen", "comes_and_goes",
    "calls_it_spam", "means_to_come_back", "looks_at_the_load", "reads_the_inbox", "mentions_a_colleague",
)  # fmt: skip


def planned(seed: int, steps: int = 0) -> list[Step]:
    """Draw a day: in it every kind of thing happens once and more, private ones between all others."""
    draw = random.Random(seed)
    kinds = [*PUBLIC, *BY_HOST, *PRIVATE]
    kinds += draw.choices(kinds, k=max(0, steps - len(kinds)))
    draw.shuffle(kinds)
    plan = [Step("comes", user, "", 0) for user in EVERYBODY]
    for number, does in enumerate(kinds, 1):
        if does in PRIVATE:
            plan.append(Step(does, draw.choice([*STAFF]), draw.choice([*ROOMS]), number, private=True))
        else:
            room, user = draw.choice(IN)
            plan.append(Step(does, user, room, number))
    return [*plan, *(Step("reads", user, room, number) for number, (room, user) in enumerate(IN, len(plan)))]
