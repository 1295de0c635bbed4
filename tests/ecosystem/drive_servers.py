"""Servers, each in its own process, with an app that has a login and compressed responses."""

import pytest

A = "https://a.example"
GUNICORN = "gunicorn --workers 2 --bind 127.0.0.1:{port}"
SERVERS = [
    pytest.param(command, id=name, marks=pytest.mark.package(name.partition(" ")[0]))
    for name, command in {
        "gunicorn": f"{GUNICORN} served:application",
        "gunicorn gthread": f"{GUNICORN} --threads 4 served:application",
        "gunicorn gevent": f"{GUNICORN} --worker-class gevent served:application",
        "waitress": "waitress-serve --listen 127.0.0.1:{port} served:application",
        "gevent": "python gevent_server.py {port}",
    }.items()
]


@pytest.mark.parametrize("command", SERVERS)
def test_server(run, command):
    """A login, JSON, a stream, a file, 304, 401, 404, 405, 500, and a path without a policy."""
    with run(command) as site:
        put = {"method": "PUT", "path": "/api/item", "send": {"price": 5}}
        site.fetch(401, **put)
        site.fetch(200, "POST", "/api/login")
        assert site.fetch(200, **put).json() == {"price": 5}
        assert site.fetch(200, "GET", "/api/stream").body == b"one,two"
        file = site.fetch(200, "GET", "/api/file")
        assert b"send a file" in file.body.lower()
        assert site.fetch(200, "HEAD", "/api/file").body == b""
        seen = {"If-None-Match": file.get("etag")}
        assert site.fetch(304, "GET", "/api/file", headers=seen).body == b""
        site.fetch(206, "GET", "/api/file", headers={"Range": "bytes=0-9"})
        site.fetch(404, "GET", "/api/nowhere")
        site.fetch(405, "PATCH", "/api/item")
        site.fetch(500, "GET", "/api/fail")
        plain = site.ask("GET", "/", {"Origin": A})
        assert (plain.status, plain.cors) == (200, [])
        assert "origin" not in plain.members("vary")
