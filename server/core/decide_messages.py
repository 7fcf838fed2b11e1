"""Judges what is said in a room, and what aims at something said: edits, reactions, the answer to a request."""

from typing import Final

from server.core import changes, uploads
from server.core.entries import Body
from server.core.refusals import Refusal
from server.core.scene import Draft, Scene, Target, allow, is_self, may, signature, window_of

Aimed = changes.Revise | changes.Erase | changes.React | changes.Answer
MOST_MENTIONS: Final = 20
_ACTIONS: Final = {changes.Revise: "edit", changes.Erase: "redact", changes.React: "react", changes.Answer: "answer"}


def post(change: changes.Post, scene: Scene) -> Draft:
    """Judge a message; a request needs more than the right to write."""
    if change.body.get("type") == "request":
        allow(scene, change.actor, "request")
    allow(scene, change.actor, "send")
    _check_reply(change, scene)
    _check_expiry(change, scene)
    _check_mentions(change.body, scene)
    body = uploads.carried(change.body, (scene.room.id, change.actor.user or ""), scene.uploads, scene.now)
    signed = signature(scene, change.actor)
    return Draft("message", body, reply_to=change.reply_to, author=signed, expires_at=change.expires_at)


def _check_mentions(body: Body, scene: Scene) -> None:
    """Colleagues are mentioned among staff: what is written elsewhere names nobody whom its readers cannot know."""
    mentions = body.get("mentions", ())
    if not mentions:
        return
    if scene.room.audience != "staff":
        raise Refusal("bad_field", "colleagues are mentioned in the staff lane", field="body.mentions")
    if len(mentions) > MOST_MENTIONS or not all(user in scene.staff for user in mentions):
        raise Refusal("bad_field", f"at most {MOST_MENTIONS} colleagues", field="body.mentions")


def _check_reply(change: changes.Post, scene: Scene) -> None:
    if change.reply_to is None:
        return
    window = window_of(scene, change.actor)
    if change.reply_to > scene.room.last_seq or not window.holds(change.reply_to):
        raise Refusal("bad_field", "reply_to names no entry you can see", field="reply_to")


def _check_expiry(change: changes.Post, scene: Scene) -> None:
    """What expires is an announcement, and has time left."""
    if change.expires_at is None:
        return
    if scene.room.kind != "announcement" or scene.room.parent is not None:
        raise Refusal("bad_field", "only an announcement expires", field="expires_at")
    if change.expires_at <= scene.now:
        raise Refusal("bad_field", "that time has passed", field="expires_at")


def aimed(change: Aimed, scene: Scene) -> Draft:
    """Judge what aims at a message: it must be visible, a message, and not erased."""
    action = _ACTIONS[type(change)]
    if action == "redact" and may(scene, change.actor, "redact_any"):
        action = "redact_any"
    allow(scene, change.actor, action)
    target = _visible(change, scene)
    match change:
        case changes.Answer():
            _check_open(change.actor, target, scene)
        case _ if action in {"edit", "redact"}:
            _check_own(change.actor, target, scene)
            _check_text(action, target, scene)
    kind, body = _said(change)
    signed = signature(scene, change.actor)
    if isinstance(change, changes.Revise):
        _check_mentions(change.body, scene)
    return Draft(kind, body, target=change.target, author=signed, expires_at=target.expires_at)


def _said(change: Aimed) -> tuple[str, dict[str, object]]:
    """Return the kind of entry that this becomes, and its body."""
    match change:
        case changes.Revise():
            return "edit", change.body
        case changes.Erase():
            return "redact", {}
        case changes.React():
            return "reaction", {"emoji": change.emoji, "on": change.on}
        case changes.Answer():
            return "answer", {"accepted": change.accepted}


def _visible(change: Aimed, scene: Scene) -> Target:
    target = scene.target
    if target is None or target.kind != "message":
        raise Refusal("not_found", "no such message, or not for you", field="target")
    if not window_of(scene, change.actor).shows(change.target, target.expires_at):
        raise Refusal("not_found", "no such message, or not for you", field="target")
    if target.redacted is not None:
        raise Refusal("not_found", "that message was erased", field="target")
    return target


def _check_open(actor: changes.Actor, target: Target, scene: Scene) -> None:
    """A request is answered once, by somebody else; who comes second is told what the first said."""
    if not target.asks:
        raise Refusal("bad_field", "that message asks for nothing", field="target")
    if is_self(scene.room, actor, target.by):
        raise Refusal("forbidden", "somebody else answers what you asked for")
    if target.answer is not None:
        raise Refusal("answered", answer=target.answer)


def _check_own(actor: changes.Actor, target: Target, scene: Scene) -> None:
    if not is_self(scene.room, actor, target.by):
        raise Refusal("forbidden", "that message is not yours")
    if scene.now - target.at > scene.redact_within_ms:
        raise Refusal("forbidden", "too late to change that message")


def _check_text(action: str, target: Target, scene: Scene) -> None:
    if action != "edit":
        return
    if target.file or target.asks:
        what = "a file" if target.file else "a request"
        raise Refusal("forbidden", f"{what} is not edited: erase it, and send another", field="target")
    if target.expires_at is not None and target.expires_at <= scene.now:
        raise Refusal("forbidden", "it has expired: whoever came in since would not see it changed", field="target")
