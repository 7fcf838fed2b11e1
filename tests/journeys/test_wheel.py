"""What `pip install .` puts into an empty environment serves everything, from any folder."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import httpx
import pytest

from tests.rig.parley import Host, Parley
from tests.rig.processes import clean_environment
from tests.rig.wire import open_socket

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

REPO = Path(__file__).resolve().parents[2]
LINKED = re.compile(r"(?:src|href)=\"\.\.(/static/[^\"]+)\"")
SERVED = ("/healthz", "/readyz", "/metrics", "/v1/openapi.json", "/widget.js", "/r/")


@pytest.fixture
def installed(length, tmp_path: Path) -> Path:
    """`parley` in an empty environment; the short form borrows the dependencies that are installed already."""
    place = tmp_path / "empty"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    source = tmp_path / "source"
    for name in ("server", "static"):
        shutil.copytree(REPO / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPO / name, source)
    env = alone()
    if "TORTURE" in os.environ or length.faults > 3:
        subprocess.run([*pip, str(source)], check=True, env=env, cwd=tmp_path)
    else:
        (wheel,) = build(source, tmp_path)
        subprocess.run([*pip, "--no-deps", str(wheel)], check=True, env=env, cwd=tmp_path)
        borrow(python, tmp_path)
    shutil.rmtree(source)
    return place / "bin" / "parley"


def alone() -> dict[str, str]:
    """An environment in which nothing of this checkout is found."""
    return {**clean_environment(), "PYTHONPATH": ""}


def build(source: Path, into: Path) -> list[Path]:
    """Build the wheel with the build tool that is installed here."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", str(into), str(source)],
        check=True,
        env=alone(),
        cwd=into,
    )
    return list(into.glob("parley-*.whl"))


def borrow(python: Path, tmp_path: Path) -> None:
    """Let the empty environment see our dependencies, and not our own editable Parley."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    options = {"capture_output": True, "text": True, "cwd": tmp_path, "env": alone()}
    site = subprocess.run([str(python), "-c", asked], check=True, **options).stdout.strip()
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    found = "import server; print(server.__file__)"
    where = subprocess.run([str(python), "-c", found], check=True, **options)
    assert where.stdout.startswith(site)


async def test_the_wheel_serves_everything(installed, children, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    node = Parley(elsewhere)
    node.env = {**node.env, "PYTHONPATH": ""}
    node.command[0] = str(installed)
    children.append(node)
    await node.up()
    async with httpx.AsyncClient(base_url=node.http, follow_redirects=True) as client:
        for path in SERVED:
            answer = await client.get(path)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            assert answer.content
        linked = set(LINKED.findall((await client.get("/r/")).text))
        assert linked
        for path in sorted(linked):
            assert (await client.get(path)).status_code == 200, path
    host = Host(node)
    await host.room("order-1", {"ann": "customer"})
    async with open_socket(node.ws) as socket:
        await socket.greet((await host.account("ann", "customer")).token)
        assert (await socket.send("order-1", "cid-wheel-1", "from a wheel"))["t"] == "ack"
