"""The checks of a decision, recorded to explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .layers import Setting
    from .problems import Source


class Ruling(Record):
    """One check: its name, subject and outcome, and the source of the deciding setting."""

    check: str
    passed: bool
    subject: object
    source: Source


class Trace:
    """Records the checks of a decision."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self._settings = settings
        self.steps: list[Ruling] = []

    def note(self, check: str, option: str, subject: object, *, passed: bool) -> None:
        """Record a check of an option."""
        self.steps.append(Ruling(check, passed, subject, self._settings[option].source))
