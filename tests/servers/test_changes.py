"""`CORS.reconfigure` under load: each response belongs to one configuration."""

import threading
import time

import pytest

#: The number of reconfigurations, and of responses between them.
CHANGES, BETWEEN, ANSWERS = 60, 4, 20
SECONDS = 60
A, BOTH, WRONG = "https://a.example", "https://both.example", "https://wrong.example"


def expected(policy, number):
    """Return the expectations of a configuration of `served.py`, by number."""
    return policy(
        (f"https://{number % 2}.example", BOTH),
        credentials=number % 2 == 1,
        exposes=f"X-Number-{number}",
        methods=["PUT", "DELETE, PUT"][number % 2],
        max_age=number,
        rejects=number % 4 > 1,
    )


class Course:
    """The course of events: configurations begun and finished, and those of the responses."""

    def __init__(self):
        self.begun = self.done = 0
        self.answers = []
        self.ended = threading.Event()

    def change(self, client, question):
        """Reconfigure again and again, occasionally with invalid options."""
        for number in range(1, CHANGES + 1):
            self.begun = number
            answer = client.ask(question(f"/changing/to/{number}", None, "POST", f"to {number}"))
            assert answer.body == "changed"
            self.done = number
            if number % BETWEEN == 0:
                answer = client.ask(question("/changing/wrong", None, "POST", f"wrong {number}"))
                assert answer.body == "refused"
                self.wait_for_answers()

    def wait_for_answers(self):
        """Let the other clients send requests, unless they have ended."""
        enough, deadline = len(self.answers) + ANSWERS, time.monotonic() + SECONDS
        while len(self.answers) < enough and not self.ended.is_set():
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def ask(self, client, asked, is_right):
        """Record the possible configurations of a response, since its request began."""
        earliest = self.done
        answer = client.ask(asked)
        fitting = [n for n in range(earliest, self.begun + 1) if is_right(asked, answer, n)]
        assert fitting, (earliest, self.begun, asked, answer)
        self.answers.append((asked, fitting))


@pytest.mark.parametrize("name", ["threads", "waitress", "gunicorn gevent alone"])
def test_reconfigured_under_load(name, serving, clients, question, view, policy, judge, tmp_path):
    """No response mixes two configurations, none returns, and errors are never served."""
    views = {
        "/changing/": view("changing", None),
        "/changing/slow": view("slow", None),
        "/changing/nothing": view("404", None, 404),
        "/changing/constant": view("constant", policy((A,), uniform=True)),
    }
    course = Course()

    def is_right(asked, answer, number):
        there = views[asked.path]
        there = there._replace(policy=there.policy or expected(policy, number))
        try:
            judge(asked, answer, there)
        except AssertionError:
            return False
        return True

    def ask(client, source, name):
        origin = source.choice(["https://0.example", "https://1.example", BOTH, BOTH, WRONG, A])
        method = source.choice(["GET", "PUT", "OPTIONS"])
        asked = question(source.choice(list(views)), origin, method, name)
        course.ask(client, asked, is_right)

    def act(client, source, number):
        count = 0
        try:
            while number and not course.ended.is_set():
                ask(client, source, f"{number} {count}")
                count += 1
            if number == 0:
                course.change(client, question)
        finally:
            # Also after a failure, for which the other clients need not wait.
            course.ended.set()
        for last in range(5):
            ask(client, source, f"{number} {count + last}")

    with serving(name, tmp_path) as server:
        clients(server, act)
    assert "Traceback" not in server.log.read_text()
    # An origin that all of them allow sees which one it was.
    reported = [
        fitting
        for asked, fitting in course.answers
        if asked.origin == BOTH and asked.path != "/changing/constant"
    ]
    assert all(len(fitting) == 1 for fitting in reported)
    assert len({number for (number,) in reported}) > CHANGES // BETWEEN // 2
