# expect: only(A)
# warns: use CORS_ALLOW_HEADERS
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_HEADERS"] = ["Content-Type"]
CORS(app, origins="https://a.com")
