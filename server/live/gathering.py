"""Questions to the store that many ask at once: those of one turn of the loop are one question."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from itertools import islice
from typing import Final, Generic, TypeAlias, TypeVar

from server.core.refusals import Refusal

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
TURNS: Final = 10
"""How often the loop goes round behind a question of many before the next is asked."""
MOST: Final = 256
"""Keys that are asked for at once: what more there is waits for the next question."""

_Answer: TypeAlias = asyncio.Future[V | Exception | None]
_Asked: TypeAlias = dict[K, list[_Answer[V]]]


class Gathering(Generic[K, V]):
    """Asks for keys, many at a time and one question after the other; `ask` may answer one key with an exception.

    A key that is asked for while the store answers belongs to the next question: what it gets is never older than it.
    """

    def __init__(self, ask: Callable[[list[K]], Awaitable[Mapping[K, V | Exception]]], most: int = MOST) -> None:
        self._ask = ask
        self._most = most
        self._waiting: _Asked[K, V] = {}
        self._task: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        """Return what the store has under this key, None when it has nothing. Raises Refusal."""
        return _got(await self.want(key))

    async def get_all(self, keys: Iterable[K]) -> list[V | None]:
        """Return what the store has under each of these keys, all of them in one question. Raises Refusal."""
        return [_got(await answer) for answer in [self.want(key) for key in keys]]

    def want(self, key: K) -> _Answer[V]:
        """Ask for a key in the next question, without waiting; the answer is the asker's own."""
        loop = asyncio.get_running_loop()
        answer: _Answer[V] = loop.create_future()
        self._waiting.setdefault(key, []).append(answer)
        if self._task is None:
            self._task = loop.create_task(self._run())
        return answer

    async def close(self) -> None:
        """End what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                keys = list(islice(self._waiting, self._most))
                await self._answer({key: self._waiting.pop(key) for key in keys})
                await self._hold(len(keys))
        finally:
            self._task = None

    async def _hold(self, asked: int) -> None:
        """Behind a question of many, let the loop go round for company: one question for two costs half of two.

        Turns, not time: a loop that has nothing else to do goes round at once.
        """
        for _ in range(TURNS if asked > 1 else 0):
            await asyncio.sleep(0)

    async def _answer(self, asked: _Asked[K, V]) -> None:
        try:
            found = await self._ask(list(asked))
        except Refusal as refusal:
            _settle(asked, dict.fromkeys(asked, refusal))
        except Exception as error:  # noqa: BLE001 - it is raised where the key was asked for
            await self._one_by_one(asked, error)
        else:
            _settle(asked, found)

    async def _one_by_one(self, asked: _Asked[K, V], error: Exception) -> None:
        """Find the key that cannot be answered; the others go on without it."""
        if len(asked) == 1:
            _settle(asked, dict.fromkeys(asked, error))
            return
        for key, answers in asked.items():
            await self._answer({key: answers})


def _got(found: V | Exception | None) -> V | None:
    if isinstance(found, Exception):
        raise found
    return found


def _settle(asked: _Asked[K, V], found: Mapping[K, V | Exception]) -> None:
    for key, answers in asked.items():
        for answer in answers:
            if not answer.done():
                answer.set_result(found.get(key))
