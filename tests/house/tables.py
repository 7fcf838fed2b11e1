"""The tables in docs/ that are made from the code: `python -m tests.house.tables` writes them."""

import importlib
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import msgspec

from server import settings
from server.core import audit, commands, entries, permissions, refusals, replies, workspace
from tests.house import sources
from tests.states.gallery import catalogue, keys

_MADE: Final = re.compile(r"(<!-- made: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; an empty cell that should say something is an error."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *map(list, rows)]
    for line in lines:
        if len(line) != len(columns) or not line[-1].strip():
            raise ValueError(f"a row that does not say what it means: {line}")
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def code(text: object) -> str:
    return f"`{text}`"


def first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().partition("\n")[0]


def settings_table() -> str:
    return table(
        ["variable", "default", "meaning"],
        (
            [
                ", ".join(code(name) for name in (f"PARLEY_{each.name.upper()}", *each.metadata["also"])),
                shown_default(each.default),
                each.metadata["meaning"],
            ]
            for each in fields(settings.Settings)
        ),
    )


def shown_default(value: object) -> str:
    match value:
        case bool():
            return "`on`" if value else "`off`"
        case "":
            return "—"
        case _:
            return code(value)


def struct_fields(struct: Any) -> str:
    """Return a struct's fields as `name`, or `name?` when it may be missing."""
    names = [f"{each.encode_name}{'' if each.required else '?'}" for each in msgspec.structs.fields(struct)]
    return ", ".join(code(name) for name in names if name != "ref?") or "—"


def structs_table(head: str, structs: Iterable[Any]) -> str:
    rows = ([code(each.__struct_config__.tag), struct_fields(each), first_line(each)] for each in structs)
    return table([head, "fields", "meaning"], rows)


def commands_table() -> str:
    return structs_table("`t`", commands.ALL)


def bodies_table() -> str:
    return structs_table("`type`", commands.Body.__args__)


def meanings_table(head: str, meanings: Mapping[str, str]) -> str:
    return table([head, "meaning"], ([code(name), meaning] for name, meaning in meanings.items()))


def replies_table() -> str:
    return meanings_table("`t`", replies.KINDS)


def entries_table() -> str:
    return meanings_table("`kind`", entries.KINDS)


def actions_table() -> str:
    return meanings_table("action", permissions.ACTIONS)


def refusals_table() -> str:
    rows = (
        [code(name), str(row.http), "yes" if row.again else "no", row.meaning] for name, row in refusals.CODES.items()
    )
    return table(["code", "HTTP", "try again", "meaning"], rows)


def closes_table() -> str:
    rows = ([str(number), row.then, row.meaning] for number, row in refusals.CLOSES.items())
    return table(["code", "what the client does", "meaning"], rows)


def permissions_tables() -> str:
    """Return one table for each set of room kinds that share it."""
    kinds_of: dict[str, list[str]] = {}
    for kind in permissions.KINDS:
        kinds_of.setdefault(_permissions_table(kind), []).append(kind.replace("_", " "))
    return "\n".join(f"### {', '.join(kinds)}\n\n{rows}" for rows, kinds in kinds_of.items())


def _permissions_table(kind: str) -> str:
    def cell(standing: str, action: str) -> str:
        return "yes" if permissions.may(standing, action, kind) else "·"

    rows = ([code(action), *(cell(who, action) for who in permissions.STANDINGS)] for action in permissions.ACTIONS)
    return table(["action", *permissions.STANDINGS], rows)


def workspace_table() -> str:
    """Return who of staff may do what, and which rooms their inbox lists."""

    def cells(action: str) -> list[str]:
        return ["yes" if workspace.may(role, action) else "·" for role in workspace.ROLES]

    rows = [[code(action), meaning, *cells(action)] for action, meaning in workspace.ACTIONS.items()]
    shown = ([kind, *(workspace.reach(role, kind) for role in workspace.ROLES)] for kind in workspace.KINDS)
    may = table(["action", "meaning", *workspace.ROLES], rows)
    return f"{may}\n{table(['rooms in the inbox', *workspace.ROLES], shown)}"


def audit_table() -> str:
    return meanings_table("act", audit.ACTS)


def routes_table() -> str:
    """Return one row per URL: `ROUTES` rows have `method`, `path`, `who` may call it, and `meaning`."""
    routes = importlib.import_module("server.web.routes").ROUTES
    rows = ([code(f"{row.method} {row.path}"), row.who, row.meaning] for row in routes)
    return table(["route", "who", "meaning"], rows)


def states_table() -> str:
    rows = ([code(state.name), state.surface, state.sees] for state in catalogue())
    return table(["state", "where", "what one sees"], rows)


def keys_table() -> str:
    """Return what each key of the workspace does, each key as it stands on the page."""
    named = {"mod": "Ctrl", "Escape": "Esc", **{letter: f"⇧ {letter}" for letter in string.ascii_uppercase}}

    def shown(key: str) -> str:
        return " ".join(code(named.get(part) or part.upper()) for part in key.replace("+", " ").split())

    return table(["key", "where", "what it does"], ([shown(one.key), one.where, one.does] for one in keys()))


MADE: Final[dict[str, Callable[[], str]]] = {
    "settings": settings_table,
    "commands": commands_table,
    "bodies": bodies_table,
    "replies": replies_table,
    "entries": entries_table,
    "refusals": refusals_table,
    "closes": closes_table,
    "actions": actions_table,
    "permissions": permissions_tables,
    "routes": routes_table,
    "workspace": workspace_table,
    "audit": audit_table,
    "states": states_table,
    "keys": keys_table,
}


def renewed(text: str) -> str:
    """Return the page with every made part as the code would have it now."""
    return _MADE.sub(lambda part: f"{part[1]}\n{MADE[part[2]]()}\n{part[4]}", text)


def made_parts(text: str) -> list[str]:
    """Return the names of the made parts in a page."""
    return [part[2] for part in _MADE.finditer(text)]


def pages() -> Iterator[Path]:
    return (page for page in sources.pages() if made_parts(page.read_text()))


def write() -> None:
    for page in pages():
        page.write_text(renewed(page.read_text()))


if __name__ == "__main__":
    write()
