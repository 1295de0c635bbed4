# expect: only(A, "/api/books")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_RESOURCES"] = {r"/api/*": {"origins": "https://a.com"}}
CORS(app, resources=app.config["CORS_RESOURCES"])
