"""The signal `cors_refused`."""

import pytest
from flask import request

from flask_cors import CORS, cors_refused
from logs import lines
from origins import EVIL, A


@pytest.fixture
def received():
    """Collect the signals sent."""
    found = []

    def receive(sender, decision, request):
        found.append((sender, decision.reason, request.path, request.method))

    with cors_refused.connected_to(receive):
        yield found


def test_the_signal(app, send, preflight, received):
    """Each refusal is signaled once, with the app, the decision and the request."""
    CORS(app, origins=A, methods="PUT")
    send(app)
    preflight(app)
    send(app, origin=None)
    assert received == []
    send(app, origin=EVIL)
    preflight(app, origin=EVIL)
    preflight(app, method="DELETE")
    assert received == [
        (app, "MissingAllowOriginHeader", "/", "GET"),
        (app, "PreflightMissingAllowOriginHeader", "/", "OPTIONS"),
        (app, "MethodDisallowedByPreflightResponse", "/", "OPTIONS"),
    ]


def test_the_decision_in_the_signal_has_its_steps(app, send):
    """A receiver can see the checks."""
    CORS(app, origins=A)
    steps = []

    def receive(sender, decision, request):
        steps.extend(decision.steps)

    with cors_refused.connected_to(receive):
        send(app, origin=EVIL)
    assert [(step.check, step.passed, step.subject) for step in steps] == [("origin", False, EVIL)]


def test_the_signal_is_sent_within_the_request(app, send):
    """A receiver may use the current request."""
    CORS(app, origins=A)
    seen = []

    def receive(sender, decision, request):
        seen.append(flask_request.path)

    flask_request = request
    with cors_refused.connected_to(receive, app):
        send(app, "/none", origin=EVIL)
    assert seen == ["/none"]


def test_a_failing_receiver_changes_nothing(app, send, preflight, caplog):
    """Its exception is logged, and the response is sent as usual."""
    CORS(app, origins=A)

    def receive(sender, decision, request):
        raise LookupError

    with cors_refused.connected_to(receive):
        assert send(app, origin=EVIL).text == "index"
        assert preflight(app, origin=EVIL).status_code == 200
    assert [text for _, text in lines(caplog)] == ["a receiver of cors_refused failed"] * 2
