"""What can be wrong with a configuration: collected first, then warned about or raised together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CORSWarning(UserWarning):
    """A setting that does not mean what it seems to; the library took the closed reading of it."""


class ConfigurationError(ValueError):
    """A configuration that cannot mean anything, or under `strict` one that warrants a warning.

    All problems of one call are raised together; `problems` holds them one by one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        #: The problems behind the error, in the order in which they were found.
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a setting was written.

    `kind` is one of `default`, `config`, `app`, `resource`, `blueprint` and `view`; `label` is what
    a person can search for; `file` and `line` are the call's, empty and 0 where there is none.
    """

    kind: str
    label: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.label} ({self.file}:{self.line})" if self.file else self.label


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its stable code, the value, the reason and the remedy, the place."""

    code: str
    error: bool
    message: str
    source: Source
    option: str = ""

    @classmethod
    def fatal(cls, code: str, message: str, source: Source) -> Problem:
        """Return what a call as a whole does wrong, and cannot start with."""
        return cls(code, error=True, message=message, source=source)

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


@dataclass(slots=True)
class Problems:
    """Collects the problems of one call while its options are read."""

    source: Source
    option: str = ""
    found: list[Problem] = field(default_factory=list)
    #: What nobody is warned of, and only the audit tells.
    remarks: list[Problem] = field(default_factory=list)

    def about(self, option: str) -> Problems:
        """Return a collector into the same list for what is said of one option."""
        return replace(self, option=option)

    def error(self, code: str, value: object, message: str) -> None:
        """Note what makes it impossible to start."""
        self.found.append(self._problem(code, value, message, error=True))

    def warn(self, code: str, value: object, message: str) -> None:
        """Note what is accepted, in its closed reading."""
        self.found.append(self._problem(code, value, message, error=False))

    def remark(self, code: str, value: object, message: str) -> None:
        """Note what is harmless, but deserves to be told when asked."""
        self.remarks.append(self._problem(code, value, message, error=False))

    def _problem(self, code: str, value: object, message: str, *, error: bool) -> Problem:
        about = f"{self.option}={value!r}" if self.option else repr(value)
        return Problem(code, error, f"{about}: {message}", self.source, self.option)
