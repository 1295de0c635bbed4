"""What can be wrong with a configuration: collected first, then warned about or raised together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class CORSWarning(UserWarning):
    """A questionable setting; the library used the restrictive interpretation."""

    #: The problem that is warned of, if it is one of the configuration.
    problem: Problem | None = None


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
    """One thing that is wrong: its stable code, where it was written, the reason and the remedy.

    Two problems are equal if they read the same: a value need be neither hashable nor comparable,
    and may change later, so `about` keeps how it looked.
    """

    code: str
    error: bool
    source: Source
    #: What is wrong; has a `{}` for each source in `also`, and is a plain string without any.
    reason: str
    #: What to do about it.
    remedy: str
    #: The option, empty if no single one is meant, and its value or the item of that.
    option: str = ""
    value: object = field(default=None, compare=False, repr=False)
    #: Option and value as they stand in front of the reason, empty if the reason has them.
    about: str = ""
    #: Other sources that the reason names.
    also: tuple[Source, ...] = ()

    @classmethod
    def fatal(cls, code: str, reason: str, remedy: str, source: Source) -> Problem:
        """Return what a call as a whole does wrong, and cannot start with."""
        return cls(code, error=True, source=source, reason=reason, remedy=remedy)

    def describe(self, named: Callable[[Source], str] = str) -> str:
        """Return what is wrong, without source and remedy; `named` renders other sources."""
        reason = self.reason.format(*map(named, self.also)) if self.also else self.reason
        return f"{self.about}: {reason}" if self.about else reason

    def sentence(self, named: Callable[[Source], str] = str) -> str:
        """Return what is wrong and the remedy, without the source."""
        return f"{self.describe(named)}; {self.remedy}"

    def render(self, named: Callable[[Source], str] = str) -> str:
        """Return all of it, with each source as `named` renders it."""
        return f"{named(self.source)}: {self.sentence(named)}"

    @property
    def message(self) -> str:
        """What is wrong and the remedy, without the source."""
        return self.sentence()

    def __str__(self) -> str:
        return self.render()


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

    def error(self, code: str, value: object, reason: str, remedy: str) -> None:
        """Note what makes it impossible to start."""
        problem = self._problem(code, value, reason, remedy)
        self.found.append(replace(problem, error=True))

    def warn(self, code: str, value: object, reason: str, remedy: str, *, option: str = "") -> None:
        """Note what is accepted, in its closed reading; `option` is what an unknown name means."""
        problem = self._problem(code, value, reason, remedy)
        self.found.append(replace(problem, option=option) if option else problem)

    def remark(self, code: str, value: object, reason: str, remedy: str) -> None:
        """Note what is harmless, but deserves to be told when asked."""
        self.remarks.append(self._problem(code, value, reason, remedy))

    def _problem(self, code: str, value: object, reason: str, remedy: str) -> Problem:
        return Problem(
            code,
            error=False,
            source=self.source,
            reason=reason,
            remedy=remedy,
            option=self.option,
            value=value,
            about=f"{self.option}={value!r}" if self.option else repr(value),
        )
