"""The audit log: what staff did to what is others', as it is kept and shown. Pure."""

from dataclasses import dataclass, field
from typing import Any, Final

from server.core import times
from server.core.tending import Tending

ACTS: Final[dict[str, str]] = {
    "signed_in": "somebody signed in with their password",
    "link_used": "somebody set a password by a link, and is in; `kind` says by which",
    "staff_invited": "a colleague was invited",
    "invite_withdrawn": "an invitation that was open is worth nothing any more",
    "staff_joined": "somebody became staff; `by` is who invited them, or the operator",
    "staff_renamed": "a colleague's name was changed",
    "role_changed": "a colleague's role was changed: `from`, `to`",
    "staff_ended": "a colleague's place here was ended, with all their devices",
    "reset_made": "a link was made by which a colleague sets a new password",
    "password_changed": "somebody changed their own password; their other devices are signed out",
    "session_revoked": "a device of a colleague was signed out",
    "room_looked_into": "staff who take no part looked into a room; once in 15 minutes for each node",
    "user_banned": "a visitor, or a user of the host, is kept out from now on; `reason` if one was given",
    "ban_lifted": "they are let in again",
    "user_silenced": "somebody who takes part may only read from now on; `room` says where",
    "silence_lifted": "they may write again in that `room`",
    "marked_spam": "a room was put aside as spam: it leaves every queue",
    "spam_lifted": "a room that was put aside as spam is one like others again",
    "house_changed": "how the house shows itself was changed; `fields` says what",
    "setting_put": "a setting was made or changed: its `noun` and id, and which `fields`",
    "setting_removed": "a setting was taken away",
    "agent_equipped": "what a colleague takes on was changed: how many rooms at once, skills, languages",
    "key_made": "an API key was made; `scopes` says what for",
    "key_revoked": "an API key is worth nothing any more",
    "hook_changed": "where the host's server gets its events was changed",
    "hook_secret_drawn": "the webhook was given another secret",
    "delivery_again": "an event is sent to the webhook again",
    "hook_enabled": "events are sent again to a webhook that had said that it was gone",
    "test_sent": "a message was sent as a visitor's, to see it arrive",
    "audit_read": "somebody read this log from its beginning",
}
"""Every act, and what it means. What is written into a room stands in that room's own log."""
LOOK_AGAIN_MS: Final = 15 * times.MINUTE
"""For how long looking into the same room again counts as the same look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act; `by` None is the operator, at the server's own console. `on` names the user, room or link."""

    at: int
    by: str | None
    act: str
    on: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def of_tending(room: str, stood: tuple[Tending, Tending], by: str | None, at: int) -> list[Act]:
    """Return what an act at the desk did to what is others': who may not write, or may again; a room put aside."""
    held, news = stood
    here: dict[str, Any] = {"room": room}
    silenced = [user for user in news.silenced if user not in held.silenced]
    heard = [user for user in held.silenced if user not in news.silenced]
    acts = [Act(at=at, by=by, act="user_silenced", on=user, more=here) for user in silenced]
    acts += [Act(at=at, by=by, act="silence_lifted", on=user, more=here) for user in heard]
    if news.spam != held.spam:
        acts.append(Act(at=at, by=by, act="marked_spam" if news.spam else "spam_lifted", on=room))
    return acts


def shown(position: int, act: Act, name: str | None) -> dict[str, Any]:
    """Return one act as admins are shown it."""
    return {
        "position": position,
        "at": times.text(act.at),
        "by": act.by,
        "by_name": name,
        "act": act.act,
        "on": act.on,
        "more": act.more,
    }
