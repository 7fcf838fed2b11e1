"""Applying the entries to the old state equals fetching the new one, for every participant's window."""

from typing import Any

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from server.core import entries, entry_shapes, windows
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.times import DAY, HOUR
from server.core.windows import WHOLE
from tests.core import model
from tests.core.model import ACTORS, AMY, ANN, BOB, BOT, DAN, HOST, KEN, MIA, Log, person
from tests.core.reader import Reader

PARTIES = [ANN, DAN, KEN, BOB, MIA]
who = st.sampled_from(PARTIES)
anybody = st.sampled_from([*PARTIES, AMY, BOT])
seq = st.integers(1, 30)
history = st.sampled_from([None, "all", "from_assignment", "last:0", "last:2", "last:50"])
words = st.sampled_from(["on my way", "two minutes", "at the door"])
emoji = st.sampled_from(["👍", "🙏"])

CHANGES = st.one_of(
    st.builds(model.post, anybody, words),
    st.builds(model.post, anybody, words),
    st.builds(lambda by, said, to: model.post(by, said, reply_to=to), who, words, seq),
    st.builds(model.post, st.just(HOST), words),
    st.builds(model.add, anybody, history=history),
    st.builds(lambda new, old, kept: model.add(new, replaces=old, history=kept), anybody, who, history),
    st.builds(model.add, who, st.sampled_from(["customer", "driver", "merchant", "member"])),
    st.builds(model.remove, anybody),
    st.builds(lambda one: model.remove(one, one), who),
    st.builds(model.help_, who, st.sampled_from(["late", "unsafe"])),
    st.builds(lambda one: model.help_(one, None, withdraw=True), st.sampled_from([ANN, KEN, AMY])),
    st.builds(lambda said: model.patch(subject=said), words),
    st.builds(lambda status: model.patch(status=status), st.sampled_from(["open", "resolved"])),
    st.builds(lambda locked: model.patch(locked=locked), st.booleans()),
    st.builds(lambda: model.activity("delivered", locks_at=model.NOW + HOUR)),
    st.builds(lambda: model.activity("dispute", reopen=True)),
    st.builds(model.activity, st.sampled_from(["placed", "ready", "eta", "picked_up"])),
    st.builds(model.request, st.sampled_from([ANN, DAN, AMY])),
    st.builds(model.lock),
)
pick = st.integers(0, 20)
AIMED = st.one_of(
    st.tuples(st.just("own"), pick, st.sampled_from([model.edit, model.edit, model.redact])),
    st.tuples(st.just("any"), pick, anybody, st.sampled_from([model.edit, model.redact, model.react, model.answer])),
    st.tuples(st.just("any"), pick, st.sampled_from([MIA, AMY]), st.just(model.answer)),
    st.tuples(st.just("off"), pick, anybody, emoji),
    st.tuples(st.just("on"), pick, anybody, emoji),
)
STEPS = st.one_of(
    CHANGES,
    CHANGES,
    AIMED,
    AIMED,
    st.tuples(st.just("open"), st.sampled_from([*PARTIES, AMY])),
    st.tuples(st.just("page"), st.integers(0, 20)),
    st.tuples(st.just("wait"), st.sampled_from([1_000, HOUR, DAY])),
)


class Table:
    """A log with its readers around it: each is told what the node would hand to its view."""

    def __init__(self, kind: str = "order") -> None:
        self.log = Log(person(ANN), person(KEN), person(MIA), kind=kind)
        self.readers: list[Reader] = []

    def open(self, actor: Actor) -> None:
        window = windows.of_reader(self.log.room, actor.user, staff=actor.staff)
        if window is not None and window.until is None:
            self.readers.append(Reader(actor.user, window, self.log))

    def step(self, step: Any) -> None:
        match step:
            case ("open", actor):
                self.open(actor)
            case ("page", size):
                for reader in self.readers:
                    if not reader.closed:
                        reader.page(self.log.fetch(reader.window)[-size:])
            case ("wait", ms):
                self.log.now += ms
            case ("announce", said, ms):
                self.write(model.post(AMY, said, expires_at=self.log.now + ms))
            case (str(aim), int(at), *rest):
                self.aim(aim, at, rest)
            case _:
                self.write(step)

    def aim(self, aim: str, at: int, rest: list[Any]) -> None:
        """Make a change that aims at a message that is there."""
        messages = sorted(self.log.kept)
        if not messages:
            return
        target = messages[at % len(messages)]
        match aim, rest:
            case "own", [make]:
                self.write(make(ACTORS.get(self.log.entries[target - 1].by, AMY), target))
            case "any", [by, make]:
                self.write(make(by, target))
            case _, [by, sign]:
                self.write(model.react(by, target, sign, on=aim == "on"))

    def write(self, change: Any) -> None:
        try:
            entry = self.log.write(change)
        except Refusal as refusal:
            event(f"{type(change).__name__} refused {refusal.code}")
            return
        if entry is None:
            return
        event(f"{entry.kind} written")
        for reader in self.readers:
            self.tell(reader, entry)

    def tell(self, reader: Reader, entry: entries.Entry) -> None:
        """Who is out, or is a new participant, at this entry gets no more of it through the old view."""
        member = self.log.room.members.get(reader.user)
        now = None if member is None or not member.present else member.joined_seq
        if reader.closed or (reader.joined_seq is not None and now != reader.joined_seq):
            reader.closed = True
            return
        seen = reader.window.cut(entry)
        msgspec.convert(entries.wire(seen), entry_shapes.AnyEntry)
        reader.told(seen)


