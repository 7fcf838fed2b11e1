"""Reach as a condition on lists is reach as it is judged: of any room, by anybody, whatever the teams."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, true

from server.core import reach
from server.core.tending import Tending
from server.storage import desk, reaching
from server.storage.database import open_database
from server.storage.desk_tables import desk as desk_table
from server.storage.desk_tables import tended_row
from server.storage.tables import entries, participants, rooms

WHO = ("amy", "bob", "eve")
TEAMS = st.frozensets(st.sampled_from(["team:day", "team:night", "skill:billing"]))
USER = st.sampled_from([*WHO, None])
RARELY = st.sampled_from([None, None, None, None, "amy", "bob"])
HELD = st.builds(Tending, agent=USER, sender=RARELY, team=st.sampled_from(["day", "night", None]))
ROOM = st.tuples(st.sampled_from(["support", "support", "group", "order"]), HELD, RARELY, RARELY)


@pytest.fixture
def database(url):
    opened = open_database(url)
    yield opened
    opened.close()


def room(c, name, kind, parent=None):
    c.execute(insert(rooms).values(
        id=name, kind=kind, parent=parent, audience=parent and "staff", subject="", status="open", last_seq=1,
        last_at=1, version=1, facts=[], metadata={}, created_at=1))  # fmt: skip


def lay_out(c, rows, has):
    """Write agents and rooms as they are drawn: how each room stands, who takes part, who was mentioned."""
    for user, mine in zip(WHO, has, strict=True):
        desk.equip(c, user, tuple(mine), 1, 1)
    for number, (kind, held, part, mentioned) in enumerate(rows):
        name, lane = f"r-{number}", f"l-{number}"
        room(c, name, kind)
        room(c, lane, kind, name)
        names = [column.name for column in desk_table.c]
        row = dict(zip(names, tended_row(name, held), strict=True))
        c.execute(insert(desk_table).values(**row | {"labels": [], "needs": []}))
        if part is not None:
            c.execute(insert(participants).values(
                room=name, user=part, role="agent", name=part, verified="host", joined_seq=1, first_seq=1))  # fmt: skip
        body = {"type": "text", "text": f'"mentions":["{WHO[0]}"]'}
        body |= {} if mentioned is None else {"mentions": [mentioned]}
        c.execute(insert(entries).values(room=lane, seq=1, kind="message", author="sue", at=1, body=body))


# what one example writes is rolled back behind it
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROOM, min_size=6, max_size=8), st.tuples(TEAMS, TEAMS, TEAMS))
def test_lists_show_what_is_judged_to_be_shown(database, rows, has):
    with database.engine.connect() as c:
        lay_out(c, rows, has)
        ids = [f"r-{number}" for number in range(len(rows))]
        relations, teams = reaching.relations(c, ids), reaching.teams(c)
        for user in WHO:
            for role in ("agent", "supervisor", "admin", "nobody"):
                where = reaching.shown(c, user, role)
                asked = select(rooms.c.id).where(rooms.c.parent.is_(None), true() if where is None else where)
                judged = {name for name in ids if reach.reaches(user, role, relations[name], teams)}
                assert set(c.scalars(asked)) == judged, (user, role)
        c.rollback()
