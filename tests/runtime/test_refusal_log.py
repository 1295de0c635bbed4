"""Log lines of refusals: advice, and limits on their number."""

import logging
import threading

import pytest

from flask_cors import CORS, cors_refused, cross_origin
from flask_cors._runtime.line_limit import MAX_LINES, Refusals
from flask_cors.core.policy import Policy
from origins import EVIL, A, B

MORE = "further refusals by this policy are suppressed for a minute"
CLOSEST = "closest allowed origin:"


class Clock:
    """A clock in seconds that a test advances."""

    now = 1000.0

    def __call__(self):
        """Return the seconds."""
        return self.now


@pytest.fixture
def clock():
    """Return a clock for an app's minutes."""
    return Clock()


@pytest.fixture
def log_lines(caplog):
    """Return a function that returns the log lines since its last call."""
    caplog.set_level(logging.INFO, "flask_cors")

    def log_lines():
        found = [record.getMessage() for record in caplog.records if record.name == "flask_cors"]
        caplog.clear()
        return found

    return log_lines


def use(clock, app):
    """Let an app count minutes by a clock."""
    app.extensions["cors"].refusals = Refusals(clock)


# The advice


@pytest.mark.parametrize(
    ("origins", "origin", "reported"),
    [
        (A, EVIL, f"{CLOSEST} '{A}'"),
        ([B, A], "http://a.com",
         f"{CLOSEST} '{A}' (its scheme is https, the page's is http)"),
        ([A, "https://a.com:8443"], "https://a.com:8444",
         f"{CLOSEST} 'https://a.com:8443' (its port is 8443, the page's is 8444)"),
        ([B, "https://*.a.com"], "https://x.a.com:81",
         f"{CLOSEST} 'https://*.a.com' (its port is the default port, the page's is 81)"),
        (A, "http://a.com:81",
         (f"{CLOSEST} '{A}' (its scheme is https, the page's is http"
          " and its port is the default port, the page's is 81)")),
        ([B, "https://*.a.com"], A,
         f"{CLOSEST} 'https://*.a.com' (it covers subdomains, but not the bare domain a.com)"),
        (["https://shop.example", "https://example.com"], "https://exmaple.com",
         f"{CLOSEST} 'https://example.com'"),
        (["http://a.com", A], "https://a.com:1",
         f"{CLOSEST} '{A}' (its port is the default port, the page's is 1)"),
        (["https://shop-tests.io", "https://a.io"], "https://shop.io",
         f"{CLOSEST} 'https://a.io'"),
        (["https://x.com", A], "https://a.com://x.com", f"{CLOSEST} '{A}'"),
        (A, "http://a.com:99999", f"{CLOSEST} '{A}'"),
        (["null", r"https://\w+\.a\.com"], EVIL, f"{CLOSEST} 'null'"),
        (r"https://[a-z]+\.a\.com", EVIL, r"allowed: origins accepted by https://[a-z]+\.a\.com"),
        ([], EVIL, "no origin is allowed"),
    ],
)  # fmt: skip
def test_the_nearest_origin(app, send, log_lines, origins, origin, reported):
    """A refused origin is logged with the most similar configured one."""
    CORS(app, origins=origins)
    send(app, origin=origin)
    (line,) = log_lines()
    assert line.endswith(f"; {reported}")


def test_callables_and_multi_line_patterns(app, send, log_lines):
    """Patterns that are not origins are named, each on one line."""

    def tenants(origin):
        return False

    CORS(app, origins=[tenants, "(?x)https://a\n\\.com"])
    send(app, origin=EVIL)
    (line,) = log_lines()
    assert "allowed: origins accepted by callable " in line
    assert "tenants, '(?x)https://a\\n\\\\.com'" in line
    assert line.isprintable()


def test_any_origin_but_null(app, send, log_lines):
    """With credentials, `*` means origins other than `null`."""
    with pytest.warns(match="credentials"):
        CORS(app, supports_credentials=True)
    send(app, origin="null")
    (line,) = log_lines()
    assert line.endswith("; any well-formed origin except null is allowed")


