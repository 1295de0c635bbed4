"""The steps of a decision are bounded like the response."""

import pytest
from flask import Flask

from flask_cors import CORS, cors_refused
from origins import A

MANY = ",".join(f"x{number}" for number in range(16_000))
COMMAS = "," * 65_000
REPEATED = ",".join(["a"] * 32_000)
#: As many as a response considers, and one that represents the rest.
AT_MOST = 256 + 4


@pytest.mark.parametrize("names", [MANY, COMMAS, REPEATED], ids=["many", "commas", "repeated"])
@pytest.mark.parametrize("allowed", ["*", "x-a", []])
@pytest.mark.parametrize("origin", [A, "https://evil.test"])
def test_the_steps_of_a_decision_are_bounded(preflight, names, allowed, origin):
    """A receiver of the signal gets at most as many steps as a response considers names."""
    app = Flask("told", static_folder=None)
    CORS(app, origins=A, allow_headers=allowed)
    seen = []

    def receive(_, *, decision, **__):
        seen.append(len(decision.steps))

    with cors_refused.connected_to(receive, app):
        preflight(app, "/", origin, "GET", names)
    assert all(count <= AT_MOST for count in seen)
