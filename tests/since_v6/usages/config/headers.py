# expect: any_origin(allowed="Content-Type")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_ALLOW_HEADERS"] = "Content-Type, Authorization"
CORS(app)
