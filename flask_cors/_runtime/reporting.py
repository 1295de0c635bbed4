"""Reports problems and decisions: the logger, the signal, and warnings that are issued once."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Final

from blinker import Namespace

from flask_cors.core.problems import ConfigurationError, CORSWarning

from .calls import source_here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors.core.problems import Problem, Source

#: The logger of the library; the application sets its level.
logger: Final = logging.getLogger("flask_cors")

cors_refused: Final = Namespace().signal(
    "cors-refused",
    "Sent when a policy refuses a CORS request, or `reject_disallowed` applies to a request. The"
    " sender is the app; the keywords are `decision` and `request`.",
)


def is_anyone_listening(app: Flask) -> bool:
    """Return whether a decision may be of interest: to the log, to a developer, to a receiver."""
    return bool(
        logger.isEnabledFor(logging.INFO) or app.config.get("DEBUG") or cors_refused.receivers
    )


def warn_while_serving(message: str) -> None:
    """Warn about a problem found while serving; never raises, even if warnings are errors."""
    try:
        warnings.warn(message, CORSWarning, stacklevel=2)
    except CORSWarning:
        logger.warning(message)


class ReportedProblems:
    """The problems that were already reported, so that each is reported once."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()
        self._endpoints: set[tuple[str, str]] = set()

    def new(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that were not reported yet."""
        return [problem for problem in problems if problem not in self._problems]

    def note(self, problems: Iterable[Problem]) -> None:
        """Record problems that were reported elsewhere."""
        self._problems.update(problems)

    def note_all(self, other: ReportedProblems) -> None:
        """Record everything that another one has recorded."""
        self._problems |= other._problems

    def report(self, problems: Iterable[Problem], *, strict: bool) -> None:
        """Report the new problems; with `strict`, raise for the known ones as well."""
        found = list(problems) if strict else self.new(problems)
        report(found, strict=strict)
        # Only now: if a call fails and is repeated, it must fail again.
        self.note(found)

    def forget_all_but(self, problems: Iterable[Problem]) -> None:
        """Forget problems that no longer exist, so that the set does not grow forever."""
        self._problems = set(problems)

    # -- while serving -----------------------------------------------------------------------

    def warn(self, problems: Iterable[Problem]) -> None:
        """Warn about new problems; log them if warnings are errors, since no request may fail."""
        found = self.new(problems)
        self.note(found)
        for problem in found:
            try:
                _warn(problem, problem.source)
            except CORSWarning:
                logger.warning(problem)

    def is_first(self, what: str, endpoint: str) -> bool:
        """Return True the first time that a warning about an endpoint is due."""
        new = (what, endpoint) not in self._endpoints
        self._endpoints.add((what, endpoint))
        return new

    def endpoints(self, what: str) -> list[str]:
        """Return the endpoints with a kind of warning."""
        return sorted(endpoint for warning, endpoint in self._endpoints if warning == what)


def report(problems: Iterable[Problem], *, strict: bool) -> None:
    """Raise all errors together, with `strict` also the warnings; otherwise issue each warning."""
    found = list(problems)
    if errors := [problem for problem in found if problem.error or strict]:
        raise ConfigurationError(errors)
    for problem in found:
        # A mistake in app.config has no location; that of the call to `CORS` is the closest.
        source = problem.source
        here = source_here(source.kind, source.label) if source.kind == "config" else source
        _warn(problem, here)


def _warn(problem: Problem, place: Source) -> None:
    def named(source: Source) -> str:
        # Python prints the location of a warning before it.
        return source.label if source is problem.source else str(source)

    warning = CORSWarning(problem.render(named))
    warning.problem = problem
    warnings.warn_explicit(warning, CORSWarning, place.file or "flask_cors", place.line)
