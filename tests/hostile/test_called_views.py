"""The policy of a decorated function applies to the response that this function returned."""

import asyncio
import functools
import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, current_thread, main_thread

import pytest
from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    copy_current_request_context,
    jsonify,
    make_response,
    request,
    session,
)
from flask.views import MethodView
from werkzeug.exceptions import BadRequest, ImATeapot
from werkzeug.local import LocalProxy
from werkzeug.test import create_environ

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from origins import A

ADMIN = "https://admin.a.com"
EVIL = "https://evil.test"


def make():
    """Return an app whose policy allows the admin's pages, with cookies."""
    app = Flask("called", static_folder=None)
    CORS(app, origins=ADMIN, supports_credentials=True)
    return app


def fault():
    """Fail."""
    raise LookupError


def opened():
    """Return a decorated function that allows every origin."""
    return cross_origin(origins="*")(lambda: "public")


def calls(app):
    """Add a view that calls a decorated one and returns something else."""
    public = opened()
    app.add_url_rule("/x", "x", lambda: {"secret": 1, "public": public()})


def calls_registered(app):
    """Add a view that calls a decorated one that also has a route."""
    public = opened()
    app.add_url_rule("/public", "public", public)
    app.add_url_rule("/x", "x", lambda: f"secret and {public()}")


def calls_super(app):
    """Add a method that calls the decorated method of its base."""

    class Base(MethodView):
        @cross_origin(origins="*")
        def get(self):
            return "public"

    class Admin(Base):
        def get(self):
            return f"secret and {super().get()}"

    app.add_url_rule("/x", view_func=Admin.as_view("x"))


def calls_and_fails(app):
    """Add a view that fails after it called a decorated one."""
    public = opened()

    def view():
        public()
        return "secret", 403

    app.add_url_rule("/x", "x", view)


def catches(app):
    """Add a view that catches the exception of a decorated one."""
    public = cross_origin(origins="*")(fault)

    def view():
        with suppress(LookupError):
            public()
        return "secret"

    app.add_url_rule("/x", "x", view)


def repeats(app):
    """Add a view that creates a response like that of a decorated one."""
    public = cross_origin(origins="*")(lambda: make_response("1"))
    app.add_url_rule("/x", "x", lambda: public() and make_response("1"))


def repeats_as_stream(app):
    """Add a view that streams what a decorated one returned."""
    public = opened()
    app.add_url_rule("/x", "x", lambda: Response(iter([public()])))


def calls_response(app):
    """Add a view that reads the response of a decorated one and creates its own."""
    public = cross_origin(origins="*")(lambda: make_response("public"))
    app.add_url_rule("/x", "x", lambda: make_response(f"secret {public().get_data(as_text=True)}"))


def calls_view_function(app):
    """Add a view that gets another one from `app.view_functions`."""
    app.add_url_rule("/public", "public", opened())
    app.add_url_rule("/x", "x", lambda: f"secret {app.view_functions['public']()}")


def calls_in_hook(app):
    """Add a hook that calls a decorated view and returns None."""
    public = opened()
    app.before_request(lambda: public() and None)
    app.add_url_rule("/x", "x", lambda: "secret")


def decorated_hook_that_does_not_answer(app):
    """Add a decorated hook that returns None, so that the view's response is sent."""
    app.before_request(cross_origin(origins="*")(lambda: None))
    app.add_url_rule("/x", "x", lambda: "secret")


def calls_async(app):
    """Add an async view that awaits a decorated one."""

    @cross_origin(origins="*")
    async def public():
        await asyncio.sleep(0)
        return "public"

    async def view():
        return f"secret and {await public()}"

    app.add_url_rule("/x", "x", view)


def streams(app):
    """Add a view whose generator comes from calling a decorated one."""
    public = opened()
    app.add_url_rule("/x", "x", lambda: iter(["secret", public()]))


def dispatches_inside(app):
    """Add a view that dispatches another URL in a context over a copy of its environment."""
    app.add_url_rule("/public", "public", opened())

    def view():
        environ = {**request.environ, "PATH_INFO": "/public"}
        with app.request_context(environ):
            inner = app.full_dispatch_request()
        return f"secret and {inner.get_data(as_text=True)}"

    app.add_url_rule("/x", "x", view)


