"""Whatever happens to an invitation, in whatever order: nobody has a session whom the model would refuse, nor less."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, create_engine, update

from server.accounts import rotation
from server.accounts.redeeming import PREFIX, Opened, Opener, Redeeming
from server.accounts.rotation import OVERLAP_MS
from server.accounts.secret import Secrets, digest
from server.core.invites import AGAIN_MS, Invite
from server.core.refusals import Refusal
from server.live.hub import Hub
from server.storage import invites as stored
from server.storage.tables import devices, invites, metadata, participants, rooms, users

pytestmark = pytest.mark.timeout(120)

HOUR = 3_600_000
TTL_MS = 2 * HOUR
PLACES = 2
MOMENTS = (1, 500, OVERLAP_MS, OVERLAP_MS + 1, AGAIN_MS, AGAIN_MS + 1, TTL_MS // 2, TTL_MS)
ENDS = ("logs_out", "thrown_out", "goes", "returns", "comes_back", "withdrawn", "nearly_over", "over")
SECRETS = Secrets("a-secret-for-tests-0123456789abcdef-0123456789", "invited device", PREFIX)
LINK = f"i_one.{'0' * 32}"
ROOM = {
    "id": "order-1", "kind": "order", "subject": "Order 1", "status": "open", "last_seq": 3, "last_at": 1, "version": 1,
    "facts": [], "metadata": {}, "created_at": 1,
}  # fmt: skip
KEN = {"room": "order-1", "user": "ken", "role": "driver", "name": "Ken", "verified": "host", "joined_seq": 3,
       "first_seq": 1}  # fmt: skip


class Inline:
    """A hub, its store and its clock in one: every transaction is carried out where it is asked for."""

    def __init__(self, c: Connection) -> None:
        self.c = c
        self.now = 1_795_000_000_000
        self.shuts: list[tuple[str, str, str]] = []
        self.parts = self.journal = self.database = self.passes = self

    def wall(self) -> int:
        return self.now

    async def write(self, change: Callable[[Connection], Any]) -> Any:
        with self.c.begin_nested():
            return change(self.c)

    async def read(self, question: Callable[..., Any], *said: Any, **more: Any) -> Any:
        return question(self.c, *said, **more)

    def shut(self, user: str, invite: str, device: str = "") -> None:
        self.shuts.append((user, invite, device))


def run(waiting: Coroutine[Any, Any, Any]) -> Any:
    """Carry out what never waits."""
    with pytest.raises(StopIteration) as done:
        waiting.send(None)
    return done.value.value


def code(waiting: Coroutine[Any, Any, Any]) -> Any:
    """Return what is answered, or the code of the refusal."""
    try:
        return run(waiting)
    except Refusal as refusal:
        return refusal.code


@dataclass
class Model:
    """One device as the pages of docs/invites.md would have it: plain lists, no hashes."""

    id: str
    key: str
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
        self.old |= {self.previous, self.current} - {self.key, shown, answer}
        self.previous, self.current, self.rotated_at = shown, answer, now


class Life(RuleBasedStateMachine):
    """One invitation, the devices that came by it, and the host."""

    @initialize(kind=st.sampled_from(["room", "person"]))
    def begins(self, kind: str) -> None:
        engine = create_engine("sqlite://")
        self.c = engine.connect()
        metadata.create_all(self.c, tables=[users, rooms, participants, invites, devices])
        self.c.execute(users.insert().values(id="ken", role="driver", name="Ken", verified="host"))
        self.c.execute(rooms.insert().values(ROOM))
        self.c.execute(participants.insert().values(KEN))
        self.house = Inline(self.c)
        self.redeeming = Redeeming(cast("Hub", self.house), SECRETS, lambda *_: None)
        self.kind, self.ends = kind, self.now + TTL_MS
        there = {"room": "order-1", "joined_seq": 3} if kind == "room" else {}
        made = Invite(id="i_one", user="ken", secret=digest(LINK), devices=PLACES, made_at=self.now,
                      expires_at=self.ends, **there)  # fmt: skip
        stored.put_invite(self.c, made)
        self.devices: list[Model] = []
        self.used_at: int | None = None
        self.revoked, self.here, self.joined = False, True, 3

    @property
    def now(self) -> int:
        return self.house.now

    # -- the model's judgement ---------------------------------------------------------------------

    def ended(self) -> str | None:
        if self.revoked:
            return "invite_revoked"
        if self.kind == "room" and not (self.here and self.joined == 3):
            return "invite_removed"
        return "invite_expired" if self.now >= self.ends else None

    def first_time(self) -> str:
        late = self.kind == "room" and self.used_at is not None and self.now - self.used_at > AGAIN_MS
        full = sum(model.why != "logout" for model in self.devices) >= PLACES
        return self.ended() or ("invite_elsewhere" if late or full else "done")

    # -- what the invited do -----------------------------------------------------------------------

    @rule()
    def a_new_device_opens_the_link(self) -> None:
        expected, key = self.first_time(), f"key-of-device-{len(self.devices):04}"
        shown = code(self.redeeming.preview(LINK, None))
        assert shown == (expected if expected != "done" else {
            "name": "Ken", "role": "driver", "subject": "Order 1" if self.kind == "room" else None,
        })  # fmt: skip
        told = code(self.redeeming.redeem(LINK, Opener(key)))
        assert expected == ("done" if isinstance(told, Opened) else told)
        if isinstance(told, Opened):
            self.used_at = self.used_at or self.now
            self.devices.append(Model(told.scope.device, key, key, told.secret, self.now))

    @precondition(lambda self: self.devices)
    @rule(draw=st.integers(0, 99))
    def a_device_opens_the_link_again(self, draw: int) -> None:
        """Its answer was lost, or its page was killed before it was kept."""
        model = self.devices[draw % len(self.devices)]
        if model.why != "logout":
            self.shows(model, model.key, self.redeeming.redeem(LINK, Opener(model.key)))

    @precondition(lambda self: self.devices)
    @rule(draw=st.integers(0, 99), times=st.integers(1, 3), lost=st.booleans())
    def a_device_renews_its_session(self, draw: int, times: int, *, lost: bool) -> None:
        """`lost`: the last answer never came, and it shows the secret before."""
        model = self.devices[draw % len(self.devices)]
        for turn in range(times):
            secret = model.previous if lost and turn == times - 1 else model.current
            if secret != model.key:
                self.shows(model, secret, self.redeeming.refresh(secret))

    @precondition(lambda self: any(model.old for model in self.devices))
    @rule(draw=st.integers(0, 99), late=st.booleans())
    def somebody_shows_an_old_secret(self, draw: int, *, late: bool) -> None:
        """A tab that was asleep, or a thief."""
        self.house.now += (OVERLAP_MS + 1) * late
        model = next(model for model in self.devices if model.old)
        secret = sorted(model.old)[draw % len(model.old)]
        self.shows(model, secret, self.redeeming.refresh(secret))

    @precondition(lambda self: self.used_at is not None)
    @rule(ms=st.sampled_from([AGAIN_MS, AGAIN_MS + 1]))
    def a_device_comes_when_it_is_late(self, ms: int) -> None:
        """Fifteen minutes after the first use, or a moment more."""
        self.house.now = max(self.now, (self.used_at or 0) + ms)
        self.a_new_device_opens_the_link()

    def shows(self, model: "Model", secret: str, waiting: Coroutine[Any, Any, Any]) -> None:
        expected = self.ended() or model.over() or model.presented(secret, self.now)
        told = code(waiting)
        if expected in {"same", "next"}:
            assert isinstance(told, Opened), (expected, told)
            assert (told.secret == model.current) == (expected == "same")
            assert told.scope.device == model.id
        else:
            assert told == expected
        if expected == "next":
            model.took(secret, told.secret, self.now)

    @precondition(lambda self: self.devices)
    @rule(draw=st.integers(0, 99), what=st.sampled_from(ENDS))
    def something_ends(self, draw: int, what: str) -> None:
        """One rule for all: what ends would else leave little to find out."""
        getattr(self, what)(self.devices[draw % len(self.devices)])

    def nearly_over(self, _model: "Model") -> None:
        """To the millisecond."""
        self.house.now = max(self.now, self.ends - 1)

    def over(self, _model: "Model") -> None:
        self.house.now = max(self.now, self.ends)

    def returns(self, model: "Model") -> None:
        self.goes(model)
        self.comes_back(model)

    def logs_out(self, model: "Model") -> None:
        run(self.redeeming.logout(model.current))
        model.why = model.why or "logout"

    # -- what the host does ------------------------------------------------------------------------

    def thrown_out(self, model: "Model") -> None:
        kept = stored.device(self.c, model.id)
        assert kept is not None
        if model.why is None:
            stored.put_device(self.c, rotation.ended(kept, "revoked", self.now))
            model.why = "revoked"

    def withdrawn(self, _model: "Model") -> None:
        kept = stored.invite(self.c, "i_one")
        assert kept is not None
        stored.put_invite(self.c, replace(kept, revoked_at=self.now))
        self.revoked = True

    def goes(self, _model: "Model") -> None:
        """Removed or swapped: his membership has an end."""
        self.c.execute(update(participants).values(left_seq=self.joined + 1))
        self.here = False

    def comes_back(self, _model: "Model") -> None:
        """A membership of its own, and not the one that he was invited for."""
        if not self.here:
            self.joined += 2
            self.c.execute(update(participants).values(left_seq=None, joined_seq=self.joined))
        self.here = True

    @rule(ms=st.sampled_from(MOMENTS))
    def time_passes(self, ms: int) -> None:
        self.house.now += ms

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def who_is_let_in_is_who_may_be(self) -> None:
        """A session is good exactly as long as the model says, however it was come by; its sockets were closed."""
        for model in getattr(self, "devices", []):
            allowed = self.ended() is None and model.why is None
            assert stored.lasting(self.c, [model.id], self.now) == ({model.id} if allowed else set()), model
            if model.why in {"logout", "reuse"}:
                assert ("ken", "i_one", model.id) in self.house.shuts

    @invariant()
    def never_more_than_the_places(self) -> None:
        assert sum(model.why is None for model in getattr(self, "devices", [])) <= PLACES

    def teardown(self) -> None:
        self.c.close()


Life.TestCase.settings = hypothesis_settings(max_examples=40, stateful_step_count=18, deadline=None)
TestLife = Life.TestCase
