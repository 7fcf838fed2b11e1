"""Two nodes on one PostgreSQL: whoever opens a link at the same instant, never more than the places are let in."""

import asyncio

import pytest

from tests.accounts.invited import Phone, code, to_room, to_user
from tests.chat.bench import HOST, opened
from tests.rig.postgres import Postgres

pytestmark = pytest.mark.timeout(90)
ROUNDS = 6
AT_ONCE = 8


@pytest.fixture(scope="module")
def postgres():
    cluster = Postgres()
    cluster.up()
    yield cluster
    cluster.kill()  # nobody needs what is in it: no last checkpoint
    cluster.down()


@pytest.fixture
async def nodes(tmp_path, postgres):
    async with opened(tmp_path, nodes=2, database_url=postgres.url(postgres.fresh())) as two:
        await two.room()
        yield two


async def test_who_comes_at_once(nodes):
    for places in range(1, ROUNDS + 1):
        link = await to_user(nodes, devices=places)
        told = await asyncio.gather(*(code(link.phone(at=turn % 2)) for turn in range(AT_ONCE)))
        assert sorted(told) == sorted(["done"] * places + ["invite_elsewhere"] * (AT_ONCE - places))
        assert len((await link.house().invites.devices(HOST, link.id))["devices"]) == places


async def test_one_device_that_asks_everywhere_at_once_has_one_place_and_one_secret(nodes):
    link = await to_room(nodes, devices=1)
    phones = [Phone(link, "the-same-key-of-one-device") for _ in range(AT_ONCE)]
    await asyncio.gather(*(phone.opens(at=turn % 2) for turn, phone in enumerate(phones)))
    assert len({phone.id for phone in phones}) == 1
    assert len({phone.secrets[0] for phone in phones}) == 1
    for phone in phones:
        await phone.refreshes(phones[0].secrets[0])
    assert len({phone.secrets[-1] for phone in phones}) == 1, "tabs that ask at once get one answer"


@pytest.mark.parametrize("ended", ["device", "invite"])
async def test_what_is_revoked_while_it_is_used_stays_revoked(nodes, ended):
    """Neither way of using it writes over the end."""
    for _ in range(ROUNDS):
        link = await to_room(nodes)
        phone = await link.phone()
        cases = link.house(1).invites
        revoking = cases.revoke_device(HOST, link.id, phone.id) if ended == "device" else cases.revoke(HOST, link.id)
        uses = [
            code(phone.refreshes()),
            code(Phone(link, phone.key).opens()),
            code(link.house().redeeming.again(link.secret)),
        ]
        await asyncio.gather(revoking, *uses)
        assert await code(phone.refreshes()) == "invite_revoked"
        assert await code(Phone(link, phone.key).opens()) == "invite_revoked"
        assert await code(link.house().identity.actor_of(f"Bearer {phone.token()}")) == "unauthenticated"
