"""What stands in the house and does not move: limits per address, the phrases, the widget's first words."""

from dataclasses import dataclass

from server.core import phrasebook, welcome
from server.core.invites import OWN_AN_HOUR
from server.core.phrases import Catalogue
from server.core.welcome import Greeting
from server.settings import BadSetting, Settings, count, document
from server.web.addresses import AddressLimit, per_hour
from server.web.house import Addresses


@dataclass(frozen=True, slots=True)
class Goods:
    """All of it: read, and refused, before anything is opened."""

    addresses: Addresses
    catalogue: Catalogue
    greeting: Greeting


def goods(settings: Settings) -> Goods:
    """Read all that stands in the house. Raises BadSetting."""
    return Goods(addresses(settings), catalogue(settings), greeting(settings))


def addresses(settings: Settings) -> Addresses:
    """Return how often one address may do what. Raises BadSetting."""
    return Addresses(
        visitors=AddressLimit(per_hour(count("PARLEY_VISITORS_PER_ADDRESS", settings.visitors_per_address))),
        calls=AddressLimit(per_hour(count("PARLEY_VISITOR_CALLS_PER_ADDRESS", settings.visitor_calls_per_address))),
        rooms=AddressLimit(per_hour(count("PARLEY_SUPPORT_ROOMS_PER_ADDRESS", settings.support_rooms_per_address), 12)),
        invites=AddressLimit(per_hour(count("PARLEY_INVITE_CALLS_PER_ADDRESS", settings.invite_calls_per_address))),
        links=AddressLimit(per_hour(OWN_AN_HOUR), why="you have made many links already"),
        entering=AddressLimit(per_hour(count("PARLEY_SIGN_INS_PER_ADDRESS", settings.sign_ins_per_address))),
        accounts=AddressLimit(
            per_hour(count("PARLEY_SIGN_INS_PER_ACCOUNT", settings.sign_ins_per_account)),
            why="too many passwords were tried for this account",
        ),
    )


def catalogue(settings: Settings) -> Catalogue:
    """Return the quick phrases, the operator's among them. Raises BadSetting."""
    if not settings.phrases:
        return Catalogue()
    try:
        return Catalogue(phrasebook.read(document("PARLEY_PHRASES", settings.phrases)))
    except phrasebook.Unreadable as error:
        raise BadSetting(f"PARLEY_PHRASES={settings.phrases}: {error}") from None


def greeting(settings: Settings) -> Greeting:
    """Return what the widget says first. Raises BadSetting."""
    if not settings.widget:
        return Greeting()
    try:
        return welcome.read(document("PARLEY_WIDGET", settings.widget))
    except phrasebook.Unreadable as error:
        raise BadSetting(f"PARLEY_WIDGET={settings.widget}: {error}") from None
