"""Who gets which room: offers and how they end, agents who do not answer, connections that die. Pure.

What happens is told to `Routing` as it comes; `settle` then says what follows from it, and from the time that has
passed. Whoever carries that out tells back what came of it. Times are milliseconds.
"""

from collections.abc import Mapping
from heapq import heappop, heappush
from typing import Final

from server.desk.cases import NEVER, Agent, Case, Desk, Waiting
from server.desk.decisions import Away, Back, Decision, Lapse, Offer
from server.desk.matching import Matching

OFFER_MS: Final = 20_000
PASSED_MS: Final = 60_000
"""For how long who has let a room go by is not offered it again."""


class Routing:
    """Everybody at work, and every room that waits, is offered, or is somebody's."""

    def __init__(self) -> None:
        self._desks: dict[str, Desk] = {}
        self._cases: dict[str, Case] = {}
        self._matching = Matching()
        self._timers: list[tuple[int, str]] = []
        """Rooms to be looked at then; to look once too often does no harm."""

    # -- agents ------------------------------------------------------------------------------------

    def agent(self, agent: Agent) -> None:
        """An agent came to work, or changed; who says that they are here is asked again what they let go by."""
        desk = self._desks.get(agent.id)
        if desk is None:
            desk = self._desks[agent.id] = Desk(agent)
        came = agent.state == "online" and desk.agent.state != "online"
        desk.agent = agent
        if came:
            desk.missed = 0
            self._ask_again(desk)
        self._seat(desk)

    def leave(self, agent: str) -> None:
        """An agent works here no more; whoever waits in their rooms waits for all."""
        desk = self._desks.get(agent)
        if desk is None:
            return
        for room in list(desk.rooms):
            case = self._cases[room]
            self._on(room, case, case.sender)
        del self._desks[agent]
        self._matching.unseat(agent)

    def lost(self, agent: str, now: int) -> None:
        """The last connection of an agent died."""
        desk = self._desks[agent]
        if desk.lost_at is None:
            desk.lost_at = now
            self._seat(desk)
            for room in desk.rooms:
                self._watch(room, desk)

    def back(self, agent: str) -> None:
        """An agent has a connection again."""
        desk = self._desks[agent]
        desk.lost_at = None
        self._seat(desk)

    def _seat(self, desk: Desk) -> None:
        self._matching.seat(desk.agent.id, desk.agent.has, desk.spare, here=desk.here)

    def _ask_again(self, desk: Desk) -> None:
        for room in desk.passed:
            case = self._cases.get(room)
            if case is not None and case.passed.pop(desk.agent.id, None) is not None and case.agent is None:
                self._enter(case)
        desk.passed.clear()

    # -- rooms -------------------------------------------------------------------------------------

    def wait(self, asked: Waiting) -> None:
        """Somebody waits in a room, or waits otherwise; whose room it is stays so."""
        case = self._cases.get(asked.room)
        if case is None:
            case = self._cases[asked.room] = Case(asked)
        else:
            case.asked = asked
        if case.agent is None:
            self._enter(case)
        elif case.held:
            self._watch(asked.room, self._desks[case.agent])

    def answered(self, room: str, agent: str, now: int) -> None:
        """Somebody of staff wrote there: nobody waits any more, and a room that was nobody's is theirs."""
        case = self._cases.get(room)
        if case is None or not case.held:
            self.hold(room, agent)
        self.rest(room)
        self.wrote(room, agent, now)

    def rest(self, room: str) -> None:
        """Nobody waits there any more: it is answered, or the call was withdrawn. Whose room it is stays so."""
        case = self._cases.get(room)
        if case is None:
            return
        case.asked = None
        if not case.held:
            self.close(room)

    def hold(self, room: str, agent: str, answered_at: int = NEVER) -> None:
        """An agent has this room now: accepted it, took it, or was given it."""
        self._give(room, self._cases.setdefault(room, Case(None)), agent, answered_at)
        if agent in self._desks:
            self._desks[agent].missed = 0

    def offered(self, asked: Waiting, agent: str, until: int, sender: str | None = None) -> None:
        """A room was offered to somebody already; who handed it to them, `sender`, has it again if they will not."""
        case = self._cases.setdefault(asked.room, Case(asked))
        self._matching.leave(asked.room)
        self._free(asked.room, case)
        case.asked, case.agent, case.until, case.sender = asked, agent, until, sender
        if agent in self._desks:
            self._desks[agent].rooms[asked.room] = NEVER
            self._seat(self._desks[agent])
        heappush(self._timers, (until, asked.room))

    def decline(self, room: str, agent: str, now: int) -> None:
        """Who was offered this room does not take it."""
        case = self._cases.get(room)
        if case is None or case.agent != agent or case.until is None:
            return
        if agent in self._desks:
            self._desks[agent].missed = 0
        self._pass(room, case, now)

    def close(self, room: str) -> None:
        """Nothing is to be done there: it is resolved, or rests with nobody."""
        case = self._cases.pop(room, None)
        if case is not None:
            self._matching.leave(room)
            self._free(room, case)

    def release(self, room: str, given_back_at: int | None = None) -> None:
        """Nobody has the room: it waits for all, if anybody waits there; who gave it back is not asked at once."""
        case = self._cases.get(room)
        if case is not None and given_back_at is not None:
            self._pass(room, case, given_back_at)
        elif case is not None:
            self._on(room, case, None)

    def wrote(self, room: str, agent: str, now: int) -> None:
        """An agent wrote in a room of theirs."""
        desk = self._desks.get(agent)
        if desk is not None and room in desk.rooms:
            desk.rooms[room] = now

    def knows(self, agent: str) -> bool:
        """Tell whether somebody is at work here."""
        return agent in self._desks

    def has(self, room: str) -> Case | None:
        """Return how a room stands here; None where nobody waits and nobody has it."""
        return self._cases.get(room)

    def position(self, room: str) -> int | None:
        """Return as which of those it competes with a waiting room is served; None while nobody is here who may."""
        return self._matching.position(room)

    @property
    def cases(self) -> Mapping[str, Case]:
        """Return every room that waits, is offered, or is somebody's."""
        return self._cases

    # -- what follows ------------------------------------------------------------------------------

    def settle(self, now: int) -> list[Decision]:
        """Return what follows from all that happened, and from the time that has passed."""
        decided: list[Decision] = []
        while self._timers and self._timers[0][0] <= now:
            room = heappop(self._timers)[1]
            case = self._cases.get(room)
            if case is not None:
                self._look(room, case, now, decided)
        decided += [self._offer(room, agent, now + OFFER_MS) for room, agent in self._matching.drain()]
        return decided

    def wakes(self) -> int | None:
        """Return when something may be due next; None for never."""
        return self._timers[0][0] if self._timers else None

    def _offer(self, room: str, agent: str, until: int) -> Offer:
        case = self._cases[room]
        asked = case.asked
        if asked is not None and asked.back_at is not None:
            until = min(until, asked.back_at)
        case.agent, case.until = agent, until
        self._desks[agent].rooms[room] = NEVER
        heappush(self._timers, (until, room))
        return Offer(room, agent, until)

    def _look(self, room: str, case: Case, now: int, decided: list[Decision]) -> None:
        """Do what is due in one room."""
        if case.until is not None and case.until <= now:
            self._lapse(room, case, now, decided)
        elif case.held:
            self._give_up(room, case, now, decided)
        asked = case.asked
        if case.agent is not None or asked is None:
            return
        if asked.sender is not None and asked.back_at is not None and asked.back_at <= now:
            decided.append(Back(room, None, asked.sender))
            self._on(room, case, asked.sender)
        else:
            self._forget_passes(case, now)

    def _lapse(self, room: str, case: Case, now: int, decided: list[Decision]) -> None:
        agent = case.agent or ""
        decided.append(Lapse(room, agent))
        desk = self._desks.get(agent)
        if desk is not None and desk.misses():
            decided.append(Away(agent))
            self._seat(desk)
        self._pass(room, case, now)

    def _give_up(self, room: str, case: Case, now: int, decided: list[Decision]) -> None:
        agent = case.agent or ""
        due = self._desks[agent].given_up_at(room)
        if case.asked is not None and due is not None and due <= now:
            decided.append(Back(room, agent, None))
            self._on(room, case, None)

    def _forget_passes(self, case: Case, now: int) -> None:
        over = [agent for agent, until in case.passed.items() if until <= now]
        for agent in over:
            del case.passed[agent]
        if over:
            self._enter(case)

    # -- rooms between agents ----------------------------------------------------------------------

    def _enter(self, case: Case) -> None:
        asked = case.asked
        if asked is None:
            return
        self._matching.enter((asked.since, asked.room), asked.needs, case.passed, asked.last)
        if asked.back_at is not None:
            heappush(self._timers, (asked.back_at, asked.room))

    def _pass(self, room: str, case: Case, now: int) -> None:
        """An offer came to nothing: back to who handed the room over, or on to the next."""
        agent = case.agent or ""
        if case.sender is None:
            case.passed[agent] = now + PASSED_MS
            heappush(self._timers, (now + PASSED_MS, room))
            if agent in self._desks:
                self._desks[agent].passed.add(room)
        self._on(room, case, case.sender)

    def _on(self, room: str, case: Case, sender: str | None) -> None:
        """Give a room back to who handed it over, where somebody did; or let it wait, if anybody waits there."""
        asked = case.asked
        if sender is not None:
            if asked is not None and asked.back_at is not None:
                case.asked = Waiting(room=room, since=asked.since, needs=asked.needs, last=sender)
            self._give(room, case, sender, NEVER)
            return
        self._free(room, case)
        if asked is None:
            self._cases.pop(room, None)
        else:
            self._enter(case)

    def _give(self, room: str, case: Case, agent: str, answered_at: int) -> None:
        """Make the room this agent's; where they do not work here, it waits."""
        self._matching.leave(room)
        desk = self._desks.get(agent)
        if desk is None:
            self._on(room, case, None)
            return
        self._free(room, case)
        case.agent = agent
        case.passed.clear()
        desk.rooms[room] = answered_at
        self._seat(desk)
        self._watch(room, desk)

    def _free(self, room: str, case: Case) -> None:
        """Nobody has the room for the moment."""
        desk = self._desks.get(case.agent or "")
        case.agent = case.until = case.sender = None
        if desk is not None and desk.rooms.pop(room, None) is not None:
            self._seat(desk)

    def _watch(self, room: str, desk: Desk) -> None:
        """Look at a held room when its agent, whose connection died, has been waited for long enough."""
        due = desk.given_up_at(room)
        if due is not None:
            heappush(self._timers, (due, room))