def dispatches_hidden_inside(app):
    """Add a view that runs a decorated one in a second context over the same environment."""
    public = opened()
    app.add_url_rule("/public", "public", lambda: public())  # noqa: PLW0108

    def view():
        environ = request.environ
        path, environ["PATH_INFO"] = environ["PATH_INFO"], "/public"
        try:
            with app.request_context(environ):
                inner = app.full_dispatch_request()
        finally:
            environ["PATH_INFO"] = path
        return f"secret and {inner.get_data(as_text=True)}"

    app.add_url_rule("/x", "x", view)


CALLERS = [
    calls,
    calls_registered,
    calls_super,
    calls_and_fails,
    catches,
    repeats,
    repeats_as_stream,
    calls_response,
    calls_view_function,
    calls_in_hook,
    decorated_hook_that_does_not_answer,
    calls_async,
    streams,
    dispatches_inside,
    dispatches_hidden_inside,
]


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("add", CALLERS)
@pytest.mark.parametrize("origin", [EVIL, ADMIN])
def test_a_view_that_calls_a_decorated_function_keeps_its_own_policy(send, add, origin, caplog):
    """A response that a decorated function did not return has the outer policy."""
    app = make()
    add(app)
    response = send(app, "/x", origin)
    caplog.clear()
    allowed = origin if origin == ADMIN else None
    assert response.headers.get("Access-Control-Allow-Origin") == allowed
    sent = "true" if allowed else None
    assert response.headers.get("Access-Control-Allow-Credentials") == sent


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("add", CALLERS)
def test_a_view_that_calls_a_decorated_function_stays_closed_without_an_app_policy(
    send, add, caplog
):
    """Without an outer policy, such a view gets no CORS headers."""
    app = Flask("called", static_folder=None)
    add(app)
    response = send(app, "/x", EVIL)
    caplog.clear()
    assert "Access-Control-Allow-Origin" not in response.headers


def without_wraps(view):
    """Decorate a view like many decorators do: no attribute leads to the inner function."""

    def logged(*args, **kwargs):
        return view(*args, **kwargs)

    return logged


def changing(view):
    """Decorate a view, and return the same response with one more header."""

    def changed():
        response = make_response(view())
        response.headers["X-More"] = "1"
        return response

    return changed


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("decorate", [without_wraps, lambda view: without_wraps(changing(view))])
@pytest.mark.parametrize(
    "answer",
    [lambda: "x", lambda: {"a": 1}, lambda: ("x", 201), lambda: jsonify(1), lambda: iter(["x"])],
)
def test_a_wrapper_that_returns_the_response_of_a_decorated_function_has_its_policy(
    send, decorate, answer, caplog
):
    """The policy follows the response object that is sent."""
    app = make()
    app.add_url_rule("/x", "x", decorate(cross_origin(origins="*")(functools.partial(answer))))
    response = send(app, "/x", EVIL)
    caplog.clear()
    assert response.headers.get("Access-Control-Allow-Origin") == EVIL
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_result_that_is_not_a_response_belongs_to_the_caller(send):
    """The caller may build its own response from a decorated function's result."""
    app = Flask("any", static_folder=None)
    inner = cross_origin(origins="*")(lambda: {1, 2})
    app.add_url_rule("/x", "x", lambda: str(sum(inner())))
    CORS(app, origins="https://admin.a.com")
    response = send(app, "/x", "https://evil.test")
    assert (response.text, acao(response)) == ("3", None)


def test_an_inner_request_ends_during_another(send):
    """After an inner request, the response of the outer one is still recognized."""
    inner = Flask("inner", static_folder=None)
    public = cross_origin(origins="*")(lambda: "public")
    inner.add_url_rule("/x", "x", lambda: public())  # noqa: PLW0108 - hides the decorated one
    CORS(inner, origins="https://admin.a.com")
    app = Flask("outer", static_folder=None)

    def view():
        answer = public()
        inner.test_client().get("/x", headers={"Origin": "https://evil.test"})
        return answer

    app.add_url_rule("/x", "x", view)
    CORS(app, origins="https://admin.a.com")
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        assert acao(send(app, "/x", "https://evil.test")) == "https://evil.test"


