"""Many clients of real servers at once: no response is mixed up with another."""

import random

EACH = 40


def test_each_response_belongs_to_its_request(server, clients, questions, judge):
    """Origins, policies, apps and bodies do not mix, and headers are complete and unique."""

    def act(client, source, number):
        for count in range(EACH):
            question, view = questions(
                source, f"{number} {count}", lambda path: server.runs_async or path != "/async"
            )
            judge(question, client.ask(question), view)
        return EACH

    assert sum(clients(server, act)) == 16 * EACH


def test_async_views_and_callables(server, questions, judge):
    """On every server an async view with an async callable works like any other."""
    source, asked = random.Random(0), set()  # noqa: S311 - no secret
    with server.connect() as client:
        for count in range(30):
            question, view = questions(source, f"async {count}", "/async".__eq__)
            judge(question, client.ask(question), view)
            asked.add((question.origin in view.policy.readers, question.method))
    assert len(asked) == 6
