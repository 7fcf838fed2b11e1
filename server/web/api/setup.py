"""Setting the house up: how far it is, and a first message to see it arrive."""

from server.core.values import clean_text
from server.web import bodies_choices as bodies
from server.web.ask import Answer, Ask


async def state(ask: Ask) -> Answer:
    """Tell the five steps."""
    return Answer(200, await ask.house.workspace.setup.state(ask.house.greeting.name))


async def send_test(ask: Ask) -> Answer:
    """Write a message as a visitor's."""
    said: bodies.TestMessage = ask.body
    text, name = clean_text(said.text, "text"), clean_text(said.name, "name") if said.name.strip() else ""
    return Answer(201, await ask.house.workspace.setup.send_test(ask.seated, said.widget, name, text))
