"""What a presented secret means; and, whatever the order of tabs, lost answers and thieves, who is left outside."""

from dataclasses import replace

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.accounts import rotation
from server.accounts.rotation import OVERLAP_MS, Asked, Outcome, Verdict
from server.accounts.secret import Secrets, digest, salt
from server.core.times import DAY
from server.storage.visitors import Visit

SECRETS = Secrets("a-secret-for-tests-0123456789abcdef-0123456789")
IDLE = 30 * DAY
FLIGHT_MS = OVERLAP_MS // 2
"""How long one exchange may take, there and back."""


class Keeper:
    """The server, as far as one visitor goes."""

    def __init__(self, secrets: Secrets = SECRETS) -> None:
        self.now = 1_000_000
        self.secrets = secrets
        self.first = secrets.first("v_guest")
        self.visit = Visit(user="v_guest", current=digest(self.first), rotated_at=self.now, seen_at=self.now)

    def present(self, secret: str) -> Outcome:
        presented = self.secrets.read(secret)
        outcome = rotation.present(self.visit, presented, Asked(self.secrets, salt(), self.now, IDLE))
        self.visit = outcome.kept or self.visit
        return outcome

    def follows(self, secret: str) -> str:
        outcome = self.present(secret)
        assert outcome.answer is not None, outcome
        return outcome.answer

    @property
    def over(self) -> bool:
        return self.visit.ended_at is not None


def test_each_secret_is_followed_by_another():
    keeper, chain = Keeper(), []
    secret = keeper.first
    for _ in range(5):
        keeper.now += 15 * 60_000
        secret = keeper.follows(secret)
        chain.append(secret)
    assert len({keeper.first, *chain}) == 6
    assert keeper.visit.generation == 5
    assert not keeper.over


def test_a_lost_answer_is_given_again_word_for_word():
    keeper = Keeper()
    lost = keeper.follows(keeper.first)
    keeper.now += OVERLAP_MS
    again = keeper.present(keeper.first)
    assert (again.verdict, again.answer) == (Verdict.REPEAT, lost)


def test_an_answer_that_was_lost_for_good_is_replaced():
    keeper = Keeper()
    lost = keeper.follows(keeper.first)
    keeper.now += 5 * DAY
    fresh = keeper.follows(keeper.first)
    assert fresh != lost
    assert keeper.follows(fresh) not in {fresh, lost}


def test_an_old_secret_ends_the_visit_for_everybody():
    keeper = Keeper()
    second = keeper.follows(keeper.first)
    third = keeper.follows(second)
    keeper.now += OVERLAP_MS + 1
    assert keeper.present(keeper.first) == Outcome(Verdict.REVOKE, keeper.visit, None)
    assert (keeper.visit.ended_at, keeper.visit.ended_why) == (keeper.now, "reuse")
    for secret in (third, second, keeper.first):
        assert keeper.present(secret) == Outcome(Verdict.REFUSE)


def test_one_that_comes_late_by_a_moment_is_refused_and_held_against_nobody():
    keeper = Keeper()
    second = keeper.follows(keeper.first)
    third = keeper.follows(second)
    keeper.now += OVERLAP_MS
    assert keeper.present(keeper.first).verdict is Verdict.REFUSE
    assert keeper.follows(third)


def test_a_secret_that_took_a_lost_ones_place_tells_the_lost_one_from_a_copy():
    """Somebody copied the first secret and used it; the visitor comes with theirs; then the copy is used again."""
    keeper = Keeper()
    thiefs = keeper.follows(keeper.first)
    keeper.now += 5 * 60_000
    keeper.follows(keeper.first)
    keeper.now += 5 * 60_000
    assert keeper.present(thiefs).verdict is Verdict.REVOKE


def test_what_was_made_up_changes_nothing():
    keeper = Keeper()
    kept = keeper.visit
    keeper.now += DAY
    forged = Secrets("another-secret-0123456789abcdef-0123456789abcdef").first("v_guest")
    for secret in (forged, "v_guest.0.a.b", f"{keeper.first}x"):
        assert keeper.present(secret).verdict is Verdict.REFUSE
    assert keeper.visit == kept


def test_after_thirty_days_without_a_visit_it_is_found_no_more():
    keeper = Keeper()
    keeper.now += IDLE
    second = keeper.follows(keeper.first)
    keeper.now += IDLE + 1
    assert keeper.present(second).verdict is Verdict.REFUSE
    assert keeper.present(keeper.first).verdict is Verdict.REFUSE


def test_a_secret_newer_than_the_store_knows_is_good_after_a_restore():
    keeper = Keeper()
    backup = keeper.visit
    second = keeper.follows(keeper.follows(keeper.first))
    keeper.now += DAY
    keeper.visit = backup
    third = keeper.follows(second)
    assert keeper.visit.generation == 3
    keeper.now += DAY
    assert keeper.follows(third)


