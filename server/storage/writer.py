"""Carries batches to disk: one transaction each, run again when that is safe, refused when it is not."""

import random
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.core.changes import Add, Change, Create, Post, Remove, Tend
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.storage import births, tends
from server.storage.batch import Batch, Known, Outcome, Rules
from server.storage.desk_tables import tended
from server.storage.driver import Crossed, Driver, Fault
from server.storage.folding import Kept
from server.storage.looking import aliases, otherwise, wanted
from server.storage.registry import Registry
from server.storage.uploads import upload_of

T = TypeVar("T")
_log = structlog.get_logger()
TRIES: Final = 6
RETRY_AFTER_MS: Final = 1_000
_PAUSE_S: Final = 0.02
_PASSES: Final = frozenset({Fault.AGAIN, Fault.LOST})


class Writer:
    """Lives in the journal's thread. `trouble` says why the last write failed, until one succeeds."""

    def __init__(
        self, driver: Driver, engine: Engine, clock_ms: Callable[[], int], rules: Rules, registry: Registry
    ) -> None:
        self.trouble: str | None = None
        self.driver = driver
        self._engine = engine
        self._clock_ms = clock_ms
        self._rules = rules
        self._registry = registry
        self._sent: Outcome | None = None
        """What was last on its way to disk: it may hold although the connection broke."""

    def commit(self, changes: list[Change], pause: Callable[[float], None]) -> Outcome:
        """Carry the changes out in one transaction; never raises. `pause` waits some seconds."""
        self._sent = None
        fault = Fault.UNREACHABLE
        outcome = self._unlooked(changes)
        if outcome is not None:
            return outcome
        for tried in range(TRIES):
            try:
                return self._attempt(changes)
            except Exception as error:  # noqa: BLE001 - a bug in one change must not take the others with it
                fault = self._clear_away(error, len(changes))
            if fault is Fault.ODD:
                return self._one_by_one(changes, pause)
            if fault not in _PASSES or (fault is Fault.LOST and not self._reopened()):
                break
            pause(jittered(tried))
        self.trouble = Fault.UNREACHABLE.value if fault in _PASSES else fault.value
        return Outcome([unavailable() for _ in changes], [])

    def write(self, change: Callable[[Connection], T], pause: Callable[[float], None]) -> T:
        """Run one small transaction beside the log. Raises Refusal when the store cannot take it."""
        fault = Fault.UNREACHABLE
        for tried in range(TRIES):
            try:
                with self._engine.begin() as connection:
                    result = change(connection)
            except DBAPIError as error:
                fault = self._named(error.orig)
                if fault is Fault.ODD:
                    raise
                if fault not in _PASSES:
                    break
            else:
                self.trouble = None
                return result
            pause(jittered(tried))
        self.trouble = Fault.UNREACHABLE.value if fault in _PASSES else fault.value
        raise unavailable()

    def _attempt(self, changes: list[Change]) -> Outcome:
        batch = self._look(changes)
        sent = self._sent
        if sent is not None and sent.proof is not None:
            known = batch.cids.get(sent.proof)
            if known is not None and known.txid == sent.txid:
                self.driver.abandon()
                return sent
        return self._written(batch, [_answer(batch, change) for change in changes])

    def _unlooked(self, changes: list[Change]) -> Outcome | None:
        """Carry new messages out without looking anything up, where nobody else writes; None when it must be looked.

        That a cid is new is left to the table to say: it takes none twice, and then nothing of the batch. Who is
        refused may have said the same before, when it was allowed: that too is looked up, and so is what one may have
        said as a visitor.
        """
        if not self.driver.sole or not all(map(_is_plain, changes)):
            return None
        rooms = self._registry.remembered({change.room for change in changes})
        if rooms is None or any(aliases(change, rooms) for change in changes):
            return None
        batch = Batch(self._clock_ms(), self._rules, rooms, {}, {}, {})
        try:
            answers = [batch.carry_out(change) for change in changes]
            return self._written(batch, answers)
        except Exception as error:  # noqa: BLE001 - whatever it is, it comes again after a look, and is dealt with there
            self.driver.abandon()
            self._registry.forget(rooms)
            if isinstance(error, Refusal) or self._named(error) is Fault.ODD:
                self._sent = None
            return None

    def _written(self, batch: Batch, answers: Sequence[Done | Refusal]) -> Outcome:
        outcome = Outcome([*answers], batch.commits(), batch.proof, self.driver.txid())
        if not outcome.commits:
            self.driver.abandon()
            return outcome
        self._sent = outcome
        self.driver.write(batch.sheet())
        self._registry.keep(batch.rooms.values())
        self.trouble = None
        return outcome

    def _look(self, changes: list[Change]) -> Batch:
        found = self.driver.look(wanted(changes))
        kept = [Kept(*row) for row in found["targets"]]
        batch = Batch(
            now=self._clock_ms(),
            rules=self._rules,
            rooms=self._registry.refresh(found["rooms"], self.driver),
            cids={(row[0], row[1], row[2]): Known(*row[3:]) for row in found["cids"]},
            users={row[0]: (row[1], row[2], row[3]) for row in found["users"]},
            kept={(message.room, message.seq): message for message in kept},
            uploads={row[0]: upload_of(row) for row in found["uploads"]},
            desk={row[0]: tended(row) for row in found["desk"]},
        )
        others = otherwise(changes, batch.rooms)
        if others:
            found = self.driver.look({**wanted([]), "cids": others})
            batch.cids.update({(row[0], row[1], row[2]): Known(*row[3:]) for row in found["cids"]})
        return batch

    def _clear_away(self, error: Exception, size: int) -> Fault:
        """Leave nothing of a failed attempt behind, and name what happened."""
        fault = self._named(error)
        _log.warning("journal.failed", fault=fault.value, changes=size, error=type(error).__name__)
        self.driver.abandon()
        self._registry.clear()
        return fault

    def _named(self, error: BaseException | None) -> Fault:
        if isinstance(error, Crossed):
            return Fault.AGAIN
        if isinstance(error, self.driver.errors):
            return self.driver.fault(error)
        return Fault.ODD

    def _one_by_one(self, changes: list[Change], pause: Callable[[float], None]) -> Outcome:
        """Find the change that cannot be carried out; the others go on without it."""
        if len(changes) == 1:
            _log.error("journal.fault", change=type(changes[0]).__name__, room=changes[0].room)
            return Outcome([Refusal("internal")], [])
        outcomes = [self.commit([change], pause) for change in changes]
        return Outcome(
            [answer for outcome in outcomes for answer in outcome.answers],
            [commit for outcome in outcomes for commit in outcome.commits],
        )

    def _reopened(self) -> bool:
        try:
            self.driver.reopen()
        except self.driver.errors as error:
            _log.warning("journal.unreachable", error=type(error).__name__)
            return False
        return True


def _is_plain(change: Change) -> bool:
    """Tell whether this is a message that rests on nothing but its room: one with a file must find it."""
    return type(change) is Post and change.body["type"] != "file"


def _answer(batch: Batch, change: Change) -> Done | Refusal:
    try:
        match change:
            case Create():
                return births.create(batch, change)
            case Tend():
                return tends.tend(batch, change)
            case Remove() | Add(replaces=str()):
                return tends.part(batch, change)
        return batch.carry_out(change)
    except Refusal as refusal:
        return refusal


def jittered(tried: int) -> float:
    """Return how many seconds to stay out of the others' way before trying again."""
    return _PAUSE_S * float(2**tried) * random.random()  # noqa: S311 - not a secret


def unavailable() -> Refusal:
    """Return the refusal for what could not be written just now."""
    return Refusal("unavailable", retry_after_ms=RETRY_AFTER_MS)
