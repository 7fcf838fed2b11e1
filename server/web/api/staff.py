"""The people of the house, as admins see and change them; the audit log."""

from server.accounts.staff import Fields
from server.core.staff import clean_email
from server.core.values import clean_text
from server.web import bodies_desk as bodies
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List who is on the staff."""
    return Answer(200, await ask.house.workspace.staff.listing(ask.seated))


async def invite(ask: Ask) -> Answer:
    """Invite a colleague."""
    said: bodies.NewColleague = ask.body
    email, name = clean_email(said.email), _name(said.name) or ""
    return Answer(201, await ask.house.workspace.staff.invite(ask.seated, email, name, said.role))


async def links(ask: Ask) -> Answer:
    """List the links that still open something."""
    return Answer(200, await ask.house.workspace.staff.invitations())


async def withdraw(ask: Ask) -> Answer:
    """Make a link worth nothing."""
    await ask.house.workspace.staff.withdraw(ask.seated, ask.path["id"])
    return Answer(200, {})


async def change(ask: Ask) -> Answer:
    """Change a colleague's role or name."""
    said: bodies.ColleagueFields = ask.body
    wish = Fields(said.role, _name(said.name))
    return Answer(200, await ask.house.workspace.staff.change(ask.seated, ask.path["user"], wish))


async def dismiss(ask: Ask) -> Answer:
    """End a colleague's place here."""
    await ask.house.workspace.staff.dismiss(ask.seated, ask.path["user"])
    return Answer(200, {})


async def reset(ask: Ask) -> Answer:
    """Make a link by which a colleague sets a new password."""
    return Answer(201, await ask.house.workspace.staff.reset(ask.seated, ask.path["user"]))


async def sessions(ask: Ask) -> Answer:
    """List where a colleague is signed in."""
    return Answer(200, await ask.house.workspace.seats.of(ask.path["user"], ask.seated.session.id))


async def end_session(ask: Ask) -> Answer:
    """Sign a colleague's device out."""
    await ask.house.workspace.staff.sign_out(ask.seated, ask.path["user"], ask.path["session"])
    return Answer(200, {})


async def audit(ask: Ask) -> Answer:
    """Read a page of the audit log."""
    asked: bodies.AuditQuery = ask.query
    return Answer(200, await ask.house.workspace.staff.log(ask.seated, asked.cursor, asked.limit))


def _name(said: str | None) -> str | None:
    return clean_text(said.strip(), "name") if said is not None and said.strip() else None
