"""B11: routing from nothing, and one change more, in CPU time; pure, beside nobody."""

import random
import time
from typing import Final

from server.desk.cases import Agent, Waiting
from server.desk.routing import Routing
from tests.bench.figures import Results

ROOMS: Final = 10_000
AGENTS: Final = 1_000
SKILLS: Final = tuple(f"skill:{number}" for number in range(20))
LANGUAGES: Final = ("language:en", "language:ja", "language:es", "language:pt")
CHANGES: Final = 200
REPEATS: Final = 5


def crowd(seed: int = 1, capacity: int = 5) -> tuple[list[Agent], list[Waiting]]:
    """Draw agents with some languages and skills, and rooms that need some of them."""
    draw = random.Random(seed)
    agents = [Agent(id=f"a{number}", state="online", capacity=capacity, has=_has(draw)) for number in range(AGENTS)]
    rooms = [Waiting(room=f"r{number}", since=number, needs=_needs(draw)) for number in range(ROOMS)]
    return agents, rooms


def _has(draw: random.Random) -> frozenset[str]:
    return frozenset(draw.sample(SKILLS, 6) + draw.sample(LANGUAGES, 2))


def _needs(draw: random.Random) -> frozenset[str]:
    return frozenset([*draw.sample(SKILLS, draw.choice((0, 0, 1, 1, 2))), draw.choice(LANGUAGES)])


def from_nothing(agents: list[Agent], rooms: list[Waiting]) -> tuple[Routing, float, int]:
    """Return the routing, how many milliseconds of CPU it took, and how many offers it made."""
    began = time.process_time_ns()
    routing = Routing()
    for agent in agents:
        routing.agent(agent)
    for room in rooms:
        routing.wait(room)
    offers = len(routing.settle(0))
    return routing, (time.process_time_ns() - began) / 1e6, offers


def changes(routing: Routing, agents: list[Agent]) -> list[float]:
    """Return what single changes cost, in milliseconds of CPU: an agent with a skill and a place more; a new room."""
    spent = []
    for number in range(CHANGES):
        was = agents[number]
        more = Agent(id=was.id, state="online", capacity=was.capacity + 1, has=was.has | {SKILLS[number % 20]})
        began = time.process_time_ns()
        routing.agent(more)
        routing.settle(1)
        spent.append((time.process_time_ns() - began) / 1e6)
        began = time.process_time_ns()
        routing.wait(Waiting(room=f"n{number}", since=ROOMS + number, needs=frozenset({LANGUAGES[number % 4]})))
        routing.settle(1)
        spent.append((time.process_time_ns() - began) / 1e6)
    return spent


def play(results: Results) -> None:
    """Measure one round, the least disturbed of a few, and tell it."""
    agents, rooms = crowd()
    runs = [from_nothing(agents, rooms) for _ in range(REPEATS)]
    spent = sorted(changes(runs[-1][0], agents))
    told = {
        "from_nothing_ms": min(run[1] for run in runs),
        "offers": runs[0][2],
        "change_ms": spent[len(spent) // 2],
        "change_p99_ms": spent[len(spent) * 99 // 100],
    }
    results.setdefault("B11", {}).setdefault("routing", []).append(told)
    nothing, change = told["from_nothing_ms"], told["change_p99_ms"]
    print(f"{'B11':10} {'routing':15} {nothing:6.1f} ms CPU from nothing, p99 {change:.2f} ms a change", flush=True)
