"""The complete explanation of one request, to be shown as text or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .advice import advice, condition
from .not_found import no_route, other_methods, untrusted_host

if TYPE_CHECKING:
    from flask import Flask

    from flask_cors.core.browser.messages import Fetch, Outcome

    from .prediction import Prediction
    from .remedies import Remedy


@dataclass(frozen=True)
class Explained:
    """One request with its outcome, and what to do about it."""

    app: Flask
    wanted: Fetch
    outcome: Outcome
    predictions: list[Prediction]
    remedy: Remedy | None
    #: A sentence about another app that answers, without predictions; empty if this app does.
    mounted: str = ""

    @cached_property
    def not_found(self) -> str:
        """The reason why no route of this app matches the URL; empty if one does."""
        if self.mounted or not self.predictions:
            return self.mounted
        last = self.predictions[-1]
        return no_route(self.app, last) if last.is_missing else ""

    @cached_property
    def unanswered(self) -> str:
        """The reason why no route answers the request, although one matches the URL."""
        if not self.predictions:
            return ""
        last = self.predictions[-1]
        return other_methods(last) or untrusted_host(self.app, last)

    @cached_property
    def condition(self) -> str:
        """The assumption that the verdict depends on."""
        return condition(self.app, self.predictions)

    @cached_property
    def advice(self) -> list[str]:
        """Advice for the page, and other places to look."""
        text = self.unanswered
        own = [text[0].upper() + text[1:]] if text else []
        if self.not_found:
            return own
        return [*own, *advice(self.wanted, self.outcome, self.predictions)]
