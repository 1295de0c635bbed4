"""Problems of a configuration: collected first, then issued as warnings or raised together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class CORSWarning(UserWarning):
    """A questionable setting; the library used the restrictive interpretation."""

    #: The problem of the configuration, if the warning is about one.
    problem: Problem | None = None


class ConfigurationError(ValueError):
    """Invalid configuration or, with strict=True, any configuration warning.

    All problems of one call are raised together, as `problems`.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        #: The problems, in the order in which they were found.
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Source(Record):
    """The location where an option was set.

    `kind` is one of `default`, `config`, `app`, `resource`, `blueprint`, `view` and `undecided`;
    `label` is a string to search for; `file` and `line` are those of the call, or "" and 0 if there
    is none.
    """

    kind: str
    label: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.label} ({self.file}:{self.line})" if self.file else self.label


class Problem(Record, aside=("value",)):
    """One mistake: its stable code, its source, the reason and the remedy.

    Two problems are equal if their texts are: a value may not be hashable or comparable, and may
    change later, so `about` contains its original `repr`.
    """

    code: str
    error: bool
    source: Source
    #: A description of the fault, with a `{}` for each source in `also`.
    reason: str
    #: The fix, in the imperative.
    remedy: str
    #: The option, empty if there is not exactly one, and its value or an item of it.
    option: str = ""
    value: object = None
    #: Option and value, printed before the reason; empty if the reason contains them.
    about: str = ""
    #: Other sources that the reason mentions.
    also: tuple[Source, ...] = ()

    @classmethod
    def fatal(cls, code: str, reason: str, remedy: str, source: Source) -> Problem:
        """Return an error that concerns a call as a whole."""
        return cls(code, error=True, source=source, reason=reason, remedy=remedy)

    def describe(self, named: Callable[[Source], str] = str) -> str:
        """Return the reason with option and value; `named` renders other sources."""
        reason = self.reason.format(*map(named, self.also)) if self.also else self.reason
        return f"{self.about} {reason}" if self.about else reason

    def sentence(self, named: Callable[[Source], str] = str) -> str:
        """Return the reason and the remedy, without the source."""
        return f"{self.describe(named)}; {self.remedy}"

    def render(self, named: Callable[[Source], str] = str) -> str:
        """Return the full sentence, with each source rendered by `named`."""
        return f"{named(self.source)}: {self.sentence(named)}"

    @property
    def message(self) -> str:
        """The reason and the remedy, without the source."""
        return self.sentence()

    def __str__(self) -> str:
        return self.render()


class Problems:
    """Collects the problems of one call while its options are read."""

    __slots__ = ("found", "option", "remarks", "source")

    def __init__(self, source: Source, option: str = "") -> None:
        self.source: Source = source
        self.option: str = option
        self.found: list[Problem] = []
        #: Problems that only `flask cors check` reports.
        self.remarks: list[Problem] = []

    def about(self, option: str) -> Problems:
        """Return a collector for the problems of one option, with the same lists."""
        other = Problems(self.source, option)
        other.found, other.remarks = self.found, self.remarks
        return other

    def error(self, code: str, value: object, reason: str, remedy: str) -> None:
        """Record a problem that keeps the app from starting."""
        problem = self._problem(code, value, reason, remedy)
        self.found.append(problem.replaced(error=True))

    def wrong_type(self, value: object, remedy: str) -> None:
        """Record that a value has the wrong type."""
        self.error("wrong-type", value, f"is of type {type(value).__name__}", remedy)

    def warn(self, code: str, value: object, reason: str, remedy: str) -> None:
        """Record a value that is interpreted restrictively."""
        self.found.append(self._problem(code, value, reason, remedy))

    def unknown(  # noqa: PLR0913, PLR0917 - a problem has this many parts
        self, code: str, name: object, value: object, reason: str, remedy: str, option: str = ""
    ) -> None:
        """Record a value with an unknown name; `option` is what the name means."""
        is_plain = isinstance(name, str) and name.isidentifier()
        about = f"{name}={value!r}" if is_plain else f"{name!r}: {value!r}"
        problem = self._problem(code, value, reason, remedy)
        self.found.append(problem.replaced(about=about, option=option or problem.option))

    def remark(self, code: str, value: object, reason: str, remedy: str) -> None:
        """Record a harmless observation that only `flask cors check` reports."""
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
            about=f"{self._name}={value!r}" if self.option else repr(value),
        )

    @property
    def _name(self) -> str:
        """The option by the name with which it was set."""
        return f"CORS_{self.option.upper()}" if self.source.kind == "config" else self.option
