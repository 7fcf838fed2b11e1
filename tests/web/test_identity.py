"""Who is asking: keys, tokens and every way in which they can be wrong."""

import base64
import itertools
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.changes import Actor
from server.core.invites import Scope
from server.core.refusals import Refusal
from server.core.users import User
from server.web.identity import Identity
from server.web.signing import PURPOSES, Signer
from tests.web.fakes import API_KEY, NOW, SECRET, FakeDirectory

NOW_S = NOW // 1000
GOOD = {"sub": "ann", "role": "customer", "name": "Ann", "exp": NOW_S + 60}


def identity(*, host_agents: bool = False, api_key: str = API_KEY) -> Identity:
    return Identity(SECRET, api_key, FakeDirectory(), lambda: NOW, host_agents=host_agents)


def signed(claims: dict, key: str = SECRET, algorithm: str = "HS256", **headers: object) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers or None)


def raw(header: dict, claims: object, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def refused(token: str, *, host_agents: bool = False) -> str:
    with pytest.raises(Refusal) as caught:
        identity(host_agents=host_agents).verify(token)
    return caught.value.code


def test_a_good_token_says_who_it_is():
    claims = identity().verify(signed(GOOD))
    assert (claims.sub, claims.role, claims.name, claims.verified) == ("ann", "customer", "Ann", "host")
    assert claims.exp == (NOW_S + 60) * 1000


@pytest.mark.parametrize("name", [None, ""])
def test_the_name_may_be_missing(name):
    claims = {**GOOD, "name": name}
    if name is None:
        del claims["name"]
    assert identity().verify(signed(claims)).name == ""


UNAUTHENTICATED = {
    "another key": signed(GOOD, "another-secret-0123456789abcdef-0123456789"),
    "none": raw({"alg": "none"}, GOOD),
    "None": raw({"alg": "None", "typ": "JWT"}, GOOD),
    "HS512": signed(GOOD, SECRET * 2, "HS512"),
    "HS384": signed(GOOD, SECRET, "HS384"),
    "no alg": raw({"typ": "JWT"}, GOOD),
    "unknown critical header": signed(GOOD, crit=["x"], x=1),
    "expired": signed({**GOOD, "exp": NOW_S - 1}),
    "expires now": signed({**GOOD, "exp": NOW_S}),
    "no exp": signed({name: value for name, value in GOOD.items() if name != "exp"}),
    "exp a text": signed({**GOOD, "exp": str(NOW_S + 60)}),
    "exp true": signed({**GOOD, "exp": True}),
    "exp null": signed({**GOOD, "exp": None}),
    "exp not finite": signed({**GOOD, "exp": float("inf")}),
    "exp beyond dates": signed({**GOOD, "exp": 10**15}),
    "not yet": signed({**GOOD, "nbf": NOW_S + 3600}),
    "nbf a text": signed({**GOOD, "nbf": "soon"}),
    "no sub": signed({name: value for name, value in GOOD.items() if name != "sub"}),
    "sub empty": signed({**GOOD, "sub": ""}),
    "sub no id": signed({**GOOD, "sub": "ann smith"}),
    "sub with a newline": signed({**GOOD, "sub": "ann\n"}),
    "sub too long": signed({**GOOD, "sub": "a" * 65}),
    "no role": signed({name: value for name, value in GOOD.items() if name != "role"}),
    "role a list": signed({**GOOD, "role": ["customer"]}),
    "name a number": signed({**GOOD, "name": 7}),
    "name too long": signed({**GOOD, "name": "a" * 129}),
    "name with U+0000": signed({**GOOD, "name": "a\0"}),
    "name with a lone surrogate": signed({**GOOD, "name": "\ud800"}),
    "for another audience": signed({**GOOD, "aud": "billing"}),
    "own typ under the secret": signed({**GOOD, "typ": "visitor"}),
    "empty": "",
    "no dots": "abc",
    "claims no map": raw({"alg": "HS256"}, [1]),
    "not base64": "é.é.é",
    "too long": signed({**GOOD, "more": "x" * 5000}),
}


@pytest.mark.parametrize("token", list(UNAUTHENTICATED.values()), ids=list(UNAUTHENTICATED))
def test_a_token_that_proves_nothing(token: str):
    assert refused(token) == "unauthenticated"


def test_the_algorithm_is_not_the_tokens_to_choose():
    """A token signed with HS256, its header rewritten to `none` and its signature kept or dropped."""
    _, claims, signature = signed(GOOD).split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    assert refused(f"{header}.{claims}.{signature}") == "unauthenticated"
    assert refused(f"{header}.{claims}.") == "unauthenticated"


def test_a_clock_that_is_a_little_ahead_is_forgiven():
    assert identity().verify(signed({**GOOD, "nbf": NOW_S + 20})).sub == "ann"


@pytest.mark.parametrize("role", ["supervisor", "admin", "staff", "host", "Customer", ""])
def test_roles_that_a_host_can_never_give(role: str):
    assert refused(signed({**GOOD, "role": role}), host_agents=True) == "forbidden"


def test_the_host_names_agents_only_where_that_is_switched_on():
    token = signed({**GOOD, "role": "agent"})
    assert refused(token) == "forbidden"
    assert identity(host_agents=True).verify(token).role == "agent"


@pytest.mark.parametrize("role", ["customer", "driver", "merchant", "bot", "member"])
def test_roles_that_a_host_can_give(role: str):
    assert identity().verify(signed({**GOOD, "role": role})).role == role


@pytest.mark.parametrize("user", ["v_1", "s_amy", "b_bot"])
def test_parleys_own_ids_cannot_be_minted_by_the_host(user: str):
    assert refused(signed({**GOOD, "sub": user})) == "forbidden"
    with pytest.raises(Refusal, match="forbidden"):
        identity().issue(user, "customer", "", 60)


@pytest.mark.parametrize(("minted", "read"), list(itertools.product(PURPOSES, PURPOSES)))
def test_a_token_of_one_purpose_is_refused_as_any_other(minted, read):
    signer = Signer(SECRET)
    token = signer.sign(minted, GOOD)
    if minted == read:
        assert signer.read(token, (read,), NOW)[0] == read
    else:
        with pytest.raises(Refusal, match="unauthenticated"):
            signer.read(token, (read,), NOW)


SEATED = {**GOOD, "sub": "s_amy", "role": "agent", "seat": "ss_1"}
INVITED = {**GOOD, "inv": "i_1", "dev": "d_1", "room": "order-1"}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_only_tokens_of_people_open_the_door(purpose):
    who = {"visitor": {**GOOD, "sub": "v_1"}, "invite": INVITED, "desk": SEATED}.get(purpose, GOOD)
    token = Signer(SECRET).sign(purpose, who)
    if purpose in {"user", "visitor", "invite", "desk"}:
        assert identity().verify(token).sub == who["sub"]
    else:
        assert refused(token) == "unauthenticated"


@pytest.mark.parametrize("purpose", ["user", "visitor"])
def test_a_scope_is_read_from_invited_devices_alone(purpose):
    """A host may write what it likes into its tokens: it binds nobody, and makes nobody a device."""
    who = {**INVITED, "sub": "v_1"} if purpose == "visitor" else INVITED
    assert identity().verify(Signer(SECRET).sign(purpose, who)).scope is None


@pytest.mark.parametrize(
    "wrong",
    [{"inv": None}, {"inv": ""}, {"dev": None}, {"dev": 7}, {"room": ""}, {"room": "a b"}, {"room": ["r"]},
     {"sub": "v_1"}, {"sub": "s_amy"}, {"sub": "b_bot"}, {"sub": "s_amy", "inv": "o_1"}, {"sub": "b_bot", "inv": "o_1"},
     {"sub": "v_1", "inv": ["o_1"]}],
)  # fmt: skip
def test_an_invited_devices_token_says_what_it_is_bound_to(wrong):
    """What cannot be read is refused, never taken for a wider scope."""
    assert refused(Signer(SECRET).sign("invite", {**INVITED, **wrong})) == "unauthenticated"


def test_a_visitor_comes_in_by_a_link_of_their_own_alone():
    token = Signer(SECRET).sign("invite", {**INVITED, "sub": "v_1", "inv": "o_1"})
    assert identity().verify(token).scope == Scope("o_1", INVITED["dev"], INVITED["room"])


@pytest.mark.parametrize("room", ["order-1", None])
async def test_an_invited_device_is_asked_for_at_every_request(room):
    directory = FakeDirectory({"ken": User("ken", "driver", "Ken")}, invited={"d_1"})
    door = Identity(SECRET, API_KEY, directory, lambda: NOW, host_agents=True)
    token = door.invite_token(directory.users["ken"], Scope("i_1", "d_1", room), 60).token
    assert await door.actor_of(f"Bearer {token}") == Actor("ken", "Ken", "driver", only=room)
    directory.users["ken"] = User("ken", "agent", "Ken")
    with pytest.raises(Refusal, match="forbidden"):
        await door.actor_of(f"Bearer {token}")
    directory.invited.clear()
    with pytest.raises(Refusal, match="unauthenticated"):
        await door.actor_of(f"Bearer {token}")


@pytest.mark.parametrize(("minted", "claimed"), list(itertools.product(PURPOSES, [None, *PURPOSES])))
def test_the_key_and_the_typ_must_agree(minted, claimed):
    """A token under one purpose's key that claims another, or none."""
    signer = Signer(SECRET)
    claims = GOOD if claimed in {None, "user"} else {**GOOD, "typ": claimed}
    token = jwt.encode(claims, signer._keys[minted], algorithm="HS256")
    agrees = claimed == minted or (minted == "user" and claimed in {None, "user"})
    for purpose in PURPOSES:
        if agrees and purpose == minted:
            assert signer.read(token, (purpose,), NOW)
        else:
            with pytest.raises(Refusal, match="unauthenticated"):
                signer.read(token, (purpose,), NOW)


def test_a_visitors_token_names_a_visitor_and_nobody_else():
    assert refused(Signer(SECRET).sign("visitor", GOOD)) == "unauthenticated"
    visitor = User("v_1", "customer", "", "none")
    claims = identity().verify(identity().visitor_token(visitor, 60).token)
    assert (claims.sub, claims.verified, claims.user.verified) == ("v_1", "none", "none")


def test_what_is_issued_is_accepted_until_it_expires():
    mint = identity()
    issued = mint.issue("ken", "driver", "Ken", 60)
    assert issued.exp_ms == NOW + 60_000
    assert mint.verify(issued.token).role == "driver"
    later = Identity(SECRET, API_KEY, FakeDirectory(), lambda: issued.exp_ms, host_agents=False)
    with pytest.raises(Refusal, match="unauthenticated"):
        later.verify(issued.token)


@given(st.text(max_size=200))
def test_any_text_is_refused_and_breaks_nothing(token: str):
    assert refused(token) == "unauthenticated"


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_any_claims_under_no_key_are_refused(claims):
    assert refused(raw({"alg": "HS256"}, claims, b"x" * 32)) == "unauthenticated"


async def test_the_key_is_the_host():
    assert await identity().actor_of(f"Bearer {API_KEY}") == Actor(None, host=True)
    assert await identity().actor_of(f"bearer  {API_KEY} ") == Actor(None, host=True)


HEADERS = [
    None,
    "",
    "Bearer",
    "Bearer ",
    f"Basic {API_KEY}",
    API_KEY,
    f"Bearer {API_KEY}x",
    f"Bearer {API_KEY[:-1]}",
    "Bearer é",
]


@pytest.mark.parametrize("header", HEADERS)
async def test_any_other_header_is_nobody(header):
    with pytest.raises(Refusal, match="unauthenticated"):
        await identity().actor_of(header)


@pytest.mark.parametrize("header", ["Bearer ", "Bearer x"])
async def test_without_a_key_nobody_is_the_host(header):
    with pytest.raises(Refusal, match="unauthenticated"):
        await identity(api_key="").actor_of(header)


async def test_the_stored_role_counts_and_not_the_tokens():
    directory = FakeDirectory({"ann": User("ann", "merchant", "Ann's shop")})
    door = Identity(SECRET, API_KEY, directory, lambda: NOW, host_agents=False)
    actor = await door.actor_of(f"Bearer {signed(GOOD)}")
    assert actor == Actor("ann", "Ann's shop", "merchant")


async def test_an_unknown_user_is_stored_as_the_token_says():
    directory = FakeDirectory()
    door = Identity(SECRET, API_KEY, directory, lambda: NOW, host_agents=False)
    await door.actor_of(f"Bearer {signed(GOOD)}")
    assert directory.users["ann"] == User("ann", "customer", "Ann", "host")


@pytest.mark.parametrize(("host_agents", "admitted"), [(True, True), (False, False)])
async def test_an_agent_of_the_host_is_staff_only_while_that_is_switched_on(host_agents, admitted):
    directory = FakeDirectory({"ann": User("ann", "agent", "Ann")})
    door = Identity(SECRET, API_KEY, directory, lambda: NOW, host_agents=host_agents)
    if admitted:
        assert (await door.actor_of(f"Bearer {signed(GOOD)}")).staff
    else:
        with pytest.raises(Refusal, match="forbidden"):
            await door.actor_of(f"Bearer {signed(GOOD)}")
