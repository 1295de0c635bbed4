"""Clients that disconnect during a response, while others continue."""

import time
from urllib.parse import quote

SECONDS = 60
EACH = 3


def test_streams_that_are_cut_off(server, clients, question, questions, judge, policy, tmp_path):
    """The page gets its headers, the view ends, and the next responses are right."""
    shop = policy(("https://a.example",), credentials=True, exposes="X-Id", uniform=True)
    count = 100_000 if server.notices else 6

    def act(client, source, number):
        for count_ in range(EACH):
            name = f"{number}-{count_}"
            ended = tmp_path / name
            origin = source.choice(["https://a.example", "https://b.example", None])
            path = f"/events?count={count}&ended={quote(str(ended))}"
            size = source.choice([1, 10, 5000])
            answer = client.cut(question(path, origin, "GET", name), size)
            assert (answer.status, answer.cors) == (200, shop.headers(origin, preflight=False))
            assert answer.body == "".join(f"data: {n} {'x' * 1000}\n\n" for n in range(6))[:size]
            asked, view = questions(source, f"{name}-next", lambda path: path != "/async")
            judge(asked, client.ask(asked), view)
            deadline = time.monotonic() + SECONDS
            while not ended.exists() or not ended.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            assert not server.notices or int(ended.read_text()) < count - 1
        return EACH

    assert sum(clients(server, act)) == 16 * EACH
