# expect: only(A, "/api/books")
# expect: Private("/")
# warns: is read as CORS_RESOURCES
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_RESOURCE"] = {r"/api/*": {"origins": "https://a.com"}}
CORS(app)
