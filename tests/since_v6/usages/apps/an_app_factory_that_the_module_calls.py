# expect: any_origin("/api/items")
# expect: Private("/items", status=404)

from flask import Flask

from flask_cors import CORS


def create_app(config=None):
    app = Flask(__name__)
    CORS(app, resources={r"/api/*": {"origins": "*"}})

    @app.get("/api/items")
    def items():
        return []

    return app


app = create_app()
