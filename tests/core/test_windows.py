"""What each reader may see: one interval, cut at both ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import windows
from server.core.entries import TARGETED, Entry
from server.core.refusals import Refusal
from server.core.room import ROLES, first_seen
from server.core.times import DAY, HOUR
from server.core.windows import WHOLE, Window, default_history
from tests.core import model
from tests.core.model import AMY, ANN, GUEST, HOST, KEN, MAX, MIA, NOW, Log, person

seqs = st.integers(1, 60)
moments = st.none() | st.integers(0, 20)


def span(window: Window | None) -> Window | None:
    """Return a window's seqs alone, without since when its reader is here."""
    return None if window is None else Window(window.first, window.until)


@pytest.mark.parametrize(
    ("history", "joined", "first"),
    [
        ("all", 9, 1),
        ("from_assignment", 9, 9),
        ("last:0", 9, 9),
        ("last:3", 9, 6),
        ("last:500", 9, 1),
        ("last:8", 9, 1),
        ("nonsense", 9, 9),
    ],
)
def test_history_policies(history, joined, first):
    assert first_seen(history, joined) == first


def test_only_a_drivers_window_on_an_order_begins_at_the_assignment():
    for kind in ("order", "support", "group", "announcement"):
        for role in ROLES:
            late = (kind, role) == ("order", "driver")
            assert default_history(kind, role) == ("from_assignment" if late else "all")


def test_those_named_at_creation_see_everything():
    log = Log(person(ANN), person(KEN))
    assert span(windows.of_reader(log.room, "ken", staff=False)) == WHOLE


def test_a_driver_who_comes_later_sees_from_the_own_join_on():
    log = Log(person(ANN))
    log.write(model.post(ANN))
    joined = log.write(model.add(KEN))
    window = windows.of_reader(log.room, "ken", staff=False)
    assert span(window) == Window(joined.seq)
    assert log.fetch(window) == [joined]


@pytest.mark.parametrize(("who", "keeps"), [(ANN, True), (MIA, True), (KEN, False), (MAX, False)])
def test_after_leaving_a_customer_or_merchant_keeps_what_was_before_and_others_nothing(who, keeps):
    log = Log(person(who), person(AMY))
    left = log.write(model.remove(who))
    log.write(model.post(AMY))
    window = windows.of_reader(log.room, who.user, staff=False)
    assert span(window) == (Window(1, left.seq - 1) if keeps else None)


def test_who_leaves_the_moment_they_came_keeps_their_join():
    log = Log()
    joined = log.write(model.add(ANN, history="last:0"))
    log.write(model.remove(ANN))
    assert span(windows.of_reader(log.room, "ann", staff=False)) == Window(joined.seq, joined.seq)


def test_who_comes_back_has_a_new_window_and_not_the_old_one_as_well():
    log = Log(person(ANN), person(KEN))
    log.write(model.remove(KEN))
    log.write(model.post(ANN))
    back = log.write(model.add(KEN))
    assert span(windows.of_reader(log.room, "ken", staff=False)) == Window(back.seq)


def test_a_stranger_has_no_window_and_staff_the_whole_one():
    log = Log(person(ANN))
    assert windows.of_reader(log.room, "eve", staff=False) is None
    assert span(windows.of_reader(log.room, "eve", staff=True)) == WHOLE


def test_former_staff_see_by_their_office_what_they_saw_as_participants():
    log = Log(person(AMY), person(ANN))
    log.write(model.remove(AMY))
    assert span(windows.of_reader(log.room, "s_amy", staff=True)) == WHOLE
    assert windows.of_reader(log.room, "s_amy", staff=False) is None


@given(
    st.builds(Window, seqs, st.none() | seqs, moments.map(lambda since: since or 0)),
    seqs,
    st.sampled_from(["message", "join", *sorted(TARGETED)]),
    seqs,
    moments,
)
def test_a_cut_entry_is_itself_or_hidden_or_nothing(window, seq, kind, aim, expires):
    first, until, since = window.first, window.until, window.since
    target = min(aim, seq) if kind in TARGETED else None
    entry = Entry(
        seq=seq, kind=kind, at=7, by="ann", body={"text": "x"}, target=target, cid="cid-0001", expires_at=expires
    )
    seen = window.cut(entry)
    over = expires is not None and expires <= since
    if seq < first or (until is not None and seq > until):
        assert seen is None
    elif over or (target is not None and target < first):
        assert seen == Entry(seq=seq, kind="hidden", at=7)
    else:
        assert seen is entry
    assert window.shows(seq, expires) == (seen is not None and not over)


def test_who_came_in_before_an_announcement_expired_sees_it_for_good_and_who_came_later_never():
    log = Log(person(ANN), kind="announcement")
    said = log.write(model.post(HOST, "road closed", expires_at=NOW + HOUR))
    log.now += HOUR - 1
    log.write(model.add(MAX))
    log.now += 1
    log.write(model.add(KEN, "member"))
    log.write(model.add(AMY))
    log.now += DAY
    shown = {who.user: log.fetch(windows.of_reader(log.room, who.user, staff=False)) for who in (ANN, MAX, KEN, AMY)}
    assert shown["ann"][said.seq - 1] == shown["max"][said.seq - 1] == shown["s_amy"][said.seq - 1] == said
    assert shown["ken"][said.seq - 1] == Entry(seq=said.seq, kind="hidden", at=said.at)


def test_what_aims_at_an_announcement_goes_with_it():
    log = Log(person(AMY), person(ANN), kind="announcement")
    said = log.write(model.post(AMY, "road closed", expires_at=NOW + HOUR)).seq
    log.write(model.edit(AMY, said, "both roads closed"))
    log.write(model.react(ANN, said))
    log.now += HOUR
    log.write(model.add(KEN, "member"))
    log.write(model.react(ANN, said, on=False))
    late = log.fetch(windows.of_reader(log.room, "ken", staff=False))
    assert [entry.kind for entry in late[said - 1 :]] == ["hidden", "hidden", "hidden", "join", "hidden"]
    with pytest.raises(Refusal, match="not_found"):
        log.judge(model.react(KEN, said))
    with pytest.raises(Refusal, match="forbidden"):
        log.judge(model.edit(AMY, said, "open again"))
    assert log.judge(model.redact(AMY, said)).kind == "redact"


@pytest.mark.parametrize(("kind", "at"), [("order", HOUR), ("group", HOUR), ("announcement", 0), ("announcement", -1)])
def test_only_an_announcement_expires_and_only_later(kind, at):
    log = Log(person(AMY), kind=kind)
    with pytest.raises(Refusal, match="bad_field") as refused:
        log.judge(model.post(AMY, expires_at=NOW + at))
    assert refused.value.field == "expires_at"


def test_a_visitor_who_becomes_a_user_came_when_the_visitor_came():
    log = Log(person(GUEST), kind="support")
    log.now += HOUR
    log.write(model.merge(GUEST, ANN))
    assert log.room.members["ann"].joined_at == NOW
