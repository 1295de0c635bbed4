# expect: any_origin("/health")

from flask import Flask

from flask_cors import CORS

application = Flask("wsgi", static_folder=None)
CORS(application)


@application.get("/health")
def health():
    return {"status": "up"}
