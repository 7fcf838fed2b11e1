"""The URLs of the workspace's people: how they get in, their sessions, who else works here, the audit log."""

from typing import Final

from server.core import workspace
from server.web import answers, answers_desk, bodies_desk
from server.web.api import desk, staff
from server.web.ask import Operation, Said

SESSION: Final = "/v1/desk/session"
STAFF: Final = "/v1/desk/staff"
ONE: Final = "/v1/desk/staff/{user}"
OVER: Final = ("not_found", "invite_expired", "invite_elsewhere", "invite_revoked")

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="GET", path="/v1/desk", handler=desk.state, who="page",
        summary="Tell whether there is an admin, who can let others in",
        answers={200: Said("whether there is one", answers_desk.DeskState)},
    ),
    Operation(
        method="POST", path=SESSION, handler=desk.sign_in, who="page", body=bodies_desk.SignIn,
        summary="Sign in by e-mail address and password; the answer sets the cookie",
        answers={200: Said("who is signed in", answers_desk.Me)},
        refuses=("unauthenticated", "rate_limited"),
    ),
    Operation(
        method="GET", path=SESSION, handler=desk.me, who="staff",
        summary="Tell who is signed in, and what their role may do",
        answers={200: Said("who is signed in", answers_desk.Me)},
    ),
    Operation(
        method="DELETE", path=SESSION, handler=desk.sign_out, who="staff",
        summary="Sign out here: the session is over, its sockets close on every node",
        answers={200: Said("it is over", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path="/v1/desk/token", handler=desk.token, who="staff",
        summary="Trade the cookie for a token, for sockets and calls; good for five minutes, and while the session is",
        answers={200: Said("the token, and when it expires", answers_desk.DeskToken)},
    ),
    Operation(
        method="GET", path="/v1/desk/sessions", handler=desk.sessions, who="staff",
        summary="List the browsers on which the caller is signed in",
        answers={200: Said("the list", answers_desk.StaffSessions)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/sessions/{session}", handler=desk.end_session, who="staff",
        summary="Sign the caller out on one browser; its sockets close on every node",
        answers={200: Said("it is over", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path="/v1/desk/links/look", handler=desk.look, who="page", body=bodies_desk.LinkLook,
        summary="Tell whom a link lets in; nothing is used up",
        answers={200: Said("for whom it is", answers_desk.StaffLinkLook)}, refuses=(*OVER, "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/desk/links/use", handler=desk.use, who="page", body=bodies_desk.LinkUse,
        summary="Set a password by a link, once, and sign in; every other session of that person ends",
        answers={200: Said("who is signed in", answers_desk.Me)}, refuses=(*OVER, "rate_limited"),
    ),
    Operation(
        method="GET", path=STAFF, handler=staff.listing, who="staff", may="see_staff",
        summary="List who is on the staff; addresses are for those who may change them",
        answers={200: Said("the list", answers_desk.StaffList)},
    ),
    Operation(
        method="PATCH", path=ONE, handler=staff.change, who="staff", may="change_staff",
        body=bodies_desk.ColleagueFields,
        summary="Change a colleague's role or name; the last admin stays one",
        answers={200: Said("the colleague as they are now", answers_desk.Colleague)}, refuses=("not_found",),
    ),
    Operation(
        method="DELETE", path=ONE, handler=staff.dismiss, who="staff", may="change_staff",
        summary="End a colleague's place here: every session is over, and its sockets close on every node",
        answers={200: Said("it is over", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path=f"{ONE}/reset", handler=staff.reset, who="staff", may="reset_password",
        summary="Make a link, good for a day, by which a colleague sets a new password",
        answers={201: Said("the link", answers_desk.NewStaffLink)}, refuses=("not_found",),
    ),
    Operation(
        method="GET", path=f"{ONE}/sessions", handler=staff.sessions, who="staff", may="see_sessions",
        summary="List the browsers on which a colleague is signed in",
        answers={200: Said("the list", answers_desk.StaffSessions)},
    ),
    Operation(
        method="DELETE", path=f"{ONE}/sessions/{{session}}", handler=staff.end_session, who="staff",
        may="see_sessions", summary="Sign a colleague out on one browser; its sockets close on every node",
        answers={200: Said("it is over", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path="/v1/desk/links", handler=staff.invite, who="staff", may="invite_staff",
        body=bodies_desk.NewColleague, summary="Invite a colleague by a link, good for three days, once",
        answers={201: Said("the link", answers_desk.NewStaffLink)},
    ),
    Operation(
        method="GET", path="/v1/desk/links", handler=staff.links, who="staff", may="invite_staff",
        summary="List the links that still open something",
        answers={200: Said("the list", answers_desk.StaffLinks)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/links/{id}", handler=staff.withdraw, who="staff", may="invite_staff",
        summary="Make a link worth nothing",
        answers={200: Said("it is withdrawn", answers.Nothing)}, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/audit", handler=staff.audit, who="staff", may="see_audit",
        query=bodies_desk.AuditQuery, summary="Read the audit log, newest first",
        answers={200: Said("a page of acts", answers_desk.AuditPage)},
    ),
)  # fmt: skip


def roles_of(operation: Operation) -> str:
    """Say which roles of staff may call this, by the table; "" where that is not by role."""
    may = [role for role in workspace.ROLES if operation.may is not None and workspace.may(role, operation.may)]
    return f"staff: {', '.join(may)}" if may else ""
