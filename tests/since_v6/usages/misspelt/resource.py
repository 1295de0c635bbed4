# expect: only(A, "/api/books")
# expect: Private("/")
# warns: is read as resources
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resource={r"/api/*": {"origins": "https://a.com"}})
