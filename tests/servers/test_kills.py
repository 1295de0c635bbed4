"""Workers that are killed while they respond."""

import http.client
import threading
import time

import pytest

KILLS = 8
#: After a kill, this many responses come before the next one, from any worker.
BETWEEN = 40
SECONDS = 60


def test_workers_that_are_killed(serving, clients, question, questions, judge, tmp_path):
    """Every complete response is right, also from replacement workers."""
    whole, broken, killed = [], [], threading.Event()

    def kill(client):
        for number in range(KILLS):
            enough, deadline = len(whole) + BETWEEN, time.monotonic() + SECONDS
            while len(whole) < enough and time.monotonic() < deadline:
                time.sleep(0.001)
            assert len(whole) >= enough, "no worker responds"
            with pytest.raises((OSError, http.client.HTTPException)):
                client.ask(question("/die", None, "POST", f"kill {number}"))

    def act(client, source, number):
        if number == 0:
            try:
                kill(client)
            finally:
                killed.set()
            return
        count = 0
        while not killed.is_set() or count % 10:
            count += 1
            asked, view = questions(source, f"{number} {count}")
            try:
                answer = client.ask(asked)
            except (OSError, http.client.HTTPException) as error:
                broken.append(error)
                continue
            judge(asked, answer, view)
            whole.append(answer)

    with serving("gunicorn gthread", tmp_path) as server:
        clients(server, act)
    assert len(whole) >= KILLS * BETWEEN
    assert broken
    said = server.log.read_text()
    # When it stops, the server may end a worker in the same way.
    assert said.count("SIGKILL") >= KILLS
    assert "Traceback" not in said
    assert "flask_cors" not in said
