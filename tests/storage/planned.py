"""A driver that something happens to at a planned moment."""

from collections.abc import Callable


class Planned:
    """Stands between the journal and its driver, and does something at a planned moment."""

    def __init__(self, driver) -> None:
        self.driver = driver
        self.before_look: list[Callable[[], None]] = []
        self.before_write: list[Callable[[], None]] = []
        self.instead_of_write: list[Callable[[Callable[[], None]], None]] = []
        self.looks = 0
        self.writes = 0

    def __getattr__(self, name):
        return getattr(self.driver, name)

    def look(self, keys):
        self.looks += 1
        if self.before_look:
            self.before_look.pop(0)()
        return self.driver.look(keys)

    def write(self, sheet) -> None:
        self.writes += 1
        if self.before_write:
            self.before_write.pop(0)()
        if self.instead_of_write:
            return self.instead_of_write.pop(0)(lambda: self.driver.write(sheet))
        return self.driver.write(sheet)
