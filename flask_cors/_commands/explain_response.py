"""The option `--response` of `flask cors explain`: a response that came, beside the predicted."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_cors._diagnosis.explain import received
from flask_cors.core.browser import sentences

from .app import fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from flask_cors._diagnosis.explain.prediction import Prediction, Predictor
    from flask_cors._diagnosis.explain.received import Difference, Received
    from flask_cors.core.browser.messages import Fetch, Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pasted response: the verdict of a browser, and its differences from what the app sends."""

    outcome: Outcome
    differences: tuple[Difference, ...]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Iterate over the lines for a person, each with its depth."""
        yield 0, "The response that came, compared with the app:"
        for each in self.differences:
            yield 1, each.text
        if not self.differences:
            yield 1, "its CORS headers are those that this app sends"
        error = self.outcome.error
        said = f": {sentences.message(error)}" if error else ""
        yield 1, f"with it, the browser says: {self.outcome.verdict}{said}"

    def as_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return {
            "verdict": self.outcome.verdict,
            "error": self.outcome.error,
            "differences": [
                {
                    "kind": each.kind,
                    "header": each.header or None,
                    "predicted": each.predicted,
                    "received": each.received,
                    "text": each.text,
                }
                for each in self.differences
            ],
        }


def read_response(ctx: click.Context, name: str) -> Received:
    """Read a file, or stdin; if it has no response, the command ends."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8", "replace")
        return received.read(text)
    except OSError as error:
        fail(ctx, f"--response {name!r} cannot be read: {error.strerror}")
    except received.ReceivedError as error:
        fail(ctx, f"--response {error}")


def compare(
    given: Received, wanted: Fetch, predictor: Predictor, predictions: list[Prediction]
) -> Comparison:
    """Compare a response with the prediction of the request that it answers."""
    prediction = received.counterpart(given, wanted, predictor, predictions)
    return Comparison(
        received.judged(given, wanted, predictor),
        tuple(received.differences(given, prediction)),
    )
