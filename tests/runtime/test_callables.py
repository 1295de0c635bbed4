"""Callables that decide about origins, including async ones."""

import asyncio
import functools
import inspect
import logging

import pytest
from flask import Blueprint, request

from answers import acao
from flask_cors import CORS, ConfigurationError, cross_origin
from flask_cors._runtime import callables
from flask_cors._runtime.line_limit import MAX_LINES, LineLimit
from logs import lines
from middlewares import buffering, late, passing
from origins import EVIL, A, B


class CallableObject:
    """A callable object."""

    def __call__(self, origin):
        """Return whether an origin is allowed."""
        return origin == A


class AsyncCallableObject:
    """A callable object that must be awaited."""

    async def __call__(self, origin):
        """Return whether an origin is allowed."""
        return origin == A


async def is_allowed(origin):
    """Return whether an origin is allowed."""
    return origin == A


@pytest.mark.parametrize(
    "call",
    [
        lambda origin: origin == A,
        CallableObject(),
        CallableObject().__call__,
        AsyncCallableObject(),
        is_allowed,
        functools.partial(is_allowed),
        lambda origin: (is_allowed(origin), None)[0],
        lambda origin: request.method and origin == A,
    ],
)
@pytest.mark.parametrize("middleware", [None, passing, buffering, late])
def test_callables(app, send, preflight, call, middleware):
    """A callable runs inside the request, and is awaited if necessary."""
    if middleware is not None:
        app.wsgi_app = middleware(app.wsgi_app)
    CORS(app, origins=call)
    for ask in (send, preflight):
        assert acao(ask(app)) == A
        assert acao(ask(app, origin=EVIL)) is None
        assert acao(ask(app, origin="null")) is None


@pytest.mark.parametrize("middleware", [None, passing])
def test_callables_of_a_failing_request(app, send, preflight, middleware):
    """A callable runs inside the request even if an exception leaves the app."""
    app.add_url_rule("/fail", "fail", lambda: {}["fail"])
    if middleware is not None:
        app.wsgi_app = middleware(app.wsgi_app)
    CORS(app, origins=lambda origin: request.path == "/fail" and origin == A)
    app.debug = True
    answer = send(app, "/fail")
    assert (answer.status_code, acao(answer)) == (500, A)
    with pytest.raises(KeyError, match="fail"):
        send(app, "/fail", EVIL)
    app.debug, app.testing = False, True
    with pytest.raises(KeyError, match="fail"):
        send(app, "/fail")


def test_callables_of_a_failing_preflight(app, preflight):
    """A callable runs inside a preflight even if hooks and error handlers fail."""
    app.before_request(lambda: {}["hook"])
    CORS(app, origins=lambda origin: request.path == "/" and origin == A)
    app.testing = True
    answer = preflight(app)
    assert (answer.status_code, acao(answer)) == (200, A)


def test_callables_run_once(app, send, preflight):
    """One request calls once, even with an explanation and a possible rejection."""
    calls = []
    app.debug = True
    CORS(app, origins=lambda origin: calls.append(origin) or False, reject_disallowed=True)
    send(app)
    assert calls == [A]
    preflight(app)
    assert calls == [A, A]
    send(app, origin="null")
    assert calls == [A, A]


def failing(origin):
    """Raise an exception."""
    raise LookupError(origin)


async def failing_async(origin):
    """Raise an exception when awaited."""
    raise LookupError(origin)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (failing, f"callable failing failed for '{A}', so the origin is refused"),
        (failing_async, f"callable failing_async failed for '{A}'"),
        (lambda _: 1, "returned 1 for"),
        (lambda _: "yes", "returned 'yes' for"),
        (lambda _: 0, "returned 0 for"),
        (lambda: True, "failed for"),
    ],
)
def test_callables_without_a_verdict(app, send, caplog, call, match):
    """An exception, or anything but a boolean, refuses and is logged."""
    CORS(app, origins=[call, B])
    response = send(app)
    assert (response.status_code, acao(response)) == (200, None)
    records = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.name for each in records] == ["flask_cors"]
    assert match in records[0].getMessage()
    assert acao(send(app, origin=B)) == B


def undecided(origin):
    """Return neither True nor False."""
    return "yes"


def undecided_too(origin):
    """Return another value that is neither."""
    return 1


