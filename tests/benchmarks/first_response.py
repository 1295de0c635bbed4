"""An app until its first response: `python first_response.py CASE SUBJECT`.

`whole.py` counts all instructions, so that moving work from the import to the first request makes
no difference.
"""

import io
import sys

from flask import Flask

ORIGIN = "https://shop.example.com"
CASES = {
    "defaults": {},
    "three origins, one resource": {
        "resources": {"/api/*": {"origins": ["https://a.example", "https://b.example", ORIGIN]}}
    },
    "three regular expressions": {
        "resources": {
            "/api/*": {
                "origins": [
                    r"https://[a-z0-9-]+\.example\.com",
                    r"https://[a-z]+\.other\.com",
                    r"http://localhost:\d+",
                ]
            }
        }
    },
}


def answer(app):
    """Return the headers of the response to a GET."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/api/x",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ORIGIN": ORIGIN,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    found = {}
    b"".join(app(environ, lambda _, headers, *__: found.update(headers)))
    return found


def main(case, subject):
    """Make the app and send the request."""
    app = Flask("start", static_folder=None)
    app.add_url_rule("/api/x", "x", lambda: "x")
    if subject != "bare":
        from flask_cors import CORS  # noqa: PLC0415 - a part of the measurement

        CORS(app, **CASES[case])
    headers = answer(app)
    allowed = headers.get("Access-Control-Allow-Origin")
    assert allowed in ({None} if subject == "bare" else {"*", ORIGIN}), headers


if __name__ == "__main__":
    main(*sys.argv[1:])
