# Try: flask --app examples/tenants.py run
"""Origins that depend on another request header: the tenant, which a gateway sets.

A response that depends on a header must name it in `Vary`, or a cache could serve one tenant's
response to another; the policy itself only adds `Origin`. A preflight has none of the headers that
a page sets, so the gateway must add this header to every request.

    curl -i http://127.0.0.1:5000/prices -H "X-Tenant: books" -H "Origin: https://books.example.com"
"""

from flask import Flask, Response, request

from flask_cors import CORS

TENANT = "X-Tenant"
ORIGINS = {"books": {"https://books.example.com"}, "tyres": {"https://tyres.example.com"}}


def is_of_tenant(origin: str) -> bool:
    """Return whether a front end belongs to the tenant of the request."""
    return origin in ORIGINS.get(request.headers.get(TENANT, ""), ())


app = Flask(__name__)
CORS(app, origins=is_of_tenant, methods="auto", allow_headers=["Content-Type"])


@app.after_request
def vary(response: Response) -> Response:
    """Add the header that the response depends on to `Vary`."""
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
