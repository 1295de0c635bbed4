# expect: only(A, "/api/books", announces="PUT", methods=None)
# expect: only(A, "/api/books", methods="GET")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "https://a.com", "methods": ["GET"]}})
