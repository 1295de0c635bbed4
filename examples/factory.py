# Try: FLASK_CORS_ORIGINS=https://shop.example.com flask --app examples/factory.py cors routes
"""An application factory: one `CORS()` for all apps, configured by the environment.

`app.config.from_prefixed_env()` reads `FLASK_CORS_ORIGINS` into `CORS_ORIGINS`. Any option can be
set this way; a list is written with commas or as JSON:

    FLASK_CORS_ORIGINS="https://shop.example.com, https://*.staging.example.com"
    FLASK_CORS_SUPPORTS_CREDENTIALS=true
    FLASK_CORS_MAX_AGE=600
"""

from flask import Flask

from flask_cors import CORS

cors = CORS(resources="/api/*")


def create_app() -> Flask:
    """Create an app from its environment."""
    app = Flask(__name__)
    app.config.update(
        CORS_ORIGINS=[],  # if the variable is not set, no origin is allowed
        CORS_STRICT=True,  # and an invalid value prevents the app from starting
    )
    app.config.from_prefixed_env()
    cors.init_app(app)

    @app.get("/api/books")
    def books() -> list[str]:
        return ["Dune", "Emma"]

    return app
