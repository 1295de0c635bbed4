# Try: flask --app examples/dynamic_origins.py run
"""Origins that change while the app runs: customers have their own domains, in a table.

    curl -i http://127.0.0.1:5000/catalogue -H "Origin: https://customer.example"
    curl -i http://127.0.0.1:5000/catalogue -H "Origin: https://stranger.example"

Changes of the table apply from the next request on.
"""

import sqlite3
from pathlib import Path

from flask import Flask, current_app, g

from flask_cors import CORS

SCHEMA = """
    CREATE TABLE IF NOT EXISTS customer (origin TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT OR IGNORE INTO customer VALUES ('https://customer.example');
"""


def database() -> sqlite3.Connection:
    """Return this request's connection to the database in the instance folder."""
    if "database" not in g:
        g.database = sqlite3.connect(Path(current_app.instance_path, "customers.sqlite"))
    return g.database


def close_database(_: BaseException | None) -> None:
    """Close the connection that the request or the policy opened."""
    if "database" in g:
        g.pop("database").close()


def is_customer(origin: str) -> bool:
    """Return whether a customer has this origin; called inside each request with an origin."""
    query = "SELECT 1 FROM customer WHERE origin = ?"
    return database().execute(query, [origin]).fetchone() is not None


def create_app(instance_path: str | None = None) -> Flask:
    """Create the app, and its database if it is missing."""
    app = Flask(__name__, instance_path=instance_path)
    app.teardown_appcontext(close_database)
    CORS(app, origins=is_customer)

    Path(app.instance_path).mkdir(exist_ok=True)
    with app.app_context():
        database().executescript(SCHEMA)

    @app.get("/catalogue")
    def catalogue() -> list[str]:
        return ["Dune", "Emma"]

    return app
