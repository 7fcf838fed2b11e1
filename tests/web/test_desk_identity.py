"""Tokens of the workspace: whom they name, what they are bound to, what is asked at every request."""

import pytest

from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.staff import Seat
from server.core.users import User
from server.web.identity import Identity
from server.web.signing import Signer
from tests.web.fakes import API_KEY, NOW, SECRET, FakeDirectory
from tests.web.test_identity import INVITED, SEATED, identity, refused


@pytest.mark.parametrize(
    "wrong",
    [{"seat": None}, {"seat": ""}, {"seat": 7}, {"seat": "a b"}, {"sub": "amy"}, {"sub": "v_1"}, {"sub": "b_bot"},
     {"seat": None, "inv": "i_1", "dev": "d_1"}],
)  # fmt: skip
def test_a_token_of_the_workspace_names_staff_and_their_session(wrong):
    assert refused(Signer(SECRET).sign("desk", {**SEATED, **wrong})) == "unauthenticated"


@pytest.mark.parametrize("purpose", ["user", "visitor", "invite"])
def test_only_the_workspaces_own_token_makes_a_seat(purpose):
    who = {**INVITED, "seat": "ss_1", **({"sub": "v_1"} if purpose == "visitor" else {})}
    assert not isinstance(identity().verify(Signer(SECRET).sign(purpose, who)).scope, Seat)


async def test_staff_are_asked_for_at_every_request():
    """Neither the role in the token nor its time counts once the session is over, or they are staff no more."""
    directory = FakeDirectory({"s_amy": User("s_amy", "agent", "Amy")}, invited={"ss_1"})
    door = Identity(SECRET, API_KEY, directory, lambda: NOW, host_agents=False)
    token = door.desk_token(User("s_amy", "admin", "Amy"), "ss_1").token
    assert await door.actor_of(f"Bearer {token}") == Actor("s_amy", "Amy", "agent", staff=True)
    directory.users["s_amy"] = User("s_amy", "member", "Amy")
    with pytest.raises(Refusal, match="forbidden"):
        await door.actor_of(f"Bearer {token}")
    directory.users["s_amy"] = User("s_amy", "agent", "Amy")
    directory.invited.clear()
    with pytest.raises(Refusal, match="unauthenticated"):
        await door.actor_of(f"Bearer {token}")
