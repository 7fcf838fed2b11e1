"""Imports point down, by import-linter; and every contract is shown to see a breach."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

from tests.house import sources

# One breach for each contract: a file to add, and the import that must not be there.
PLANTED: Final = {
    "layers": ("server/storage/planted_layers.py", "import server.chat"),
    "acyclic": ("server/core/planted_circle_a.py", "import server.core.planted_circle_b"),
    "pure-core": ("server/core/planted_clock.py", "import time"),
    "pure-desk": ("server/desk/decisions.py", "import time"),
    "starlette": ("server/chat/planted_starlette.py", "import starlette.requests"),
    "redis": ("server/live/planted_redis.py", "import redis.asyncio"),
    "outbound": ("server/chat/planted_outbound.py", "import httpcore"),
    "cryptography": ("server/webhooks/planted_cipher.py", "import cryptography"),
    "passwords": ("server/web/planted_hash.py", "import argon2"),
    "database": ("server/chat/planted_database.py", "import sqlite3"),
    "pictures": ("server/uploads/planted_decoder.py", "import PIL.Image"),
    "sockets": ("server/web/planted_sockets.py", "import websockets"),
}
OTHER_HALF: Final = ("server/core/planted_circle_b.py", "import server.core.planted_circle_a")


def contracts() -> dict[str, str]:
    """Return each contract's id and name."""
    config = tomllib.loads((sources.ROOT / "pyproject.toml").read_text())
    return {row["id"]: row["name"] for row in config["tool"]["importlinter"]["contracts"]}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder, env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip


def test_imports_point_down():
    told = lint_imports(sources.ROOT)
    assert told.returncode == 0, told.stdout


def test_every_contract_sees_a_planted_breach(tmp_path: Path):
    shutil.copytree(sources.ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(sources.ROOT / "pyproject.toml", tmp_path)
    for place, text in (*PLANTED.values(), OTHER_HALF):
        (tmp_path / place).write_text(f'"""Planted."""\n\n{text}\n')
    told = lint_imports(tmp_path)
    verdicts = {name: f"{name} BROKEN" in told.stdout for name in contracts().values()}
    assert set(PLANTED) == set(contracts())
    assert verdicts == dict.fromkeys(contracts().values(), True), told.stdout


def test_an_unlisted_package_is_refused(tmp_path: Path):
    shutil.copytree(sources.ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(sources.ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "server/planted.py").write_text('"""In no layer."""\n')
    told = lint_imports(tmp_path)
    assert told.returncode != 0
    assert "server.planted" in told.stdout
