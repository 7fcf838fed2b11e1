"""Passwords: which are too weak, how one is kept, and checking one at the same cost whoever it is for."""

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.core.refusals import Refusal

LEAST: Final = 12
MOST: Final = 256
DISTINCT: Final = 5
"""So many different characters a password has at least."""
AT_ONCE: Final = 2
"""How many are worked at together: each takes 64 MiB for a while."""
WAITING: Final = 16
"""How many may wait for their turn; beyond that nobody is kept waiting in vain."""
Weakness = Literal["short", "long", "common"]
COMMON: Final = frozenset({
    "password", "passwort", "passphrase", "passw0rd", "secret", "letmein", "welcome", "admin", "administrator",
    "root", "user", "login", "master", "default", "changeme", "qwerty", "qwertyuiop", "qwertz", "azerty", "asdfgh",
    "asdfghjkl", "zxcvbn", "zxcvbnm", "iloveyou", "monkey", "dragon", "football", "baseball", "superman", "batman",
    "pokemon", "princess", "sunshine", "shadow", "michael", "jordan", "trustno", "starwars", "whatever", "freedom",
    "computer", "internet", "samsung", "google", "facebook", "amazon", "apple", "summer", "winter", "spring",
    "autumn", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "monday", "friday", "parley", "support", "customer", "driver", "merchant", "agent",
    "abcdefgh", "abcdefghijkl", "qazwsx", "qazwsxedc", "correcthorsebatterystaple", "sakura", "nippon", "tokyo",
    "arigatou",
})  # fmt: skip
"""Words that, alone or repeated, with digits and signs around them, are the first that anybody tries."""
_LEET: Final = str.maketrans("0134578@$!", "oleastbasi")
_ROWS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)


def weakness(password: str, email: str, name: str) -> Weakness | None:
    """Tell what is wrong with a password for this person; None when it will do."""
    said = unicodedata.normalize("NFKC", password)
    if len(said) < LEAST:
        return "short"
    if len(password) > MOST:
        return "long"
    low = said.casefold()
    if len(set(low)) < DISTINCT or any(low in row or low in row[::-1] for row in _ROWS):
        return "common"
    own = {part for part in (*email.casefold().replace("@", ".").split("."), *name.casefold().split()) if part}
    return "common" if any(_is_known(form, own) for form in (low, low.translate(_LEET))) else None


def _is_known(said: str, own: set[str]) -> bool:
    """Tell whether nothing is left of it once known words, and what is no letter, are taken out."""
    left = "".join(char for char in said if char.isalpha())
    known = {word for word in COMMON | own if len(word) > 2}  # noqa: PLR2004 - two letters stand in every word
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < DISTINCT


class Passwords:
    """Hashes and checks, in threads of its own, few at once: an answer tells nothing of whom it was for."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._waiting = 0

    def check_good(self, password: str, email: str, name: str) -> None:
        """Refuse a weak password with `bad_field`; the message begins with the reason's name."""
        found = weakness(password, email, name)
        if found is not None:
            says = {
                "short": f"short: a password has at least {LEAST} characters",
                "long": f"long: a password has at most {MOST} characters",
                "common": "common: this one, or a part of it, is among the first that anybody tries",
            }
            raise Refusal("bad_field", says[found], field="password")

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return str(await self._work(self._hasher.hash, _plain(password)))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Tell whether this is the password; None, for nobody, takes as long and is never right."""
        # Drawn with the first that is checked, whoever that is for: it costs as much as a check.
        self._nobody = self._nobody or await self.hash(secrets.token_urlsafe())
        right = await self._work(self._matches, kept or self._nobody, _plain(password))
        return bool(right) and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether this was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    async def _work(self, work: object, *args: str) -> object:
        if self._waiting >= AT_ONCE + WAITING:
            raise Refusal("unavailable", "too many sign in just now", retry_after_ms=2_000)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> str:
    """Write a password as every keyboard does: the same letters are the same bytes."""
    return unicodedata.normalize("NFKC", password)
