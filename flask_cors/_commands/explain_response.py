"""The option `--response` of `flask cors explain`: compares a response with the predicted one."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
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
    """A pasted response: a browser's verdict, and the differences from the app's response."""

    outcome: Outcome
    differences: tuple[Difference, ...]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Iterate over the lines of text, each with its depth."""
        yield 0, "The received response, compared with the app's:"
        for each in self.differences:
            yield 1, each.text
        if not self.differences:
            yield 1, "its CORS headers are the same"
        error = self.outcome.error
        said = f": {sentences.message(error)}" if error else ""
        yield 1, f"the browser's verdict: {self.outcome.verdict}{said}"

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return {
            "verdict": self.outcome.verdict,
            "error": self.outcome.error,
            "differences": [
                {**asdict(each), "header": each.header or None} for each in self.differences
            ],
        }


def read_response(ctx: click.Context, name: str) -> Received:
    """Read a file or stdin; the command fails if it contains no response."""
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
    """Compare a response with the prediction for its request."""
    prediction = received.counterpart(given, wanted, predictor, predictions)
    return Comparison(
        received.judged(given, wanted, predictor),
        tuple(received.differences(given, prediction)),
    )
