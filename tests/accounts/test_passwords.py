"""Passwords: which are too weak, and that checking one costs the same whoever it is for."""

import asyncio

import pytest
from argon2 import PasswordHasher

from server.accounts.passwords import AT_ONCE, WAITING, Passwords, weakness
from server.core.refusals import Refusal

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "short"), ("elevenchars", "short"), ("x" * 257, "long"), ("aaaaaaaaaaaaaa", "common"),
        ("ababababababab", "common"), ("password1234", "common"), ("P4ssw0rd!2026", "common"),
        ("passwordpassword", "common"), ("qwertyuiop12", "common"), ("123456789012", "common"),
        ("abcdefghijklm", "common"), ("zyxwvutsrqpo", "common"), ("Welcome-2026!!", "common"),
        ("letmeinletmein1", "common"), ("ada.lovelace.1815", "common"), ("Ada Lovelace 99", "common"),
        ("shop2026shop2026", "common"), ("ｐａｓｓｗｏｒｄ１２３４", "common"), ("1q2w3e4r5t6y", "common"),
        ("three green boats at noon", None), ("k7#mQ2!vX9@p", None), ("正しい馬の電池のホチキス", None),
        ("Ada likes to sail on Sundays", None),
    ],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(password, told):
    assert weakness(password, "ada.lovelace@shop.example", "Ada Lovelace") == told


async def test_the_right_one_is_right_and_nobody_has_any():
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("three green boats")
    assert kept.startswith("$argon2id$")
    assert await passwords.verify(kept, "three green boats")
    assert not await passwords.verify(kept, "three green boat")
    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify("no hash at all", "x")


async def test_the_same_letters_are_the_same_password_on_every_keyboard():
    passwords = Passwords(CHEAP)
    assert await passwords.verify(
        await passwords.hash("caf\u00e9 au lait, s'il vous pla\u00eet"), "cafe\u0301 au lait, s'il vous plai\u0302t"
    )


def test_what_was_hashed_with_less_is_hashed_anew():
    assert Passwords().is_outdated(CHEAP.hash("x"))
    assert not Passwords().is_outdated(PasswordHasher().hash("x"))


async def test_few_are_worked_at_together_and_no_crowd_waits():
    passwords = Passwords(CHEAP)
    waiting = [asyncio.ensure_future(passwords.hash("three green boats")) for _ in range(AT_ONCE + WAITING + 1)]
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(each, Refusal) for each in done].count(True) == 1
    assert await passwords.hash("afterwards")
