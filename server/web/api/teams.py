"""Teams, and what agents have of what rooms need."""

from typing import Any

from msgspec import to_builtins

from server.core.choices import Team
from server.core.values import clean_text
from server.storage.desk import AtWork
from server.web import bodies_choices as bodies
from server.web.api.slugs import slug
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List the teams, and who has what."""
    await ask.house.choices.look()
    teams = [{"id": name, **to_builtins(team)} for name, team in ask.house.choices.now.teams.items()]
    agents = await ask.house.workspace.choosing.equipment()
    return Answer(200, {"teams": teams, "agents": [_agent(each) for each in agents]})


async def put(ask: Ask) -> Answer:
    """Make a team, or change one."""
    said: Team = ask.body
    team = Team(name=clean_text(said.name, "name"), members=sorted(set(said.members)))
    fresh = await ask.house.workspace.choosing.put(ask.seated, "team", slug(ask), team)
    return Answer(201 if fresh else 200, {"id": ask.path["id"], **to_builtins(team)})


async def remove(ask: Ask) -> Answer:
    """Take a team away; nobody has it any more."""
    await ask.house.workspace.choosing.remove(ask.seated, "team", ask.path["id"])
    return Answer(200, {})


async def equip(ask: Ask) -> Answer:
    """Say what a colleague takes on."""
    said: bodies.Equipment = ask.body
    has = tuple(clean_text(one, "has", 64) for one in said.has)
    choosing = ask.house.workspace.choosing
    return Answer(200, _agent(await choosing.equip(ask.seated, ask.path["user"], said.capacity, has)))


def _agent(agent: AtWork) -> dict[str, Any]:
    return {"user": agent.user, "capacity": agent.capacity, "has": list(agent.has)}
