"""A first glance at a message: its text cut short, or a phrase's words in every language."""

from typing import Final

from server.core import requests
from server.core.entries import Body

MOST: Final = 140
"""Code points."""


def glance(body: Body) -> str | dict[str, str]:
    """Return the text, a file's name, what a request asks for; of a phrase its words in every language."""
    if body.get("type") == "request":
        return requests.glance(body)[:MOST]
    texts: dict[str, str] | None = body.get("texts")
    return texts if texts is not None else str(body.get("text", body.get("name", "")))[:MOST]
