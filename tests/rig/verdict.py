"""What a check found: violations, each with a stable name, and counts of what was looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: its law, where, and what was seen."""

    law: str
    where: str
    detail: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.law} at {self.where}: {self.detail}"


@dataclass(slots=True)
class Verdict:
    """Everything that was found and everything that was counted."""

    violations: list[Violation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def broken(self, law: str, where: str, detail: str) -> None:
        """Note one violation."""
        self.violations.append(Violation(law, where, detail))

    @property
    def laws(self) -> set[str]:
        """The names of the laws that were broken."""
        return {violation.law for violation in self.violations}

    def insist(self, *counted: str) -> None:
        """Fail on any violation, and on any of these counts being zero: a check of nothing is no check."""
        lines = [str(violation) for violation in self.violations[:20]]
        assert not self.violations, f"{len(self.violations)} violations\n" + "\n".join(lines)
        empty = [name for name in counted if not self.counts[name]]
        assert not empty, f"nothing was checked for {empty}: {dict(self.counts)}"

    def summary(self) -> str:
        """The counts on one line."""
        return " ".join(f"{name}={count}" for name, count in sorted(self.counts.items()))
