"""What the server writes down for people to read, and the page has words for: a new kind without words fails here."""

import json
import re
from collections.abc import Iterable
from typing import Final, get_args

import pytest

from server.core import audit, choices, keys, staff, tending, workspace
from server.core.entry_shapes import DeskAct
from tests.house.sources import ROOT

WIDGET: Final = ROOT / "widget"
SERVER: Final = ROOT / "server"
LANGS: Final = ("en", "ja")
CAUSES: Final = (
    *("bad_url", "private_address", "unknown_name", "timeout", "too_large", "failed"),
    *("redirect", "refused", "disabled", "read"),
)
"""Why an event did not arrive: `outbound.calls`, then `webhooks.webhooks`."""
KEPT_FIELDS: Final = {"drawn"}
"""Fields that the log never names."""
VOCABULARY: Final[dict[str, Iterable[str]]] = {
    "set_act_": audit.ACTS,
    "role_": workspace.ROLES,
    "set_link_": get_args(staff.LinkKind),
    "inbox_kind_": workspace.KINDS,
    "set_noun_": choices.SHAPES,
    "set_field_": {name for shape in choices.SHAPES.values() for name in shape.__struct_fields__} - KEPT_FIELDS,
    "set_scope_": keys.SCOPES,
    "set_cause_": CAUSES,
    "deskroom_priority_": tending.PRIORITIES,
    "inbox_priority_": tending.PRIORITIES,
    "desk_state_": tending.AGENT_STATES,
}
_NOTED: Final = re.compile(r"\bact\s*=\s*\"(\w+)\"|\bnote\(c, seated, \"(\w+)\"|\bnoting\(\w[\w.]*, \"(\w+)\"")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stem", VOCABULARY)
def test_the_page_has_words_for(stem: str, lang: str):
    words = json.loads((WIDGET / f"lang/{lang}.json").read_text())
    missing = sorted(name for name in VOCABULARY[stem] if not words.get(f"{stem}{name}"))
    assert not missing, f"{lang}.json says nothing of {stem}: {missing}"


def test_every_act_that_is_written_down_is_on_the_list():
    found: set[str] = set()
    for path in SERVER.rglob("*.py"):
        text = path.read_text()
        if "storage import audit" in text or "_staff.note" in text or "def note(" in text or "core.audit" in text:
            found |= {name for match in _NOTED.finditer(text) for name in match.groups() if name}
    assert len(found) > 15, "the pattern went blind"
    assert found <= audit.ACTS.keys()


def test_the_staff_lane_has_a_line_for_every_act():
    source = (WIDGET / "src/desk/room/desklines.ts").read_text()
    lines = source[source.index("const LINES") : source.index("\n};", source.index("const LINES"))]
    said = set(re.findall(r"^  (\w+):", lines, re.MULTILINE))
    assert set(get_args(DeskAct)) <= said