def lived(table: Table, steps: list[Any]) -> None:
    """Let some of the readers open the room, and all of this happen."""
    for one in (ANN, KEN, AMY):
        table.open(one)
    for step in steps:
        table.step(step)


late = st.sampled_from([DAN, BOB, KEN])
ANNOUNCED = st.one_of(
    st.tuples(st.just("announce"), words, st.sampled_from([1_000, HOUR])),
    st.tuples(st.just("wait"), st.sampled_from([1_000, HOUR])),
    st.builds(model.add, late, st.sampled_from(["member", "driver"])),
    st.builds(model.remove, late),
    st.tuples(st.just("open"), late),
    st.tuples(st.just("any"), pick, st.just(AMY), st.sampled_from([model.edit, model.redact])),
    st.tuples(st.just("on"), pick, late, emoji),
    st.builds(model.post, st.just(AMY), words),
)


@given(st.lists(ANNOUNCED, min_size=15, max_size=60))
@settings(max_examples=75)
def test_what_an_announcement_shows_is_fixed_when_its_reader_comes_in(steps):
    table = Table("announcement")
    table.write(model.add(AMY))
    lived(table, steps)
    for reader in table.readers:
        (check_former if reader.closed else check_present)(reader, table.log)
        if not reader.closed:
            event(f"hidden {any(entry.kind == 'hidden' for entry in reader.others.values())}")
            check_expiry(reader, table.log)


def check_expiry(reader: Reader, log: Log) -> None:
    """A reader holds every announcement that had not expired when they came in, and no word of any other."""
    for entry in log.entries:
        if entry.kind == "message" and entry.seq >= reader.window.first:
            shown = entry.expires_at is None or entry.expires_at > reader.window.since
            assert (entry.seq in reader.messages) is shown
        if entry.kind == "edit" and entry.seq in reader.others and entry.target not in reader.messages:
            assert reader.others[entry.seq].kind == "hidden"


@given(st.lists(STEPS, min_size=15, max_size=60))
@settings(max_examples=150)
def test_applying_the_entries_equals_fetching_for_every_window(steps):
    table = Table()
    lived(table, steps)
    assert [entry.seq for entry in table.log.entries] == list(range(1, len(table.log.entries) + 1))
    assert [entry.at for entry in table.log.entries] == sorted(entry.at for entry in table.log.entries)
    for reader in table.readers:
        (check_former if reader.closed else check_present)(reader, table.log)


def check_present(reader: Reader, log: Log) -> None:
    fresh = Reader(reader.user, reader.window, log)
    assert reader.shown() == fresh.shown()
    assert reader.people == fresh.people
    assert reader.public == fresh.public
    assert {seq for seq, _ in fresh.messages.items()} | set(fresh.others) == set(
        range(reader.window.first, log.room.last_seq + 1)
    )


def check_former(reader: Reader, log: Log) -> None:
    """Who went out keeps what they held, or nothing; what was erased since is erased for them too."""
    member = log.room.members[reader.user]
    if member.present or member.joined_seq != reader.joined_seq:
        return
    window = windows.of_member(member)
    if window is None:
        assert member.role not in windows.KEEPS_HISTORY or member.left_seq <= member.first_seq
        return
    event("former window compared")
    fresh = Reader(reader.user, window, log)
    assert set(fresh.messages) == set(reader.messages)
    assert set(fresh.others) == set(reader.others)
    for seq, message in fresh.messages.items():
        if message["redacted"] is None or reader.messages[seq]["redacted"] is not None:
            assert message == reader.messages[seq]
        else:
            assert message["body"] == {}


def test_a_reader_behind_a_late_window_gets_the_same_seqs_and_no_word_of_what_lies_before():
    log = Log(person(ANN), person(MIA))
    secret = log.write(model.post(ANN, "the door code is 4711")).seq
    log.write(model.add(KEN))
    window = windows.of_reader(log.room, "ken", staff=False)
    reader = Reader("ken", window, log)
    for change in (model.edit(ANN, secret), model.react(MIA, secret), model.redact(ANN, secret), model.post(ANN)):
        reader.told(window.cut(log.write(change)))
    assert [entry.kind for _, entry in sorted(reader.others.items())] == ["join", "hidden", "hidden", "hidden"]
    hidden = [entries.wire(entry) for entry in reader.others.values() if entry.kind == "hidden"]
    assert all(set(entry) == {"seq", "kind", "at"} for entry in hidden)
    assert reader.shown() == Reader("ken", window, log).shown()


def test_staff_see_the_whole_log_whether_or_not_they_take_part():
    log = Log(person(ANN))
    assert windows.of_reader(log.room, "s_sam", staff=True) == WHOLE
    log.write(model.add(AMY))
    assert log.fetch(windows.of_reader(log.room, "s_amy", staff=True)) == log.fetch(WHOLE)


def test_a_redaction_reaches_a_customer_who_has_left():
    log = Log(person(ANN), person(KEN))
    secret = log.write(model.post(KEN, "call me on 090"))
    log.write(model.edit(KEN, secret.seq, "call me on 080"))
    log.write(model.remove(ANN))
    log.write(model.redact(KEN, secret.seq))
    log.write(model.post(KEN, "later"))
    page = log.fetch(windows.of_reader(log.room, "ann", staff=False))
    assert [entry.seq for entry in page] == [1, 2, 3, 4, 5]
    assert [entry.body for entry in page[3:]] == [{}, {}]


def test_folding_an_entry_out_of_turn_is_a_bug_and_says_so():
    log = Log()
    with pytest.raises(ValueError, match="cannot follow"):
        log.room.apply(log.entries[0])
