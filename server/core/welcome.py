"""What the website's widget says before anybody has spoken: who answers, how soon, what is kept and for how long."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct, field

from server.core import phrasebook
from server.core.phrasebook import Language, Texts

_GREETING: Final[dict[str, str]] = {
    "en": "Hello. How can we help?",
    "ja": "こんにちは。ご用件をお聞かせください。",
}


_PAGE: Final = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-;=?-\[\]^-~]*)?(?!\n)$"
Page = Annotated[str, Meta(pattern=_PAGE, max_length=500)]
"""A link that a browser opens as a web page: no spaces, no control characters, nothing that ends an attribute."""


class Greeting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The operator's file for the widget; all of it may be left out."""

    name: Annotated[str, Meta(max_length=80)] = ""
    greeting: Texts = field(default_factory=lambda: dict(_GREETING))
    policy: Page | None = None
    retention_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None
    typical_minutes: Annotated[int, Meta(ge=1, le=10_080)] | None = None
    languages: Annotated[list[Language], Meta(min_length=1, max_length=50)] = field(
        default_factory=lambda: list(phrasebook.NEEDED)
    )


def read(document: dict[str, Any]) -> Greeting:
    """Return the operator's words. Raises Unreadable."""
    said: Greeting = phrasebook.as_typed(document, Greeting)
    phrasebook.check_texts(said.greeting, "greeting")
    return said