def test_a_flood_of_errors_is_counted(app, send, caplog, monkeypatch):
    """Each callable has so many lines per minute; the next line has the number of the others."""
    now = 1000.0
    monkeypatch.setattr(callables, "_limit", LineLimit(lambda: now))
    CORS(app, origins=[failing, failing_async, undecided, undecided_too])
    failed = f"failed for '{A}', so the origin is refused"
    returned = f"for '{A}', so the origin is refused; return True or False"

    def errors(after_failure="", after_answer=""):
        return [
            ("ERROR", f"origins=callable failing {failed}{after_failure}"),
            ("ERROR", f"origins=callable failing_async {failed}{after_failure}"),
            ("ERROR", f"origins=callable undecided returned 'yes' {returned}{after_answer}"),
            ("ERROR", f"origins=callable undecided_too returned 1 {returned}{after_answer}"),
        ]

    for _ in range(MAX_LINES + 3):
        assert acao(send(app)) is None
    assert lines(caplog) == errors() * (MAX_LINES - 1) + errors(
        "; further failures are not logged for a minute",
        "; further such results are not logged for a minute",
    )
    caplog.clear()
    now += 60
    send(app)
    send(app)
    suppressed = "; 3 more were suppressed"
    assert lines(caplog) == errors(suppressed, suppressed) + errors()


def test_the_next_pattern_is_tried(app, send):
    """After a callable that refuses, the other patterns are tried."""
    CORS(app, origins=[lambda _: False, lambda origin: origin == A])
    assert acao(send(app)) == A


@pytest.mark.parametrize("call", [is_allowed, AsyncCallableObject()])
@pytest.mark.parametrize(
    ("configure", "place"),
    [
        (lambda app, call: CORS(app, origins=call), "CORS(app)"),
        (lambda app, call: CORS(app, origins=[A, call]), "CORS(app)"),
        (
            lambda app, call: CORS(app, resources={"/*": {"origins": call}}),
            "CORS(app) resource '/*'",
        ),
        (lambda _, call: cross_origin(origins=call), "@cross_origin"),
        (lambda _, call: CORS(Blueprint("bp", "bp"), origins=call), "CORS(blueprint 'bp')"),
    ],
)
def test_async_callables_need_asgiref(app, monkeypatch, call, configure, place):
    """Without asgiref, an async callable is an error at start-up."""
    monkeypatch.setattr("flask_cors._runtime.calls.find_spec", lambda _: None)
    with pytest.raises(ConfigurationError) as caught:
        configure(app, call)
    [problem] = caught.value.problems
    assert (problem.code, problem.option, problem.value) == ("async-callable", "origins", call)
    assert (problem.source.label, problem.source.file) == (place, __file__)
    reason = "is async, which requires asgiref; install flask[async]"
    assert problem.message == f"origins={call!r} {reason}"


def test_sync_callables_do_not_need_asgiref(app, send, monkeypatch):
    """Nothing else needs asgiref."""
    monkeypatch.setattr("flask_cors._runtime.calls.find_spec", lambda _: None)
    CORS(app, origins=[B, lambda origin: origin == A])
    assert acao(send(app)) == A


async def is_tenant(origin):
    """Return whether an origin is the one that the request names, after a delay."""
    await asyncio.sleep(0)
    return origin == request.args["tenant"]


class Awaitable:
    """An awaitable result that is not a coroutine."""

    def __init__(self, answer):
        self.answer = answer

    def __await__(self):
        """Wait for nothing."""
        yield from ()
        return self.answer


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("call", [is_tenant, lambda origin: Awaitable(origin == A)])
@pytest.mark.parametrize("reject", [False, True])
def test_async_callables_within_an_async_view(app, send, caplog, call, reject):
    """A callable is awaited inside a running loop, with access to the request."""

    @cross_origin(origins=call, reject_disallowed=reject)
    async def view():
        return "x"

    async def outer():
        return await view()

    app.add_url_rule("/hidden", "hidden", outer)
    found = [send(app, f"/hidden?tenant={A}", origin) for origin in (A, EVIL, A)]
    assert [acao(each) for each in found] == [A, None, A]
    assert [each.status_code for each in found] == [200, 403 if reject else 200, 200]
    caplog.clear()


def test_a_coroutine_that_cannot_be_awaited_is_closed(app, send, monkeypatch, caplog):
    """Its origin is refused, and Python has no reason to warn."""
    made = []

    def keep(origin):
        made.append(is_allowed(origin))
        return made[0]

    CORS(app, origins=[B, keep])
    monkeypatch.setattr(app, "async_to_sync", lambda _: 1 / 0)
    assert acao(send(app)) is None
    assert inspect.getcoroutinestate(made[0]) == inspect.CORO_CLOSED
    assert "ZeroDivisionError" in caplog.text