@pytest.mark.parametrize(
    ("options", "method", "names", "reported"),
    [
        ({"methods": ["GET", "PUT"]}, "DELETE", None, "allowed methods: GET, PUT"),
        ({"methods": "auto"}, "DELETE", None, "allowed methods: GET, HEAD, OPTIONS, PUT"),
        ({"methods": "*"}, "a b", None, "any method that browsers can send is allowed"),
        ({"methods": []}, "DELETE", None, "allowed methods: none"),
        ({"allow_headers": ["X-A", "X-B*"]}, "PUT", "x-c", "allowed headers: X-A, X-B*"),
        ({"allow_headers": []}, "PUT", "x-c", "allowed headers: none"),
        ({}, "PUT", "x c", "any header name is allowed, up to 256 in 8 KiB"),
        ({"allow_headers": [f"X-{n}" for n in range(10)]}, "PUT", "x-c",
         "allowed headers: X-0, X-1, X-2, X-3, X-4, X-5, X-6, X-7, X-8, X-9"),
        ({"allow_headers": [f"X-{n}" for n in range(11)]}, "PUT", "x-c",
         "allowed headers: X-0, X-1, X-2, X-3, X-4, X-5, X-6, X-7, X-8, X-9 and 1 more"),
    ],
)  # fmt: skip
def test_advice_for_a_preflight(app, preflight, log_lines, options, method, names, reported):
    """A refused method or header is logged with the allowed ones."""
    CORS(app, origins=A, **options)
    preflight(app, method=method, names=names)
    (line,) = log_lines()
    assert line.endswith(f"; {reported}")


def test_private_networks(app, preflight, log_lines):
    """A private network that is not allowed is not a refusal, because no browser sends it today."""
    CORS(app, origins=A)
    response = preflight(app, headers={"Access-Control-Request-Private-Network": "true"})
    assert response.headers["Access-Control-Allow-Private-Network"] == "false"
    assert log_lines() == []


def test_allowed_requests_get_no_advice(app, send, caplog):
    """The line of an allowed request ends with the deciding setting."""
    CORS(app, origins=A)
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "flask_cors"]
    assert "nearest" not in line


# The limits


def test_a_line_is_bounded(app, preflight, log_lines):
    """Many headers and long values are cut; the failing ones are shown first."""
    CORS(app, origins=A, allow_headers="X-A")
    names = ", ".join(["x-a", *(f"x-{number:03}-{'y' * 400}" for number in range(200))])
    preflight(app, f"/{'z' * 9000}", names=names)
    (line,) = log_lines()
    assert len(line) < 8000
    assert "and 191 more; allowed headers: X-A" in line
    assert "header 'x-000-" in line
    assert "... (408 characters)" in line
    assert "header 'x-a' passes" not in line


@pytest.mark.parametrize(("count", "more"), [(10, ""), (11, "and 1 more; "), (12, "and 2 more; ")])
def test_twelve_checks_are_shown(app, preflight, log_lines, count, more):
    """A line has up to twelve checks, of which two are about the origin and the method."""
    CORS(app, origins=A, allow_headers="X-A")
    preflight(app, names=", ".join(f"x-{number:02}" for number in range(count)))
    (line,) = log_lines()
    assert line.count(" allowed by ") == 12
    assert line.endswith(f"); {more}allowed headers: X-A")


def test_a_flood_is_counted(app, send, log_lines, clock):
    """A policy has a number of lines per minute, then one line with the count of the others."""
    CORS(app, origins=A)
    use(clock, app)
    for _ in range(MAX_LINES + 5):
        send(app, origin=EVIL)
    lines = log_lines()
    assert len(lines) == MAX_LINES
    assert [MORE in line for line in lines] == [False] * (MAX_LINES - 1) + [True]
    clock.now += 59
    send(app, origin=EVIL)
    assert log_lines() == []
    clock.now += 1
    send(app, origin=EVIL)
    count, line = log_lines()
    assert count.startswith("6 more refusals by CORS(app) (")
    assert count.endswith(" were suppressed")
    assert line.startswith(f"GET / from '{EVIL}' refused (MissingAllowOriginHeader); ")
    clock.now += 60
    send(app, origin=EVIL)
    assert len(log_lines()) == 1


def test_each_policy_has_its_own_quota(app, send, log_lines, clock):
    """A flood against one policy does not use up another's lines."""
    CORS(app, origins=A)
    app.add_url_rule("/b", "b", cross_origin(origins=B)(lambda: "b"))
    use(clock, app)
    for number in range(MAX_LINES + 1):
        send(app, origin=f"https://{number}.evil.test")
    log_lines()
    send(app, "/b", origin=EVIL)
    assert len(log_lines()) == 1


