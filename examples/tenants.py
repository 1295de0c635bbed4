# Try: flask --app examples/tenants.py run
"""Origins that depend on another request header: the tenant, which a gateway names.

A response that depends on a header has to name it in `Vary`, or a cache serves the response for
one tenant to another; the policy adds `Origin` by itself. A preflight has none of the headers that
a page sets, so the header must be one that the gateway adds to every request.

    curl -i http://127.0.0.1:5000/prices -H "X-Tenant: books" -H "Origin: https://books.example.com"
"""

from flask import Flask, Response, request

from flask_cors import CORS

TENANT = "X-Tenant"
ORIGINS = {"books": {"https://books.example.com"}, "tyres": {"https://tyres.example.com"}}


def is_of_tenant(origin: str) -> bool:
    """Tell whether a front end belongs to the tenant of the request."""
    return origin in ORIGINS.get(request.headers.get(TENANT, ""), ())


app = Flask(__name__)
CORS(app, origins=is_of_tenant, methods="auto", allow_headers=["Content-Type"])


@app.after_request
def vary(response: Response) -> Response:
    """Name the header that the response depends on."""
    response.vary.add(TENANT)
    return response


@app.put("/prices")
def update() -> list[int]:
    """Return the new prices."""
    return [20]


@app.get("/prices")
def prices() -> list[int]:
    """Return the prices."""
    return [10]
