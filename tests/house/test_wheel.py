"""The wheel holds all that is served, and starts without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house import sources


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, sources.ROOT],
        check=True, capture_output=True, text=True, timeout=50,
    )  # fmt: skip
    return zipfile.ZipFile(next(folder.glob("parley-*.whl")))


def under(folder: str) -> set[str]:
    root = sources.ROOT / folder
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if "__pycache__" not in path.parts and not path.name.startswith(".")}


def test_the_wheel_holds_the_package_and_all_that_is_served(wheel: zipfile.ZipFile):
    held = set(wheel.namelist())
    assert {f"server/{name}" for name in under("server")} <= held
    assert {f"server/_static/{name}" for name in under("static")} <= held
    assert not [name for name in held if name.startswith(("tests/", "widget/", "static/"))]


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile):
    points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "parley = server.cli:main" in wheel.read(points).decode()


def test_the_command_runs_from_the_wheel_in_another_folder(wheel: zipfile.ZipFile, tmp_path: Path):
    place = tmp_path / "installed"
    wheel.extractall(place)
    told = subprocess.run(
        [sys.executable, "-m", "server", "--help"],
        cwd=tmp_path, env={"PYTHONPATH": str(place)}, capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "serve" in told.stdout