def test_allowed_requests_are_not_counted(app, send, caplog, clock):
    """DEBUG lines of CORS requests are unlimited, and do not reduce the quota."""
    CORS(app, origins=A)
    use(clock, app)
    caplog.set_level(logging.DEBUG, "flask_cors")
    for _ in range(MAX_LINES + 5):
        send(app)
    send(app, origin=EVIL)
    levels = [record.levelname for record in caplog.records if record.name == "flask_cors"]
    assert levels == ["DEBUG"] * (MAX_LINES + 5) + ["INFO"]


def count_traces(monkeypatch):
    """Count the decisions that are made with steps."""
    traces = []
    decide = Policy.decide

    def counting(self, *args, explain=False, **kwargs):
        traces.extend([1] * explain)
        return decide(self, *args, explain=explain, **kwargs)

    monkeypatch.setattr(Policy, "decide", counting)
    return traces


def test_a_flood_is_not_explained(app, send, log_lines, clock, monkeypatch):
    """Beyond the limit, nothing is computed for the log."""
    CORS(app, origins=A)
    use(clock, app)
    traces = count_traces(monkeypatch)
    for _ in range(MAX_LINES + 30):
        send(app, origin=EVIL)
    assert len(traces) == MAX_LINES


def test_an_allowed_request_is_not_explained(app, send, log_lines, monkeypatch):
    """If only refusals are logged, nothing is computed for the others."""
    CORS(app, origins=A)
    traces = count_traces(monkeypatch)
    send(app)
    assert (traces, log_lines()) == ([], [])


def test_the_signal_is_sent_beyond_the_limit(app, send, log_lines, clock):
    """A receiver gets every refusal, with its steps."""
    CORS(app, origins=A)
    use(clock, app)
    steps = []

    def receive(sender, decision, request):
        steps.append(len(decision.steps))

    with cors_refused.connected_to(receive):
        for _ in range(MAX_LINES + 3):
            send(app, origin=EVIL)
    assert steps == [1] * (MAX_LINES + 3)
    assert len(log_lines()) == MAX_LINES


def test_the_debug_header_is_sent_beyond_the_limit(app, send, log_lines, clock):
    """`X-CORS-Decision` has the reason and the advice each time."""
    app.debug = True
    CORS(app, origins=A)
    use(clock, app)
    reported = [send(app, origin=EVIL).headers["X-CORS-Decision"] for _ in range(MAX_LINES + 3)]
    assert all(text.endswith(f"closest allowed origin: '{A}'") for text in reported)
    assert len(log_lines()) == MAX_LINES


def test_refusals_that_are_not_logged_do_not_count(app, send, log_lines, clock, caplog):
    """At a higher log level, refusals do not reduce the quota."""
    CORS(app, origins=A)
    use(clock, app)
    caplog.set_level(logging.WARNING, "flask_cors")
    for _ in range(MAX_LINES):
        send(app, origin=EVIL)
    caplog.set_level(logging.INFO, "flask_cors")
    send(app, origin=EVIL)
    assert MORE not in log_lines()[0]


def policy():
    """Return a separate policy."""
    return Policy([], [])


def test_threads_share_the_quota():
    """Simultaneous threads get the limit's number of lines in total."""
    refusals, one, taken = Refusals(Clock()), policy(), []
    barrier = threading.Barrier(8)

    def take():
        barrier.wait()
        taken.extend(refusals.take(one) for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(text for text in taken if text is not None) == [*[""] * (MAX_LINES - 1), MORE]
    assert taken.count(None) == 400 - MAX_LINES


def test_many_policies_keep_their_quotas():
    """A policy whose lines are used up has none left while there are not too many others."""
    refusals, one = Refusals(Clock()), policy()
    for _ in range(MAX_LINES):
        refusals.take(one)
    for _ in range(1023):
        refusals.take(policy())
    assert refusals.take(one) is None


def test_memory_is_bounded():
    """New policies, such as those of hidden views, are not all kept."""
    refusals = Refusals(Clock())
    for _ in range(1100):
        refusals.take(policy())
    assert len(refusals._limit._minutes) <= 1024  # noqa: SLF001 - the bound
