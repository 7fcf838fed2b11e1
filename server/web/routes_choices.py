"""The URLs of what holds for everybody: the house, teams, widgets, canned responses, phrases, labels, keys, webhook."""

from typing import Final

from server.core.choices import Canned, Label, Site, Team
from server.web import answers, bodies_choices
from server.web import answers_choices as told
from server.web.api import canned, home, hooks, keys, labels, setup, teams, widgets, wordings
from server.web.api import desk as own
from server.web.ask import Operation, Said

MAY: Final = "settings"
HOUSE: Final = "/v1/desk/house"
HOOK: Final = "/v1/desk/webhook"
GONE: Final = {200: Said("it is gone", answers.Nothing)}

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="GET", path="/v1/desk/setup", handler=setup.state, who="staff", may=MAY,
        summary="Tell how far the house is set up, by what there is",
        answers={200: Said("the five steps", told.SetupState)},
    ),
    Operation(
        method="POST", path="/v1/desk/setup/message", handler=setup.send_test, who="staff", may=MAY,
        body=bodies_choices.TestMessage, summary="Write as a visitor would, to see it arrive in a room of its own",
        answers={201: Said("where it arrived", told.TestRoom)},
    ),
    Operation(
        method="PUT", path="/v1/desk/password", handler=own.change_password, who="staff",
        body=bodies_choices.PasswordChange, summary="Set one's own password; one's other sessions end",
        answers={200: Said("it holds", answers.Nothing)}, refuses=("rate_limited",),
    ),
    Operation(
        method="GET", path=HOUSE, handler=home.get, who="staff", may=MAY,
        summary="Tell how the house shows itself: name, colours, languages, words, hours",
        answers={200: Said("what was chosen, and what holds where nothing was", told.House)},
    ),
    Operation(
        method="PATCH", path=HOUSE, handler=home.change, who="staff", may=MAY, body=bodies_choices.HomeFields,
        summary="Change how the house shows itself; it holds on every node within two seconds",
        answers={200: Said("as it is now", told.House)},
    ),
    Operation(
        method="GET", path="/v1/desk/teams", handler=teams.listing, who="staff", may="see_staff",
        summary="List the teams, and how many rooms, skills and languages each agent has",
        answers={200: Said("the teams and the agents", told.Teams)},
    ),
    Operation(
        method="PUT", path="/v1/desk/teams/{id}", handler=teams.put, who="staff", may=MAY, body=Team,
        summary="Make a team or change it; its members have `team:<id>` of what rooms need",
        answers={200: Said("as it is now", told.OneTeam), 201: Said("the new team", told.OneTeam)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/teams/{id}", handler=teams.remove, who="staff", may=MAY,
        summary="Take a team away", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="PUT", path="/v1/desk/staff/{user}/work", handler=teams.equip, who="staff", may=MAY,
        body=bodies_choices.Equipment, summary="Say how many rooms a colleague takes at once, skills and languages",
        answers={200: Said("what they have now, their teams among it", told.Equipped)}, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/widgets", handler=widgets.listing, who="staff", may=MAY,
        summary="List the places where the widget stands, and where each was seen",
        answers={200: Said("the widgets and the visits", told.Sites)},
    ),
    Operation(
        method="PUT", path="/v1/desk/widgets/{id}", handler=widgets.put, who="staff", may=MAY, body=Site,
        summary="Make a widget or change it; pages of its origins may name it by `data-widget`",
        answers={200: Said("as it is now", told.OneSite), 201: Said("the new widget", told.OneSite)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/widgets/{id}", handler=widgets.remove, who="staff", may=MAY,
        summary="Take a widget away; pages that name it show the house's own", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/canned", handler=canned.listing, who="staff", may="see_staff",
        summary="List the answers that are written already",
        answers={200: Said("by code", told.CannedList)},
    ),
    Operation(
        method="PUT", path="/v1/desk/canned/{id}", handler=canned.put, who="staff", may=MAY, body=Canned,
        summary="Write an answer, in any language, with variables such as {{customer}}",
        answers={200: Said("as it is now", told.OneCanned), 201: Said("the new one", told.OneCanned)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/canned/{id}", handler=canned.remove, who="staff", may=MAY,
        summary="Take an answer away", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/labels", handler=labels.listing, who="staff", may="see_staff",
        summary="List the words that rooms are marked by",
        answers={200: Said("by their words", told.Labels)},
    ),
    Operation(
        method="PUT", path="/v1/desk/labels/{id}", handler=labels.put, who="staff", may=MAY, body=Label,
        summary="Choose a label, or how it is shown",
        answers={200: Said("as it is now", told.OneLabel), 201: Said("the new label", told.OneLabel)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/labels/{id}", handler=labels.remove, who="staff", may=MAY,
        summary="Offer a label no more; rooms that have it keep it", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/phrases", handler=wordings.listing, who="staff", may=MAY,
        summary="List every quick phrase, also those that are not said here",
        answers={200: Said("the phrases", told.Wordings)},
    ),
    Operation(
        method="PUT", path="/v1/desk/phrases/{id}", handler=wordings.put, who="staff", may=MAY,
        body=bodies_choices.WordingFields, summary="Put a phrase in the place of a given one, add one, or hide one",
        answers={200: Said("as it is now", told.OneWording), 201: Said("the new one", told.OneWording)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/phrases/{id}", handler=wordings.remove, who="staff", may=MAY,
        summary="Say a phrase as it was given, or no more", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="GET", path="/v1/desk/keys", handler=keys.listing, who="staff", may=MAY,
        summary="List the API keys that admins made, and what a key may be good for",
        answers={200: Said("the keys", told.ApiKeys)},
    ),
    Operation(
        method="POST", path="/v1/desk/keys", handler=keys.make, who="staff", may=MAY, body=bodies_choices.NewKey,
        summary="Make an API key; the answer alone has it",
        answers={201: Said("the key", told.NewApiKey)},
    ),
    Operation(
        method="DELETE", path="/v1/desk/keys/{id}", handler=keys.revoke, who="staff", may=MAY,
        summary="Make an API key worth nothing, at once and on every node", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="GET", path=HOOK, handler=hooks.get, who="staff", may=MAY,
        summary="Tell where events go, and what became of the latest hundred",
        answers={200: Said("the webhook and its log", told.DeskHook)},
    ),
    Operation(
        method="PUT", path=HOOK, handler=hooks.put, who="staff", may=MAY, body=bodies_choices.HookFields,
        summary="Send events there from now on, whatever the settings say",
        answers={200: Said("the webhook and its log", told.DeskHook)},
    ),
    Operation(
        method="DELETE", path=HOOK, handler=hooks.remove, who="staff", may=MAY,
        summary="Send events where the server's settings say", answers=GONE, refuses=("not_found",),
    ),
    Operation(
        method="POST", path=f"{HOOK}/secret", handler=hooks.secret, who="staff", may=MAY,
        summary="Draw another secret for the webhook; the answer alone has it",
        answers={201: Said("the secret", told.DrawnSecret)},
    ),
    Operation(
        method="POST", path=f"{HOOK}/deliveries/{{id}}/again", handler=hooks.again, who="staff", may=MAY,
        summary="Send one event again, under its own id",
        answers={200: Said("the webhook and its log", told.DeskHook)}, refuses=("not_found",),
    ),
    Operation(
        method="POST", path=f"{HOOK}/enable", handler=hooks.enable, who="staff", may=MAY,
        summary="Send events again to an address that had answered 410",
        answers={200: Said("the webhook and its log", told.DeskHook)},
    ),
)  # fmt: skip
