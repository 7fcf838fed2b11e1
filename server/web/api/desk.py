"""Getting into the workspace: by a password, by a link; sessions, and the token that opens a socket."""

from typing import Any

from server.accounts.entering import Choice
from server.accounts.seats import Opened, Seated
from server.core import staff, times, workspace
from server.core.users import User
from server.core.values import clean_text
from server.web import bodies_desk as bodies
from server.web.ask import Answer, Ask
from server.web.bodies_choices import PasswordChange


async def state(ask: Ask) -> Answer:
    """Tell whether there is an admin."""
    return Answer(200, {"ready": await ask.house.workspace.entering.is_ready()})


async def sign_in(ask: Ask) -> Answer:
    """Begin a session; whose address it is, and whether it is anybody's, is counted and answered alike."""
    said: bodies.SignIn = ask.body
    _count(ask)
    email = staff.comparable(said.email)
    ask.house.addresses.accounts.take(email, ask.house.clock_ms())
    return _in(ask, await ask.house.workspace.entering.sign_in(email, said.password, ask.page.label))


async def me(ask: Ask) -> Answer:
    """Tell who is signed in."""
    return Answer(200, _me(ask.seated))


async def sign_out(ask: Ask) -> Answer:
    """End this session, and have the browser forget it."""
    await ask.house.workspace.seats.end(ask.seated, ask.seated.session.id, "logout")
    return Answer(200, {}, ask.page.keeps(""))


async def token(ask: Ask) -> Answer:
    """Trade the cookie for a token."""
    member = ask.seated.member
    user = User(member.user, member.role, member.name)
    issued = ask.house.identity.desk_token(user, ask.seated.session.id)
    return Answer(200, {"token": issued.token, "exp": times.text(issued.exp_ms)})


async def sessions(ask: Ask) -> Answer:
    """List one's own sessions."""
    return Answer(200, await ask.house.workspace.seats.of(ask.seated.member.user, ask.seated.session.id))


async def end_session(ask: Ask) -> Answer:
    """End one of one's own sessions."""
    await ask.house.workspace.seats.end(ask.seated, ask.path["session"], "revoked")
    return Answer(200, {})


async def change_password(ask: Ask) -> Answer:
    """Set one's own password; that one tries is counted as at the door."""
    said: PasswordChange = ask.body
    _count(ask)
    ask.house.addresses.accounts.take(ask.seated.member.email, ask.house.clock_ms())
    await ask.house.workspace.entering.change_password(ask.seated, said.current, said.password)
    return Answer(200, {})


async def look(ask: Ask) -> Answer:
    """Tell whom a link lets in."""
    said: bodies.LinkLook = ask.body
    _count(ask)
    return Answer(200, await ask.house.workspace.entering.look(said.secret))


async def use(ask: Ask) -> Answer:
    """Set a password by a link, and begin a session."""
    said: bodies.LinkUse = ask.body
    _count(ask)
    name = clean_text(said.name.strip(), "name") if said.name.strip() else ""
    return _in(ask, await ask.house.workspace.entering.redeem(said.secret, Choice(said.password, name, ask.page.label)))


def _count(ask: Ask) -> None:
    ask.house.addresses.entering.take(ask.address, ask.house.clock_ms())


def _in(ask: Ask, opened: Opened) -> Answer:
    return Answer(200, _me(opened.seated), ask.page.keeps(opened.cookie))


def _me(seated: Seated) -> dict[str, Any]:
    member = seated.member
    reach = {kind: workspace.reach(member.role, kind) for kind in workspace.KINDS}
    return {
        **staff.shown_member(member),
        "email": member.email,
        "session": seated.session.id,
        "can": workspace.actions(member.role),
        "reach": reach,
    }