def test_an_unknown_visitor_is_refused():
    presented = SECRETS.read(SECRETS.first("v_nobody"))
    assert rotation.present(None, presented, Asked(SECRETS, salt(), 1, IDLE)) == Outcome(Verdict.REFUSE)


class Tabs(RuleBasedStateMachine):
    """One browser: tabs that share one storage, a network that delays and loses; nobody else."""

    @initialize()
    def begins(self) -> None:
        self.keeper = Keeper()
        self.stored, self.stored_exp = self.keeper.first, self.keeper.now + IDLE
        self.asking: list[tuple[int, str]] = []
        self.answers: list[tuple[int, str, int]] = []

    @rule()
    def a_tab_asks(self) -> None:
        """It reads the storage and sends; the request is under way."""
        self.asking.append((self.keeper.now, self.stored))

    @precondition(lambda self: self.asking)
    @rule(draw=st.integers(0, 99), lost=st.booleans())
    def a_request_arrives(self, draw: int, *, lost: bool) -> None:
        begun, secret = self.asking.pop(draw % len(self.asking))
        outcome = self.keeper.present(secret)
        if outcome.answer is not None and not lost:
            self.answers.append((begun, outcome.answer, outcome.kept.seen_at + IDLE))

    @precondition(lambda self: self.answers)
    @rule(draw=st.integers(0, 99))
    def an_answer_arrives(self, draw: int) -> None:
        """What is stored gives way to what lasts longer, or as long."""
        _, secret, exp = self.answers.pop(draw % len(self.answers))
        if exp >= self.stored_exp:
            self.stored, self.stored_exp = secret, exp

    @rule(draw=st.integers(0, 99))
    def a_request_is_lost(self, draw: int) -> None:
        if self.asking:
            self.asking.pop(draw % len(self.asking))

    @rule(ms=st.one_of(st.integers(1, 500), st.integers(1, FLIGHT_MS), st.integers(FLIGHT_MS, 20 * DAY)))
    def time_passes(self, ms: int) -> None:
        """What is under way for longer than an exchange may take is lost."""
        self.keeper.now += ms
        self.asking = [one for one in self.asking if self.keeper.now - one[0] <= FLIGHT_MS]
        self.answers = [one for one in self.answers if self.keeper.now - one[0] <= FLIGHT_MS]

    @invariant()
    def nobody_is_locked_out(self) -> None:
        """What is stored is answered, now or, where something is still under way, a moment later."""
        assert not self.keeper.over
        kept = self.keeper.visit
        if self.keeper.now - kept.seen_at <= IDLE and not self.answers:
            presented = self.keeper.secrets.read(self.stored)
            verdict = rotation.judge(kept, presented, self.keeper.now, IDLE)
            assert verdict in {Verdict.FOLLOW, Verdict.REPEAT}, (verdict, kept.generation, presented.generation)


class Thief(RuleBasedStateMachine):
    """A secret was copied: two hold one, and each uses what they have when they like."""

    @initialize(steps=st.integers(0, 3))
    def copied(self, steps: int) -> None:
        self.keeper = Keeper()
        secret = self.keeper.first
        for _ in range(steps):
            self.keeper.now += 15 * 60_000
            secret = self.keeper.follows(secret)
        self.held = {"visitor": secret, "thief": secret}
        self.last: str | None = None
        self.turns = 0
        """How often the one came behind the other."""

    @rule(who=st.sampled_from(["visitor", "thief"]), apart=st.integers(OVERLAP_MS + 1, DAY))
    def one_of_them_comes(self, who: str, apart: int) -> None:
        self.keeper.now += apart
        outcome = self.keeper.present(self.held[who])
        if outcome.answer is not None:
            self.held[who] = outcome.answer
        if self.last is not None and who != self.last:
            self.turns += 1
        self.last = who

    @invariant()
    def it_comes_out(self) -> None:
        """Once each has come behind the other, both are outside; until then they may share."""
        if getattr(self, "turns", 0) >= 2:
            assert self.keeper.over
            assert {self.keeper.present(secret).verdict for secret in self.held.values()} == {Verdict.REFUSE}


Tabs.TestCase.settings = hypothesis_settings(max_examples=150, stateful_step_count=30, deadline=None)
Thief.TestCase.settings = hypothesis_settings(max_examples=60, stateful_step_count=8, deadline=None)
TestTabs = Tabs.TestCase
TestThief = Thief.TestCase


def test_a_visit_that_is_over_stays_over():
    keeper = Keeper()
    keeper.visit = replace(keeper.visit, ended_at=keeper.now, ended_why="logout")
    assert keeper.present(keeper.first) == Outcome(Verdict.REFUSE)