CHANGES = {
    "a dict": (lambda: {"name": "x"}, lambda found: found.update(secret=1)),
    "a list": (lambda: ["x"], lambda found: found.append("secret")),
    "a response": (lambda: make_response("x"), lambda found: found.set_data("secret")),
    "the status": (lambda: make_response("x"), lambda found: setattr(found, "status_code", 202)),
    "a stream": (
        lambda: make_response(iter(["x"])),
        lambda found: setattr(found, "response", iter(["secret"])),
    ),
    "the status of a stream": (
        lambda: make_response(iter(["x"])),
        lambda found: setattr(found, "status_code", 202),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_result_belongs_to_the_caller(name):
    """A view that changes a decorated function's result is not opened by that function."""
    make, change = CHANGES[name]
    app = Flask("called", static_folder=None)
    CORS(app, origins=ADMIN, supports_credentials=True)

    @app.get("/open")
    @cross_origin(origins="*", supports_credentials=False)
    def opened():
        return make()

    @app.get("/admin")
    def admin():
        found = opened()
        change(found)
        return found

    client = app.test_client()
    sent = {"Origin": "https://evil.test"}
    assert "Access-Control-Allow-Origin" in client.get("/open", headers=sent).headers
    assert "Access-Control-Allow-Origin" not in client.get("/admin", headers=sent).headers


EXCEPTIONS = {
    "the description": lambda error: setattr(error, "description", "secret"),
    "the status": lambda error: setattr(error, "code", 409),
    "the response": lambda error: setattr(error, "response", make_response("secret")),
    "an attribute of its own": lambda error: setattr(error, "data", {"secret": 1}),
    "nothing": lambda _: None,
}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", EXCEPTIONS)
def test_a_changed_exception_belongs_to_the_caller(send, name, debug):
    """A view that changes what a decorated function raised, and raises it again, stays closed."""
    app = make()
    app.debug = debug
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False

    @cross_origin(origins="*", supports_credentials=False)
    def function():
        return request.form["missing"]

    @app.get("/x")
    def view():
        try:
            return function()
        except BadRequest as error:
            EXCEPTIONS[name](error)
            raise

    response = send(app, "/x", EVIL)
    assert (acao(response) is not None) == (name == "nothing")


class ProblemError(Exception):
    """An exception of an app, with data of several kinds."""

    __slots__ = ("slot", "unset")

    def __init__(self, text):
        """Keep data of each kind."""
        super().__init__(text, {"errors": ["public"]})
        self.slot = text
        self.data = {"a": [text]}
        self.seen = {text}
        self.response = make_response(text)
        self.current = LocalProxy(fail)
        self.add_note(text)


def fail():
    """Raise an exception: no code of the app runs for the comparison."""
    raise ZeroDivisionError


PARTS = {
    "the arguments": lambda error: setattr(error, "args", ("secret",)),
    "within the arguments": lambda error: error.args[1]["errors"].append("secret"),
    "the cause": lambda error: setattr(error, "__cause__", ValueError("secret")),
    "a slot": lambda error: setattr(error, "slot", "secret"),
    "a slot that was not set": lambda error: setattr(error, "unset", "secret"),
    "within an attribute": lambda error: error.data["a"].append("secret"),
    "a value in a dict": lambda error: error.data.update(a="secret"),
    "a set": lambda error: error.seen.add("secret"),
    "the body of a response": lambda error: error.response.set_data("secret"),
    "the status of a response": lambda error: setattr(error.response, "status_code", 418),
    "a note": lambda error: error.add_note("secret"),
    "more data": lambda error: error.data["a"].extend(range(5000)),
    "nothing": lambda _: None,
}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("kind", [ProblemError, type("Plain", (ProblemError,), {})])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_an_exception_that_is_changed_belongs_to_the_caller(send, name, kind, caplog):
    """The same holds for what an exception refers to, of which an error handler may make a body."""
    app = make()
    app.register_error_handler(ProblemError, lambda error: (f"{error!r} {error.__notes__}", 400))

    @cross_origin(origins="*", supports_credentials=False)
    def function():
        raise kind("public")

    @app.get("/x")
    def view():
        try:
            return function()
        except ProblemError as error:
            PARTS[name](error)
            raise

    response = send(app, "/x", EVIL)
    caplog.clear()
    assert response.status_code == 400
    assert (acao(response) is not None) == (name == "nothing")


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("size", [100, 5000])
def test_an_exception_with_much_data_stays_closed(send, size, caplog):
    """If there is too much to compare, the caller's policy governs."""
    app = make()
    app.register_error_handler(LookupError, lambda _: ("public", 400))

    @cross_origin(origins="*", supports_credentials=False)
    def function():
        raise LookupError(list(range(size)))

    app.add_url_rule("/x", "x", lambda: function())  # noqa: PLW0108 - hides the decorated one
    response = send(app, "/x", EVIL)
    caplog.clear()
    assert (acao(response) is not None) == (size == 100)


def pass_through(function):
    """Call a function."""
    function()


def alter(function):
    """Call a function, and change its exception."""
    try:
        function()
    except LookupError as error:
        error.data = "secret"
        raise


def replace(function):
    """Call a function, and raise another exception."""
    try:
        function()
    except LookupError as error:
        raise LookupError("secret") from error


def fail_later(function):
    """Call a function that fails, then one that fails for another reason."""
    with suppress(LookupError):
        function()
    fault()


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("call", "reader", "other"),
    [
        (pass_through, A, ADMIN),
        (alter, ADMIN, A),
        (replace, ADMIN, A),
        (fail_later, ADMIN, A),
    ],
)
def test_an_exception_in_debug_mode_follows_its_function(send, call, reader, other):
    """The policy of a decorated function decides who reads its exception, and no other."""
    app = make()
    app.debug = True
    function = cross_origin(origins=A)(fault)
    app.add_url_rule("/x", "x", lambda: call(function))
    response = send(app, "/x", reader)
    assert (response.status_code, acao(response)) == (500, reader)
    with pytest.raises(LookupError):
        send(app, "/x", other)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_an_exception_of_an_inner_request_belongs_to_the_outer_view(send):
    """A view that sends a request to its own app decides who reads the exception."""
    app = make()
    app.debug = True
    function = cross_origin(origins=A)(fault)
    app.add_url_rule("/inner", "inner", lambda: function())  # noqa: PLW0108 - hides it
    app.add_url_rule("/x", "x", lambda: app.test_client().get("/inner"))
    response = send(app, "/x", ADMIN)
    assert (response.status_code, acao(response)) == (500, ADMIN)
    with pytest.raises(LookupError):
        send(app, "/x", A)


def expose(found):
    """Make a response expose a header itself."""
    found.headers["X-Secret"] = "1"
    found.headers["Access-Control-Expose-Headers"] = "X-Secret"


def expose_two(found):
    """Make a response expose two headers, each in a header of its own."""
    expose(found)
    found.headers.add("Access-Control-Expose-Headers", "X-More")


#: By name: the header that the function exposes, its caller's change, and whether it stays open.
HEADERS = {
    "one that it exposes": (["X-Secret"], lambda found: found.headers.set("x-secret", "1"), False),
    "another value": (["X-Own"], lambda found: found.headers.set("X-Own", "secret"), False),
    "one beside it": (["X-Own"], lambda found: found.headers.add("X-Own", "secret"), False),
    "any, if it exposes all": (["*"], lambda found: found.headers.set("X-Secret", "1"), False),
    "one that the caller exposes": ([], expose, False),
    "one of two that the caller exposes": ([], expose_two, False),
    "one that no page can read": (["X-Own"], lambda found: found.headers.set("X-More", "1"), True),
    "the cache": ([], lambda found: found.headers.set("Cache-Control", "no-store"), True),
    "a cookie": (["*"], lambda found: found.set_cookie("session", "1"), True),
    "none": (["*"], lambda _: None, True),
}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("streams", [False, True])
def test_a_header_that_pages_can_read_belongs_to_the_caller(send, name, streams, caplog):
    """A caller cannot add data to a header that the function's policy exposes."""
    exposed, change, stays_open = HEADERS[name]
    app = make()

    @cross_origin(origins="*", expose_headers=exposed, supports_credentials=False)
    def function():
        found = make_response(iter(["x"]) if streams else "x")
        found.headers["X-Own"] = "1"
        return found

    @app.get("/x")
    def view():
        found = function()
        change(found)
        return found

    response = send(app, "/x", EVIL)
    caplog.clear()
    assert (acao(response) is not None) == stays_open


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_headers_of_hooks_are_not_the_callers(send, caplog):
    """Hooks, the function itself and Flask's session may set headers after the view."""
    app = make()
    app.secret_key = "hooks"
    app.after_request(lambda response: response.headers.set("X-Id", "1") or response)

    @cross_origin(origins="*", expose_headers="*", supports_credentials=False)
    def function():
        session["seen"] = True
        after_this_request(lambda response: response.headers.set("X-Total", "1") or response)
        return "x", 201, {"X-Own": "1"}

    app.add_url_rule("/x", "x", lambda: function())  # noqa: PLW0108 - hides the decorated one
    response = send(app, "/x", EVIL)
    caplog.clear()
    assert acao(response) is not None
    assert {"X-Id", "X-Total", "X-Own", "Set-Cookie"} <= {*response.headers.keys()}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_an_outer_function_governs_the_headers_that_it_adds(send, caplog):
    """If a decorated function calls another one, the outer policy governs."""
    app = make()
    inner = cross_origin(origins=EVIL, expose_headers="X-A")(lambda: make_response("x"))

    @cross_origin(origins="https://b.com", expose_headers="X-A")
    def outer():
        found = inner()
        found.headers["X-A"] = "1"
        return found

    app.add_url_rule("/x", "x", lambda: outer())  # noqa: PLW0108 - hides the decorated one
    found = [acao(send(app, "/x", origin)) for origin in (EVIL, "https://b.com")]
    caplog.clear()
    assert found == [None, "https://b.com"]


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("adds", [True, False])
def test_a_caller_adds_a_header_between_two_functions(send, adds, caplog):
    """The second function does not expose what its caller added, although the first ran before."""
    app = make()
    opened = cross_origin(origins="*", expose_headers="X-A", supports_credentials=False)
    first, second = opened(lambda: "first"), opened(lambda: "second")

    @app.get("/x")
    def view():
        first()
        if adds:
            after_this_request(lambda response: response.headers.set("X-A", "1") or response)
        return second()

    response = send(app, "/x", EVIL)
    caplog.clear()
    assert (acao(response) is None) == adds
    assert response.headers.get("X-A") == ("1" if adds else None)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("result", ["own", "inner"])
def test_a_function_adds_a_header_before_it_calls_another_one(send, result, caplog):
    """Its policy governs its own response; the other one does not expose the header."""
    app = make()
    inner = cross_origin(origins=EVIL, expose_headers="X-A")(lambda: make_response("inner"))

    @cross_origin(origins="https://b.com", expose_headers="X-A")
    def outer():
        after_this_request(lambda response: response.headers.set("X-A", "1") or response)
        found = inner()
        return found if result == "inner" else make_response("own")

    app.add_url_rule("/x", "x", lambda: outer())  # noqa: PLW0108 - hides the decorated one
    responses = [send(app, "/x", origin) for origin in (EVIL, "https://b.com")]
    caplog.clear()
    assert list(map(acao, responses)) == [None, "https://b.com"]
    assert [each.headers["X-A"] for each in responses] == ["1", "1"]


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_caller_adds_a_header_after_a_function_that_called_another_one(send, caplog):
    """That function has ended, so its policy does not expose the header."""
    app = make()
    opened = cross_origin(origins="*", expose_headers="X-A", supports_credentials=False)
    inner = opened(lambda: "inner")
    outer = opened(lambda: f"outer {inner()}")

    @app.get("/x")
    def view():
        found = make_response(outer())
        after_this_request(lambda response: response.headers.set("X-A", "1") or response)
        inner()
        return found

    response = send(app, "/x", EVIL)
    caplog.clear()
    assert acao(response) is None


def in_thread(function):
    """Call a function in another thread, as a decorator with a timeout does."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_current_request_context(function)).result()


def stopped():
    """Respond with an error."""
    abort(418)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("result", [lambda: "x", stopped, lambda: (iter(["x"]), 200)])
@pytest.mark.parametrize("change", [None, {"X-Own": "secret"}])
@pytest.mark.parametrize("own", [ADMIN, "*"])
@pytest.mark.parametrize("late", [True, False])
def test_a_function_in_a_copy_of_the_context(send, result, change, own, late, caplog):
    """Its response has its policy as well, although the copy ends first."""
    app = Flask("copied", static_folder=None)
    if not late:
        CORS(app, origins="*" if own == ADMIN else ADMIN)
    function = cross_origin(origins=own, expose_headers="X-Own")(result)

    def view():
        found = in_thread(function)
        if change:
            found = make_response(found)
            found.headers.update(change)
        return found

    app.add_url_rule("/x", "x", view)
    answers = [acao(send(app, "/x", EVIL)) for _ in range(2)]
    caplog.clear()
    # If the caller changed it, the policy around it governs.
    is_callers = change and result is not stopped
    around = None if late else {ADMIN: EVIL, "*": None}[own]
    assert answers == [around if is_callers else {ADMIN: None, "*": EVIL}[own]] * 2


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("which", [0, 1])
def test_two_functions_at_once_in_copies_of_the_context(which, caplog):
    """Both begin before the request has an exchange, and each governs its own response."""

    class Environ(dict):
        """Lets both functions look for the exchange before one of them creates it."""

        def get(self, key, default=None):
            found = super().get(key, default)
            is_called = "flask_cors" in key and current_thread() is not main_thread()
            # Each function looks twice before one of them creates the exchange.
            if is_called and next(looks) < 4:
                both.wait(10)
            return found

    app, looks, both = Flask("both", static_folder=None), itertools.count(), Barrier(2)
    CORS(app, origins="*")
    functions = [cross_origin(origins=ADMIN)(lambda text=text: text) for text in "ab"]

    @app.get("/x")
    def view():
        with ThreadPoolExecutor(2) as pool:
            copies = [copy_current_request_context(function) for function in functions]
            return list(pool.map(lambda function: function(), copies))[which]

    # The first request always has an exchange.
    app.test_client().get("/")
    found = []
    environ = Environ(create_environ("/x", headers={"Origin": EVIL}))
    b"".join(app(environ, lambda status, headers: found.append((status, dict(headers)))))
    caplog.clear()
    ((status, headers),) = found
    assert status == "200 OK"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("rest", [(), (200,), (200, {"X-Own": "1"})])
@pytest.mark.parametrize("own", [ADMIN, "*"])
@pytest.mark.parametrize("kind", ["wsgi", "failing", "exception", "generator"])
def test_a_result_that_runs_is_run_once(send, rest, own, kind, caplog):
    """The result can be another WSGI app or a generator, with a status or without."""
    app, runs = Flask("twice", static_folder=None), []
    CORS(app, origins="*" if own == ADMIN else ADMIN)

    def wsgi(_, start):
        runs.append(1)
        if kind == "failing":
            abort(418)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"x"]

    def stream():
        runs.append(1)
        yield "x"

    @cross_origin(origins=own)
    def function():
        found = stream() if kind == "generator" else wsgi
        if kind == "exception":
            runs.append(1)
            found = ImATeapot()
        return (found, *rest) if rest else found

    app.add_url_rule("/x", "x", lambda: function())  # noqa: PLW0108 - hides the decorated one
    response = send(app, "/x", EVIL)
    assert response.text == "x" or "teapot" in response.text
    caplog.clear()
    assert runs == [1]
    assert acao(response) == (None if own == ADMIN else EVIL)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(("own", "around"), [(ADMIN, EVIL), (EVIL, ADMIN), (ADMIN, "*")])
def test_an_exception_in_debug_mode(send, own, around, changed, deep, caplog):
    """Only the origins of the outermost function that raised it may read the traceback."""
    app = Flask("debugged", static_folder=None)
    app.debug = True
    CORS(app, origins=around)
    function = cross_origin(origins=own)(fail)
    if deep:
        inner = cross_origin(origins="*")(fail)
        function = cross_origin(origins=own)(lambda: inner())  # noqa: PLW0108 - hides it

    @app.get("/x")
    def view():
        try:
            return function()
        except ZeroDivisionError as error:
            if changed:
                error.args = ("secret",)
            raise

    policy = around if changed else own
    if policy == ADMIN:
        with pytest.raises(ZeroDivisionError):
            send(app, "/x", EVIL)
        return
    response = send(app, "/x", EVIL)
    caplog.clear()
    assert (response.status_code, acao(response)) == (500, EVIL)
    assert ("ZeroDivisionError" in response.text) == (policy == EVIL)
