"""The lock on a data directory: free the moment its holder is gone, however it went."""

import fcntl
from pathlib import Path

from server.storage.schema import Unusable


class DirectoryLock:
    """Holds `<directory>/lock` until released. Raises Unusable when another server has it."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = (directory / "lock").open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise Unusable(f"another Parley is using {directory}; two servers cannot share SQLite") from error

    def release(self) -> None:
        """Let another server have the directory."""
        self._file.close()
