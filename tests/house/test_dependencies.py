"""Every dependency is pinned exactly, and has its reason in docs/dependencies.md."""

import json
import re
import tomllib
from typing import Any, Final

from packaging.requirements import Requirement

from tests.house import sources

_PIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9.]*")
_ROW: Final = re.compile(r"^\| (@?[A-Za-z][\w@/.-]*) \| (.*) \|$", re.MULTILINE)
# Written by hand into requirements-dev.txt's list of tools; the rest there is what these bring along.
_TOOLS: Final = "## Tests and tools"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def loose(text: str) -> list[str]:
    """Find lines of a requirements file that are no exact pin (nor the inclusion of the other file)."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line for line in lines if not _PIN.fullmatch(line) and line != "-r requirements.txt"]


def pinned(*names: str) -> set[str]:
    text = "".join((sources.ROOT / name).read_text() for name in names)
    return {canonical(line.partition("==")[0]) for line in text.splitlines() if "==" in line}


def project() -> dict[str, Any]:
    return tomllib.loads((sources.ROOT / "pyproject.toml").read_text())["project"]


def required() -> set[str]:
    """Return what the server needs, with its extras."""
    wanted = [project()["dependencies"], *project()["optional-dependencies"].values()]
    return {canonical(Requirement(row).name) for rows in wanted for row in rows}


def documented(heading: str) -> set[str]:
    """Return the packages in the table under this heading; each has a reason."""
    page = (sources.ROOT / "docs/dependencies.md").read_text()
    part = page.partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = [(name, reason) for name, reason in _ROW.findall(part) if name != "package"]
    assert all(reason.strip() for _, reason in rows)
    return {name if name.startswith("@") else canonical(name) for name, _ in rows}


def test_every_requirement_is_pinned_exactly():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert loose((sources.ROOT / name).read_text()) == []


def test_the_pins_satisfy_what_the_project_asks_for():
    pins = dict(line.split("==") for line in (sources.ROOT / "requirements.txt").read_text().splitlines())
    versions = {canonical(name): version for name, version in pins.items()}
    for row in (Requirement(text) for text in project()["dependencies"]):
        assert row.specifier.contains(versions[canonical(row.name)]), row


def test_every_dependency_of_the_server_has_its_reason():
    assert documented("## The server") == required()
    assert required() <= pinned("requirements.txt")


def test_every_tool_has_its_reason():
    assert documented(_TOOLS) <= pinned("requirements.txt", "requirements-dev.txt")
    build = {canonical(Requirement(row).name) for row in _build_requires()}
    assert build <= documented(_TOOLS)


def _build_requires() -> list[str]:
    return tomllib.loads((sources.ROOT / "pyproject.toml").read_text())["build-system"]["requires"]


def test_every_package_of_the_widget_has_its_reason():
    package = json.loads((sources.ROOT / "widget/package.json").read_text())
    direct = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert documented("## The widget") == set(direct)
    assert [name for name, version in direct.items() if not version[0].isdigit()] == []


def unlocked(lock: dict[str, Any]) -> list[str]:
    """Find packages that the lock file names but does not hold: `npm ci` refuses such a file.

    A registry that lacks other platforms' packages makes one.
    """
    held = {place.rpartition("node_modules/")[2] for place in lock["packages"]}
    wanted = ("dependencies", "optionalDependencies")
    return sorted(
        name
        for package in lock["packages"].values()
        for kind in wanted
        for name in package.get(kind, {})
        if name not in held
    )


def test_the_widgets_lock_file_is_whole_and_names_no_host():
    lock = json.loads((sources.ROOT / "widget/package-lock.json").read_text())
    assert unlocked(lock) == []
    assert [place for place, package in lock["packages"].items() if "resolved" in package] == []


def test_a_planted_breach_is_found():
    lock = {"packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"optionalDependencies": {"b": "1"}}}}
    assert unlocked(lock) == ["b"]
    assert loose("starlette>=1\nredis==8.1.0\n--index-url somewhere\nredis==8.*\n") == [
        "starlette>=1", "--index-url somewhere", "redis==8.*",
    ]  # fmt: skip
    assert loose("# pins\n-r requirements.txt\nredis==8.1.0\nvalkeylite==9.1.2.post2\n") == []
