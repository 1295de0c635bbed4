# expect: some(A, B, credentials=True)

from flask import Flask
from settings import environments

from flask_cors import CORS

cors = CORS()


def create_app(name="production"):
    app = Flask(__name__)
    app.config.from_object(environments[name])
    cors.init_app(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app


# -- settings.py
class Config:
    CORS_ORIGINS = "*"


class Production(Config):
    CORS_ORIGINS = ["https://a.com", "https://b.com"]
    CORS_SUPPORTS_CREDENTIALS = True


environments = {"development": Config, "production": Production}
