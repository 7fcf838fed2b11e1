"""The people of the house on both databases: kept, found, ended, forgotten."""

from dataclasses import replace

from sqlalchemy import Connection

from server.core.audit import Act
from server.core.invites import Scope
from server.core.staff import IDLE_MS, Link, Member, Seat, Session
from server.core.users import User
from server.storage import audit, lasting, staff, users
from server.storage.database import open_database

NOW = 1_795_000_000_000
AMY = Member(user="s_amy", email="amy@x.example", password="hash", role="admin", name="Amy", made_at=NOW)
LINK = Link(
    id="sl_1", kind="invite", email="bo@x.example", role="agent", name="", secret="x", made_at=NOW,
    expires_at=NOW + 1000,
)  # fmt: skip
SESSION = Session(
    id="ss_1", user="s_amy", secret="x", label="a browser", made_at=NOW, seen_at=NOW, expires_at=NOW + 10 * IDLE_MS
)  # fmt: skip


def everything(c: Connection) -> None:
    staff.put_member(c, AMY)
    staff.put_member(c, replace(AMY, name="Amy B"))
    assert staff.by_email(c, "amy@x.example", lock=True) == replace(AMY, name="Amy B") == staff.everybody(c)[0]
    assert users.user(c, "s_amy") == User("s_amy", "admin", "Amy B")
    assert staff.admins(c, lock=True) == ["s_amy"]
    assert staff.add_link(c, LINK)
    assert not staff.add_link(c, replace(LINK, email="eve@x.example")), "the first stays"
    assert staff.link(c, "sl_1", lock=True) == LINK == staff.open_links(c, NOW)[0]
    assert staff.open_links(c, LINK.expires_at) == []
    staff.withdraw_links(c, LINK.email, NOW)
    assert staff.open_links(c, NOW) == []
    staff.put_link(c, replace(LINK, used_at=NOW))
    assert (staff.latest_use(c, LINK.email), staff.latest_use(c, "nobody")) == (NOW, 0)
    sessions(c)
    for number in range(3):
        audit.append(c, Act(at=NOW, by=None if number else "s_amy", act="signed_in", on="x", more={"number": number}))
    page = audit.page(c, None, 2)
    assert [(act["more"], act["by_name"]) for act in page] == [({"number": 2}, None), ({"number": 1}, None)]
    assert [act["by_name"] for act in audit.page(c, page[-1]["position"], 2)] == ["Amy"]
    assert staff.forget(c, LINK.expires_at + 1) == 1
    assert staff.link(c, "sl_1") is None


def sessions(c: Connection) -> None:
    seat, gone = Seat("ss_1"), Scope("i_1", "d_1")
    for number in (1, 2, 3):
        staff.put_session(c, replace(SESSION, id=f"ss_{number}"))
    assert lasting.of(c, [seat, gone, Seat("ss_9")], NOW) == {seat}
    assert lasting.of(c, [seat], NOW + IDLE_MS) == set()
    staff.touch(c, "ss_1", NOW + IDLE_MS)
    assert lasting.of(c, [seat], NOW + IDLE_MS) == {seat}
    assert [one.id for one in staff.sessions_of(c, "s_amy", NOW)] == ["ss_1", "ss_2", "ss_3"]
    assert not staff.end_session(c, "s_bo", "ss_2", "revoked", NOW), "another's"
    assert staff.end_session(c, "s_amy", "ss_2", "revoked", NOW)
    assert not staff.end_session(c, "s_amy", "ss_2", "revoked", NOW), "only once"
    staff.put_member(c, replace(AMY, role="member"))
    assert lasting.of(c, [seat], NOW) == set(), "who is staff no more"
    staff.put_member(c, replace(AMY, ended_at=NOW))
    assert lasting.of(c, [seat], NOW) == set()
    staff.put_member(c, AMY)
    assert sorted(staff.end_sessions(c, "s_amy", "password", NOW)) == ["ss_1", "ss_3"]


def test_what_is_kept_is_found_and_what_ended_is_not(url):
    database = open_database(url)
    with database.engine.begin() as connection:
        everything(connection)
    database.close()
