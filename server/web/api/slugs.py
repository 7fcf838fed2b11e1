"""What an admin may call something by machines."""

import re
from typing import Final

from server.core.refusals import Refusal
from server.web.ask import Ask

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def slug(ask: Ask) -> str:
    """Return the id in the path, or refuse: `bad_field`."""
    said = ask.path["id"]
    if not _SLUG.fullmatch(said):
        raise Refusal("bad_field", "1 to 32 of a-z 0-9 _ -, the first no sign", field="id")
    return said
