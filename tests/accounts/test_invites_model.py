"""Whatever happens to an invitation, in whatever order: nobody has a session whom the model would refuse, nor less."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.accounts.rotation import OVERLAP_MS
from server.core.invites import AGAIN_MS
from tests.accounts.invited import HOUR, Invited, Phone, code, to_room, to_user
from tests.chat.bench import HOST, opened

TTL_MS = 2 * HOUR
PLACES = 3
MOMENTS = (1, 500, OVERLAP_MS, OVERLAP_MS + 1, AGAIN_MS, AGAIN_MS + 1, TTL_MS // 2, TTL_MS)


@dataclass
class Model:
    """One device as the pages of docs/invites.md would have it: plain lists, no hashes."""

    key: str | None
    previous: str
    current: str
    rotated_at: int
    why: str | None = None
    old: set[str] = field(default_factory=set)

    def over(self) -> str | None:
        return None if self.why is None else "invite_revoked" if self.why == "revoked" else "invite_elsewhere"

    def presented(self, secret: str, now: int) -> str:
        """What is answered: a code, `next` for a secret of its own, `same` for the newest again."""
        recent = now - self.rotated_at <= OVERLAP_MS
        if secret == self.current:
            return "next"
        if secret == self.previous:
            return "same" if recent else "next"
        if secret == self.key:
            return "invite_elsewhere"
        if recent:
            return "unauthenticated"
        self.why = "reuse"
        return "invite_elsewhere"

    def took(self, shown: str, answer: str, now: int) -> None:
        self.old |= {self.previous, self.current} - {self.key, shown}
        self.previous, self.current, self.rotated_at = shown, answer, now


class Life(RuleBasedStateMachine):
    """One invitation, the devices that came by it, and the host."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()

    @initialize(kind=st.sampled_from(["room", "person"]))
    def begins(self, kind: str) -> None:
        self.bench = self.run(self.stack.enter_async_context(opened(Path(self.folder.name))))
        self.run(self.bench.room())
        make = to_room if kind == "room" else to_user
        self.invited: Invited = self.run(make(self.bench, ttl_s=TTL_MS // 1000, devices=PLACES))
        self.kind, self.ends = kind, self.now + TTL_MS
        self.phones: list[tuple[Phone, Model]] = []
        self.used_at: int | None = None
        self.revoked, self.here, self.same = False, True, True

    def run(self, waiting: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(waiting)

    @property
    def now(self) -> int:
        return self.bench.clock.wall()

    # -- the model's judgement ---------------------------------------------------------------------

    def ended(self) -> str | None:
        if self.revoked:
            return "invite_revoked"
        if self.kind == "room" and not (self.here and self.same):
            return "invite_removed"
        return "invite_expired" if self.now >= self.ends else None

    def first_time(self) -> str:
        late = self.kind == "room" and self.used_at is not None and self.now - self.used_at > AGAIN_MS
        full = sum(model.why != "logout" for _, model in self.phones) >= PLACES
        return self.ended() or ("invite_elsewhere" if late or full else "done")

    # -- what the invited do -----------------------------------------------------------------------

    @rule()
    def a_new_device_opens_the_link(self) -> None:
        expected, phone = self.first_time(), Phone(self.invited)
        shown = self.run(code(self.invited.house().redeeming.preview(self.invited.secret, None)))
        assert shown == expected
        assert self.run(code(phone.opens())) == expected
        if expected == "done":
            self.used_at = self.used_at or self.now
            self.phones.append((phone, Model(phone.key, phone.key, phone.secrets[0], self.now)))

    @precondition(lambda self: self.phones)
    @rule(draw=st.integers(0, 99))
    def a_device_opens_the_link_again(self, draw: int) -> None:
        """Its answer was lost, or its page was killed before it was kept."""
        phone, model = self.phones[draw % len(self.phones)]
        if model.why != "logout":
            self.shows(phone, model, phone.key, phone.opens())

    @precondition(lambda self: self.phones)
    @rule(draw=st.integers(0, 99), back=st.sampled_from([0, 0, 0, 1, 2, 3]))
    def a_device_renews_its_session(self, draw: int, back: int) -> None:
        phone, model = self.phones[draw % len(self.phones)]
        secret = ([model.current, model.previous, *sorted(model.old)] * 2)[back]
        if secret != phone.key:
            self.shows(phone, model, secret, phone.refreshes(secret))

    def shows(self, phone: Phone, model: Model, secret: str, waiting: Coroutine[Any, Any, Any]) -> None:
        over = self.ended() or model.over()
        if model.why == "logout" and over == "invite_elsewhere":
            over = "invite_elsewhere"
        expected = over or model.presented(secret, self.now)
        newest = model.current
        told = self.run(code(waiting))
        if expected == "same":
            assert (told, phone.secrets[-1]) == ("done", newest)
        elif expected == "next":
            assert told == "done"
            assert phone.secrets[-1] not in {newest, secret}
            model.took(secret, phone.secrets[-1], self.now)
        else:
            assert told == expected

    @precondition(lambda self: self.phones)
    @rule(draw=st.integers(0, 99))
    def a_device_logs_out(self, draw: int) -> None:
        phone, model = self.phones[draw % len(self.phones)]
        self.run(self.invited.house().redeeming.logout(model.current))
        if model.why is None:
            model.why = "logout"
        assert phone.secrets

    # -- what the host does ------------------------------------------------------------------------

    @precondition(lambda self: self.phones)
    @rule(draw=st.integers(0, 99))
    def a_device_is_thrown_out(self, draw: int) -> None:
        phone, model = self.phones[draw % len(self.phones)]
        self.run(self.invited.house().invites.revoke_device(HOST, self.invited.id, phone.id))
        model.why = "revoked" if model.why in {None, "logout"} else model.why

    @precondition(lambda self: len(self.phones) >= 2)
    @rule()
    def it_is_withdrawn(self) -> None:
        self.run(self.invited.house().invites.revoke(HOST, self.invited.id))
        self.revoked = True

    @rule(how=st.sampled_from(["removed", "swapped"]))
    def ken_goes(self, how: str) -> None:
        if self.here and how == "removed":
            self.run(self.bench.remove("ken"))
        elif self.here:
            self.run(self.bench.add("mei", "driver", replaces="ken"))
        self.here = self.same = False

    @rule()
    def ken_comes_back(self) -> None:
        if not self.here:
            mei = "mei" in self.run(self.bench.hub.load("order-1042")).room.members
            present = mei and self.run(self.bench.hub.load("order-1042")).room.present("mei") is not None
            self.run(self.bench.add("ken", "driver", replaces="mei" if present else None))
        self.here = True

    @rule(ms=st.sampled_from(MOMENTS))
    def time_passes(self, ms: int) -> None:
        self.bench.clock.passed(ms)

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def who_is_let_in_is_who_may_be(self) -> None:
        """A token is good exactly as long as the model says, however it was come by."""
        for phone, model in getattr(self, "phones", []):
            allowed = self.ended() is None and model.why is None
            told = self.run(code(self.bench.node.machine.house.identity.actor_of(f"Bearer {phone.token()}")))
            assert told == ("done" if allowed else "unauthenticated"), (self.ended(), model)

    @invariant()
    def never_more_than_the_places(self) -> None:
        inside = [model for _, model in getattr(self, "phones", []) if model.why is None]
        assert len(inside) <= PLACES

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()


Life.TestCase.settings = hypothesis_settings(max_examples=40, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
